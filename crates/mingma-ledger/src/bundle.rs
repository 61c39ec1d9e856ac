//! Entries, and bundles of them: each entry after its length, two bytes, big-endian.

use crate::error::{LedgerError, Result};

/// The data of one leaf, at most 65,535 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry(Vec<u8>);

impl Entry {
    /// Takes the leaf's bytes.
    ///
    /// # Errors
    /// [`LedgerError::EntryTooLong`] above 65,535 bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        let bytes = bytes.into();
        if bytes.len() > usize::from(u16::MAX) {
            return Err(LedgerError::EntryTooLong { bytes: bytes.len() });
        }
        Ok(Self(bytes))
    }

    /// The leaf's bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Entry {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Adds an entry to a bundle.
pub fn append(bundle: &mut Vec<u8>, entry: &[u8]) {
    let length = u16::try_from(entry.len()).expect("an entry has at most 65,535 bytes");
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
}

/// The entries of a bundle: 1 to 256 of them, and not a byte more; none if it is torn.
pub fn split(mut bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bundle = rest;
    }
    (1..=256).contains(&entries.len()).then_some(entries)
}

/// The first `width` entries of a bundle, as a bundle; none if there are fewer.
pub fn cut(bundle: &[u8], width: usize) -> Option<&[u8]> {
    let entries = split(bundle)?;
    let bytes = entries.get(..width)?.iter().map(|entry| entry.len() + 2).sum();
    bundle.get(..bytes)
}
