//! How fast leaves become durable and proofs are made. Measured when asked for:
//! `cargo test -p mingma-ledger --test pace -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod common;

use std::time::{Duration, Instant};

use common::open;
use mingma_ledger::{Entry, verify_inclusion};
use mingma_seal::tree_root;

const LEAVES: u64 = 10_000_000;
const BATCH: u64 = 50_000;

/// A leaf as the register writes them: version, class, hour, commitment.
fn leaf(n: u64) -> Entry {
    let mut bytes = vec![0x84; 42];
    bytes[8..16].copy_from_slice(&n.to_be_bytes());
    Entry::new(bytes).unwrap()
}

#[test]
#[ignore = "writes ten million leaves"]
fn fifty_thousand_durable_leaves_a_second_and_a_proof_in_a_tenth_of_a_millisecond() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let (mut writing, mut slowest) = (Duration::ZERO, Duration::ZERO);
    for from in (0..LEAVES).step_by(usize::try_from(BATCH).unwrap()) {
        let batch: Vec<Entry> = (from..from + BATCH).map(leaf).collect();
        let start = Instant::now();
        ledger.extend(&batch).unwrap();
        ledger.publish().unwrap();
        writing += start.elapsed();
        slowest = slowest.max(start.elapsed());
    }
    let start = Instant::now();
    let bare = tree_root((0..LEAVES).map(|n| mingma_seal::leaf_hash(leaf(n).as_ref())));
    let hashing = start.elapsed();
    assert_eq!(ledger.root(), bare);
    let rate = LEAVES as f64 / writing.as_secs_f64();
    println!(
        "{rate:.0} durable leaves/s; slowest batch {slowest:?}; bare hashing {:.0}/s",
        LEAVES as f64 / hashing.as_secs_f64()
    );

    let start = Instant::now();
    let again = open(folder.path());
    println!("opened in {:?}", start.elapsed());
    let (rounds, root) = (20_000_u64, again.root());
    let start = Instant::now();
    let places: Vec<u64> = (0..rounds).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % LEAVES).collect();
    let proofs: Vec<_> = places.iter().map(|index| again.prove(*index, LEAVES).unwrap()).collect();
    let each = start.elapsed() / u32::try_from(rounds).unwrap();
    println!("{each:?} a proof, at random places");
    for (index, proof) in places.iter().zip(&proofs) {
        verify_inclusion(&again.leaf(*index).unwrap(), *index, LEAVES, proof, &root).unwrap();
    }
    let start = Instant::now();
    assert_eq!(again.check_files().unwrap(), []);
    println!("every file checked in {:?}", start.elapsed());
    assert!(rate >= 50_000.0 && each <= Duration::from_micros(100), "{rate} leaves/s, {each:?} a proof");
}

#[test]
#[ignore = "measures the disk"]
fn a_small_batch_is_visible_long_before_a_second_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let (rounds, start) = (300_u64, Instant::now());
    for round in 0..rounds {
        ledger.extend(&(round * 64..(round + 1) * 64).map(leaf).collect::<Vec<_>>()).unwrap();
        assert_eq!(ledger.publish().unwrap().size, (round + 1) * 64);
    }
    let each = start.elapsed() / u32::try_from(rounds).unwrap();
    println!("{each:?} from 64 leaves to their checkpoint");
    assert!(each <= Duration::from_millis(250), "{each:?}");
}
