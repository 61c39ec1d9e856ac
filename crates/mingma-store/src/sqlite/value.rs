//! Values to and from SQLite.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql, params_from_iter};

use super::fault::trouble;
use crate::{StoreError, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A value as it stands there. What no table of ours can hold (a real number, text that is not
/// UTF-8) is read as bytes, so that whoever reads the row finds it odd and names it.
pub(super) fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Bytes(number.to_be_bytes().to_vec()),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Bytes(text.to_vec()),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// All rows of a query.
pub(crate) fn collect(connection: &Connection, query: &str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut statement = connection.prepare_cached(query).map_err(trouble)?;
    let mut rows = Vec::new();
    gather(&mut statement, with, &mut rows)?;
    Ok(rows)
}

/// All rows of a query of one parameter, asked for each of these values, at one moment.
pub(crate) fn collect_each(connection: &Connection, query: &str, of: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
    // One statement is one moment already.
    if of.len() < 2 {
        return of.first().map_or(Ok(Vec::new()), |one| collect(connection, query, std::slice::from_ref(one)));
    }
    let moment = connection.unchecked_transaction().map_err(trouble)?;
    let mut rows = Vec::new();
    {
        let mut statement = moment.prepare_cached(query).map_err(trouble)?;
        for value in of {
            gather(&mut statement, std::slice::from_ref(value), &mut rows)?;
        }
    }
    moment.commit().map_err(trouble)?;
    Ok(rows)
}

fn gather(statement: &mut Statement<'_>, with: &[Value], to: &mut Vec<Vec<Value>>) -> Result<(), StoreError> {
    let columns = statement.column_count();
    let mut found = statement.query(params_from_iter(with)).map_err(trouble)?;
    while let Some(row) = found.next().map_err(trouble)? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(value(row.get_ref(column).map_err(trouble)?));
        }
        to.push(values);
    }
    Ok(())
}
