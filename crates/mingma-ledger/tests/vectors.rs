//! `vectors/ledger.json`: what this room makes of given leaves, for programs written by others.
//! `UPDATE_VECTORS=1 cargo test -p mingma-ledger --test vectors` writes the file anew; otherwise
//! it is compared, so that no format changes unnoticed. Others' code verifies what it says.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::PathBuf;
use std::sync::LazyLock;

use common::{entry, log, verifier};
use data_encoding::HEXLOWER;
use mingma_ledger::{Checkpoint, Ledger, Shelf, TileName, verify_consistency, verify_inclusion};
use mingma_seal::Digest;
use serde_json::{Value, json};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::tlog::{Hash, check_record, check_tree, record_hash};

const SIZES: [u64; 8] = [0, 1, 2, 3, 4, 7, 8, 11];
const LONGEST: u64 = 11;

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/ledger.json"))
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn hashes(list: Vec<Digest>) -> Vec<String> {
    list.into_iter().map(|digest| digest.to_string()).collect()
}

fn names() -> Vec<Value> {
    let name = |shelf, index, width| TileName { shelf, index, width };
    let names = [
        name(Shelf::Level(0), 0, 256),
        name(Shelf::Level(0), 273, 112),
        name(Shelf::Level(1), 1, 17),
        name(Shelf::Level(2), 0, 1),
        name(Shelf::Level(0), 1_234_067, 256),
        name(Shelf::Entries, 999, 255),
        name(Shelf::Entries, 1_000, 1),
    ];
    let told = |name: TileName| {
        let row = match name.shelf {
            Shelf::Entries => json!("entries"),
            Shelf::Level(level) => json!(level),
        };
        json!({ "row": row, "index": name.index, "width": name.width, "path": name.to_string() })
    };
    names.into_iter().map(told).collect()
}

fn checkpoints() -> Vec<Value> {
    let at = |size: u64| {
        let folder = tempfile::tempdir().unwrap();
        let ledger = log(folder.path(), size);
        let checkpoint = ledger.checkpoint().unwrap();
        let read = |shelf| {
            let name = TileName::within(shelf, 0, size);
            name.map(|name| hex(ledger.file(name).unwrap().unwrap()))
        };
        json!({
            "size": size, "root": checkpoint.root.to_string(), "note": checkpoint.note,
            "tile": read(Shelf::Level(0)), "bundle": read(Shelf::Entries),
        })
    };
    SIZES.into_iter().map(at).collect()
}

fn inclusions(ledger: &Ledger) -> Vec<Value> {
    let all = SIZES.into_iter().flat_map(|size| (0..size).map(move |index| (index, size)));
    let told =
        |(index, size)| json!({ "index": index, "size": size, "proof": hashes(ledger.prove(index, size).unwrap()) });
    all.map(told).collect()
}

fn consistencies(ledger: &Ledger) -> Vec<Value> {
    let all =
        SIZES.into_iter().flat_map(|to| SIZES.into_iter().filter(move |from| *from <= to).map(move |from| (from, to)));
    let told = |(from, to)| json!({ "from": from, "to": to, "proof": hashes(ledger.consistency(from, to).unwrap()) });
    all.map(told).collect()
}

/// The file as it is kept. It is read once, so that a run that writes it also judges it.
static FILE: LazyLock<Value> = LazyLock::new(|| {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(path(), made()).unwrap();
    }
    serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap()
});

fn made() -> String {
    let folder = tempfile::tempdir().unwrap();
    let ledger = log(folder.path(), LONGEST);
    let value = json!({
        "origin": common::ORIGIN,
        "seed": hex([7; 32]),
        "verifier": verifier().to_string(),
        "entries": (0..LONGEST).map(|n| hex(entry(n))).collect::<Vec<_>>(),
        "leaves": (0..LONGEST).map(|n| ledger.leaf(n).unwrap().to_string()).collect::<Vec<_>>(),
        "names": names(),
        "checkpoints": checkpoints(),
        "inclusion": inclusions(&ledger),
        "consistency": consistencies(&ledger),
    });
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

#[test]
fn no_format_changes_unnoticed() {
    assert_eq!(FILE["origin"], common::ORIGIN);
    assert_eq!(std::fs::read_to_string(path()).unwrap(), made(), "a format that is kept has changed");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn digests(value: &Value) -> Vec<Digest> {
    list(value).iter().map(|digest| text(digest).parse().unwrap()).collect()
}

fn theirs(digest: &Digest) -> Hash {
    Hash(digest.0)
}

fn root(size: u64) -> Digest {
    let at = list(&FILE["checkpoints"]).iter().find(|at| number(&at["size"]) == size).unwrap();
    text(&at["root"]).parse().unwrap()
}

#[test]
fn others_verify_every_note() {
    let list_of = VerifierList::new(vec![Box::new(StandardVerifier::new(text(&FILE["verifier"])).unwrap())]);
    for at in list(&FILE["checkpoints"]) {
        let note = Note::from_bytes(text(&at["note"]).as_bytes()).unwrap();
        note.verify(&list_of).unwrap();
        let read = tlog_tiles::checkpoint::Checkpoint::from_bytes(note.text()).unwrap();
        assert_eq!((read.size(), *read.hash()), (number(&at["size"]), theirs(&root(read.size()))));
        let ours = Checkpoint::parse(text(&at["note"]), &text(&FILE["verifier"]).parse().unwrap()).unwrap();
        assert_eq!((ours.size, ours.root), (read.size(), root(read.size())));
    }
}

#[test]
fn others_verify_every_proof() {
    let leaves = digests(&FILE["leaves"]);
    for (leaf, entry) in leaves.iter().zip(list(&FILE["entries"])) {
        assert_eq!(theirs(leaf), record_hash(&HEXLOWER.decode(text(entry).as_bytes()).unwrap()));
    }
    for of in list(&FILE["inclusion"]) {
        let (index, size, proof) = (number(&of["index"]), number(&of["size"]), digests(&of["proof"]));
        let leaf = &leaves[usize::try_from(index).unwrap()];
        check_record(&proof.iter().map(theirs).collect(), size, theirs(&root(size)), index, theirs(leaf)).unwrap();
        verify_inclusion(leaf, index, size, &proof, &root(size)).unwrap();
    }
    for of in list(&FILE["consistency"]) {
        let (from, to, proof) = (number(&of["from"]), number(&of["to"]), digests(&of["proof"]));
        verify_consistency(from, to, &proof, &root(from), &root(to)).unwrap();
        if from > 0 {
            check_tree(&proof.iter().map(theirs).collect(), to, theirs(&root(to)), from, theirs(&root(from))).unwrap();
        }
    }
}

#[test]
fn others_write_the_same_names() {
    for name in list(&FILE["names"]) {
        let (level, data) = name["row"].as_u64().map_or((0, true), |level| (u8::try_from(level).unwrap(), false));
        let tile = tlog_tiles::tile::Tile::new(
            8,
            level,
            number(&name["index"]),
            u32::try_from(number(&name["width"])).unwrap(),
            data,
        );
        let path = tile.path().replacen("tile/8/data/", "tile/entries/", 1).replacen("tile/8/", "tile/", 1);
        assert_eq!(path, text(&name["path"]));
        assert_eq!(TileName::parse(&path).unwrap().to_string(), path);
    }
}
