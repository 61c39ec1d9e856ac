//! Every error code × zh × en × remedy stands in `docs/errors.md`, and none that nothing raises.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

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

/// Codes of the form `MM-XXX-000` in a text.
fn codes(text: &str) -> BTreeSet<String> {
    text.match_indices("MM-")
        .filter_map(|(at, _)| text.get(at..at + 10))
        .filter(|code| {
            let (family, number) = (&code[3..6], &code[7..]);
            family.bytes().all(|b| b.is_ascii_uppercase())
                && code.as_bytes()[6] == b'-'
                && number.bytes().all(|b| b.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect()
}

fn raised() -> BTreeSet<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(Path::new(ROOT).join("crates")).unwrap() {
        sources(&entry.unwrap().path().join("src"), &mut files);
    }
    files.iter().flat_map(|path| codes(&std::fs::read_to_string(path).unwrap())).collect()
}

fn page() -> String {
    std::fs::read_to_string(Path::new(ROOT).join("docs/errors.md")).unwrap()
}

#[test]
fn every_code_has_a_row_and_no_row_lacks_its_code() {
    assert_eq!(raised(), codes(&page()));
}

#[test]
fn every_row_says_what_is_wrong_and_what_to_do_in_both_languages() {
    let page = page();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `MM-")).collect();
    assert_eq!(rows.len(), codes(&page).len(), "a row a code");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, zh, en, help_zh, help_en] = cells[..] else { panic!("{row}") };
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(han(zh) && han(help_zh) && !han(en) && !han(help_en) && en.len() > 3 && help_en.len() > 3, "{row}");
    }
}
