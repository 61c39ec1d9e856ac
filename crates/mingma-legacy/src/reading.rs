//! A folder being read: file by file, row by row, on two cores where it pays.

use std::io::Read;
use std::sync::mpsc;

use mingma_model::Fault;

use crate::batch::{Batch, InOrder, Outcome};
use crate::desk::{Desk, Found};
use crate::faults;
use crate::folder::{Encoding, FILE_LIMIT, Folder, text};
use crate::rows::{Row, Rows};
use crate::sheet::{Header, header};
use crate::table::Table;

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

/// Why a file could not be read on.
pub(crate) fn read_error(table: Table, error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::FileTooLarge => faults::too_large(table.file(), FILE_LIMIT),
        _ => faults::unreadable(table.file(), error),
    }
}
