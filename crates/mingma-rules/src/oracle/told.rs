//! What is printed beside the colour: reasons, what is missing, timelines, gaps.

use mingma_model::{Colour, Evidence, TestResult};

use super::World;
use super::answer::{Clash, Missing, PhaseSpan, Reason, Tests, Timeline};
use super::walk::{Named, Walk};
use crate::pack::{Alternative, Pack, Release, Rule};

impl World<'_> {
    /// > every phase holding at t, of the pack that counts …, whose colour after the
    /// > stays on its item is the code's; `until` is `end` if it comes without new
    /// > knowledge, else `stop`
    pub(super) fn reasons(&self, code: Colour) -> Result<Vec<Reason>, Clash> {
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
    pub(super) fn timelines(&self) -> Result<Vec<Timeline>, Clash> {
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
    pub(super) fn not_covered(&self) -> Result<Vec<String>, Clash> {
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
