//! How a file is opened: what every connection promises.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::fault::trouble;
use crate::StoreError;

/// How long a connection waits for another one, such as a backup's.
const PATIENCE: Duration = Duration::from_secs(5);
/// Statements kept ready by each connection; more than there are tables and queries.
const STATEMENTS: usize = 192;

/// What a connection is for.
#[derive(Clone, Copy)]
pub(crate) enum Access {
    /// Reads a few rows at a time, of which every commit may have changed some.
    Read,
    /// Reads many rows in passes.
    Pass,
    /// Reads and writes a file of this mark, or makes it.
    Write {
        /// The `application_id` that says whose the file is.
        mark: i32,
    },
}

/// Write-ahead log, full sync, deleted bytes overwritten; a file's own schema is not trusted to
/// run functions. The log is carried into the file every 64 MiB: pages that are written again
/// and again meanwhile, such as those of an index over random ids, are carried over once.
const PROMISES: &str = "\
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
PRAGMA wal_autocheckpoint = 16384;
";

/// What a reader promises.
const READING: &str = "\
PRAGMA trusted_schema = OFF;
PRAGMA query_only = ON;
PRAGMA cache_size = -16384;
";

/// How passes read: pages come from the system's own cache by mapping, so that many readers
/// of a large file keep no copies of it. The mapping is made anew after each commit, which
/// costs who reads a few rows more than the copies do.
const PASSING: &str = "PRAGMA mmap_size = 17179869184;";

/// Opens a file.
///
/// # Errors
/// [`StoreError::Foreign`] for a file that holds something else, or what the database says.
pub(crate) fn connect(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = match access {
        Access::Read | Access::Pass => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write { .. } => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    if matches!(access, Access::Write { .. }) {
        lay(path)?;
    }
    let connection = Connection::open_with_flags(path, flags | common).map_err(trouble)?;
    connection.busy_timeout(PATIENCE).map_err(trouble)?;
    // Plans do not depend on the values asked for: else each new value is planned anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(trouble)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if let Access::Write { mark } = access {
        own(&connection, mark)?;
        connection.execute_batch(PROMISES).map_err(trouble)?;
    } else {
        connection.execute_batch(READING).map_err(trouble)?;
    }
    if matches!(access, Access::Pass) {
        connection.execute_batch(PASSING).map_err(trouble)?;
    }
    Ok(connection)
}

/// Opens a file to copy into, whatever it is to become.
pub(super) fn raw(path: &Path) -> Result<Connection, StoreError> {
    lay(path)?;
    Connection::open(path).map_err(trouble)
}

/// Makes the file where it is missing, for its owner's eyes only; its log takes after it.
fn lay(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unreachable { why: error.to_string() }),
    }
}

/// Marks an empty file; refuses a file of another mark.
fn own(connection: &Connection, mark: i32) -> Result<(), StoreError> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let found = number("application_id").map_err(trouble)?;
    if found == i64::from(mark) {
        return Ok(());
    }
    if number("schema_version").map_err(trouble)? != 0 {
        return Err(StoreError::Foreign { what: format!("application_id {found:#x}") });
    }
    connection.pragma_update(None, "application_id", mark).map_err(trouble)
}
