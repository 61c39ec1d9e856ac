//! Adding up rows, so that two sets of rows can be compared without keeping either.
//!
//! Each row has a number of 256 bits that only a holder of the key can tell; a set has
//! the sum of its rows' numbers. Whoever laid the rows did not know the key, so that two
//! different sets have one sum by chance alone.

use mingma_seal::{Random, sha256};
use mingma_store::Value;

use crate::cores;

/// What makes rows' numbers; drawn for one run.
pub(super) struct Key([u8; 32]);

impl Key {
    pub(super) fn generate(random: &dyn Random) -> Self {
        let mut key = [0; 32];
        random.fill(&mut key);
        Self(key)
    }

    /// The number of a row: every value with its kind and length, so that no two rows read alike.
    fn number(&self, row: &[Value]) -> [u64; 4] {
        let mut bytes = Vec::with_capacity(512);
        bytes.extend(self.0);
        for value in row {
            let (kind, of): (u8, &[u8]) = match value {
                Value::Null => (0, &[]),
                Value::Int(number) => (1, &number.to_be_bytes()),
                Value::Text(text) => (2, text.as_bytes()),
                Value::Bytes(of) => (3, of),
            };
            bytes.push(kind);
            bytes.extend((of.len() as u64).to_be_bytes());
            bytes.extend(of);
        }
        let digest = sha256(&bytes).0;
        let part = |n: usize| u64::from_be_bytes(digest[8 * n..8 * n + 8].try_into().expect("8 of 32 bytes"));
        [part(0), part(1), part(2), part(3)]
    }
}

/// The sum of rows' numbers, each 64 bits for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum([u64; 4]);

impl Sum {
    /// Adds rows, on every core.
    pub(super) fn add<'a>(&mut self, key: &Key, count: usize, row: impl Fn(usize) -> &'a [Value] + Sync) {
        for number in cores::each(count, |n| key.number(row(n))) {
            for (sum, part) in self.0.iter_mut().zip(number) {
                *sum = sum.wrapping_add(part);
            }
        }
    }
}
