//! What SQLite says, in this room's words.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::StoreError;

/// An error outside a commit, or before one was ordered.
#[allow(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub(crate) fn trouble(error: rusqlite::Error) -> StoreError {
    let why = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
        Some(ErrorCode::CannotOpen) => StoreError::Unreachable { why },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged { why },
        _ => StoreError::Database { why },
    }
}

/// An error while a row of a table was written.
pub(crate) fn of_row(error: rusqlite::Error, table: &crate::Table) -> StoreError {
    let extended = error.sqlite_extended_error_code().unwrap_or_default();
    match extended {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY if table.once => StoreError::Written { table: table.name },
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => StoreError::Taken { table: table.name },
        _ => trouble(error),
    }
}

/// An error of the order to keep. Where the disk failed under it, a later opening may find it kept.
pub(crate) fn of_commit(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => StoreError::Unknown,
        _ => trouble(error),
    }
}
