//! Who scanned where, by resident, and by place and day.

use crate::rows::VisitRow;
use crate::store::read;
use crate::{Field, Select, StoreError};

/// Visits.
pub trait Visits {
    /// The visits of a resident, by act and index.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn visits_of(&self, resident: u32) -> Result<Vec<VisitRow>, StoreError>;

    /// The visits under the tag of a place and day that began from `from` until before `to`,
    /// by their beginnings.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn visits_at(&self, spot: &[u8; 16], from: i64, to: i64) -> Result<Vec<VisitRow>, StoreError>;
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT resident, seq, idx, spot, at, until, level, said FROM visit WHERE ", $rest)
    };
}

impl<S: Select + ?Sized> Visits for S {
    fn visits_of(&self, resident: u32) -> Result<Vec<VisitRow>, StoreError> {
        read(&self.select(select!("resident = $1 ORDER BY seq, idx"), &[resident.to_value()])?)
    }

    fn visits_at(&self, spot: &[u8; 16], from: i64, to: i64) -> Result<Vec<VisitRow>, StoreError> {
        let query = select!("spot = $1 AND at >= $2 AND at < $3 ORDER BY at, resident, seq, idx");
        read(&self.select(query, &[spot.to_value(), from.to_value(), to.to_value()])?)
    }
}
