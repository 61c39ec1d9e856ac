//! Laws of the key store: what is deleted is erased.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::KeyStore;
use crate::StoreError;

/// A wrapped key that occurs nowhere else by chance.
fn key(resident: u32) -> Vec<u8> {
    let mut mixed = u64::from(resident).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::new();
    while bytes.len() < 60 {
        mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&mixed.to_be_bytes()[..6]);
    }
    bytes
}

/// Whether the first part of a key stands anywhere in the folder.
fn stands(folder: &Path, resident: u32) -> bool {
    let part = &key(resident)[..24];
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(part.len()).any(|window| window == part)
    })
}

#[test]
fn keys_are_kept_found_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.db");
    let store = KeyStore::open(&path).unwrap();
    assert_eq!((store.count(), store.get(1)), (Ok(0), Ok(None)));
    store.put(&[(2, key(2)), (9, key(9)), (5, key(5))]).unwrap();
    drop(store);
    let store = KeyStore::open(&path).unwrap();
    assert_eq!((store.count(), store.get(9)), (Ok(3), Ok(Some(key(9)))));
    assert_eq!(store.get_many(&[1, 2, 3, 5, 6]), Ok(vec![(2, key(2)), (5, key(5))]));
    assert_eq!(store.scan(0, 2), Ok(vec![(2, key(2)), (5, key(5))]));
    assert_eq!(store.scan(5, 2), Ok(vec![(9, key(9))]));
    store.put(&[(5, key(50))]).unwrap();
    assert_eq!(store.get(5), Ok(Some(key(50))));
    assert_eq!((store.delete(5), store.delete(5)), (Ok(true), Ok(false)));
    assert_eq!(store.delete_many(&[5, 6]), Ok(0));
    assert_eq!((store.get(5), store.count(), store.faults()), (Ok(None), Ok(2), Ok(Vec::new())));
}

#[test]
fn a_key_that_stands_is_never_replaced_by_one_that_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(&folder.path().join("keys.db")).unwrap();
    store.add(&[(1, key(1)), (2, key(2))]).unwrap();
    store.add(&[(2, key(20)), (3, key(3))]).unwrap();
    assert_eq!(store.scan(0, 9), Ok(vec![(1, key(1)), (2, key(2)), (3, key(3))]));
}

#[test]
fn a_backup_of_keys_is_one_moment_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(&folder.path().join("keys.db")).unwrap();
    store.put(&[(1, key(1))]).unwrap();
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    store.delete(1).unwrap();
    assert_eq!(KeyStore::open(&copy).unwrap().get(1), Ok(Some(key(1))));
}

/// Another program that reads the log keeps the bytes alive: the deletion is not told as done.
#[test]
fn a_deletion_that_cannot_be_made_certain_is_not_told_as_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.db");
    let store = KeyStore::open(&path).unwrap();
    store.put(&[(1, key(1)), (2, key(2))]).unwrap();
    crate::sqlite::hold(&store.connection).busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM wrapped").unwrap();
    assert_eq!(store.delete(1), Err(StoreError::Busy));
    assert_eq!(store.get(1), Ok(None));
    assert!(stands(folder.path(), 1));
    reader.execute_batch("COMMIT").unwrap();
    store.erase().unwrap();
    assert!(!stands(folder.path(), 1) && stands(folder.path(), 2));
}

#[test]
fn a_deletion_that_was_cut_off_is_finished_when_the_store_is_opened() {
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = KeyStore::open(&folder.path().join("keys.db")).unwrap();
    store.put(&[(1, key(1)), (2, key(2))]).unwrap();
    store.erase().unwrap();
    let connection = crate::sqlite::hold(&store.connection);
    connection.execute("DELETE FROM wrapped WHERE resident = 1", []).unwrap();
    // What a power cut leaves: the file and a log that says what changed.
    for name in ["keys.db", "keys.db-wal"] {
        fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    assert!(stands(copy.path(), 1));
    let opened = KeyStore::open(&copy.path().join("keys.db")).unwrap();
    assert_eq!((opened.get(1), stands(copy.path(), 1), stands(copy.path(), 2)), (Ok(None), false, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the order in which keys came and went, none that was deleted can be found in a file.
    #[test]
    fn what_is_deleted_is_nowhere_in_file_or_log(
        steps in proptest::collection::vec((1_u32..6_000, any::<bool>()), 1..1_500),
        bulk in proptest::collection::vec(6_000_u32..60_000, 0..4_000),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::open(&folder.path().join("keys.db")).unwrap();
        let mut standing: BTreeMap<u32, bool> = BTreeMap::new();
        for some in bulk.chunks(700) {
            store.put(&some.iter().map(|resident| (*resident, key(*resident))).collect::<Vec<_>>()).unwrap();
        }
        for some in steps.chunks(100) {
            let new: Vec<_> = some.iter().map(|(resident, _)| (*resident, key(*resident))).collect();
            store.put(&new).unwrap();
            let gone: Vec<u32> = some.iter().filter(|(_, goes)| *goes).map(|(resident, _)| *resident).collect();
            store.delete_many(&gone).unwrap();
            standing.extend(some.iter().map(|(resident, _)| (*resident, true)));
            standing.extend(gone.iter().map(|resident| (*resident, false)));
        }
        let gone: Vec<u32> = bulk.iter().copied().step_by(9).collect();
        store.delete_many(&gone).unwrap();
        standing.extend(gone.iter().map(|resident| (*resident, false)));
        let text: Vec<u8> = fs::read_dir(folder.path()).unwrap()
            .flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
        let found: std::collections::HashSet<&[u8]> = text.windows(24).collect();
        let left: Vec<u32> = standing.iter()
            .filter(|(resident, stands)| **stands != found.contains(&key(**resident)[..24]))
            .map(|(resident, _)| *resident).collect();
        prop_assert_eq!(left, Vec::<u32>::new());
    }
}
