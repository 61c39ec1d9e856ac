//! People who are to be enrolled: one by flags, or many by a CSV file.
//!
//! Columns: `document_type`, `document_number`, `name`, `phone`, `region` (six digits of
//! where they live) and, where a device comes with them, `key`. Every fault of every row is
//! told before anything is signed, and never repeats what is personal.

mod faults;

use std::collections::HashMap;

use csv::ByteRecord;
use mingma_app::register::enrolment::{Person, Phone};
use mingma_model::document::{Document, DocumentKind, PersonName, Purpose};
use mingma_model::{Fault, Faults, Profile, Region};
use mingma_seal::PublicKey;

/// The columns that every file has.
pub const COLUMNS: [&str; 5] = ["document_type", "document_number", "name", "phone", "region"];
/// The column that a file may have.
pub const KEY: &str = "key";
/// The most people of one act.
const MOST: usize = mingma_acts::member::MAX_MEMBERS;

/// People with the lines on which they stand.
pub type Read = Vec<(usize, Person)>;

/// Reads one person from words by column.
///
/// # Errors
/// Every fault, each with the index of its column.
pub fn person(word: &dyn Fn(&str) -> Option<String>, profile: &Profile) -> Result<Person, Vec<(&'static str, Fault)>> {
    let mut fields = Fields { word, found: Vec::new() };
    let document = fields.document();
    let name = fields.read("name", |text| PersonName::parse(text).ok());
    let phone = fields.read("phone", Phone::parse);
    let known = |text: &str| Region::parse(text).filter(|region| profile.regions.contains(*region));
    let region = fields.read("region", known);
    let key = match word(KEY).filter(|text| !text.is_empty()) {
        Some(_) => fields.read(KEY, |text| text.parse::<PublicKey>().ok()).map(Some),
        None => Some(None),
    };
    match (document, name, phone, region, key) {
        (Some(document), Some(name), Some(phone), Some(region), Some(key)) => {
            Ok(Person { document, name, phone, region, key })
        }
        _ => Err(fields.found),
    }
}

struct Fields<'a> {
    word: &'a dyn Fn(&str) -> Option<String>,
    found: Vec<(&'static str, Fault)>,
}

impl Fields<'_> {
    fn text(&mut self, column: &'static str) -> Option<String> {
        let text = (self.word)(column).filter(|text| !text.is_empty());
        if text.is_none() {
            self.found.push((column, faults::empty(column)));
        }
        text
    }

    fn read<T>(&mut self, column: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?;
        let read = read(&text);
        if read.is_none() {
            self.found.push((column, faults::unfit(column)));
        }
        read
    }

    fn document(&mut self) -> Option<Document> {
        let kind = self.read("document_type", DocumentKind::from_word);
        let number = self.text("document_number");
        match Document::parse(kind?, &number?) {
            Ok(document) => Some(document),
            Err(fault) => {
                self.found.push(("document_number", faults::number(fault)));
                None
            }
        }
    }
}

/// Reads a file whole.
///
/// # Errors
/// Every fault of every row, with line and column.
pub fn file(name: &str, text: &str, profile: &Profile) -> Result<Read, Faults> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.byte_headers().map_err(|error| faults::unreadable(name, &error))?.clone();
    let columns = columns(&header, name)?;
    let mut found = Faults::none();
    let mut people = Read::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| faults::unreadable(name, &error))?;
        let line = record.position().map_or(0, |at| line_of(text.as_bytes(), at));
        let place = |column: &str, fault: Fault| at(fault, name, line, columns.get(column).map_or(0, |at| at + 1));
        if record.len() != header.len() {
            found.push(place("", faults::width(record.len(), header.len())));
            continue;
        }
        let word = |column: &str| columns.get(column).and_then(|at| record.get(*at)).map(utf8);
        match person(&word, profile) {
            Ok(person) => match numbers.insert(number(&person.document), line) {
                Some(first) => found.push(place("document_number", faults::twice(first))),
                None => people.push((line, person)),
            },
            Err(faults) => faults.into_iter().for_each(|(column, fault)| found.push(place(column, fault))),
        }
        if people.len() > MOST {
            return Err(faults::too_many(name, MOST).into());
        }
    }
    if people.is_empty() && found.is_empty() {
        found.push(faults::nobody(name));
    }
    found.or(people)
}

/// The line on which a row begins: its position is told before the empty lines above it.
pub fn line_of(text: &[u8], at: &csv::Position) -> usize {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let above = text.get(from..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let line = usize::try_from(at.line()).unwrap_or(usize::MAX);
    line.saturating_add(above.filter(|byte| **byte == b'\n').count())
}

fn at(fault: Fault, file: &str, line: usize, column: usize) -> Fault {
    Fault { line, column, ..fault.of_file(file) }
}

fn number(document: &Document) -> String {
    format!("{} {}", document.kind().word(), document.reveal(Purpose::Matching))
}

/// The text of a field, without spaces around it; what is not UTF-8 is of no form.
fn utf8(field: &[u8]) -> String {
    std::str::from_utf8(field).map_or_else(|_| "\u{fffd}".to_owned(), |text| text.trim().to_owned())
}

/// Where each column stands: all that must, none twice, none unknown.
fn columns(header: &ByteRecord, file: &str) -> Result<HashMap<String, usize>, Faults> {
    let mut found = Faults::none();
    let mut columns = HashMap::new();
    for (position, field) in header.iter().enumerate() {
        let name = utf8(field).trim_start_matches('\u{feff}').to_owned();
        let known = COLUMNS.contains(&name.as_str()) || name == KEY;
        if !known || columns.insert(name.clone(), position).is_some() {
            found.push(at(faults::column(&name), file, 1, position + 1));
        }
    }
    for column in COLUMNS.iter().filter(|column| !columns.contains_key(**column)) {
        found.push(at(faults::no_column(column), file, 1, 0));
    }
    found.or(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_rules::shipped;

    const HEADER: &str = "document_type,document_number,name,phone,region\n";

    fn codes(rows: &str) -> Vec<(usize, usize, &'static str)> {
        let profile = shipped::profile("cn").unwrap();
        let faults = file("people.csv", &format!("{HEADER}{rows}"), &profile).unwrap_err();
        faults.listed().iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
    }

    #[test]
    fn every_fault_of_every_row_is_told_with_line_and_column() {
        let rows = "resident_id,1,,12,999999\nlibrary_card,x,名,13800000000,350102\na,b\n";
        assert_eq!(
            codes(rows),
            [
                (2, 2, "MM-ENR-007"),
                (2, 3, "MM-ENR-005"),
                (2, 4, "MM-ENR-006"),
                (2, 5, "MM-ENR-006"),
                (3, 1, "MM-ENR-006"),
                (4, 0, "MM-ENR-004"),
            ]
        );
        assert_eq!(codes(""), [(0, 0, "MM-ENR-009")]);
    }

    #[test]
    fn a_document_stands_once_in_a_file_and_a_file_has_its_columns() {
        let row = "passport,E12345678,TEST ONE,13800000000,350102\n";
        assert_eq!(codes(&format!("{row}{row}")), [(3, 2, "MM-ENR-008")]);
        let profile = shipped::profile("cn").unwrap();
        let faults = file("p.csv", "document_type,colour,name,name\n", &profile).unwrap_err();
        let codes: Vec<_> = faults.listed().iter().map(|fault| fault.code).collect();
        assert_eq!(codes.iter().filter(|code| **code == "MM-ENR-003").count(), 2);
        assert_eq!(codes.iter().filter(|code| **code == "MM-ENR-002").count(), 3);
    }
}
