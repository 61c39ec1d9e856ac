//! # The slow and obvious evaluator
//!
//! A second program for the derivation, written sentence by sentence from its
//! text and sharing nothing with the fast one but the plain values it reads. It
//! looks at every moment at which anything can change, remembers nothing, and
//! starts anew at each. The tests hold both together; when they differ, the text
//! decides. Each function stands under the sentence that it is.
//!
//! **What never will live here**: a table, an index, a shortcut.

use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use mingma_model::{Colour, Event, Evidence, Id, Kind, Span, TestResult, Value};

use crate::pack::{Alternative, Condition, Pack, Phase, Release, Rule, Shade};

/// Later than everything: what never comes.
const NEVER: i64 = i64::MAX;

/// What the slow evaluator says of one moment. Times are whole seconds of Unix time.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The code's colour.
    pub colour: Colour,
    /// The first later moment with another colour if nothing new becomes known.
    pub next_change: Option<i64>,
    /// Every phase that gives the code its colour.
    pub reasons: Vec<Reason>,
    /// The timeline of every item under every pack that spoke of it.
    pub timelines: Vec<Timeline>,
    /// Items that at some moment no pack spoke of.
    pub not_covered: Vec<String>,
}

/// A phase that gives the code its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The pack that counts.
    pub pack: String,
    /// The rule within it.
    pub rule: String,
    /// The item it turned into a timeline.
    pub evidence: String,
    /// The colour after the stays, which is the code's.
    pub colour: Colour,
    /// When the phase began.
    pub from: i64,
    /// When it ends without new knowledge.
    pub until: i64,
    /// What is still missing, an entry for each alternative.
    pub release: Vec<Missing>,
    /// The stays that lower the phase.
    pub capped_by: Vec<String>,
}

/// What an alternative still waits for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Missing {
    /// The boundary that has not passed.
    pub after: Option<i64>,
    /// The events of which none is known.
    pub events: Vec<Event>,
    /// The tests, while the chain is not whole.
    pub tests: Option<Tests>,
}

/// The tests that a chain still wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Tests {
    /// How many negatives.
    pub missing: u8,
    /// The earliest sample that would count next.
    pub sample_from: i64,
    /// The moment before which it must be sampled; none if there is no such limit.
    pub sample_before: Option<i64>,
    /// The first of those known was sampled too late.
    pub missed: bool,
}

/// What a rule made of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The item.
    pub evidence: String,
    /// The pack.
    pub pack: String,
    /// The rule within it.
    pub rule: String,
    /// Where counting starts.
    pub anchor: i64,
    /// The timeline's stop.
    pub lapse_at: i64,
    /// Every phase reached.
    pub phases: Vec<PhaseSpan>,
}

/// A phase that was reached, even one that is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseSpan {
    /// Its colour.
    pub colour: Colour,
    /// Its first moment.
    pub from: i64,
    /// The first moment no longer its own.
    pub until: i64,
    /// `after`, `event`, `release` or `lapse`; none while it has not ended.
    pub ended_by: Option<&'static str>,
}

/// Two packs of one region that speak of one item at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The item.
    pub evidence: String,
    /// The two packs, in the order of the set.
    pub packs: [String; 2],
    /// The first such moment.
    pub at: i64,
}

/// Derives one resident's code at one moment, slowly.
///
/// # Errors
/// The first clash among the items, by `observed_at` and id.
pub fn derive(packs: &[Pack], input: &[Evidence], zone: &TimeZone, at: i64) -> Result<Answer, Clash> {
    let world = World::new(packs, input, zone, at);
    let colour = world.colour(at)?;
    Ok(Answer {
        colour,
        next_change: world.next_change(colour)?,
        reasons: world.reasons(colour)?,
        timelines: world.timelines()?,
        not_covered: world.not_covered()?,
    })
}

/// The colour alone.
///
/// # Errors
/// The first clash among the items, by `observed_at` and id.
pub fn colour(packs: &[Pack], input: &[Evidence], zone: &TimeZone, at: i64) -> Result<Colour, Clash> {
    World::new(packs, input, zone, at).colour(at)
}

/// Everything the text speaks about, at one moment t.
struct World<'a> {
    packs: &'a [Pack],
    zone: &'a TimeZone,
    /// The whole input; the same item twice counts once.
    input: Vec<&'a Evidence>,
    /// exist(t), by (`observed_at`, id).
    exist: Vec<&'a Evidence>,
    t: i64,
}

/// A phase as the text walks it.
struct Walk<'a> {
    phase: &'a Phase,
    colour: Colour,
    begin: i64,
    end: i64,
    /// c and b while the phase holds.
    c: i64,
    b: i64,
    /// The alternative that held at `end`, with what it named.
    by: Option<(&'a Alternative, Named)>,
}

/// What the ones that an alternative names came to: boundary, event time, chain time.
#[derive(Clone, Copy)]
struct Named {
    boundary: Option<i64>,
    event: Option<i64>,
    chain: Option<i64>,
}

/// > K := items with observed_at ≤ t; for corrections in K, latest known first
/// > (ties: greater id first): one not itself struck out strikes out its `of`; the rest of K
fn exist<'a>(input: &[&'a Evidence], t: i64) -> Vec<&'a Evidence> {
    let mut known: Vec<&Evidence> = input.iter().copied().filter(|i| i.observed_at <= t).collect();
    known.sort_by_key(|item| (item.observed_at, &item.id));
    let mut struck_out: BTreeSet<&Id> = BTreeSet::new();
    for correction in known.iter().rev().filter(|item| item.kind == Kind::Correction) {
        if !struck_out.contains(&correction.id) {
            struck_out.extend(correction.id_of("of"));
        }
    }
    known.retain(|item| !struck_out.contains(&item.id));
    known
}

impl<'a> World<'a> {
    fn new(packs: &'a [Pack], input: &'a [Evidence], zone: &'a TimeZone, t: i64) -> Self {
        let mut once: Vec<&Evidence> = Vec::new();
        for item in input {
            if once.iter().all(|other| other.id != item.id) {
                once.push(item);
            }
        }
        let exist = exist(&once, t);
        Self { packs, zone, input: once, exist, t }
    }

    // SPANS

    /// > boundary(b,"Nh") = b + N hours. boundary(b,"Nd") = 00:00 local of
    /// > date(b)+N+1 (through the Nth day).
    fn boundary(&self, b: i64, span: Span) -> i64 {
        match span {
            Span::Hours(n) => b.saturating_add(i64::from(n) * 3600),
            Span::Days(n) => self.midnight(b, i64::from(n) + 1),
        }
    }

    /// > onday(b,"Nh") = b + N hours. onday(b,"Nd") = 00:00 local of date(b)+N.
    fn onday(&self, b: i64, span: Span) -> i64 {
        match span {
            Span::Hours(n) => b.saturating_add(i64::from(n) * 3600),
            Span::Days(n) => self.midnight(b, i64::from(n)),
        }
    }

    /// 00:00 local of date(b) + days; never, past the last year of the calendar.
    fn midnight(&self, b: i64, days: i64) -> i64 {
        let midnight = || -> Result<i64, jiff::Error> {
            let date = Timestamp::from_second(b)?.to_zoned_datetime(self.zone.clone()).date();
            let day = date.checked_add(days.days())?;
            Ok(day.at(0, 0, 0, 0).to_zoned_datetime(self.zone.clone())?.timestamp().as_second())
        };
        midnight().unwrap_or(NEVER)
    }

    // TESTS

    /// > a test is a nucleic_test … Known at u: in exist(t) and observed_at ≤ u
    fn tests(&self, u: i64) -> Vec<&'a Evidence> {
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
    fn counted(&self, r: &Release, e: &Evidence, c: i64, b: i64, u: i64) -> Option<Vec<i64>> {
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
    fn chain(&self, r: &Release, e: &Evidence, c: i64, b: i64, u: i64) -> Option<i64> {
        let counted = self.counted(r, e, c, b, u)?;
        counted.last().copied().filter(|_| counted.len() == usize::from(r.negative_tests))
    }

    /// > event(names,e,u): the `at` of e's follow_up of such a name known at u with
    /// > the least (observed_at, at, id); or, for recheck_negative: …; or none
    fn event(&self, names: &[Event], e: &Evidence, u: i64) -> Option<i64> {
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
    fn stop(&self, rule: &Rule, e: &Evidence, anchor: i64) -> i64 {
        self.boundary(anchor, rule.lapse).min(e.until.unwrap_or(NEVER))
    }

    /// > c := b := anchor; begin := observed_at; for each phase: end := …;
    /// > the phase holds on [begin, min(end, stop)); end ≥ stop: over;
    /// > c := max(c, the named ones' boundary, event time, chain time);
    /// > if an event was named: b := event time; begin := end
    fn timeline(&self, rule: &'a Rule, e: &Evidence, anchor: i64) -> Vec<Walk<'a>> {
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

    // PACKS

    /// > speaks(e,s): of the packs in force at s whose region contains e's and that
    /// > have a rule for its kind: the one of the longest region ("00" is shortest);
    /// > two of one region: error
    fn speaks(&self, e: &Evidence, s: i64) -> Result<Option<&'a Pack>, Clash> {
        let able: Vec<&Pack> = self
            .packs
            .iter()
            .filter(|pack| pack.from <= s && s < pack.to)
            .filter(|pack| begins(&e.region.to_string(), &pack.region.to_string()))
            .filter(|pack| pack.rules.iter().any(|rule| rule.on == e.kind))
            .collect();
        let length = |pack: &Pack| match pack.region.to_string().as_str() {
            "00" => 0,
            digits => digits.len(),
        };
        let longest = able.iter().map(|pack| length(pack)).max();
        let of_it: Vec<&Pack> = able.into_iter().filter(|p| Some(length(p)) == longest).collect();
        match of_it[..] {
            [] => Ok(None),
            [pack] => Ok(Some(pack)),
            [first, second, ..] => {
                Err(Clash { evidence: e.id.to_string(), packs: [first.id.clone(), second.id.clone()], at: s })
            }
        }
    }

    /// > the packs that spoke at any moment from its observed_at to t
    ///
    /// in the order in which they first spoke; and whether none spoke at some moment.
    fn spoke(&self, e: &Evidence, t: i64) -> Result<(Vec<&'a Pack>, bool), Clash> {
        let mut moments = BTreeSet::from([e.observed_at, t]);
        moments.extend(self.packs.iter().flat_map(|pack| [pack.from, pack.to]));
        let (mut spoke, mut silence): (Vec<&Pack>, bool) = (Vec::new(), false);
        for s in moments.range(e.observed_at..=t) {
            match self.speaks(e, *s)? {
                None => silence = true,
                Some(pack) if spoke.iter().any(|p| std::ptr::eq(*p, pack)) => {}
                Some(pack) => spoke.push(pack),
            }
        }
        Ok((spoke, silence))
    }

    // COLOURS

    /// Each item with an anchor that exists, with that anchor.
    fn anchored(&self) -> impl Iterator<Item = (&'a Evidence, i64)> {
        self.exist.iter().filter_map(|e| Some((*e, e.anchor()?)))
    }

    /// The timelines of an item under one pack, in the order of its rules.
    fn under(&self, pack: &'a Pack, e: &Evidence, anchor: i64) -> Vec<(&'a Rule, i64, Vec<Walk<'a>>)> {
        let rules = pack.rules.iter().filter(|r| r.on == e.kind && meets(&r.condition, e));
        rules.map(|r| (r, self.stop(r, e, anchor), self.timeline(r, e, anchor))).collect()
    }

    /// > the HIGHEST phase colour holding at t
    fn highest(&self, pack: &'a Pack, e: &Evidence, anchor: i64, t: i64) -> Colour {
        let timelines = self.under(pack, e, anchor);
        let holding = timelines
            .iter()
            .flat_map(|(_, stop, walked)| walked.iter().filter(move |walk| walk.begin <= t && t < walk.end.min(*stop)));
        holding.map(|walk| walk.colour).max().unwrap_or(Colour::Green)
    }

    /// > while a stay stands (t < until)
    fn stays(&self, e: &Evidence, t: i64) -> Vec<&'a Evidence> {
        let stays = self.exist.iter().filter(|item| item.kind == Kind::Stay);
        let on_it = stays.filter(|stay| stay.id_of("of") == Some(&e.id));
        on_it.filter(|stay| t < stay.until.unwrap_or(NEVER)).copied().collect()
    }

    /// > then no more than `cap`
    fn capped(&self, colour: Colour, e: &Evidence, t: i64) -> Colour {
        let caps = self.stays(e, t).into_iter().filter_map(|stay| stay.colour_of("cap"));
        caps.fold(colour, Colour::min)
    }

    /// > the LOWEST over those packs of the HIGHEST phase colour holding at t
    ///
    /// with the pack that counts: among equals the first that spoke. None where no
    /// pack spoke at some moment.
    fn counts(&self, e: &Evidence, anchor: i64, t: i64) -> Result<Option<(&'a Pack, Colour)>, Clash> {
        let (spoke, silence) = self.spoke(e, t)?;
        if silence {
            return Ok(None);
        }
        let each = spoke.into_iter().map(|pack| (pack, self.highest(pack, e, anchor, t)));
        Ok(each.min_by_key(|(_, colour)| *colour))
    }

    /// > colour(t): for each item with an anchor: … none at some moment: green; else
    /// > the LOWEST …; then no more than `cap` …; the HIGHEST over items
    ///
    /// At t or later, if nothing becomes known in between.
    fn colour(&self, t: i64) -> Result<Colour, Clash> {
        let mut highest = Colour::Green;
        for (e, anchor) in self.anchored() {
            if let Some((_, colour)) = self.counts(e, anchor, t)? {
                highest = highest.max(self.capped(colour, e, t));
            }
        }
        Ok(highest)
    }

    /// > next_change(t): the first later moment with another colour if nothing new
    /// > becomes known (packs begin and end, stays end); null if none
    fn next_change(&self, now: Colour) -> Result<Option<i64>, Clash> {
        let mut moments: BTreeSet<i64> = BTreeSet::new();
        moments.extend(self.packs.iter().flat_map(|pack| [pack.from, pack.to]));
        moments.extend(self.exist.iter().filter_map(|item| item.until));
        for (e, anchor) in self.anchored() {
            for (_, stop, walked) in self.packs.iter().flat_map(|p| self.under(p, e, anchor)) {
                moments.insert(stop);
                moments.extend(walked.iter().flat_map(|walk| [walk.begin, walk.end]));
            }
        }
        moments.remove(&NEVER);
        for u in moments.range((Bound::Excluded(self.t), Bound::Unbounded)) {
            if self.colour(*u)? != now {
                return Ok(Some(*u));
            }
        }
        Ok(None)
    }

    // WHAT IS PRINTED

    /// > every phase holding at t, of the pack that counts …, whose colour after the
    /// > stays on its item is the code's; `until` is `end` if it comes without new
    /// > knowledge, else `stop`
    fn reasons(&self, code: Colour) -> Result<Vec<Reason>, Clash> {
        let mut reasons = Vec::new();
        for (e, anchor) in self.anchored() {
            let Some((pack, _)) = self.counts(e, anchor, self.t)? else {
                continue;
            };
            for (rule, stop, walked) in self.under(pack, e, anchor) {
                for walk in walked {
                    let until = walk.end.min(stop);
                    let holds = walk.begin <= self.t && self.t < until;
                    if holds && self.capped(walk.colour, e, self.t) == code {
                        reasons.push(self.reason(pack, rule, e, &walk, until, code));
                    }
                }
            }
        }
        Ok(reasons)
    }

    fn reason(&self, pack: &Pack, rule: &Rule, e: &Evidence, walk: &Walk<'_>, until: i64, colour: Colour) -> Reason {
        Reason {
            pack: pack.id.clone(),
            rule: rule.id.clone(),
            evidence: e.id.to_string(),
            colour,
            from: walk.begin,
            until,
            release: walk.phase.until.iter().map(|a| self.missing(a, e, walk)).collect(),
            capped_by: self.lowering(walk.colour, e),
        }
    }

    /// > `capped_by` lists the stays
    ///
    /// that leave less than the phase's own colour.
    fn lowering(&self, colour: Colour, e: &Evidence) -> Vec<String> {
        let stays = self.stays(e, self.t).into_iter();
        let lowering = stays.filter(|stay| stay.colour_of("cap").is_some_and(|cap| cap < colour));
        lowering.map(|stay| stay.id.to_string()).collect()
    }

    /// > `release` says what is still missing (`after`, `event`, `tests_missing`,
    /// > `sample_from`, `sample_before`)
    fn missing(&self, a: &Alternative, e: &Evidence, walk: &Walk<'_>) -> Missing {
        let after = a.after.map(|after| self.boundary(walk.b, after));
        let known = a.events.is_empty() || self.event(&a.events, e, self.t).is_some();
        Missing {
            after: after.filter(|boundary| *boundary > self.t),
            events: if known { Vec::new() } else { a.events.clone() },
            tests: a.release.as_ref().and_then(|r| self.tests_missing(r, e, walk)),
        }
    }

    /// What the next negative must be so that the chain counts it.
    fn tests_missing(&self, r: &Release, e: &Evidence, walk: &Walk<'_>) -> Option<Tests> {
        let (c, b) = (walk.c, walk.b);
        if self.chain(r, e, c, b, self.t).is_some() {
            return None;
        }
        let counted = self.counted(r, e, c, b, self.t);
        let missed = counted.is_none();
        let counted = counted.unwrap_or_default();
        let st = c.max(e.observed_at);
        let positives = self.tests(self.t);
        let positives = positives.iter().filter(|t| t.result() == Some(TestResult::Positive));
        let after_p = positives.filter_map(|test| test.anchor()).max().map(|p| p + 1);
        let on = r.from.map(|from| self.onday(b, from));
        let gap = i64::from(r.gap.unwrap_or(0)) * 3600;
        let next = counted.last().map(|last| last + gap.max(1));
        let within = r.within.map(|within| self.boundary(st, within));
        let first = r.first_within.filter(|_| counted.is_empty());
        let first = first.map(|hours| st + i64::from(hours) * 3600);
        Some(Tests {
            missing: r.negative_tests.saturating_sub(u8::try_from(counted.len()).unwrap_or(u8::MAX)),
            sample_from: [after_p, on, next].into_iter().flatten().fold(c, i64::max),
            sample_before: [within, first].into_iter().flatten().min(),
            missed,
        })
    }

    /// The timelines of items that exist, by (`observed_at`, id), then packs as they
    /// first spoke, then rules as the pack lists them.
    fn timelines(&self) -> Result<Vec<Timeline>, Clash> {
        let mut timelines = Vec::new();
        for (e, anchor) in self.anchored() {
            for pack in self.spoke(e, self.t)?.0 {
                for (rule, stop, walked) in self.under(pack, e, anchor) {
                    timelines.push(Timeline {
                        evidence: e.id.to_string(),
                        pack: pack.id.clone(),
                        rule: rule.id.clone(),
                        anchor,
                        lapse_at: stop,
                        phases: walked.iter().map(|walk| self.phase_span(walk, stop)).collect(),
                    });
                }
            }
        }
        Ok(timelines)
    }

    fn phase_span(&self, walk: &Walk<'_>, stop: i64) -> PhaseSpan {
        let until = walk.end.min(stop);
        let ended_by = match walk.by {
            _ if until > self.t => None,
            _ if walk.end >= stop => Some("lapse"),
            Some((a, named)) => Some(ended_by(a, named, walk)),
            None => None,
        };
        PhaseSpan { colour: walk.colour, from: walk.begin, until, ended_by }
    }

    /// > `not_covered`: ids of items that at some moment no pack spoke of
    fn not_covered(&self) -> Result<Vec<String>, Clash> {
        let mut ids = Vec::new();
        for (e, _) in self.anchored() {
            if self.spoke(e, self.t)?.1 {
                ids.push(e.id.to_string());
            }
        }
        Ok(ids)
    }
}

/// What ended a phase: the span if it passed just then or nothing else was named;
/// otherwise the tests if any were named; otherwise the event.
fn ended_by(a: &Alternative, named: Named, walk: &Walk<'_>) -> &'static str {
    let passed_just_then = named.boundary == Some(walk.end) && walk.end > walk.begin;
    let only_a_span = a.events.is_empty() && a.release.is_none();
    if passed_just_then || only_a_span {
        "after"
    } else if a.release.is_some() {
        "release"
    } else {
        "event"
    }
}

/// > contains every region that begins so
fn begins(region: &str, beginning: &str) -> bool {
    beginning == "00" || region.starts_with(beginning)
}

/// > Colour `"origin"` takes a notice's `origin_colour`
fn shade(shade: Shade, e: &Evidence) -> Colour {
    match shade {
        Shade::Plain(colour) => colour,
        Shade::Origin => e.colour_of("origin_colour").unwrap_or(Colour::Green),
    }
}

/// > `where` knows these words and no others: … each equal to one value;
/// > `symptoms_any` (a list), `temperature_from` (at least)
///
/// What the item does not say does not hold: unknown is never adverse.
fn meets(condition: &Condition, e: &Evidence) -> bool {
    let origin = e.region_of("origin_region").map(|region| region.to_string());
    let from = |beginning: String| origin.as_ref().map(|origin| begins(origin, &beginning));
    let is = |word: &str, value: Value| e.attributes.get(word) == Some(&value);
    let outside = condition.origin_outside.is_none_or(|p| from(p.to_string()) == Some(false));
    let inside = condition.origin_in.is_none_or(|p| from(p.to_string()) == Some(true));
    outside
        && inside
        && condition.level.is_none_or(|level| is("level", Value::Level(level)))
        && condition.result.is_none_or(|result| is("result", Value::Result(result)))
        && condition.origin_colour.is_none_or(|c| is("origin_colour", Value::Colour(c)))
        && condition.country.is_none_or(|country| is("country", Value::Country(country)))
        && condition.symptoms_any.is_none_or(|any| has_symptom(any, e))
        && condition.temperature_from.is_none_or(|least| has_temperature(least, e))
}

fn has_symptom(any: u64, e: &Evidence) -> bool {
    match e.attributes.get("symptoms") {
        Some(Value::Symptoms(rows)) => rows.iter().any(|row| *row < 64 && any >> row & 1 == 1),
        _ => false,
    }
}

fn has_temperature(least: u16, e: &Evidence) -> bool {
    matches!(e.attributes.get("temperature"), Some(Value::Temperature(tenths)) if *tenths >= least)
}
