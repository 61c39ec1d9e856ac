//! Rows as a fold reads them: as a store has them, or with what a batch has changed since.

use std::collections::{BTreeMap, HashMap};

use mingma_store::{Change, Store, Table, Value};

use crate::act::Uid;
use crate::error::ActError;
use crate::registry::Proposals;

/// Rows as they stand before an act.
pub trait View {
    /// The row of a key, if it stands.
    ///
    /// # Errors
    /// The store cannot be asked.
    fn get(&self, table: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError>;

    /// The rows of a resident in a table whose key begins with the resident.
    ///
    /// # Errors
    /// The store cannot be asked.
    fn rows_of(&self, table: &'static Table, resident: u32) -> Result<Vec<Vec<Value>>, ActError>;
}

/// The rows of a store.
pub struct Stored<'a>(pub &'a dyn Store);

impl View for Stored<'_> {
    fn get(&self, table: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        let rows = self.0.select_each(table, table.columns[0].name, &key[..1])?;
        Ok(rows.into_iter().find(|row| row[..table.key] == *key))
    }

    fn rows_of(&self, table: &'static Table, resident: u32) -> Result<Vec<Vec<Value>>, ActError> {
        Ok(self.0.select_each(table, "resident", &[Value::Int(i64::from(resident))])?)
    }
}

/// Rows of the store with those that the batch has changed already.
pub(crate) struct Overlay<'a> {
    stored: Stored<'a>,
    proposals: &'a Proposals,
    rows: BTreeMap<(&'static str, Vec<Value>), Option<Vec<Value>>>,
    /// Where in the batch an id stands.
    pub(crate) ids: HashMap<Uid, usize>,
}

impl<'a> Overlay<'a> {
    pub(crate) fn over(store: &'a dyn Store, proposals: &'a Proposals) -> Self {
        Self { stored: Stored(store), proposals, rows: BTreeMap::new(), ids: HashMap::new() }
    }

    /// True if the batch has put or deleted the row of a key.
    pub(crate) fn has_changed(&self, table: &'static Table, key: &[Value]) -> bool {
        self.rows.contains_key(&(table.name, key.to_vec()))
    }

    pub(crate) fn take(&mut self, changes: &[Change]) {
        for change in changes {
            let name = change.table().name;
            // Blocks and members are never read back by a fold.
            if !matches!(name, "act" | "block" | "member" | "letter" | "outbox" | "due") {
                let row = match change {
                    Change::Put(_, row) => Some(row.clone()),
                    Change::Delete(..) => None,
                };
                self.rows.insert((name, change.key().to_vec()), row);
            }
        }
    }
}

impl View for Overlay<'_> {
    fn get(&self, table: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        match self.rows.get(&(table.name, key.to_vec())) {
            Some(row) => Ok(row.clone()),
            // Nearly every act asks this and nearly none answers a proposal.
            None if table.name == "proposal" => Ok(self.proposals.get(key)),
            None => self.stored.get(table, key),
        }
    }

    fn rows_of(&self, table: &'static Table, resident: u32) -> Result<Vec<Vec<Value>>, ActError> {
        let first = Value::Int(i64::from(resident));
        let stored = self.stored.rows_of(table, resident)?;
        let mut rows: BTreeMap<Vec<Value>, Vec<Value>> =
            stored.into_iter().map(|row| (row[..table.key].to_vec(), row)).collect();
        for ((name, key), row) in self.rows.range((table.name, vec![first.clone()])..) {
            match row {
                _ if *name != table.name || key.first() != Some(&first) => break,
                Some(row) => drop(rows.insert(key.clone(), row.clone())),
                None => drop(rows.remove(key)),
            }
        }
        Ok(rows.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_store::rows::{DeviceRow, DocumentRow};
    use mingma_store::{Row, Sqlite};

    #[test]
    fn what_a_batch_has_changed_is_read_of_its_own_table_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("register.db")).unwrap();
        let proposals = Proposals::default();
        let mut overlay = Overlay::over(&store, &proposals);
        let device = DeviceRow { resident: 7, key: [1; 16], public: vec![1], seq: 1, since: 0, until: None };
        let document = DocumentRow { resident: 7, tag: [2; 32], seq: 1 };
        overlay.take(&[Change::put(&device), Change::put(&document)]);
        assert_eq!(overlay.rows_of(DeviceRow::TABLE, 7).unwrap(), vec![device.values()]);
        assert_eq!(overlay.rows_of(DocumentRow::TABLE, 7).unwrap(), vec![document.values()]);
    }
}
