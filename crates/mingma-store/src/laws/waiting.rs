//! Laws of what waits and of what was told: proposals, refusals, the due queue, letters, the
//! outbox; and of named facts.

use super::sample::{put, row};
use crate::rows::{AppealRow, DueRow, LetterRow, MetaRow, OutboxRow, ProposalRow, RefusalRow};
use crate::scratch::Place;
use crate::{Change, OPEN, Row, Store};

fn keep<R: Row>(store: &dyn Store, rows: &[R]) {
    store.commit(0, &rows.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
}

pub(super) fn only_open_proposals_wait_the_oldest_first(place: &dyn Place) {
    let store = place.open().unwrap();
    let proposal = |act, seq, state: &str| ProposalRow { act: [act; 16], seq, state: state.to_owned(), expires: 9 };
    let all = [proposal(1, 5, OPEN), proposal(2, 3, OPEN), proposal(3, 1, "expired"), proposal(4, 4, "approved")];
    keep(&*store, &all);
    let [one, two, three, _] = all;
    assert_eq!(store.open_proposals(), Ok(vec![two, one]));
    assert_eq!(store.proposal(&[3; 16]), Ok(Some(three)));
    assert_eq!(store.proposal(&[9; 16]), Ok(None));
}

pub(super) fn refusals_come_newest_first_page_by_page(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &(1..=9).map(|n| put(RefusalRow::TABLE, n)).collect::<Vec<_>>()).unwrap();
    let page = |before, limit| store.refusals(before, limit).unwrap().iter().map(|row| row.seq).collect::<Vec<_>>();
    assert_eq!(page(None, 4), [9, 8, 7, 6]);
    assert_eq!(page(Some(6), 4), [5, 4, 3, 2]);
    assert_eq!(page(Some(2), 4), [1]);
    assert_eq!(page(Some(1), 4), [0; 0]);
}

pub(super) fn what_is_due_comes_oldest_first(place: &dyn Place) {
    let store = place.open().unwrap();
    let due = |at, what: &str, key: &str| DueRow { at, what: what.to_owned(), key: key.to_owned() };
    let all = [due(10, "stay", "b"), due(5, "expire", "z"), due(10, "expire", "a"), due(11, "expire", "a")];
    keep(&*store, &all);
    // All of it is key: putting it again changes nothing.
    keep(&*store, &all);
    let [ten_b, five, ten_a, _] = all;
    assert_eq!(store.due_before(10, 9), Ok(vec![five.clone(), ten_a, ten_b]));
    assert_eq!(store.due_before(10, 1), Ok(vec![five]));
    assert_eq!(store.due_before(4, 9), Ok(Vec::new()));
}

pub(super) fn outbox_pages_have_no_gaps(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &(1..=30).map(|n| put(OutboxRow::TABLE, n)).collect::<Vec<_>>()).unwrap();
    let mut seen: Vec<OutboxRow> = Vec::new();
    loop {
        let after = seen.last().map(|row| (row.resident, row.seq, row.n));
        let page = store.outbox(after, 7).unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    let expected: Vec<_> = (1..=30).map(|n| OutboxRow::read(&row(OutboxRow::TABLE, n)).unwrap()).collect();
    assert_eq!(seen, expected);
}

pub(super) fn letters_come_by_act_and_number(place: &dyn Place) {
    let store = place.open().unwrap();
    let letter = |resident, seq, n| LetterRow { resident, seq, n, at: 1, sealed: vec![1, 2] };
    keep(&*store, &[letter(1, 9, 0), letter(1, 2, 1), letter(2, 1, 0), letter(1, 2, 0)]);
    assert_eq!(store.letters_of(1), Ok(vec![letter(1, 2, 0), letter(1, 2, 1), letter(1, 9, 0)]));
    assert_eq!(store.letters_of(3), Ok(Vec::new()));
}

pub(super) fn facts_are_found_by_name(place: &dyn Place) {
    let store = place.open().unwrap();
    let fact = |name: &str, value: &[u8]| MetaRow { name: name.to_owned(), value: value.to_vec() };
    keep(&*store, &[fact("a", b"1"), fact("b", b"")]);
    assert_eq!((store.meta("a"), store.meta("b")), (Ok(Some(b"1".to_vec())), Ok(Some(Vec::new()))));
    assert_eq!(store.meta("c"), Ok(None));
}

fn appeal(resident: u32, number: &str, due_at: i64, state: &str) -> AppealRow {
    AppealRow {
        resident,
        number: number.to_owned(),
        seq: 3,
        item: "t-1".to_owned(),
        ground: "not_there".to_owned(),
        lane: "ordinary".to_owned(),
        cause: [u8::from(resident > 2); 16],
        unit: "henan".to_owned(),
        filed_at: 1,
        due_at,
        eased: 0,
        state: state.to_owned(),
        decided_at: None,
    }
}

pub(super) fn appeals_wait_the_one_due_first_first(place: &dyn Place) {
    let store = place.open().unwrap();
    let all = [
        appeal(1, "a-9", 50, OPEN),
        appeal(2, "a-1", 50, OPEN),
        appeal(3, "a-5", 20, OPEN),
        appeal(3, "a-2", 10, "upheld"),
    ];
    keep(&*store, &all);
    let [nine, one, five, two] = all;
    assert_eq!(store.open_appeals(None, 9), Ok(vec![five.clone(), one.clone(), nine.clone()]));
    assert_eq!(store.open_appeals(None, 1), Ok(vec![five.clone()]));
    assert_eq!(store.open_appeals(Some((50, "a-1")), 9), Ok(vec![nine.clone()]));
    assert_eq!(store.count_open_appeals(), Ok(3));
    assert_eq!((store.appeal("a-2"), store.appeal("a-3")), (Ok(Some(two.clone())), Ok(None)));
    assert_eq!(store.appeals_of(3), Ok(vec![two.clone(), five.clone()]));
    assert_eq!(store.appeals_by_cause(&[1; 16], "upheld", "", 9), Ok(vec![two]));
    assert_eq!(store.appeals_by_cause(&[0; 16], OPEN, "", 9), Ok(vec![one.clone(), nine]));
    assert_eq!(store.appeals_by_cause(&[0; 16], OPEN, "a-1", 9).map(|rows| rows.len()), Ok(1));
    // A number is one appeal's.
    assert!(store.commit(0, &[Change::put(&appeal(7, "a-1", 1, OPEN))]).is_err());
    assert_eq!(store.appeal("a-1"), Ok(Some(one)));
}
