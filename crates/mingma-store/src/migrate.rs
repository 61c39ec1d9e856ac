//! The numbered migrations, written once for both databases.
//!
//! They are plain SQL with these words in place of a database's own:
//!
//! | word | SQLite | PostgreSQL |
//! | --- | --- | --- |
//! | `INT` | `INTEGER` | `bigint` |
//! | `WORDS` | `TEXT` | `text COLLATE "C"` (ordered by bytes, as SQLite does) |
//! | `BYTES` | `BLOB` | `bytea` |
//! | `BYTES16`, `BYTES32` | `BLOB` of that length | `bytea` of that length |
//! | `KEPT` | `STRICT, WITHOUT ROWID` | nothing |
//!
//! A migration is never changed once it was released: a new one is added.

use crate::rows::MigrationRow;
use crate::{Row, StoreError};

/// One migration.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number, from 1, without gaps.
    pub number: u32,
    /// Its subject.
    pub name: &'static str,
    /// The SQL, in the words of this module.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/000", $number, "-", $name, ".sql")),
        }),*]
    };
}

/// Every migration of the register, in order.
pub const MIGRATIONS: &[Migration] = migrations! {
    1 "acts"
    2 "residents"
    3 "offices"
    4 "public"
    5 "pending"
    6 "cases"
    7 "redress"
    8 "presence"
};

/// The table in which a database remembers its migrations; it is there before the first.
pub const BOOK: &str = "\
CREATE TABLE IF NOT EXISTS migration (
  number     INT     NOT NULL, -- number of the migration, from 1, without gaps
  name       WORDS   NOT NULL, -- its subject
  PRIMARY KEY (number)
) KEPT;
";

/// Which database's words are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.37 or later.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Dialect {
    fn word(self, word: &str, column: &str) -> Option<String> {
        let (sqlite, postgres) = match word {
            "INT" => ("INTEGER", "bigint"),
            "WORDS" => ("TEXT", "text COLLATE \"C\""),
            "BYTES" | "BYTES16" | "BYTES32" => ("BLOB", "bytea"),
            "KEPT" => ("STRICT, WITHOUT ROWID", ""),
            _ => return None,
        };
        let own = if self == Self::Sqlite { sqlite } else { postgres };
        let width = word.strip_prefix("BYTES").filter(|width| !width.is_empty());
        Some(width.map_or_else(|| own.to_owned(), |width| format!("{own} CHECK (length({column}) = {width})")))
    }

    /// The SQL of a migration in this database's words, without its comments.
    #[must_use]
    pub fn speak(self, sql: &str) -> String {
        let lines = sql.lines().map(|line| self.line(line.split("--").next().unwrap_or_default()));
        lines.filter(|line| !line.trim().is_empty()).fold(String::new(), |text, line| text + &line + "\n")
    }

    fn line(self, line: &str) -> String {
        let column = line.split_whitespace().next().unwrap_or_default();
        let mut out = String::new();
        let mut rest = line;
        while !rest.is_empty() {
            let own = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let letters = rest.chars().next().is_some_and(own);
            let end = rest.find(|c| own(c) != letters).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            out += &self.word(part, column).unwrap_or_else(|| part.to_owned());
            rest = after;
        }
        out.trim_end().to_owned()
    }
}

/// The migrations that a database still lacks, given those that it remembers.
///
/// # Errors
/// [`StoreError::Foreign`] where a migration of another name stands at a number, and
/// [`StoreError::Newer`] where it remembers more of them than this program knows.
pub fn missing(remembered: &[Vec<crate::Value>]) -> Result<&'static [Migration], StoreError> {
    for (at, values) in remembered.iter().enumerate() {
        let row = MigrationRow::read(values)?;
        match MIGRATIONS.get(at) {
            None => return Err(StoreError::Newer { number: row.number }),
            Some(known) if known.number == row.number && known.name == row.name => {}
            Some(_) => return Err(StoreError::Foreign { what: format!("migration {} {}", row.number, row.name) }),
        }
    }
    Ok(&MIGRATIONS[remembered.len()..])
}
