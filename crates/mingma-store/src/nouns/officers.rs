//! Officers.

use crate::rows::OfficerRow;
use crate::store::read;
use crate::{Select, StoreError};

/// Officers; a small table, read whole.
pub trait Officers {
    /// All officers, those who left too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn officers(&self) -> Result<Vec<OfficerRow>, StoreError>;
}

impl<S: Select + ?Sized> Officers for S {
    fn officers(&self) -> Result<Vec<OfficerRow>, StoreError> {
        let query = "SELECT id, unit, seq, since, until FROM officer ORDER BY id";
        read(&self.select(query, &[])?)
    }
}
