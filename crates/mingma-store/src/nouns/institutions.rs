//! Institutions that sign.

use crate::rows::InstitutionRow;
use crate::store::read;
use crate::{Select, StoreError};

/// Laboratories, ports, carriers and partners; a small table, read whole.
pub trait Institutions {
    /// All institutions, ended ones too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn institutions(&self) -> Result<Vec<InstitutionRow>, StoreError>;
}

impl<S: Select + ?Sized> Institutions for S {
    fn institutions(&self) -> Result<Vec<InstitutionRow>, StoreError> {
        let query = "SELECT id, kind, name_zh, name_en, region, seq, since, until FROM institution ORDER BY id";
        read(&self.select(query, &[])?)
    }
}
