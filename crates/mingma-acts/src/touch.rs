//! What a decision read and what an act changes, to tell whether one moved the other.

use mingma_store::{Change, Value};

use crate::registry::Registry;

/// A row, or all rows of a resident, that a decision read or an act changes: a hash,
/// so that a collision costs one more try and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Touch(u64);

impl Touch {
    /// Everything of a resident.
    #[must_use]
    pub fn resident(resident: u32) -> Self {
        Self::of("resident", &Value::Int(i64::from(resident)))
    }

    /// A row of a table, by the first column of its key.
    #[must_use]
    pub fn of(table: &str, key: &Value) -> Self {
        use std::hash::{Hash, Hasher};
        let mut hasher = std::hash::DefaultHasher::new();
        (table, key).hash(&mut hasher);
        Self(hasher.finish())
    }

    /// A value that no two rows of a table share: a document's tag, a device's key, a
    /// resident's id. Whoever found it free is told when somebody takes it.
    #[must_use]
    pub fn unique(table: &str, value: &Value) -> Self {
        Self::of(&format!("{table} unique"), value)
    }

    /// Everything that the [`Registry`] holds: units, powers, officers, keys,
    /// institutions, places, areas, texts. Such acts are few, so that a decision on
    /// what does *not* stand there is simply made again after any of them.
    #[must_use]
    pub fn registry() -> Self {
        Self::of("registry", &Value::Null)
    }

    /// The row that changes, and what else it moves.
    pub(crate) fn of_change(change: &Change) -> impl Iterator<Item = Self> {
        let (Change::Put(table, row) | Change::Delete(table, row)) = change;
        let first = match table.name {
            "act" | "block" | "due" | "refusal" => None,
            _ if table.columns[0].name == "resident" => Some(Self::of("resident", &row[0])),
            name => Some(Self::of(name, &row[0])),
        };
        let second = match table.name {
            "document" | "device" | "resident" => row.get(1).map(|value| Self::unique(table.name, value)),
            _ => Registry::holds(change).then(Self::registry),
        };
        first.into_iter().chain(second)
    }
}
