//! A tiny folder, written row by row.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use mingma_legacy::{Folder, Inquiry, Options, Table, inquire};
use mingma_model::{Faults, Profile};
use mingma_rules::{Rulebook, load, shipped};

/// The seven files as text, each with its header.
#[derive(Clone)]
pub struct Register(pub BTreeMap<Table, String>);

impl Register {
    /// Headers, one account, a place in Zhengzhou and one in Kaifeng, and residents r1 to r9.
    pub fn new() -> Self {
        let headers = Table::ALL.into_iter().map(|table| (table, format!("{}\n", table.columns().join(","))));
        let mut register = Self(headers.collect());
        register.row(Table::Accounts, "clerk-1,Bureau,Director");
        register.row(Table::Places, "zz,East station,entry,410105").row(Table::Places, "kf,Market,venue,410203");
        for n in 1..=9 {
            register.row(Table::Residents, &format!("r{n},,,,,310101"));
        }
        register
    }

    pub fn row(&mut self, table: Table, row: &str) -> &mut Self {
        let text = self.0.get_mut(&table).unwrap();
        text.push_str(row);
        text.push('\n');
        self
    }

    /// A red of the batch b1 by clerk-1; `until` may be empty.
    pub fn red(&mut self, resident: &str, from: &str, until: &str) -> &mut Self {
        self.row(Table::Colours, &format!("{resident},red,{},{},clerk-1,,,b1", at(from), at(until)))
    }

    pub fn scan(&mut self, resident: &str, place: &str, when: &str, client: &str) -> &mut Self {
        self.row(Table::Scans, &format!("{resident},{place},{},{client}", at(when)))
    }

    /// Evidence; times among the attributes are written in full.
    pub fn evidence(&mut self, id: &str, resident: &str, kind: &str, observed: &str, attributes: &str) -> &mut Self {
        let attributes = attributes.replace('"', "\"\"");
        self.row(Table::Evidence, &format!("{id},{resident},{kind},410105,{},\"{attributes}\"", at(observed)))
    }

    /// A close contact: red for 14 days by the floor of June 2022.
    pub fn contact(&mut self, id: &str, resident: &str, last: &str, observed: &str) -> &mut Self {
        let attributes = format!("{{\"case\":\"c1\",\"last_contact_at\":\"{}\"}}", at(last));
        self.evidence(id, resident, "close_contact", observed, &attributes)
    }

    pub fn with(&self, table: Table, text: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.0.insert(table, text.into());
        other
    }

    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.0.iter().map(|(table, text)| (table.file().to_owned(), text.clone().into_bytes())).collect()
    }

    pub fn folder(&self) -> Folder {
        Folder::from_files(self.files()).unwrap()
    }

    pub fn inquire(&self) -> Inquiry {
        self.ask(&Options::default()).unwrap_or_else(|faults| panic!("{faults}"))
    }

    pub fn faults(&self) -> Faults {
        self.ask(&Options::default()).unwrap_err()
    }

    pub fn skip_bad(&self) -> Inquiry {
        self.ask(&Options { skip_bad: true, ..Options::default() }).unwrap()
    }

    pub fn ask(&self, options: &Options) -> Result<Inquiry, Faults> {
        ask(&self.folder(), options)
    }
}

pub fn ask(folder: &Folder, options: &Options) -> Result<Inquiry, Faults> {
    let (profile, book) = rules();
    inquire(folder, &book, &profile, options, &mut |_| {})
}

pub fn rules() -> (Profile, Rulebook) {
    let profile = shipped::profile("cn").unwrap();
    let book = load::shipped(&profile).unwrap();
    (profile, book)
}

/// `06-13 10:00` or `06-13 10:00:01` of 2022 in Beijing's time; other texts as they are.
pub fn at(short: &str) -> String {
    let Some((date, clock)) = short.split_once(' ') else {
        return short.to_owned();
    };
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let year = if date.len() == 5 { "2022-" } else { "" };
    format!("{year}{date}T{clock}{seconds}+08:00")
}

/// Codes and lines of the faults, in order.
pub fn codes(faults: &Faults) -> Vec<(&'static str, String, usize)> {
    faults.listed().iter().map(|fault| (fault.code, fault.file.clone(), fault.line)).collect()
}
