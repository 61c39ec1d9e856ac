//! Programs of others read our folder and judge it: `tlog_tiles` the tiles, the checkpoint
//! and both kinds of proof, `signed_note` the note.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};

use common::{entries, entry, log, open, verifier};
use mingma_ledger::{Checkpoint, Ledger, verify_consistency, verify_inclusion};
use mingma_seal::{Digest, leaf_hash, tree_root};
use proptest::prelude::*;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog::{self, Hash, HashReader};

const SIZES: &[u64] = &[0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_100];

/// Others' client over our folder: their names of tiles have the height in them.
struct Client(PathBuf);

impl TileReader for Client {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        let read = |tile: &Tile| std::fs::read(self.0.join(tile.path().replacen("tile/8/", "tile/", 1)));
        tiles.iter().map(|tile| read(tile).map_err(|_| tlog::Error::InvalidTile)).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The checkpoint on disk as others read and verify it.
fn judged_checkpoint(folder: &Path) -> tlog_tiles::checkpoint::Checkpoint {
    let theirs = StandardVerifier::new(&verifier().to_string()).unwrap();
    let note = Note::from_bytes(&std::fs::read(folder.join("checkpoint")).unwrap()).unwrap();
    let (verified, rest) = note.verify(&VerifierList::new(vec![Box::new(theirs)])).unwrap();
    assert_eq!((verified.len(), rest.len()), (1, 0));
    tlog_tiles::checkpoint::Checkpoint::from_bytes(note.text()).unwrap()
}

fn theirs(digest: Digest) -> Hash {
    Hash(digest.0)
}

/// The entries of the bundle that holds a leaf, read by the standard's own words.
fn bundle(folder: &Path, index: u64, size: u64) -> Vec<Vec<u8>> {
    let width = (size - index / 256 * 256).min(256);
    let tail = if width < 256 { format!(".p/{width}") } else { String::new() };
    let bytes = std::fs::read(folder.join(format!("tile/entries/{:03}{tail}", index / 256))).unwrap();
    let (mut at, mut entries) = (0, Vec::new());
    while at < bytes.len() {
        let end = at + 2 + usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
        entries.push(bytes[at + 2..end].to_vec());
        at = end;
    }
    assert_eq!(entries.len() as u64, width);
    entries
}

/// Everything that others can say about one leaf.
fn judge_leaf(folder: &Path, ledger: &Ledger, checkpoint: &tlog_tiles::checkpoint::Checkpoint, index: u64) {
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    let client = Client(folder.to_owned());
    let reader = TileHashReader::new(size, root, &client);
    let leaf = reader.read_hashes(&[tlog::stored_hash_index(0, index)]).unwrap()[0];
    assert_eq!(leaf, tlog::record_hash(&bundle(folder, index, size)[usize::try_from(index % 256).unwrap()]));
    assert_eq!(ledger.entry(index).unwrap(), entry(index).into_bytes());
    assert_eq!(theirs(ledger.leaf(index).unwrap()), leaf);

    let ours: Vec<Hash> = ledger.prove(index, size).unwrap().into_iter().map(theirs).collect();
    assert_eq!(ours, tlog::prove_record(size, index, &reader).unwrap(), "the same proof from the same tiles");
    tlog::check_record(&ours, size, root, index, leaf).unwrap();
}

/// Everything that others can say about an older size.
fn judge_size(folder: &Path, ledger: &Ledger, checkpoint: &tlog_tiles::checkpoint::Checkpoint, older: u64) {
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    let client = Client(folder.to_owned());
    let reader = TileHashReader::new(size, root, &client);
    let before = tlog::tree_hash(older, &reader).unwrap();
    assert_eq!(theirs(ledger.root_at(older).unwrap()), before);
    let ours: Vec<Hash> = ledger.consistency(older, size).unwrap().into_iter().map(theirs).collect();
    assert_eq!(ours, tlog::prove_tree(size, older, &reader).unwrap());
    tlog::check_tree(&ours, size, root, older, before).unwrap();
}

fn corners(size: u64) -> Vec<u64> {
    let mut corners: Vec<u64> = SIZES
        .iter()
        .flat_map(|corner| [corner.saturating_sub(1), *corner])
        .chain([size / 2, size.saturating_sub(1)])
        .collect();
    corners.retain(|corner| *corner < size);
    corners
}

#[test]
fn others_read_every_size_around_the_borders_of_tiles() {
    for &size in SIZES {
        let folder = tempfile::tempdir().unwrap();
        let ledger = log(folder.path(), size);
        let checkpoint = judged_checkpoint(folder.path());
        assert_eq!((checkpoint.origin(), checkpoint.size()), (common::ORIGIN, size));
        assert_eq!(*checkpoint.hash(), theirs(tree_root((0..size).map(|n| leaf_hash(entry(n).as_ref())))), "{size}");
        for index in corners(size) {
            judge_leaf(folder.path(), &ledger, &checkpoint, index);
            if index > 0 {
                judge_size(folder.path(), &ledger, &checkpoint, index);
            }
        }
        assert_eq!(ledger.check_files().unwrap(), []);
    }
}

#[test]
fn the_folder_holds_the_files_of_its_size_and_no_others() {
    for &size in SIZES {
        let (whole, slow) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        log(whole.path(), size);
        let mut expected: Vec<String> =
            Tile::new_tiles(8, 0, size).iter().map(|tile| tile.path().replacen("tile/8/", "tile/", 1)).collect();
        let bundles =
            expected.iter().filter_map(|path| path.strip_prefix("tile/0/")).map(|rest| format!("tile/entries/{rest}"));
        let bundles: Vec<String> = bundles.collect();
        expected.extend(bundles);
        expected.push("checkpoint".into());
        expected.sort();
        assert_eq!(common::files(whole.path()), expected);

        let ledger = open(slow.path());
        for from in (0..size).step_by(9_973) {
            ledger.extend(&entries(from..(from + 9_973).min(size))).unwrap();
        }
        ledger.publish().unwrap();
        for path in expected {
            assert_eq!(
                std::fs::read(slow.path().join(&path)).unwrap(),
                std::fs::read(whole.path().join(&path)).unwrap(),
                "{path}"
            );
        }
        assert_eq!(common::files(slow.path()), common::files(whole.path()), "however the leaves came");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn others_read_any_log_however_it_grew(parts in prop::collection::vec(1_u64..700, 1..6), seed in any::<u64>()) {
        let folder = tempfile::tempdir().unwrap();
        let (mut size, mut older) = (0, Vec::<Checkpoint>::new());
        for part in parts {
            let ledger = open(folder.path());
            prop_assert_eq!(ledger.size(), size);
            ledger.extend(&entries(size..size + part)).unwrap();
            size += part;
            older.push(ledger.publish().unwrap());
        }
        let (ledger, judged) = (open(folder.path()), judged_checkpoint(folder.path()));
        let index = seed % size;
        judge_leaf(folder.path(), &ledger, &judged, index);
        for before in &older {
            judge_size(folder.path(), &ledger, &judged, before.size);
            let proof = ledger.consistency(before.size, size).unwrap();
            verify_consistency(before.size, size, &proof, &before.root, &ledger.root()).unwrap();
            if index < before.size {
                let proof = ledger.prove(index, before.size).unwrap();
                verify_inclusion(&ledger.leaf(index).unwrap(), index, before.size, &proof, &before.root).unwrap();
            }
        }
        prop_assert_eq!(ledger.check_files().unwrap(), []);
    }
}
