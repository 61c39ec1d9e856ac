//! Public texts.

use crate::rows::TextRow;
use crate::store::{first, read};
use crate::{Field, Select, StoreError, Value};

/// Public texts, such as the rule packs in force.
pub trait Texts {
    /// All texts of a kind, ended ones too, by act and hash.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn texts(&self, kind: &str) -> Result<Vec<TextRow>, StoreError>;

    /// The text of this SHA-256.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn text(&self, hash: &[u8; 32]) -> Result<Option<TextRow>, StoreError>;
}

impl<S: Select + ?Sized> Texts for S {
    fn texts(&self, kind: &str) -> Result<Vec<TextRow>, StoreError> {
        let query = "SELECT hash, kind, name, bytes, seq, since, until FROM text WHERE kind = $1 ORDER BY seq, hash";
        read(&self.select(query, &[Value::Text(kind.to_owned())])?)
    }

    fn text(&self, hash: &[u8; 32]) -> Result<Option<TextRow>, StoreError> {
        let query = "SELECT hash, kind, name, bytes, seq, since, until FROM text WHERE hash = $1";
        first(&self.select(query, &[hash.to_value()])?)
    }
}
