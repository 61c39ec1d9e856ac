//! The loader's law on a rule that reads well: what may be said is not all that may stand.

use mingma_model::{Colour, Event, Fault, Kind, Span};

use crate::faults;
use crate::pack::{Phase, Rule, Shade};

/// The part of a rule that a fault points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Colour(usize),
    Until(usize, usize),
}

type Found = Vec<(Place, Fault)>;

/// Every breach of the law in one rule.
pub(crate) fn faults(rule: &Rule) -> Found {
    let mut found = Found::new();
    colours(rule, &mut found);
    events(rule, &mut found);
    tests_last(rule, &mut found);
    afters(rule, &mut found);
    found
}

fn colours(rule: &Rule, found: &mut Found) {
    let origin = rule.phases.iter().any(|phase| phase.colour == Shade::Origin);
    if origin && (rule.phases.len() > 1 || rule.on != Kind::Notice) {
        found.push((Place::Colour(0), faults::origin_alone()));
        return;
    }
    let shades: Vec<Colour> = rule
        .phases
        .iter()
        .filter_map(|phase| match phase.colour {
            Shade::Plain(colour) => Some(colour),
            Shade::Origin => None,
        })
        .collect();
    for (row, pair) in shades.windows(2).enumerate() {
        let delay = row == 0 && pair[0] == Colour::Green;
        if pair[1] > pair[0] && !delay {
            found.push((Place::Colour(row + 1), faults::rises()));
        }
    }
    if shades.first() == Some(&Colour::Green) && !by_after_alone(&rule.phases[0]) {
        found.push((Place::Until(0, 0), faults::green_first()));
    }
}

fn by_after_alone(phase: &Phase) -> bool {
    matches!(phase.until.as_slice(), [one] if one.after.is_some() && one.events.is_empty() && one.release.is_none())
}

fn events(rule: &Rule, found: &mut Found) {
    for (row, phase) in rule.phases.iter().enumerate() {
        for (place, alternative) in phase.until.iter().enumerate() {
            for event in alternative.events.iter().filter(|event| !rule.on.events().contains(event)) {
                found.push((Place::Until(row, place), faults::event_of_kind(event.word(), rule.on)));
            }
        }
    }
}

fn tests_last(rule: &Rule, found: &mut Found) {
    let before_last = rule.phases.len().saturating_sub(1);
    for (row, phase) in rule.phases.iter().take(before_last).enumerate() {
        for (place, alternative) in phase.until.iter().enumerate() {
            if alternative.release.is_some() || alternative.events.contains(&Event::RecheckNegative) {
                found.push((Place::Until(row, place), faults::test_before_last()));
            }
        }
    }
}

/// `after`s of one base grow, and each ends before the lapse. An event moves
/// the base, and counting begins again; an `any` may or may not move it.
fn afters(rule: &Rule, found: &mut Found) {
    let mut of_this_base: Vec<Span> = Vec::new();
    for (row, phase) in rule.phases.iter().enumerate() {
        let mut stays = false;
        let mut next = of_this_base.clone();
        for (place, alternative) in phase.until.iter().enumerate() {
            if let Some(after) = alternative.after {
                let shorter = of_this_base.iter().find(|earlier| !earlier.ends_before(after));
                if let Some(earlier) = shorter {
                    found.push((Place::Until(row, place), faults::afters(after, *earlier)));
                }
                if !after.ends_before(rule.lapse) {
                    found.push((Place::Until(row, place), faults::after_lapse(after, rule.lapse)));
                }
            }
            if alternative.events.is_empty() {
                stays = true;
                next.extend(alternative.after);
            }
        }
        of_this_base = if stays { next } else { Vec::new() };
    }
}

/// True of a rule with tests that nobody who is known at once can take in time:
/// the day they count from lies behind the window or behind the lapse. That is
/// lawful, and hardly meant.
pub(crate) fn frees_nobody(rule: &Rule) -> bool {
    let moved = rule.phases.iter().flat_map(|phase| &phase.until).any(|alternative| !alternative.events.is_empty());
    let releases = rule.phases.iter().flat_map(|phase| &phase.until).filter_map(|alternative| alternative.release);
    releases.into_iter().any(|release| {
        let Some(from) = release.from else { return false };
        // An event moves the day that `from` counts on; only the window is then of the same base.
        let late = |end: Span| begins_after(from, end);
        release.within.is_some_and(late) || (!moved && late(rule.lapse))
    })
}

/// The Nth day begins no earlier than the other span ends, whatever the hour.
const fn begins_after(from: Span, end: Span) -> bool {
    match (from, end) {
        (Span::Days(from), Span::Days(end)) => from > end,
        (Span::Hours(from), Span::Hours(end)) => from >= end,
        (Span::Days(from), Span::Hours(end)) => (from - 1) * 24 >= end,
        (Span::Hours(from), Span::Days(end)) => from >= (end + 1) * 24,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_after_a_span_only_when_every_hour_agrees() {
        assert!(begins_after(Span::Days(8), Span::Days(7)));
        assert!(!begins_after(Span::Days(7), Span::Days(7)));
        assert!(begins_after(Span::Days(6), Span::Hours(24)));
        assert!(!begins_after(Span::Days(2), Span::Hours(48)));
        assert!(begins_after(Span::Hours(192), Span::Days(7)));
    }
}
