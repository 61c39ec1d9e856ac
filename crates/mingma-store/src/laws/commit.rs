//! Laws of a commit: whole or not at all.

use std::collections::BTreeMap;

use super::sample::{Numbers, altered, key, newest_after, put, row, tables};
use crate::rows::{ActRow, DocumentRow, MemberRow, MetaRow, RefusalRow, ResidentRow};
use crate::scratch::{Break, Faulty, Place};
use crate::{Acts, Change, Kind, Row, Store, StoreError, Table, Value};

/// Everything that stands in a table.
fn all(store: &dyn Store, table: &'static Table) -> Vec<Vec<Value>> {
    store.scan(table, None, usize::MAX).unwrap()
}

/// Everything that stands in any table but the book of migrations.
fn everything(store: &dyn Store) -> usize {
    tables().map(|table| all(store, table).len()).sum()
}

fn act(n: u32) -> Change {
    put(ActRow::TABLE, n)
}

pub(super) fn what_is_kept_is_there_when_it_is_opened_again(place: &dyn Place) {
    let changes: Vec<Change> = tables().map(|table| put(table, 1)).collect();
    place.open().unwrap().commit(0, &changes).unwrap();
    let store = place.open().unwrap();
    for table in tables() {
        assert_eq!(all(&*store, table), [row(table, 1)], "{}", table.name);
    }
}

pub(super) fn a_commit_from_an_old_newest_is_refused_and_keeps_nothing(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &[act(1)]).unwrap();
    for wrong in [0, 2] {
        let changes = [put(MetaRow::TABLE, 1), act(2)];
        assert_eq!(store.commit(wrong, &changes), Err(StoreError::Moved { newest: 1 }));
    }
    assert_eq!(store.commit(0, &[]), Err(StoreError::Moved { newest: 1 }));
    assert_eq!(everything(&*store), 1);
}

pub(super) fn a_commit_that_fails_in_its_midst_keeps_nothing(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &[put(DocumentRow::TABLE, 1)]).unwrap();
    // The same tag for somebody else, after and before tables that succeed by themselves.
    let mut taken = row(DocumentRow::TABLE, 1);
    taken[0] = Value::Int(77);
    let mut changes: Vec<Change> = tables().map(|table| put(table, 2)).collect();
    changes.push(Change::Put(DocumentRow::TABLE, taken));
    assert_eq!(store.commit(0, &changes), Err(StoreError::Taken { table: "document" }));
    assert_eq!(everything(&*store), 1);
    // And as one row among many.
    changes.extend((3..2_000).map(|n| put(DocumentRow::TABLE, n)));
    assert_eq!(store.commit(0, &changes), Err(StoreError::Taken { table: "document" }));
    assert_eq!(everything(&*store), 1);
    changes.retain(|change| change.key()[0] != Value::Int(77));
    store.commit(0, &changes).unwrap();
}

pub(super) fn of_several_changes_of_one_row_the_last_counts(place: &dyn Place) {
    let store = place.open().unwrap();
    for table in tables().filter(|table| !table.once) {
        let (put, delete) = (|values| Change::Put(table, values), || Change::Delete(table, key(table, 1)));
        store.commit(0, &[put(row(table, 1)), delete(), put(altered(table, 1))]).unwrap();
        assert_eq!(all(&*store, table), [altered(table, 1)], "{}", table.name);
        store.commit(0, &[put(row(table, 1))]).unwrap();
        assert_eq!(all(&*store, table), [row(table, 1)], "{}", table.name);
        store.commit(0, &[put(altered(table, 1)), delete()]).unwrap();
        assert!(all(&*store, table).is_empty(), "{}", table.name);
        store.commit(0, &[delete()]).unwrap();
    }
}

/// The slow, obvious store beside the fast one: a map for each table.
pub(super) fn any_run_of_commits_leaves_what_a_map_would_hold(place: &dyn Place) {
    let mut numbers = Numbers::new(12);
    let mut maps: BTreeMap<&str, BTreeMap<Vec<Value>, Vec<Value>>> = BTreeMap::new();
    let replaced: Vec<_> = tables().filter(|table| !table.once).collect();
    for run in 0..40 {
        // Opened anew now and then, as after a restart.
        let store = place.open().unwrap();
        let changes: Vec<Change> = (0..numbers.below(60)).map(|_| any_change(&mut numbers, &replaced)).collect();
        // Some are refused by a newest that is wrong.
        let refused = run % 5 == 4;
        assert_eq!(store.commit(u64::from(refused), &changes).is_err(), refused);
        for change in changes.iter().filter(|_| !refused) {
            let map = maps.entry(change.table().name).or_default();
            match change {
                Change::Put(_, values) => map.insert(change.key().to_vec(), values.clone()),
                Change::Delete(_, key) => map.remove(key),
            };
        }
        for table in &replaced {
            let expected: Vec<_> = maps.get(table.name).into_iter().flat_map(BTreeMap::values).cloned().collect();
            assert_eq!(all(&*store, table), expected, "{} after {run}", table.name);
        }
    }
}

fn any_change(numbers: &mut Numbers, tables: &[&'static Table]) -> Change {
    let table = tables[usize::try_from(numbers.below(tables.len() as u64)).unwrap()];
    let n = u32::try_from(numbers.below(12)).unwrap();
    match numbers.below(3) {
        0 => put(table, n),
        1 => Change::Put(table, altered(table, n)),
        _ => Change::Delete(table, key(table, n)),
    }
}

/// Past every threshold from which on a database writes in another way.
pub(super) fn many_rows_are_put_replaced_and_deleted_as_one_is(place: &dyn Place) {
    let many = 1_100;
    let store = place.open().unwrap();
    for table in tables() {
        let puts: Vec<Change> = (1..=many).rev().map(|n| put(table, n)).collect();
        let before = all(&*store, ActRow::TABLE).len() as u64;
        store.commit(before, &puts).unwrap();
        let expected: Vec<_> = (1..=many).map(|n| row(table, n)).collect();
        assert_eq!(sorted(&all(&*store, table)), sorted(&expected), "{}", table.name);
    }
    for table in tables().filter(|table| !table.once) {
        // Half of them are there already, half are new.
        let mut changes: Vec<Change> = (600..=1_700).map(|n| Change::Put(table, altered(table, n))).collect();
        changes.extend((1..600).map(|n| Change::Delete(table, key(table, n))));
        store.commit(u64::from(many), &changes).unwrap();
        let expected: Vec<_> = (600..=1_700).map(|n| altered(table, n)).collect();
        assert_eq!(sorted(&all(&*store, table)), sorted(&expected), "{}", table.name);
    }
}

fn sorted(rows: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let mut rows = rows.to_vec();
    rows.sort();
    rows
}

pub(super) fn every_value_is_read_back_as_it_was_written(place: &dyn Place) {
    let store = place.open().unwrap();
    let texts = ["", " ", "'; DROP TABLE act; --", "健康码\n\t\u{1f600}", "\\N", "\u{1}", "é", "e\u{301}"];
    for (n, text) in (1..).zip(texts) {
        let at = if n % 2 == 0 { i64::MIN } else { i64::MAX };
        let refusal = RefusalRow { seq: n, code: text.to_owned(), door: text.to_owned(), actor: text.to_owned(), at };
        store.commit(0, &[Change::put(&refusal)]).unwrap();
        assert_eq!(RefusalRow::read(&all(&*store, RefusalRow::TABLE).pop().unwrap()), Ok(refusal));
    }
    for value in [Vec::new(), vec![0], (0..=255).collect(), vec![0xff; 300_000]] {
        let fact = MetaRow { name: "x".to_owned(), value };
        store.commit(0, &[Change::put(&fact)]).unwrap();
        assert_eq!(store.meta("x"), Ok(Some(fact.value)));
    }
    let nobody = ResidentRow { merged_into: None, closed_at: None, ..resident(1) };
    let closed = ResidentRow { merged_into: Some(u32::MAX), closed_at: Some(-1), ..resident(2) };
    store.commit(0, &[Change::put(&nobody), Change::put(&closed)]).unwrap();
    assert_eq!((store.resident(1), store.resident(2)), (Ok(Some(nobody)), Ok(Some(closed))));
}

fn resident(n: u32) -> ResidentRow {
    ResidentRow::read(&row(ResidentRow::TABLE, n)).unwrap()
}

pub(super) fn a_value_that_does_not_fit_is_refused_and_keeps_nothing(place: &dyn Place) {
    let store = place.open().unwrap();
    for table in tables() {
        for (at, column) in table.columns.iter().enumerate() {
            for value in misfits(column) {
                let mut values = row(table, 2);
                values[at] = value;
                let changes = [put(table, 1), Change::Put(table, values)];
                let misfit = StoreError::Misfit { table: table.name, column: column.name };
                assert_eq!(store.commit(0, &changes), Err(misfit), "{changes:?}");
            }
        }
        let mut short = row(table, 2);
        short.pop();
        let misfit = Err(StoreError::Misfit { table: table.name, column: "*" });
        assert_eq!(store.commit(0, &[put(table, 1), Change::Put(table, short)]), misfit);
        if !table.once {
            assert_eq!(store.commit(0, &[put(table, 1), Change::Delete(table, Vec::new())]), misfit);
        }
    }
    assert_eq!(everything(&*store), 0);
}

fn misfits(column: &crate::Column) -> Vec<Value> {
    let (int, text, bytes) = (Value::Int(1), Value::Text("x".to_owned()), Value::Bytes(vec![1; 5]));
    let mut wrong = match column.kind {
        Kind::Int => vec![text, bytes],
        Kind::Text => vec![int, bytes, Value::Text("a\0b".to_owned())],
        Kind::Bytes if column.width.is_some() => vec![int, text, bytes],
        Kind::Bytes => vec![int, text],
    };
    if !column.null {
        wrong.push(Value::Null);
    }
    wrong
}

pub(super) fn of_writers_from_one_newest_one_wins(place: &dyn Place) {
    let (writers, rounds) = (6_u32, 12_u32);
    let store = place.open().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..writers {
            let store = &*store;
            scope.spawn(move || (0..rounds).for_each(|round| until_kept(store, 1 + writer * rounds + round)));
        }
    });
    let acts = store.acts(0, 1_000).unwrap();
    let numbers: Vec<u64> = acts.iter().map(|act| act.seq).collect();
    assert_eq!(numbers, (1..=u64::from(writers * rounds)).collect::<Vec<_>>());
    assert_eq!(all(&*store, MetaRow::TABLE).len(), acts.len());
}

/// Tries from whatever is newest until nobody else was faster.
fn until_kept(store: &dyn Store, n: u32) {
    loop {
        let newest = store.newest().unwrap();
        let act = ActRow { seq: newest + 1, ..ActRow::read(&row(ActRow::TABLE, n)).unwrap() };
        match store.commit(newest, &[Change::put(&act), put(MetaRow::TABLE, n)]) {
            Ok(()) => return,
            Err(StoreError::Moved { newest: moved }) => assert!(moved > newest),
            Err(other) => panic!("{other}"),
        }
    }
}

pub(super) fn readers_see_whole_commits_only(place: &dyn Place) {
    let rows = 40;
    let store = place.open().unwrap();
    let all_of = |round: i64| -> Vec<Change> {
        let refusal = |n| RefusalRow { at: round, ..RefusalRow::read(&row(RefusalRow::TABLE, n)).unwrap() };
        (1..=rows).map(|n| Change::put(&refusal(n))).collect()
    };
    store.commit(0, &all_of(0)).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (1..=60).for_each(|round| store.commit(0, &all_of(round)).unwrap()));
        while !writer.is_finished() {
            let seen = all(&*store, RefusalRow::TABLE);
            assert_eq!(seen.len(), rows as usize);
            assert!(seen.iter().all(|row| row[4] == seen[0][4]), "{seen:?}");
        }
    });
}

pub(super) fn what_breaks_before_it_is_kept_leaves_nothing(place: &dyn Place) {
    let store = Faulty::new(place.open().unwrap());
    for table in tables() {
        let newest = store.newest().unwrap();
        store.break_next(Break::BeforeKept);
        let broken = store.commit(newest, &[put(table, 1)]).unwrap_err();
        assert!(broken.nothing_kept());
        assert!(all(&store, table).is_empty(), "{}", table.name);
        store.commit(newest, &[put(table, 1)]).unwrap();
        assert_eq!(all(&store, table), [row(table, 1)]);
    }
}

pub(super) fn what_breaks_before_it_is_answered_is_kept_and_found(place: &dyn Place) {
    let store = Faulty::new(place.open().unwrap());
    for table in tables() {
        let newest = store.newest().unwrap();
        store.break_next(Break::BeforeAnswered);
        let broken = store.commit(newest, &[put(table, 1)]).unwrap_err();
        assert_eq!(broken, StoreError::Unknown);
        assert!(!broken.nothing_kept());
        assert_eq!(all(&store, table), [row(table, 1)], "{}", table.name);
        assert_eq!(store.settled(), Ok(newest + newest_after(table, 1)));
    }
    let act = ActRow::read(&row(ActRow::TABLE, 1)).unwrap();
    assert_eq!(store.act_by_id(&act.id), Ok(Some(act)));
    // Whoever does it again without asking is refused, not doubled.
    assert_eq!(store.commit(0, &[put(ActRow::TABLE, 1)]), Err(StoreError::Moved { newest: 1 }));
    assert_eq!(all(&store, MemberRow::TABLE).len(), 1);
}
