//! Randomness, handed in.

use aws_lc_rs::rand;

/// A source of random bytes. Salts, nonces, ids and keys are drawn from the one that is
/// handed in, so that a simulation can repeat itself; the only source in this room is the
/// system's.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, to: &mut [u8]);
}

/// So many fresh bytes: a salt, a nonce, an id. Keys are drawn where they are wiped again.
#[must_use]
pub fn random_array<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

/// The system's randomness, through AWS-LC's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, to: &mut [u8]) {
        rand::fill(to).expect("AWS-LC ends the process rather than answer without entropy");
    }
}
