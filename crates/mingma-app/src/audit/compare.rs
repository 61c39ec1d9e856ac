//! Every table against the replay, row by row, in the order of the key.

use std::cmp::Ordering;

use mingma_acts::ActError;
use mingma_model::Text;
use mingma_store::rows::TABLES;
use mingma_store::{Pages, Store, Table, Value};

use super::laid::Laid;
use super::{Difference, Report};

/// How many rows are read at a time.
const STEP: usize = 8_192;

/// Tables that are no fold of acts: what a database knows of itself.
pub const FREE: [&str; 2] = ["migration", "meta"];

pub(super) fn tables(kept: &dyn Store, replica: &Laid<'_>, report: &mut Report) -> Result<(), ActError> {
    for table in replica.differing()? {
        report.differ(Difference::new(table.name, "*", Text::new("与处置不符", "is not what the acts make")));
    }
    let compared = TABLES.iter().filter(|table| !FREE.contains(&table.name) && !replica.leaves(table));
    compared.into_iter().try_for_each(|table| one(kept, replica, table, report))
}

fn one(kept: &dyn Store, replica: &dyn Store, table: &'static Table, report: &mut Report) -> Result<(), ActError> {
    let (mut kept, mut made) = (Rows::new(kept, table), Rows::new(replica, table));
    let (mut left, mut right) = (kept.next()?, made.next()?);
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a[..table.key].cmp(&b[..table.key]),
        };
        match order {
            Ordering::Less => {
                differ(report, table, left.as_deref(), "没有任何处置写过这一行", "no act wrote this row");
                left = kept.next()?;
            }
            Ordering::Greater => {
                differ(report, table, right.as_deref(), "这一行已不在", "this row is gone");
                right = made.next()?;
            }
            Ordering::Equal => {
                if left != right {
                    let column = changed(table, left.as_deref(), right.as_deref());
                    let (zh, en) = (format!("“{column}”被改动"), format!("\"{column}\" was changed"));
                    differ(report, table, left.as_deref(), &zh, &en);
                }
                (left, right) = (kept.next()?, made.next()?);
            }
        }
    }
}

fn changed(table: &Table, left: Option<&[Value]>, right: Option<&[Value]>) -> &'static str {
    let pairs = left.unwrap_or_default().iter().zip(right.unwrap_or_default());
    let at = pairs.zip(table.columns).find(|((a, b), _)| a != b);
    at.map_or("*", |(_, column)| column.name)
}

fn differ(report: &mut Report, table: &Table, row: Option<&[Value]>, zh: &str, en: &str) {
    let key = key(&row.unwrap_or_default()[..table.key.min(row.map_or(0, <[Value]>::len))]);
    report.differ(Difference::new(table.name, key, Text::new(zh, en)));
}

/// A key as a report names it: bytes as hexadecimal digits.
pub(super) fn key(values: &[Value]) -> String {
    let one = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
    };
    values.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The rows of a table, one by one.
struct Rows<'a> {
    pages: Pages<'a>,
    page: std::vec::IntoIter<Vec<Value>>,
}

impl<'a> Rows<'a> {
    fn new(store: &'a dyn Store, table: &'static Table) -> Self {
        Self { pages: Pages::of(store, table, STEP), page: Vec::new().into_iter() }
    }

    fn next(&mut self) -> Result<Option<Vec<Value>>, ActError> {
        loop {
            if let Some(row) = self.page.next() {
                return Ok(Some(row));
            }
            let Some(page) = self.pages.page()? else { return Ok(None) };
            self.page = page.into_iter();
        }
    }
}
