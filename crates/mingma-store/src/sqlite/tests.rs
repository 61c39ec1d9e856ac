//! What only a file can suffer: to be torn, damaged, not writable, another's.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::Sqlite;
use crate::rows::{ActRow, MemberRow};
use crate::scratch::{Place, ScratchFile};
use crate::{Acts, Change, Members, Row, Store, StoreError, Value};

fn act(seq: u64) -> ActRow {
    ActRow {
        seq,
        id: [u8::try_from(seq).unwrap(); 16],
        class: 1,
        sealed_at: 1,
        actor: "register".to_owned(),
        bytes: vec![1; 100],
        approvals: vec![2; 100],
        added: None,
        salt: [3; 16],
        digest: [u8::try_from(seq).unwrap(); 32],
    }
}

fn commit(seq: u64, members: u32) -> Vec<Change> {
    let member = |resident| MemberRow { resident, seq, idx: resident, class: 1, sealed: vec![7; 100] };
    (1..=members).map(|resident| Change::put(&member(resident))).chain([Change::put(&act(seq))]).collect()
}

/// The log of a file.
fn log(path: &Path) -> std::path::PathBuf {
    path.with_extension("db-wal")
}

/// A power cut leaves any first part of what was being written: whole commits come back, others not at all.
#[test]
fn a_log_torn_anywhere_holds_whole_commits_only() {
    let place = ScratchFile::new().unwrap();
    let store = Sqlite::open(&place.path()).unwrap();
    store.checkpoint().unwrap();
    for seq in 1..=3 {
        store.commit(seq - 1, &commit(seq, 60)).unwrap();
    }
    let (file, whole) = (fs::read(place.path()).unwrap(), fs::read(log(&place.path())).unwrap());
    let mut seen = [0; 4];
    for cut in (0..=whole.len()).step_by(whole.len() / 150).chain([whole.len()]) {
        let torn = ScratchFile::new().unwrap();
        fs::write(torn.path(), &file).unwrap();
        fs::write(log(&torn.path()), &whole[..cut]).unwrap();
        let store = Sqlite::open(&torn.path()).unwrap();
        let newest = store.newest().unwrap();
        let members = store.scan(MemberRow::TABLE, None, 1_000).unwrap().len() as u64;
        assert_eq!(members, newest * 60, "cut at {cut}");
        seen[usize::try_from(newest).unwrap()] += 1;
    }
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
}

#[test]
fn every_writing_connection_keeps_its_promises() {
    let place = ScratchFile::new().unwrap();
    let store = Sqlite::open(&place.path()).unwrap();
    let writer = super::hold(&store.writer);
    let told = |pragma: &str| writer.pragma_query_value(None, pragma, |row| row.get::<_, Value>(0)).unwrap();
    assert_eq!(told("journal_mode"), Value::Text("wal".to_owned()));
    assert_eq!(told("synchronous"), Value::Int(2));
    assert_eq!(told("secure_delete"), Value::Int(1));
    assert_eq!(told("trusted_schema"), Value::Int(0));
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Ok(super::value::value(value))
    }
}

#[test]
fn only_the_owner_reads_file_log_and_copy() {
    use std::os::unix::fs::PermissionsExt;
    let (place, copy) = (ScratchFile::new().unwrap(), ScratchFile::new().unwrap());
    let store = Sqlite::open(&place.path()).unwrap();
    store.commit(0, &commit(1, 1)).unwrap();
    store.backup(&copy.path()).unwrap();
    for file in [place.path(), log(&place.path()), copy.path()] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn another_programs_file_is_refused_and_left_as_it_was() {
    let place = ScratchFile::new().unwrap();
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("CREATE TABLE theirs (n INTEGER)").unwrap();
    drop(other);
    let before = fs::read(place.path()).unwrap();
    assert!(matches!(Sqlite::open(&place.path()).err(), Some(StoreError::Foreign { .. })));
    assert!(matches!(crate::KeyStore::open(&place.path()).err(), Some(StoreError::Foreign { .. })));
    assert_eq!(fs::read(place.path()).unwrap(), before);
    fs::write(place.path(), "not a database, but long enough to be read as one\n".repeat(40)).unwrap();
    assert!(matches!(Sqlite::open(&place.path()).err(), Some(StoreError::Damaged { .. })));
}

#[test]
fn a_register_is_no_key_store_and_a_newer_one_is_refused() {
    let place = ScratchFile::new().unwrap();
    drop(place.open().unwrap());
    assert!(matches!(crate::KeyStore::open(&place.path()).err(), Some(StoreError::Foreign { .. })));
    let raw = Connection::open(place.path()).unwrap();
    raw.execute_batch("INSERT INTO migration VALUES (900, 'later')").unwrap();
    assert_eq!(place.open().err(), Some(StoreError::Newer { number: 900 }));
    raw.execute_batch("DELETE FROM migration WHERE number = 900; UPDATE migration SET name = 'x' WHERE number = 1")
        .unwrap();
    assert!(matches!(place.open().err(), Some(StoreError::Foreign { .. })));
    let folder = place.path().join("no-such-folder/register.db");
    assert!(matches!(Sqlite::open(&folder).err(), Some(StoreError::Unreachable { .. })));
}

#[test]
fn a_row_that_no_writer_of_ours_wrote_is_named() {
    let place = ScratchFile::new().unwrap();
    let store = place.open().unwrap();
    store.commit(0, &commit(1, 2)).unwrap();
    let raw = Connection::open(place.path()).unwrap();
    raw.execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE act SET salt = x'00' WHERE seq = 1").unwrap();
    let odd = StoreError::Odd { table: "act", column: "salt", key: "1".to_owned() };
    assert_eq!(store.act(1), Err(odd.clone()));
    assert_eq!(odd.to_string(), "MM-STO-009: what stands in act.salt has no such form (key 1)");
    raw.execute_batch("UPDATE member SET resident = -9 WHERE resident = 2").unwrap();
    assert_eq!(store.members_of(2), Ok(Vec::new()));
    let rows = store.scan(MemberRow::TABLE, None, 9).unwrap();
    let odd = StoreError::Odd { table: "member", column: "resident", key: "-9 1 2".to_owned() };
    assert_eq!(MemberRow::read(&rows[0]), Err(odd));
    raw.execute_batch("UPDATE act SET actor = CAST(x'ff41' AS TEXT)").unwrap();
    let act = &store.scan(ActRow::TABLE, None, 1).unwrap()[0];
    assert_eq!(act[4], Value::Bytes(vec![0xff, 0x41]));
}

#[test]
fn a_backup_is_one_moment_of_the_register_and_can_be_opened() {
    let (place, copy) = (ScratchFile::new().unwrap(), ScratchFile::new().unwrap());
    let store = Sqlite::open(&place.path()).unwrap();
    store.commit(0, &commit(1, 500)).unwrap();
    store.backup(&copy.path()).unwrap();
    store.commit(1, &commit(2, 1)).unwrap();
    let copied = Sqlite::open(&copy.path()).unwrap();
    assert_eq!((copied.newest(), store.newest()), (Ok(1), Ok(2)));
    assert_eq!(copied.scan(MemberRow::TABLE, None, 9_999).unwrap().len(), 500);
    assert_eq!(copied.faults(), Ok(Vec::new()));
}

#[test]
fn a_damaged_page_is_found() {
    let place = ScratchFile::new().unwrap();
    let store = Sqlite::open(&place.path()).unwrap();
    store.commit(0, &commit(1, 3_000)).unwrap();
    store.checkpoint().unwrap();
    drop(store);
    let mut bytes = fs::read(place.path()).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 200].fill(0xee);
    fs::write(place.path(), bytes).unwrap();
    let found = Sqlite::open(&place.path()).and_then(|store| store.faults());
    assert!(matches!(&found, Err(StoreError::Damaged { .. })) || found.is_ok_and(|faults| !faults.is_empty()));
}

/// A second process that holds the file for writing is waited for, then told.
#[test]
fn a_file_held_by_another_writer_is_busy_and_nothing_is_kept() {
    let place = ScratchFile::new().unwrap();
    let store = Sqlite::open(&place.path()).unwrap();
    super::hold(&store.writer).busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let raw = Connection::open(place.path()).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(store.commit(0, &commit(1, 1)), Err(StoreError::Busy));
    raw.execute_batch("ROLLBACK").unwrap();
    store.commit(0, &commit(1, 1)).unwrap();
    assert_eq!(store.members_of(1).unwrap().len(), 1);
}

#[test]
fn a_full_disk_keeps_nothing_and_goes_on_when_there_is_room() {
    let place = ScratchFile::new().unwrap();
    let store = Sqlite::open(&place.path()).unwrap();
    store.commit(0, &commit(1, 1)).unwrap();
    let pages = |most: i64| super::hold(&store.writer).pragma_update(None, "max_page_count", most).unwrap();
    pages(60);
    assert_eq!(store.commit(1, &commit(2, 5_000)), Err(StoreError::Full));
    assert_eq!((store.newest(), store.scan(MemberRow::TABLE, None, 9).unwrap().len()), (Ok(1), 1));
    pages(1_000_000);
    store.commit(1, &commit(2, 5_000)).unwrap();
}
