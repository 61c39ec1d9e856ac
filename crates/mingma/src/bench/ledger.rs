//! The public log: durable leaves, and proofs out of ten million of them.

use std::hint::black_box;
use std::time::Instant;

use mingma_ledger::{Entry, Ledger, verify_inclusion};
use mingma_seal::{Digest, SigningKey, SystemRandom, leaf_hash, node_hash};

use super::machine::peak_mib;
use super::{Row, broken, median};
use crate::context::Refusal;

/// Leaves of the run that is timed.
const LEAVES: u32 = 500_000;
/// Leaves that are written and published together: a tenth of a second's at the figure asked for.
const BATCH: usize = 5_000;
/// Leaves of the log that proofs are taken from.
const TEN_MILLION: u64 = 10_000_000;
/// Proofs that are timed.
const PROOFS: u64 = 2_000;

/// Measures the log.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let folder = tempfile::tempdir().map_err(|error| broken(&error.to_string()))?;
    let ledger = Ledger::open(folder.path(), "bench.invalid/log", SigningKey::generate(&SystemRandom))
        .map_err(|error| broken(&error.to_string()))?;
    Ok(vec![leaves(&ledger)?, proof(&ledger)?])
}

/// A leaf of the usual size: version, class, hour, commitment.
fn leaf(n: u64) -> Vec<u8> {
    let mut leaf = vec![0x84, 0x01, 0x12, 0x1a, 0, 7, 4, 0x8f, 0x58, 0x20];
    leaf.extend_from_slice(&n.to_be_bytes());
    leaf.resize(42, 0x5a);
    leaf
}

fn entries(from: u64, count: usize) -> Result<Vec<Entry>, Refusal> {
    (from..from + count as u64).map(|n| Entry::new(leaf(n)).map_err(|error| broken(&error.to_string()))).collect()
}

fn leaves(ledger: &Ledger) -> Result<Row, Refusal> {
    let failed = |error: mingma_ledger::LedgerError| broken(&error.to_string());
    let batches = (0..u64::from(LEAVES) / BATCH as u64)
        .map(|batch| entries(batch * BATCH as u64, BATCH))
        .collect::<Result<Vec<_>, _>>()?;
    let mut slowest = 0.0_f64;
    let begun = Instant::now();
    for batch in &batches {
        let start = Instant::now();
        ledger.extend(batch).map_err(failed)?;
        ledger.publish().map_err(failed)?;
        slowest = slowest.max(start.elapsed().as_secs_f64());
    }
    let took = begun.elapsed().as_secs_f64();
    let bare = bare(LEAVES);
    let rate = f64::from(LEAVES) / took;
    Ok(Row {
        name: "ledger.leaves",
        value: rate,
        unit: "1/s",
        baseline: "bare RFC 6962 loop in memory",
        baseline_value: bare,
        ratio: rate / bare,
        note: format!("durable and published in batches of {BATCH}; slowest batch {:.0} ms", slowest * 1e3),
    })
}

/// The tree of RFC 6962 alone: each leaf hashed, perfect trees joined.
fn bare(leaves: u32) -> f64 {
    let begun = Instant::now();
    let mut edge: Vec<(u32, Digest)> = Vec::new();
    for n in 0..leaves {
        let mut at = (0, leaf_hash(&leaf(u64::from(n))));
        while let Some((_, left)) = edge.pop_if(|(height, _)| *height == at.0) {
            at = (at.0 + 1, node_hash(&left, &at.1));
        }
        edge.push(at);
    }
    black_box(&edge);
    f64::from(leaves) / begun.elapsed().as_secs_f64()
}

fn proof(ledger: &Ledger) -> Result<Row, Refusal> {
    let failed = |error: mingma_ledger::LedgerError| broken(&error.to_string());
    const MANY: usize = 100_000;
    while ledger.size() < TEN_MILLION {
        let size = ledger.size();
        let count = usize::try_from(TEN_MILLION - size).unwrap_or(MANY).min(MANY);
        ledger.extend(&entries(size, count)?).map_err(failed)?;
    }
    let checkpoint = ledger.publish().map_err(failed)?;
    let mut each = Vec::new();
    let mut checking = Vec::new();
    for n in 0..PROOFS {
        // A walk that repeats no tile soon.
        let index = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) % TEN_MILLION;
        let start = Instant::now();
        let path = ledger.prove(index, TEN_MILLION).map_err(failed)?;
        each.push(start.elapsed().as_secs_f64() * 1e6);
        let start = Instant::now();
        verify_inclusion(&leaf_hash(&leaf(index)), index, TEN_MILLION, &path, &checkpoint.root).map_err(failed)?;
        checking.push(start.elapsed().as_secs_f64() * 1e6);
    }
    let (value, bare) = (median(each.clone()), median(checking));
    each.sort_by(f64::total_cmp);
    let late = each[each.len() * 99 / 100];
    Ok(Row::less_is_better("ledger.proof", "us", value, "verifying the same path", bare)
        .noting(format!("random leaves of 10 million; 99 of 100 within {late:.0} us; peak {:.0} MiB", peak_mib())))
}
