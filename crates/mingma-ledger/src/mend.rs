//! Making published files again: from entries, and from the files beside and below.
//!
//! Whatever is made leads to the published root, or is not written. Two ways are tried. First
//! the upper tiles are believed where no entry was given; then they too are made again, from
//! the tiles under them.

use std::collections::BTreeMap;

use mingma_seal::{Digest, leaf_hash};

use crate::bundle::{self, Entry};
use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, Page};
use crate::edge::{find_tile, locate, read_bundle, read_tile, wrong};
use crate::error::{LedgerError, Result, unless_wrong};
use crate::name::{FULL, Shelf, TileName};
use crate::proof;
use crate::tile::Tile;

/// The files from leaf `index` over `entries` and up to the root, as they were published. The
/// entries end at the published size or before.
///
/// # Errors
/// [`LedgerError::Published`] if they do not lead to the published root,
/// [`LedgerError::Wrong`] if a file that is needed beside them is wrong.
pub fn mend(disk: &Disk, checkpoint: &Checkpoint, index: u64, entries: &[Entry]) -> Result<Vec<Page>> {
    let mut mended = Mended { disk, size: checkpoint.size, pages: Vec::new(), tiles: BTreeMap::new() };
    mended.ground(index, entries)?;
    for believe in [true, false] {
        if unless_wrong(mended.raise(believe))?.is_some() && unless_wrong(mended.root())? == Some(checkpoint.root) {
            let upper = mended.tiles.iter().map(|(name, tile)| Page::of(*name, tile.encode()));
            return Ok(upper.chain(mended.pages.iter().cloned()).collect());
        }
    }
    // Tell a file that is missing from entries that are others.
    mended.raise(false)?;
    mended.root()?;
    Err(LedgerError::Published { index: mended.changed(index).unwrap_or(index) })
}

/// Files made again: bundles as pages, tiles by name.
struct Mended<'a> {
    disk: &'a Disk,
    size: u64,
    pages: Vec<Page>,
    tiles: BTreeMap<TileName, Tile>,
}

impl Mended<'_> {
    fn name(&self, shelf: Shelf, index: u64) -> TileName {
        TileName::within(shelf, index, self.size).expect("a place below the published size")
    }

    /// Bundles and tiles of level 0 over the entries; what a tile has beside them is read.
    fn ground(&mut self, index: u64, entries: &[Entry]) -> Result<()> {
        let last = index + (entries.len() as u64).saturating_sub(1);
        for place in index / FULL..=last / FULL {
            let name = self.name(Shelf::Entries, place);
            let from = place * FULL;
            let given = |leaf: u64| leaf.checked_sub(index).and_then(|n| entries.get(usize::try_from(n).ok()?));
            let whole = (from..from + u64::from(name.width)).all(|leaf| given(leaf).is_some());
            let old = if whole { Vec::new() } else { read_bundle(self.disk, name)? };
            let old = bundle::split(&old).unwrap_or_default();
            let (mut bytes, mut tile) = (Vec::new(), Tile::empty());
            let all =
                (0..usize::from(name.width)).map(|at| given(from + at as u64).map_or_else(|| old[at], Entry::as_ref));
            all.for_each(|entry| {
                bundle::append(&mut bytes, entry);
                tile.push(leaf_hash(entry));
            });
            self.pages.push(Page::of(name, bytes));
            self.tiles.insert(self.name(Shelf::Level(0), place), tile);
        }
        Ok(())
    }

    /// The tiles above those of level 0 that were made.
    fn raise(&mut self, believe: bool) -> Result<()> {
        self.tiles.retain(|name, _| name.shelf == Shelf::Level(0));
        let ends = (self.tiles.keys().next(), self.tiles.keys().next_back());
        let (Some(first), Some(last)) = (ends.0.map(|name| name.index), ends.1.map(|name| name.index)) else {
            return Ok(());
        };
        for level in 1..8 {
            let shelf = Shelf::Level(level);
            let down = 8 * u32::from(level);
            for place in first >> down..=last >> down {
                if let Some(name) = TileName::within(shelf, place, self.size) {
                    let tile = self.tile_over(name, level, believe)?;
                    self.tiles.insert(name, tile);
                }
            }
        }
        Ok(())
    }

    /// A tile from the tiles under it: those made here, and the others as the tile itself has
    /// them if it is believed, else read.
    fn tile_over(&self, name: TileName, level: u8, believe: bool) -> Result<Tile> {
        let old = if believe { unless_wrong(read_tile(self.disk, name))? } else { None };
        let mut tile = Tile::empty();
        for at in 0..usize::from(name.width) {
            let under = TileName::full(Shelf::Level(level - 1), name.index * FULL + at as u64);
            let root = match (self.tiles.get(&under), &old) {
                (Some(made), _) => made.root(),
                (None, Some(old)) => old.node(0, at),
                (None, None) => find_tile(self.disk, under)?.root(),
            };
            tile.push(root.ok_or_else(|| LedgerError::Wrong { path: under.to_string() })?);
        }
        Ok(tile)
    }

    /// The root that the tiles made here lead to, with others beside them.
    fn root(&self) -> Result<Digest> {
        let find = |height: u32, place: u64| {
            let (name, inner, at) = locate(height, place);
            let name = TileName::within(name.shelf, name.index, self.size).ok_or_else(|| wrong(height, place))?;
            let node = match self.tiles.get(&name) {
                Some(tile) => tile.node(inner, at),
                None => find_tile(self.disk, name)?.node(inner, at),
            };
            node.ok_or_else(|| wrong(height, place))
        };
        proof::range(&find, 0, self.size)
    }

    /// The first leaf that the tiles on disk know as another one.
    fn changed(&self, index: u64) -> Option<u64> {
        let mut tiles = self.tiles.iter().filter(|(name, _)| name.shelf == Shelf::Level(0));
        tiles.find_map(|(name, made)| {
            let old = read_tile(self.disk, *name).ok()?;
            let at = made.hashes().iter().zip(old.hashes()).position(|(new, old)| new != old)?;
            Some(name.first_leaf() + at as u64).filter(|leaf| *leaf >= index)
        })
    }
}
