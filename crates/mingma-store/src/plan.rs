//! A commit put in order: table by table, of several changes of one row the last, deletions
//! first, then rows in the order of their key, which is how both databases write fastest.

use std::collections::BTreeMap;

use crate::{Change, StoreError, Table, Value};

/// What a commit does to one table. Every row stands in it once.
pub(crate) struct Plan<'a> {
    pub table: &'static Table,
    /// Keys, sorted.
    pub deletes: Vec<&'a [Value]>,
    /// Whole rows, sorted by key.
    pub puts: Vec<&'a [Value]>,
}

/// Checks every change against its table and puts them in order.
pub(crate) fn plan(changes: &[Change]) -> Result<Vec<Plan<'_>>, StoreError> {
    let mut tables: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        change.fits()?;
        tables.entry(change.table().name).or_default().push(change);
    }
    tables.into_values().map(of_table).collect()
}

fn of_table(mut changes: Vec<&Change>) -> Result<Plan<'_>, StoreError> {
    let table = changes[0].table();
    // Stable: changes of one row stay in the order in which they were made.
    changes.sort_by(|a, b| a.key().cmp(b.key()));
    let mut plan = Plan { table, deletes: Vec::new(), puts: Vec::with_capacity(changes.len()) };
    for (at, change) in changes.iter().enumerate() {
        if changes.get(at + 1).is_some_and(|next| next.key() == change.key()) {
            if table.once {
                return Err(StoreError::Written { table: table.name });
            }
            continue;
        }
        match change {
            Change::Put(_, values) => plan.puts.push(values),
            Change::Delete(_, key) => plan.deletes.push(key),
        }
    }
    Ok(plan)
}
