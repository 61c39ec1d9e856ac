//! # What is kept
//!
//! **What lives here**: typed rows, a trait a noun with its laws, two databases behind one
//! [`Store`], and the store of residents' keys.
//!
//! **What never will**: an act, a rule, a decision. Who may write what stands in the rooms above;
//! here stands only that a commit is kept whole or not at all, and read back as it was written.
//!
//! **Where to start**: [`rows`], every table with its columns; then [`Store::commit`] and the
//! nouns, one trait each. [`Sqlite`] is a file beside the data, [`Postgres`] a server of one's
//! own choice; every law holds for both. Residents' keys live in [`KeyStore`] always, for only
//! there a deletion is certain to erase.
//!
//! ```
//! use mingma_store::{Change, Meta, Sqlite, Store, rows::MetaRow};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let store = Sqlite::open(&folder.path().join("register.db"))?;
//! let fact = MetaRow { name: "origin".to_owned(), value: b"example.org/log".to_vec() };
//! store.commit(0, &[Change::put(&fact)])?;
//! assert_eq!(store.meta("origin")?, Some(fact.value));
//! # Ok(())
//! # }
//! ```

mod error;
mod keys;
#[cfg(test)]
mod laws;
mod migrate;
mod nouns;
mod pages;
mod plan;
mod postgres;
pub mod rows;
#[cfg(any(test, feature = "scratch"))]
pub mod scratch;
mod sql;
mod sqlite;
mod store;
mod table;

pub use error::StoreError;
pub use keys::{KeyStore, WRAPPED};
pub use migrate::{BOOK, Dialect, MIGRATIONS, Migration};
pub use nouns::{
    Acts, Areas, Cases, Devices, Due, Institutions, Letters, Members, Meta, Officers, Outbox, Places, Proposals,
    PublicKeys, Refusals, Residents, Texts, Units,
};
pub use pages::Pages;
pub use postgres::Postgres;
pub use sqlite::{Made, Sqlite};
pub use store::{Select, Store};
pub use table::{Change, Column, Field, Kind, Row, Table, Value};

/// The state of a proposal that waits for a second officer.
pub const OPEN: &str = "open";
