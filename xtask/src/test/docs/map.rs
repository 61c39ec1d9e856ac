//! The map of the house: every crate has a line, every invariant a test, every decision its number.

use super::known::Known;
use super::markdown::{Line, lines, quoted};
use crate::tree;
use std::collections::BTreeSet;
use std::path::Path;

const MAP: &str = "docs/architecture.md";
const DECISIONS: &str = "docs/decisions/";

/// What `docs/architecture.md` and `docs/decisions` lack.
pub fn findings(known: &Known) -> Vec<String> {
    let map = tree::text(Path::new(MAP)).unwrap_or_default();
    let mut found = map_findings(known, &map);
    found.extend(numbering(&known.paths));
    found
}

/// Every crate stands on the map, and every invariant names tests that exist.
fn map_findings(known: &Known, map: &str) -> Vec<String> {
    let on_map =
        |name: &str| lines(map).iter().any(|line| !line.is_planned() && line.text.contains(&format!("`{name}`")));
    let missing = known.crates.iter().filter(|name| !on_map(name));
    let mut found: Vec<String> = missing.map(|name| format!("{MAP}: no line for the crate {name}")).collect();
    for line in lines(map).iter().filter(|line| line.heading.contains("Invariants")) {
        found.extend(invariant_findings(known, line));
    }
    found
}

/// A row is `| sentence | tests in backticks |`; the two rows of the head have none.
fn invariant_findings(known: &Known, line: &Line) -> Vec<String> {
    let cells: Vec<&str> = line.text.trim().trim_matches('|').split('|').map(str::trim).collect();
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
    let absent = tests.into_iter().filter(|name| !known.tests.contains(*name));
    absent.map(|name| told(format!("no such test: {name}"))).collect()
}

/// Decisions are numbered from 0001 without a gap.
fn numbering(paths: &BTreeSet<String>) -> Vec<String> {
    let names = paths.iter().filter_map(|path| path.strip_prefix(DECISIONS));
    let records = names.filter(|name| name.ends_with(".md"));
    records
        .enumerate()
        .filter(|(index, name)| !name.starts_with(&format!("{:04}-", index + 1)))
        .map(|(index, name)| format!("{DECISIONS}{name}: number {:04} was expected here", index + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::known::{sample as known, set};
    use super::*;

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
    fn a_gap_in_the_decisions_is_found() {
        let paths = set(&["docs/decisions/0001-a.md", "docs/decisions/0003-c.md"]);
        assert_eq!(numbering(&paths), ["docs/decisions/0003-c.md: number 0002 was expected here"]);
        assert!(numbering(&set(&["docs/decisions/0001-a.md"])).is_empty());
    }
}
