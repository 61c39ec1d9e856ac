//! Laws of acts and their blocks.

use super::sample::{altered, put, row};
use crate::rows::{ActRow, BlockRow};
use crate::scratch::Place;
use crate::{Change, Row, Store, StoreError};

fn act(n: u32) -> ActRow {
    ActRow::read(&row(ActRow::TABLE, n)).unwrap()
}

/// A register of so many acts, each kept by a commit of its own.
fn register(place: &dyn Place, acts: u32) -> Box<dyn Store> {
    let store = place.open().unwrap();
    for n in 1..=acts {
        store.commit(u64::from(n - 1), &[put(ActRow::TABLE, n)]).unwrap();
    }
    store
}

pub(super) fn acts_are_found_by_number_id_and_digest(place: &dyn Place) {
    let store = register(place, 5);
    assert_eq!((store.newest(), store.settled()), (Ok(5), Ok(5)));
    assert_eq!(store.act(3), Ok(Some(act(3))));
    assert_eq!(store.act(6), Ok(None));
    assert_eq!(store.act_by_id(&act(4).id), Ok(Some(act(4))));
    assert_eq!(store.act_by_id(&act(6).id), Ok(None));
    assert_eq!(store.act_by_digest(&act(2).digest), Ok(Some(act(2))));
    assert_eq!(store.act_by_digest(&act(6).digest), Ok(None));
}

pub(super) fn acts_are_read_in_order_from_any_number(place: &dyn Place) {
    let store = place.open().unwrap();
    assert_eq!((store.newest(), store.acts(0, 9)), (Ok(0), Ok(Vec::new())));
    drop(store);
    let store = register(place, 7);
    let numbers = |from, limit| store.acts(from, limit).unwrap().iter().map(|act| act.seq).collect::<Vec<_>>();
    assert_eq!(numbers(1, 100), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(numbers(3, 2), [3, 4]);
    assert_eq!(numbers(7, 2), [7]);
    assert_eq!(numbers(8, 2), [0; 0]);
    assert_eq!(numbers(1, 0), [0; 0]);
}

pub(super) fn an_act_is_written_once(place: &dyn Place) {
    let store = register(place, 2);
    let written = |table| Err(StoreError::Written { table });
    let again = Change::Put(ActRow::TABLE, altered(ActRow::TABLE, 2));
    let other = ActRow { id: act(9).id, digest: act(9).digest, ..act(2) };
    assert_eq!(store.commit(2, &[put(ActRow::TABLE, 3), Change::put(&other)]), written("act"));
    assert_eq!(store.commit(2, &[Change::delete(&act(2))]), written("act"));
    assert_eq!(store.commit(2, &[put(ActRow::TABLE, 3), put(ActRow::TABLE, 3)]), written("act"));
    assert!(store.commit(2, &[again]).is_err());
    assert_eq!(store.acts(0, 9).unwrap(), [act(1), act(2)]);
    store.commit(2, &[put(BlockRow::TABLE, 1)]).unwrap();
    assert_eq!(store.commit(2, &[Change::Put(BlockRow::TABLE, altered(BlockRow::TABLE, 1))]), written("block"));
}

pub(super) fn no_two_acts_share_an_id_or_digest(place: &dyn Place) {
    let store = register(place, 2);
    let same_id = ActRow { id: act(1).id, ..act(3) };
    let same_digest = ActRow { digest: act(1).digest, ..act(3) };
    for same in [same_id, same_digest] {
        assert_eq!(store.commit(2, &[Change::put(&same)]), Err(StoreError::Taken { table: "act" }));
    }
    assert_eq!(store.newest(), Ok(2));
}

pub(super) fn blocks_come_in_the_order_of_their_chunks(place: &dyn Place) {
    let store = place.open().unwrap();
    let block = |seq, chunk| BlockRow { seq, chunk, bytes: vec![u8::try_from(chunk % 251).unwrap(); 300] };
    let chunks = [(2, 1), (1, 0), (2, 11), (2, 0), (2, 2), (3, 0)];
    let puts: Vec<Change> = chunks.iter().map(|(seq, chunk)| Change::put(&block(*seq, *chunk))).collect();
    store.commit(0, &puts).unwrap();
    assert_eq!(store.blocks(2).unwrap(), [block(2, 0), block(2, 1), block(2, 2), block(2, 11)]);
    assert_eq!(store.blocks(4).unwrap(), []);
}
