//! What is about each resident.

use crate::rows::MemberRow;
use crate::store::read;
use crate::{Field, Row, Select, StoreError, Value};

/// Members of acts, beside their residents.
pub trait Members {
    /// All members about a resident, by act and index.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn members_of(&self, resident: u32) -> Result<Vec<MemberRow>, StoreError>;

    /// All members about these residents (sorted, none twice), by resident, act and index.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn members_of_many(&self, residents: &[u32]) -> Result<Vec<MemberRow>, StoreError>;
}

impl<S: Select + ?Sized> Members for S {
    fn members_of(&self, resident: u32) -> Result<Vec<MemberRow>, StoreError> {
        let query = "SELECT resident, seq, idx, class, sealed FROM member WHERE resident = $1 ORDER BY seq, idx";
        read(&self.select(query, &[resident.to_value()])?)
    }

    fn members_of_many(&self, residents: &[u32]) -> Result<Vec<MemberRow>, StoreError> {
        let of: Vec<Value> = residents.iter().map(Field::to_value).collect();
        read(&self.select_each(MemberRow::TABLE, "resident", &of)?)
    }
}
