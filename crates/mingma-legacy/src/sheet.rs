//! A file's header: where each column of its table stands.

use std::io::Read;

use mingma_model::Fault;

use crate::desk::Desk;
use crate::faults;
use crate::reading::read_error;
use crate::rows::{Row, Rows};
use crate::table::Table;

/// Where each column of a table stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) table: Table,
    pub(crate) at: Vec<usize>,
    pub(crate) width: usize,
}

/// Reads a header; none if a column is missing or stands twice.
pub(crate) fn header<R: Read>(table: Table, rows: &mut Rows<R>, desk: &mut Desk<'_>) -> Option<Header> {
    let read = match rows.next() {
        Ok(Some(Ok(row))) => columns(table, &row, desk),
        Ok(Some(Err(broken))) => {
            let fault = faults::broken_row(broken.why, desk.decoded()).of_file(table.file());
            Err(Fault { line: broken.line as usize, ..fault })
        }
        Ok(None) => Err(faults::no_header(table)),
        Err(error) => Err(read_error(table, &error)),
    };
    read.unwrap_or_else(|fault| {
        desk.file(fault);
        None
    })
}

/// Finds the columns of a table in a header; tells what is missing, twice or more.
fn columns(table: Table, row: &Row<'_>, desk: &mut Desk<'_>) -> Result<Option<Header>, Fault> {
    let names: Vec<&str> = (0..row.len()).map(|at| row.get(at).trim()).collect();
    let place = |fault: Fault, at: usize| Fault { line: row.line as usize, column: row.column(at), ..fault };
    let mut whole = true;
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) && !name.is_empty() {
            desk.file(place(faults::column_twice(table, name), at));
            whole = false;
        } else if !table.columns().contains(name) {
            desk.note(place(faults::more_column(table, name), at));
        }
    }
    let mut at = Vec::new();
    for column in table.columns() {
        match names.iter().position(|name| name == column) {
            Some(position) => at.push(position),
            None => {
                desk.file(Fault { line: row.line as usize, ..faults::no_column(table, column) });
                whole = false;
            }
        }
    }
    Ok(whole.then_some(Header { table, at, width: names.len() }))
}
