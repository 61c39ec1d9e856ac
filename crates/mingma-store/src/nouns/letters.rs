//! Letters to residents.

use crate::rows::LetterRow;
use crate::store::read;
use crate::{Field, Select, StoreError};

/// Letters, beside their residents.
pub trait Letters {
    /// All letters to a resident, by act and number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn letters_of(&self, resident: u32) -> Result<Vec<LetterRow>, StoreError>;
}

impl<S: Select + ?Sized> Letters for S {
    fn letters_of(&self, resident: u32) -> Result<Vec<LetterRow>, StoreError> {
        let query = "SELECT resident, seq, n, at, sealed FROM letter WHERE resident = $1 ORDER BY seq, n";
        read(&self.select(query, &[resident.to_value()])?)
    }
}
