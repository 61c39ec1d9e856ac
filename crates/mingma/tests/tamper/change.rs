//! One random thing that is changed behind the register's back, and what must be named.

use std::path::{Path, PathBuf};

use mingma_store::scratch::Past;
use mingma_store::{Kind, Table, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use crate::dice::Dice;
use crate::stage::{Copy, Laid};

/// How something is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A cell, or a byte of a file, is another.
    Changed,
    /// Two rows' values, or two files, stand in each other's place.
    Swapped,
    /// A cell, or a file, is as it was earlier.
    Older,
    /// A row or a file is gone.
    Deleted,
    /// A row or a file stands there that nobody wrote.
    Inserted,
}

impl How {
    pub const ALL: [Self; 5] = [Self::Changed, Self::Swapped, Self::Older, Self::Deleted, Self::Inserted];
}

/// What was changed, and what an audit must name: one of these keys.
#[derive(Debug)]
pub struct Done {
    pub how: How,
    /// The table, or the class of the file.
    pub what: String,
    /// What exactly, for whoever reads of a miss.
    pub told: String,
    /// The tables or parts under which it may be named.
    pub tables: Vec<&'static str>,
    pub keys: Vec<String>,
}

/// A value as the database takes it.
struct Cell<'a>(&'a Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A database, open to whoever has the disk or the server.
pub enum Db {
    File(Connection),
    Server(Past),
}

impl Db {
    /// Rows of so many columns.
    fn rows(&self, query: &str, with: &[Value], columns: usize) -> Vec<Vec<Value>> {
        match self {
            Self::Server(past) => past.rows(query, with).unwrap(),
            Self::File(file) => {
                let mut all = file.prepare(query).unwrap();
                let read = all.query_map(params_from_iter(with.iter().map(Cell)), |row| {
                    (0..columns).map(|n| row.get_ref(n).map(value)).collect::<rusqlite::Result<Vec<_>>>()
                });
                read.unwrap().collect::<rusqlite::Result<_>>().unwrap()
            }
        }
    }

    /// Whether the statement changed one row.
    fn changes(&self, statement: &str, with: &[Value]) -> bool {
        match self {
            Self::Server(past) => past.run(statement, with) == Ok(1),
            Self::File(file) => file.execute(statement, params_from_iter(with.iter().map(Cell))) == Ok(1),
        }
    }
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => unreachable!("no column holds such"),
    }
}

pub fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    connection
}

fn quoted(columns: &[mingma_store::Column], between: &str, form: impl Fn(usize, &str) -> String) -> String {
    columns.iter().enumerate().map(|(n, column)| form(n, column.name)).collect::<Vec<_>>().join(between)
}

fn names(columns: &[mingma_store::Column]) -> String {
    quoted(columns, ", ", |_, name| format!("\"{name}\""))
}

pub fn rows(db: &Db, table: &Table) -> Vec<Vec<Value>> {
    let (all, order) = (names(table.columns), names(table.keys()));
    db.rows(&format!("SELECT {all} FROM \"{}\" ORDER BY {order}", table.name), &[], table.columns.len())
}

/// A key as the audit names it.
pub fn key(table: &Table, row: &[Value]) -> String {
    let one = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
    };
    row[..table.key].iter().map(one).collect::<Vec<_>>().join(" ")
}

pub fn insert(db: &Db, table: &Table, row: &[Value]) -> bool {
    let (all, marks) = (names(table.columns), quoted(table.columns, ", ", |n, _| format!("${}", n + 1)));
    db.changes(&format!("INSERT INTO \"{}\" ({all}) VALUES ({marks})", table.name), row)
}

pub fn delete(db: &Db, table: &Table, row: &[Value]) -> bool {
    let is = quoted(table.keys(), " AND ", |n, name| format!("\"{name}\" = ${}", n + 1));
    db.changes(&format!("DELETE FROM \"{}\" WHERE {is}", table.name), &row[..table.key])
}

fn set(db: &Db, table: &Table, row: &[Value], column: usize, value: &Value) -> bool {
    let is = quoted(table.keys(), " AND ", |n, name| format!("\"{name}\" = ${}", n + 2));
    let statement = format!("UPDATE \"{}\" SET \"{}\" = $1 WHERE {is}", table.name, table.columns[column].name);
    let values: Vec<Value> = std::iter::once(value).chain(&row[..table.key]).cloned().collect();
    db.changes(&statement, &values)
}

/// Another value of the column.
fn another(dice: &mut Dice, column: &mingma_store::Column, value: &Value) -> Value {
    if column.null && *value != Value::Null && dice.below(6) == 0 {
        return Value::Null;
    }
    match (value, column.kind) {
        (Value::Int(number), _) => Value::Int(match dice.below(5) {
            0 => -number - 1,
            1 => number ^ (1 << dice.below(40)),
            2 => number - 1,
            _ => number + 1,
        }),
        (Value::Text(text), _) => Value::Text(match dice.below(4) {
            0 => String::new(),
            1 => format!("{text}x"),
            _ => text.chars().rev().chain(['x']).collect(),
        }),
        (Value::Bytes(bytes), _) => {
            let mut bytes = bytes.clone();
            match (dice.below(5), bytes.len()) {
                (_, 0) | (0, _) => bytes.push(7),
                (1, _) => drop(bytes.pop()),
                (_, length) => bytes[dice.below(length)] ^= 1 << dice.below(8),
            }
            Value::Bytes(bytes)
        }
        (Value::Null, Kind::Int) => Value::Int(1_657_242_000),
        (Value::Null, Kind::Text) => Value::Text("x".into()),
        (Value::Null, Kind::Bytes) => Value::Bytes(vec![1; column.width.unwrap_or(3)]),
    }
}

/// Changes a table of the register; none where it has no such rows.
pub fn table(copy: &Copy, table: &'static Table, how: How, dice: &mut Dice) -> Option<Done> {
    let db = copy.open();
    let all = rows(&db, table);
    (0..60).find_map(|_| {
        let row = dice.pick(&all).clone();
        let (told, keys) = match how {
            How::Changed => changed(&db, table, &row, dice),
            How::Swapped => {
                let other = dice.pick(&all).clone();
                swapped(&db, table, &row, &other, dice)
            }
            How::Older => older(copy.of, &db, table, &all, dice),
            How::Deleted => delete(&db, table, &row).then(|| (key(table, &row), vec![key(table, &row)])),
            How::Inserted => inserted(&db, table, row, dice),
        }?;
        Some(Done { how, what: table.name.into(), told, tables: vec![table.name], keys })
    })
}

type Named = Option<(String, Vec<String>)>;

fn changed(db: &Db, table: &Table, row: &[Value], dice: &mut Dice) -> Named {
    let column = dice.below(table.columns.len());
    let value = another(dice, &table.columns[column], &row[column]);
    one_set(db, table, row, column, value)
}

fn one_set(db: &Db, table: &Table, row: &[Value], column: usize, value: Value) -> Named {
    let mut after = row.to_vec();
    after[column] = value;
    if after == *row || !set(db, table, row, column, &after[column]) {
        return None;
    }
    let (name, was, is) = (table.columns[column].name, shown(&row[column]), shown(&after[column]));
    Some((format!("{} {name}: {was} -> {is}", key(table, row)), vec![key(table, row), key(table, &after)]))
}

fn shown(value: &Value) -> String {
    let text = format!("{value:?}");
    if text.chars().count() > 60 { format!("{}…", text.chars().take(60).collect::<String>()) } else { text }
}

fn swapped(db: &Db, table: &Table, row: &[Value], other: &[Value], dice: &mut Dice) -> Named {
    let column = table.key + dice.below(table.columns.len() - table.key);
    if column >= table.columns.len() || row[column] == other[column] {
        return None;
    }
    // What only one row may have is moved by way of nothing that stands.
    let aside = another(dice, &table.columns[column], &Value::Bytes(vec![9; table.columns[column].width.unwrap_or(9)]));
    let bytes = table.columns[column].kind == Kind::Bytes;
    let ready = !bytes || set(db, table, row, column, &aside);
    let done = ready && set(db, table, other, column, &row[column]) && set(db, table, row, column, &other[column]);
    let told = format!("{} and {}: {}", key(table, row), key(table, other), table.columns[column].name);
    done.then(|| (told, vec![key(table, row), key(table, other)]))
}

/// A cell as it was before it was replaced.
fn older(laid: &Laid, db: &Db, table: &Table, all: &[Vec<Value>], dice: &mut Dice) -> Named {
    let before = laid.before.lock().unwrap();
    let old = dice.pick(before.rows.get(table.name).filter(|rows| !rows.is_empty())?);
    let row = all.iter().find(|row| row[..table.key] == old[..table.key])?;
    let differ: Vec<usize> = (table.key..row.len()).filter(|n| row[*n] != old[*n]).collect();
    let column = *dice.pick(if differ.is_empty() { return None } else { &differ });
    one_set(db, table, row, column, old[column].clone())
}

/// A row like another, under a key of its own.
fn inserted(db: &Db, table: &Table, mut row: Vec<Value>, dice: &mut Dice) -> Named {
    for (at, (value, column)) in row.iter_mut().zip(table.columns).enumerate() {
        let unique = column.width.is_some();
        if at < table.key && (table.key == 1 || dice.below(2) == 0 || unique) || unique {
            *value = match &*value {
                Value::Bytes(bytes) => Value::Bytes(bytes.iter().map(|byte| byte ^ 0x55).collect()),
                Value::Int(number) => Value::Int(number + 1 + i64::try_from(dice.below(900)).unwrap()),
                other => another(dice, column, other),
            };
        }
    }
    insert(db, table, &row).then(|| (key(table, &row), vec![key(table, &row)]))
}

/// A class of files of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Tile,
    Bundle,
    Checkpoint,
    WrappedKey,
    MasterKey,
    LogKey,
    RegisterKey,
    Board,
}

impl Class {
    pub const ALL: [Self; 8] = [
        Self::Tile,
        Self::Bundle,
        Self::Checkpoint,
        Self::WrappedKey,
        Self::MasterKey,
        Self::LogKey,
        Self::RegisterKey,
        Self::Board,
    ];

    /// How a file of this class can be changed so that something is wrong. What is not
    /// here, and why: a wrapped key of nobody is what a refused enrolment leaves; an
    /// older key file is a restored one; the board's snapshot is thrown away and made
    /// again at will, so that none or an older one is as good.
    pub fn ways(self) -> &'static [How] {
        match self {
            Self::Tile | Self::Bundle => &[How::Changed, How::Swapped, How::Deleted, How::Inserted],
            Self::Checkpoint => &[How::Changed, How::Older, How::Deleted],
            Self::WrappedKey => &[How::Changed, How::Swapped, How::Deleted],
            Self::MasterKey | Self::LogKey | Self::RegisterKey => &[How::Changed, How::Deleted],
            Self::Board => &[How::Changed],
        }
    }

    fn files(self, folder: &Path) -> Vec<PathBuf> {
        let mut files = match self {
            Self::Tile => below(&folder.join("log/tile")),
            Self::Bundle => below(&folder.join("log/tile/entries")),
            Self::Checkpoint => vec![folder.join("log/checkpoint")],
            Self::WrappedKey => vec![folder.join("keys/keys.db")],
            Self::MasterKey => vec![folder.join("keys/master.key")],
            Self::LogKey => vec![folder.join("keys/log.pem")],
            Self::RegisterKey => vec![folder.join("keys/register.pem")],
            Self::Board => vec![folder.join("board.snap")],
        };
        if self == Self::Tile {
            files.retain(|path| !path.starts_with(folder.join("log/tile/entries")));
        }
        files
    }

    const fn part(self) -> &'static str {
        match self {
            Self::Tile | Self::Bundle | Self::Checkpoint => "log",
            Self::Board => "board",
            _ => "keys",
        }
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Changes a file.
pub fn file(copy: &Copy, class: Class, how: How, dice: &mut Dice) -> Option<Done> {
    if class == Class::WrappedKey {
        return wrapped(copy, how, dice);
    }
    let folder = copy.path();
    let files = class.files(folder);
    let path = dice.pick(&files).clone();
    let bytes = std::fs::read(&path).unwrap();
    let name = |path: &Path| {
        let within = path.strip_prefix(folder).unwrap();
        within.strip_prefix("log").or_else(|_| within.strip_prefix("keys")).unwrap_or(within).display().to_string()
    };
    let mut keys = vec![name(&path)];
    match how {
        How::Changed => std::fs::write(&path, flipped(bytes, dice)).unwrap(),
        How::Deleted => std::fs::remove_file(&path).unwrap(),
        How::Swapped => {
            let other = dice.pick(&files).clone();
            let theirs = std::fs::read(&other).unwrap();
            if theirs == bytes {
                return None;
            }
            std::fs::write(&path, theirs).unwrap();
            std::fs::write(&other, bytes).unwrap();
            keys.push(name(&other));
        }
        How::Older => {
            let before = copy.of.before.lock().unwrap();
            let old = before.files["log/checkpoint"].iter().filter(|old| **old != bytes).collect::<Vec<_>>();
            std::fs::write(&path, *dice.pick(&old)).unwrap();
        }
        How::Inserted => {
            let stranger = path.with_file_name(format!("{:03}", 900 + dice.below(90)));
            std::fs::write(&stranger, bytes).unwrap();
            keys = vec![name(&stranger)];
        }
    }
    let (what, told) = (format!("{class:?}"), keys.join(" and "));
    // A log key that is another verifies no checkpoint: that is named as well.
    let more = if class == Class::LogKey { vec!["checkpoint".to_owned()] } else { Vec::new() };
    // With another master key nobody's key opens.
    let tables = vec![class.part(), "log"];
    keys.extend(more);
    if class == Class::MasterKey {
        keys.push("1".to_owned());
    }
    Some(Done { how, what, told, tables, keys })
}

fn flipped(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    match dice.below(8) {
        0 => bytes.truncate(dice.below(bytes.len())),
        1 => bytes.push(0),
        _ => {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
    }
    bytes
}

/// A row of the key store.
fn wrapped(copy: &Copy, how: How, dice: &mut Dice) -> Option<Done> {
    let db = open(&copy.path().join("keys/keys.db"));
    let mut all = db.prepare("SELECT resident, key FROM wrapped ORDER BY resident").unwrap();
    let rows: Vec<(i64, Vec<u8>)> =
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let put = |resident: i64, key: &[u8]| {
        db.execute("UPDATE wrapped SET key = ?2 WHERE resident = ?1", rusqlite::params![resident, key]).unwrap();
    };
    // Keys of nobody are what refused enrolments leave.
    let enrolled = copy.open();
    let known = |resident: i64| {
        let query = "SELECT resident FROM resident WHERE resident = $1";
        !enrolled.rows(query, &[Value::Int(resident)], 1).is_empty()
    };
    let rows: Vec<(i64, Vec<u8>)> = rows.into_iter().filter(|(resident, _)| known(*resident)).collect();
    let ((resident, key), (other, theirs)) = (dice.pick(&rows).clone(), dice.pick(&rows).clone());
    let mut keys = vec![resident.to_string()];
    match how {
        How::Changed => put(resident, &flipped(key, dice)),
        How::Deleted => drop(db.execute("DELETE FROM wrapped WHERE resident = ?1", [resident]).unwrap()),
        How::Swapped if other == resident => return None,
        How::Swapped => {
            put(resident, &theirs);
            put(other, &key);
            keys.push(other.to_string());
        }
        How::Older | How::Inserted => return None,
    }
    let told = format!("wrapped key of {}", keys.join(" and "));
    Some(Done { how, what: "WrappedKey".into(), told, tables: vec!["keys"], keys })
}
