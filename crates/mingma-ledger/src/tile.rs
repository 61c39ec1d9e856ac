//! A tile: up to 256 hashes, and the inner nodes over them.

use mingma_seal::{Digest, node_hash};

/// Hashes and inner nodes of a full tile.
const NODES: usize = 511;

/// Hashes of one level with the perfect trees over them, up to a height of 8.
#[derive(Clone, PartialEq, Eq)]
pub struct Tile {
    width: usize,
    nodes: Vec<Digest>,
}

/// Where the nodes of a height begin.
const fn row(height: u32) -> usize {
    512 - (512 >> height)
}

impl Tile {
    /// A tile without hashes.
    pub fn empty() -> Self {
        Self { width: 0, nodes: vec![Digest([0; 32]); NODES] }
    }

    /// Its hashes in their order; none if there are more than 256.
    pub fn of(hashes: impl IntoIterator<Item = Digest>) -> Option<Self> {
        let mut tile = Self::empty();
        for hash in hashes {
            if tile.is_full() {
                return None;
            }
            tile.push(hash);
        }
        Some(tile)
    }

    /// Reads a tile's file: 1 to 256 hashes of 32 bytes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.is_empty() {
            return None;
        }
        Self::of(hashes.iter().map(|hash| Digest(*hash)))
    }

    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        self.hashes().iter().flat_map(|hash| hash.0).collect()
    }

    /// Adds a hash, and each node that it completes. The tile must not be full.
    pub fn push(&mut self, hash: Digest) {
        self.nodes[self.width] = hash;
        self.width += 1;
        let mut height = 0;
        while (self.width >> height).is_multiple_of(2) && height < 8 {
            let right = row(height) + (self.width >> height) - 1;
            height += 1;
            self.nodes[row(height) + (self.width >> height) - 1] =
                node_hash(&self.nodes[right - 1], &self.nodes[right]);
        }
    }

    /// The hashes.
    pub fn hashes(&self) -> &[Digest] {
        &self.nodes[..self.width]
    }

    /// How many hashes.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether nothing more fits.
    pub const fn is_full(&self) -> bool {
        self.width == 256
    }

    /// The node of a height up to 8 at its place, if it is complete.
    pub fn node(&self, height: u32, at: usize) -> Option<Digest> {
        (height <= 8 && at < self.width >> height).then(|| self.nodes[row(height) + at])
    }

    /// The node over all 256 hashes.
    pub fn root(&self) -> Option<Digest> {
        self.node(8, 0)
    }

    /// The tile as it was with fewer hashes.
    pub fn cut(&self, width: usize) -> Option<Self> {
        if width > self.width { None } else { Self::of(self.hashes()[..width].iter().copied()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use mingma_seal::{leaf_hash, tree_root};

    #[test]
    fn every_node_is_the_root_of_what_is_under_it() {
        let hashes: Vec<_> = (0..=255_u8).map(|n| leaf_hash(&[n])).collect();
        let tile = Tile::of(hashes.iter().copied()).unwrap();
        for height in 0..=8 {
            for at in 0..256_usize >> height {
                let under = hashes[at << height..(at + 1) << height].iter().copied();
                assert_eq!(tile.node(height, at), Some(tree_root(under)), "{height} {at}");
            }
        }
        assert!(tile.cut(77) == Tile::of(hashes[..77].iter().copied()));
        assert!(Tile::of(hashes.iter().chain(&hashes[..1]).copied()).is_none());
    }
}
