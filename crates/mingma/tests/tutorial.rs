//! `docs/tutorial.md` and `docs/tutorial.zh.md` are true: every command of a page runs in a
//! fresh folder with the real binary, and its output is what the page shows.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

/// A page's commands, each with the output that the page shows below it.
fn steps(page: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(Path::new(DOCS).join(page)).unwrap();
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((kind.to_owned(), block.join("\n")));
        }
    }
    assert!(blocks.len() % 2 == 0, "{page}: each command has its output");
    let pair = |pair: &[(String, String)]| {
        assert_eq!((pair[0].0.as_str(), pair[1].0.as_str()), ("sh", "text"), "{page}: {}", pair[0].1);
        (pair[0].1.clone(), pair[1].1.clone())
    };
    blocks.chunks(2).map(pair).collect()
}

/// Runs a block as a reader would paste it; both streams, in their order.
fn run(folder: &Path, script: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_mingma"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let whole = format!("exec 2>&1\n{script}");
    let output = Command::new("bash").args(["-euc", &whole]).current_dir(folder).env("PATH", path).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{script}\n{told}");
    told
}

/// One line, in which each `…` stands for something.
fn same(shown: &str, told: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap();
    let Some(mut rest) = told.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last) && rest.len() > last.len()
}

/// Line by line; a line that is `…` alone stands for any lines.
fn compare(shown: &[&str], told: &[&str]) -> bool {
    match (shown, told) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=told.len()).any(|at| compare(rest, &told[at..])),
        ([shown, rest @ ..], [told, more @ ..]) => same(shown, told) && compare(rest, more),
        _ => false,
    }
}

fn holds(page: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (script, shown) in steps(page) {
        let told = run(folder.path(), &script);
        let (a, b): (Vec<&str>, Vec<&str>) = (shown.lines().collect(), told.lines().collect());
        assert!(compare(&a, &b), "{page}: {script}\nshown:\n{shown}\ntold:\n{told}");
    }
}

#[test]
fn the_chinese_tutorial_is_true() {
    holds("tutorial.zh.md");
}

#[test]
fn the_english_tutorial_is_true_and_runs_the_same_commands() {
    holds("tutorial.md");
    assert_eq!(steps("tutorial.md"), steps("tutorial.zh.md"));
}

#[test]
fn it_takes_fifteen_commands() {
    let steps = steps("tutorial.zh.md");
    let runs = |script: &str| script.matches("mingma ").count();
    assert_eq!(steps.len(), 15);
    assert!(steps.iter().all(|(script, _)| runs(script) == 1), "one command a step");
}

#[test]
fn a_placeholder_stands_for_something_and_for_no_other_line() {
    assert!(same("r-…  case-1", "r-abc  case-1"));
    assert!(!same("r-…  case-1", "r-  case-1"));
    assert!(!same("r-…  case-1", "r-abc  case-2"));
    assert!(same("whole", "whole") && !same("whole", "whole and more"));
    assert!(compare(&["a", "…", "d"], &["a", "b", "c", "d"]) && !compare(&["a", "d"], &["a", "b", "d"]));
}
