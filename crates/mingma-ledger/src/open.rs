//! Opening a folder: how long the log is, as its files tell it.

use std::collections::BTreeSet;

use mingma_seal::leaf_hash;

use crate::bundle::{self, Entry};
use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, Page};
use crate::edge::{Edge, read_bundle, read_tile};
use crate::error::{LedgerError, Result, unless_wrong};
use crate::name::{FULL, Shelf, TileName};
use crate::note::Verifier;

/// What a folder holds.
pub struct Opened {
    pub edge: Edge,
    /// Files over the leaves that are not there, or are others.
    pub pending: Vec<Page>,
    /// Partial files on the edge, wanted or not.
    pub partials: BTreeSet<TileName>,
}

/// The checkpoint in a folder.
///
/// # Errors
/// Those of [`Checkpoint::parse`], and [`LedgerError::File`].
pub fn published(disk: &Disk, verifier: &Verifier) -> Result<Option<Checkpoint>> {
    let Some(bytes) = disk.read("checkpoint")? else { return Ok(None) };
    let note = String::from_utf8(bytes).map_err(|_| LedgerError::NoCheckpoint)?;
    Checkpoint::parse(&note, verifier).map(Some)
}

/// Reads the published edge, and the leaves that stand whole above it.
pub fn opened(disk: &Disk, published: Option<&Checkpoint>) -> Result<Opened> {
    let (edge, whole) = match published {
        Some(checkpoint) => published_edge(disk, checkpoint)?,
        None => (Edge::empty(), true),
    };
    let mut opened = Opened { partials: partials(disk, edge.size)?, edge, pending: Vec::new() };
    if whole {
        opened.go_on(disk)?;
    }
    Ok(opened)
}

/// The edge that the checkpoint commits to; or, if its files are not whole, the edge before the
/// last leaf's tile, so that whoever goes on from there mends it.
fn published_edge(disk: &Disk, checkpoint: &Checkpoint) -> Result<(Edge, bool)> {
    match unless_wrong(Edge::read(disk, checkpoint.size))? {
        Some(edge) if edge.root() == checkpoint.root => return Ok((edge, true)),
        _ => {}
    }
    let before = checkpoint.size.saturating_sub(1) / FULL * FULL;
    Ok((unless_wrong(Edge::find(disk, before))?.unwrap_or_else(Edge::empty), false))
}

impl Opened {
    /// Takes up leaves above the published ones while bundle and tile agree on them.
    fn go_on(&mut self, disk: &Disk) -> Result<()> {
        while let Some(entries) = more(disk, self.edge.size)? {
            let mut grown = self.edge.grow(&entries);
            grown.retain(|page| !page.is_partial());
            self.want(disk, grown)?;
            self.partials.extend(partials(disk, self.edge.size)?);
        }
        self.want(disk, self.edge.pages())
    }

    /// Notes the pages that the disk does not hold.
    fn want(&mut self, disk: &Disk, pages: Vec<Page>) -> Result<()> {
        for page in pages {
            if disk.read(&page.path)?.as_deref() != Some(&page.bytes) {
                self.pending.push(page);
            }
        }
        Ok(())
    }
}

/// The entries from `size` to the end of its tile, or as many as its widest partial files hold.
fn more(disk: &Disk, size: u64) -> Result<Option<Vec<Entry>>> {
    let index = size / FULL;
    let have = usize::try_from(size % FULL).expect("below 256");
    let widths = disk.partials(Shelf::Entries, index)?;
    for width in [256].into_iter().chain(widths.into_iter().rev()).filter(|width| usize::from(*width) > have) {
        let name = TileName { width, ..TileName::full(Shelf::Entries, index) };
        let entries = unless_wrong(agreed(disk, name, have))?;
        if entries.is_some() {
            return Ok(entries);
        }
    }
    Ok(None)
}

/// The entries of a bundle that hash to the tile of the same place, without the first `have`.
fn agreed(disk: &Disk, name: TileName, have: usize) -> Result<Vec<Entry>> {
    let bytes = read_bundle(disk, name)?;
    let tile = read_tile(disk, TileName { shelf: Shelf::Level(0), ..name })?;
    let entries = bundle::split(&bytes).unwrap_or_default();
    if entries.iter().zip(tile.hashes()).any(|(entry, hash)| leaf_hash(entry) != *hash) {
        return Err(LedgerError::Wrong { path: name.to_string() });
    }
    entries[have..].iter().map(|entry| Entry::new(*entry)).collect()
}

/// The partial files where the edge of a size stands.
fn partials(disk: &Disk, size: u64) -> Result<BTreeSet<TileName>> {
    let mut names = BTreeSet::new();
    for shelf in Shelf::all(size) {
        let place = TileName::full(shelf, shelf.count(size) / FULL);
        names.extend(disk.partials(shelf, place.index)?.into_iter().map(|width| TileName { width, ..place }));
    }
    Ok(names)
}
