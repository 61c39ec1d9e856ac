//! Rows in which quotes stand, as RFC 4180 writes them and in no other way.

use crate::rows::{Broken, Cell, Framed, ROW_LIMIT, without_return};

/// Reads a row in which quotes stand: fields are unfolded into `flat`.
pub(crate) fn quoted(window: &[u8], eof: bool, cells: &mut Vec<Cell>, flat: &mut Vec<u8>) -> Result<Framed, Broken> {
    cells.clear();
    flat.clear();
    let whole = eof && window.len() <= ROW_LIMIT;
    let (mut at, mut lines) = (0, 1);
    loop {
        let (raw, begin) = (at, flat.len());
        if window.get(at) == Some(&b'"') {
            at = unfold(window, at + 1, flat, &mut lines)?;
        } else {
            let rest = &window[at..];
            let length = rest.iter().position(|byte| matches!(byte, b',' | b'\n' | b'"')).unwrap_or(rest.len());
            flat.extend_from_slice(&rest[..length]);
            at += length;
        }
        let end = match window.get(at) {
            Some(b'\r') if window.get(at + 1) == Some(&b'\n') => at + 1,
            Some(b'\r') if whole && at + 1 == window.len() => at + 1,
            _ => at,
        };
        if flat.len() > begin
            && matches!(window.get(end), Some(b'\n') | None)
            && flat.last() == Some(&b'\r')
            && end == at
        {
            flat.pop();
        }
        cells.push(Cell { raw: offset(raw), start: offset(begin), end: offset(flat.len()) });
        match window.get(end) {
            Some(b',') if end == at => at += 1,
            Some(b'\n') => {
                return Ok(Framed { row: without_return(window, end), pass: end + 1, lines, quoted: true });
            }
            None if whole => {
                return Ok(Framed { row: without_return(window, end), pass: end, lines, quoted: true });
            }
            None => return Err(Broken::TooLong),
            _ => return Err(Broken::Quotes),
        }
    }
}

/// Unfolds a quoted field from after its opening quote; answers with the place
/// after the closing one.
fn unfold(window: &[u8], mut at: usize, flat: &mut Vec<u8>, lines: &mut u32) -> Result<usize, Broken> {
    loop {
        match window.get(at) {
            Some(b'"') if window.get(at + 1) == Some(&b'"') => {
                flat.push(b'"');
                at += 2;
            }
            Some(b'"') => return Ok(at + 1),
            Some(byte) => {
                *lines += u32::from(*byte == b'\n');
                flat.push(*byte);
                at += 1;
            }
            None => return Err(Broken::Quotes),
        }
    }
}

#[allow(clippy::cast_possible_truncation)]
fn offset(at: usize) -> u32 {
    at as u32
}
