//! What was refused.

use crate::rows::RefusalRow;
use crate::store::{at_most, read};
use crate::{Field, Select, StoreError};

/// Refusals, the newest first.
pub trait Refusals {
    /// Up to `limit` refusals, the newest first, those of acts before this one.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn refusals(&self, before: Option<u64>, limit: usize) -> Result<Vec<RefusalRow>, StoreError>;
}

impl<S: Select + ?Sized> Refusals for S {
    fn refusals(&self, before: Option<u64>, limit: usize) -> Result<Vec<RefusalRow>, StoreError> {
        let query = "SELECT seq, code, door, actor, at FROM refusal WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
        read(&self.select(query, &[before.unwrap_or(u64::MAX).to_value(), at_most(limit)])?)
    }
}
