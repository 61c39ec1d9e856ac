//! The table of lapses in a pack's reading: which are the source's, which ours.

use mingma_model::{Faults, Source};

use crate::faults;
use crate::pack::Pack;

/// One row of the table: `| rule | lapse | whose | why |`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LapseRow {
    /// The rule's id.
    pub rule: String,
    /// Its lapse as written.
    pub lapse: String,
    /// `ours` or `source`.
    pub whose: String,
    /// Why it is what it is.
    pub why: String,
}

/// The rows of the table under the heading `## Lapses`.
#[must_use]
pub fn rows(reading: &str) -> Vec<LapseRow> {
    reading
        .lines()
        .skip_while(|line| !line.starts_with("## Lapses"))
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(row)
        .filter(|row| matches!(row.whose.as_str(), "ours" | "source"))
        .collect()
}

fn row(line: &str) -> Option<LapseRow> {
    let cells: Vec<&str> = line.trim().strip_prefix('|')?.trim_end_matches('|').split('|').map(str::trim).collect();
    let [rule, lapse, whose, why] = cells.as_slice() else {
        return None;
    };
    let plain = |cell: &str| cell.trim_matches('`').to_owned();
    Some(LapseRow { rule: plain(rule), lapse: plain(lapse), whose: plain(whose), why: (*why).to_owned() })
}

/// Compares table and pack in both directions.
pub(crate) fn compare(source: &Source<'_>, pack: &Pack) -> Faults {
    let rows = rows(source.text);
    let mut found = Faults::none();
    for rule in &pack.rules {
        match rows.iter().find(|row| row.rule == rule.id) {
            None => found.push(faults::lapse_row(&rule.id, "没有一行", "has no row").of_file(source.name)),
            Some(row) if row.lapse != rule.lapse.to_string() => {
                found.push(faults::lapse_row(&rule.id, "与规则不符", "disagrees").of_file(source.name));
            }
            Some(_) => {}
        }
    }
    for row in &rows {
        if !pack.rules.iter().any(|rule| rule.id == row.rule) {
            found.push(
                faults::lapse_row(&row.rule, "在规则包中不存在", "names no rule of the pack").of_file(source.name),
            );
        }
    }
    found
}
