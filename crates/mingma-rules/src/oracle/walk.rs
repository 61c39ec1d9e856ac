//! TESTS and `timeline`: what a rule makes of an item, phase by phase.

use std::collections::BTreeSet;

use mingma_model::{Colour, Event, Evidence, Kind, TestResult};

use super::asked::shade;
use super::{NEVER, World};
use crate::pack::{Alternative, Phase, Release, Rule};

/// A phase as the text walks it.
pub(super) struct Walk<'a> {
    pub(super) phase: &'a Phase,
    pub(super) colour: Colour,
    pub(super) begin: i64,
    pub(super) end: i64,
    /// c and b while the phase holds.
    pub(super) c: i64,
    pub(super) b: i64,
    /// The alternative that held at `end`, with what it named.
    pub(super) by: Option<(&'a Alternative, Named)>,
}

/// What the ones that an alternative names came to: boundary, event time, chain time.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) boundary: Option<i64>,
    pub(super) event: Option<i64>,
    pub(super) chain: Option<i64>,
}

impl<'a> World<'a> {
    // TESTS

    /// > a test is a nucleic_test … Known at u: in exist(t) and observed_at ≤ u
    pub(super) fn tests(&self, u: i64) -> Vec<&'a Evidence> {
        let tests = self.exist.iter().filter(|item| item.kind == Kind::NucleicTest);
        tests.filter(|item| item.observed_at <= u).copied().collect()
    }

    /// > for s in ascending distinct sampled_at of negatives with s ≥ c, s > p,
    /// > s ≥ onday(b, from) if given, s < boundary(st, within) if given
    ///
    /// with p := newest positive's sampled_at.
    fn samples(&self, release: &Release, c: i64, b: i64, st: i64, u: i64) -> Vec<i64> {
        let tests = self.tests(u);
        let sampled = |result| {
            let of_result = tests.iter().filter(move |test| test.result() == Some(result));
            of_result.filter_map(|test| test.anchor()).collect::<BTreeSet<i64>>()
        };
        let p = sampled(TestResult::Positive).last().copied();
        let negatives = sampled(TestResult::Negative).into_iter();
        negatives
            .filter(|s| *s >= c)
            .filter(|s| p.is_none_or(|p| *s > p))
            .filter(|s| release.from.is_none_or(|from| *s >= self.onday(b, from)))
            .filter(|s| release.within.is_none_or(|within| *s < self.boundary(st, within)))
            .collect()
    }

    /// > the first must be < st + first_within if given, else none; each further
    /// > one at least `gap` after the last counted; count it; at negative_tests: s
    ///
    /// Those counted, or none if the first came too late.
    pub(super) fn counted(&self, r: &Release, e: &Evidence, c: i64, b: i64, u: i64) -> Option<Vec<i64>> {
        let st = c.max(e.observed_at);
        let mut counted: Vec<i64> = Vec::new();
        for s in self.samples(r, c, b, st, u) {
            let counts = match counted.last() {
                None if r.first_within.is_some_and(|hours| s >= st + i64::from(hours) * 3600) => {
                    return None;
                }
                None => true,
                Some(last) => s >= last + i64::from(r.gap.unwrap_or(0)) * 3600,
            };
            if counts {
                counted.push(s);
            }
            if counted.len() == usize::from(r.negative_tests) {
                break;
            }
        }
        Some(counted)
    }

    /// > chain(rel,e,c,b,u): sampled_at of the last counted test, or none
    pub(super) fn chain(&self, r: &Release, e: &Evidence, c: i64, b: i64, u: i64) -> Option<i64> {
        let counted = self.counted(r, e, c, b, u)?;
        counted.last().copied().filter(|_| counted.len() == usize::from(r.negative_tests))
    }

    /// > event(names,e,u): the `at` of e's follow_up of such a name known at u with
    /// > the least (observed_at, at, id); or, for recheck_negative: …; or none
    pub(super) fn event(&self, names: &[Event], e: &Evidence, u: i64) -> Option<i64> {
        let follow_ups = self.exist.iter().filter(|item| {
            item.kind == Kind::FollowUp
                && item.id_of("of") == Some(&e.id)
                && item.event().is_some_and(|event| names.contains(&event))
                && item.observed_at <= u
        });
        let first = follow_ups.min_by_key(|item| (item.observed_at, item.time("at"), &item.id));
        let recheck = || names.contains(&Event::RecheckNegative).then(|| self.recheck(e, u));
        first.and_then(|item| item.time("at")).or_else(|| recheck().flatten())
    }

    /// > of the tests known at u, sampled at or after the anchor, whose recheck_of
    /// > leads to e …, the one sampled last is negative (sampled together: positive
    /// > wins): its sampled_at; or none
    fn recheck(&self, e: &Evidence, u: i64) -> Option<i64> {
        let mut rechecks = self.tests(u);
        rechecks.retain(|test| test.anchor() >= e.anchor() && self.leads_to(test, e));
        let last = rechecks.iter().filter_map(|test| test.anchor()).max()?;
        rechecks.retain(|test| test.anchor() == Some(last));
        rechecks.iter().all(|test| test.result() == Some(TestResult::Negative)).then_some(last)
    }

    /// > leads to e (directly or over other rechecks)
    ///
    /// Links are read over the whole input: what is struck out still links. Whoever
    /// goes round in a circle has seen all of it after as many steps as there are items.
    fn leads_to(&self, test: &Evidence, e: &Evidence) -> bool {
        let mut here = test;
        for _ in &self.input {
            let Some(of) = here.id_of("recheck_of") else {
                return false;
            };
            if *of == e.id {
                return true;
            }
            let Some(next) = self.input.iter().find(|item| item.id == *of) else {
                return false;
            };
            here = next;
        }
        false
    }

    // TIMELINES

    /// > stop := boundary(anchor, lapse), or e.until if earlier
    pub(super) fn stop(&self, rule: &Rule, e: &Evidence, anchor: i64) -> i64 {
        self.boundary(anchor, rule.lapse).min(e.until.unwrap_or(NEVER))
    }

    /// > c := b := anchor; begin := observed_at; for each phase: end := …;
    /// > the phase holds on [begin, min(end, stop)); end ≥ stop: over;
    /// > c := max(c, the named ones' boundary, event time, chain time);
    /// > if an event was named: b := event time; begin := end
    pub(super) fn timeline(&self, rule: &'a Rule, e: &Evidence, anchor: i64) -> Vec<Walk<'a>> {
        let stop = self.stop(rule, e, anchor);
        let (mut c, mut b, mut begin) = (anchor, anchor, e.observed_at);
        let mut walked = Vec::new();
        for phase in &rule.phases {
            let found = self.end(phase, e, c, b, begin);
            let (end, by) = found.map_or((NEVER, None), |(end, by)| (end, Some(by)));
            walked.push(Walk { phase, colour: shade(phase.colour, e), begin, end, c, b, by });
            if end >= stop {
                break;
            }
            let Some((_, named)) = by else { break };
            for time in [named.boundary, named.event, named.chain].into_iter().flatten() {
                c = c.max(time);
            }
            b = named.event.unwrap_or(b);
            begin = end;
        }
        walked
    }

    /// > end := first instant u ≥ begin at which all that `until` names hold together;
    /// > with `any`, when one of them holds (of several, the first listed)
    fn end(
        &self,
        phase: &'a Phase,
        e: &Evidence,
        c: i64,
        b: i64,
        begin: i64,
    ) -> Option<(i64, (&'a Alternative, Named))> {
        let mut instants = BTreeSet::from([begin]);
        instants.extend(self.exist.iter().map(|item| item.observed_at));
        instants.extend(phase.until.iter().filter_map(|a| Some(self.boundary(b, a.after?))));
        instants.range(begin..).find_map(|u| {
            let held = phase.until.iter().find_map(|a| Some((a, self.holds(a, e, c, b, *u)?)));
            held.map(|by| (*u, by))
        })
    }

    /// > u ≥ boundary(b, after); event ≠ none; chain ≠ none
    fn holds(&self, a: &Alternative, e: &Evidence, c: i64, b: i64, u: i64) -> Option<Named> {
        let boundary = a.after.map(|after| self.boundary(b, after));
        let event = (!a.events.is_empty()).then(|| self.event(&a.events, e, u));
        let chain = a.release.as_ref().map(|release| self.chain(release, e, c, b, u));
        let passed = boundary.is_none_or(|boundary| u >= boundary);
        let holds = passed && event != Some(None) && chain != Some(None);
        holds.then_some(Named { boundary, event: event.flatten(), chain: chain.flatten() })
    }
}
