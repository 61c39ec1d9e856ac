//! How fast rows are kept: `cargo run --example insertion -p mingma-store [ROWS]`.
//!
//! Prints rows a second for members sorted by resident and in no order, in SQLite and PostgreSQL,
//! each a single commit, into an empty table and beside as many as are there already.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::time::Instant;

use mingma_store::rows::{ActRow, DocumentRow, MemberRow};
use mingma_store::scratch::{Place, ScratchFile, Server};
use mingma_store::{Change, Store};

fn main() {
    let rows = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let file = ScratchFile::new().unwrap();
    measure("sqlite", &*file.open().unwrap(), rows);
    let database = Server::start(true).unwrap().database().unwrap();
    measure("postgres", &*Place::open(&database).unwrap(), rows);
}

fn measure(name: &str, store: &dyn Store, rows: u32) {
    let told = |what: &str, count: u32, took: f64| println!("{name} {what}: {:.0}/s", f64::from(count) / took);
    for (seq, what) in [(1, "members sorted, first"), (2, "members sorted, beside as many")] {
        let changes: Vec<Change> = (1..=rows).map(|n| Change::put(&member(n, seq))).collect();
        told(what, rows, seconds(|| store.commit(0, &changes).unwrap()));
    }
    let mixed: Vec<Change> =
        (0..rows).map(|n| Change::put(&member(1 + (n.wrapping_mul(2_654_435_761) % 1_000_000), 3))).collect();
    told("members unsorted", rows, seconds(|| store.commit(0, &mixed).unwrap()));
    let again: Vec<Change> = (1..=rows).map(|n| Change::put(&member(n, 2))).collect();
    told("members replaced", rows, seconds(|| store.commit(0, &again).unwrap()));
    let documents: Vec<Change> = (1..=rows).map(|n| Change::put(&document(n))).collect();
    told("documents", rows, seconds(|| store.commit(0, &documents).unwrap()));
    let tags: Vec<[u8; 32]> = (1..=rows).map(|n| document(n).tag).collect();
    told("documents found", rows, seconds(|| assert_eq!(store.by_documents(&tags).unwrap().len(), tags.len())));
    let asked: Vec<u32> = (1..=rows).collect();
    told(
        "members read",
        2 * rows,
        seconds(|| assert!(store.members_of_many(&asked).unwrap().len() >= 2 * asked.len())),
    );
    let acts = 2_000;
    let took = seconds(|| (0..acts).for_each(|n| small(store, u64::from(n))));
    told("commits of one act and one member", acts, took);
    assert_eq!(store.newest(), Ok(u64::from(acts)));
}

fn small(store: &dyn Store, newest: u64) {
    let (act, resident) = (act(newest + 1), u32::try_from(newest + 1).unwrap());
    store.commit(newest, &[Change::put(&act), Change::put(&member(resident, 9))]).unwrap();
}

fn seconds(run: impl FnOnce()) -> f64 {
    let began = Instant::now();
    run();
    began.elapsed().as_secs_f64()
}

fn member(resident: u32, seq: u64) -> MemberRow {
    MemberRow { resident, seq, idx: resident, class: 20, sealed: vec![7; 240] }
}

fn document(resident: u32) -> DocumentRow {
    let mut tag = [0; 32];
    let mixed = u64::from(resident).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    tag[..8].copy_from_slice(&mixed.to_be_bytes());
    DocumentRow { resident, tag, seq: 1 }
}

fn act(seq: u64) -> ActRow {
    let mut digest = [0; 32];
    digest[..8].copy_from_slice(&seq.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id[8..].copy_from_slice(&seq.to_be_bytes());
    let (bytes, approvals) = (vec![1; 300], vec![2; 180]);
    ActRow { seq, id, class: 20, sealed_at: 0, actor: "o".into(), bytes, approvals, added: None, salt: [0; 16], digest }
}
