//! The next edition of a pack: the same text with other dates.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use mingma_model::{Faults, Profile, Zone, parse_instant};
use toml::de::DeTable;

use crate::load::PackFile;
use crate::pack::Pack;

/// A new edition, as the files to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its id.
    pub id: String,
    /// `<id>.toml`.
    pub pack: String,
    /// `<id>.md`, with a line under its history.
    pub reading: Option<String>,
    /// `<id>.cases.json`, its times moved by as many days.
    pub cases: Option<String>,
}

/// Writes the next edition of a pack, in force from the first moment of `from`
/// for as long as the last one.
///
/// # Errors
/// Every fault of the pack as it stands.
pub fn renew(
    file: &PackFile,
    profile: &Profile,
    from: Date,
    reading: Option<&str>,
    cases: Option<&str>,
) -> Result<Edition, Faults> {
    let read = file.read(profile)?;
    let old = &read.pack;
    let zone = &profile.zone;
    let start = zone.midnight(from).unwrap_or(old.from);
    let days = mingma_model::days_between(zone, old.from, start);
    let end = move_by(zone, old.to, days);
    let id = next_id(old, from);
    let pack = rewritten(file.source().text, &id, &zone.show(start), &zone.show(end));
    let reading = reading.map(|text| history(text, &old.id, &id, from));
    let cases = cases.map(|text| moved_times(text, zone, days));
    Ok(Edition { id, pack, reading, cases })
}

fn move_by(zone: &Zone, at: i64, days: i64) -> i64 {
    let local = zone.zoned(at);
    local.checked_add(days.days()).map_or(at, |moved| moved.timestamp().as_second())
}

/// `henan-2022-03` from 2026-11-24 on is `henan-2026-11`; a letter is added
/// where that is the old id.
fn next_id(old: &Pack, from: Date) -> String {
    let parts: Vec<&str> = old.id.split('-').collect();
    let year = parts.iter().position(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let stem = parts[..year.unwrap_or(parts.len())].join("-");
    let id = format!("{stem}-{:04}-{:02}", from.year(), from.month());
    if id == old.id { format!("{id}-b") } else { id }
}

/// The text with three values put in their places; comments and layout stay.
fn rewritten(text: &str, id: &str, from: &str, to: &str) -> String {
    let Ok(table) = DeTable::parse(text) else {
        return text.to_owned();
    };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let head = table.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == "pack");
    for (key, node) in head.and_then(|(_, node)| node.get_ref().as_table()).into_iter().flatten() {
        match key.get_ref().as_ref() {
            "id" => edits.push((node.span(), format!("\"{id}\""))),
            "from" => edits.push((node.span(), from.to_owned())),
            "to" => edits.push((node.span(), to.to_owned())),
            _ => {}
        }
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut out = text.to_owned();
    for (span, value) in edits {
        out.replace_range(span, &value);
    }
    out
}

fn history(reading: &str, old: &str, new: &str, from: Date) -> String {
    let line = format!("- {new}：自 {from} 起，文本与 {old} 相同。 / from {from} on, the text of {old} again.");
    let heading = reading.lines().position(|line| line.starts_with("## History"));
    let mut lines: Vec<String> = reading.lines().map(str::to_owned).collect();
    match heading {
        Some(row) => {
            lines.insert(row + 1, String::new());
            lines.insert(row + 2, line);
        }
        None => lines.extend([String::new(), "## History / 沿革".to_owned(), String::new(), line]),
    }
    lines.join("\n") + "\n"
}

/// Every RFC 3339 time in the text, moved by whole local days.
fn moved_times(text: &str, zone: &Zone, days: i64) -> String {
    let mut out = String::with_capacity(text.len());
    for (row, part) in text.split('"').enumerate() {
        if row > 0 {
            out.push('"');
        }
        match parse_instant(part) {
            Ok(at) if row % 2 == 1 => out.push_str(&zone.show(move_by(zone, at, days))),
            _ => out.push_str(part),
        }
    }
    out
}
