//! The folder of a log, read without a key and without opening it: any node may, while
//! another one writes.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use mingma_ledger::{Shelf, TileName};

/// The largest checkpoint that is read, in bytes: a note of many witnesses is a tenth of it.
const MAX_CHECKPOINT: u64 = 64 << 10;
/// Bytes of a hash.
const HASH: usize = 32;
/// Hashes of a full tile, entries of a full bundle.
const FULL: u16 = 256;

/// Where `checkpoint` and `tile/` lie.
#[derive(Debug)]
pub(super) struct Folder(pub PathBuf);

impl Folder {
    /// The signed note, if one was published.
    pub fn checkpoint(&self) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = there(std::fs::File::open(self.0.join("checkpoint")))? else { return Ok(None) };
        let mut note = Vec::new();
        file.take(MAX_CHECKPOINT).read_to_end(&mut note)?;
        Ok(Some(note))
    }

    /// A tile or bundle that the published checkpoint covers.
    ///
    /// A log has to serve the partial tiles of every checkpoint that it ever signed. What a
    /// narrower one holds is where a wider one begins, so that only the widest needs a file.
    pub fn tile(&self, name: TileName) -> io::Result<Option<Vec<u8>>> {
        let size = self.checkpoint()?.as_deref().and_then(size_of).unwrap_or(0);
        let widest = TileName::within(name.shelf, name.index, size);
        if widest.is_none_or(|widest| widest.width < name.width) {
            return Ok(None);
        }
        // A file that is listed may be gone when it is opened: then a wider one stands.
        for wider in self.wider(name)?.into_iter().chain([FULL]) {
            if let Some(bytes) = there(std::fs::read(self.0.join(TileName { width: wider, ..name }.to_string())))? {
                return cut(name, bytes).map(Some).ok_or_else(|| io::Error::from(ErrorKind::InvalidData));
            }
        }
        Err(ErrorKind::NotFound.into())
    }

    /// The widths of partial files from this one's on, least first.
    fn wider(&self, name: TileName) -> io::Result<Vec<u16>> {
        if !name.is_partial() {
            return Ok(Vec::new());
        }
        let own = self.0.join(name.to_string());
        let folder = own.parent().unwrap_or(Path::new(""));
        let mut widths = vec![name.width];
        for entry in there(std::fs::read_dir(folder))?.into_iter().flatten() {
            widths.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u16>().ok()));
        }
        widths.retain(|width| (name.width..FULL).contains(width));
        widths.sort_unstable();
        Ok(widths)
    }
}

/// The first `name.width` hashes or entries; none where there are not so many.
fn cut(name: TileName, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = match name.shelf {
        Shelf::Level(_) => usize::from(name.width) * HASH,
        Shelf::Entries => (0..name.width).try_fold(0, |at, _| framed(&bytes, at))?,
    };
    if bytes.len() < end {
        return None;
    }
    bytes.truncate(end);
    Some(bytes)
}

/// Where the entry ends that begins at `at`: two bytes of length, big-endian, and the entry.
fn framed(bundle: &[u8], at: usize) -> Option<usize> {
    let length: [u8; 2] = bundle.get(at..at + 2)?.try_into().ok()?;
    Some(at + 2 + usize::from(u16::from_be_bytes(length)))
}

/// The tree's size: the second line of a checkpoint.
fn size_of(note: &[u8]) -> Option<u64> {
    std::str::from_utf8(note).ok()?.lines().nth(1)?.parse().ok()
}

fn there<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        // A folder where a file should be, or a file where a folder should be, is not the file.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
