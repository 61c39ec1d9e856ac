//! Values to and from PostgreSQL.

use std::error::Error;

use postgres::Row;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::{Kind, StoreError, Value};

impl ToSql for Value {
    fn to_sql(&self, of: &Type, to: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(of, to),
            Self::Text(text) => text.as_str().to_sql(of, to),
            Self::Bytes(bytes) => bytes.as_slice().to_sql(of, to),
        }
    }

    fn accepts(of: &Type) -> bool {
        matches!(*of, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// The type of a column.
pub(crate) fn of_kind(kind: Kind) -> Type {
    match kind {
        Kind::Int => Type::INT8,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
    }
}

/// Values as parameters, one by one.
pub(crate) fn each(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Values as one parameter that is an array.
pub(crate) fn array<'a>(kind: Kind, values: impl Iterator<Item = &'a Value>) -> Box<dyn ToSql + Sync + 'a> {
    match kind {
        Kind::Int => Box::new(values.map(int).collect::<Vec<_>>()),
        Kind::Text => Box::new(values.map(text).collect::<Vec<_>>()),
        Kind::Bytes => Box::new(values.map(bytes).collect::<Vec<_>>()),
    }
}

fn int(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
}

/// A row as it stands there.
///
/// # Errors
/// [`StoreError::Foreign`] where a column has a type that no table of ours has.
pub(crate) fn row(row: &Row) -> Result<Vec<Value>, StoreError> {
    (0..row.len()).map(|at| column(row, at)).collect()
}

fn column(row: &Row, at: usize) -> Result<Value, StoreError> {
    let column = &row.columns()[at];
    let foreign = || StoreError::Foreign { what: format!("{} {}", column.name(), column.type_().name()) };
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map(|found| found.map(Value::Int)),
        Type::TEXT => row.try_get::<_, Option<String>>(at).map(|found| found.map(Value::Text)),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map(|found| found.map(Value::Bytes)),
        _ => return Err(foreign()),
    };
    Ok(value.map_err(|_| foreign())?.unwrap_or(Value::Null))
}
