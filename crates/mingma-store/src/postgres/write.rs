//! The writing of one commit, inside its transaction.

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::types::{ToSql, Type};

use super::fault::Snag;
use super::link::Link;
use super::value::{array, each, of_kind};
use crate::plan::Plan;
use crate::store::number;
use crate::{Column, Kind, StoreError, Table, Value, sql};

/// From so many rows of one table on, `COPY` pays for its extra round trips.
const COPY_FROM: usize = 500;

/// Compares the newest act and writes all plans.
pub(crate) fn write(link: &mut Link, expect_newest: u64, plans: &[Plan<'_>]) -> Result<(), Snag> {
    let newest = number(&link.rows("SELECT max(seq) FROM act", &[])?);
    if newest != expect_newest {
        return Err(StoreError::Moved { newest }.into());
    }
    plans.iter().try_for_each(|plan| apply(link, plan))
}

fn apply(link: &mut Link, plan: &Plan<'_>) -> Result<(), Snag> {
    if !plan.deletes.is_empty() {
        delete(link, plan)?;
    }
    match plan.puts.len() {
        0 => Ok(()),
        few if few <= COPY_FROM => put(link, plan),
        _ if plan.table.once => copy(link, plan, plan.table.name).map_err(|error| Snag::of_rows(error, plan.table)),
        _ => put_many(link, plan),
    }
}

fn delete(link: &mut Link, plan: &Plan<'_>) -> Result<(), Snag> {
    let (key, keys) = (sql::names(plan.table.keys()), unnest(plan.table.keys()));
    let query = format!("DELETE FROM \"{}\" WHERE ({key}) IN (SELECT * FROM {keys})", plan.table.name);
    run(link, plan.table, &query, plan.table.keys(), &plan.deletes)
}

/// One statement for all rows, each column as one array.
fn put(link: &mut Link, plan: &Plan<'_>) -> Result<(), Snag> {
    let (all, rows) = (sql::names(plan.table.columns), unnest(plan.table.columns));
    let rest = sql::on_conflict(plan.table);
    let query = format!("INSERT INTO \"{}\" ({all}) SELECT * FROM {rows}{rest}", plan.table.name);
    run(link, plan.table, &query, plan.table.columns, &plan.puts)
}

fn run(link: &mut Link, table: &Table, query: &str, columns: &[Column], rows: &[&[Value]]) -> Result<(), Snag> {
    let arrays: Vec<Box<dyn ToSql + Sync + '_>> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| array(column.kind, rows.iter().map(move |row| &row[at])))
        .collect();
    let with: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(|array| &**array).collect();
    let statement = link.prepare(query)?;
    link.client().execute(&statement, &with).map_err(|error| Snag::of_rows(error, table))?;
    Ok(())
}

fn unnest(columns: &[Column]) -> String {
    let cast = |(at, column): (usize, &Column)| {
        let name = match column.kind {
            Kind::Int => "bigint",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        };
        format!("${}::{name}[]", at + 1)
    };
    let arrays: Vec<String> = columns.iter().enumerate().map(cast).collect();
    format!("unnest({})", arrays.join(", "))
}

/// Rows are new as a rule: straight into the table. Where one is there already, by way of a
/// table beside it, from which they are put.
fn put_many(link: &mut Link, plan: &Plan<'_>) -> Result<(), Snag> {
    link.batch("SAVEPOINT straight")?;
    match copy(link, plan, plan.table.name) {
        Ok(()) => link.batch("RELEASE SAVEPOINT straight"),
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            link.batch("ROLLBACK TO SAVEPOINT straight; RELEASE SAVEPOINT straight")?;
            put_beside(link, plan)
        }
        Err(error) => Err(error.into()),
    }
}

fn put_beside(link: &mut Link, plan: &Plan<'_>) -> Result<(), Snag> {
    let (name, all, key) = (plan.table.name, sql::names(plan.table.columns), sql::names(plan.table.keys()));
    link.batch(&format!("CREATE TEMP TABLE incoming (LIKE \"{name}\")"))?;
    copy(link, plan, "incoming")?;
    let rest = sql::on_conflict(plan.table);
    let query = format!("INSERT INTO \"{name}\" ({all}) SELECT {all} FROM incoming ORDER BY {key}{rest}");
    link.client().execute(query.as_str(), &[]).map_err(|error| Snag::of_rows(error, plan.table))?;
    link.batch("DROP TABLE incoming")
}

fn copy(link: &mut Link, plan: &Plan<'_>, to: &str) -> Result<(), postgres::Error> {
    let types: Vec<Type> = plan.table.columns.iter().map(|column| of_kind(column.kind)).collect();
    let all = sql::names(plan.table.columns);
    let query = format!("COPY \"{to}\" ({all}) FROM STDIN (FORMAT binary)");
    let writer = link.client().copy_in(query.as_str())?;
    let mut rows = BinaryCopyInWriter::new(writer, &types);
    plan.puts.iter().try_for_each(|row| rows.write(&each(row)))?;
    rows.finish().map(drop)
}
