//! A store that loses answers, keeps late, or fails.

use std::sync::Mutex;

use mingma_store::{Change, Select, Store, StoreError, Table, Value};

/// What becomes of the next commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is kept, and nobody is told.
    LostBefore,
    /// All is kept, and nobody is told.
    LostAfter,
    /// Nobody is told, and it is kept only when everything has settled.
    Late,
    /// The disk is full.
    Full,
    /// It cannot be reached; it can the next time.
    Unreachable,
}

/// A store of which some commits go wrong.
pub struct Tampered {
    store: Box<dyn Store>,
    next: Mutex<Option<Next>>,
    late: Mutex<Option<(u64, Vec<Change>)>>,
}

impl Tampered {
    pub fn new(store: Box<dyn Store>) -> Self {
        Self { store, next: Mutex::default(), late: Mutex::default() }
    }

    pub fn next(&self, what: Next) {
        *self.next.lock().unwrap() = Some(what);
    }

    pub fn waits(&self) -> bool {
        self.next.lock().unwrap().is_some()
    }
}

impl Select for Tampered {
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

impl Store for Tampered {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.store.differences()
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        // Whatever was ordered before has its turn before this.
        if let Some((newest, changes)) = self.late.lock().unwrap().take() {
            self.store.commit(newest, &changes)?;
        }
        let next = self.next.lock().unwrap().take();
        match next {
            None => self.store.commit(expect_newest, changes),
            Some(Next::LostBefore) => Err(StoreError::Unknown),
            Some(Next::LostAfter) => {
                self.store.commit(expect_newest, changes)?;
                Err(StoreError::Unknown)
            }
            Some(Next::Late) => {
                *self.late.lock().unwrap() = Some((expect_newest, changes.to_vec()));
                Err(StoreError::Unknown)
            }
            Some(Next::Full) => Err(StoreError::Full),
            Some(Next::Unreachable) => Err(StoreError::Unreachable { why: "the line is cut".into() }),
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
