//! Sealed acts and the blocks of their members.

use crate::rows::{ActRow, BlockRow};
use crate::store::{at_most, first, number, read};
use crate::{Field, Select, StoreError};

/// Sealed acts, by number and by id.
pub trait Acts {
    /// Number of the newest act; 0 in an empty register.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn newest(&self) -> Result<u64, StoreError>;

    /// The act of this number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn act(&self, seq: u64) -> Result<Option<ActRow>, StoreError>;

    /// The act of this id: how to learn whether it was kept.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn act_by_id(&self, id: &[u8; 16]) -> Result<Option<ActRow>, StoreError>;

    /// The act of this digest.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn act_by_digest(&self, digest: &[u8; 32]) -> Result<Option<ActRow>, StoreError>;

    /// Up to `limit` acts from this number on, in order.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn acts(&self, from: u64, limit: usize) -> Result<Vec<ActRow>, StoreError>;

    /// All chunks of an act, in order.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn blocks(&self, seq: u64) -> Result<Vec<BlockRow>, StoreError>;
}

impl<S: Select + ?Sized> Acts for S {
    fn newest(&self) -> Result<u64, StoreError> {
        Ok(number(&self.select("SELECT max(seq) FROM act", &[])?))
    }

    fn act(&self, seq: u64) -> Result<Option<ActRow>, StoreError> {
        let query =
            "SELECT seq, id, class, sealed_at, actor, bytes, approvals, added, salt, digest FROM act WHERE seq = $1";
        first(&self.select(query, &[seq.to_value()])?)
    }

    fn act_by_id(&self, id: &[u8; 16]) -> Result<Option<ActRow>, StoreError> {
        let query =
            "SELECT seq, id, class, sealed_at, actor, bytes, approvals, added, salt, digest FROM act WHERE id = $1";
        first(&self.select(query, &[id.to_value()])?)
    }

    fn act_by_digest(&self, digest: &[u8; 32]) -> Result<Option<ActRow>, StoreError> {
        let query =
            "SELECT seq, id, class, sealed_at, actor, bytes, approvals, added, salt, digest FROM act WHERE digest = $1";
        first(&self.select(query, &[digest.to_value()])?)
    }

    fn acts(&self, from: u64, limit: usize) -> Result<Vec<ActRow>, StoreError> {
        let query = "SELECT seq, id, class, sealed_at, actor, bytes, approvals, added, salt, digest FROM act WHERE seq >= $1 ORDER BY seq LIMIT $2";
        read(&self.select(query, &[from.to_value(), at_most(limit)])?)
    }

    fn blocks(&self, seq: u64) -> Result<Vec<BlockRow>, StoreError> {
        let query = "SELECT seq, chunk, bytes FROM block WHERE seq = $1 ORDER BY chunk";
        read(&self.select(query, &[seq.to_value()])?)
    }
}
