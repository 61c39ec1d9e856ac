//! A file to replay acts into: nothing in it outlives the program that made it, so no
//! commit waits for the disk.

use std::path::Path;

use super::{Sqlite, hold, trouble};
use crate::StoreError;

impl Sqlite {
    /// Opens a file that is thrown away afterwards.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn replica(path: &Path) -> Result<Self, StoreError> {
        let replica = Self::open(path)?;
        hold(&replica.writer)
            .execute_batch("PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF;")
            .map_err(trouble)?;
        Ok(replica)
    }
}
