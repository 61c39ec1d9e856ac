//! The checks of a row, field by field.

use std::ops::Range;

use mingma_model::{Fault, Profile, Region, parse_instant};

use crate::desk::Found;
use crate::faults;
use crate::names::Names;
use crate::rows::Row;
use crate::sheet::Header;
use crate::table::Table;

/// The longest text of an account, unit, channel, reason or batch, in characters.
pub const NAME_LIMIT: usize = 200;

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
