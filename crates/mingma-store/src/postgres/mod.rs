//! A register in a PostgreSQL server, version 15 or later.
//!
//! These calls wait on the network by a runtime of their own: make them from an ordinary thread,
//! never from within an asynchronous task. What TLS there is, [`address`] says.

mod address;
mod catalogue;
mod fault;
mod link;
mod pool;
mod secret;
mod tls;
pub(crate) mod value;
mod write;

#[cfg(test)]
mod tests;

use address::Address;
use fault::Snag;
use link::Link;
use pool::Pool;

use crate::migrate::{BOOK, Dialect, missing};
use crate::plan::plan;
use crate::{Change, Row, Select, Store, StoreError, Table, Value, sql};

/// Tries of what is certain not to have been kept.
const TRIES: u32 = 5;
/// Connections at most, unless one says otherwise.
const CONNECTIONS: usize = 8;
/// The advisory lock that whoever writes or migrates holds: `MMST` in ASCII.
const WRITER: i64 = 0x4d4d_5354;

/// Whether the book of migrations is there, and how many tables of any kind.
const FOUND: &str = "\
SELECT (to_regclass('migration') IS NOT NULL)::int::bigint, count(*)
  FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')";

/// A register in a PostgreSQL database. One connection writes, others read beside it.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Opens the database of an address such as `postgres://user@host/name`, and runs the
    /// migrations that it lacks.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Roots`], [`StoreError::Untrusted`],
    /// [`StoreError::Unencrypted`], [`StoreError::Unreachable`], [`StoreError::TooOld`],
    /// [`StoreError::Foreign`] or [`StoreError::Newer`], or what the database says.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        Self::with_connections(address, CONNECTIONS)
    }

    /// The same, with so many connections at most (at least one).
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub fn with_connections(address: &str, most: usize) -> Result<Self, StoreError> {
        let store = Self { pool: Pool::new(Address::parse(address)?, most.max(1)) };
        store.attempt(|link| link.within(migrate))?;
        Ok(store)
    }

    /// Does something on a connection, again where it is certain that nothing came of it.
    fn attempt<T>(&self, mut with: impl FnMut(&mut Link) -> Result<T, Snag>) -> Result<T, StoreError> {
        let mut tries = 1;
        loop {
            let mut link = self.pool.lend()?;
            match with(&mut link) {
                Ok(answer) => return Ok(answer),
                Err(Snag::Final(error)) => return Err(error),
                Err(Snag::Again(error)) if tries == TRIES => return Err(error),
                Err(Snag::Again(_)) => {}
                // The others were most likely cut with it.
                Err(Snag::Cut(error)) if tries == TRIES => return Err(error),
                Err(Snag::Cut(_)) => self.pool.forget_idle(),
            }
            drop(link);
            std::thread::sleep(std::time::Duration::from_millis(5 << tries));
            tries += 1;
        }
    }
}

fn migrate(link: &mut Link) -> Result<(), Snag> {
    let found = link.rows(FOUND, &[])?;
    match found[0][..] {
        [Value::Int(1), _] => {}
        [_, Value::Int(0)] => link.batch(&Dialect::Postgres.speak(BOOK))?,
        _ => return Err(StoreError::Foreign { what: "other tables, and no migration".to_owned() }.into()),
    }
    let book = crate::rows::MigrationRow::TABLE;
    let known = link.rows(&sql::page(book, false), &[&Value::Int(i64::MAX)])?;
    for migration in missing(&known)? {
        link.batch(&Dialect::Postgres.speak(migration.sql))?;
        let (number, name) = (Value::Int(i64::from(migration.number)), Value::Text(migration.name.to_owned()));
        link.rows("INSERT INTO migration (number, name) VALUES ($1, $2)", &[&number, &name])?;
    }
    Ok(())
}

impl Select for Postgres {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        self.attempt(|link| link.rows(query, &value::each(with)))
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let kind = table.columns.iter().find(|found| found.name == column).map(|found| found.kind);
        let Some(kind) = kind else { return Err(StoreError::Misfit { table: table.name, column }) };
        let (all, key) = (sql::names(table.columns), sql::names(table.keys()));
        let query = format!("SELECT {all} FROM \"{}\" WHERE \"{column}\" = ANY($1) ORDER BY {key}", table.name);
        let array = value::array(kind, of.iter());
        self.attempt(|link| link.rows(&query, &[&*array]))
    }
}

impl Store for Postgres {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.attempt(catalogue::differences)
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        let plans = plan(changes)?;
        self.attempt(|link| link.within(|link| write::write(link, expect_newest, &plans)))
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
        self.attempt(|link| link.rows(&query, &value::each(&with)))
    }
}
