//! Files torn, missing, changed, swapped: each is found and named, and made again as it was.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{entries, log, open, verifier};
use mingma_ledger::{Entry, Ledger, LedgerError, Wrong, check_folder};
use proptest::prelude::*;

/// Every file with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    common::files(folder).into_iter().map(|path| (path.clone(), std::fs::read(folder.join(path)).unwrap())).collect()
}

fn named(wrong: &[Wrong]) -> Vec<&str> {
    wrong.iter().map(|wrong| wrong.path.as_str()).collect()
}

/// What the register does when it starts: mend what is wrong, then go on where the log ends.
fn mended(folder: &Path, size: u64) -> Ledger {
    let ledger = open(folder);
    ledger.extend_from(ledger.size(), &entries(ledger.size()..size)).unwrap();
    let wrong: Vec<_> = ledger.check_files().unwrap().into_iter().map(|wrong| wrong.mend.unwrap()).collect();
    if wrong.iter().any(|leaves| ledger.extend_from(leaves.start, &entries(leaves.clone())).is_err()) {
        let first = wrong.iter().map(|leaves| leaves.start).min().unwrap();
        ledger.extend_from(first, &entries(first..size)).unwrap();
    }
    ledger
}

#[test]
fn a_file_torn_at_any_byte_is_found_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = log(folder.path(), 259).root();
    let whole = snapshot(folder.path());
    for (path, bytes) in whole.iter().filter(|(path, _)| *path != "checkpoint") {
        // Every byte of the edge; of the full files each 97th, and the first and last.
        let step = if bytes.len() < 200 { 1 } else { 97 };
        for length in (0..bytes.len()).step_by(step).chain([1, bytes.len() - 1]) {
            std::fs::write(folder.path().join(path), &bytes[..length]).unwrap();
            assert_eq!(named(&check_folder(folder.path(), &verifier()).unwrap()), [path], "{length}");
            let ledger = mended(folder.path(), 259);
            assert_eq!((ledger.size(), ledger.root()), (259, root));
            assert_eq!(snapshot(folder.path()), whole, "{path} cut to {length}");
        }
    }
}

#[test]
fn a_torn_checkpoint_is_not_read_as_an_older_one() {
    let folder = tempfile::tempdir().unwrap();
    let note = log(folder.path(), 259).checkpoint().unwrap().note;
    for length in 0..note.len() {
        std::fs::write(folder.path().join("checkpoint"), &note.as_bytes()[..length]).unwrap();
        let opened = Ledger::open(folder.path(), common::ORIGIN, common::key());
        let code = opened.err().map(|error| error.code());
        assert!(matches!(code, Some("MM-LED-009" | "MM-LED-010")), "{length}: {code:?}");
    }
}

#[test]
fn every_missing_file_of_a_large_log_is_named_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (size, few) = (
        66_100,
        [
            "tile/1/000",
            "tile/1/001.p/2",
            "tile/2/000.p/1",
            "tile/0/258.p/52",
            "tile/entries/258.p/52",
            "tile/0/000",
            "tile/entries/255",
            "tile/0/256",
        ],
    );
    log(folder.path(), size);
    let whole = snapshot(folder.path());
    for path in few {
        std::fs::remove_file(folder.path().join(path)).unwrap();
        assert_eq!(named(&check_folder(folder.path(), &verifier()).unwrap()), [path]);
        assert_eq!(mended(folder.path(), size).size(), size);
        assert!(snapshot(folder.path()) == whole, "{path}");
    }
}

#[test]
fn the_whole_edge_can_be_lost_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path(), 66_100);
    let whole = snapshot(folder.path());
    for path in whole.keys().filter(|path| path.contains(".p/")) {
        std::fs::remove_file(folder.path().join(path)).unwrap();
    }
    let ledger = open(folder.path());
    assert_eq!(ledger.size(), 66_048, "the leaves before the last tile");
    assert_eq!(ledger.publish().unwrap_err().code(), "MM-LED-007", "a smaller tree is never signed");
    ledger.extend(&entries(66_048..66_100)).unwrap();
    assert!(snapshot(folder.path()) == whole);
    assert_eq!(ledger.publish().unwrap().size, 66_100);
}

#[test]
fn two_files_that_were_swapped_are_both_named() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path(), 1_100);
    let whole = snapshot(folder.path());
    for (a, b) in [("tile/0/001", "tile/0/003"), ("tile/entries/000", "tile/entries/002")] {
        std::fs::write(folder.path().join(a), &whole[b]).unwrap();
        std::fs::write(folder.path().join(b), &whole[a]).unwrap();
        let mut wrong = check_folder(folder.path(), &verifier()).unwrap();
        wrong.reverse();
        assert_eq!(named(&wrong), [a, b]);
        mended(folder.path(), 1_100);
        assert!(snapshot(folder.path()) == whole);
    }
}

#[test]
fn a_file_that_nobody_knows_is_named() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path(), 300);
    for path in ["tile/0/000.bak", "tile/9/000", "tile/entries/001.p/7", "tile/0/x000/001"] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "?").unwrap();
    }
    let wrong = check_folder(folder.path(), &verifier()).unwrap();
    assert_eq!(named(&wrong), ["tile/0/000.bak", "tile/0/x000/001", "tile/9/000", "tile/entries/001.p/7"]);
    assert!(wrong.iter().all(|wrong| wrong.mend.is_none()), "nothing makes it: take it away");
}

#[test]
fn a_forgery_in_which_all_files_agree_is_told_by_the_signature() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ledger = log(folder.path(), 300);
    let mut forged = entries(0..300);
    forged[17] = Entry::new(*b"another act").unwrap();
    open(other.path()).extend(&forged).unwrap();
    std::fs::copy(folder.path().join("checkpoint"), other.path().join("checkpoint")).unwrap();
    assert_eq!(named(&check_folder(other.path(), &verifier()).unwrap()), ["checkpoint"]);
    let opened = open(other.path());
    assert_eq!(opened.publish().unwrap_err().code(), "MM-LED-007");
    opened.extend_from(0, &entries(0..300)).unwrap();
    assert_eq!(opened.root(), ledger.root());
    assert_eq!(check_folder(other.path(), &verifier()).unwrap(), []);
}

#[test]
fn a_published_leaf_never_becomes_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 700);
    let whole = snapshot(folder.path());
    for (at, length) in [(0, 1), (255, 2), (256, 256), (699, 1), (0, 700), (650, 100)] {
        for n in [0, length - 1] {
            let mut forged = entries(at..at + length);
            forged[usize::try_from(n).unwrap()] = Entry::new(*b"another act").unwrap();
            let refused = ledger.extend_from(at, &forged);
            if at + n < 700 {
                assert_eq!(refused, Err(LedgerError::Published { index: at + n }));
                assert!(snapshot(folder.path()) == whole, "nothing was written");
            }
        }
    }
    assert_eq!(ledger.stopped(), None, "a refusal stops nothing");
    ledger.extend_from(0, &entries(0..700)).unwrap();
    assert_eq!(ledger.root_at(700).unwrap(), log(tempfile::tempdir().unwrap().path(), 700).root());
}

#[test]
fn entries_of_another_register_do_not_mend() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path(), 300);
    std::fs::remove_file(folder.path().join("tile/entries/001.p/44")).unwrap();
    let ledger = open(folder.path());
    assert_eq!(ledger.size(), 256);
    assert_eq!(ledger.extend(&entries(1_256..1_300)).unwrap_err().code(), "MM-LED-006");
    assert_eq!(ledger.extend(&entries(256..299)).unwrap_err().code(), "MM-LED-004", "one is lacking");
    ledger.extend(&entries(256..301)).unwrap();
    assert_eq!(ledger.publish().unwrap().size, 301);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_bit_is_named_and_mended(size in 1_u64..1_400, which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let folder = tempfile::tempdir().unwrap();
        log(folder.path(), size);
        let whole = snapshot(folder.path());
        let (path, bytes) = whole.iter().filter(|(path, _)| *path != "checkpoint").nth(which.index(whole.len() - 1)).unwrap();
        let mut changed = bytes.clone();
        changed[at.index(bytes.len())] ^= 1 << bit;
        std::fs::write(folder.path().join(path), changed).unwrap();
        let wrong = check_folder(folder.path(), &verifier()).unwrap();
        prop_assert_eq!(named(&wrong), [path]);
        mended(folder.path(), size);
        prop_assert!(snapshot(folder.path()) == whole);
    }

    #[test]
    fn several_wrong_files_are_mended_one_after_another(size in 1_u64..1_400, which in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        log(folder.path(), size);
        let whole = snapshot(folder.path());
        for n in which {
            let path = whole.keys().filter(|path| *path != "checkpoint").nth(n.index(whole.len() - 1)).unwrap();
            drop(std::fs::remove_file(folder.path().join(path)));
        }
        mended(folder.path(), size);
        prop_assert!(snapshot(folder.path()) == whole);
    }
}
