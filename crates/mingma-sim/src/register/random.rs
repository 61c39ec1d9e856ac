//! Ids, salts and keys of a demo register, drawn from its seed.

use std::sync::{Mutex, PoisonError};

use mingma_seal::Random;

use crate::chance::Chance;

/// The seed as a source of bytes. Whoever knows the seed knows every key: nothing but a
/// demo folder is ever laid with it.
pub(crate) struct Seeded(Mutex<Chance>);

impl Seeded {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Mutex::new(Chance::new(seed)))
    }
}

impl Random for Seeded {
    fn fill(&self, to: &mut [u8]) {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in to.chunks_mut(4) {
            let word = chance.below(1 << 32).to_le_bytes();
            part.copy_from_slice(&word[..part.len()]);
        }
    }
}
