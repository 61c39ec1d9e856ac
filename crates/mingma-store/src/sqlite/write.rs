//! One commit: the newest act is compared inside the transaction that writes.

use rusqlite::{Connection, params_from_iter};

use super::fault::{of_commit, of_row, trouble};
use super::value::collect;
use crate::plan::Plan;
use crate::store::number;
use crate::{StoreError, sql};

/// Keeps all plans or none.
pub(crate) fn commit(writer: &Connection, expect_newest: u64, plans: &[Plan<'_>]) -> Result<(), StoreError> {
    writer.execute_batch("BEGIN IMMEDIATE").map_err(trouble)?;
    let kept = within(writer, expect_newest, plans).and_then(|()| writer.execute_batch("COMMIT").map_err(of_commit));
    if kept.is_err() && !writer.is_autocommit() {
        // The first error is the one to tell; where even this fails, the next BEGIN says so.
        let _ = writer.execute_batch("ROLLBACK");
    }
    kept
}

fn within(writer: &Connection, expect_newest: u64, plans: &[Plan<'_>]) -> Result<(), StoreError> {
    let newest = number(&collect(writer, "SELECT max(seq) FROM act", &[])?);
    if newest != expect_newest {
        return Err(StoreError::Moved { newest });
    }
    plans.iter().try_for_each(|plan| apply(writer, plan))
}

fn apply(writer: &Connection, plan: &Plan<'_>) -> Result<(), StoreError> {
    if !plan.deletes.is_empty() {
        let (key, places) = (sql::names(plan.table.keys()), sql::places(plan.table.key));
        let delete = format!("DELETE FROM \"{}\" WHERE ({key}) = ({places})", plan.table.name);
        run(writer, plan, &delete, &plan.deletes)?;
    }
    if plan.puts.is_empty() {
        return Ok(());
    }
    let (all, places) = (sql::names(plan.table.columns), sql::places(plan.table.columns.len()));
    let rest = sql::on_conflict(plan.table);
    let put = format!("INSERT INTO \"{}\" ({all}) VALUES ({places}){rest}", plan.table.name);
    run(writer, plan, &put, &plan.puts)
}

fn run(writer: &Connection, plan: &Plan<'_>, query: &str, rows: &[&[crate::Value]]) -> Result<(), StoreError> {
    let mut statement = writer.prepare_cached(query).map_err(trouble)?;
    for row in rows {
        statement.execute(params_from_iter(*row)).map_err(|error| of_row(error, plan.table))?;
    }
    Ok(())
}
