//! Registered public keys.

use crate::rows::KeyRow;
use crate::store::{first, read};
use crate::{Field, Select, StoreError};

/// Public keys of officers, institutions and the register.
pub trait PublicKeys {
    /// All keys, ended ones too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn keys(&self) -> Result<Vec<KeyRow>, StoreError>;

    /// The key of this id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn key(&self, id: &[u8; 16]) -> Result<Option<KeyRow>, StoreError>;
}

impl<S: Select + ?Sized> PublicKeys for S {
    fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        let query = "SELECT id, public, holder_kind, holder, seq, since, until FROM key ORDER BY id";
        read(&self.select(query, &[])?)
    }

    fn key(&self, id: &[u8; 16]) -> Result<Option<KeyRow>, StoreError> {
        let query = "SELECT id, public, holder_kind, holder, seq, since, until FROM key WHERE id = $1";
        first(&self.select(query, &[id.to_value()])?)
    }
}
