//! Laws of residents, their documents and devices.

use crate::rows::{DeviceRow, DocumentRow, ResidentRow};
use crate::scratch::Place;
use crate::{Change, StoreError};

fn resident(n: u32) -> ResidentRow {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    ResidentRow { resident: n, id, seq: 1, level: "claimed".to_owned(), merged_into: None, closed_at: None }
}

fn document(resident: u32, tag: u8) -> DocumentRow {
    DocumentRow { resident, tag: [tag; 32], seq: 1 }
}

pub(super) fn residents_are_found_by_number_and_by_outer_id(place: &dyn Place) {
    let store = place.open().unwrap();
    assert_eq!(store.newest_resident(), Ok(0));
    let all: Vec<Change> = [3, 1, 2].iter().map(|n| Change::put(&resident(*n))).collect();
    store.commit(0, &all).unwrap();
    assert_eq!(store.newest_resident(), Ok(3));
    assert_eq!(store.resident(2), Ok(Some(resident(2))));
    assert_eq!(store.resident(4), Ok(None));
    assert_eq!(store.by_outer_id(&resident(3).id), Ok(Some(resident(3))));
    assert_eq!(store.by_outer_id(&resident(4).id), Ok(None));
    let double = ResidentRow { id: resident(1).id, ..resident(4) };
    assert_eq!(store.commit(0, &[Change::put(&double)]), Err(StoreError::Taken { table: "resident" }));
}

pub(super) fn a_document_belongs_to_one_resident(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &[Change::put(&document(1, 9)), Change::put(&document(1, 8))]).unwrap();
    let taken = Err(StoreError::Taken { table: "document" });
    assert_eq!(store.commit(0, &[Change::put(&document(2, 9))]), taken);
    assert_eq!(store.commit(0, &[Change::put(&document(2, 7)), Change::put(&document(3, 7))]), taken);
    assert_eq!(store.by_document(&[9; 32]), Ok(Some(document(1, 9))));
    assert_eq!(store.by_document(&[7; 32]), Ok(None));
    assert_eq!(store.documents_of(1), Ok(vec![document(1, 8), document(1, 9)]));
    assert_eq!(store.documents_of(2), Ok(Vec::new()));
}

/// In either order of the changes, and to a smaller number as to a greater one.
pub(super) fn a_document_can_move_in_one_commit(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &[Change::put(&document(5, 9))]).unwrap();
    for (from, to) in [(5, 2), (2, 6)] {
        store.commit(0, &[Change::put(&document(to, 9)), Change::delete(&document(from, 9))]).unwrap();
        assert_eq!(store.by_document(&[9; 32]), Ok(Some(document(to, 9))));
    }
}

pub(super) fn documents_are_found_in_the_order_in_which_they_are_asked_for(place: &dyn Place) {
    let store = place.open().unwrap();
    let all: Vec<Change> = (1..=100).map(|n| Change::put(&document(u32::from(n), n))).collect();
    store.commit(0, &all).unwrap();
    let asked = [[50; 32], [200; 32], [1; 32], [50; 32], [100; 32]];
    assert_eq!(store.by_documents(&asked), Ok(vec![Some(50), None, Some(1), Some(50), Some(100)]));
    assert_eq!(store.by_documents(&[]), Ok(Vec::new()));
}

pub(super) fn many_residents_are_found_at_once(place: &dyn Place) {
    let store = place.open().unwrap();
    store.commit(0, &(1..=9).map(|n| Change::put(&resident(n))).collect::<Vec<_>>()).unwrap();
    assert_eq!(store.residents_of(&[2, 5, 77]), Ok(vec![resident(2), resident(5)]));
    let ids = [8, 70, 1, 8].map(|n| resident(n).id);
    let found = vec![Some(resident(8)), None, Some(resident(1)), Some(resident(8))];
    assert_eq!(store.by_outer_ids(&ids), Ok(found));
    assert_eq!((store.residents_of(&[]), store.by_outer_ids(&[])), (Ok(Vec::new()), Ok(Vec::new())));
}

pub(super) fn who_turned_out_to_be_somebody_is_found(place: &dyn Place) {
    let store = place.open().unwrap();
    let merged = |n, into| Change::put(&ResidentRow { merged_into: into, ..resident(n) });
    store.commit(0, &[merged(9, Some(2)), merged(2, None), merged(4, Some(2)), merged(5, Some(9))]).unwrap();
    assert_eq!(
        (store.merged_into(2), store.merged_into(9), store.merged_into(5)),
        (Ok(vec![4, 9]), Ok(vec![5]), Ok(vec![]))
    );
    store.commit(0, &[merged(4, None)]).unwrap();
    assert_eq!(store.merged_into(2), Ok(vec![9]));
}

pub(super) fn a_device_key_is_one_residents(place: &dyn Place) {
    let store = place.open().unwrap();
    let device =
        |resident, key| DeviceRow { resident, key: [key; 16], public: vec![1, 2], seq: 1, since: 5, until: None };
    store.commit(0, &[device(1, 9), device(1, 3), device(2, 4)].map(|row| Change::put(&row))).unwrap();
    assert_eq!(store.devices_of(1), Ok(vec![device(1, 3), device(1, 9)]));
    assert_eq!((store.device(&[4; 16]), store.device(&[5; 16])), (Ok(Some(device(2, 4))), Ok(None)));
    let taken = Err(StoreError::Taken { table: "device" });
    assert_eq!(store.commit(0, &[Change::put(&device(2, 9))]), taken);
}
