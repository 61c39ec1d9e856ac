//! Rows copied out, so that a second core can look at them, and what it found, in order.

use std::collections::BTreeMap;

use crate::desk::Found;
use crate::rows::{BrokenRow, Cell, Row};

/// Bytes of text after which a batch is full.
const FULL: usize = 256 << 10;

/// Some rows of a file, in their order.
#[derive(Default)]
pub(crate) struct Batch {
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Result<Held, BrokenRow>>,
}

/// Where a row stands in its batch.
struct Held {
    line: u32,
    offset: u64,
    raw: (usize, usize),
    /// The same as `raw` unless quotes were unfolded.
    text: (usize, usize),
    cells: (usize, usize),
}

/// What was found of a row that is not simply passed over.
pub(crate) enum Outcome<T> {
    /// It is whole and holds something to keep.
    Kept(T),
    /// It has faults: its line, its text, and these.
    Faulty(u32, Box<str>, Vec<Found>),
    /// It is no row.
    Broken(BrokenRow),
}

impl Batch {
    /// Copies a row.
    pub(crate) fn push(&mut self, row: Result<Row<'_>, BrokenRow>) {
        let held = row.map(|row| {
            let raw = (self.text.len(), self.text.len() + row.raw.len());
            self.text.push_str(row.raw);
            let mut text = raw;
            if !std::ptr::eq(row.raw, row.text) {
                text = (raw.1, raw.1 + row.text.len());
                self.text.push_str(row.text);
            }
            let cells = (self.cells.len(), self.cells.len() + row.cells.len());
            self.cells.extend_from_slice(row.cells);
            Held { line: row.line, offset: row.offset, raw, text, cells }
        });
        self.rows.push(held);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.text.len() >= FULL || self.rows.len() >= FULL / 16
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Checks every row.
    pub(crate) fn check<T>(&self, check: impl Fn(&Row<'_>) -> Result<Option<T>, Vec<Found>>) -> Vec<Outcome<T>> {
        let outcome = |held: &Result<Held, BrokenRow>| match held {
            Err(broken) => Some(Outcome::Broken(broken.clone())),
            Ok(held) => {
                let row = self.row(held);
                match check(&row) {
                    Ok(kept) => kept.map(Outcome::Kept),
                    Err(found) => Some(Outcome::Faulty(row.line, row.raw.into(), found)),
                }
            }
        };
        self.rows.iter().filter_map(outcome).collect()
    }

    fn row(&self, held: &Held) -> Row<'_> {
        Row {
            line: held.line,
            offset: held.offset,
            raw: &self.text[held.raw.0..held.raw.1],
            text: &self.text[held.text.0..held.text.1],
            cells: &self.cells[held.cells.0..held.cells.1],
        }
    }
}

/// Puts what comes from two cores into one order again.
pub(crate) struct InOrder<T> {
    waiting: BTreeMap<usize, Vec<T>>,
    next: usize,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), next: 0 }
    }
}

impl<T> InOrder<T> {
    /// Takes what was found of the batch of that number.
    pub(crate) fn put(&mut self, number: usize, found: Vec<T>) {
        self.waiting.insert(number, found);
    }

    /// What is not waiting for an earlier batch any more.
    pub(crate) fn ready(&mut self) -> Vec<T> {
        let mut out = Vec::new();
        while let Some(found) = self.waiting.remove(&self.next) {
            self.next += 1;
            out.extend(found);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Rows;

    #[test]
    fn a_row_copied_out_is_the_row() {
        let text = "a,b\n\"x,\"\"y\"\"\",甲\n,\n1,2\n";
        let (mut rows, mut batch, mut seen) = (Rows::new(text.as_bytes()), Batch::default(), Vec::new());
        let told = |row: &Row<'_>| {
            (row.line, row.raw().to_owned(), row.get(0).to_owned(), row.get(1).to_owned(), row.column(1), row.span(1))
        };
        while let Some(row) = rows.next().unwrap() {
            seen.push(told(row.as_ref().unwrap()));
            batch.push(row);
        }
        let again = batch.check(|row| Ok(Some(told(row))));
        let again: Vec<_> = again
            .into_iter()
            .filter_map(|outcome| if let Outcome::Kept(row) = outcome { Some(row) } else { None })
            .collect();
        assert_eq!(again, seen);
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn batches_that_come_out_of_order_are_put_in_order() {
        let mut order = InOrder::default();
        order.put(1, vec!['c']);
        assert!(order.ready().is_empty());
        order.put(0, vec!['a', 'b']);
        assert_eq!(order.ready(), ['a', 'b', 'c']);
        order.put(2, Vec::new());
        order.put(3, vec!['d']);
        assert_eq!(order.ready(), ['d']);
    }
}
