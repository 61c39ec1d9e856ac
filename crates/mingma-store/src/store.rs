//! What every database here can do; the nouns build on it.

use std::sync::Arc;

use crate::nouns::{
    Acts, Appeals, Areas, Cases, Devices, Due, Fixtures, Institutions, Letters, Members, Meta, Officers, Outbox,
    Places, Proposals, PublicKeys, Refusals, Residents, Texts, Units, Visits,
};
use crate::{Change, Row, StoreError, Table, Value};

/// Reads from a database. The nouns are written on top of this, once for every database.
pub trait Select: Send + Sync {
    /// The rows that a query answers. Parameters are `$1`, `$2`, … in the order in which they
    /// first stand in the query.
    ///
    /// # Errors
    /// What the database says.
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError>;

    /// All rows of the table in whose `column` one of these values stands, in the order of the
    /// table's key where `column` is its first and the values are sorted. No value may stand twice.
    ///
    /// # Errors
    /// What the database says.
    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError>;
}

/// A register's rows. One writer at a time; readers see whole commits only.
///
/// The nouns (all that is asked by name) are traits of their own, each with its laws.
pub trait Store:
    Select
    + Acts
    + Appeals
    + Areas
    + Cases
    + Devices
    + Due
    + Fixtures
    + Institutions
    + Letters
    + Members
    + Meta
    + Officers
    + Outbox
    + Places
    + Proposals
    + PublicKeys
    + Refusals
    + Residents
    + Texts
    + Units
    + Visits
{
    /// Keeps all changes or none, in one transaction, durably before it answers.
    ///
    /// Of several changes of one row the last counts; their order is otherwise nothing.
    ///
    /// # Errors
    /// [`StoreError::Moved`] unless the newest act kept is `expect_newest`; [`StoreError::Unknown`]
    /// where the answer was lost: ask [`Store::settled`], then by the act's id; every other error
    /// says that nothing was kept.
    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError>;

    /// Number of the newest act once every commit that was ordered before has ended, kept or not.
    ///
    /// [`Acts::newest`] may answer while a commit whose line was cut is still being kept; what it
    /// says can be overtaken by that commit. What this says cannot.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where an earlier commit does not end, or what the database says.
    fn settled(&self) -> Result<u64, StoreError> {
        let newest = self.newest()?;
        // A commit of nothing waits for its turn as any other does.
        match self.commit(newest, &[]) {
            Ok(()) => Ok(newest),
            Err(StoreError::Moved { newest }) => Ok(newest),
            Err(other) => Err(other),
        }
    }

    /// The objects of the database that no migration made, that are gone, or that are made
    /// otherwise, by kind and name: tables, columns, indexes, triggers and whatever else it has.
    ///
    /// # Errors
    /// What the database says.
    fn differences(&self) -> Result<Vec<String>, StoreError>;

    /// Up to `limit` rows of a table in the order of its key, those after the key `after`.
    ///
    /// # Errors
    /// [`StoreError::Misfit`] where `after` is no key of the table, or what the database says.
    fn scan(&self, table: &'static Table, after: Option<&[Value]>, limit: usize)
    -> Result<Vec<Vec<Value>>, StoreError>;
}

macro_rules! behind {
    ($($pointer:ident)*) => {$(
        impl<S: Select + ?Sized> Select for $pointer<S> {
            fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
                (**self).select(query, with)
            }

            fn select_each(
                &self,
                table: &'static Table,
                column: &'static str,
                of: &[Value],
            ) -> Result<Vec<Vec<Value>>, StoreError> {
                (**self).select_each(table, column, of)
            }
        }

        impl<S: Store + ?Sized> Store for $pointer<S> {
            fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
                (**self).commit(expect_newest, changes)
            }

            fn differences(&self) -> Result<Vec<String>, StoreError> {
                (**self).differences()
            }

            fn scan(
                &self,
                table: &'static Table,
                after: Option<&[Value]>,
                limit: usize,
            ) -> Result<Vec<Vec<Value>>, StoreError> {
                (**self).scan(table, after, limit)
            }
        }
    )*};
}

// A store behind a pointer is a store.
behind!(Box Arc);

/// Typed rows of a query.
pub(crate) fn read<R: Row>(rows: &[Vec<Value>]) -> Result<Vec<R>, StoreError> {
    rows.iter().map(|values| R::read(values)).collect()
}

/// The first typed row of a query.
pub(crate) fn first<R: Row>(rows: &[Vec<Value>]) -> Result<Option<R>, StoreError> {
    rows.first().map(|values| R::read(values)).transpose()
}

/// A whole number that a query of one row and one column answers; 0 where it answers nothing.
pub(crate) fn number(rows: &[Vec<Value>]) -> u64 {
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// A limit as the database takes it.
pub(crate) fn at_most(rows: usize) -> Value {
    Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}
