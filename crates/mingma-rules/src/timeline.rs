//! A rule turns one item into a timeline of phases.

use mingma_model::{Colour, Zone};
use serde::Serialize;

use crate::item::{Detail, Item};
use crate::known::{Chain, Known, Window, boundary};
use crate::pack::{Alternative, Rule, Shade};

/// Why a phase ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EndedBy {
    /// The span it named had passed.
    After,
    /// An event it waited for was known.
    Event,
    /// The tests that free were known.
    Release,
    /// The timeline as a whole ended.
    Lapse,
}

/// One phase of a timeline, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Which phase of the rule.
    pub phase: usize,
    /// Its colour.
    pub colour: Colour,
    /// Its first moment.
    pub from: i64,
    /// Its end, if nothing new becomes known: never later than the lapse.
    pub until: i64,
    /// What ends it.
    pub by: EndedBy,
    /// Where the counting of tests starts.
    pub(crate) count: i64,
    /// What spans are counted from.
    pub(crate) base: i64,
}

impl Stretch {
    /// True if the phase holds at `t`; one that ends as it begins never holds.
    #[must_use]
    pub const fn holds(&self, t: i64) -> bool {
        self.from <= t && t < self.until
    }
}

/// The phases of one rule over one item, in order, ending at the lapse.
pub(crate) struct Walk<'a> {
    zone: &'a Zone,
    known: &'a Known<'a>,
    rule: &'a Rule,
    row: usize,
    item: &'a Item,
    stop: i64,
    phase: usize,
    base: i64,
    count: i64,
    begin: i64,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(zone: &'a Zone, known: &'a Known<'a>, rule: &'a Rule, row: usize) -> Self {
        let item = &known.items()[row];
        Self {
            zone,
            known,
            rule,
            row,
            item,
            stop: stop(zone, rule, item),
            phase: 0,
            base: item.anchor,
            count: item.anchor,
            begin: item.observed_at,
        }
    }

    /// First instant at which all that one alternative names hold together,
    /// with the times that the next phase is counted from.
    fn met(&self, alternative: &Alternative) -> Option<Met> {
        let passed = boundary(self.zone, self.base, alternative.after);
        let first = self.begin.max(passed);
        if alternative.events.is_empty() && alternative.release.is_none() {
            return Some(Met { at: first, event: None, reached: passed, by: EndedBy::After });
        }
        std::iter::once(first).chain(self.known.news(self.row, first)).find_map(|u| self.met_at(alternative, passed, u))
    }

    fn met_at(&self, alternative: &Alternative, passed: i64, u: i64) -> Option<Met> {
        let mut reached = passed;
        let mut by = EndedBy::After;
        let mut event = None;
        if !alternative.events.is_empty() {
            let at = self.known.event(&alternative.events, self.row, u)?;
            (event, by) = (Some(at), EndedBy::Event);
            reached = reached.max(at);
        }
        if let Some(release) = &alternative.release {
            let at = self.known.chain(self.zone, release, self.window(), u).done?;
            by = EndedBy::Release;
            reached = reached.max(at);
        }
        // What came last ended it: the span, if it passed just then.
        if alternative.after.is_some() && passed == u && passed > self.begin {
            by = EndedBy::After;
        }
        Some(Met { at: u, event, reached, by })
    }

    fn window(&self) -> Window {
        Window { count: self.count, base: self.base, observed_at: self.item.observed_at }
    }
}

struct Met {
    at: i64,
    event: Option<i64>,
    /// The latest of what was named: counting goes on from here.
    reached: i64,
    by: EndedBy,
}

impl Iterator for Walk<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let phase = self.rule.phases.get(self.phase)?;
        let mut met: Option<Met> = None;
        for alternative in &phase.until {
            // Of several that hold together, the first listed.
            if let Some(found) = self.met(alternative)
                && met.as_ref().is_none_or(|first| found.at < first.at)
            {
                met = Some(found);
            }
        }
        let met = met.filter(|met| met.at < self.stop);
        let stretch = Stretch {
            phase: self.phase,
            colour: shade(phase.colour, self.item),
            from: self.begin,
            until: met.as_ref().map_or(self.stop, |met| met.at),
            by: met.as_ref().map_or(EndedBy::Lapse, |met| met.by),
            count: self.count,
            base: self.base,
        };
        match met {
            Some(met) => {
                self.count = self.count.max(met.reached);
                self.base = met.event.unwrap_or(self.base);
                self.begin = met.at;
                self.phase += 1;
            }
            None => self.phase = usize::MAX,
        }
        Some(stretch)
    }
}

/// The end of a timeline: the lapse, or the item's own end if earlier.
#[inline]
pub(crate) fn stop(zone: &Zone, rule: &Rule, item: &Item) -> i64 {
    zone.boundary(item.anchor, rule.lapse).min(item.until)
}

fn shade(shade: Shade, item: &Item) -> Colour {
    match (shade, item.detail) {
        (Shade::Plain(colour), _) => colour,
        (Shade::Origin, Detail::Notice(_, colour)) => colour,
        (Shade::Origin, _) => Colour::Green,
    }
}

/// What one alternative of a phase still waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The moment that must pass first.
    pub after: Option<i64>,
    /// Any of these events.
    pub events: Vec<mingma_model::Event>,
    /// The tests that are missing.
    pub tests: Option<MissingTests>,
}

/// Tests that a release still wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingTests {
    /// How many negatives.
    pub count: u8,
    /// The earliest sampling that counts (may be past already).
    pub sample_from: i64,
    /// Sampled before this moment, where there is such a limit.
    pub sample_before: Option<i64>,
    /// The first came too late: tests do not free any more.
    pub missed: bool,
}

/// What each alternative of a phase still waits for at `t`.
pub(crate) fn missing(
    zone: &Zone,
    known: &Known<'_>,
    rule: &Rule,
    row: usize,
    stretch: &Stretch,
    t: i64,
) -> Vec<Missing> {
    let window = Window { count: stretch.count, base: stretch.base, observed_at: known.items()[row].observed_at };
    let phase = &rule.phases[stretch.phase];
    phase
        .until
        .iter()
        .map(|alternative| Missing {
            after: Some(boundary(zone, stretch.base, alternative.after)).filter(|at| *at > t),
            events: if alternative.events.is_empty() || known.event(&alternative.events, row, t).is_some() {
                Vec::new()
            } else {
                alternative.events.clone()
            },
            tests: alternative
                .release
                .as_ref()
                .and_then(|release| tests(release.negative_tests, &known.chain(zone, release, window, t))),
        })
        .collect()
}

fn tests(wanted: u8, chain: &Chain) -> Option<MissingTests> {
    chain.done.is_none().then_some(MissingTests {
        count: wanted - chain.counted,
        sample_from: chain.sample_from,
        sample_before: chain.before,
        missed: chain.missed,
    })
}
