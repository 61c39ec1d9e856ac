//! The right edge of the tree: all that is needed to go on.

use std::sync::Arc;

use mingma_seal::{Digest, leaf_hash};

use crate::bundle::{self, Entry};
use crate::disk::{Disk, Page};
use crate::error::{LedgerError, Result, unless_wrong};
use crate::name::{FULL, Shelf, TileName};
use crate::proof;
use crate::tile::Tile;

/// The partial tile of each level and the partial bundle of a log of `size` leaves.
#[derive(Clone)]
pub struct Edge {
    pub size: u64,
    levels: Vec<Arc<Tile>>,
    pub bundle: Arc<Vec<u8>>,
}

/// An edge that grows, and the files that became full on the way.
struct Growth<'a> {
    edge: &'a mut Edge,
    pages: Vec<Page>,
}

impl Edge {
    /// A log without leaves.
    pub fn empty() -> Self {
        Self { size: 0, levels: (0..8).map(|_| Arc::new(Tile::empty())).collect(), bundle: Arc::default() }
    }

    /// Reads the edge of a log of `size` leaves from its files, or wider ones.
    ///
    /// # Errors
    /// [`LedgerError::Wrong`] names the first file that is missing or torn.
    pub fn read(disk: &Disk, size: u64) -> Result<Self> {
        Self::from(disk, size, read_tile)
    }

    /// As [`read`](Self::read), but makes a tile from those below it if its file is wrong.
    pub fn find(disk: &Disk, size: u64) -> Result<Self> {
        Self::from(disk, size, find_tile)
    }

    fn from(disk: &Disk, size: u64, read: fn(&Disk, TileName) -> Result<Tile>) -> Result<Self> {
        let mut edge = Self { size, ..Self::empty() };
        for name in edge_names(size) {
            match name.shelf {
                Shelf::Entries => edge.bundle = Arc::new(read_bundle(disk, name)?),
                Shelf::Level(level) => edge.levels[usize::from(level)] = Arc::new(read(disk, name)?),
            }
        }
        Ok(edge)
    }

    /// Adds entries; answers with the files that a log of the new size has and one of the old has not.
    pub fn grow(&mut self, entries: &[Entry]) -> Vec<Page> {
        let mut growth = Growth { edge: self, pages: Vec::new() };
        for entry in entries {
            growth.add(entry);
        }
        growth.finish(entries.len() as u64)
    }

    /// The partial files of this size, with their bytes.
    pub fn pages(&self) -> Vec<Page> {
        edge_names(self.size).map(|name| Page::of(name, self.bytes(name.shelf))).collect()
    }

    fn bytes(&self, shelf: Shelf) -> Vec<u8> {
        match shelf {
            Shelf::Entries => self.bundle.to_vec(),
            Shelf::Level(level) => self.levels[usize::from(level)].encode(),
        }
    }

    /// The partial tile of a level, if `index` is its place.
    pub fn tile(&self, level: u8, index: u64) -> Option<&Arc<Tile>> {
        let shelf = Shelf::Level(level);
        let here = level < 8 && index == shelf.count(self.size) / FULL;
        here.then(|| &self.levels[usize::from(level)])
    }

    /// The root over all leaves: each tree on the edge stands in a partial tile.
    pub fn root(&self) -> Digest {
        let find = |height: u32, place: u64| self.peak(height, place).ok_or_else(|| wrong(height, place));
        proof::range(&find, 0, self.size).expect("the edge of a size holds every perfect tree that its root is made of")
    }

    fn peak(&self, height: u32, place: u64) -> Option<Digest> {
        let (name, inner, at) = locate(height, place);
        let Shelf::Level(level) = name.shelf else { return None };
        self.tile(level, name.index)?.node(inner, at)
    }
}

/// The partial files of a log of `size` leaves.
pub fn edge_names(size: u64) -> impl Iterator<Item = TileName> {
    Shelf::all(size).filter_map(move |shelf| TileName::within(shelf, shelf.count(size) / FULL, size))
}

/// The error for a perfect tree whose tile is not there.
pub fn wrong(height: u32, place: u64) -> LedgerError {
    LedgerError::Wrong { path: locate(height, place).0.to_string() }
}

/// The tile in which the perfect tree of a height stands, with its height and place inside.
pub fn locate(height: u32, place: u64) -> (TileName, u32, usize) {
    let (level, inner) = (height / 8, height % 8);
    let per_tile = FULL >> inner;
    let level = Shelf::Level(u8::try_from(level).expect("heights are below 64"));
    let at = usize::try_from(place % per_tile).expect("below 256");
    (TileName::full(level, place / per_tile), inner, at)
}

/// Reads a bundle of this name, or a wider one cut to it.
pub fn read_bundle(disk: &Disk, name: TileName) -> Result<Vec<u8>> {
    let bytes = disk.read_at_least(name)?;
    let cut = bytes.as_deref().and_then(|bytes| bundle::cut(bytes, usize::from(name.width)));
    cut.map(<[u8]>::to_vec).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
}

/// Reads a tile of this name, or a wider one cut to it.
pub fn read_tile(disk: &Disk, name: TileName) -> Result<Tile> {
    let tile = disk.read_at_least(name)?.and_then(|bytes| Tile::decode(&bytes));
    let tile = tile.and_then(|tile| {
        if tile.width() == usize::from(name.width) { Some(tile) } else { tile.cut(usize::from(name.width)) }
    });
    tile.ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
}

/// Reads a tile, or makes it from the tiles below it, at level 0 from the bundle.
pub fn find_tile(disk: &Disk, name: TileName) -> Result<Tile> {
    if let Some(tile) = unless_wrong(read_tile(disk, name))? {
        return Ok(tile);
    }
    let (mut tile, level) = (Tile::empty(), name.shelf.level().unwrap_or(0));
    if level == 0 {
        let bundle = read_bundle(disk, TileName { shelf: Shelf::Entries, ..name })?;
        bundle::split(&bundle).unwrap_or_default().into_iter().for_each(|entry| tile.push(leaf_hash(entry)));
        return Ok(tile);
    }
    for at in 0..u64::from(name.width) {
        let under = TileName::full(Shelf::Level(level - 1), name.index * FULL + at);
        let root = find_tile(disk, under)?.root();
        tile.push(root.ok_or_else(|| LedgerError::Wrong { path: under.to_string() })?);
    }
    Ok(tile)
}

impl Growth<'_> {
    fn add(&mut self, entry: &Entry) {
        bundle::append(Arc::make_mut(&mut self.edge.bundle), entry.as_ref());
        self.push(0, leaf_hash(entry.as_ref()));
        self.edge.size += 1;
        if self.edge.size.is_multiple_of(FULL) {
            let bytes = std::mem::take(Arc::make_mut(&mut self.edge.bundle));
            self.pages.push(Page::of(TileName::full(Shelf::Entries, self.edge.size / FULL - 1), bytes));
        }
    }

    /// Adds a hash to a level; a tile that it fills becomes a file, and a hash of the next level.
    fn push(&mut self, level: u8, hash: Digest) {
        let tile = Arc::make_mut(&mut self.edge.levels[usize::from(level)]);
        tile.push(hash);
        if let Some(root) = tile.root() {
            // The leaf that fills it is not counted yet.
            let index = Shelf::Level(level).count(self.edge.size) / FULL;
            let full = std::mem::replace(tile, Tile::empty());
            self.pages.push(Page::of(TileName::full(Shelf::Level(level), index), full.encode()));
            if level < 7 {
                self.push(level + 1, root);
            }
        }
    }

    fn finish(mut self, added: u64) -> Vec<Page> {
        let before = self.edge.size - added;
        let changed = |name: &TileName| name.shelf.count(before) != name.shelf.count(self.edge.size);
        let names = edge_names(self.edge.size).filter(changed);
        self.pages.extend(names.map(|name| Page::of(name, self.edge.bytes(name.shelf))));
        self.pages
    }
}
