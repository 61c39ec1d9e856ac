//! Maps rot; only what a test reads stays true. Every path, link, crate, command and test that
//! a document names is looked for in the tree, and every crate must stand on the map.
//!
//! What is planned stands under a heading that says "not yet" (尚未): crates named there must
//! *not* exist, so that the map is mended in the change that brings them.

mod known;
mod map;
mod markdown;

use super::Outcome;
use crate::tree;
use crate::trouble::Trouble;
use known::{COMMANDS, Known};
use markdown::{Line, lines, quoted};
use std::path::{Component, Path, PathBuf};

/// Reads every Markdown file of the checkout.
pub fn step() -> Result<Outcome, Trouble> {
    let files = tree::files()?;
    let known = Known::of(&files);
    let mut found = Vec::new();
    let mut read = 0;
    let is_document = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "md");
    for file in files.iter().filter(is_document) {
        if let Some(text) = tree::text(file) {
            read += 1;
            found.extend(findings(&known, file, &text));
        }
    }
    found.extend(map::findings(&known));
    println!("{read} documents read, {} findings", found.len());
    for finding in &found {
        println!("{finding}");
    }
    Ok(Outcome::single(found.is_empty()))
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

/// Commands stand in backticks or in a fenced block, there at the beginning of a line or after `$`.
fn command_findings(known: &Known, line: &Line) -> Vec<String> {
    let texts: Vec<&str> =
        if line.fenced { vec![line.text.trim().trim_start_matches("$ ")] } else { quoted(line.text).collect() };
    if line.is_planned() {
        return Vec::new();
    }
    texts.into_iter().filter_map(|text| unknown_command(known, text)).collect()
}

fn unknown_command(known: &Known, text: &str) -> Option<String> {
    let word = |text: &str| {
        let word = text.split_whitespace().next().unwrap_or_default();
        let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        (plain && !word.starts_with('-') && !word.is_empty()).then(|| word.to_owned())
    };
    if let Some(name) = text.strip_prefix("cargo xtask ").and_then(word) {
        return (!known.xtask.contains(&name)).then(|| format!("no such command: cargo xtask {name}"));
    }
    let name = text.strip_prefix("mingma ").and_then(word)?;
    let usage = format!("mingma {name}");
    (!known.help.contains(&usage)).then(|| format!("{COMMANDS} knows no command: {usage}"))
}

/// Relative links lead to a file or folder of the checkout.
fn link_findings(known: &Known, file: &Path, text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
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
    quoted(line.text).filter_map(|word| wrong_name(known, line, word)).collect()
}

fn wrong_name(known: &Known, line: &Line, word: &str) -> Option<String> {
    if is_crate_name(word) {
        return match (known.crates.contains(word), line.is_planned()) {
            (false, false) => Some(format!("no such crate: {word}")),
            (true, true) => Some(format!("this crate stands now, and no longer belongs here: {word}")),
            _ => None,
        };
    }
    let path = word.trim_end_matches('/');
    let wrong = !line.is_planned() && is_path(known, word) && !known.paths.contains(path);
    wrong.then(|| format!("no such file or folder: {word}"))
}

fn is_crate_name(word: &str) -> bool {
    word.strip_prefix("mingma-").is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase()))
}

/// A word is meant as a path when it has a slash and begins with something that stands at the root.
fn is_path(known: &Known, word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    let first = word.split('/').next().unwrap_or_default();
    plain && word.contains('/') && !first.is_empty() && known.paths.contains(first)
}

#[cfg(test)]
mod tests {
    use super::known::sample as known;
    use super::*;

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
            ("`crates/mingma-app`", "docs/a.md:1: no such file or folder: crates/mingma-app"),
            ("\n`mingma-app`", "docs/a.md:2: no such crate: mingma-app"),
            ("`cargo xtask fly`", "docs/a.md:1: no such command: cargo xtask fly"),
            ("```\nmingma fly --high\n```", "docs/a.md:2: docs/cli.md knows no command: mingma fly"),
            ("[b](b.md)", "docs/a.md:1: a link leads nowhere: b.md"),
            (
                "## Not yet\n`mingma-model`",
                "docs/a.md:2: this crate stands now, and no longer belongs here: mingma-model",
            ),
        ] {
            assert_eq!(found(text), [expected]);
        }
    }
}
