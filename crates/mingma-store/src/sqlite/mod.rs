//! A register in one file: SQLite, write-ahead log, every commit on the disk before it answers.

mod connect;
mod fault;
mod replica;
mod schema;
mod value;
mod write;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub(crate) use connect::{Access, connect};
pub(crate) use fault::trouble;
pub use schema::Made;
use value::collect;

use crate::migrate::{BOOK, Dialect, missing};
use crate::plan::plan;
use crate::{Change, Row, Select, Store, StoreError, Table, Value, sql};

/// Marks a file as a register's: `MMST` in ASCII.
const REGISTER: i32 = 0x4d4d_5354;

/// So many rows are read in a pass.
const MANY: usize = 64;

/// A register in an SQLite file. One connection writes, others read beside it.
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    passes: Mutex<Vec<Connection>>,
}

/// What a thread that panicked left behind is a rolled-back transaction: the connection is whole.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sqlite {
    /// Opens the file, making it where it is missing, and runs the migrations that it lacks.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] or [`StoreError::Newer`] where another program's file stands there,
    /// or what the database says.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut writer = connect(path, Access::Write { mark: REGISTER })?;
        migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            passes: Mutex::default(),
        })
    }

    /// Copies the register, as it is at one moment, into another file while it goes on being used.
    ///
    /// # Errors
    /// What the database says; the copy is then of no use.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.pass(|reader| copy(reader, to))
    }

    /// Moves what the write-ahead log holds into the file, and empties the log.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where a reader holds on to the log.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        checkpoint(&hold(&self.writer))
    }

    /// Whether the file is whole: every fault that the database finds in its pages and indexes.
    ///
    /// # Errors
    /// What the database says where it cannot even look.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.pass(faults)
    }

    /// Lends a connection that reads a few rows.
    fn read<T>(&self, with: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.lend(&self.readers, Access::Read, with)
    }

    /// Lends a connection that reads many.
    fn pass<T>(&self, with: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.lend(&self.passes, Access::Pass, with)
    }

    fn lend<T>(
        &self,
        idle: &Mutex<Vec<Connection>>,
        access: Access,
        with: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = hold(idle).pop();
        let reader = match kept {
            Some(reader) => reader,
            None => connect(&self.path, access)?,
        };
        let answer = with(&reader);
        hold(idle).push(reader);
        answer
    }
}

/// Whether so many numbers from `first` to `last` stand so close together that one pass over
/// all between them is faster than to look for each.
pub(crate) const fn dense(first: i64, last: i64, count: usize) -> bool {
    count > 64 && last - first < 3 * count as i64
}

/// Copies a database, page by page, at one moment.
pub(crate) fn copy(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut target = connect::raw(to)?;
    let backup = rusqlite::backup::Backup::new(from, &mut target).map_err(trouble)?;
    backup.run_to_completion(i32::MAX, std::time::Duration::ZERO, None).map_err(trouble)
}

/// Empties the write-ahead log.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    if busy.map_err(trouble)? == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

/// What an integrity check finds.
pub(crate) fn faults(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("PRAGMA integrity_check").map_err(trouble)?;
    let told = statement.query_map([], |row| row.get::<_, String>(0)).map_err(trouble)?;
    let told: Vec<String> = told.collect::<Result<_, _>>().map_err(trouble)?;
    Ok(told.into_iter().filter(|line| line != "ok").collect())
}

fn migrate(writer: &mut Connection) -> Result<(), StoreError> {
    let book = crate::rows::MigrationRow::TABLE;
    let change = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(trouble)?;
    change.execute_batch(&Dialect::Sqlite.speak(BOOK)).map_err(trouble)?;
    let known = collect(&change, &sql::page(book, false), &[Value::Int(i64::MAX)])?;
    for migration in missing(&known)? {
        change.execute_batch(&Dialect::Sqlite.speak(migration.sql)).map_err(trouble)?;
        let row = "INSERT INTO migration (number, name) VALUES ($1, $2)";
        change.execute(row, (migration.number, migration.name)).map_err(trouble)?;
    }
    change.commit().map_err(trouble)
}

impl Select for Sqlite {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        self.read(|reader| collect(reader, query, with))
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let (all, key) = (sql::names(table.columns), sql::names(table.keys()));
        let query = format!("SELECT {all} FROM \"{}\" WHERE \"{column}\" = $1 ORDER BY {key}", table.name);
        match (of.first(), of.last()) {
            (Some(Value::Int(first)), Some(Value::Int(last)))
                if column == table.columns[0].name && dense(*first, *last, of.len()) && of.is_sorted() =>
            {
                let query =
                    format!("SELECT {all} FROM \"{}\" WHERE \"{column}\" BETWEEN $1 AND $2 ORDER BY {key}", table.name);
                let ends = [Value::Int(*first), Value::Int(*last)];
                let mut rows = self.pass(|reader| collect(reader, &query, &ends))?;
                rows.retain(|row| of.binary_search(&row[0]).is_ok());
                Ok(rows)
            }
            _ if of.len() < MANY => self.read(|reader| value::collect_each(reader, &query, of)),
            _ => self.pass(|reader| value::collect_each(reader, &query, of)),
        }
    }
}

impl Store for Sqlite {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        Made::Register.differences(&self.path)
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        let plans = plan(changes)?;
        write::commit(&hold(&self.writer), expect_newest, &plans)
    }

    fn scan(
        &self,
        table: &'static Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        after.map_or(Ok(()), |key| table.fits_key(key))?;
        let mut with = after.map(<[Value]>::to_vec).unwrap_or_default();
        with.push(crate::store::at_most(limit));
        let query = sql::page(table, after.is_some());
        match limit < MANY {
            true => self.read(|reader| collect(reader, &query, &with)),
            false => self.pass(|reader| collect(reader, &query, &with)),
        }
    }
}
