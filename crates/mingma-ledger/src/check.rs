//! Reading every file of a log, and naming each that is wrong.
//!
//! A full tile of level 0 is told three times: by its bundle, by itself, and by one hash in
//! the tile above. Of the three, the one that stands alone is wrong. On the edge the signed
//! root is the third witness.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use mingma_seal::{Digest, leaf_hash};

use crate::bundle;
use crate::checkpoint::Checkpoint;
use crate::disk::Disk;
use crate::edge::{locate, read_tile, wrong};
use crate::error::{LedgerError, Result, unless_wrong};
use crate::name::{FULL, Shelf, TileName};
use crate::note::Verifier;
use crate::open::{opened, published};
use crate::proof;
use crate::tile::Tile;

/// A file of the log that is missing, torn or changed, or that does not belong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its path inside the folder.
    pub path: String,
    /// The leaves whose entries [`extend_from`](crate::Ledger::extend_from) needs to make it
    /// again; empty where the files below it are enough. None for what cannot be made: a file
    /// that nobody misses, or a checkpoint that every other file contradicts.
    pub mend: Option<Range<u64>>,
}

/// Reads every file of a log's folder and names each that is wrong, the newest first, which is
/// also the order to mend them in. What is published is read, and where nothing is, all that
/// stands whole. Needs no key that signs; a log that is being written may be checked too.
///
/// # Errors
/// [`LedgerError::File`](crate::LedgerError::File) if the system refuses to read; those of
/// [`Checkpoint::parse`] if the checkpoint itself is not this log's.
pub fn check_folder(folder: &Path, verifier: &Verifier) -> Result<Vec<Wrong>> {
    let disk = Disk::new(folder);
    let checkpoint = published(&disk, verifier)?;
    let size = opened(&disk, checkpoint.as_ref())?.edge.size;
    check(&disk, checkpoint.as_ref(), size)
}

/// As [`check_folder`], for a log whose size is known.
pub fn check(disk: &Disk, published: Option<&Checkpoint>, size: u64) -> Result<Vec<Wrong>> {
    let size = published.map_or(size, |checkpoint| checkpoint.size);
    let mut check =
        Check { disk, size, published, wrong: BTreeMap::new(), above: BTreeMap::new(), edge: BTreeMap::new() };
    for index in 0..size.div_ceil(FULL) {
        check.ground(index)?;
    }
    check.root();
    check.strangers("tile")?;
    let mut wrong: Vec<Wrong> = check.wrong.into_iter().map(|(path, mend)| Wrong { path, mend }).collect();
    wrong.sort_by_key(|wrong| std::cmp::Reverse(wrong.mend.as_ref().map(|leaves| (leaves.start, leaves.end))));
    Ok(wrong)
}

/// A reading under way.
struct Check<'a> {
    disk: &'a Disk,
    size: u64,
    published: Option<&'a Checkpoint>,
    wrong: BTreeMap<String, Option<Range<u64>>>,
    /// Of each level above 0, the tile as the tiles under it tell it, as far as they were read.
    above: BTreeMap<u8, Tile>,
    /// The partial tiles, as those under them tell them.
    edge: BTreeMap<u8, Tile>,
}

impl Check<'_> {
    fn blame(&mut self, name: TileName) {
        let from = name.first_leaf();
        let entries = if name.shelf == Shelf::Entries { u64::from(name.width) } else { 0 };
        self.wrong.insert(name.to_string(), Some(from..from + entries));
    }

    /// One bundle with its tile; then the tiles above that are full with it.
    fn ground(&mut self, index: u64) -> Result<()> {
        let Some(name) = TileName::within(Shelf::Entries, index, self.size) else { return Ok(()) };
        let beside = TileName { shelf: Shelf::Level(0), ..name };
        let bundle = self.bundle(name)?;
        let tile = self.tile(beside)?;
        let told = if bundle == tile { bundle } else { self.judge(name, bundle, tile)? };
        for (name, there) in [(name, &told), (beside, &told)] {
            if there.is_none() {
                self.blame(name);
            }
        }
        match (told, name.is_partial()) {
            (Some(tile), true) => drop(self.edge.insert(0, tile)),
            (Some(tile), false) => self.raise(1, index, tile.root())?,
            (None, true) => {}
            (None, false) => {
                let parent = self.parent(beside)?;
                self.raise(1, index, parent)?;
            }
        }
        self.finish(index)
    }

    /// The tile that a bundle's entries hash to.
    fn bundle(&self, name: TileName) -> Result<Option<Tile>> {
        let bytes = self.disk.read_at_least(name)?.unwrap_or_default();
        let entries = bundle::split(&bytes).unwrap_or_default();
        let enough = entries.get(..usize::from(name.width));
        Ok(enough.and_then(|entries| Tile::of(entries.iter().map(|entry| leaf_hash(entry)))))
    }

    fn tile(&self, name: TileName) -> Result<Option<Tile>> {
        unless_wrong(read_tile(self.disk, name))
    }

    /// Bundle and tile differ: blames the one that the third witness does not know; answers with the other.
    fn judge(&mut self, name: TileName, bundle: Option<Tile>, tile: Option<Tile>) -> Result<Option<Tile>> {
        let beside = TileName { shelf: Shelf::Level(0), ..name };
        let bundle = self.known(beside, bundle)?;
        let tile = if bundle.is_some() { None } else { self.known(beside, tile)? };
        match (&bundle, &tile) {
            (Some(_), _) => self.blame(beside),
            (None, Some(_)) => self.blame(name),
            (None, None) => {}
        }
        Ok(bundle.or(tile))
    }

    /// The tile if the third witness knows it.
    fn known(&self, name: TileName, tile: Option<Tile>) -> Result<Option<Tile>> {
        let Some(tile) = tile else { return Ok(None) };
        let fits = match self.published.filter(|_| name.is_partial()) {
            Some(last) => {
                let others = |other| if other == name { Ok(tile.clone()) } else { read_tile(self.disk, other) };
                unless_wrong(self.root_with(others))? == Some(last.root)
            }
            None => self.parent(name)?.is_none_or(|hash| tile.root() == Some(hash)),
        };
        Ok(fits.then_some(tile))
    }

    /// The hash of a full tile in the tile above it.
    fn parent(&self, name: TileName) -> Result<Option<Digest>> {
        let Shelf::Level(level) = name.shelf else { return Ok(None) };
        let above = TileName::within(Shelf::Level(level + 1), name.index / FULL, self.size);
        let Some(above) = above else { return Ok(None) };
        let at = usize::try_from(name.index % FULL).expect("below 256");
        Ok(self.tile(above)?.and_then(|tile| tile.node(0, at)))
    }

    /// Takes a full tile's root into the level above.
    fn raise(&mut self, level: u8, index: u64, root: Option<Digest>) -> Result<()> {
        let tile = self.above.entry(level).or_insert_with(Tile::empty);
        tile.push(root.unwrap_or(Digest([0; 32])));
        if !tile.is_full() {
            return Ok(());
        }
        let told = std::mem::replace(tile, Tile::empty());
        self.compare(TileName::full(Shelf::Level(level), index / FULL), &told)?;
        if level < 7 { self.raise(level + 1, index / FULL, told.root()) } else { Ok(()) }
    }

    fn compare(&mut self, name: TileName, told: &Tile) -> Result<()> {
        if self.tile(name)?.as_ref() != Some(told) {
            self.blame(name);
        }
        Ok(())
    }

    /// After the last bundle: the partial tiles above.
    fn finish(&mut self, index: u64) -> Result<()> {
        if index + 1 < self.size.div_ceil(FULL) {
            return Ok(());
        }
        for (level, told) in std::mem::take(&mut self.above) {
            let shelf = Shelf::Level(level);
            if let Some(name) = TileName::within(shelf, shelf.count(self.size) / FULL, self.size) {
                self.compare(name, &told)?;
            }
            self.edge.insert(level, told);
        }
        Ok(())
    }

    /// The root over the published leaves, as the files tell it, against the signed one.
    fn root(&mut self) {
        let Some(last) = self.published else { return };
        let told = self.root_with(|name| {
            let tile = self.edge.iter().find(|(level, _)| name.shelf == Shelf::Level(**level));
            tile.map(|(_, tile)| tile.clone()).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
        });
        if told.ok() != Some(last.root) && self.wrong.is_empty() {
            self.wrong.insert("checkpoint".into(), None);
        }
    }

    fn root_with(&self, tile: impl Fn(TileName) -> Result<Tile>) -> Result<Digest> {
        let find = |height: u32, place: u64| {
            let (name, inner, at) = locate(height, place);
            let name = TileName::within(name.shelf, name.index, self.size).ok_or_else(|| wrong(height, place))?;
            tile(name)?.node(inner, at).ok_or_else(|| wrong(height, place))
        };
        proof::range(&find, 0, self.size)
    }

    /// Files that no log has, and partial ones that wider ones do not begin with. What stands
    /// above the log's size is not published, and nobody's yet.
    fn strangers(&mut self, folder: &str) -> Result<()> {
        for name in self.disk.list(folder)? {
            let path = format!("{folder}/{name}");
            if self.disk.is_folder(&path) {
                self.strangers(&path)?;
            } else if !self.belongs(&path)? {
                self.wrong.entry(path).or_insert(None);
            }
        }
        Ok(())
    }

    fn belongs(&self, path: &str) -> Result<bool> {
        let Some(name) = TileName::parse(path) else { return Ok(false) };
        let Some(widest) = TileName::within(name.shelf, name.index, self.size) else { return Ok(true) };
        if name.width >= widest.width {
            return Ok(true);
        }
        let (Some(bytes), Some(wider)) = (self.disk.read(path)?, self.disk.read_at_least(widest)?) else {
            return Ok(true);
        };
        Ok(wider.starts_with(&bytes))
    }
}
