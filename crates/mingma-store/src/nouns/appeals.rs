//! Appeals, by number, by resident, by cause, and by when they are due.

use crate::rows::AppealRow;
use crate::store::{at_most, first, number, read};
use crate::{Field, Select, StoreError};

/// Appeals.
pub trait Appeals {
    /// The appeal of this number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn appeal(&self, number: &str) -> Result<Option<AppealRow>, StoreError>;

    /// All appeals of a resident, by number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn appeals_of(&self, resident: u32) -> Result<Vec<AppealRow>, StoreError>;

    /// Up to `limit` appeals that wait, the one that is due first first, after this one
    /// (when due, number).
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn open_appeals(&self, after: Option<(i64, &str)>, limit: usize) -> Result<Vec<AppealRow>, StoreError>;

    /// Up to `limit` appeals of a cause in a state, by number, after this number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn appeals_by_cause(
        &self,
        cause: &[u8; 16],
        state: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<AppealRow>, StoreError>;

    /// How many appeals wait.
    ///
    /// # Errors
    /// What the database says.
    fn count_open_appeals(&self) -> Result<u64, StoreError>;
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT resident, number, seq, item, ground, lane, cause, unit, filed_at, due_at, eased, state, decided_at ",
            "FROM appeal WHERE ",
            $rest
        )
    };
}

impl<S: Select + ?Sized> Appeals for S {
    fn appeal(&self, number: &str) -> Result<Option<AppealRow>, StoreError> {
        first(&self.select(select!("number = $1"), &[number.to_owned().to_value()])?)
    }

    fn appeals_of(&self, resident: u32) -> Result<Vec<AppealRow>, StoreError> {
        read(&self.select(select!("resident = $1 ORDER BY number"), &[resident.to_value()])?)
    }

    fn open_appeals(&self, after: Option<(i64, &str)>, limit: usize) -> Result<Vec<AppealRow>, StoreError> {
        let (due, number) = after.unwrap_or((i64::MIN, ""));
        let query = select!("state = 'open' AND (due_at, number) > ($1, $2) ORDER BY state, due_at, number LIMIT $3");
        read(&self.select(query, &[due.to_value(), number.to_owned().to_value(), at_most(limit)])?)
    }

    fn appeals_by_cause(
        &self,
        cause: &[u8; 16],
        state: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<AppealRow>, StoreError> {
        let query = select!("cause = $1 AND state = $2 AND number > $3 ORDER BY number LIMIT $4");
        let with = [cause.to_value(), state.to_owned().to_value(), after.to_owned().to_value(), at_most(limit)];
        read(&self.select(query, &with)?)
    }

    fn count_open_appeals(&self) -> Result<u64, StoreError> {
        Ok(number(&self.select("SELECT count(*) FROM appeal WHERE state = 'open'", &[])?))
    }
}
