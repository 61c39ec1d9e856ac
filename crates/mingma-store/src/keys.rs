//! Residents' keys, each wrapped by the master key, in an SQLite file of their own.
//!
//! A key that is deleted here is erased: SQLite overwrites it (`secure_delete`), and the
//! write-ahead log, which still held it, is emptied before the deletion is told. PostgreSQL
//! promises neither, which is why keys never live there.

use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, TransactionBehavior, params};

use crate::sqlite::{Access, checkpoint, connect, copy, dense, faults, hold, trouble};
use crate::{Field, StoreError, Value};

/// Marks a file as a key store: `MMKY` in ASCII.
const KEYS: i32 = 0x4d4d_4b59;

/// The only table.
pub const WRAPPED: &str = "\
CREATE TABLE IF NOT EXISTS wrapped (
  resident   INTEGER NOT NULL, -- dense number of the resident
  key        BLOB    NOT NULL, -- the resident's key, wrapped by the master key
  PRIMARY KEY (resident)
) STRICT, WITHOUT ROWID;
";

/// Wrapped keys by resident.
pub struct KeyStore {
    connection: Mutex<Connection>,
}

/// The keys of some residents, one by one, at one moment.
fn each(connection: &Connection, residents: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    // One statement is one moment already.
    if residents.len() < 2 {
        return one_by_one(connection, residents);
    }
    let moment = connection.unchecked_transaction().map_err(trouble)?;
    let found = one_by_one(&moment, residents)?;
    moment.commit().map_err(trouble)?;
    Ok(found)
}

fn one_by_one(connection: &Connection, residents: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let mut get = connection.prepare_cached("SELECT key FROM wrapped WHERE resident = $1").map_err(trouble)?;
    let mut found = Vec::with_capacity(residents.len());
    for resident in residents {
        let mut rows = get.query([resident]).map_err(trouble)?;
        if let Some(row) = rows.next().map_err(trouble)? {
            found.push((*resident, row.get(0).map_err(trouble)?));
        }
    }
    Ok(found)
}

/// The keys of residents who stand close together, in one pass over those between them.
fn among(connection: &Connection, residents: &[u32], first: u32, last: u32) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let query = "SELECT resident, key FROM wrapped WHERE resident BETWEEN $1 AND $2 ORDER BY resident";
    let mut pass = connection.prepare_cached(query).map_err(trouble)?;
    let mut rows = pass.query([first, last]).map_err(trouble)?;
    let mut asked = residents.iter().copied().peekable();
    let mut found = Vec::with_capacity(residents.len());
    while let Some(row) = rows.next().map_err(trouble)? {
        let resident: u32 = row.get(0).map_err(trouble)?;
        while asked.next_if(|asked| *asked < resident).is_some() {}
        if asked.next_if_eq(&resident).is_some() {
            found.push((resident, row.get(1).map_err(trouble)?));
        }
    }
    Ok(found)
}

impl KeyStore {
    /// Opens the file, making it where it is missing. A deletion that a crash cut off before the
    /// log was emptied is finished here.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] where another file stands there, or what the database says.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, Access::Write { mark: KEYS })?;
        connection.execute_batch(WRAPPED).map_err(trouble)?;
        match checkpoint(&connection) {
            // Somebody reads, such as a backup: the next deletion or opening finishes it.
            Ok(()) | Err(StoreError::Busy) => {}
            Err(other) => return Err(other),
        }
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// Keeps these keys, all or none, durably before it answers; a resident's older one is replaced.
    /// Sorted by resident is fastest.
    ///
    /// # Errors
    /// What the database says; nothing was kept.
    pub fn put(&self, keys: &[(u32, Vec<u8>)]) -> Result<(), StoreError> {
        self.insert(keys, "INSERT INTO wrapped VALUES ($1, $2) ON CONFLICT DO UPDATE SET key = excluded.key")
    }

    /// Keeps those of these keys whose resident has none yet, durably before it answers: a key
    /// under which something may be sealed already is never replaced.
    ///
    /// # Errors
    /// What the database says; nothing was kept.
    pub fn add(&self, keys: &[(u32, Vec<u8>)]) -> Result<(), StoreError> {
        self.insert(keys, "INSERT INTO wrapped VALUES ($1, $2) ON CONFLICT DO NOTHING")
    }

    fn insert(&self, keys: &[(u32, Vec<u8>)], query: &'static str) -> Result<(), StoreError> {
        let mut connection = hold(&self.connection);
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(trouble)?;
        {
            let mut put = change.prepare_cached(query).map_err(trouble)?;
            for (resident, key) in keys {
                put.execute(params![resident, key]).map_err(trouble)?;
            }
        }
        change.commit().map_err(trouble)
    }

    /// The key of a resident.
    ///
    /// # Errors
    /// What the database says.
    pub fn get(&self, resident: u32) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get_many(&[resident])?.pop().map(|(_, key)| key))
    }

    /// The keys of these residents (sorted), by resident; whoever has none is left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn get_many(&self, residents: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
        let connection = hold(&self.connection);
        match residents {
            [first, .., last] if dense(i64::from(*first), i64::from(*last), residents.len()) => {
                among(&connection, residents, *first, *last)
            }
            _ => each(&connection, residents),
        }
    }

    /// Erases the key of a resident from file and log; true if there was one.
    ///
    /// # Errors
    /// As [`KeyStore::delete_many`].
    pub fn delete(&self, resident: u32) -> Result<bool, StoreError> {
        Ok(self.delete_many(&[resident])? > 0)
    }

    /// Erases the keys of these residents from file and log, all or none; how many there were.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another program holds on to the log: the keys are gone from the
    /// table, and not yet from the log. Call [`KeyStore::erase`] until it succeeds.
    pub fn delete_many(&self, residents: &[u32]) -> Result<usize, StoreError> {
        let mut connection = hold(&self.connection);
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(trouble)?;
        let mut gone = 0;
        {
            let query = "DELETE FROM wrapped WHERE resident = $1";
            let mut delete = change.prepare_cached(query).map_err(trouble)?;
            for resident in residents {
                gone += delete.execute([resident]).map_err(trouble)?;
            }
        }
        change.commit().map_err(trouble)?;
        checkpoint(&connection)?;
        Ok(gone)
    }

    /// Empties the log, in which deleted keys may still stand.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another program holds on to the log.
    pub fn erase(&self) -> Result<(), StoreError> {
        checkpoint(&hold(&self.connection))
    }

    /// How many residents have a key.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self) -> Result<u64, StoreError> {
        let connection = hold(&self.connection);
        let count = connection.query_row("SELECT count(*) FROM wrapped", [], |row| row.get::<_, i64>(0));
        Ok(u64::from_value(&Value::Int(count.map_err(trouble)?)).unwrap_or_default())
    }

    /// Up to `limit` keys of residents after this number, by resident; from the first with 0.
    ///
    /// # Errors
    /// What the database says.
    pub fn scan(&self, after: u32, limit: usize) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
        let connection = hold(&self.connection);
        let query = "SELECT resident, key FROM wrapped WHERE resident > $1 ORDER BY resident LIMIT $2";
        let mut page = connection.prepare_cached(query).map_err(trouble)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = page.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?))).map_err(trouble)?;
        rows.collect::<Result<_, _>>().map_err(trouble)
    }

    /// Copies the keys, as they are at one moment, into another file.
    ///
    /// # Errors
    /// What the database says; the copy is then of no use.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        copy(&hold(&self.connection), to)
    }

    /// Every fault that the database finds in the file.
    ///
    /// # Errors
    /// What the database says where it cannot even look.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        faults(&hold(&self.connection))
    }
}

#[cfg(test)]
mod tests;
