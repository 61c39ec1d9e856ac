//! What the register knows of itself.

use crate::rows::MetaRow;
use crate::store::first;
use crate::{Select, StoreError, Value};

/// Named facts.
pub trait Meta {
    /// The fact of this name.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
}

impl<S: Select + ?Sized> Meta for S {
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let query = "SELECT name, value FROM meta WHERE name = $1";
        let row: Option<MetaRow> = first(&self.select(query, &[Value::Text(name.to_owned())])?)?;
        Ok(row.map(|row| row.value))
    }
}
