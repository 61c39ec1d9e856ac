//! One row of a laboratory's file.

use csv::ByteRecord;
use mingma_acts::item::FAST_CLOCK;
use mingma_acts::{Map, Uid};
use mingma_model::document::{Document, DocumentKind};
use mingma_model::{Fault, Faults, Id, Kind, Region, parse_instant};

use super::faults;
use super::{COLUMNS, Laboratory, MORE};
use crate::evidence::compose::Said;

/// Where each column stands in a file.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    at: Vec<(&'static str, usize)>,
    width: usize,
}

impl Columns {
    /// Reads the header: every column that must stand, none twice, none unknown.
    pub(super) fn read(header: &ByteRecord, file: &str) -> Result<Self, Faults> {
        let names: Vec<String> = header.iter().map(name).collect();
        let mut found = Faults::none();
        let mut at = Vec::new();
        for (position, name) in names.iter().enumerate() {
            let place = |fault: Fault| Fault { line: 1, column: position + 1, ..fault.of_file(file) };
            match COLUMNS.iter().chain(&MORE).find(|column| *column == name) {
                None => found.push(place(faults::unknown_column(name))),
                Some(_) if names[..position].contains(name) => found.push(place(faults::column_twice(name))),
                Some(column) => at.push((*column, position)),
            }
        }
        for column in COLUMNS.iter().filter(|column| !names.iter().any(|name| name == *column)) {
            found.push(Fault { line: 1, ..faults::no_column(column).of_file(file) });
        }
        found.or(Self { at, width: names.len() })
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.at.iter().find(|(name, _)| *name == column).map(|(_, at)| *at)
    }

    /// A fault at a line, in a column (counted in fields, from 1).
    pub(super) fn place(&self, fault: Fault, line: usize, column: &str, file: &str) -> Fault {
        let column = self.position(column).map_or(0, |at| at + 1);
        Fault { line, column, ..fault.of_file(file) }
    }
}

/// A name of the header, without the mark that some programs put before the first.
fn name(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim_start_matches('\u{feff}').trim().to_owned()
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Negative,
    Positive,
    ScreenPositive,
}

/// A row that reads well, without its document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) outcome: Outcome,
    pub(super) sampled_at: i64,
    reported_at: i64,
    pub(super) sample_id: String,
    pub(super) region: Region,
    pub(super) recheck_of: Option<String>,
    pub(super) pool: Option<String>,
    /// How often its sample stood before.
    pub(super) time: u32,
}

/// Reads a row that begins at a line; its faults are told one by one, and with one there is no row.
pub(super) fn read(
    (record, line): (&ByteRecord, usize),
    columns: &Columns,
    laboratory: &Laboratory<'_>,
    found: &mut Faults,
) -> Option<(Row, Document)> {
    if record.len() != columns.width {
        let fault = faults::width(record.len(), columns.width).of_file(laboratory.name);
        found.push(Fault { line, ..fault });
        return None;
    }
    let mut fields = Fields { record, columns, laboratory, line, found };
    let document = fields.document();
    let outcome = fields.outcome();
    let (sampled_at, reported_at) = (fields.time("sampled_at"), fields.time("reported_at"));
    let sample_id = fields.id("sample_id");
    let region = fields.region();
    let recheck_of = fields.maybe("recheck_of", outcome != Some(Outcome::ScreenPositive));
    let pool = fields.maybe("pool", true);
    let (sampled_at, reported_at) = fields.in_order(sampled_at?, reported_at?)?;
    let row = Row {
        line,
        outcome: outcome?,
        sampled_at,
        reported_at,
        sample_id: sample_id?,
        region: region?,
        recheck_of: recheck_of?,
        pool: pool?,
        time: 0,
    };
    Some((row, document?))
}

struct Fields<'a> {
    record: &'a ByteRecord,
    columns: &'a Columns,
    laboratory: &'a Laboratory<'a>,
    line: usize,
    found: &'a mut Faults,
}

impl Fields<'_> {
    fn fault<T>(&mut self, column: &str, fault: Fault) -> Option<T> {
        self.found.push(self.columns.place(fault, self.line, column, self.laboratory.name));
        None
    }

    /// The text of a column, without spaces around it; what is not UTF-8 reads as nothing.
    fn raw(&self, column: &str) -> &str {
        let field = self.columns.position(column).and_then(|at| self.record.get(at)).unwrap_or_default();
        std::str::from_utf8(field).map_or("\u{fffd}", str::trim)
    }

    /// The text of a column that must be filled in.
    fn text(&mut self, column: &'static str) -> Option<String> {
        match self.raw(column) {
            "" => self.fault(column, faults::nothing(column)),
            "\u{fffd}" => self.fault(column, faults::not_utf8(column)),
            text => Some(text.to_owned()),
        }
    }

    fn document(&mut self) -> Option<Document> {
        let word = self.text("document_type")?;
        let kind = DocumentKind::from_word(&word);
        let number = self.text("document_number");
        let Some(kind) = kind else { return self.fault("document_type", faults::document_type(&word)) };
        // The number itself is never repeated in a fault.
        match Document::parse(kind, &number?) {
            Ok(document) => Some(document),
            Err(fault) => self.fault("document_number", faults::document(fault)),
        }
    }

    fn outcome(&mut self) -> Option<Outcome> {
        let word = self.text("result")?;
        match word.as_str() {
            "negative" => Some(Outcome::Negative),
            "positive" => Some(Outcome::Positive),
            "screen_positive" => Some(Outcome::ScreenPositive),
            other => self.fault("result", faults::result(other)),
        }
    }

    fn time(&mut self, column: &'static str) -> Option<i64> {
        let text = self.text(column)?;
        match parse_instant(&text) {
            Ok(at) if at <= self.laboratory.now + FAST_CLOCK => Some(at),
            Ok(_) => self.fault(column, faults::ahead(column, &text)),
            Err(_) => self.fault(column, faults::time(column, &text)),
        }
    }

    fn in_order(&mut self, sampled: i64, reported: i64) -> Option<(i64, i64)> {
        if sampled <= reported { Some((sampled, reported)) } else { self.fault("reported_at", faults::order()) }
    }

    fn id(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column)?;
        if Id::parse(&text).is_some() { Some(text) } else { self.fault(column, faults::id(column, &text)) }
    }

    fn region(&mut self) -> Option<Region> {
        let text = self.text("region")?;
        match Region::parse(&text) {
            Some(region) => Some(region),
            None => self.fault("region", faults::region(&text, false)),
        }
    }

    /// A column that may be left empty, and where it is allowed at all.
    fn maybe(&mut self, column: &'static str, allowed: bool) -> Option<Option<String>> {
        if self.raw(column).is_empty() {
            return Some(None);
        }
        let text = self.id(column)?;
        if allowed { Some(Some(text)) } else { self.fault(column, faults::not_here(column)) }
    }
}

impl Row {
    /// What the row says of a resident.
    pub(super) fn said(&self, resident: Uid, institution: &str) -> Said {
        let screen = self.outcome == Outcome::ScreenPositive;
        let kind = if screen { Kind::ScreenPositive } else { Kind::NucleicTest };
        let mut item = Map::new();
        item.set("id", self.item_id(institution));
        item.set("kind", kind.word());
        item.set("region", self.region.to_string());
        item.set("sampled_at", self.sampled_at);
        item.set("reported_at", self.reported_at);
        item.set("institution", institution);
        item.set("sample_id", self.sample_id.as_str());
        if screen {
            item = item.with_some("pool", self.pool.as_deref());
        } else {
            item.set("result", if self.outcome == Outcome::Positive { "positive" } else { "negative" });
            item = item.with_some("recheck_of", self.recheck_of.as_deref());
        }
        Said { resident, item }
    }

    /// The item's id: institution and sample, so that a recheck can name it; of a pool's
    /// further people also their number in it. What is too long for an id is hashed.
    fn item_id(&self, institution: &str) -> String {
        let mut id = format!("{institution}.{}", self.sample_id);
        if self.time > 0 {
            id.push_str(&format!(".{}", self.time));
        }
        if id.len() <= Id::MAX {
            return id;
        }
        let made = mingma_seal::sha256(id.as_bytes());
        let short: [u8; 16] = made.0[..16].try_into().expect("32 bytes hold 16");
        format!("t-{}", Uid(short))
    }
}
