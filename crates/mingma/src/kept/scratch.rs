//! Folders of what an audit makes: each is held while it is used, and what a killed audit
//! left behind is known by nobody holding it.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::faults;
use crate::context::Refusal;

/// How the folders are named.
const PREFIX: &str = ".moment-";

/// A folder that goes with this, or with the next audit where this was killed.
pub struct Scratch {
    folder: TempDir,
    // The system lets go of it when the process ends, however it ends.
    _held: Option<File>,
}

impl Scratch {
    /// Makes one beside the files of the register, so that they need not be copied;
    /// elsewhere if that folder cannot be written.
    ///
    /// # Errors
    /// It can be made nowhere.
    pub fn within(folder: &Path) -> Result<Self, Refusal> {
        loop {
            let beside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder);
            let made = beside.or_else(|_| tempfile::tempdir());
            let folder = made.map_err(|error| faults::unwritable(&std::env::temp_dir(), &error))?;
            let held = File::open(folder.path()).ok().filter(|file| file.lock().is_ok());
            // Before it was held, somebody may have taken it for one that was left behind.
            if folder.path().exists() {
                return Ok(Self { folder, _held: held });
            }
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders that nobody holds any more; gives their paths.
pub fn sweep(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    let folders = ours.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|entry| entry.path()).filter(|path| remove(path)).collect()
}

/// Removes one that nobody holds; held meanwhile, so that whoever is just making it sees it go.
fn remove(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    file.try_lock().is_ok() && std::fs::remove_dir_all(path).is_ok()
}
