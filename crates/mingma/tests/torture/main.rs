//! Torture: writers killed at random moments, disks that are full, lines that are cut,
//! clocks that jump. What was acknowledged is there afterwards, the audit is clean, and
//! whatever was not kept said so with a code.
//!
//! The ordinary run takes a few rounds of each; `cargo xtask torture` takes hundreds.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod faults;
mod ground;
mod kills;
mod writer;

use mingma_seal::{Random, SystemRandom};

/// A number of rounds from the environment.
fn env_or(name: &str, rounds: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(rounds)
}

/// A number below `n`, another each time: no two runs kill at the same moments.
fn random(n: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes) % n
}
