//! Proofs, verified by our own functions: every small tree whole, and nothing else passes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{entries, log, open, verifier};
use mingma_ledger::{Checkpoint, LedgerError, TileName, Verifier, verify_consistency, verify_inclusion};
use mingma_seal::{Digest, PublicKey, SigningKey};
use proptest::prelude::*;

fn flipped(digest: &Digest, bit: usize) -> Digest {
    let mut bytes = digest.0;
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Digest(bytes)
}

#[test]
fn each_leaf_of_each_size_stands_where_it_stands_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 40);
    for size in 1..=40 {
        let root = ledger.root_at(size).unwrap();
        for index in 0..size {
            let (leaf, proof) = (ledger.leaf(index).unwrap(), ledger.prove(index, size).unwrap());
            for other in 0..=size {
                let verified = verify_inclusion(&leaf, other, size, &proof, &root);
                assert_eq!(verified.is_ok(), other == index, "{index} as {other} of {size}");
            }
            for n in 0..proof.len() {
                let mut changed = proof.clone();
                changed[n] = flipped(&changed[n], n * 31);
                assert!(verify_inclusion(&leaf, index, size, &changed, &root).is_err());
                assert!(verify_inclusion(&leaf, index, size, &proof[..n], &root).is_err());
            }
            let longer = [&proof[..], &[root]].concat();
            assert!(verify_inclusion(&leaf, index, size, &longer, &root).is_err());
        }
    }
}

#[test]
fn each_size_begins_with_each_smaller_one_and_with_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 40);
    let root = |size| ledger.root_at(size).unwrap();
    for size in 0..=40 {
        for older in 0..=size {
            let proof = ledger.consistency(older, size).unwrap();
            verify_consistency(older, size, &proof, &root(older), &root(size)).unwrap();
            assert!(verify_consistency(older, size, &proof, &flipped(&root(older), 9), &root(size)).is_err());
            if older > 0 {
                assert!(verify_consistency(older, size, &proof, &root(older), &flipped(&root(size), 9)).is_err());
                for other in (1..=41).filter(|other| *other != older) {
                    assert!(
                        verify_consistency(other, size, &proof, &root(older), &root(size)).is_err(),
                        "{other} {older} {size}"
                    );
                }
            }
            for n in 0..proof.len() {
                assert!(verify_consistency(older, size, &proof[..n], &root(older), &root(size)).is_err());
            }
            let longer = [&proof[..], &[root(size)]].concat();
            assert!(verify_consistency(older, size, &longer, &root(older), &root(size)).is_err());
        }
    }
}

#[test]
fn what_the_log_does_not_have_is_not_proved() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), 300);
    assert_eq!(ledger.prove(0, 301), Err(LedgerError::Beyond { asked: 301, size: 300 }));
    assert_eq!(ledger.prove(300, 300), Err(LedgerError::Beyond { asked: 301, size: 300 }));
    assert_eq!(ledger.prove(u64::MAX, 300), Err(LedgerError::Beyond { asked: u64::MAX, size: 300 }));
    assert_eq!(ledger.consistency(5, 301), Err(LedgerError::Beyond { asked: 301, size: 300 }));
    assert_eq!(ledger.consistency(6, 5), Err(LedgerError::Beyond { asked: 6, size: 5 }));
    assert_eq!(ledger.entry(300), Err(LedgerError::Beyond { asked: 301, size: 300 }));
    assert_eq!(ledger.leaf(u64::MAX).unwrap_err().code(), "MM-LED-005");
}

#[test]
fn a_checkpoint_is_read_only_under_its_own_key_and_name() {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = log(folder.path(), 3).checkpoint().unwrap();
    assert_eq!(Checkpoint::parse(&checkpoint.note, &verifier()).unwrap(), checkpoint);

    let stranger = SigningKey::from_seed([8; 32]);
    let other_key = Verifier::new(common::ORIGIN, stranger.public()).unwrap();
    assert_eq!(Checkpoint::parse(&checkpoint.note, &other_key), Err(LedgerError::NotSigned));
    let other_name = Verifier::new("register.example/hubei", common::key().public()).unwrap();
    assert_eq!(Checkpoint::parse(&checkpoint.note, &other_name), Err(LedgerError::NotSigned));

    let witness = Verifier::new("witness.example", stranger.public()).unwrap();
    let theirs = folder.path().join("theirs");
    let cosigned = log_of(&theirs, "witness.example", stranger).note;
    let line = cosigned.lines().last().unwrap();
    let both = format!("{}{line}\n", checkpoint.note);
    assert_eq!(Checkpoint::parse(&both, &verifier()).unwrap().size, 3, "others may sign beside us");
    assert_eq!(Checkpoint::parse(&both, &witness), Err(LedgerError::NotSigned), "but this was signed for another text");
}

fn log_of(folder: &std::path::Path, origin: &str, key: SigningKey) -> Checkpoint {
    mingma_ledger::Ledger::open(folder, origin, key).unwrap().publish().unwrap()
}

#[test]
fn a_name_or_key_that_cannot_sign_notes_is_refused() {
    let key = common::key().public();
    for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{7f}b"] {
        assert_eq!(Verifier::new(name, key), Err(LedgerError::NoVerifier), "{name:?}");
    }
    assert_eq!(Verifier::new("log", PublicKey::P256([2; 33])), Err(LedgerError::NoVerifier));
    assert_eq!(Verifier::new("log", PublicKey::Ed25519([0; 32])), Err(LedgerError::NoVerifier));
    let text = verifier().to_string();
    assert_eq!(text.parse::<Verifier>().unwrap(), verifier());
    for n in 0..text.len() {
        assert!(text[..n].parse::<Verifier>().is_err(), "{}", &text[..n]);
    }
    let wrong = text.replacen('+', "x+", 1);
    assert_eq!(wrong.parse::<Verifier>(), Err(LedgerError::NoVerifier), "the hash binds the name");
}

#[test]
fn every_changed_byte_of_a_checkpoint_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let note = log(folder.path(), 257).checkpoint().unwrap().note.into_bytes();
    for n in 0..note.len() {
        for change in [1_u8, 0x20, 0x80] {
            let mut bytes = note.clone();
            bytes[n] ^= change;
            let read = String::from_utf8(bytes).ok().and_then(|text| Checkpoint::parse(&text, &verifier()).ok());
            assert_eq!(read, None, "byte {n} ^ {change}");
        }
        assert!(
            std::str::from_utf8(&note[..n]).is_err()
                || Checkpoint::parse(std::str::from_utf8(&note[..n]).unwrap(), &verifier()).is_err()
        );
    }
}

proptest! {
    #[test]
    fn random_text_is_no_checkpoint_no_key_and_no_name(text in "\\PC{0,80}|(\\PC{0,9}\n){0,5}\n(— \\PC{0,9} [A-Za-z0-9+/=]{0,12}\n){0,3}") {
        prop_assert!(Checkpoint::parse(&text, &verifier()).is_err());
        prop_assert!(text.parse::<Verifier>().is_err());
        prop_assert!(TileName::parse(&text).is_none());
    }

    #[test]
    fn a_name_reads_as_it_is_written(path in "tile/([0-9]{1,2}|entries)/(x[0-9]{3}/){0,7}[0-9]{3}(\\.p/[0-9]{1,3})?") {
        if let Some(name) = TileName::parse(&path) {
            prop_assert_eq!(name.to_string(), path);
        }
    }

    #[test]
    fn random_hashes_prove_nothing(index in any::<u64>(), size in any::<u64>(), proof in prop::collection::vec(any::<[u8; 32]>(), 0..70), at in any::<[u8; 32]>()) {
        let proof: Vec<Digest> = proof.into_iter().map(Digest).collect();
        let (leaf, root) = (Digest(at), Digest([1; 32]));
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
        prop_assert!(verify_consistency(index, size, &proof, &leaf, &root).is_err());
    }

    #[test]
    fn random_bytes_in_any_file_are_an_error_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..9000), which in any::<prop::sample::Index>(), size in 1_u64..600) {
        let folder = tempfile::tempdir().unwrap();
        drop(log(folder.path(), size));
        let files = common::files(folder.path());
        let path = &files[which.index(files.len())];
        std::fs::write(folder.path().join(path), &bytes).unwrap();
        let opened = mingma_ledger::Ledger::open(folder.path(), common::ORIGIN, common::key());
        if path == "checkpoint" {
            prop_assert!(opened.is_err());
            return Ok(());
        }
        let ledger = opened.unwrap();
        let wrong: Vec<String> = ledger.check_files().unwrap().into_iter().map(|wrong| wrong.path).collect();
        prop_assert_eq!(wrong, [path.clone()]);
        for index in 0..size {
            drop((ledger.entry(index), ledger.leaf(index), ledger.prove(index, size)));
        }
    }
}

#[test]
fn a_leaf_is_never_longer_than_a_bundle_can_say() {
    assert_eq!(mingma_ledger::Entry::new(vec![0; 65_536]), Err(LedgerError::EntryTooLong { bytes: 65_536 }));
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let longest = mingma_ledger::Entry::new(vec![9; 65_535]).unwrap();
    ledger.extend(&[longest.clone(), mingma_ledger::Entry::new([]).unwrap()]).unwrap();
    ledger.extend(&entries(2..300)).unwrap();
    ledger.publish().unwrap();
    let again = open(folder.path());
    assert_eq!((again.entry(0).unwrap(), again.entry(1).unwrap()), (longest.into_bytes(), vec![]));
    assert_eq!(again.check_files().unwrap(), []);
}
