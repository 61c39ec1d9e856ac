//! Laws of a scan: in the order of the key, without gaps or repeats.

use std::collections::BTreeSet;

use super::sample::{Numbers, key, put, row, tables};
use crate::rows::{MetaRow, OutboxRow, TABLES};
use crate::scratch::Place;
use crate::{Change, Row, Store, StoreError, Table, Value};

/// All rows, page by page.
fn paged(store: &dyn Store, table: &'static Table, page: usize) -> Vec<Vec<Value>> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    loop {
        let after = rows.last().map(|row| row[..table.key].to_vec());
        let found = store.scan(table, after.as_deref(), page).unwrap();
        assert!(found.len() <= page);
        if found.is_empty() {
            return rows;
        }
        rows.extend(found);
    }
}

pub(super) fn pages_have_no_gaps_and_no_repeats(place: &dyn Place) {
    let store = place.open().unwrap();
    for (seed, table) in (1..).zip(tables()) {
        let mut numbers = Numbers::new(seed);
        let drawn: BTreeSet<u32> = (0..50).map(|_| u32::try_from(1 + numbers.below(90_000)).unwrap()).collect();
        let newest = store.newest().unwrap();
        store.commit(newest, &drawn.iter().map(|n| put(table, *n)).collect::<Vec<_>>()).unwrap();
        let mut expected: Vec<_> = drawn.iter().map(|n| row(table, *n)).collect();
        expected.sort();
        for page in [1, 2, 7, 49, 50, 51, 1_000] {
            assert_eq!(paged(&*store, table, page), expected, "{} by {page}", table.name);
        }
        assert_eq!(store.scan(table, None, 0), Ok(Vec::new()));
    }
}

/// Each column of a key decides only among rows that are alike in those before it.
pub(super) fn a_scan_goes_on_after_a_key_that_is_not_there(place: &dyn Place) {
    let store = place.open().unwrap();
    let line = |resident, seq, n| OutboxRow { resident, seq, n, channel: "sms".to_owned(), at: 0 };
    let lines = [line(1, 9, 9), line(2, 1, 5), line(2, 3, 0), line(2, 3, 4), line(3, 0, 0)];
    store.commit(0, &lines.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
    let after = |resident, seq, n| {
        let key = [Value::Int(resident), Value::Int(seq), Value::Int(n)];
        store.scan(OutboxRow::TABLE, Some(&key), 9).unwrap()
    };
    let rest = |from: usize| lines[from..].iter().map(Row::values).collect::<Vec<_>>();
    assert_eq!(after(0, 99, 99), rest(0));
    assert_eq!(after(1, 9, 9), rest(1));
    assert_eq!(after(2, 1, 6), rest(2));
    assert_eq!(after(2, 3, 3), rest(3));
    assert_eq!(after(2, 99, 0), rest(4));
    assert_eq!(after(3, 0, 0), rest(5));
}

/// No language's order of letters, so that every server gives one order.
pub(super) fn texts_are_ordered_by_their_bytes(place: &dyn Place) {
    let store = place.open().unwrap();
    let mut names =
        vec!["b", "B", "a", "A", "a-b", "ab", "a b", "Ä", "z", "中", "丁", "é", "e", "", "10", "9", "_", "\u{1f600}"];
    let facts = names.iter().map(|name| MetaRow { name: (*name).to_owned(), value: vec![1] });
    store.commit(0, &facts.map(|fact| Change::put(&fact)).collect::<Vec<_>>()).unwrap();
    names.sort_unstable();
    let found: Vec<_> = paged(&*store, MetaRow::TABLE, 4).iter().map(|row| row[0].clone()).collect();
    assert_eq!(found, names.iter().map(|name| Value::Text((*name).to_owned())).collect::<Vec<_>>());
}

pub(super) fn what_is_no_key_is_refused(place: &dyn Place) {
    let store = place.open().unwrap();
    for table in TABLES {
        let mut long = key(table, 1);
        long.push(Value::Null);
        for wrong in [Vec::new(), long] {
            let misfit = StoreError::Misfit { table: table.name, column: "*" };
            assert_eq!(store.scan(table, Some(&wrong), 1), Err(misfit));
        }
    }
}
