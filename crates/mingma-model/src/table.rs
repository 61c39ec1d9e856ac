//! Plain tables of a profile: comma-separated, a header, no quotes, read without copying.

use crate::fault::{Fault, Faults, Source};
use crate::text::Text;

/// One row of a table of `N` columns.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, const N: usize> {
    /// The cells, trimmed of nothing: tables are written by a program.
    pub cells: [&'a str; N],
    /// The whole line, to point at.
    pub line: &'a str,
}

/// Splits a table into rows and checks its header and the number of cells; empty lines are
/// passed over, LF and CRLF are read alike.
///
/// # Errors
/// Every line that has another number of cells, and another header than the one given.
pub fn rows<'a, const N: usize>(source: &Source<'a>, header: [&str; N]) -> Result<Vec<Row<'a, N>>, Faults> {
    let mut lines = source.text.lines();
    let first = lines.next().unwrap_or_default();
    let mut faults = Faults::none();
    if !first.split(',').eq(header) {
        faults.push(wrong_header(&header.join(",")).at(source, span(source, first)));
        return Err(faults);
    }
    let mut rows = Vec::with_capacity(source.text.len() / 40);
    for line in lines.filter(|line| !line.is_empty()) {
        match cells(line) {
            Some(cells) => rows.push(Row { cells, line }),
            None => faults.push(wrong_cells(N).at(source, span(source, line))),
        }
    }
    faults.or(rows)
}

fn cells<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut cells = [""; N];
    let mut parts = line.split(',');
    for cell in &mut cells {
        *cell = parts.next()?;
    }
    (parts.next().is_none() && !line.contains('"')).then_some(cells)
}

/// The bytes of a part of a source.
#[must_use]
pub fn span(source: &Source<'_>, part: &str) -> std::ops::Range<usize> {
    let start = source.offset_of(part);
    start..start + part.len()
}

/// `MM-TAB-003`: a cell that is not of the form its column wants.
#[must_use]
pub fn wrong_cell(source: &Source<'_>, column: &str, cell: &str, wanted: Text) -> Fault {
    Fault::new(
        "MM-TAB-003",
        Text::new(format!("列 {column} 的 \"{cell}\" 读不懂"), format!("column {column} holds \"{cell}\"")),
        wanted,
    )
    .at(source, span(source, cell))
}

/// `MM-TAB-004`: a row that does not come after the one before it.
#[must_use]
pub fn wrong_order(source: &Source<'_>, column: &str, cell: &str) -> Fault {
    Fault::new(
        "MM-TAB-004",
        Text::new(format!("\"{cell}\" 重复或未按升序"), format!("\"{cell}\" comes twice or out of order")),
        Text::new(format!("按 {column} 升序排列，每个只出现一次"), format!("sort by {column}, each once")),
    )
    .at(source, span(source, cell))
}

fn wrong_header(wanted: &str) -> Fault {
    Fault::new(
        "MM-TAB-001",
        Text::new("表头不对", "the header is another one"),
        Text::new(format!("第一行写 {wanted}"), format!("let the first line be {wanted}")),
    )
}

fn wrong_cells(wanted: usize) -> Fault {
    Fault::new(
        "MM-TAB-002",
        Text::new("这一行的列数不对，或含引号", "this line has another number of cells, or a quote"),
        Text::new(
            format!("写 {wanted} 列，以逗号分隔，不用引号"),
            format!("write {wanted} cells separated by commas, without quotes"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: [&str; 2] = ["code", "name"];

    fn read(text: &str) -> Result<usize, Faults> {
        rows(&Source::new("t.csv", text), HEADER).map(|rows| rows.len())
    }

    #[test]
    fn crlf_a_byte_order_mark_and_empty_lines_are_read() {
        assert_eq!(read("\u{feff}code,name\r\n1,甲\r\n\r\n2,乙\r\n").unwrap(), 2);
    }

    #[test]
    fn every_bad_line_is_told_with_its_place() {
        let faults = read("code,name\n1\n2,b\n3,c,d\n\"4\",d\n").unwrap_err();
        let lines: Vec<usize> = faults.listed().iter().map(|fault| fault.line).collect();
        assert_eq!((lines, faults.listed()[0].code), (vec![2, 4, 5], "MM-TAB-002"));
    }

    #[test]
    fn another_header_is_refused_with_the_right_one() {
        let faults = read("name,code\n").unwrap_err();
        assert_eq!(faults.listed()[0].code, "MM-TAB-001");
        assert!(faults.to_string().contains("code,name"));
    }

    proptest! {
        #[test]
        fn random_text_never_panics(text in ".{0,200}") {
            let _ = read(&text);
            let _ = read(&format!("code,name\n{text}"));
        }
    }
}
