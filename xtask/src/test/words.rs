//! What must stand nowhere in the tree: a machine's own paths, the hosts that packages come
//! from, private keys, and marks of unfinished work.
//!
//! The words are put together from halves here, so that this file does not find itself.

use super::Outcome;
use crate::tree;
use crate::trouble::Trouble;
use std::path::Path;

/// Folders of one machine; a text that names one works nowhere else.
const PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tm", "p/")];
/// Hosts of package registries: a client knows its own, and a mirror has another.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.debian", ".org"),
];
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const SECRETS: &[&str] = &[concat!("PRIVATE", " KEY-----"), concat!("AGE-SECRET", "-KEY-")];
/// cargo writes its registry's name into its own lock file; there it belongs.
const CARGO_LOCK: &str = "Cargo.lock";

/// Looks at every file of the checkout.
pub fn step() -> Result<Outcome, Trouble> {
    let files = tree::files()?;
    let mut found = Vec::new();
    for file in &files {
        if let Some(text) = tree::text(file) {
            found.extend(findings(file, &text));
        }
    }
    println!("{} files read, {} findings", files.len(), found.len());
    for finding in &found {
        println!("{finding}");
    }
    Ok(Outcome::single(found.is_empty()))
}

/// `file:line: what` for every forbidden word in one file.
fn findings(file: &Path, text: &str) -> Vec<String> {
    let is_lock = file == Path::new(CARGO_LOCK);
    text.lines()
        .enumerate()
        .flat_map(|(index, line)| forbidden(line, is_lock).into_iter().map(move |what| (index + 1, what)))
        .map(|(line, what)| format!("{}:{line}: {what}", file.display()))
        .collect()
}

fn forbidden(line: &str, is_lock: bool) -> Vec<String> {
    let told = |words: &[&str], what: &str, holds: fn(&str, &str) -> bool| -> Vec<String> {
        let found = words.iter().filter(|word| holds(line, word));
        found.map(|word| format!("{what}: {word}")).collect()
    };
    let mut all = told(PATHS, "a path of one machine", begins_a_path);
    all.extend(told(UNFINISHED, "unfinished work", stands_alone));
    all.extend(told(SECRETS, "a secret", |line, word| line.contains(word)));
    if !is_lock {
        all.extend(told(HOSTS, "a registry's host", |line, word| line.contains(word)));
    }
    all
}

/// `/x/` counts where a path can begin, not inside a longer one such as `a/x/b`.
fn begins_a_path(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/}>*".contains(c))
    })
}

fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !part(line[..at].chars().next_back()) && !part(line[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(file: &str, text: &str) -> usize {
        findings(Path::new(file), text).len()
    }

    #[test]
    fn every_forbidden_word_is_found_with_its_line() {
        for word in [PATHS, HOSTS, UNFINISHED, SECRETS].concat() {
            let found = findings(Path::new("a.md"), &format!("first\nsee {word} there"));
            assert_eq!(found.len(), 1, "{word}: {found:?}");
            assert!(found[0].starts_with("a.md:2: "), "{found:?}");
        }
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_meant() {
        assert_eq!(count("a.md", concat!("net", "work/x and docs/wo", "rk/x")), 0);
        assert_eq!(count("a.md", concat!("MAS", "TODOOR")), 0);
    }

    #[test]
    fn only_the_lock_file_may_name_the_registry() {
        let line = concat!("source = \"registry+https://github.com/rust-lang/crates", ".io-index\"");
        assert_eq!(count("Cargo.lock", line), 0);
        assert_eq!(count("deny.toml", line), 1);
    }
}
