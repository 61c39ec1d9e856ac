//! # The slow and obvious evaluator
//!
//! A second program for the derivation, written sentence by sentence from its
//! text and sharing nothing with the fast one but the plain values it reads. It
//! looks at every moment at which anything can change, remembers nothing, and
//! starts anew at each. The tests hold both together; when they differ, the text
//! decides. Each function stands under the sentence that it is.
//!
//! **What never will live here**: a table, an index, a shortcut.
//!
//! **Where to start**: `World::colour`, which is `colour(t)`; then `walk.rs`,
//! which is `timeline(rule,e)` with `chain` and `event`.

mod answer;
mod asked;
mod told;
mod walk;

use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use mingma_model::{Colour, Evidence, Id, Kind, Span};

use self::asked::meets;
use self::walk::Walk;
use crate::pack::{Pack, Rule};

pub use self::answer::{Answer, Clash, Missing, PhaseSpan, Reason, Tests, Timeline};

/// Later than everything: what never comes.
const NEVER: i64 = i64::MAX;

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
}

/// > contains every region that begins so
fn begins(region: &str, beginning: &str) -> bool {
    beginning == "00" || region.starts_with(beginning)
}
