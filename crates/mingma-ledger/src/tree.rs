//! Reading a tree: what is on the edge from memory, the rest from full tiles.

use std::sync::Arc;

use mingma_seal::Digest;

use crate::cache::Cache;
use crate::disk::Disk;
use crate::edge::{Edge, locate, read_tile, wrong};
use crate::error::Result;
use crate::name::TileName;
use crate::proof;
use crate::tile::Tile;

/// A tree of one size. Reading it needs neither the writer nor its lock.
pub struct Tree<'a> {
    pub edge: &'a Edge,
    pub disk: &'a Disk,
    pub cache: &'a Cache,
}

impl Tree<'_> {
    /// The perfect tree of a height at its place.
    ///
    /// # Errors
    /// [`LedgerError::Wrong`](crate::LedgerError::Wrong) if its tile is missing or torn.
    pub fn node(&self, height: u32, place: u64) -> Result<Digest> {
        let (name, inner, at) = locate(height, place);
        let level = u8::try_from(height / 8).expect("heights are below 64");
        let found = match self.edge.tile(level, name.index) {
            Some(tile) => tile.node(inner, at),
            None => self.full(level, name)?.node(inner, at),
        };
        found.ok_or_else(|| wrong(height, place))
    }

    fn full(&self, level: u8, name: TileName) -> Result<Arc<Tile>> {
        if let Some(tile) = self.cache.get((level, name.index)) {
            return Ok(tile);
        }
        let tile = Arc::new(read_tile(self.disk, name)?);
        self.cache.put((level, name.index), Arc::clone(&tile));
        Ok(tile)
    }

    /// The root over the first `size` leaves.
    pub fn root(&self, size: u64) -> Result<Digest> {
        proof::range(&|height, place| self.node(height, place), 0, size)
    }

    /// The audit path of a leaf in the tree of `size` leaves.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Digest>> {
        proof::inclusion(&|height, place| self.node(height, place), index, size)
    }

    /// The proof that one size begins with another.
    pub fn consistency(&self, older: u64, size: u64) -> Result<Vec<Digest>> {
        proof::consistency(&|height, place| self.node(height, place), older, size)
    }
}
