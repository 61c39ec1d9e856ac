//! A store whose next write breaks.

use std::sync::Mutex;

use crate::sqlite::hold;
use crate::{Change, Select, Store, StoreError, Table, Value};

/// How the next write breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Nothing is kept; the caller is told that nothing was.
    BeforeKept,
    /// All is kept; the caller is told that it is not known.
    BeforeAnswered,
}

/// A store that breaks once where it is told to, and is whole otherwise.
pub struct Faulty<S> {
    store: S,
    next: Mutex<Option<Break>>,
}

impl<S: Store> Faulty<S> {
    /// Wraps a store.
    pub fn new(store: S) -> Self {
        Self { store, next: Mutex::new(None) }
    }

    /// Breaks the next write.
    pub fn break_next(&self, how: Break) {
        *hold(&self.next) = Some(how);
    }
}

impl<S: Store> Select for Faulty<S> {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.select(query, with)
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.select_each(table, column, of)
    }
}

impl<S: Store> Store for Faulty<S> {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.store.differences()
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        let next = hold(&self.next).take();
        match next {
            None => self.store.commit(expect_newest, changes),
            Some(Break::BeforeKept) => Err(StoreError::Unreachable { why: "broken before it was kept".to_owned() }),
            Some(Break::BeforeAnswered) => {
                self.store.commit(expect_newest, changes)?;
                Err(StoreError::Unknown)
            }
        }
    }

    fn scan(
        &self,
        table: &'static Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.scan(table, after, limit)
    }
}
