//! Maps rot; only what a test reads stays true. Every path, link, crate, command and test that
//! a document names is looked for in the tree, and every crate must stand on the map.
//!
//! What is planned stands under a heading that says "not yet" (尚未): crates named there must
//! *not* exist, so that the map is mended in the change that brings them.

use super::Outcome;
use crate::tree;
use crate::trouble::Trouble;
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

const MAP: &str = "docs/architecture.md";
const COMMANDS: &str = "docs/cli.md";
const DECISIONS: &str = "docs/decisions/";

/// What the tree holds, to compare documents with.
struct Known {
    /// Files and the folders that hold them.
    paths: BTreeSet<String>,
    crates: BTreeSet<String>,
    /// Names of functions that stand under a `#[test]`.
    tests: BTreeSet<String>,
    /// Subcommands of `cargo xtask`.
    xtask: BTreeSet<String>,
    /// `docs/cli.md`, the snapshot of every `--help`.
    help: String,
}

/// A line of a document with what its surroundings say.
struct Line<'a> {
    number: usize,
    text: &'a str,
    heading: &'a str,
    fenced: bool,
}

impl Line<'_> {
    fn is_planned(&self) -> bool {
        let heading = self.heading.to_lowercase();
        heading.contains("not yet") || heading.contains("尚未")
    }
}

/// Reads every Markdown file of the checkout.
pub fn step() -> Result<Outcome, Trouble> {
    let files = tree::files()?;
    let known = Known::of(&files);
    let mut found = Vec::new();
    let mut read = 0;
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "md"))
    {
        if let Some(text) = tree::text(file) {
            read += 1;
            found.extend(findings(&known, file, &text));
        }
    }
    found.extend(map_findings(
        &known,
        &tree::text(Path::new(MAP)).unwrap_or_default(),
    ));
    found.extend(numbering(&known.paths));
    println!("{read} documents read, {} findings", found.len());
    for finding in &found {
        println!("{finding}");
    }
    Ok(Outcome::single(found.is_empty()))
}

impl Known {
    fn of(files: &[PathBuf]) -> Self {
        let mut known = Self {
            paths: BTreeSet::new(),
            crates: BTreeSet::new(),
            tests: BTreeSet::new(),
            xtask: subcommands(),
            help: tree::text(Path::new(COMMANDS)).unwrap_or_default(),
        };
        for file in files {
            known.paths.extend(
                file.ancestors()
                    .map(|path| path.to_string_lossy().into_owned()),
            );
            if file.extension().is_some_and(|extension| extension == "rs") {
                known
                    .tests
                    .extend(tree::text(file).iter().flat_map(|text| test_names(text)));
            }
        }
        known.crates = known
            .paths
            .iter()
            .filter_map(|path| crate_of(path))
            .collect();
        known
    }
}

fn subcommands() -> BTreeSet<String> {
    let command = crate::Cli::command();
    command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect()
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
    marked
        .filter_map(|index| {
            lines[index + 1..]
                .iter()
                .take(6)
                .find_map(|line| function(line))
        })
        .collect()
}

fn function(line: &str) -> Option<String> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?.split('(').next()?;
    Some(name.to_owned())
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut heading, mut fenced) = ("", false);
    let mut all = Vec::new();
    for (index, text) in text.lines().enumerate() {
        let fence = text.trim_start().starts_with("```");
        if !fenced && text.starts_with('#') {
            heading = text;
        }
        if !fence {
            all.push(Line {
                number: index + 1,
                text,
                heading,
                fenced,
            });
        }
        fenced ^= fence;
    }
    all
}

/// What one document names and the tree does not hold.
fn findings(known: &Known, file: &Path, text: &str) -> Vec<String> {
    let told = |line: &Line, what: String| format!("{}:{}: {what}", file.display(), line.number);
    let mut found = Vec::new();
    for line in lines(text) {
        let mut wrong = command_findings(known, &line);
        if !line.fenced {
            wrong.extend(link_findings(known, file, line.text));
            wrong.extend(name_findings(known, &line));
        }
        found.extend(wrong.into_iter().map(|what| told(&line, what)));
    }
    found
}

/// Words in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Commands stand in backticks or in a fenced block, there at the beginning of a line or after `$`.
fn command_findings(known: &Known, line: &Line) -> Vec<String> {
    let texts: Vec<&str> = if line.fenced {
        vec![line.text.trim().trim_start_matches("$ ")]
    } else {
        quoted(line.text).collect()
    };
    if line.is_planned() {
        return Vec::new();
    }
    texts
        .into_iter()
        .filter_map(|text| unknown_command(known, text))
        .collect()
}

fn unknown_command(known: &Known, text: &str) -> Option<String> {
    let word = |text: &str| {
        let word = text.split_whitespace().next().unwrap_or_default();
        let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        (plain && !word.starts_with('-') && !word.is_empty()).then(|| word.to_owned())
    };
    if let Some(name) = text.strip_prefix("cargo xtask ").and_then(word) {
        return (!known.xtask.contains(&name))
            .then(|| format!("no such command: cargo xtask {name}"));
    }
    let name = text.strip_prefix("mingma ").and_then(word)?;
    let usage = format!("mingma {name}");
    (!known.help.contains(&usage)).then(|| format!("{COMMANDS} knows no command: {usage}"))
}

/// Relative links lead to a file or folder of the checkout.
fn link_findings(known: &Known, file: &Path, text: &str) -> Vec<String> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.starts_with('#') && !target.contains(':'))
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !known.paths.contains(&resolved(file, target)))
        .map(|target| format!("a link leads nowhere: {target}"))
        .collect()
}

fn resolved(file: &Path, target: &str) -> String {
    let mut path = file.parent().unwrap_or(Path::new("")).to_path_buf();
    for part in Path::new(target).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path.to_string_lossy().into_owned()
}

/// Paths and crates in backticks.
fn name_findings(known: &Known, line: &Line) -> Vec<String> {
    quoted(line.text)
        .filter_map(|word| wrong_name(known, line, word))
        .collect()
}

fn wrong_name(known: &Known, line: &Line, word: &str) -> Option<String> {
    if is_crate_name(word) {
        return match (known.crates.contains(word), line.is_planned()) {
            (false, false) => Some(format!("no such crate: {word}")),
            (true, true) => Some(format!(
                "this crate stands now, and no longer belongs here: {word}"
            )),
            _ => None,
        };
    }
    let path = word.trim_end_matches('/');
    let wrong = !line.is_planned() && is_path(known, word) && !known.paths.contains(path);
    wrong.then(|| format!("no such file or folder: {word}"))
}

fn is_crate_name(word: &str) -> bool {
    word.strip_prefix("mingma-")
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase()))
}

/// A word is meant as a path when it has a slash and begins with something that stands at the root.
fn is_path(known: &Known, word: &str) -> bool {
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    let first = word.split('/').next().unwrap_or_default();
    plain && word.contains('/') && !first.is_empty() && known.paths.contains(first)
}

/// Every crate stands on the map, and every invariant names tests that exist.
fn map_findings(known: &Known, map: &str) -> Vec<String> {
    let on_map = |name: &str| {
        lines(map)
            .iter()
            .any(|line| !line.is_planned() && line.text.contains(&format!("`{name}`")))
    };
    let missing = known.crates.iter().filter(|name| !on_map(name));
    let mut found: Vec<String> = missing
        .map(|name| format!("{MAP}: no line for the crate {name}"))
        .collect();
    for line in lines(map)
        .iter()
        .filter(|line| line.heading.contains("Invariants"))
    {
        found.extend(invariant_findings(known, line));
    }
    found
}

/// A row is `| sentence | tests in backticks |`; the two rows of the head have none.
fn invariant_findings(known: &Known, line: &Line) -> Vec<String> {
    let cells: Vec<&str> = line
        .text
        .trim()
        .trim_matches('|')
        .split('|')
        .map(str::trim)
        .collect();
    let [sentence, .., proof] = cells[..] else {
        return Vec::new();
    };
    if proof.starts_with("---") || !sentence.ends_with('.') {
        return Vec::new();
    }
    let tests: Vec<&str> = quoted(proof).collect();
    let told = |what: String| format!("{MAP}:{}: {what}", line.number);
    if tests.is_empty() {
        return vec![told(format!("no test proves: {sentence}"))];
    }
    let absent = tests
        .into_iter()
        .filter(|name| !known.tests.contains(*name));
    absent
        .map(|name| told(format!("no such test: {name}")))
        .collect()
}

/// Decisions are numbered from 0001 without a gap.
fn numbering(paths: &BTreeSet<String>) -> Vec<String> {
    let names = paths.iter().filter_map(|path| path.strip_prefix(DECISIONS));
    let records = names.filter(|name| name.ends_with(".md"));
    records
        .enumerate()
        .filter(|(index, name)| !name.starts_with(&format!("{:04}-", index + 1)))
        .map(|(index, name)| {
            format!(
                "{DECISIONS}{name}: number {:04} was expected here",
                index + 1
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn known() -> Known {
        Known {
            paths: set(&[
                "crates",
                "crates/mingma-model",
                "docs",
                "docs/a.md",
                "README.md",
            ]),
            crates: set(&["mingma-model"]),
            tests: set(&["total"]),
            xtask: set(&["test"]),
            help: "Usage: mingma try [OPTIONS]".to_owned(),
        }
    }

    fn found(text: &str) -> Vec<String> {
        findings(&known(), Path::new("docs/a.md"), text)
    }

    #[test]
    fn what_exists_is_not_found() {
        let text = "# A\n`crates/mingma-model/`, `mingma-model`, `cargo xtask test`, `mingma try`\n\
                    [readme](../README.md#top) [out](https://example.org) `rules/<id>.toml` `/try`\n\
                    ```\n$ mingma try\n```\n## Not yet there\n`mingma-app` in `crates/mingma-app`";
        assert_eq!(found(text), Vec::<String>::new());
    }

    #[test]
    fn everything_that_does_not_exist_is_found_with_its_line() {
        for (text, expected) in [
            (
                "`crates/mingma-app`",
                "docs/a.md:1: no such file or folder: crates/mingma-app",
            ),
            ("\n`mingma-app`", "docs/a.md:2: no such crate: mingma-app"),
            (
                "`cargo xtask fly`",
                "docs/a.md:1: no such command: cargo xtask fly",
            ),
            (
                "```\nmingma fly --high\n```",
                "docs/a.md:2: docs/cli.md knows no command: mingma fly",
            ),
            ("[b](b.md)", "docs/a.md:1: a link leads nowhere: b.md"),
            (
                "## Not yet\n`mingma-model`",
                "docs/a.md:2: this crate stands now, and no longer belongs here: mingma-model",
            ),
        ] {
            assert_eq!(found(text), [expected]);
        }
    }

    #[test]
    fn a_crate_without_a_line_and_an_invariant_without_a_test_are_found() {
        let map = "## Invariants\n| sentence | test |\n| --- | --- |\n| A holds. | `total` |\n| B holds. | `gone` |\n| C holds. | |\n";
        assert_eq!(
            map_findings(&known(), map),
            [
                "docs/architecture.md: no line for the crate mingma-model",
                "docs/architecture.md:5: no such test: gone",
                "docs/architecture.md:6: no test proves: C holds.",
            ]
        );
    }

    #[test]
    fn only_functions_under_a_test_mark_are_tests() {
        let source = "fn helper() {}\n    #[test]\n    /// Words.\n    fn total(a in 0..3) {}\n#[tokio::test]\nasync fn later() {}";
        assert_eq!(test_names(source), ["total", "later"]);
    }

    #[test]
    fn a_gap_in_the_decisions_is_found() {
        let paths = set(&["docs/decisions/0001-a.md", "docs/decisions/0003-c.md"]);
        assert_eq!(
            numbering(&paths),
            ["docs/decisions/0003-c.md: number 0002 was expected here"]
        );
        assert!(numbering(&set(&["docs/decisions/0001-a.md"])).is_empty());
    }
}
