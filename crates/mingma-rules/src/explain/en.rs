//! The plan in English.

use mingma_model::{Colour, Lang, Span};

use super::way::{Goes, Lost, Open, Outcome, Wanted, Way};
use super::when::When;
use super::words;
use crate::pack::{Alternative, Release};

/// One way as a clause: one more negative test turns it green.
pub(crate) fn way(way: &Way, when: When<'_>, sender: Option<&str>) -> String {
    match way {
        Way::Open(open) => open_way(open, when, sender),
        Way::Lost(lost) => lost_way(lost, when),
    }
}

fn open_way(open: &Open, when: When<'_>, sender: Option<&str>) -> String {
    let event = open.event.map(|event| words::event(Lang::En, event, sender));
    let at = open.earliest.map_or_else(String::new, |at| format!(", {} at the earliest", when.at(at)));
    let plural = open.tests.is_some_and(|tests| tests.count > 1);
    match (&event, &open.tests) {
        (None, Some(wanted)) => {
            let (tests, comma) = tests(wanted, when);
            format!("{tests}{comma} {}{at}", verb(&open.outcome, plural))
        }
        (Some(event), None) => format!("once {event}, {}{at}", turns(&open.outcome)),
        (Some(event), Some(wanted)) => {
            format!("once {event} and after {}, {}{at}", tests(wanted, when).0, turns(&open.outcome))
        }
        (None, None) => format!("{}{at}", turns(&open.outcome)),
    }
}

fn verb(outcome: &Outcome, plural: bool) -> String {
    let (turn, end) = if plural { ("turn", "end") } else { ("turns", "ends") };
    match outcome {
        Outcome::Turns(colour) => format!("{turn} it {}", colour.word()),
        Outcome::Goes(Goes { first, stays: false, others: false, .. }) => format!("{turn} it {}", first.word()),
        Outcome::Goes(_) | Outcome::Stays => format!("{end} this reason"),
    }
}

fn turns(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Turns(colour) => format!("it turns {}", colour.word()),
        Outcome::Stays => "this reason ends".to_owned(),
        Outcome::Goes(goes) => self::goes(goes),
    }
}

/// One more negative test, sampled between 09:00 on 22 June and 15:00 on 23 June; and
/// the comma that must follow where more than the tests was said.
fn tests(wanted: &Wanted, when: When<'_>) -> (String, &'static str) {
    let more = if wanted.more { " more" } else { "" };
    let noun = if wanted.count > 1 { "tests" } else { "test" };
    let mut terms = Vec::new();
    terms.extend(match (wanted.from, wanted.before) {
        (Some(from), Some(before)) => Some(format!("sampled {}", when.between(from, before))),
        (Some(from), None) => Some(format!("sampled {}", when.from(from))),
        (None, Some(before)) => Some(format!("sampled {}", when.before(before))),
        (None, None) => None,
    });
    terms.extend(wanted.first_before.map(|before| match wanted.count {
        1 => format!("sampled {}", when.before(before)),
        _ => format!("the first {}", when.before(before)),
    }));
    terms.extend(wanted.gap.map(|hours| format!("at least {hours} hours apart")));
    let tests = format!("{}{more} negative {noun}", words::count(Lang::En, wanted.count.into()));
    match terms.as_slice() {
        [] => (tests, ""),
        _ => (format!("{tests}, {}", terms.join(", ")), ","),
    }
}

fn lost_way(lost: &Lost, when: When<'_>) -> String {
    let which = match (lost.first, lost.counted) {
        (true, _) => "the first test was",
        (false, 0) => "the tests were",
        (false, _) => "the other tests were",
    };
    let so = if lost.beside { "so this way is closed" } else { "so tests cannot end it early" };
    format!("{which} not sampled {}, {so}", when.before(lost.before))
}

/// After an event: it turns yellow, and green after 7 more days and one negative test.
fn goes(goes: &Goes) -> String {
    let it = if goes.others { "this reason" } else { "it" };
    let verb = if goes.stays { "stays" } else { "turns" };
    let mut parts = vec![format!("{it} {verb} {}", goes.first.word())];
    for (row, (phase, colour)) in goes.legs().enumerate() {
        let then = if goes.others && colour == Colour::Green { "ends" } else { colour.word() };
        parts.push(format!("{then} {}", until(&phase.until, row == 0)));
    }
    parts.join(", then ")
}

fn until(alternatives: &[Alternative], first: bool) -> String {
    let told: Vec<String> = alternatives.iter().map(|one| alternative(one, first, "")).collect();
    told.join(", or ")
}

/// What an alternative wants, counted from its base: after 7 days and one negative
/// test. `since` tells the base where it is an event.
pub(crate) fn alternative(one: &Alternative, more: bool, since: &str) -> String {
    let mut parts = Vec::new();
    parts.extend(one.after.map(|span| full(span, more) + since));
    parts.extend(one.release.map(|release| self::release(&release)));
    let events: Vec<String> = one.events.iter().map(|event| words::event(Lang::En, *event, None)).collect();
    let after = Some(parts.join(" and ")).filter(|text| !text.is_empty()).map(|text| format!("after {text}"));
    let once = Some(words::any(Lang::En, &events)).filter(|text| !text.is_empty()).map(|text| format!("once {text}"));
    [once, after].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

pub(crate) fn full(span: Span, more: bool) -> String {
    let (n, unit) = match span {
        Span::Days(n) => (n, if n == 1 { "day" } else { "days" }),
        Span::Hours(n) => (n, if n == 1 { "hour" } else { "hours" }),
    };
    if more { format!("{n} more full {unit}") } else { format!("{n} full {unit}") }
}

/// Two negative tests within 72 hours (the first within 24 hours, at least 24 hours apart).
pub(crate) fn release(release: &Release) -> String {
    let noun = if release.negative_tests > 1 { "tests" } else { "test" };
    let mut text = format!("{} negative {noun}", words::count(Lang::En, release.negative_tests.into()));
    if let Some(within) = release.within {
        text.push_str(&format!(" within {}", words::span(Lang::En, within)));
    }
    match release.from {
        Some(Span::Days(n)) => text.push_str(&format!(" sampled on day {n} or later")),
        Some(Span::Hours(n)) => text.push_str(&format!(" sampled {n} hours later or after")),
        None => {}
    }
    let first = release.first_within.map(|hours| format!("the first within {hours} hours"));
    let gap = release.gap.filter(|_| release.negative_tests > 1).map(|hours| format!("at least {hours} hours apart"));
    let terms: Vec<String> = [first, gap].into_iter().flatten().collect();
    if !terms.is_empty() {
        text.push_str(&format!(" ({})", terms.join(", ")));
    }
    text
}

/// At the latest it turns green by itself at 00:00 on 28 June; what gets stricter
/// is said with "otherwise".
pub(crate) fn steps(steps: &[(i64, Colour)], when: When<'_>, from: Colour, latest: bool) -> String {
    let mut before = from;
    let mut lead = latest;
    let told: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(row, (at, colour))| {
            let rises = std::mem::replace(&mut before, *colour) < *colour;
            let last = !rises && std::mem::take(&mut lead);
            let (lead, close) = match (rises, row) {
                (true, 0) if latest => ("otherwise it turns ", ""),
                (_, 0) if last => ("at the latest it turns ", ""),
                (_, 0) => ("it turns ", ""),
                _ if last => ("", " at the latest"),
                _ => ("", ""),
            };
            let by_itself = if rises { "" } else { "by itself " };
            format!("{lead}{} {by_itself}{}{close}", colour.word(), when.at(*at))
        })
        .collect();
    told.join(", then ")
}
