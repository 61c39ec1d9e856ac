//! What waits for a second officer.

use crate::rows::ProposalRow;
use crate::store::{first, read};
use crate::{Field, Select, StoreError};

/// Proposals, by the id of the proposed act.
pub trait Proposals {
    /// The proposal of this act.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn proposal(&self, act: &[u8; 16]) -> Result<Option<ProposalRow>, StoreError>;

    /// All that wait, the oldest first.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn open_proposals(&self) -> Result<Vec<ProposalRow>, StoreError>;
}

impl<S: Select + ?Sized> Proposals for S {
    fn proposal(&self, act: &[u8; 16]) -> Result<Option<ProposalRow>, StoreError> {
        let query = "SELECT act, seq, state, expires FROM proposal WHERE act = $1";
        first(&self.select(query, &[act.to_value()])?)
    }

    fn open_proposals(&self) -> Result<Vec<ProposalRow>, StoreError> {
        let query = "SELECT act, seq, state, expires FROM proposal WHERE state = 'open' ORDER BY seq, act";
        read(&self.select(query, &[])?)
    }
}
