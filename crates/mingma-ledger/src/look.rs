//! Looking at one leaf of a folder, without a key and without opening the log.

use std::path::Path;

use mingma_seal::Digest;

use crate::disk::Disk;
use crate::edge::read_tile;
use crate::error::{Result, unless_wrong};
use crate::name::{FULL, Shelf, TileName};

/// The hash of a leaf in a log of `size` leaves; none where its tile is missing or torn,
/// or the log is shorter.
///
/// # Errors
/// [`LedgerError::File`](crate::LedgerError::File) if the system refuses to read.
pub fn leaf_in(folder: &Path, index: u64, size: u64) -> Result<Option<Digest>> {
    let Some(name) = TileName::within(Shelf::Level(0), index / FULL, size) else { return Ok(None) };
    let tile = unless_wrong(read_tile(&Disk::new(folder), name))?;
    let at = usize::try_from(index % FULL).expect("below 256");
    Ok(tile.and_then(|tile| tile.hashes().get(at).copied()))
}
