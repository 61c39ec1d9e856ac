//! What PostgreSQL says, in this room's words, and whether to try again.

use postgres::Error;
use postgres::error::SqlState;

use crate::StoreError;

/// What stopped a piece of work.
#[derive(Debug)]
pub(crate) enum Snag {
    /// Nothing came of it, and the same may succeed at once: two got in each other's way.
    Again(StoreError),
    /// Nothing came of it, and the connection is gone.
    Cut(StoreError),
    /// There is no use in trying again, or no right to.
    Final(StoreError),
}

impl From<StoreError> for Snag {
    fn from(error: StoreError) -> Self {
        Self::Final(error)
    }
}

impl From<Error> for Snag {
    fn from(error: Error) -> Self {
        let told = trouble(&error);
        match error.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Self::Again(told),
            _ if cut(&error) => Self::Cut(told),
            _ => Self::Final(told),
        }
    }
}

impl Snag {
    /// The same, of the order to keep: once it went out, a cut connection leaves it unknown.
    pub(crate) fn of_commit(error: Error) -> Self {
        if cut(&error) { Self::Final(StoreError::Unknown) } else { Self::from(error) }
    }

    /// The same, of rows of one table.
    pub(crate) fn of_rows(error: Error, table: &crate::Table) -> Self {
        match error.as_db_error() {
            Some(told) if *told.code() == SqlState::UNIQUE_VIOLATION => {
                let key = told.constraint().is_some_and(|name| name.ends_with("_pkey"));
                let table = table_of(key, table);
                Self::Final(table)
            }
            _ => Self::from(error),
        }
    }
}

fn table_of(key: bool, table: &crate::Table) -> StoreError {
    if key && table.once { StoreError::Written { table: table.name } } else { StoreError::Taken { table: table.name } }
}

/// Whether the connection is gone: closed, an input or output failed, or the server goes down.
fn cut(error: &Error) -> bool {
    let io =
        |error: &Error| std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
    let down = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::CONNECTION_EXCEPTION,
        SqlState::CONNECTION_FAILURE,
        SqlState::CONNECTION_DOES_NOT_EXIST,
        SqlState::IDLE_SESSION_TIMEOUT,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    error.is_closed() || io(error) || error.code().is_some_and(|code| down.contains(code))
}

/// An error in this room's words. Only the server's first line is repeated: its details may hold
/// what a row holds.
pub(crate) fn trouble(error: &Error) -> StoreError {
    let why = error.as_db_error().map_or_else(|| chain(error), |told| told.message().to_owned());
    let Some(code) = error.code() else {
        return if cut(error) { StoreError::Unreachable { why } } else { StoreError::Database { why } };
    };
    match *code {
        SqlState::DISK_FULL => StoreError::Full,
        SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy,
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StoreError::Damaged { why },
        SqlState::INVALID_CATALOG_NAME
        | SqlState::INVALID_PASSWORD
        | SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        | SqlState::TOO_MANY_CONNECTIONS => StoreError::Unreachable { why },
        _ if cut(error) => StoreError::Unreachable { why },
        _ => StoreError::Database { why },
    }
}

/// The whole chain of an error that is not the server's.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(below) = source {
        if !text.ends_with(&below.to_string()) {
            text = format!("{text}: {below}");
        }
        source = below.source();
    }
    text
}
