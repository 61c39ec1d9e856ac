//! Bytes in, rows out: comma-separated text framed strictly, without copying.
//!
//! A row is at most [`ROW_LIMIT`] bytes. Quotes are read as RFC 4180 writes
//! them and in no other way; a row with broken quotes is told and passed over
//! by its first line, so that the rows after it are still read.

use std::io::{self, Read};
use std::ops::Range;

use crate::quotes::quoted;

/// The longest row, in bytes (64 KiB).
pub const ROW_LIMIT: usize = 64 << 10;

/// Bytes held at once; a row always fits.
const HELD: usize = 512 << 10;

/// Why a row is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Longer than [`ROW_LIMIT`].
    TooLong,
    /// A quote that is not closed, not doubled, or amid a field.
    Quotes,
    /// Not UTF-8 (or, decoded from GB18030, not that).
    Encoding,
}

/// A row that could not be read.
#[derive(Clone, Debug)]
pub struct BrokenRow {
    /// The line it begins in, from 1.
    pub line: u32,
    /// What is wrong.
    pub why: Broken,
    /// How it begins, as far as it is text.
    pub begins: String,
}

/// One field of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Where the field begins in the row as written.
    pub(crate) raw: u32,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The line it begins in, from 1.
    pub line: u32,
    /// Where the row begins in the text, in bytes.
    pub(crate) offset: u64,
    pub(crate) raw: &'a str,
    pub(crate) text: &'a str,
    pub(crate) cells: &'a [Cell],
}

impl<'a> Row<'a> {
    /// How many fields it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// A field by position; empty where the row is too short.
    #[inline]
    #[must_use]
    pub fn get(&self, at: usize) -> &'a str {
        self.cells.get(at).map_or("", |cell| &self.text[cell.start as usize..cell.end as usize])
    }

    /// The column in characters, from 1, at which a field begins.
    #[must_use]
    pub fn column(&self, at: usize) -> usize {
        self.cells.get(at).map_or(0, |cell| self.raw[..cell.raw as usize].chars().count() + 1)
    }

    /// The bytes of a field in the text, as it was written.
    #[must_use]
    pub fn span(&self, at: usize) -> Range<usize> {
        let row = usize::try_from(self.offset).unwrap_or(usize::MAX >> 1);
        let Some(cell) = self.cells.get(at) else {
            return row..row + self.raw.len();
        };
        let end = self.cells.get(at + 1).map_or(self.raw.len(), |next| next.raw as usize - 1);
        row + cell.raw as usize..row + end
    }

    /// The row as it was written, without its end of line.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.raw
    }
}

/// The rows of one file, one after another.
pub struct Rows<R> {
    source: R,
    held: Vec<u8>,
    start: usize,
    end: usize,
    eof: bool,
    line: u32,
    taken: u64,
    replaced: bool,
    cells: Vec<Cell>,
    flat: Vec<u8>,
}

/// What the scan of one row found: the bytes of the row, those to pass over,
/// and the lines among them.
pub(crate) struct Framed {
    pub(crate) row: usize,
    pub(crate) pass: usize,
    pub(crate) lines: u32,
    pub(crate) quoted: bool,
}

impl<R: Read> Rows<R> {
    /// Rows of UTF-8, with or without a byte-order mark.
    pub fn new(source: R) -> Self {
        Self {
            source,
            held: vec![0; HELD],
            start: 0,
            end: 0,
            eof: false,
            line: 0,
            taken: 0,
            replaced: false,
            cells: Vec::new(),
            flat: Vec::new(),
        }
    }

    /// Rows of text decoded from another encoding, in which a replacement
    /// character stands for what could not be decoded.
    pub fn decoded(source: R) -> Self {
        Self { replaced: true, ..Self::new(source) }
    }

    /// Bytes taken from the source so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.taken
    }

    /// The next row that holds anything; none at the end.
    ///
    /// # Errors
    /// Of the source alone; a broken row is told as a value.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> io::Result<Option<Result<Row<'_>, BrokenRow>>> {
        loop {
            self.refill()?;
            if self.start == self.end {
                return Ok(None);
            }
            let line = self.line + 1;
            let from = self.start;
            match self.frame() {
                Ok(framed) => {
                    self.start += framed.pass;
                    self.line += framed.lines;
                    if self.blank(from, framed.row) {
                        continue;
                    }
                    return Ok(Some(self.row(line, from, &framed)));
                }
                Err(why) => return Ok(Some(Err(self.pass_over(line, why)?))),
            }
        }
    }

    /// Keeps at least one row's bytes at hand.
    fn refill(&mut self) -> io::Result<()> {
        if self.eof || self.end - self.start > ROW_LIMIT + 2 {
            return Ok(());
        }
        self.held.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        // A decoder wants room for a character; there is always more than a row's.
        while self.held.len() - self.end >= 4_096 && !self.eof {
            match self.source.read(&mut self.held[self.end..]) {
                Ok(0) => self.eof = true,
                Ok(read) => {
                    let first = self.taken == 0 && self.end == 0;
                    self.end += read;
                    self.taken += read as u64;
                    if first {
                        self.pass_mark()?;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Passes over a byte-order mark.
    fn pass_mark(&mut self) -> io::Result<()> {
        while self.end < 3 && !self.eof {
            let read = self.source.read(&mut self.held[self.end..])?;
            self.eof = read == 0;
            self.end += read;
            self.taken += read as u64;
        }
        if self.held[..self.end].starts_with("\u{feff}".as_bytes()) {
            self.start = 3;
        }
        Ok(())
    }

    /// Finds the end of the row and of its fields.
    fn frame(&mut self) -> Result<Framed, Broken> {
        let window = &self.held[self.start..self.end.min(self.start + ROW_LIMIT + 1)];
        self.cells.clear();
        let mut field = 0;
        for (at, byte) in window.iter().enumerate() {
            match byte {
                b',' => {
                    self.cells.push(plain(field, at));
                    field = at + 1;
                }
                b'\n' => {
                    let row = without_return(window, at);
                    self.cells.push(plain(field, row.max(field)));
                    return Ok(Framed { row, pass: at + 1, lines: 1, quoted: false });
                }
                b'"' => return quoted(window, self.eof, &mut self.cells, &mut self.flat),
                _ => {}
            }
        }
        if window.len() > ROW_LIMIT {
            return Err(Broken::TooLong);
        }
        let row = without_return(window, window.len());
        self.cells.push(plain(field, row.max(field)));
        Ok(Framed { row, pass: window.len(), lines: 1, quoted: false })
    }

    /// True of an empty line, or one of which a table program left only commas.
    fn blank(&self, from: usize, row: usize) -> bool {
        self.held[from..from + row].iter().all(|byte| matches!(byte, b' ' | b'\t' | b','))
    }

    fn row(&self, line: u32, from: usize, framed: &Framed) -> Result<Row<'_>, BrokenRow> {
        let bytes = &self.held[from..from + framed.row];
        let broken = || BrokenRow { line, why: Broken::Encoding, begins: beginning(bytes) };
        let raw = std::str::from_utf8(bytes).map_err(|_| broken())?;
        if self.replaced && raw.contains('\u{fffd}') {
            return Err(broken());
        }
        let text = if framed.quoted { std::str::from_utf8(&self.flat).map_err(|_| broken())? } else { raw };
        let offset = self.taken - (self.end - from) as u64;
        Ok(Row { line, offset, raw, text, cells: &self.cells })
    }

    /// Passes over the first line of a broken row.
    fn pass_over(&mut self, line: u32, why: Broken) -> io::Result<BrokenRow> {
        let begins = beginning(&self.held[self.start..self.end.min(self.start + 200)]);
        loop {
            let window = &self.held[self.start..self.end];
            if let Some(at) = window.iter().position(|byte| *byte == b'\n') {
                self.start += at + 1;
                break;
            }
            self.start = self.end;
            self.refill()?;
            if self.start == self.end {
                break;
            }
        }
        self.line += 1;
        Ok(BrokenRow { line, why, begins })
    }
}

// A row is at most 64 KiB, so its offsets fit.
#[allow(clippy::cast_possible_truncation)]
fn plain(start: usize, end: usize) -> Cell {
    Cell { start: start as u32, end: end as u32, raw: start as u32 }
}

pub(crate) fn without_return(window: &[u8], end: usize) -> usize {
    if end > 0 && window[end - 1] == b'\r' { end - 1 } else { end }
}

fn beginning(bytes: &[u8]) -> String {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and fields of a row, or line and what is wrong.
    type Told = Result<(u32, Vec<String>), (u32, Broken)>;

    fn read(bytes: &[u8]) -> Vec<Told> {
        let mut rows = Rows::new(bytes);
        let mut out = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            out.push(match row {
                Ok(row) => Ok((row.line, (0..row.len()).map(|i| row.get(i).to_owned()).collect())),
                Err(broken) => Err((broken.line, broken.why)),
            });
        }
        out
    }

    fn row(line: u32, fields: &[&str]) -> Told {
        Ok((line, fields.iter().map(|field| (*field).to_owned()).collect()))
    }

    #[test]
    fn a_mark_returns_and_empty_lines_are_read() {
        let text = "\u{feff}a,b\r\n\r\n1,2\n\n ,\n3,\r\n,4";
        assert_eq!(
            read(text.as_bytes()),
            [row(1, &["a", "b"]), row(3, &["1", "2"]), row(6, &["3", ""]), row(7, &["", "4"])]
        );
    }

    #[test]
    fn quoted_fields_may_hold_commas_quotes_and_ends_of_line() {
        let text = "a,\"b,\"\"c\"\"\",d\r\n\"x\ny\",\"\"\r\n2,\"3\"";
        assert_eq!(read(text.as_bytes()), [row(1, &["a", "b,\"c\"", "d"]), row(2, &["x\ny", ""]), row(4, &["2", "3"])]);
        assert_eq!(
            read(b"a,\"b\"\r\nc,\"d\",e\r\n\"f\",g\r\n"),
            [row(1, &["a", "b"]), row(2, &["c", "d", "e"]), row(3, &["f", "g"])]
        );
    }

    #[test]
    fn broken_quotes_cost_one_line_and_no_more() {
        for bad in ["a,\"b", "a,b\"c", "a,\"b\"c", "\"a\"\",b"] {
            let text = format!("h,i\n{bad}\n1,2\n");
            assert_eq!(
                read(text.as_bytes()),
                [row(1, &["h", "i"]), Err((2, Broken::Quotes)), row(3, &["1", "2"])],
                "{bad}"
            );
        }
    }

    #[test]
    fn a_row_of_the_limit_is_read_and_one_byte_more_is_not() {
        for (length, fits) in [(ROW_LIMIT, true), (ROW_LIMIT + 1, false), (HELD * 3, false)] {
            let text = format!("{}\nb\n", "x".repeat(length));
            let found = read(text.as_bytes());
            assert_eq!(found[0].is_ok(), fits, "{length}");
            assert_eq!(found[1], row(2, &["b"]), "{length}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_told_by_line() {
        assert_eq!(read(b"a\n\xd6\xd0\nb\n"), [row(1, &["a"]), Err((2, Broken::Encoding)), row(3, &["b"])]);
    }

    #[test]
    fn rows_across_the_held_bytes_are_whole() {
        let mut text = String::new();
        for i in 0..60_000 {
            text.push_str(&format!("{i},\"{}\"\n", "y".repeat(i % 40)));
        }
        let found = read(text.as_bytes());
        assert_eq!(found.len(), 60_000);
        assert_eq!(found[59_999], row(60_000, &["59999", &"y".repeat(59_999 % 40)]));
    }

    #[test]
    fn a_column_counts_characters_of_the_row_as_written() {
        let mut rows = Rows::new("甲,\"乙,\"\"丙\",丁\n".as_bytes());
        let row = rows.next().unwrap().unwrap().unwrap();
        assert_eq!([row.column(0), row.column(1), row.column(2)], [1, 3, 11]);
        assert_eq!([row.span(0), row.span(1), row.span(2)], [0..3, 4..15, 16..19]);
    }
}
