//! A table in the order of its key, a page at a time.

use crate::{Store, StoreError, Table, Value};

/// The rows of a table, read a page at a time.
pub struct Pages<'a> {
    store: &'a dyn Store,
    table: &'static Table,
    step: usize,
    after: Option<Vec<Value>>,
    last: bool,
}

impl<'a> Pages<'a> {
    /// Begins before the first row; `step` rows a page, at least one.
    #[must_use]
    pub fn of(store: &'a dyn Store, table: &'static Table, step: usize) -> Self {
        Self { store, table, step: step.max(1), after: None, last: false }
    }

    /// The next page; none after the last. A table without rows has one page, an empty one.
    ///
    /// # Errors
    /// What the database says.
    pub fn page(&mut self) -> Result<Option<Vec<Vec<Value>>>, StoreError> {
        if self.last {
            return Ok(None);
        }
        let rows = self.store.scan(self.table, self.after.as_deref(), self.step)?;
        self.last = rows.len() < self.step;
        self.after = rows.last().map(|row| row[..self.table.key].to_vec());
        Ok(Some(rows))
    }
}
