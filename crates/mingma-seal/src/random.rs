//! Randomness, handed in.

use aws_lc_rs::rand;

/// A source of random bytes. Salts, nonces, ids and keys are drawn from the one that is
/// handed in, so that a simulation can repeat itself; the only source in this room is the
/// system's.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, to: &mut [u8]);
}

/// The system's randomness, through AWS-LC's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, to: &mut [u8]) {
        rand::fill(to).expect("AWS-LC ends the process rather than answer without entropy");
    }
}
