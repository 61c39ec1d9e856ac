//! What a ledger answers.

use std::sync::Arc;

use mingma_seal::{Digest, leaf_hash};

use super::Ledger;
use crate::bundle;
use crate::check::{Wrong, check};
use crate::edge::read_bundle;
use crate::error::{LedgerError, Result};
use crate::name::{FULL, Shelf, TileName};

impl Ledger {
    /// The audit path of a leaf in the tree of the first `size` leaves.
    ///
    /// # Errors
    /// [`LedgerError::Beyond`] if there is no such leaf or size; [`LedgerError::Wrong`] or
    /// [`LedgerError::File`] if a tile cannot be read.
    pub fn prove(&self, index: u64, size: u64) -> Result<Vec<Digest>> {
        let now = self.now();
        has(size, now.edge.size)?;
        has(index.saturating_add(1), size)?;
        self.tree(&now).inclusion(index, size)
    }

    /// The proof that the tree of `to` leaves begins with that of `from` leaves.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn consistency(&self, from: u64, to: u64) -> Result<Vec<Digest>> {
        let now = self.now();
        has(to, now.edge.size)?;
        has(from, to)?;
        self.tree(&now).consistency(from, to)
    }

    /// The root over the first `size` leaves.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn root_at(&self, size: u64) -> Result<Digest> {
        let now = self.now();
        has(size, now.edge.size)?;
        self.tree(&now).root(size)
    }

    /// The hash of a leaf.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn leaf(&self, index: u64) -> Result<Digest> {
        let now = self.now();
        has(index.saturating_add(1), now.edge.size)?;
        self.tree(&now).node(0, index)
    }

    /// The bytes of a leaf.
    ///
    /// # Errors
    /// As [`prove`](Self::prove); [`LedgerError::Wrong`] also if they do not hash to the leaf.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        let leaf = self.leaf(index)?;
        let now = self.now();
        let name = TileName::full(Shelf::Entries, index / FULL);
        let on_edge = name.index == now.edge.size / FULL;
        let bundle = if on_edge { Arc::clone(&now.edge.bundle) } else { Arc::new(read_bundle(&self.disk, name)?) };
        let at = usize::try_from(index % FULL).expect("below 256");
        let entry = bundle::split(&bundle).and_then(|entries| entries.get(at).map(|entry| entry.to_vec()));
        entry.filter(|entry| leaf_hash(entry) == leaf).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
    }

    /// A tile or bundle as the standard serves it: what the newest checkpoint has, and each
    /// narrower partial one, cut from it. None for what is not published.
    ///
    /// # Errors
    /// [`LedgerError::Wrong`] or [`LedgerError::File`] if it cannot be read.
    pub fn file(&self, name: TileName) -> Result<Option<Vec<u8>>> {
        let now = self.now();
        let size = now.published.as_ref().map_or(0, |last| last.size);
        let widest = TileName::within(name.shelf, name.index, size);
        if widest.is_none_or(|widest| widest.width < name.width) {
            return Ok(None);
        }
        let bytes = self.disk.read_at_least(name)?;
        let cut = bytes.as_deref().and_then(|bytes| match name.shelf {
            Shelf::Entries => bundle::cut(bytes, usize::from(name.width)),
            Shelf::Level(_) => bytes.get(..usize::from(name.width) * 32),
        });
        cut.map(|cut| Some(cut.to_vec())).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
    }

    /// Reads every file of the log and names each that is wrong; see [`check_folder`](crate::check_folder).
    ///
    /// # Errors
    /// [`LedgerError::File`] if the system refuses to read.
    pub fn check_files(&self) -> Result<Vec<Wrong>> {
        let now = self.now();
        check(&self.disk, now.published.as_ref(), now.edge.size)
    }
}

const fn has(asked: u64, size: u64) -> Result<()> {
    if asked <= size { Ok(()) } else { Err(LedgerError::Beyond { asked, size }) }
}
