//! What the machine does to a register: no room, no right to write, a torn file, a clock
//! that jumps. Each has its code, and nothing is half applied.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingma_acts::{AHEAD, BEHIND, Uid};
use mingma_app::{Clock, Layout};
use mingma_store::{Acts as _, Change, Select, Sqlite, Store, StoreError, Table, Value};

use crate::ground::{Ground, Word, Writer, audit, clean, codes, copy, house_by, house_of, kept, store};
use crate::writer::{Hands, dose, people};

/// A disk of a few megabytes, where the system lets us have one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|done| done.status.success()).then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).output().ok();
    }
}

/// A writer goes on until there is no room; then it says so, and what it had
/// acknowledged stands when there is room again.
fn no_room(folder: &Path, writer: &Writer) {
    let full = |said: &[Word]| said.iter().any(|word| matches!(word, Word::Closed(_) | Word::Ended));
    assert!(writer.waits_for(full), "it goes on without room: {:?}", writer.said().last());
    let said = writer.said();
    let (acknowledged, codes) = (kept(&said), codes(&said));
    assert!(!acknowledged.is_empty(), "there was room for nothing: {codes:?}");
    let told = ["MM-ACT-014", "MM-STO-005"].iter().any(|code| codes.contains(*code));
    assert!(told, "nothing says that there is no room: {codes:?}");
    let roomy = Ground { folder: tempfile::tempdir().unwrap(), address: None };
    copy(folder, roomy.path());
    roomy.holds(&acknowledged);
    println!("{} acknowledged before it was full; then {codes:?}", acknowledged.len());
    clean(&roomy.audited());
}

#[test]
fn a_full_disk_stops_the_register_and_loses_nothing() {
    let laid = Ground::sqlite();
    let size: usize = bytes(laid.path()).iter().map(|(_, bytes)| bytes.len().next_multiple_of(4_096)).sum();
    if let Some(disk) = SmallDisk::new(size + (2 << 20)) {
        println!("a tmpfs with 2 MB left");
        copy(laid.path(), disk.path());
        no_room(disk.path(), &Writer::start(disk.path(), None, None));
    }
    // No file may grow by more than about a megabyte: what a full disk is where none can
    // be had. Some shells count in half kilobytes, some in whole ones.
    let limited = Ground::sqlite();
    let longest = bytes(limited.path()).iter().map(|(_, bytes)| bytes.len()).max().unwrap();
    let limit = format!("trap '' XFSZ; ulimit -f {}", (longest + (1 << 20)) / 512);
    no_room(limited.path(), &Writer::start(limited.path(), None, Some(&limit)));
}

#[test]
fn a_folder_that_may_not_be_written_is_refused_and_stays_as_it_is() {
    let ground = Ground::sqlite();
    readable(ground.path());
    let before = bytes(ground.path());
    let root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(ground.path()).unwrap()) == 0;
    let writer = if root { Writer::as_nobody(ground.path()) } else { ground.writer() };
    assert!(writer.waits_for(|said| !said.is_empty()), "it says nothing");
    let said = writer.said();
    assert!(matches!(&said[0], Word::Closed(code) if code.starts_with("MM-")), "{said:?}");
    println!("{said:?}");
    drop(writer);
    assert!(bytes(ground.path()) == before, "something was written");
    writable(ground.path());
    clean(&ground.audited());
}

fn modes(folder: &Path, of_folders: u32, of_files: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    set(folder, 0o755);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { modes(&path, of_folders, of_files) } else { set(&path, of_files) }
    }
    set(folder, of_folders);
}

fn readable(folder: &Path) {
    modes(folder, 0o555, 0o444);
}

fn writable(folder: &Path) {
    modes(folder, 0o755, 0o644);
}

fn bytes(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes(&path));
        } else {
            let read = std::fs::read(&path).unwrap();
            all.push((path, read));
        }
    }
    all.sort();
    all
}

#[test]
fn a_torn_tile_is_made_again_from_what_is_kept() {
    for (half, name) in [("tile/0", "tile"), ("tile/entries", "bundle")] {
        let ground = Ground::sqlite();
        let log = Layout::new(ground.path()).log();
        let torn = newest_file(&log.join(half));
        let whole = std::fs::read(&torn).unwrap();
        std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
        assert!(!audit(ground.path(), &*ground.store()).clean(), "a torn {name} is found");
        clean(&ground.audited());
        assert_eq!(std::fs::read(&torn).unwrap(), whole, "{name}");
    }
}

fn newest_file(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> = bytes(folder).into_iter().map(|(path, _)| path).collect();
    files.sort_by_key(|path| (path.components().count(), path.clone()));
    files.pop().unwrap()
}

#[test]
fn a_log_that_lost_its_newest_tiles_is_brought_up_to_the_store() {
    let ground = Ground::sqlite();
    let log = Layout::new(ground.path()).log();
    std::fs::remove_file(newest_file(&log.join("tile/0"))).unwrap();
    std::fs::remove_file(newest_file(&log.join("tile/entries"))).unwrap();
    clean(&ground.audited());
}

/// A clock that somebody sets.
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn a_clock_that_jumps_both_ways_never_turns_the_register_back() {
    let ground = Ground::sqlite();
    let newest = |store: &dyn Store| store.act(store.newest().unwrap()).unwrap().unwrap().sealed_at;
    let begun = newest(&*store(ground.path(), None).unwrap());
    let clock = Arc::new(Set(AtomicI64::new(begun)));
    let house = house_by(ground.path(), None, clock.clone()).unwrap();
    let (hands, whom) = (Hands::of(ground.path()), people(&house));
    let mut sealed = begun;
    // What was composed before days were skipped is too old then; a clock that is turned
    // back finds the register where it was.
    for (jump, ends) in [(60, "kept"), (-7_200, "kept"), (3 * BEHIND, "MM-ACT-009"), (-2 * BEHIND, "kept")] {
        let composed = dose(&house, &hands, whom[0]);
        clock.0.fetch_add(jump, Ordering::Relaxed);
        let code = house.submit(&composed).map_or_else(|refused| refused.code(), |_| "kept");
        assert_eq!(code, ends, "{jump}");
        let again = house.submit(&dose(&house, &hands, whom[0])).unwrap();
        assert!(again.sealed_at >= sealed, "{jump}: sealed before what was sealed");
        sealed = again.sealed_at;
    }
    // Somebody whose own clock is right, while the register's runs two days ahead.
    clock.0.store(begun, Ordering::Relaxed);
    assert!(house.now() >= begun + BEHIND + AHEAD);
    let mut early = dose(&house, &hands, whom[1]);
    let act = mingma_acts::Act::from_bytes(&early.act).unwrap();
    let early_act = mingma_acts::Act { composed_at: begun, id: Uid([3; 16]), ..act };
    early.act = early_act.to_bytes();
    early.approvals =
        vec![mingma_acts::Approval::sign(&crate::ground::key(ground.path(), "jinshui-cdc-01"), &early_act.digest())];
    assert_eq!(house.submit(&early).unwrap_err().code(), "MM-ACT-009");
    drop(house);
    clean(&audit(ground.path(), &*ground.store()));
}

#[test]
fn a_clock_that_is_turned_back_turns_nobody_green() {
    let ground = Ground::sqlite();
    std::fs::remove_file(Layout::new(ground.path()).board()).unwrap();
    let store = store(ground.path(), None).unwrap();
    let sealed_at = store.act(store.newest().unwrap()).unwrap().unwrap().sealed_at;
    let clock = Arc::new(Set(AtomicI64::new(sealed_at + 3_600)));
    let house = house_by(ground.path(), None, clock.clone()).unwrap();
    house.follow().unwrap();
    let colours = |at: i64| (1..60).map(|n| house.with_board(|board| board.read(n, at))).collect::<Vec<_>>();
    let before = colours(house.now());
    assert!(before.iter().flatten().any(|colour| *colour > mingma_model::Colour::Green));
    clock.0.store(sealed_at - 7_200, Ordering::Relaxed);
    assert_eq!(colours(house.now()), before);
    house.save_board().unwrap();
    drop(house);
    clean(&audit(ground.path(), &*store));
}

/// A store that can be read so many times, and then not.
struct Flaky {
    store: Sqlite,
    left: AtomicI64,
}

impl Flaky {
    fn read<T>(&self, read: impl FnOnce(&Sqlite) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.left.fetch_sub(1, Ordering::Relaxed) <= 0 {
            return Err(StoreError::Unreachable { why: "broken for a test".into() });
        }
        read(&self.store)
    }
}

impl Select for Flaky {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        self.read(|store| store.select(query, with))
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.read(|store| store.select_each(table, column, of))
    }
}

impl Store for Flaky {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.store.differences()
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        self.store.commit(expect_newest, changes)
    }

    fn scan(
        &self,
        table: &'static Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.read(|store| store.scan(table, after, limit))
    }
}

#[test]
fn a_board_that_could_not_follow_follows_later_and_loses_nobody() {
    let ground = Ground::sqlite();
    std::fs::remove_file(Layout::new(ground.path()).board()).unwrap();
    let store = Sqlite::open(&Layout::new(ground.path()).database()).unwrap();
    let newest = store.act(store.newest().unwrap()).unwrap().unwrap().sealed_at;
    let flaky = Arc::new(Flaky { store, left: AtomicI64::new(i64::MAX) });
    let open = || house_of(ground.path(), flaky.clone(), Arc::new(Set(AtomicI64::new(newest)))).unwrap();
    let whole = open();
    whole.follow().unwrap();
    let reads = i64::MAX - flaky.left.load(Ordering::Relaxed);
    let whole = whole.with_board(Clone::clone);
    assert!(whole.with_evidence() > 10);
    let mut failed = 0;
    for left in (0..reads).step_by(usize::try_from(reads / 16).unwrap()) {
        flaky.left.store(i64::MAX, Ordering::Relaxed);
        let house = open();
        flaky.left.store(left, Ordering::Relaxed);
        failed += u32::from(house.follow().is_err());
        flaky.left.store(i64::MAX, Ordering::Relaxed);
        house.follow().unwrap();
        assert!(house.with_board(|board| *board == whole), "after {left} reads");
    }
    assert!(failed > 3, "it failed {failed} times");
}
