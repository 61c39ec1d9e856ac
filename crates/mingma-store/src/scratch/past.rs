//! A connection past everything that a register promises: what somebody has who has the server.

use std::sync::Mutex;

use postgres::{Client, NoTls};

use super::Scratch;
use crate::postgres::value;
use crate::sqlite::hold;
use crate::{StoreError, Value};

/// A connection as the server's own user.
pub struct Past(Mutex<Client>);

impl Past {
    pub(super) fn of(scratch: &Scratch) -> Result<Self, StoreError> {
        Ok(Self(Mutex::new(Client::connect(&scratch.address(), NoTls).map_err(told)?)))
    }

    /// All rows of a query; parameters are `$1`, `$2`, ….
    ///
    /// # Errors
    /// What the server says.
    pub fn rows(&self, query: &str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        hold(&self.0).query(query, &value::each(with)).map_err(told)?.iter().map(value::row).collect()
    }

    /// Runs a statement; how many rows it touched.
    ///
    /// # Errors
    /// What the server says.
    pub fn run(&self, statement: &str, with: &[Value]) -> Result<u64, StoreError> {
        hold(&self.0).execute(statement, &value::each(with)).map_err(told)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn told(error: postgres::Error) -> StoreError {
    let why = error.as_db_error().map_or_else(|| error.to_string(), |told| told.message().to_owned());
    StoreError::Database { why }
}
