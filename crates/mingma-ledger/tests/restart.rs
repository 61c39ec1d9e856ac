//! Stopping and starting: what is kept, what is replaced, when nothing is written any more.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::Path;

use common::{entries, log, open, verifier};
use mingma_ledger::{Entry, LedgerError, Shelf, TileName, check_folder, verify_inclusion};
use mingma_seal::{leaf_hash, tree_root};
use proptest::prelude::*;

#[test]
fn what_was_extended_is_there_after_a_restart_and_published_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in [(0, 0), (0, 1), (1, 255), (255, 256), (256, 700), (700, 66_000)] {
        let ledger = open(folder.path());
        assert_eq!(ledger.size(), from);
        ledger.extend(&entries(from..to)).unwrap();
        let again = open(folder.path());
        assert_eq!((again.size(), again.root()), (to, ledger.root()), "kept");
        assert_eq!(again.checkpoint(), None, "and not published");
    }
    let ledger = open(folder.path());
    let checkpoint = ledger.publish().unwrap();
    assert_eq!((checkpoint.size, ledger.checkpoint()), (66_000, Some(checkpoint.clone())));
    assert_eq!(open(folder.path()).publish().unwrap(), checkpoint, "nothing new: the same again");
}

#[test]
fn what_is_not_published_is_not_served_and_may_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 300);
    ledger.extend(&entries(300..1_000)).unwrap();
    assert_eq!(ledger.file(TileName::full(Shelf::Level(0), 1)).unwrap(), None);
    assert_eq!(ledger.checkpoint().unwrap().size, 300);

    let other: Vec<Entry> = (0..40_u8).map(|n| Entry::new([n]).unwrap()).collect();
    ledger.extend_from(310, &other).unwrap();
    let expected = || entries(0..310).into_iter().chain(other.clone()).map(|entry| leaf_hash(entry.as_ref()));
    for ledger in [&ledger, &open(folder.path())] {
        assert_eq!(
            (ledger.size(), ledger.root()),
            (350, tree_root(expected())),
            "no leaf of the longer log comes back"
        );
    }
    let checkpoint = open(folder.path()).publish().unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (350, tree_root(expected())));
    assert_eq!(check_folder(folder.path(), &verifier()).unwrap(), []);
}

#[test]
fn a_leaf_that_is_not_published_counts_only_if_bundle_and_tile_agree() {
    for (path, size) in
        [("tile/entries/000", 0), ("tile/0/000", 0), ("tile/entries/001.p/44", 256), ("tile/0/001.p/44", 256)]
    {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).extend(&entries(0..300)).unwrap();
        let mut bytes = std::fs::read(folder.path().join(path)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(folder.path().join(path), bytes).unwrap();
        assert_eq!(open(folder.path()).size(), size, "{path}");
    }
}

#[test]
fn a_log_made_shorter_has_the_upper_tiles_of_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    ledger.extend(&entries(0..66_600)).unwrap();
    ledger.extend_from(66_000, &entries(66_000..66_010)).unwrap();
    ledger.publish().unwrap();
    assert_eq!(check_folder(folder.path(), &verifier()).unwrap(), []);
    assert_eq!(open(folder.path()).size(), 66_010);
}

#[test]
fn a_gap_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 300);
    assert_eq!(ledger.extend_from(301, &entries(301..302)), Err(LedgerError::Gap { index: 301, size: 300 }));
    assert_eq!(ledger.size(), 300);
}

#[test]
fn a_partial_tile_of_any_older_checkpoint_is_served_from_the_newest_files() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let mut served = Vec::new();
    for size in [1, 40, 256, 300, 513] {
        ledger.extend(&entries(ledger.size()..size)).unwrap();
        ledger.publish().unwrap();
        for path in common::files(folder.path()).iter().filter(|path| *path != "checkpoint") {
            served.push((TileName::parse(path).unwrap(), std::fs::read(folder.path().join(path)).unwrap()));
        }
    }
    for (name, bytes) in served {
        assert_eq!(ledger.file(name).unwrap(), Some(bytes), "{name}");
    }
    for (shelf, index, width) in
        [(Shelf::Level(0), 2, 2), (Shelf::Entries, 3, 1), (Shelf::Level(1), 0, 3), (Shelf::Level(2), 0, 1)]
    {
        assert_eq!(ledger.file(TileName { shelf, index, width }).unwrap(), None);
    }
}

/// Puts a file where the ledger wants a folder: writing fails, for root as well.
fn obstruct(folder: &Path) {
    std::fs::remove_dir_all(folder.join("tmp")).unwrap();
    std::fs::write(folder.join("tmp"), "in the way").unwrap();
}

#[test]
fn after_a_write_that_failed_the_sequencer_has_stopped_and_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 300);
    ledger.extend(&entries(300..310)).unwrap();
    obstruct(folder.path());
    assert_eq!(ledger.extend(&entries(310..320)).unwrap_err().code(), "MM-LED-003");
    for refused in [ledger.extend(&entries(310..320)), ledger.extend_from(0, &[]), ledger.publish().map(drop)] {
        let error = refused.unwrap_err();
        assert_eq!(error.code(), "MM-LED-002");
        assert!(error.to_string().contains("the sequencer has stopped"), "{error}");
    }
    assert!(ledger.stopped().is_some());
    assert_eq!((ledger.size(), ledger.checkpoint().unwrap().size), (310, 300));
    let (proof, root) = (ledger.prove(299, 300).unwrap(), ledger.checkpoint().unwrap().root);
    verify_inclusion(&ledger.leaf(299).unwrap(), 299, 300, &proof, &root).unwrap();

    std::fs::remove_file(folder.path().join("tmp")).unwrap();
    assert!(ledger.publish().is_err(), "it stays stopped");
    let again = open(folder.path());
    again.extend(&entries(310..320)).unwrap();
    assert_eq!(again.publish().unwrap().size, 320);
}

#[test]
fn a_batch_that_was_cut_off_leaves_nothing_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 300);
    std::fs::write(folder.path().join("tmp/77"), "half a tile").unwrap();
    ledger.extend(&entries(300..301)).unwrap();
    assert!(folder.path().join("tmp/77").exists(), "a ledger that is open looks after its own");
    open(folder.path()).extend(&entries(301..302)).unwrap();
    assert!(!folder.path().join("tmp/77").exists());

    let again = open(folder.path());
    std::fs::remove_dir_all(folder.path().join("tile/entries/001.p")).unwrap();
    std::fs::write(folder.path().join("tile/entries/001.p"), "in the way").unwrap();
    assert_eq!(again.extend(&entries(302..303)).unwrap_err().code(), "MM-LED-003");
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0, "room is given back");
}

#[test]
fn a_second_writer_is_noticed_before_anything_is_signed() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (log(folder.path(), 10), open(folder.path()));
    one.extend(&entries(10..20)).unwrap();
    one.publish().unwrap();
    two.extend(&[Entry::new(*b"another act").unwrap()]).unwrap();
    assert_eq!(two.publish(), Err(LedgerError::OtherWriter));
    assert_eq!(two.publish().unwrap_err().code(), "MM-LED-002");
}

#[test]
fn reading_goes_on_while_another_thread_writes() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 1_000);
    let first = ledger.checkpoint().unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for from in (1_000..3_000).step_by(50) {
                ledger.extend(&entries(from..from + 50)).unwrap();
                ledger.publish().unwrap();
            }
        });
        let mut last = first.size;
        while !writer.is_finished() {
            let now = ledger.checkpoint().unwrap();
            let proof = ledger.consistency(first.size, now.size).unwrap();
            mingma_ledger::verify_consistency(first.size, now.size, &proof, &first.root, &now.root).unwrap();
            let edge = TileName::within(Shelf::Entries, (now.size - 1) / 256, now.size).unwrap();
            assert!(ledger.file(edge).unwrap().is_some());
            assert!(now.size >= last);
            last = now.size;
        }
    });
    assert_eq!(check_folder(folder.path(), &verifier()).unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A crash leaves any part of a batch's files behind: none that was promised is lost, and
    /// the log goes on to the same root.
    #[test]
    fn any_part_of_a_batch_may_be_missing_after_a_crash(
        published in 0_u64..600, kept in 0_u64..300, lost in 1_u64..700, gone in prop::collection::vec(any::<bool>(), 40),
    ) {
        let (folder, later) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (safe, end) = (published + kept, published + kept + lost);
        for (folder, end) in [(&folder, safe), (&later, end)] {
            let ledger = log(folder.path(), published);
            ledger.extend(&entries(published..safe)).unwrap();
            ledger.extend(&entries(safe..end)).unwrap();
        }
        for (path, gone) in common::files(later.path()).iter().zip(gone.iter().cycle()) {
            let to = folder.path().join(path);
            if !gone && !to.exists() {
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::copy(later.path().join(path), to).unwrap();
            }
        }
        let ledger = open(folder.path());
        prop_assert!(ledger.size() >= safe && ledger.size() <= end);
        prop_assert_eq!(ledger.root(), tree_root(entries(0..ledger.size()).iter().map(|entry| leaf_hash(entry.as_ref()))));
        ledger.extend(&entries(ledger.size()..end + 5)).unwrap();
        ledger.publish().unwrap();
        let fresh = tempfile::tempdir().unwrap();
        prop_assert_eq!(ledger.root(), log(fresh.path(), end + 5).root());
        prop_assert_eq!(check_folder(folder.path(), &verifier()).unwrap(), []);
        prop_assert_eq!(open(folder.path()).size(), end + 5);
    }
}
