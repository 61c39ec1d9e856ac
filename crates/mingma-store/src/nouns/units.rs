//! Units and their powers.

use crate::rows::{PowerRow, UnitRow};
use crate::store::read;
use crate::{Select, StoreError};

/// Units and their powers; small tables, read whole.
pub trait Units {
    /// All units, ended ones too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn units(&self) -> Result<Vec<UnitRow>, StoreError>;

    /// All powers, ended ones too, by unit, power and region.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn powers(&self) -> Result<Vec<PowerRow>, StoreError>;
}

impl<S: Select + ?Sized> Units for S {
    fn units(&self) -> Result<Vec<UnitRow>, StoreError> {
        let query = "SELECT id, seq, name_zh, name_en, region, parent, telephone, since, until FROM unit ORDER BY id";
        read(&self.select(query, &[])?)
    }

    fn powers(&self) -> Result<Vec<PowerRow>, StoreError> {
        let query = "SELECT unit, power, region, seq, since, until FROM power ORDER BY unit, power, region";
        read(&self.select(query, &[])?)
    }
}
