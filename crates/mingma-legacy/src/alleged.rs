//! `evidence.csv`: what is alleged of people, read as strictly as evidence anywhere.

use std::collections::{BTreeMap, BTreeSet};

use mingma_model::read::{Field, MAX_ITEMS, item, object};
use mingma_model::{Evidence, Faults, FieldFault, Profile, Source, contradictions};

use crate::check::{Check, Place};
use crate::desk::{Desk, Found};
use crate::faults;
use crate::names::Names;
use crate::reading::Reading;
use crate::register::Register;
use crate::rows::{Row, Rows};
use crate::sheet::{Header, header};
use crate::table::Table;

const ID: usize = 0;
const RESIDENT: usize = 1;
const ATTRIBUTES: usize = 5;

/// An item with the row it stood in.
struct Line {
    line: u32,
    item: Evidence,
    /// The row as written, where rows set aside are kept.
    raw: Box<str>,
}

/// What is remembered of every item, so that no id stands for two.
#[derive(Default)]
struct Ids {
    names: Names,
    owners: Vec<u32>,
    contents: Vec<u64>,
    counts: Vec<u16>,
}

/// Reads all evidence; true if the file could be read.
///
/// Items of those with a red are kept. Of the others only what an item cannot
/// tell alone is looked at again: ids given twice, and items about other items.
pub(crate) fn read(register: &mut Register, reading: &mut Reading<'_, '_>, profile: &Profile) -> bool {
    let mut ids = Ids::default();
    let mut kept: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    let mut again: BTreeSet<u32> = BTreeSet::new();
    let keeps = reading.desk.keeps_rows();
    let check = |row: &Row<'_>, header: &Header| one(row, header, register, profile, keeps).map(Some);
    let whole = reading.on_two_cores(Table::Evidence, check, |one: One, desk| {
        let One { resident, content, places, line } = one;
        let found = match ids.take(resident, &line.item, content) {
            Taken::New | Taken::Repeated if register.has_red(resident) => {
                kept.entry(resident).or_default().push(line);
                return;
            }
            Taken::New if line.item.about().is_none() => return,
            Taken::New | Taken::Repeated => {
                again.insert(resident);
                return;
            }
            Taken::Others(other) => {
                let fault = faults::two_people(line.item.id.as_str(), register.residents.get(other));
                places[0].clone().with(fault)
            }
            Taken::TooMany => places[1].clone().with(faults::too_many_items(MAX_ITEMS)),
        };
        desk.put(Table::Evidence, line.line, &line.raw, vec![found]);
    });
    if !again.is_empty() {
        second_reading(register, reading, profile, &again, &ids, &mut kept);
    }
    for (resident, lines) in kept {
        let items = settle(lines, &mut reading.desk);
        if register.has_red(resident) && !items.is_empty() {
            register.evidence.insert(resident, items);
        }
    }
    whole
}

/// Reads one `evidence.csv` by itself: the items in the order of their rows, of
/// whichever residents they are.
///
/// # Errors
/// Every fault of the file, with its place in the text.
pub fn evidence_csv(source: &Source<'_>, profile: &Profile) -> Result<Vec<Evidence>, Faults> {
    let mut desk = Desk::new(false, false, None);
    desk.name = Some(source.name.to_owned());
    let mut rows = Rows::new(source.text.as_bytes());
    let mut items = Vec::new();
    if let Some(header) = header(Table::Evidence, &mut rows, &mut desk) {
        while let Ok(Some(row)) = rows.next() {
            let row = match row {
                Ok(row) => row,
                Err(broken) => {
                    desk.broken(Table::Evidence, &broken);
                    continue;
                }
            };
            let mut check = Check::new(&row, &header);
            items.extend(evidence(&mut check, profile, true));
            let found = check.found();
            if !found.is_empty() {
                desk.row(Table::Evidence, &row, found);
            }
        }
    }
    desk.end_of_file();
    desk.close().map(|_| items)
}

/// Gathers the items of those without a red that must be looked at as a whole.
fn second_reading(
    register: &Register,
    reading: &mut Reading<'_, '_>,
    profile: &Profile,
    again: &BTreeSet<u32>,
    ids: &Ids,
    kept: &mut BTreeMap<u32, Vec<Line>>,
) {
    let keeps = reading.desk.keeps_rows();
    reading.again(Table::Evidence, |row, header| {
        let resident = register.residents.find(Check::new(row, header).text(RESIDENT));
        let Some(resident) = resident.filter(|resident| again.contains(resident)) else {
            return;
        };
        // What was told in the first reading is not told again.
        let Ok(One { line, .. }) = one(row, header, register, profile, keeps) else {
            return;
        };
        let lines = kept.entry(resident).or_default();
        if ids.owns(resident, &line.item) && lines.len() < MAX_ITEMS {
            lines.push(line);
        }
    });
}

/// One row that is whole by itself.
struct One {
    resident: u32,
    /// A hash of the row as written.
    content: u64,
    /// Where id and resident stand.
    places: [Place; 2],
    line: Line,
}

/// Checks one row by itself.
fn one(row: &Row<'_>, header: &Header, register: &Register, profile: &Profile, keeps: bool) -> Result<One, Vec<Found>> {
    let mut check = Check::new(row, header);
    let resident = check.reference(RESIDENT, register.known(Table::Residents), Table::Residents);
    let item = evidence(&mut check, profile, resident.is_some());
    let places = [check.place(ID), check.place(RESIDENT)];
    let found = check.found();
    match (resident, item) {
        (Some(resident), Some(item)) if found.is_empty() => {
            Ok(One { resident, content: content(row.raw()), places, line: Line::new(row, item, keeps) })
        }
        _ => Err(found),
    }
}

/// The same number for the same text; only to be compared within one reading.
fn content(text: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(text, &mut hasher);
    std::hash::Hasher::finish(&hasher)
}

enum Taken {
    New,
    Repeated,
    Others(u32),
    TooMany,
}

impl Ids {
    /// Whether the id of an item is that resident's.
    fn owns(&self, resident: u32, item: &Evidence) -> bool {
        self.names.find(item.id.as_str()).is_some_and(|number| self.owners[number as usize] == resident)
    }

    fn take(&mut self, resident: u32, item: &Evidence, content: u64) -> Taken {
        let (number, new) = self.names.add(item.id.as_str());
        if new {
            self.owners.push(resident);
            self.contents.push(content);
        }
        let row = number as usize;
        if self.owners[row] != resident {
            return Taken::Others(self.owners[row]);
        }
        if self.counts.len() <= resident as usize {
            self.counts.resize(resident as usize + 1, 0);
        }
        let count = &mut self.counts[resident as usize];
        *count = count.saturating_add(1);
        match (new, usize::from(*count) > MAX_ITEMS) {
            (_, true) => Taken::TooMany,
            (true, _) => Taken::New,
            // The same row again is read once and is no fault.
            (false, _) if self.contents[row] == content => Taken::New,
            (false, _) => Taken::Repeated,
        }
    }
}

/// Reads the item of a row: five columns and the attributes beside them. Of a
/// resident who is not `known`, and told so already, nothing is said again.
pub(crate) fn evidence(check: &mut Check<'_>, profile: &Profile, known: bool) -> Option<Evidence> {
    if !check.width_fits() {
        return None;
    }
    let mut texts: Vec<(usize, String)> = Vec::with_capacity(ATTRIBUTES);
    for column in 0..ATTRIBUTES {
        let text = check.filled(column)?;
        let text = if column == RESIDENT && !known { "unknown" } else { text };
        texts.push((column, serde_json::to_string(text).ok()?));
    }
    let attributes = match check.text(ATTRIBUTES).trim() {
        "" => "{}",
        text => text,
    };
    let mut fields: Vec<Field<'_>> =
        texts.iter().map(|(column, json)| Field { word: check.name(*column).into(), json }).collect();
    match object(attributes) {
        Ok(more) => fields.extend(more),
        Err(fault) => {
            check.fault(ATTRIBUTES, fault);
            return None;
        }
    }
    match item(&fields, profile) {
        Ok(item) => Some(item),
        Err(found) => {
            for FieldFault { field, fault } in found {
                check.fault(column_of(field.as_deref()), fault);
            }
            None
        }
    }
}

/// The column in which a field of an item stands.
fn column_of(field: Option<&str>) -> usize {
    Table::Evidence.columns()[..ATTRIBUTES].iter().position(|column| Some(*column) == field).unwrap_or(ATTRIBUTES)
}

impl Line {
    fn new(row: &Row<'_>, item: Evidence, keep: bool) -> Self {
        let raw = if keep { row.raw().into() } else { Box::default() };
        Self { line: row.line, item, raw }
    }
}

/// The items of one resident that do not contradict one another.
fn settle(lines: Vec<Line>, desk: &mut Desk<'_>) -> Vec<Evidence> {
    let (mut lines, mut items): (Vec<_>, Vec<_>) =
        lines.into_iter().map(|line| ((line.line, line.raw), line.item)).unzip();
    loop {
        let found = contradictions(&items);
        if found.is_empty() {
            return items;
        }
        let mut by_row: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
        for (row, FieldFault { fault, .. }) in found {
            by_row.entry(row).or_default().push(Found::of_row(fault));
        }
        let rows: BTreeSet<usize> = by_row.keys().copied().collect();
        for (row, found) in by_row {
            let (line, raw) = &lines[row];
            desk.put(Table::Evidence, *line, raw, found);
        }
        if !desk.skips() {
            return items;
        }
        // What was about a row set aside is about nothing now: look again.
        items = without(items, &rows);
        lines = without(lines, &rows);
    }
}

fn without<T>(list: Vec<T>, rows: &BTreeSet<usize>) -> Vec<T> {
    list.into_iter().enumerate().filter(|(row, _)| !rows.contains(row)).map(|(_, value)| value).collect()
}
