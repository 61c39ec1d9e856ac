//! The journal of what was shown.

use crate::rows::ShownRow;
use crate::store::{at_most, first, read};
use crate::{Field, Select, StoreError};

/// What was shown, in the order in which it was.
pub trait Journal {
    /// Up to `limit` answers that no act has sealed yet, the oldest first.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn shown_tail(&self, limit: usize) -> Result<Vec<ShownRow>, StoreError>;

    /// The newest answer, sealed or not: the chain goes on from it.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn shown_newest(&self) -> Result<Option<ShownRow>, StoreError>;

    /// All answers that this act sealed, the oldest first.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn shown_in(&self, batch: u64) -> Result<Vec<ShownRow>, StoreError>;

    /// All answers about a resident, the oldest first.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn shown_of(&self, resident: u32) -> Result<Vec<ShownRow>, StoreError>;
}

impl<S: Select + ?Sized> Journal for S {
    fn shown_tail(&self, limit: usize) -> Result<Vec<ShownRow>, StoreError> {
        let query = "SELECT resident, at, n, batch, sealed, chain FROM shown WHERE batch IS NULL ORDER BY n LIMIT $1";
        read(self.select(query, &[at_most(limit)])?)
    }

    fn shown_newest(&self) -> Result<Option<ShownRow>, StoreError> {
        let query = "SELECT resident, at, n, batch, sealed, chain FROM shown ORDER BY n DESC LIMIT 1";
        first(&self.select(query, &[])?)
    }

    fn shown_in(&self, batch: u64) -> Result<Vec<ShownRow>, StoreError> {
        let query = "SELECT resident, at, n, batch, sealed, chain FROM shown WHERE batch = $1 ORDER BY n";
        read(self.select(query, &[batch.to_value()])?)
    }

    fn shown_of(&self, resident: u32) -> Result<Vec<ShownRow>, StoreError> {
        let query = "SELECT resident, at, n, batch, sealed, chain FROM shown WHERE resident = $1 ORDER BY at, n";
        read(self.select(query, &[resident.to_value()])?)
    }
}
