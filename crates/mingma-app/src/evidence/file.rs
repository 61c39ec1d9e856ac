//! Laboratory files: results as CSV, of any size, one act.
//!
//! Columns: `document_type`, `document_number`, `result` (`negative`, `positive`,
//! `screen_positive`), `sampled_at`, `reported_at` (RFC 3339 with offset), `sample_id`,
//! `region` (where it was sampled), and, where there are such, `recheck_of` (the item
//! that is checked again) and `pool` (the pool a screen positive was mixed in). Rows are
//! read one by one; every fault of every row is told before anything is signed, and
//! with one fault there is no act.

mod faults;
mod lines;
mod row;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use mingma_acts::{Uid, within};
use mingma_model::document::Document;
use mingma_model::{Fault, Faults, Profile, Region};
use serde::Serialize;

use self::lines::Lines;
use self::row::{Columns, Outcome, Row};
use super::compose::Said;

/// The columns that every file has.
pub const COLUMNS: [&str; 7] =
    ["document_type", "document_number", "result", "sampled_at", "reported_at", "sample_id", "region"];

/// The columns that a file may have.
pub const MORE: [&str; 2] = ["recheck_of", "pool"];

/// The most rows of a file: the most members of one act.
pub const MAX_ROWS: usize = mingma_acts::member::MAX_MEMBERS;

/// How many documents are looked up at once.
const AT_ONCE: usize = 4_096;

/// The laboratory whose file it is, and what the file is read by.
#[derive(Clone, Copy)]
pub struct Laboratory<'a> {
    /// Its id.
    pub institution: &'a str,
    /// The region for which it is registered.
    pub region: &'a str,
    /// Documents, regions, zone.
    pub profile: &'a Profile,
    /// The reader's clock (whole seconds of Unix time).
    pub now: i64,
    /// The file's name, for faults.
    pub name: &'a str,
}

/// Somebody found by document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number inside, or any number by which rows that lie together are kept together.
    pub number: u32,
    /// The id outside.
    pub resident: Uid,
}

/// Finds residents by documents: one answer a document, in their order.
pub type Resolve<'a> = &'a mut dyn FnMut(&[Document]) -> Result<Vec<Option<Found>>, Fault>;

/// What a file holds, counted, to be looked at before it is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Rows.
    pub rows: usize,
    /// Negative tests.
    pub negative: usize,
    /// Positive tests.
    pub positive: usize,
    /// Positives of a screening.
    pub screen_positive: usize,
    /// Rows that check another again.
    pub rechecks: usize,
    /// The earliest sampling, in whole seconds of Unix time.
    pub first_sampled: Option<i64>,
    /// The latest sampling.
    pub last_sampled: Option<i64>,
    /// Rows by region.
    pub regions: BTreeMap<Region, usize>,
}

/// A file that was read whole: what it says, sorted by resident, and the preview.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// One item a row.
    pub said: Vec<Said>,
    /// The counts.
    pub preview: Preview,
}

/// Reads a file.
///
/// # Errors
/// Every fault of every row, with line and column (the first thousand in full), or what
/// the lookup of documents says.
pub fn read(input: impl Read, laboratory: &Laboratory<'_>, resolve: Resolve<'_>) -> Result<Report, Faults> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Lines::of(input));
    let header = reader.byte_headers().map_err(|error| faults::unreadable(laboratory.name, &error))?.clone();
    let columns = Columns::read(&header, laboratory.name)?;
    let mut reading = Reading::new(laboratory, columns);
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, |at| reader.get_mut().line(at));
                reading.take(&record, line, resolve)?;
            }
            Err(error) => {
                reading.faults.push(faults::unreadable(laboratory.name, &error));
                break;
            }
        }
    }
    reading.close(resolve)
}

/// A file being read.
struct Reading<'a> {
    laboratory: &'a Laboratory<'a>,
    columns: Columns,
    faults: Faults,
    rows: usize,
    /// Rows whose documents are not looked up yet.
    waiting: Vec<(Row, Document)>,
    said: Vec<(u32, Said)>,
    preview: Preview,
    samples: HashMap<String, Sample>,
}

/// A sample that stood in the file: its pool, and how often.
struct Sample {
    pool: Option<String>,
    times: u32,
}

impl<'a> Reading<'a> {
    fn new(laboratory: &'a Laboratory<'a>, columns: Columns) -> Self {
        Self {
            laboratory,
            columns,
            faults: Faults::none(),
            rows: 0,
            waiting: Vec::new(),
            said: Vec::new(),
            preview: Preview::default(),
            samples: HashMap::new(),
        }
    }

    fn take(&mut self, record: &csv::ByteRecord, line: usize, resolve: Resolve<'_>) -> Result<(), Faults> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(faults::too_many(self.laboratory.name, MAX_ROWS).into());
        }
        let read = row::read((record, line), &self.columns, self.laboratory, &mut self.faults);
        if let Some((mut row, document)) = read
            && self.sampled_once(&mut row)
            && self.there(&row)
        {
            self.waiting.push((row, document));
        }
        if self.waiting.len() >= AT_ONCE { self.look_up(resolve) } else { Ok(()) }
    }

    /// A sample stands once, but for a pool, whose one sample is of several people.
    fn sampled_once(&mut self, row: &mut Row) -> bool {
        let first = Sample { pool: row.pool.clone(), times: 0 };
        let sample = self.samples.entry(row.sample_id.clone()).or_insert(first);
        row.time = sample.times;
        sample.times += 1;
        let once = row.time == 0 || (row.pool.is_some() && row.pool == sample.pool);
        if !once {
            let fault = faults::sample_twice(&row.sample_id);
            self.faults.push(self.columns.place(fault, row.line, "sample_id", self.laboratory.name));
        }
        once
    }

    fn there(&mut self, row: &Row) -> bool {
        let known = self.laboratory.profile.regions.contains(row.region);
        let region = row.region.to_string();
        let there = known && within(&region, self.laboratory.region);
        if !there {
            let fault = faults::region(&region, known);
            self.faults.push(self.columns.place(fault, row.line, "region", self.laboratory.name));
        }
        there
    }

    fn look_up(&mut self, resolve: Resolve<'_>) -> Result<(), Faults> {
        let (rows, documents): (Vec<Row>, Vec<Document>) = std::mem::take(&mut self.waiting).into_iter().unzip();
        let found = resolve(&documents)?;
        let found = found.into_iter().chain(std::iter::repeat(None));
        for (row, found) in rows.into_iter().zip(found) {
            match found {
                Some(found) => {
                    self.preview.count(&row);
                    self.said.push((found.number, row.said(found.resident, self.laboratory.institution)));
                }
                None => {
                    let fault = faults::nobody();
                    self.faults.push(self.columns.place(fault, row.line, "document_number", self.laboratory.name));
                }
            }
        }
        Ok(())
    }

    fn close(mut self, resolve: Resolve<'_>) -> Result<Report, Faults> {
        self.look_up(resolve)?;
        if self.rows == 0 {
            self.faults.push(faults::empty(self.laboratory.name));
        }
        self.faults.sort();
        self.said.sort_by_key(|(number, _)| *number);
        let said = self.said.into_iter().map(|(_, said)| said).collect();
        self.faults.or(Report { said, preview: self.preview })
    }
}

impl Preview {
    fn count(&mut self, row: &Row) {
        self.rows += 1;
        match row.outcome {
            Outcome::Negative => self.negative += 1,
            Outcome::Positive => self.positive += 1,
            Outcome::ScreenPositive => self.screen_positive += 1,
        }
        self.rechecks += usize::from(row.recheck_of.is_some());
        self.first_sampled = Some(self.first_sampled.map_or(row.sampled_at, |first| first.min(row.sampled_at)));
        self.last_sampled = Some(self.last_sampled.map_or(row.sampled_at, |last| last.max(row.sampled_at)));
        *self.regions.entry(row.region).or_default() += 1;
    }
}
