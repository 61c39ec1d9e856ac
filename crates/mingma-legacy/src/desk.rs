//! Where faults of a folder are gathered, or faulty rows set aside and counted.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Mutex;

use mingma_model::{Fault, Faults};
use serde::Serialize;

use crate::faults;
use crate::rows::{Broken, BrokenRow, Row};
use crate::table::Table;

/// What was set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Rows set aside, of all files.
    pub rows: u64,
    /// The same rows by the code of the first fault of each.
    pub by_code: BTreeMap<&'static str, u64>,
}

/// A file for the rows that are set aside: `file,line,code,what_zh,what_en,row`,
/// the row as it was written (so it may hold personal data: it is the reader's own file).
pub struct RejectedRows(Mutex<Sink>);

struct Sink {
    writer: csv::Writer<Box<dyn Write + Send>>,
    failed: Option<csv::Error>,
}

impl RejectedRows {
    /// Writes to `out`.
    #[must_use]
    pub fn to(out: Box<dyn Write + Send>) -> Self {
        let mut sink = Sink { writer: csv::Writer::from_writer(out), failed: None };
        sink.write(["file", "line", "code", "what_zh", "what_en", "row"]);
        Self(Mutex::new(sink))
    }

    fn add(&self, table: Table, line: u32, first: &Fault, row: &str) {
        let mut sink = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sink.write([table.file(), &line.to_string(), first.code, &first.what.zh, &first.what.en, row]);
    }

    /// Writes what is still held.
    ///
    /// # Errors
    /// The first error that writing met.
    pub fn finish(self) -> io::Result<()> {
        let mut sink = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        match sink.failed.take() {
            Some(error) => Err(error.into()),
            None => sink.writer.flush(),
        }
    }
}

impl Sink {
    fn write(&mut self, row: [&str; 6]) {
        if self.failed.is_none() {
            self.failed = self.writer.write_record(row).err();
        }
    }
}

/// A fault of one row: the column in characters (0: the row as a whole), and what.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) column: usize,
    /// The bytes meant, in the text.
    pub(crate) span: Range<usize>,
    pub(crate) fault: Fault,
}

impl Found {
    /// A fault of a row as a whole.
    pub(crate) fn of_row(fault: Fault) -> Self {
        Self { column: 0, span: 0..0, fault }
    }
}

/// Takes faults; in skipping, sets rows aside instead.
pub(crate) struct Desk<'o> {
    faults: Faults,
    notes: Vec<Fault>,
    rejected: Option<Rejected>,
    sink: Option<&'o RejectedRows>,
    decoded: bool,
    /// The name that the reader gave a single file.
    pub(crate) name: Option<String>,
    /// The first line of each file that was not in its encoding, and how many.
    encoding: Option<(Table, u32, u64)>,
}

impl<'o> Desk<'o> {
    pub(crate) fn new(skip_bad: bool, decoded: bool, sink: Option<&'o RejectedRows>) -> Self {
        Self {
            faults: Faults::none(),
            notes: Vec::new(),
            rejected: skip_bad.then(Rejected::default),
            sink,
            decoded,
            name: None,
            encoding: None,
        }
    }

    /// Whether the text was decoded from another encoding.
    pub(crate) fn decoded(&self) -> bool {
        self.decoded
    }

    /// Whether faulty rows are set aside.
    pub(crate) fn skips(&self) -> bool {
        self.rejected.is_some()
    }

    /// Whether the rows set aside are written somewhere.
    pub(crate) fn keeps_rows(&self) -> bool {
        self.skips() && self.sink.is_some()
    }

    /// A fault of a file, whatever is done with rows.
    pub(crate) fn file(&mut self, fault: Fault) {
        self.faults.push(match &self.name {
            Some(name) => fault.of_file(name.as_str()),
            None => fault,
        });
    }

    /// Worth knowing, no fault.
    pub(crate) fn note(&mut self, note: Fault) {
        self.notes.push(note);
    }

    /// A row with faults.
    pub(crate) fn row(&mut self, table: Table, row: &Row<'_>, found: Vec<Found>) {
        self.put(table, row.line, row.raw(), found);
    }

    /// A row that is none.
    pub(crate) fn broken(&mut self, table: Table, broken: &BrokenRow) {
        let fault = faults::broken_row(broken.why, self.decoded);
        if broken.why == Broken::Encoding && !self.skips() {
            // One fault tells it of the whole file; a thousand would bury the others.
            match &mut self.encoding {
                Some((_, _, count)) => *count += 1,
                None => self.encoding = Some((table, broken.line, 1)),
            }
            return;
        }
        self.put(table, broken.line, &broken.begins, vec![Found::of_row(fault)]);
    }

    /// Faults of a row, by its line and text.
    pub(crate) fn put(&mut self, table: Table, line: u32, raw: &str, found: Vec<Found>) {
        let Some(rejected) = &mut self.rejected else {
            for Found { column, span, fault } in found {
                let fault = fault.of_file(self.name.as_deref().unwrap_or(table.file()));
                self.faults.push(Fault { line: line as usize, column, span, ..fault });
            }
            return;
        };
        if let Some(first) = found.first() {
            rejected.rows += 1;
            *rejected.by_code.entry(first.fault.code).or_default() += 1;
            if let Some(sink) = self.sink {
                sink.add(table, line, &first.fault, raw);
            }
        }
    }

    /// Tells what only the end of a file can: how many rows were in another encoding.
    pub(crate) fn end_of_file(&mut self) {
        let Some((table, line, count)) = self.encoding.take() else {
            return;
        };
        let mut fault = faults::broken_row(Broken::Encoding, self.decoded);
        fault.what.zh.push_str(&format!("（共 {count} 行，这是第一行）"));
        fault.what.en.push_str(&format!(" ({count} rows; this is the first)"));
        self.put(table, line, "", vec![Found::of_row(fault)]);
    }

    /// What was noted and set aside, or every fault.
    pub(crate) fn close(self) -> Result<(Vec<Fault>, Option<Rejected>), Faults> {
        self.faults.or((self.notes, self.rejected))
    }
}
