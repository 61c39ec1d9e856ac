//! The folder: files written whole and durably, or not at all.
//!
//! Each batch is written to `tmp/`, synced, renamed to its place; then each folder that
//! changed is synced once. A name that exists holds all of its bytes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{LedgerError, Result};
use crate::name::{Shelf, TileName};

/// A file to be written: its path inside the folder, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn of(name: TileName, bytes: Vec<u8>) -> Self {
        Self { path: name.to_string(), bytes }
    }

    /// Whether it is a partial tile or bundle.
    pub fn is_partial(&self) -> bool {
        self.path.contains(".p/")
    }
}

/// The folder of a log.
#[derive(Clone, Debug)]
pub struct Disk(PathBuf);

impl Disk {
    /// Names a folder; nothing is read or made.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The bytes of a file; none if there is no such file.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// The bytes of the file of this name or of the least that is wider, since a narrower
    /// one may go once a wider one stands.
    pub fn read_at_least(&self, name: TileName) -> Result<Option<Vec<u8>>> {
        if let Some(bytes) = self.read(&name.to_string())? {
            return Ok(Some(bytes));
        }
        let mut wider = self.partials(name.shelf, name.index)?;
        wider.retain(|width| *width > name.width);
        for width in wider.into_iter().chain([256]) {
            if let Some(bytes) = self.read(&TileName { width, ..name }.to_string())? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// The widths of the partial files at a place, least first.
    pub fn partials(&self, shelf: Shelf, index: u64) -> Result<Vec<u16>> {
        let folder = partial_folder(shelf, index);
        let mut widths: Vec<u16> = self.list(&folder)?.iter().filter_map(|name| name.parse().ok()).collect();
        widths.sort_unstable();
        Ok(widths)
    }

    /// The names inside a folder, sorted; none if there is no such folder.
    pub fn list(&self, path: &str) -> Result<Vec<String>> {
        let entries = match fs::read_dir(self.0.join(path)) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(vec![]),
            Err(error) => return Err(failed(path, &error)),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.collect::<std::io::Result<_>>().map_err(|error| failed(path, &error))?;
        names.sort_unstable();
        Ok(names)
    }

    /// Whether a path is a folder.
    pub fn is_folder(&self, path: &str) -> bool {
        self.0.join(path).is_dir()
    }

    /// Writes all pages durably. Returns after the last of them is kept; a failure may
    /// leave some of them written, each whole.
    pub fn write(&self, pages: &[Page]) -> Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        let written = self.write_each(pages);
        if written.is_err() {
            // A disk that is full needs the room; what went wrong first is told.
            drop(self.clear());
        }
        written
    }

    /// Removes what an interrupted batch left on its way.
    pub fn clear(&self) -> Result<()> {
        for name in self.list("tmp")? {
            let path = format!("tmp/{name}");
            fs::remove_file(self.0.join(&path)).map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }

    fn write_each(&self, pages: &[Page]) -> Result<()> {
        let mut changed = BTreeSet::new();
        self.make(&self.0.join("tmp"), &mut changed).map_err(|error| failed("tmp", &error))?;
        for (n, page) in pages.iter().enumerate() {
            File::create(self.temporary(n))
                .and_then(|mut file| file.write_all(&page.bytes))
                .map_err(|error| failed(&page.path, &error))?;
        }
        for (n, page) in pages.iter().enumerate() {
            File::open(self.temporary(n))
                .and_then(|file| file.sync_data())
                .map_err(|error| failed(&page.path, &error))?;
        }
        for (n, page) in pages.iter().enumerate() {
            self.place(n, &page.path, &mut changed).map_err(|error| failed(&page.path, &error))?;
        }
        sync(&changed)
    }

    fn temporary(&self, n: usize) -> PathBuf {
        self.0.join(format!("tmp/{n}"))
    }

    fn place(&self, n: usize, path: &str, changed: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
        let to = self.0.join(path);
        let parent = to.parent().unwrap_or(&self.0).to_owned();
        if !changed.contains(&parent) {
            self.make(&parent, changed)?;
        }
        fs::rename(self.temporary(n), &to)?;
        changed.insert(parent);
        Ok(())
    }

    /// Makes a folder with those above it, and notes those that got a new name in them.
    fn make(&self, folder: &Path, changed: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.make(parent, changed)?;
            changed.insert(parent.to_owned());
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    /// Removes every tile and bundle above what a log of `size` leaves has.
    pub fn remove_above(&self, size: u64) -> Result<()> {
        let mut changed = BTreeSet::new();
        for shelf in std::iter::once(Shelf::Entries).chain((0..8).map(Shelf::Level)) {
            let mut index = shelf.count(size) / 256;
            while self.remove_wider(shelf, index, shelf.count(size).saturating_sub(index * 256), &mut changed)? {
                index += 1;
            }
        }
        sync(&changed)
    }

    /// Removes what is wider than `width` at a place; answers whether something was there.
    fn remove_wider(&self, shelf: Shelf, index: u64, width: u64, changed: &mut BTreeSet<PathBuf>) -> Result<bool> {
        let partials = self.partials(shelf, index)?;
        let full = TileName::full(shelf, index);
        let mut there = !partials.is_empty();
        for name in partials.into_iter().map(|width| TileName { width, ..full }).chain([full]) {
            if u64::from(name.width) > width && self.remove(name)? {
                changed.insert(self.0.join(name.to_string()).parent().unwrap_or(&self.0).to_owned());
                there = true;
            }
        }
        Ok(there)
    }

    /// Removes one file, and its folder of partial files when that is empty; answers whether it was there.
    pub fn remove(&self, name: TileName) -> Result<bool> {
        match fs::remove_file(self.0.join(name.to_string())) {
            Ok(()) => Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
            Err(error) => Err(failed(&name.to_string(), &error)),
        }
    }

    /// Removes the folder of the partial files at a place if nothing is left in it.
    pub fn remove_empty(&self, shelf: Shelf, index: u64) {
        // A folder that is not empty stays, which is what is wanted.
        drop(fs::remove_dir(self.0.join(partial_folder(shelf, index))));
    }
}

/// Where the partial files at a place stand.
pub fn partial_folder(shelf: Shelf, index: u64) -> String {
    format!("{}.p", TileName::full(shelf, index))
}

/// Makes the names in these folders durable; a folder that is gone has none.
fn sync(folders: &BTreeSet<PathBuf>) -> Result<()> {
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| failed(&folder.display().to_string(), &error))?;
    }
    Ok(())
}

fn failed(path: &str, error: &std::io::Error) -> LedgerError {
    LedgerError::File { path: path.to_owned(), why: error.to_string() }
}
