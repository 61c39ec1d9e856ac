//! Whom a case met: visits that count, with a case's within its infectious window, for as
//! many minutes as its kind of place asks. Computed, never typed in.
//!
//! Visits are rows of numbers sorted by place and time, so that a case's overlaps are read
//! and everybody else's are not.

use std::collections::BTreeMap;

use mingma_model::{Id, Zone};

use super::diary::Counted;
use super::dwell::{LONGEST, shared};

/// Seconds before its onset, or before it was found, from which a case is infectious where
/// the evidence tells no time: two days, as the published protocols have it, read as hours.
pub const BEFORE: i64 = 48 * 3_600;

/// A visit that counts: a place by its number, from until before, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The place.
    pub place: u32,
    /// When it began.
    pub from: i64,
    /// When it ended.
    pub to: i64,
    /// Whose: the number of a person.
    pub resident: u32,
}

/// When a case was infectious.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first second.
    pub from: i64,
    /// The first second after it.
    pub to: i64,
}

impl Window {
    /// The window of a case by the times of its evidence: from `infectious_from`, else two
    /// days before `onset_at`, else before it was confirmed; until it was confirmed. None
    /// of what is no case.
    #[must_use]
    pub fn of(time: impl Fn(&str) -> Option<i64>) -> Option<Self> {
        let to = time("confirmed_at")?;
        let found = time("onset_at").unwrap_or(to);
        let from = time("infectious_from").unwrap_or_else(|| found.saturating_sub(BEFORE));
        Some(Self { from, to: to.max(from) })
    }

    /// What of a visit lies within it; none if nothing does.
    fn cut(self, span: &Span) -> Option<Span> {
        let (from, to) = (span.from.max(self.from), span.to.min(self.to));
        (from < to).then_some(Span { from, to, ..*span })
    }
}

/// Somebody who was where a case was: the seconds that they shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overlap {
    /// Who.
    pub resident: u32,
    /// Where.
    pub place: u32,
    /// From when.
    pub from: i64,
    /// Until when.
    pub to: i64,
}

/// Visits that count, sorted.
#[derive(Clone, Debug, Default)]
pub struct Visits(Vec<Span>);

impl Visits {
    /// Sorts visits. One that lasts longer than [`LONGEST`] is cut there, one that lasts
    /// not at all meets nobody.
    #[must_use]
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.retain_mut(|span| {
            span.to = span.to.min(span.from.saturating_add(LONGEST));
            span.from < span.to
        });
        spans.sort_unstable();
        Self(spans)
    }

    /// Whom a case met. `least` tells the seconds that two must have shared at a place. Of
    /// one day (by the zone, of the end) and resident one overlap is left, the last: a day
    /// with a case is one fact.
    #[must_use]
    pub fn met(&self, case: &[Span], window: Window, zone: &Zone, least: impl Fn(u32) -> i64) -> Vec<Overlap> {
        let mut days: BTreeMap<(u32, i64), Overlap> = BTreeMap::new();
        for visit in case.iter().filter_map(|visit| window.cut(visit)) {
            let seconds = least(visit.place).max(1);
            let shared = self.around(&visit).iter().filter_map(|other| together(&visit, other, seconds));
            for overlap in shared {
                let day = zone.midnight_before(overlap.to, 0);
                let kept = days.entry((overlap.resident, day)).or_insert(overlap);
                *kept = last(*kept, overlap);
            }
        }
        days.into_values().collect()
    }

    /// The visits to a place that can have been going on during one.
    fn around(&self, visit: &Span) -> &[Span] {
        let key = |at: i64| (visit.place, at);
        let begun = self.0.partition_point(|span| (span.place, span.from) < key(visit.from.saturating_sub(LONGEST)));
        let over = self.0.partition_point(|span| (span.place, span.from) < key(visit.to));
        &self.0[begun..over.max(begun)]
    }
}

/// True if two persons' visits that count say that the one was where the other, a case,
/// was within its window: at this place, from then until then, for long enough.
#[must_use]
pub fn holds(mine: &[Counted], case: &[Counted], window: Window, place: &Id, from: i64, to: i64) -> bool {
    let there = |visit: &&Counted| visit.entry.place == *place;
    let pairs = mine.iter().filter(there).flat_map(|mine| case.iter().filter(there).map(move |case| (mine, case)));
    let mut shares = pairs.map(|(mine, case)| {
        let begun = mine.entry.at.max(case.entry.at).max(window.from);
        (begun, mine.until.min(case.until).min(window.to), shared(mine.entry.kind) * 60)
    });
    shares.any(|(begun, ended, least)| (begun, ended) == (from, to) && to.saturating_sub(from) >= least)
}

fn together(case: &Span, other: &Span, least: i64) -> Option<Overlap> {
    let (from, to) = (case.from.max(other.from), case.to.min(other.to));
    let met = other.resident != case.resident && other.place == case.place && to.saturating_sub(from) >= least;
    met.then_some(Overlap { resident: other.resident, place: other.place, from, to })
}

/// Of two overlaps of a day the one that ended last; of those the longer.
fn last(one: Overlap, other: Overlap) -> Overlap {
    let order = |overlap: &Overlap| (overlap.to, -overlap.from, overlap.place);
    if order(&other) > order(&one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: i64 = 1_655_000_000;
    const CASE: u32 = 1;

    fn zone() -> Zone {
        Zone::named("Asia/Shanghai").unwrap()
    }

    fn span(resident: u32, place: u32, from: i64, to: i64) -> Span {
        Span { place, from: T + from * 60, to: T + to * 60, resident }
    }

    fn always() -> Window {
        Window { from: 0, to: i64::MAX }
    }

    fn met(visits: Vec<Span>, case: &[Span], window: Window) -> Vec<(u32, i64, i64)> {
        let found = Visits::new(visits).met(case, window, &zone(), |_| 600);
        found.into_iter().map(|one| (one.resident, (one.from - T) / 60, (one.to - T) / 60)).collect()
    }

    #[test]
    fn a_case_meets_who_was_there_long_enough_at_the_same_time() {
        let case = [span(CASE, 7, 0, 30)];
        for (other, found) in [
            (span(2, 7, 0, 30), Some((2, 0, 30))),
            (span(2, 7, 20, 50), Some((2, 20, 30))),
            (span(2, 7, 21, 50), None),
            (span(2, 7, 30, 60), None),
            (span(2, 7, -20, 10), Some((2, 0, 10))),
            (span(2, 7, -700, 15), Some((2, 0, 15))),
            (span(2, 8, 0, 30), None),
            (span(CASE, 7, 0, 30), None),
            (span(2, 7, 10, 10), None),
        ] {
            assert_eq!(met(vec![other], &case, always()), found.into_iter().collect::<Vec<_>>(), "{other:?}");
        }
    }

    #[test]
    fn what_lies_outside_the_window_is_no_overlap() {
        let case = [span(CASE, 7, 0, 60)];
        let others = vec![span(2, 7, 0, 30), span(3, 7, 40, 60)];
        let window = Window { from: T + 25 * 60, to: T + 3_600 };
        assert_eq!(met(others, &case, window), [(3, 40, 60)]);
    }

    #[test]
    fn a_day_with_a_case_is_one_fact_and_the_last_hour_of_it_stands() {
        let case = [span(CASE, 7, 0, 30), span(CASE, 8, 120, 150), span(CASE, 7, 1_440, 1_470)];
        let others = vec![span(2, 7, 0, 30), span(2, 8, 120, 140), span(2, 7, 1_440, 1_460)];
        assert_eq!(met(others, &case, always()), [(2, 120, 140), (2, 1_440, 1_460)]);
    }

    #[test]
    fn the_window_begins_where_the_evidence_says_else_two_days_before() {
        for (times, from) in [
            (vec![("confirmed_at", T), ("onset_at", T - 10), ("infectious_from", T - 20)], T - 20),
            (vec![("confirmed_at", T), ("onset_at", T - 10)], T - 10 - BEFORE),
            (vec![("confirmed_at", T)], T - BEFORE),
        ] {
            let time = |word: &str| times.iter().find(|(one, _)| *one == word).map(|(_, at)| *at);
            assert_eq!(Window::of(time), Some(Window { from, to: T }), "{times:?}");
        }
        assert_eq!(Window::of(|_| None), None);
    }

    /// Every pair, one by one, as the words above have it.
    fn slow(visits: &[Span], case: &[Span], window: Window, least: i64) -> Vec<Overlap> {
        let zone = zone();
        let mut all = Vec::new();
        for case in case {
            for other in visits {
                let end = other.to.min(other.from + LONGEST);
                let from = case.from.max(window.from).max(other.from);
                let to = case.to.min(window.to).min(end);
                let together = case.place == other.place && case.resident != other.resident;
                if together && to > from && to - from >= least.max(1) {
                    all.push(Overlap { resident: other.resident, place: other.place, from, to });
                }
            }
        }
        let better = |a: &Overlap, b: &Overlap| {
            let same = a.resident == b.resident && zone.midnight_before(a.to, 0) == zone.midnight_before(b.to, 0);
            same && (b.to, -b.from, b.place) > (a.to, -a.from, a.place)
        };
        let mut best: Vec<Overlap> = all.iter().filter(|a| !all.iter().any(|b| better(a, b))).copied().collect();
        best.sort_by_key(|one| (one.resident, one.to));
        best.dedup();
        best
    }

    fn spans(residents: std::ops::Range<u32>) -> impl Strategy<Value = Vec<Span>> {
        let one = (residents, 0_u32..3, 0_i64..4_000, 0_i64..900)
            .prop_map(|(resident, place, from, long)| span(resident, place, from, from + long));
        proptest::collection::vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn the_fast_overlap_and_the_slow_one_agree(
            visits in spans(0..6), case in spans(0..2), window in (0_i64..2_000, 0_i64..4_000), least in 0_i64..1_200,
        ) {
            let case: Vec<Span> = case.into_iter().map(|span| Span { to: span.to.min(span.from + LONGEST), ..span }).collect();
            let window = Window { from: T + window.0 * 60, to: T + (window.0 + window.1) * 60 };
            let fast = Visits::new(visits.clone()).met(&case, window, &zone(), |_| least);
            prop_assert_eq!(fast, slow(&visits, &case, window, least));
        }

        #[test]
        fn nobody_meets_themselves_and_nobody_is_met_outside_the_window(visits in spans(0..6), case in spans(1..2)) {
            let window = Window { from: T + 60_000, to: T + 120_000 };
            for overlap in Visits::new(visits).met(&case, window, &zone(), |_| 1) {
                prop_assert!(overlap.resident != CASE && overlap.from >= window.from && overlap.to <= window.to);
            }
        }
    }
}
