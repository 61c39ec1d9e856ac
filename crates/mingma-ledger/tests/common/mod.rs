//! What the tests of the ledger share.
#![allow(dead_code, reason = "each test program uses a part")]

use std::path::{Path, PathBuf};

use mingma_ledger::{Entry, Ledger, Verifier};
use mingma_seal::SigningKey;

pub const ORIGIN: &str = "register.example/henan";

pub fn key() -> SigningKey {
    SigningKey::from_seed([7; 32])
}

pub fn verifier() -> Verifier {
    Verifier::new(ORIGIN, key().public()).unwrap()
}

pub fn open(folder: &Path) -> Ledger {
    Ledger::open(folder, ORIGIN, key()).unwrap()
}

/// Leaf number `n`: 0 to 60 bytes, none like another's where there are more than a few.
pub fn entry(n: u64) -> Entry {
    let mut bytes = format!("leaf {n}: ").into_bytes();
    bytes.resize(usize::try_from(8 + n % 53).unwrap(), b'.');
    Entry::new(bytes).unwrap()
}

pub fn entries(range: std::ops::Range<u64>) -> Vec<Entry> {
    range.map(entry).collect()
}

/// A log of so many leaves, published.
pub fn log(folder: &Path, size: u64) -> Ledger {
    let ledger = open(folder);
    ledger.extend(&entries(0..size)).unwrap();
    ledger.publish().unwrap();
    ledger
}

/// Every file below a folder, by its path inside, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    gather(folder, folder, &mut found);
    found.sort();
    found
}

fn gather(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}
