//! On which line of a file a row begins: a reader of rows tells its place before the empty
//! lines above it.

use std::io::Read;

/// Bytes kept behind what was asked for before they are let go.
const BEHIND: usize = 64 << 10;

/// A file on its way to the reader of rows; it keeps what the rows to come may begin with.
pub(super) struct Lines<R> {
    inner: R,
    /// Where in the file the kept bytes begin.
    from: usize,
    kept: Vec<u8>,
}

impl<R> Lines<R> {
    pub(super) const fn of(inner: R) -> Self {
        Self { inner, from: 0, kept: Vec::new() }
    }

    /// The line on which the row of a place begins, counted from 1; places are asked for
    /// ascending.
    pub(super) fn line(&mut self, at: &csv::Position) -> usize {
        let narrow = |told: u64| usize::try_from(told).unwrap_or(usize::MAX);
        let here = narrow(at.byte()).saturating_sub(self.from).min(self.kept.len());
        let above = self.kept[here..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let line = narrow(at.line()).saturating_add(above.filter(|byte| **byte == b'\n').count());
        if here > BEHIND {
            self.kept.drain(..here);
            self.from += here;
        }
        line
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(to)?;
        self.kept.extend_from_slice(&to[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_begins_where_it_stands_whatever_is_empty_above_it() {
        for ends in ["\n", "\r\n"] {
            let text = ["a,b", "", "1,2", "\"x", "y\",3", "", "", "4,5", "", "6,7"].join(ends);
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Lines::of(text.as_bytes()));
            reader.byte_headers().unwrap();
            let mut record = csv::ByteRecord::new();
            let mut lines = Vec::new();
            while reader.read_byte_record(&mut record).unwrap() {
                lines.push(reader.get_mut().line(&record.position().unwrap().clone()));
            }
            assert_eq!(lines, [3, 4, 8, 10], "{ends:?}");
        }
    }

    #[test]
    fn a_long_file_keeps_little_and_counts_on() {
        let text = "h\n".to_owned() + &"\n0123456789\n".repeat(50_000);
        let mut reader = csv::ReaderBuilder::new().from_reader(Lines::of(text.as_bytes()));
        let mut record = csv::ByteRecord::new();
        let mut last = 0;
        while reader.read_byte_record(&mut record).unwrap() {
            last = reader.get_mut().line(&record.position().unwrap().clone());
            assert!(reader.get_ref().kept.len() <= 4 * BEHIND);
        }
        assert_eq!(last, 100_001);
    }
}
