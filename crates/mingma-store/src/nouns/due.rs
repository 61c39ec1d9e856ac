//! What time will bring about.

use crate::rows::DueRow;
use crate::store::{at_most, read};
use crate::{Field, Select, StoreError};

/// The due queue.
pub trait Due {
    /// Up to `limit` lines that are due at this second or were before, the oldest first.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn due_before(&self, at: i64, limit: usize) -> Result<Vec<DueRow>, StoreError>;
}

impl<S: Select + ?Sized> Due for S {
    fn due_before(&self, at: i64, limit: usize) -> Result<Vec<DueRow>, StoreError> {
        let query = "SELECT at, what, key FROM due WHERE at <= $1 ORDER BY at, what, key LIMIT $2";
        read(&self.select(query, &[at.to_value(), at_most(limit)])?)
    }
}
