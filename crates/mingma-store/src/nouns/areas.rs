//! Risk areas.

use crate::rows::AreaRow;
use crate::store::read;
use crate::{Select, StoreError};

/// Risk areas; a small table, read whole.
pub trait Areas {
    /// All areas, lifted ones too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn areas(&self) -> Result<Vec<AreaRow>, StoreError>;
}

impl<S: Select + ?Sized> Areas for S {
    fn areas(&self) -> Result<Vec<AreaRow>, StoreError> {
        let query = "SELECT id, region, level, unit, seq, declared_at, lifted_at FROM area ORDER BY id";
        read(&self.select(query, &[])?)
    }
}
