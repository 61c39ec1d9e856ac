//! `docs/privacy.toml`, the declared rows and what both databases really have: each compared with
//! the others, both ways.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mingma_store::rows::TABLES;
use mingma_store::scratch::{Place, Scratch, ScratchFile};
use mingma_store::{BOOK, Dialect, KeyStore, Kind, MIGRATIONS, Select, Table, Value, WRAPPED};

/// A column as a schema tells it: its name, its type, whether it may be empty, its place in the key.
type Columns = Vec<(String, Kind, bool, usize)>;

fn page() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

fn tables(page: &toml::Table) -> &[toml::Value] {
    page["table"].as_array().unwrap()
}

/// Names of tables and columns on the page, those of one database.
fn told(database: &str) -> BTreeMap<String, Vec<String>> {
    let page = page();
    let of = tables(&page).iter().filter(|table| table["database"].as_str() == Some(database));
    let name = |table: &toml::Value| table["name"].as_str().unwrap().to_owned();
    of.map(|table| (name(table), table["column"].as_table().unwrap().keys().cloned().collect())).collect()
}

fn names(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.name.to_owned()).collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn every_column_has_a_privacy_class_and_no_class_lacks_its_column() {
    let declared: BTreeMap<_, _> = TABLES.iter().map(|table| (table.name.to_owned(), sorted(names(table)))).collect();
    let told: BTreeMap<_, _> = told("register").into_iter().map(|(name, columns)| (name, sorted(columns))).collect();
    assert_eq!(told, declared);
}

fn declared() -> BTreeMap<String, Columns> {
    let columns = |table: &Table| {
        let places = 1..=table.columns.len();
        let place = |at: usize| if at <= table.key { at } else { 0 };
        let column = |(at, column): (usize, &mingma_store::Column)| {
            (column.name.to_owned(), column.kind, column.null, place(at))
        };
        places.zip(table.columns).map(column).collect()
    };
    TABLES.iter().map(|table| (table.name.to_owned(), columns(table))).collect()
}

fn text(value: &Value) -> String {
    if let Value::Text(text) = value { text.clone() } else { panic!("{value:?}") }
}

fn int(value: &Value) -> i64 {
    if let Value::Int(number) = value { *number } else { panic!("{value:?}") }
}

/// What a query of table, column, type, nullable, place in the key tells.
fn schema(store: &dyn mingma_store::Store, query: &'static str) -> BTreeMap<String, Columns> {
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in store.select(query, &[]).unwrap() {
        let kind = match text(&row[2]).as_str() {
            "INTEGER" | "bigint" => Kind::Int,
            "TEXT" | "text" => Kind::Text,
            "BLOB" | "bytea" => Kind::Bytes,
            other => panic!("{row:?}: {other}"),
        };
        let column = (text(&row[1]), kind, int(&row[3]) == 1, usize::try_from(int(&row[4])).unwrap());
        tables.entry(text(&row[0])).or_default().push(column);
    }
    tables
}

const SQLITE: &str = "\
SELECT t.name, c.name, c.type, 1 - c.\"notnull\", c.pk
  FROM sqlite_schema t, pragma_table_info(t.name) c
 WHERE t.type = 'table' ORDER BY t.name, c.cid";

#[test]
fn sqlite_has_the_columns_that_are_declared() {
    let place = ScratchFile::new().unwrap();
    let store = place.open().unwrap();
    assert_eq!(schema(&*store, SQLITE), declared());
    let strict = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                  AND name NOT LIKE 'sqlite%' AND (strict = 0 OR wr = 0)";
    assert_eq!(store.select(strict, &[]), Ok(Vec::new()), "every table is strict and without rowid");
}

#[test]
fn postgres_has_the_columns_that_are_declared() {
    let scratch = Scratch::new().unwrap();
    let store = scratch.open().unwrap();
    let query = "\
        SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL),
               (NOT a.attnotnull)::int::bigint, coalesce(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
         WHERE c.relkind = 'r' ORDER BY 1, a.attnum";
    assert_eq!(schema(&store, query), declared());
    let collation = "SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                     WHERE c.relnamespace = 'public'::regnamespace AND a.atttypid = 'text'::regtype \
                     AND a.attcollation <> '\"C\"'::regcollation";
    assert_eq!(store.select(collation, &[]), Ok(Vec::new()), "every text is ordered by its bytes");
}

#[test]
fn both_databases_have_the_same_indexes() {
    let place = ScratchFile::new().unwrap();
    let sqlite = place.open().unwrap();
    let of_sqlite = "SELECT l.name, l.\"unique\" FROM sqlite_schema t, pragma_index_list(t.name) l \
                     WHERE t.type = 'table' AND l.origin = 'c' ORDER BY 1";
    let scratch = Scratch::new().unwrap();
    let of_postgres = "SELECT c.relname::text, i.indisunique::int::bigint FROM pg_index i \
                       JOIN pg_class c ON c.oid = i.indexrelid \
                       WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary ORDER BY 1";
    let found = sqlite.select(of_sqlite, &[]).unwrap();
    assert!(found.len() > 5);
    assert_eq!(scratch.open().unwrap().select(of_postgres, &[]).unwrap(), found);
}

#[test]
fn the_key_store_has_the_columns_that_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.db");
    drop(KeyStore::open(&path).unwrap());
    let raw = rusqlite::Connection::open(path).unwrap();
    let mut statement = raw.prepare(SQLITE).unwrap();
    let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in found.unwrap().map(Result::unwrap) {
        columns.entry(table).or_default().push(column);
    }
    let told: BTreeMap<_, _> = told("keys").into_iter().map(|(name, names)| (name, sorted(names))).collect();
    let columns: BTreeMap<_, _> = columns.into_iter().map(|(name, names)| (name, sorted(names))).collect();
    assert_eq!(columns, told);
}

fn han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Both languages, each in its own letters.
fn told_in_both(entry: &toml::Value) {
    let (zh, en) = (entry["zh"].as_str().unwrap(), entry["en"].as_str().unwrap());
    assert!(han(zh) && !han(en) && en.len() > 2, "{entry:?}");
}

#[test]
fn every_word_of_the_page_is_explained_and_used() {
    let page = page();
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in tables(&page) {
        told_in_both(table);
        used.entry("audit").or_default().insert(table["audit"].as_str().unwrap());
        for column in table["column"].as_table().unwrap().values() {
            told_in_both(column);
            for word in ["class", "unit"] {
                used.entry(word).or_default().insert(column[word].as_str().unwrap());
            }
        }
    }
    for word in ["class", "unit", "audit"] {
        let explained = page[word].as_table().unwrap();
        explained.values().for_each(told_in_both);
        assert_eq!(explained.keys().map(String::as_str).collect::<BTreeSet<_>>(), used[word], "{word}");
    }
}

#[test]
fn every_table_has_an_audit_class_and_only_a_free_one_a_reason() {
    let page = page();
    for table in tables(&page) {
        let free = table["audit"].as_str() == Some("free");
        assert_eq!(table.get("reason").is_some(), free, "{:?}", table["name"]);
        table.get("reason").into_iter().for_each(told_in_both);
    }
}

/// What is a resident's begins with the resident, and what is sealed says so.
#[test]
fn resident_stands_first_and_what_is_sealed_is_personal() {
    let page = page();
    let class = |table: &str, column: &str| {
        let table = tables(&page).iter().find(|entry| entry["name"].as_str() == Some(table)).unwrap();
        table["column"][column]["class"].as_str().unwrap().to_owned()
    };
    for table in TABLES {
        for (at, column) in table.columns.iter().enumerate() {
            let class = class(table.name, column.name);
            assert!(column.name != "resident" || at == 0, "{}", table.name);
            assert!(column.name != "resident" || class == "pseudonymous", "{}", table.name);
            assert!((column.name == "sealed") <= (class == "personal_sealed"), "{}", table.name);
        }
    }
}

#[test]
fn every_column_of_a_migration_is_explained() {
    let sources = MIGRATIONS.iter().map(|migration| migration.sql).chain([BOOK, WRAPPED]);
    let mut columns = 0;
    for source in sources {
        let lines = source.lines().filter(|line| line.starts_with("  ") && !line.trim().starts_with("PRIMARY KEY"));
        for line in lines {
            let comment = line.split("-- ").nth(1).unwrap_or_else(|| panic!("{line}"));
            assert!(comment.len() > 5, "{line}");
            columns += 1;
        }
    }
    let declared: usize = TABLES.iter().map(|table| table.columns.len()).sum();
    assert_eq!(columns, declared + 2);
}

#[test]
fn migrations_are_numbered_without_gaps_and_name_their_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files: BTreeSet<String> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let known = MIGRATIONS.iter().map(|migration| format!("{:04}-{}.sql", migration.number, migration.name));
    assert_eq!(known.collect::<BTreeSet<_>>(), files);
    assert!((1..).zip(MIGRATIONS).all(|(number, migration)| number == migration.number));
}

#[test]
fn no_word_of_our_own_reaches_a_database() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        for migration in MIGRATIONS {
            let sql = dialect.speak(migration.sql);
            assert!(!["KEPT", "WORDS", "BYTES", "--"].iter().any(|word| sql.contains(word)), "{sql}");
        }
    }
}
