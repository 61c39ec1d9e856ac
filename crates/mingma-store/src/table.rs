//! What a table is: columns, values, changes, and the macro that declares a row once for all.

use crate::StoreError;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A whole number of 64 bits with sign.
    Int,
    /// Text in UTF-8, ordered by its bytes; never with a zero byte.
    Text,
    /// Bytes.
    Bytes,
}

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in both databases.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Whether it may be empty.
    pub null: bool,
    /// For bytes of one fixed length: that length.
    pub width: Option<usize>,
}

/// One table. The first `key` columns are its key, in the order in which it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in both databases.
    pub name: &'static str,
    /// Its columns, the key first.
    pub columns: &'static [Column],
    /// How many of the first columns are the key.
    pub key: usize,
    /// A row of such a table is written once: neither replaced nor deleted.
    pub once: bool,
}

impl Table {
    /// The columns of the key.
    #[must_use]
    pub fn keys(&self) -> &'static [Column] {
        &self.columns[..self.key]
    }

    /// Whether these values can be a row of this table.
    ///
    /// # Errors
    /// [`StoreError::Misfit`] names the first column that does not fit.
    pub fn fits(&self, values: &[Value]) -> Result<(), StoreError> {
        self.fit(self.columns, values)
    }

    /// Whether these values can be a key of this table.
    ///
    /// # Errors
    /// [`StoreError::Misfit`] names the first column that does not fit.
    pub fn fits_key(&self, values: &[Value]) -> Result<(), StoreError> {
        self.fit(self.keys(), values)
    }

    fn fit(&self, columns: &'static [Column], values: &[Value]) -> Result<(), StoreError> {
        let misfit = |column| Err(StoreError::Misfit { table: self.name, column });
        if columns.len() != values.len() {
            return misfit("*");
        }
        match columns.iter().zip(values).find(|(column, value)| !value.fits(column)) {
            Some((column, _)) => misfit(column.name),
            None => Ok(()),
        }
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// Whether it may stand in this column. A zero byte in a text may not: not every database keeps it.
    #[must_use]
    pub fn fits(&self, column: &Column) -> bool {
        match self {
            Self::Null => column.null,
            Self::Int(_) => column.kind == Kind::Int,
            Self::Text(text) => column.kind == Kind::Text && !text.contains('\0'),
            Self::Bytes(bytes) => column.kind == Kind::Bytes && column.width.is_none_or(|width| width == bytes.len()),
        }
    }
}

/// One change of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Insert the row, or replace the one of the same key.
    Put(&'static Table, Vec<Value>),
    /// Delete the row of this key; no matter if there is none.
    Delete(&'static Table, Vec<Value>),
}

impl Change {
    /// Puts a row.
    #[must_use]
    pub fn put<R: Row>(row: &R) -> Self {
        Self::Put(R::TABLE, row.values())
    }

    /// Deletes a row by its key.
    #[must_use]
    pub fn delete<R: Row>(row: &R) -> Self {
        let mut key = row.values();
        key.truncate(R::TABLE.key);
        Self::Delete(R::TABLE, key)
    }

    /// Whether the database can hold it: a row or key of its table, and no row that is
    /// written once deleted.
    ///
    /// # Errors
    /// [`StoreError::Misfit`] or [`StoreError::Written`].
    pub fn fits(&self) -> Result<(), StoreError> {
        match self {
            Self::Put(table, values) => table.fits(values),
            Self::Delete(table, _) if table.once => Err(StoreError::Written { table: table.name }),
            Self::Delete(table, key) => table.fits_key(key),
        }
    }

    /// The table that changes.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        match self {
            Self::Put(table, _) | Self::Delete(table, _) => table,
        }
    }

    /// The key of the row that changes.
    #[must_use]
    pub fn key(&self) -> &[Value] {
        match self {
            Self::Put(table, values) => &values[..table.key.min(values.len())],
            Self::Delete(_, key) => key,
        }
    }
}

/// A typed row.
pub trait Row: Sized {
    /// The table that holds such rows.
    const TABLE: &'static Table;

    /// Its values, in the order of the columns.
    fn values(&self) -> Vec<Value>;

    /// Reads values in the order of the columns.
    ///
    /// # Errors
    /// [`StoreError::Odd`] names the column in which something stands that no writer of ours wrote.
    fn read(values: &[Value]) -> Result<Self, StoreError>;
}

/// What can be the type of a column.
pub trait Field: Sized {
    /// What stands in the database.
    const KIND: Kind;
    /// Whether it may be empty.
    const NULL: bool = false;
    /// For bytes of one fixed length: that length.
    const WIDTH: Option<usize> = None;

    /// The value in the database. A number over `i64::MAX` is the greatest that can be kept;
    /// nothing that is counted here comes near it.
    fn to_value(&self) -> Value;

    /// The value read back; none if it is not of this type.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl Field for $number {
            const KIND: Kind = Kind::Int;

            fn to_value(&self) -> Value {
                Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Int(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

whole_numbers!(u8 u32 u64 i64);

impl Field for String {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl Field for Vec<u8> {
    const KIND: Kind = Kind::Bytes;

    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> Field for [u8; N] {
    const KIND: Kind = Kind::Bytes;
    const WIDTH: Option<usize> = Some(N);

    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Self::try_from(bytes.as_slice()).ok(),
            _ => None,
        }
    }
}

impl<F: Field> Field for Option<F> {
    const KIND: Kind = F::KIND;
    const NULL: bool = true;
    const WIDTH: Option<usize> = F::WIDTH;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::to_value)
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => F::from_value(value).map(Some),
        }
    }
}

/// Declares rows: struct, table, columns and key in one place.
///
/// `"name", key N` after the struct's name gives the table's name and how many of the first
/// fields are its key; `once` in front of it says that a row is neither replaced nor deleted.
macro_rules! rows {
    ($(
        $(#[$doc:meta])*
        $row:ident = $(($once:ident))? $name:literal key $key:literal {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $row {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl $crate::Row for $row {
                const TABLE: &'static $crate::Table = &$crate::Table {
                    name: $name,
                    columns: &[$($crate::Column {
                        name: stringify!($field),
                        kind: <$type as $crate::Field>::KIND,
                        null: <$type as $crate::Field>::NULL,
                        width: <$type as $crate::Field>::WIDTH,
                    },)*],
                    key: $key,
                    once: rows!(@once $($once)?),
                };

                fn values(&self) -> Vec<$crate::Value> {
                    vec![$($crate::Field::to_value(&self.$field),)*]
                }

                fn read(values: &[$crate::Value]) -> Result<Self, $crate::StoreError> {
                    let mut reading = $crate::table::Reading::of(Self::TABLE, values)?;
                    Ok(Self { $($field: reading.next()?,)* })
                }
            }
        )*

        /// Every table of the register, in the order in which they are declared.
        pub const TABLES: &[&$crate::Table] = &[$(<$row as $crate::Row>::TABLE,)*];
    };
    (@once once) => { true };
    (@once) => { false };
}
pub(crate) use rows;

/// Reads one row, column by column, and remembers where it is for the error.
pub(crate) struct Reading<'a> {
    table: &'static Table,
    values: &'a [Value],
    at: usize,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(table: &'static Table, values: &'a [Value]) -> Result<Self, StoreError> {
        let reading = Self { table, values, at: 0 };
        if values.len() == table.columns.len() { Ok(reading) } else { Err(reading.odd("*")) }
    }

    pub(crate) fn next<F: Field>(&mut self) -> Result<F, StoreError> {
        let at = self.at;
        self.at += 1;
        F::from_value(&self.values[at]).ok_or_else(|| self.odd(self.table.columns[at].name))
    }

    fn odd(&self, column: &'static str) -> StoreError {
        let key = self.values.iter().take(self.table.key).map(shown).collect::<Vec<_>>().join(" ");
        StoreError::Odd { table: self.table.name, column, key }
    }
}

/// A value of a key, as an error names it: bytes as hexadecimal digits.
pub(crate) fn shown(value: &Value) -> String {
    use std::fmt::Write as _;
    match value {
        Value::Null => "-".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    }
}
