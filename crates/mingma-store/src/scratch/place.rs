//! Where a law is tried: the same database each time it is opened.

use std::path::PathBuf;

use tempfile::TempDir;

use super::Scratch;
use crate::{Sqlite, Store, StoreError};

/// A database that can be opened, closed and opened again.
pub trait Place {
    /// Opens it.
    ///
    /// # Errors
    /// What the database says.
    fn open(&self) -> Result<Box<dyn Store>, StoreError>;
}

impl Place for Scratch {
    fn open(&self) -> Result<Box<dyn Store>, StoreError> {
        Ok(Box::new(Scratch::open(self)?))
    }
}

/// An SQLite file in a temporary folder.
pub struct ScratchFile {
    folder: TempDir,
}

impl ScratchFile {
    /// A folder without a file yet.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where no folder can be made.
    pub fn new() -> Result<Self, StoreError> {
        let folder = tempfile::Builder::new().prefix("mingma-store-").tempdir();
        let folder = folder.map_err(|error| StoreError::Unreachable { why: error.to_string() })?;
        Ok(Self { folder })
    }

    /// Where the file stands.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("register.db")
    }
}

impl Place for ScratchFile {
    fn open(&self) -> Result<Box<dyn Store>, StoreError> {
        Ok(Box::new(Sqlite::open(&self.path())?))
    }
}
