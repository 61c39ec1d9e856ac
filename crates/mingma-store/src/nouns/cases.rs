//! Cases that were admitted.

use crate::rows::KnownCaseRow;
use crate::store::first;
use crate::{Field, Select, StoreError};

/// Cases, by the id of their item.
pub trait Cases {
    /// The case of this id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn known_case(&self, id: &str) -> Result<Option<KnownCaseRow>, StoreError>;
}

impl<S: Select + ?Sized> Cases for S {
    fn known_case(&self, id: &str) -> Result<Option<KnownCaseRow>, StoreError> {
        first(&self.select("SELECT id, seq FROM known_case WHERE id = $1", &[id.to_owned().to_value()])?)
    }
}
