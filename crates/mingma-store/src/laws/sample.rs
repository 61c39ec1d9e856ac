//! Rows to try laws with, made from a number; equal numbers give equal rows.

use crate::rows::TABLES;
use crate::{Change, Column, Kind, Table, Value};

/// Numbers that look random and are the same on every run (a linear congruence, high bits).
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A row whose key and contents follow from the number; other numbers give other keys.
pub(super) fn row(table: &Table, n: u32) -> Vec<Value> {
    table.columns.iter().map(|column| value(column, n)).collect()
}

/// The same, as a change.
pub(super) fn put(table: &'static Table, n: u32) -> Change {
    Change::Put(table, row(table, n))
}

/// The same key, other contents where a table has any beside its key.
pub(super) fn altered(table: &Table, n: u32) -> Vec<Value> {
    let mut values = row(table, n);
    for (column, value) in table.columns.iter().zip(&mut values).skip(table.key) {
        match value {
            Value::Int(number) => *number += 1_000_000,
            Value::Text(text) => text.push('改'),
            Value::Bytes(bytes) if column.width.is_none() => bytes.push(7),
            Value::Bytes(bytes) => bytes[0] ^= 0x80,
            Value::Null => {}
        }
    }
    values
}

/// The key of the row of this number.
pub(super) fn key(table: &Table, n: u32) -> Vec<Value> {
    let mut values = row(table, n);
    values.truncate(table.key);
    values
}

fn value(column: &Column, n: u32) -> Value {
    match column.kind {
        _ if column.null && n.is_multiple_of(3) => Value::Null,
        Kind::Int => Value::Int(i64::from(n)),
        Kind::Text => Value::Text(format!("{}-{n:06}", column.name)),
        Kind::Bytes => Value::Bytes(bytes(column.width.unwrap_or(40), n)),
    }
}

fn bytes(count: usize, n: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = n.to_be_bytes().iter().copied().cycle().take(count).collect();
    bytes.reverse();
    bytes
}

/// Every table that rows are put into, other than the book of migrations.
pub(super) fn tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().copied().filter(|table| table.name != "migration")
}

/// How many the newest act is after rows 1 to `n` of a table were kept.
pub(super) fn newest_after(table: &Table, n: u32) -> u64 {
    if table.name == "act" { u64::from(n) } else { 0 }
}
