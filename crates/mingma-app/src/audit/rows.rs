//! Acts and their members as they are kept, read row by row: one that is not of its form
//! any more is named, and the others are read.

use mingma_acts::ActError;
use mingma_model::Text;
use mingma_store::rows::{ActRow, BlockRow};
use mingma_store::{Pages, Row, Store, StoreError, Value};

use super::compare::key;
use super::{Difference, Report};

/// How many acts are read at a time.
const STEP: usize = 1_024;

/// All acts in the order of their numbers, a page at a time.
pub(super) struct Acts<'a>(Pages<'a>);

impl<'a> Acts<'a> {
    pub(super) fn of(store: &'a dyn Store) -> Self {
        Self(Pages::of(store, ActRow::TABLE, STEP))
    }

    /// The next page; none after the last.
    pub(super) fn next(&mut self, report: &mut Report) -> Result<Option<Vec<ActRow>>, ActError> {
        self.0.page()?.map(|rows| read(&rows, report)).transpose()
    }
}

/// The block of an act.
pub(super) fn blocks(store: &dyn Store, seq: u64, report: &mut Report) -> Result<Vec<BlockRow>, ActError> {
    let seq = Value::Int(i64::try_from(seq).unwrap_or(i64::MAX));
    read(&store.select_each(BlockRow::TABLE, "seq", &[seq])?, report)
}

fn read<R: Row>(rows: &[Vec<Value>], report: &mut Report) -> Result<Vec<R>, ActError> {
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        match R::read(row) {
            Ok(one) => read.push(one),
            Err(StoreError::Odd { table, column, .. }) => {
                let key = key(&row[..R::TABLE.key]);
                let (zh, en) = (format!("“{column}”不合形式"), format!("\"{column}\" is not of its form"));
                report.differ(Difference::new(table, key, Text::new(zh, en)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(read)
}
