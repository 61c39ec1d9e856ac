//! One of the seven files as rows under its header, and the checks of a field.

use std::io::Read;
use std::ops::Range;
use std::sync::mpsc;

use mingma_model::{Fault, Profile, Region, parse_instant};

use crate::batch::{Batch, InOrder, Outcome};
use crate::desk::{Desk, Found};
use crate::faults;
use crate::folder::{Encoding, Folder, text};
use crate::names::Names;
use crate::rows::{Row, Rows};
use crate::table::Table;

/// The longest text of an account, unit, channel, reason or batch, in characters.
pub const NAME_LIMIT: usize = 200;

/// Where each column of a table stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) table: Table,
    at: Vec<usize>,
    width: usize,
}

/// How far the reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The file being read.
    pub table: Table,
    /// Bytes of all files read so far.
    pub done: u64,
    /// Bytes of all files.
    pub total: u64,
}

/// A folder being read, one file after another.
pub(crate) struct Reading<'a, 'o> {
    pub(crate) folder: &'a Folder,
    pub(crate) encoding: Encoding,
    pub(crate) desk: Desk<'o>,
    pub(crate) progress: &'a mut dyn FnMut(Progress),
    total: u64,
    before: u64,
}

impl<'a, 'o> Reading<'a, 'o> {
    pub(crate) fn new(
        folder: &'a Folder,
        encoding: Encoding,
        desk: Desk<'o>,
        progress: &'a mut dyn FnMut(Progress),
    ) -> Self {
        let total = Table::ALL.iter().filter_map(|table| folder.size(*table)).sum();
        Self { folder, encoding, desk, progress, total, before: 0 }
    }

    /// Hands each row of a file to `take`; true if the file could be read.
    pub(crate) fn each(&mut self, table: Table, mut take: impl FnMut(&Row<'_>, &Header, &mut Desk<'o>)) -> bool {
        self.open(table, |reading, rows, header| {
            while let Some(row) = reading.next(table, rows) {
                if let Some(row) = row {
                    take(&row, header, &mut reading.desk);
                }
            }
        })
    }

    /// Checks each row, on two cores, and hands what is to be kept to `take`, in
    /// the order of the rows; true if the file could be read.
    ///
    /// Rows are framed here, one after another, so that broken quotes mean the
    /// same on any number of cores.
    pub(crate) fn on_two_cores<T: Send>(
        &mut self,
        table: Table,
        check: impl Fn(&Row<'_>, &Header) -> Result<Option<T>, Vec<Found>> + Sync,
        mut take: impl FnMut(T, &mut Desk<'o>),
    ) -> bool {
        self.open(table, |reading, rows, header| {
            let all = &|batch: &Batch| batch.check(|row| check(row, header));
            std::thread::scope(|scope| {
                let (jobs, given) = mpsc::sync_channel::<(usize, Batch)>(1);
                let (done, answers) = mpsc::channel();
                scope.spawn(move || {
                    // Nobody listens any more only if the reading was given up.
                    given.iter().all(|(number, batch)| done.send((number, all(&batch))).is_ok());
                });
                let mut order = InOrder::default();
                for number in 0.. {
                    let batch = reading.batch(table, rows);
                    if batch.is_empty() {
                        break;
                    }
                    // Whoever is free: the other core, or this one.
                    if let Err(mpsc::TrySendError::Full(job) | mpsc::TrySendError::Disconnected(job)) =
                        jobs.try_send((number, batch))
                    {
                        order.put(job.0, all(&job.1));
                    }
                    answers.try_iter().for_each(|(number, found)| order.put(number, found));
                    order.ready().into_iter().for_each(|found| reading.settle(table, found, &mut take));
                }
                drop(jobs);
                answers.iter().for_each(|(number, found)| order.put(number, found));
                order.ready().into_iter().for_each(|found| reading.settle(table, found, &mut take));
            });
        })
    }

    /// The next rows; none at the end.
    fn batch<R: Read>(&mut self, table: Table, rows: &mut Rows<R>) -> Batch {
        let mut batch = Batch::default();
        while !batch.is_full() {
            match rows.next() {
                Ok(Some(row)) => batch.push(row),
                Ok(None) => break,
                Err(error) => {
                    self.desk.file(read_error(table, &error));
                    break;
                }
            }
        }
        self.tell(table, rows.bytes());
        batch
    }

    fn settle<T>(&mut self, table: Table, found: Outcome<T>, take: &mut impl FnMut(T, &mut Desk<'o>)) {
        match found {
            Outcome::Kept(kept) => take(kept, &mut self.desk),
            Outcome::Faulty(line, raw, found) => self.desk.put(table, line, &raw, found),
            Outcome::Broken(broken) => self.desk.broken(table, &broken),
        }
    }

    /// Hands each row that can be read to `take` once more, without telling faults again.
    pub(crate) fn again(&mut self, table: Table, mut take: impl FnMut(&Row<'_>, &Header)) {
        let mut quiet = |_: Progress| {};
        let mut reading = Reading::new(self.folder, self.encoding, Desk::new(true, false, None), &mut quiet);
        reading.each(table, |row, header, _| take(row, header));
    }

    /// Opens a file and reads its header; true if both could be read.
    pub(crate) fn open(
        &mut self,
        table: Table,
        read: impl FnOnce(&mut Self, &mut Rows<Box<dyn Read + '_>>, &Header),
    ) -> bool {
        let encoding = self.encoding;
        let folder = self.folder;
        let done = folder.with(table, |bytes| {
            let source = text(bytes, encoding);
            let mut rows = if encoding == Encoding::Utf8 { Rows::new(source) } else { Rows::decoded(source) };
            let header = header(table, &mut rows, &mut self.desk);
            if let Some(header) = &header {
                read(self, &mut rows, header);
            }
            self.desk.end_of_file();
            header.is_some()
        });
        self.before += folder.size(table).unwrap_or(0);
        match done {
            Ok(Some(done)) => done,
            Ok(None) => {
                self.desk.file(faults::no_file(table));
                false
            }
            Err(error) => {
                self.desk.file(faults::unreadable(table.file(), &error));
                false
            }
        }
    }

    /// The next row: none at the end, `Some(None)` for one that was set aside.
    #[inline]
    fn next<'r, R: Read>(&mut self, table: Table, rows: &'r mut Rows<R>) -> Option<Option<Row<'r>>> {
        let before = rows.bytes();
        let next = rows.next();
        match next {
            Ok(Some(Ok(row))) => {
                if row.line & 0xFFFF == 0 {
                    self.tell(table, before);
                }
                Some(Some(row))
            }
            Ok(Some(Err(broken))) => {
                self.desk.broken(table, &broken);
                Some(None)
            }
            Ok(None) => None,
            Err(error) => {
                self.desk.file(read_error(table, &error));
                None
            }
        }
    }

    /// Tells how far the reading is.
    pub(crate) fn tell(&mut self, table: Table, bytes: u64) {
        let done = (self.before + bytes).min(self.total);
        (self.progress)(Progress { table, done, total: self.total });
    }
}

/// Reads a header; none if a column is missing or stands twice.
pub(crate) fn header<R: Read>(table: Table, rows: &mut Rows<R>, desk: &mut Desk<'_>) -> Option<Header> {
    let row = match rows.next() {
        Ok(Some(Ok(row))) => row,
        Ok(Some(Err(broken))) => {
            let fault = faults::broken_row(broken.why, desk.decoded());
            desk.file(Fault { line: broken.line as usize, ..fault.of_file(table.file()) });
            return None;
        }
        Ok(None) => {
            desk.file(faults::no_header(table));
            return None;
        }
        Err(error) => {
            desk.file(read_error(table, &error));
            return None;
        }
    };
    let names: Vec<&str> = (0..row.len()).map(|at| row.get(at).trim()).collect();
    let place = |fault: Fault, at: usize| Fault { line: row.line as usize, column: row.column(at), ..fault };
    let mut whole = true;
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) && !name.is_empty() {
            desk.file(place(faults::column_twice(table, name), at));
            whole = false;
        } else if !table.columns().contains(name) {
            desk.note(place(faults::more_column(table, name), at));
        }
    }
    let mut at = Vec::new();
    for column in table.columns() {
        match names.iter().position(|name| name == column) {
            Some(position) => at.push(position),
            None => {
                desk.file(Fault { line: row.line as usize, ..faults::no_column(table, column) });
                whole = false;
            }
        }
    }
    whole.then_some(Header { table, at, width: names.len() })
}

fn read_error(table: Table, error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::FileTooLarge => faults::too_large(table.file(), crate::folder::FILE_LIMIT),
        _ => faults::unreadable(table.file(), error),
    }
}

/// The regions of a profile's table, a bit each: registers ask for millions.
pub(crate) struct Regions(Vec<u64>);

impl Regions {
    pub(crate) fn of(profile: &Profile) -> Self {
        let mut bits = vec![0_u64; 1_000_000 / 64];
        for info in profile.regions.iter() {
            let number = info.code.number() as usize;
            bits[number / 64] |= 1 << (number % 64);
        }
        Self(bits)
    }

    #[inline]
    fn contains(&self, region: Region) -> bool {
        let number = region.number() as usize;
        self.0.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }
}

/// Where a field stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    column: usize,
    span: Range<usize>,
}

impl Place {
    /// A fault there.
    pub(crate) fn with(self, fault: Fault) -> Found {
        Found { column: self.column, span: self.span, fault }
    }
}

/// The checks of one row; columns are named by their place in [`Table::columns`].
pub(crate) struct Check<'a> {
    row: &'a Row<'a>,
    header: &'a Header,
    found: Vec<Found>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(row: &'a Row<'a>, header: &'a Header) -> Self {
        let mut check = Self { row, header, found: Vec::new() };
        if row.len() != header.width {
            check.found.push(Found {
                column: 1,
                span: row.span(row.len()),
                fault: faults::field_count(row.len(), header.width),
            });
        }
        check
    }

    pub(crate) fn table(&self) -> Table {
        self.header.table
    }

    /// Whether the row has as many fields as the header.
    pub(crate) fn width_fits(&self) -> bool {
        self.row.len() == self.header.width
    }

    #[inline]
    pub(crate) fn text(&self, column: usize) -> &'a str {
        self.row.get(self.header.at[column])
    }

    pub(crate) fn name(&self, column: usize) -> &'static str {
        self.header.table.columns()[column]
    }

    #[cold]
    pub(crate) fn fault(&mut self, column: usize, fault: Fault) {
        let found = self.place(column).with(fault);
        self.found.push(found);
    }

    /// Where a field stands.
    pub(crate) fn place(&self, column: usize) -> Place {
        let at = self.header.at[column];
        Place { column: self.row.column(at), span: self.row.span(at) }
    }

    /// The row's faults; none if it is whole.
    pub(crate) fn found(self) -> Vec<Found> {
        self.found
    }

    /// A text that must not be empty.
    #[inline]
    pub(crate) fn filled(&mut self, column: usize) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.fault(column, faults::empty(self.name(column)));
            return None;
        }
        Some(text)
    }

    /// A time.
    #[inline]
    pub(crate) fn time(&mut self, column: usize) -> Option<i64> {
        let text = self.filled(column)?;
        match parse_instant(text) {
            Ok(at) => Some(at),
            Err(why) => {
                self.fault(column, faults::bad_time(self.name(column), text, why));
                None
            }
        }
    }

    /// A reference to a row of another file; `known` is none where that file
    /// could not be read, and then nothing is said.
    #[inline]
    pub(crate) fn reference(&mut self, column: usize, known: Option<&Names>, table: Table) -> Option<u32> {
        let text = self.filled(column)?;
        let known = known?;
        let number = known.find(text);
        if number.is_none() {
            self.fault(column, faults::unknown(self.name(column), text, table));
        }
        number
    }

    /// A region of the table.
    #[inline]
    pub(crate) fn region(&mut self, column: usize, known: &Regions) -> Option<Region> {
        let text = self.filled(column)?;
        let region = Region::parse(text).filter(|region| known.contains(*region));
        if region.is_none() {
            self.fault(column, faults::unknown_region(self.name(column), text));
        }
        region
    }

    /// A new reference of the form of an id.
    pub(crate) fn new_ref(&mut self, column: usize, known: &Names) -> Option<&'a str> {
        let text = self.filled(column)?;
        if mingma_model::Id::parse(text).is_none() {
            self.fault(column, faults::bad_ref(self.name(column), text));
            return None;
        }
        self.once(column, known, text)
    }

    /// A text that no earlier row has.
    pub(crate) fn once(&mut self, column: usize, known: &Names, text: &'a str) -> Option<&'a str> {
        if known.find(text).is_some() {
            self.fault(column, faults::twice(self.name(column), text));
            return None;
        }
        Some(text)
    }

    /// A word of a list.
    pub(crate) fn word(&mut self, column: usize, words: &[&str]) -> Option<&'a str> {
        let text = self.filled(column)?;
        if !words.contains(&text) {
            self.fault(column, faults::bad_word(self.name(column), text, words));
            return None;
        }
        Some(text)
    }

    /// A text that may be empty, is not long and can be shown on one line.
    pub(crate) fn short(&mut self, column: usize) -> &'a str {
        let text = self.text(column);
        let fits = text.len() <= NAME_LIMIT || text.chars().count() <= NAME_LIMIT;
        if !fits || text.chars().any(char::is_control) {
            self.fault(column, faults::bad_name(self.name(column), NAME_LIMIT));
        }
        text
    }
}
