//! What places show or read codes with.

use crate::rows::FixtureRow;
use crate::store::read;
use crate::{Select, StoreError, Value};

/// Fixtures, by place.
pub trait Fixtures {
    /// All fixtures of a place, those that were cut out too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn fixtures_of(&self, place: &str) -> Result<Vec<FixtureRow>, StoreError>;
}

impl<S: Select + ?Sized> Fixtures for S {
    fn fixtures_of(&self, place: &str) -> Result<Vec<FixtureRow>, StoreError> {
        let query = "SELECT place, id, kind, number, key, seq, since, until FROM fixture WHERE place = $1 ORDER BY id";
        read(&self.select(query, &[Value::Text(place.to_owned())])?)
    }
}
