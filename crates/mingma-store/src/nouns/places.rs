//! Places.

use crate::rows::PlaceRow;
use crate::store::first;
use crate::{Select, StoreError, Value};

/// Places, by id.
pub trait Places {
    /// The place of this id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn place(&self, id: &str) -> Result<Option<PlaceRow>, StoreError>;
}

impl<S: Select + ?Sized> Places for S {
    fn place(&self, id: &str) -> Result<Option<PlaceRow>, StoreError> {
        let query = "SELECT id, kind, region, name_zh, name_en, unit, owner, seq, since, until, lat, lon FROM place WHERE id = $1";
        first(&self.select(query, &[Value::Text(id.to_owned())])?)
    }
}
