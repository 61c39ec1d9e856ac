//! What a file is made of, compared with what the migrations make: a trigger, a view or an
//! index that nobody's migration laid works behind everybody's back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;

use super::connect::{Access, connect};
use super::fault::trouble;
use super::migrate;
use crate::StoreError;
use crate::keys::WRAPPED;

/// Objects by kind and name (`trigger act_late`), each with its SQL on one line.
type Schema = BTreeMap<String, String>;

/// What the files of a register must be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// By the migrations: acts and projections.
    Register,
    /// By the store of keys.
    Keys,
}

impl Made {
    /// The objects that are more, fewer or other in a file than in a new one, by kind and
    /// name: tables with their columns, indexes, triggers, views.
    ///
    /// # Errors
    /// What the database says.
    pub fn differences(self, path: &Path) -> Result<Vec<String>, StoreError> {
        let kept = read(&connect(path, Access::Read)?)?;
        let made = read(&self.anew()?)?;
        let names: BTreeSet<&String> = kept.keys().chain(made.keys()).collect();
        Ok(names.into_iter().filter(|name| kept.get(*name) != made.get(*name)).cloned().collect())
    }

    /// A new one, in memory.
    fn anew(self) -> Result<Connection, StoreError> {
        let mut new = Connection::open_in_memory().map_err(trouble)?;
        match self {
            Self::Register => migrate(&mut new)?,
            Self::Keys => new.execute_batch(WRAPPED).map_err(trouble)?,
        }
        Ok(new)
    }
}

fn read(connection: &Connection) -> Result<Schema, StoreError> {
    let query = "SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema";
    let mut statement = connection.prepare(query).map_err(trouble)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, line(&row.get::<_, String>(1)?))));
    rows.map_err(trouble)?.collect::<Result<_, _>>().map_err(trouble)
}

/// SQL on one line, each run of white space one space.
fn line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyStore, Sqlite};

    /// What is changed behind the store's back, and which object is named for it.
    const CHANGES: [(&str, &str); 6] = [
        ("CREATE TRIGGER late AFTER INSERT ON act BEGIN DELETE FROM act; END", "trigger late"),
        ("CREATE VIEW seen AS SELECT * FROM act", "view seen"),
        ("CREATE INDEX more ON act (class)", "index more"),
        ("CREATE TABLE own (n INTEGER)", "table own"),
        ("ALTER TABLE unit ADD COLUMN note TEXT", "table unit"),
        ("DROP INDEX text_by_kind", "index text_by_kind"),
    ];

    #[test]
    fn what_no_migration_made_is_named() {
        for (change, object) in CHANGES {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("register.db");
            drop(Sqlite::open(&path).unwrap());
            assert_eq!(Made::Register.differences(&path).unwrap(), Vec::<String>::new());
            let changed = Connection::open(&path).unwrap();
            changed.execute_batch(change).unwrap_or_else(|error| panic!("{change}: {error}"));
            assert_eq!(Made::Register.differences(&path).unwrap(), [object]);
        }
    }

    #[test]
    fn the_store_of_keys_is_one_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.db");
        drop(KeyStore::open(&path).unwrap());
        assert_eq!(Made::Keys.differences(&path).unwrap(), Vec::<String>::new());
        let changed = Connection::open(&path).unwrap();
        changed.execute_batch("CREATE TRIGGER stay BEFORE DELETE ON wrapped BEGIN SELECT RAISE(IGNORE); END").unwrap();
        assert_eq!(Made::Keys.differences(&path).unwrap(), ["trigger stay"]);
    }
}
