//! Letters that wait to be delivered.

use crate::rows::OutboxRow;
use crate::store::{at_most, read};
use crate::{Field, Select, StoreError};

/// The outbox, by resident, act and number.
pub trait Outbox {
    /// Up to `limit` lines after this one (resident, act, number).
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn outbox(&self, after: Option<(u32, u64, u32)>, limit: usize) -> Result<Vec<OutboxRow>, StoreError>;
}

impl<S: Select + ?Sized> Outbox for S {
    fn outbox(&self, after: Option<(u32, u64, u32)>, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let (resident, seq, n) = after.unwrap_or((0, 0, 0));
        let query = "SELECT resident, seq, n, channel, at FROM outbox WHERE (resident, seq, n) > ($1, $2, $3) ORDER BY resident, seq, n LIMIT $4";
        read(&self.select(query, &[resident.to_value(), seq.to_value(), n.to_value(), at_most(limit)])?)
    }
}
