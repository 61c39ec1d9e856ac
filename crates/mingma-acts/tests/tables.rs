//! What must be complete is a table: `docs/protocol.md` against the code both ways, and
//! who may write.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mingma_acts::Class;
use mingma_seal::Domain;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The cells of the rows of a table of the protocol that begins with this header.
fn table(header: &str) -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(Path::new(ROOT).join("docs/protocol.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with(header)).skip(2);
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

#[test]
fn the_table_of_classes_is_the_list_of_classes() {
    let told: Vec<[String; 3]> =
        table("| number | word | public |").into_iter().map(|row| row[..3].to_vec().try_into().unwrap()).collect();
    let row = |class: &Class| {
        let public = if class.public() { "yes" } else { "no" };
        [class.code().to_string(), class.word().to_owned(), public.to_owned()]
    };
    assert_eq!(told, Class::ALL.iter().map(row).collect::<Vec<_>>());
}

#[test]
fn every_class_says_what_its_body_holds() {
    for row in table("| number | word | public |") {
        assert!(row[3].len() > 3, "{}", row[1]);
    }
}

#[test]
fn the_table_of_tags_is_the_list_of_purposes() {
    let told: Vec<String> = table("| purpose | tag |").into_iter().map(|row| row[1].clone()).collect();
    assert_eq!(told, Domain::ALL.iter().map(|domain| domain.tag().to_owned()).collect::<Vec<_>>());
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// What a file says before its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn nobody_but_the_append_and_the_replay_of_an_audit_writes_to_a_register() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(Path::new(ROOT).join("crates")).unwrap() {
        let crate_folder = entry.unwrap().path();
        if !crate_folder.ends_with("mingma-store") {
            sources(&crate_folder.join("src"), &mut files);
        }
    }
    assert!(files.len() > 100, "every crate's sources are read");
    // The append, and the replay of an audit into a database of its own; `self.commit(` is the
    // writer's own method.
    let writes = |path: &PathBuf| {
        code(path).replace(char::is_whitespace, "").replace("self.commit(ready,tell)", "").contains(".commit(")
    };
    let found: BTreeSet<String> = files
        .iter()
        .filter(|path| writes(path))
        .map(|path| path.strip_prefix(ROOT).unwrap().to_string_lossy().into_owned())
        .collect();
    // The last is the bench's baseline: bare rows in a store of its own that is thrown away.
    let lawful =
        ["crates/mingma-acts/src/append.rs", "crates/mingma-app/src/audit/laid.rs", "crates/mingma/src/bench/acts.rs"];
    assert_eq!(found, lawful.map(str::to_owned).into());
}

#[test]
fn no_room_above_the_store_speaks_sql() {
    let mut files = Vec::new();
    for name in ["mingma-acts", "mingma-app", "mingma-web", "mingma"] {
        sources(&Path::new(ROOT).join("crates").join(name).join("src"), &mut files);
    }
    for path in files {
        let code = code(&path);
        for word in ["INSERT INTO", "DELETE FROM", "UPDATE \"", "rusqlite", "postgres::Client"] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}
