//! What is known at a moment: the items observed by then, less what corrections struck out.

use mingma_model::{Event, Kind, Span, TestResult, Zone};

use crate::item::{Detail, Item, NONE};
use crate::pack::Release;

/// `exist(t)`: the items of a resident that are known at `t` and stand.
pub(crate) struct Known<'a> {
    items: &'a [Item],
    struck: Struck,
}

/// Rows struck out; most residents have no correction at all.
enum Struck {
    Nothing,
    Rows(Vec<bool>),
}

impl<'a> Known<'a> {
    /// `items` ascend by `(observed_at, id)`.
    pub(crate) fn at(items: &'a [Item], at: i64) -> Self {
        let items = &items[..items.partition_point(|item| item.observed_at <= at)];
        Self { items, struck: struck(items) }
    }

    pub(crate) fn items(&self) -> &'a [Item] {
        self.items
    }

    #[inline]
    pub(crate) fn stands(&self, row: usize) -> bool {
        match &self.struck {
            Struck::Nothing => true,
            Struck::Rows(rows) => !rows[row],
        }
    }

    /// The rows of items with an anchor that stand.
    #[inline]
    pub(crate) fn anchored(&self) -> impl Iterator<Item = (usize, &'a Item)> + '_ {
        self.standing().filter(|(_, item)| item.anchored())
    }

    #[inline]
    pub(crate) fn standing(&self) -> impl Iterator<Item = (usize, &'a Item)> + '_ {
        self.items.iter().enumerate().filter(|(row, _)| self.stands(*row))
    }

    /// The tests known at `u` that stand.
    #[inline]
    fn tests(&self, u: i64) -> impl Iterator<Item = (usize, &'a Item, TestResult)> + '_ {
        self.standing().take_while(move |(_, item)| item.observed_at <= u).filter_map(|(row, item)| match item.detail {
            Detail::Test(result) => Some((row, item, result)),
            _ => None,
        })
    }

    /// Moments after `u` at which a test, or a follow-up of `row`, becomes known.
    pub(crate) fn news(&self, row: usize, u: i64) -> impl Iterator<Item = i64> + '_ {
        self.standing()
            .filter(move |(_, item)| item.observed_at > u)
            .filter(move |(_, item)| match item.kind {
                Kind::NucleicTest => true,
                Kind::FollowUp => item.about as usize == row,
                _ => false,
            })
            .map(|(_, item)| item.observed_at)
    }

    /// `event(names, e, u)`: when the first of such follow-ups known at `u` happened;
    /// or, if it is among the names, the negative recheck.
    pub(crate) fn event(&self, names: &[Event], row: usize, u: i64) -> Option<i64> {
        let recheck = || {
            if names.contains(&Event::RecheckNegative) { self.recheck(row, u) } else { None }
        };
        self.follow_up(names, row, u).or_else(recheck)
    }

    fn follow_up(&self, names: &[Event], row: usize, u: i64) -> Option<i64> {
        // Items ascend by (observed_at, id); the least (observed_at, at, id) is
        // among those of the first such moment.
        let mut found: Option<(i64, i64)> = None;
        for (_, item) in self.standing().take_while(|(_, item)| item.observed_at <= u) {
            if let Detail::Event(event, at) = item.detail
                && item.about as usize == row
                && names.contains(&event)
            {
                let key = (item.observed_at, at);
                found = Some(found.map_or(key, |first| first.min(key)));
            }
        }
        found.map(|(_, at)| at)
    }

    /// `recheck_negative`: the last sampled of the tests that check `row` again is negative.
    fn recheck(&self, row: usize, u: i64) -> Option<i64> {
        let anchor = self.items[row].anchor;
        let mut last: Option<(i64, TestResult)> = None;
        for (test, item, result) in self.tests(u) {
            if item.anchor >= anchor && self.leads_to(test, row) {
                // Sampled together, a positive wins: Negative < Positive.
                let key = (item.anchor, result);
                last = Some(last.map_or(key, |found| found.max(key)));
            }
        }
        last.filter(|(_, result)| *result == TestResult::Negative).map(|(sampled, _)| sampled)
    }

    /// Follows `recheck_of` from a test; links are read over the whole input,
    /// struck out or not, and never in a circle.
    fn leads_to(&self, test: usize, row: usize) -> bool {
        let mut at = test;
        for _ in 0..self.items.len() {
            let about = self.items[at].about;
            if about == NONE {
                return false;
            }
            at = about as usize;
            if at == row {
                return true;
            }
            if self.items[at].kind != Kind::NucleicTest {
                return false;
            }
        }
        false
    }

    /// The lowest cap of the stays on `row` that stand and last beyond `t`.
    pub(crate) fn cap(&self, row: usize, t: i64) -> Option<mingma_model::Colour> {
        self.stays(row, t).map(|(_, cap, _)| cap).min()
    }

    /// The stays on `row` that last beyond `t`: row, cap, end.
    pub(crate) fn stays(&self, row: usize, t: i64) -> impl Iterator<Item = (usize, mingma_model::Colour, i64)> + '_ {
        self.standing().filter_map(move |(stay, item)| match item.detail {
            Detail::Cap(cap) if item.about as usize == row && t < item.until => Some((stay, cap, item.until)),
            _ => None,
        })
    }

    /// Counts negatives towards a release as known at `u`.
    pub(crate) fn chain(&self, zone: &Zone, release: &Release, window: Window, u: i64) -> Chain {
        let newest = self
            .tests(u)
            .filter(|(_, _, result)| *result == TestResult::Positive)
            .map(|(_, item, _)| item.anchor)
            .max();
        let start = window.start();
        let mut chain = Chain::open(zone, release, window, newest);
        // The first that fits must also be early enough; a later one cannot make up for it.
        while chain.counted < release.negative_tests {
            let from = chain.sample_from;
            let next = self
                .tests(u)
                .filter(|(_, item, result)| *result == TestResult::Negative && item.anchor >= from)
                .map(|(_, item, _)| item.anchor)
                .min();
            let Some(next) = next.filter(|next| chain.before.is_none_or(|before| *next < before)) else {
                break;
            };
            if chain.counted == 0 && !first_in_time(release, start, next) {
                chain.missed = true;
                break;
            }
            chain.count(next, release);
        }
        chain.close(release, start);
        chain
    }
}

fn first_in_time(release: &Release, start: i64, sampled: i64) -> bool {
    release.first_within.is_none_or(|hours| sampled < start.saturating_add(i64::from(hours) * 3600))
}

/// What the counting of tests is measured from.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    /// Where counting of this phase starts (`c`).
    pub(crate) count: i64,
    /// The base of the phase (`b`).
    pub(crate) base: i64,
    /// When the item was sealed.
    pub(crate) observed_at: i64,
}

impl Window {
    const fn start(self) -> i64 {
        if self.count > self.observed_at { self.count } else { self.observed_at }
    }
}

/// How far a release has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    /// Tests counted so far.
    pub(crate) counted: u8,
    /// When the last counted one was sampled.
    pub(crate) last: Option<i64>,
    /// The earliest sampling that would count next.
    pub(crate) sample_from: i64,
    /// The sampling must be earlier than this.
    pub(crate) before: Option<i64>,
    /// The first test came too late: no test frees any more.
    pub(crate) missed: bool,
    /// All tests are there: when the last was sampled.
    pub(crate) done: Option<i64>,
}

impl Chain {
    fn open(zone: &Zone, release: &Release, window: Window, newest_positive: Option<i64>) -> Self {
        let on_day = release.from.map_or(i64::MIN, |from| zone.onday(window.base, from));
        // Strictly later than the newest positive; instants are whole seconds.
        let positive = newest_positive.map_or(i64::MIN, |at| at.saturating_add(1));
        Self {
            counted: 0,
            last: None,
            sample_from: window.count.max(on_day).max(positive),
            before: release.within.map(|within| zone.boundary(window.start(), within)),
            missed: false,
            done: None,
        }
    }

    fn count(&mut self, sampled: i64, release: &Release) {
        self.counted += 1;
        self.last = Some(sampled);
        let gap = i64::from(release.gap.unwrap_or(0)) * 3600;
        // Distinct moments: without a gap the next is at least a second later.
        self.sample_from = sampled.saturating_add(gap.max(1));
        if self.counted == release.negative_tests {
            self.done = Some(sampled);
        }
    }

    /// The bound on the next sampling that the reader is told.
    fn close(&mut self, release: &Release, start: i64) {
        if self.counted == 0
            && let Some(hours) = release.first_within
        {
            let first = start.saturating_add(i64::from(hours) * 3600);
            self.before = Some(self.before.map_or(first, |before| before.min(first)));
        }
    }
}

fn struck(items: &[Item]) -> Struck {
    if !items.iter().any(|item| item.kind == Kind::Correction) {
        return Struck::Nothing;
    }
    let mut rows = vec![false; items.len()];
    // Latest known first, ties by greater id: the reverse of the order kept.
    for (row, item) in items.iter().enumerate().rev() {
        if item.kind == Kind::Correction && !rows[row] && item.about != NONE {
            rows[item.about as usize] = true;
        }
    }
    Struck::Rows(rows)
}

/// The boundary of a span, where one is named.
#[inline]
pub(crate) fn boundary(zone: &Zone, base: i64, after: Option<Span>) -> i64 {
    after.map_or(i64::MIN, |after| zone.boundary(base, after))
}
