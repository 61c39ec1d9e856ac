//! The SQL that follows from a table's declaration and reads alike in both databases.

use crate::{Column, Table};

/// `"a", "b"`.
pub(crate) fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

/// `$1, $2` for so many columns.
pub(crate) fn places(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// What to do where the key is there already: replace the rest, or nothing where all is key.
pub(crate) fn on_conflict(table: &Table) -> String {
    if table.once {
        return String::new();
    }
    let rest = &table.columns[table.key..];
    let set = |column: &Column| format!("\"{0}\" = excluded.\"{0}\"", column.name);
    let key = names(table.keys());
    match rest {
        [] => format!(" ON CONFLICT ({key}) DO NOTHING"),
        rest => {
            let sets = rest.iter().map(set).collect::<Vec<_>>().join(", ");
            format!(" ON CONFLICT ({key}) DO UPDATE SET {sets}")
        }
    }
}

/// The query of a page in the order of the key.
pub(crate) fn page(table: &Table, after: bool) -> String {
    let (all, key) = (names(table.columns), names(table.keys()));
    let from = if after { format!(" WHERE ({key}) > ({})", places(table.key)) } else { String::new() };
    let limit = if after { table.key + 1 } else { 1 };
    format!("SELECT {all} FROM \"{}\"{from} ORDER BY {key} LIMIT ${limit}", table.name)
}
