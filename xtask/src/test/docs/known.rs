//! What the tree holds, to compare documents with.

use crate::tree;
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The snapshot of every `--help`.
pub const COMMANDS: &str = "docs/cli.md";

/// What the tree holds, to compare documents with.
pub struct Known {
    /// Files and the folders that hold them.
    pub paths: BTreeSet<String>,
    /// Folders below `crates` with a manifest.
    pub crates: BTreeSet<String>,
    /// Names of functions that stand under a `#[test]`.
    pub tests: BTreeSet<String>,
    /// Subcommands of `cargo xtask`.
    pub xtask: BTreeSet<String>,
    /// `docs/cli.md`, the snapshot of every `--help`.
    pub help: String,
}

impl Known {
    /// Reads the names of all files, and the sources.
    pub fn of(files: &[PathBuf]) -> Self {
        let mut known = Self {
            paths: BTreeSet::new(),
            crates: BTreeSet::new(),
            tests: BTreeSet::new(),
            xtask: subcommands(),
            help: tree::text(Path::new(COMMANDS)).unwrap_or_default(),
        };
        for file in files {
            known.paths.extend(file.ancestors().map(|path| path.to_string_lossy().into_owned()));
            if file.extension().is_some_and(|extension| extension == "rs") {
                known.tests.extend(tree::text(file).iter().flat_map(|text| test_names(text)));
            }
        }
        known.crates = known.paths.iter().filter_map(|path| crate_of(path)).collect();
        known
    }
}

fn subcommands() -> BTreeSet<String> {
    let command = crate::Cli::command();
    command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect()
}

fn crate_of(path: &str) -> Option<String> {
    let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
    Some(name.to_owned())
}

/// Functions within six lines below a `#[test]` or `#[tokio::test]`.
fn test_names(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_mark = |line: &str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    let marked = (0..lines.len()).filter(|index| is_mark(lines[*index]));
    let mut names: Vec<String> =
        marked.filter_map(|index| lines[index + 1..].iter().take(6).find_map(|line| function(line))).collect();
    // A macro that makes a test of each line `file: story,` names them there.
    if names.iter().any(|name| name.starts_with('$')) {
        names.extend(lines.iter().filter_map(|line| story(line)));
    }
    names
}

fn story(line: &str) -> Option<String> {
    let (file, name) = line.strip_suffix(',')?.split_once(": ")?;
    let word =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (word(file) && word(name)).then(|| name.to_owned())
}

fn function(line: &str) -> Option<String> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?.split('(').next()?;
    Some(name.to_owned())
}

/// Words as a set.
#[cfg(test)]
pub fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A small tree for tests.
#[cfg(test)]
pub fn sample() -> Known {
    Known {
        paths: set(&["crates", "crates/mingma-model", "docs", "docs/a.md", "README.md"]),
        crates: set(&["mingma-model"]),
        tests: set(&["total"]),
        xtask: set(&["test"]),
        help: "Usage: mingma try [OPTIONS]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functions_under_a_test_mark_are_tests() {
        let made = "macro_rules! stories {\n#[test]\nfn $story() {}\n}\nstories! {\n  kept: it_is_kept,\n}";
        assert!(test_names(made).contains(&"it_is_kept".to_owned()));
        let source = "fn helper() {}\n    #[test]\n    /// Words.\n    fn total(a in 0..3) {}\n#[tokio::test]\nasync fn later() {}";
        assert_eq!(test_names(source), ["total", "later"]);
    }
}
