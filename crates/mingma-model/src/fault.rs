//! What is wrong with something that was read: where, what, and what to do.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::text::{Lang, Text};

/// How much a fault weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is refused for it.
    Note,
    /// Worth a look; nothing is refused for it.
    Warning,
    /// What was read is refused.
    Error,
}

/// One fault, told so that the reader can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, such as `MM-EVD-004`.
    pub code: &'static str,
    /// Weight.
    pub severity: Severity,
    /// The file as the reader named it; empty where there is none.
    pub file: String,
    /// Line, from 1; 0 where no line is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where no column is meant.
    pub column: usize,
    /// The bytes to underline in the file.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: Text,
    /// What to do.
    pub help: Text,
}

impl Fault {
    /// A fault without a place yet.
    #[must_use]
    pub fn new(code: &'static str, what: Text, help: Text) -> Self {
        Self { code, severity: Severity::Error, file: String::new(), line: 0, column: 0, span: 0..0, what, help }
    }

    /// The same fault, with another weight.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same fault, at a place of a source.
    #[must_use]
    pub fn at(mut self, source: &Source<'_>, span: Range<usize>) -> Self {
        let (line, column) = source.line_column(span.start);
        self.file = source.name.to_owned();
        (self.line, self.column, self.span) = (line, column, span);
        self
    }

    /// The same fault, of a file that has no text to point into.
    #[must_use]
    pub fn of_file(mut self, name: impl Into<String>) -> Self {
        self.file = name.into();
        self
    }

    /// `file:line:column`, as far as known.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.file.is_empty(), self.line) {
            (true, _) => String::new(),
            (false, 0) => self.file.clone(),
            (false, line) if self.column == 0 => format!("{}:{line}", self.file),
            (false, line) => format!("{}:{line}:{}", self.file, self.column),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Fault", 8)?;
        out.serialize_field("code", self.code)?;
        out.serialize_field("severity", &self.severity)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("line", &self.line)?;
        out.serialize_field("column", &self.column)?;
        out.serialize_field("zh", &self.what.zh)?;
        out.serialize_field("en", &self.what.en)?;
        out.serialize_field("help", &self.help)?;
        out.end()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        let gap = if place.is_empty() { "" } else { ": " };
        writeln!(f, "{}{gap}{}", self.code, place)?;
        for lang in Lang::ALL {
            writeln!(f, "  {}", self.what.of(lang))?;
            writeln!(f, "    → {}", self.help.of(lang))?;
        }
        Ok(())
    }
}

/// Faults listed at most; beyond it only the total is told.
pub const LISTED_FAULTS: usize = 1_000;

/// Every fault of one reading: at most [`LISTED_FAULTS`] kept, all counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    listed: Vec<Fault>,
    total: usize,
}

impl Faults {
    /// No faults yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds one; past the limit it is counted only.
    pub fn push(&mut self, fault: Fault) {
        self.total += 1;
        if self.listed.len() < LISTED_FAULTS {
            self.listed.push(fault);
        }
    }

    /// Adds all of another reading.
    pub fn extend(&mut self, other: Self) {
        self.total += other.total - other.listed.len();
        for fault in other.listed {
            self.push(fault);
        }
    }

    /// True if nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many were found in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Those that are listed, in the order of their places.
    #[must_use]
    pub fn listed(&self) -> &[Fault] {
        &self.listed
    }

    /// Orders the list by file and place.
    pub fn sort(&mut self) {
        self.listed.sort_by(|a, b| (&a.file, a.span.start, a.code).cmp(&(&b.file, b.span.start, b.code)));
    }

    /// The value, or these faults if there is any of the weight of an error.
    ///
    /// # Errors
    /// All faults, when one of them is an error.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        let refused =
            self.total > self.listed.len() || self.listed.iter().any(|fault| fault.severity == Severity::Error);
        if refused { Err(self) } else { Ok(value) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        let mut faults = Self::none();
        faults.push(fault);
        faults
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.listed {
            write!(f, "{fault}")?;
        }
        if self.total > self.listed.len() {
            writeln!(
                f,
                "共 {} 处，列出前 {} 处 / {} in all, the first {} listed",
                self.total,
                self.listed.len(),
                self.total,
                self.listed.len()
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// A named text that faults can point into.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The name as the reader gave it.
    pub name: &'a str,
    /// The text, without a byte-order mark.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// Names a text; a leading byte-order mark is passed over.
    #[must_use]
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text: text.strip_prefix('\u{feff}').unwrap_or(text) }
    }

    /// Line and column (in characters), both from 1, of a byte offset.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let bytes = &self.text.as_bytes()[..offset.min(self.text.len())];
        let start = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        let line = bytes.iter().filter(|b| **b == b'\n').count() + 1;
        // Continuation bytes are not characters of their own.
        let column = bytes[start..].iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
        (line, column)
    }

    /// The offset at which a part of this text begins; 0 for a foreign slice.
    #[must_use]
    pub fn offset_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .filter(|offset| offset + part.len() <= self.text.len())
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_from_one() {
        let source = Source::new("x", "\u{feff}甲乙\n丙x");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(3), (1, 2));
        assert_eq!(source.line_column(10), (2, 2));
        assert_eq!(source.line_column(999), (2, 3));
    }

    #[test]
    fn past_the_limit_faults_are_counted_and_not_kept() {
        let mut faults = Faults::none();
        for _ in 0..LISTED_FAULTS + 5 {
            faults.push(Fault::new("MM-EVD-001", Text::default(), Text::default()));
        }
        assert_eq!((faults.total(), faults.listed().len()), (LISTED_FAULTS + 5, LISTED_FAULTS));
        assert!(faults.to_string().contains("1005"));
    }
}
