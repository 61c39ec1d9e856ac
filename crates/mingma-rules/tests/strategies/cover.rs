//! Everything that random cases must hold now and then: each construct of the
//! language, each sort of item, each outcome, each meeting with a boundary.

use mingma_model::{Colour, Event, Evidence, Kind, Span, TestResult};
use mingma_rules::oracle::{Answer, PhaseSpan, Timeline};
use mingma_rules::{Alternative, Condition, Pack, Phase, Release, Rule, Shade};

use super::Case;

/// A case with its answer.
pub struct Seen<'a> {
    /// The case.
    pub case: &'a Case,
    /// What was said of it.
    pub answer: &'a Answer,
}

/// A name for what is looked for, and whether it is there.
pub type Look = (&'static str, fn(&Seen<'_>) -> bool);

/// What lawful cases hold.
pub const LOOKS: &[Look] = &[
    // the language
    ("a pack everywhere", |s| speaking(s).any(|p| p.region.len() == 0)),
    ("a pack of a province", |s| speaking(s).any(|p| p.region.len() == 2)),
    ("a pack of a prefecture", |s| speaking(s).any(|p| p.region.len() == 4)),
    ("a pack of a county", |s| speaking(s).any(|p| p.region.len() == 6)),
    ("origin_outside", |s| condition(s, |c| c.origin_outside.is_some())),
    ("origin_in", |s| condition(s, |c| c.origin_in.is_some())),
    ("level", |s| condition(s, |c| c.level.is_some())),
    ("result", |s| condition(s, |c| c.result.is_some())),
    ("origin_colour", |s| condition(s, |c| c.origin_colour.is_some())),
    ("country", |s| condition(s, |c| c.country.is_some())),
    ("symptoms_any", |s| condition(s, |c| c.symptoms_any.is_some())),
    ("temperature_from", |s| condition(s, |c| c.temperature_from.is_some())),
    ("one phase", |s| timelines(s).any(|(_, r)| r.phases.len() == 1)),
    ("two phases reached", |s| timelines(s).any(|(t, _)| t.phases.len() == 2)),
    ("three phases reached", |s| timelines(s).any(|(t, _)| t.phases.len() == 3)),
    ("a green delay", |s| timelines(s).any(|(t, _)| t.phases.len() > 1 && t.phases[0].colour == Colour::Green)),
    ("origin", |s| phases(s).any(|(_, p)| p.colour == Shade::Origin)),
    ("any", |s| phases(s).any(|(_, p)| p.until.len() > 1)),
    ("after in hours", |s| alternatives(s).any(|a| matches!(a.after, Some(Span::Hours(_))))),
    ("after in days", |s| alternatives(s).any(|a| matches!(a.after, Some(Span::Days(_))))),
    ("all three together", |s| {
        alternatives(s).any(|a| a.after.is_some() && !a.events.is_empty() && a.release.is_some())
    }),
    ("a list of events", |s| alternatives(s).any(|a| a.events.len() > 1)),
    ("discharged", |s| ended_by_event(s, Event::Discharged)),
    ("withdrawn_at_origin", |s| ended_by_event(s, Event::WithdrawnAtOrigin)),
    ("area_medium", |s| ended_by_event(s, Event::AreaMedium)),
    ("area_lifted", |s| ended_by_event(s, Event::AreaLifted)),
    ("immunity_shown", |s| ended_by_event(s, Event::ImmunityShown)),
    ("recheck_negative", |s| ended_by_event(s, Event::RecheckNegative)),
    ("one test", |s| releases(s).any(|r| r.negative_tests == 1)),
    ("two tests", |s| releases(s).any(|r| r.negative_tests == 2)),
    ("three tests", |s| releases(s).any(|r| r.negative_tests == 3)),
    ("two tests freed", |s| freed(s, |r| r.negative_tests == 2)),
    ("three tests freed", |s| freed(s, |r| r.negative_tests == 3)),
    ("within freed", |s| freed(s, |r| r.within.is_some())),
    ("first_within freed", |s| freed(s, |r| r.first_within.is_some())),
    ("gap freed", |s| freed(s, |r| r.gap.is_some() && r.negative_tests > 1)),
    ("from freed", |s| freed(s, |r| r.from.is_some())),
    ("lapse in hours", |s| timelines(s).any(|(_, r)| matches!(r.lapse, Span::Hours(_)))),
    // packs in time
    ("a pack began in between", |s| between(s, |p| p.from)),
    ("a pack ended in between", |s| between(s, |p| p.to)),
    ("two packs spoke of an item", |s| items(s).any(|e| spoke(s, e) >= 2)),
    ("three packs spoke of an item", |s| items(s).any(|e| spoke(s, e) >= 3)),
    ("a milder pack freed", |s| items(s).any(|e| milder(s, e))),
    ("not covered", |s| !s.answer.not_covered.is_empty()),
    ("silence between two packs", |s| {
        s.answer.not_covered.iter().any(|id| items(s).any(|e| e.id.as_str() == id && spoke(s, e) >= 2))
    }),
    // items
    ("a recheck of a recheck", |s| about(s, Kind::NucleicTest, |of| of.about().is_some())),
    ("tests in a circle", |s| {
        items(s).any(|e| {
            items(s).any(|f| {
                e.id != f.id && e.kind == Kind::NucleicTest && e.about() == Some(&f.id) && f.about() == Some(&e.id)
            })
        })
    }),
    ("a correction", |s| about(s, Kind::Correction, |_| true)),
    ("a correction of a correction", |s| about(s, Kind::Correction, |of| of.kind == Kind::Correction)),
    ("a corrected negative", |s| about(s, Kind::Correction, |of| of.result() == Some(TestResult::Negative))),
    ("a corrected follow-up", |s| about(s, Kind::Correction, |of| of.kind == Kind::FollowUp)),
    ("a corrected stay", |s| about(s, Kind::Correction, |of| of.kind == Kind::Stay)),
    ("a stay that caps", |s| s.answer.reasons.iter().any(|r| !r.capped_by.is_empty())),
    ("two stays that cap", |s| s.answer.reasons.iter().any(|r| r.capped_by.len() > 1)),
    ("an end of its own", |s| {
        timelines(s).any(|(t, _)| items(s).any(|e| e.id.as_str() == t.evidence && e.until == Some(t.lapse_at)))
    }),
    ("an item not yet known", |s| s.case.items.iter().any(|e| e.observed_at > s.case.at)),
    ("an item after its lapse", |s| timelines(s).any(|(t, _)| t.phases[0].from >= t.lapse_at)),
    ("the same item twice", |s| {
        (1..s.case.items.len()).any(|n| s.case.items[..n].iter().any(|e| e.id == s.case.items[n].id))
    }),
    ("known at one moment", |s| items(s).any(|e| items(s).any(|f| e.id != f.id && e.observed_at == f.observed_at))),
    ("an empty phase", |s| spans(s).any(|p| p.from >= p.until)),
    // outcomes
    ("green", |s| s.answer.colour == Colour::Green),
    ("yellow", |s| s.answer.colour == Colour::Yellow),
    ("red", |s| s.answer.colour == Colour::Red),
    ("several reasons", |s| s.answer.reasons.len() > 1),
    ("a change to come", |s| s.answer.next_change.is_some()),
    ("ended by a span", |s| spans(s).any(|p| p.ended_by == Some("after"))),
    ("ended by an event", |s| spans(s).any(|p| p.ended_by == Some("event"))),
    ("ended by tests", |s| spans(s).any(|p| p.ended_by == Some("release"))),
    ("ended by the lapse", |s| spans(s).any(|p| p.ended_by == Some("lapse"))),
    ("not ended", |s| spans(s).any(|p| p.ended_by.is_none())),
    ("a span still missing", |s| missing(s, |m| m.after.is_some())),
    ("an event still missing", |s| missing(s, |m| !m.events.is_empty())),
    ("some tests still missing", |s| missing(s, |m| m.tests.as_ref().is_some_and(|t| !t.missed && t.missing > 0))),
    ("a test counted, one missing", |s| counted_one(s)),
    ("a first test too late", |s| missing(s, |m| m.tests.as_ref().is_some_and(|t| t.missed))),
    ("a sample with a last moment", |s| missing(s, |m| m.tests.as_ref().is_some_and(|t| t.sample_before.is_some()))),
    // boundaries
    ("at the first moment of a phase", |s| spans(s).any(|p| p.from == s.case.at)),
    ("a second before a phase ends", |s| spans(s).any(|p| p.until == s.case.at + 1)),
    ("as a phase ends", |s| spans(s).any(|p| p.until == s.case.at)),
    ("as a pack ends", |s| speaking(s).any(|p| p.to == s.case.at)),
    ("as an item becomes known", |s| items(s).any(|e| e.observed_at == s.case.at)),
    ("as a stay ends", |s| items(s).any(|e| e.kind == Kind::Stay && e.until == Some(s.case.at))),
    ("two samples 24 hours apart", |s| apart(s, 24 * 3600)),
    ("two samples a second less than 24 hours apart", |s| apart(s, 24 * 3600 - 1)),
    ("two samples of one moment", |s| apart(s, 0)),
    ("a summer clock", |s| s.case.at < 1_000_000_000),
];

fn items<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = &'a Evidence> {
    s.case.items.iter()
}

/// The packs that spoke of something.
fn speaking<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = &'a Pack> {
    s.case.packs.iter().filter(|pack| s.answer.timelines.iter().any(|t| t.pack == pack.id))
}

/// Each timeline with its rule.
fn timelines<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = (&'a Timeline, &'a Rule)> {
    let rule = |t: &Timeline| {
        let pack = s.case.packs.iter().find(|pack| pack.id == t.pack).unwrap();
        pack.rules.iter().find(|rule| rule.id == t.rule).unwrap()
    };
    s.answer.timelines.iter().map(move |t| (t, rule(t)))
}

fn condition(s: &Seen<'_>, holds: fn(&Condition) -> bool) -> bool {
    timelines(s).any(|(_, rule)| holds(&rule.condition))
}

fn spans<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = &'a PhaseSpan> {
    s.answer.timelines.iter().flat_map(|t| &t.phases)
}

/// Each phase that was reached, with what the rule says of it.
fn phases<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = (&'a PhaseSpan, &'a Phase)> {
    timelines(s).flat_map(|(t, rule)| t.phases.iter().zip(&rule.phases))
}

fn alternatives<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = &'a Alternative> {
    phases(s).flat_map(|(_, phase)| &phase.until)
}

fn releases<'a>(s: &'a Seen<'_>) -> impl Iterator<Item = &'a Release> {
    alternatives(s).filter_map(|a| a.release.as_ref())
}

/// A phase with this one way out was ended by tests.
fn freed(s: &Seen<'_>, wants: fn(&Release) -> bool) -> bool {
    let ended = |span: &PhaseSpan| span.ended_by == Some("release") && span.from < span.until;
    phases(s).any(|(span, phase)| match &phase.until[..] {
        [one] => ended(span) && one.release.as_ref().is_some_and(wants),
        _ => false,
    })
}

/// A phase that this event alone can end was ended by it.
fn ended_by_event(s: &Seen<'_>, event: Event) -> bool {
    phases(s).any(|(span, phase)| match &phase.until[..] {
        [one] => span.ended_by == Some("event") && one.events == [event],
        _ => false,
    })
}

fn spoke(s: &Seen<'_>, e: &Evidence) -> usize {
    let mut packs: Vec<&str> =
        s.answer.timelines.iter().filter(|t| t.evidence == e.id.as_str()).map(|t| t.pack.as_str()).collect();
    packs.dedup();
    packs.len()
}

fn between(s: &Seen<'_>, moment: fn(&Pack) -> i64) -> bool {
    let of = |t: &Timeline, pack: &Pack| {
        let e = items(s).find(|e| e.id.as_str() == t.evidence).unwrap();
        t.pack == pack.id && e.observed_at < moment(pack) && moment(pack) <= s.case.at
    };
    s.case.packs.iter().any(|pack| s.answer.timelines.iter().any(|t| of(t, pack)))
}

/// The pack that spoke first still holds the item; a later one lets it go.
fn milder(s: &Seen<'_>, e: &Evidence) -> bool {
    let of: Vec<&Timeline> = s.answer.timelines.iter().filter(|t| t.evidence == e.id.as_str()).collect();
    let holds = |pack: &str| {
        let mut phases = of.iter().filter(|t| t.pack == pack).flat_map(|t| &t.phases);
        phases.any(|p| p.colour > Colour::Green && p.from <= s.case.at && s.case.at < p.until)
    };
    let covered = !s.answer.not_covered.iter().any(|id| id == e.id.as_str());
    covered && of.first().is_some_and(|t| holds(&t.pack)) && of.iter().any(|t| !holds(&t.pack))
}

/// An item of this kind, known, about such an item.
fn about(s: &Seen<'_>, kind: Kind, fits: fn(&Evidence) -> bool) -> bool {
    let known = items(s).filter(|e| e.kind == kind && e.observed_at <= s.case.at);
    known.filter_map(|e| e.about()).any(|of| items(s).any(|e| e.id == *of && fits(e)))
}

fn missing(s: &Seen<'_>, holds: fn(&mingma_rules::oracle::Missing) -> bool) -> bool {
    s.answer.reasons.iter().flat_map(|r| &r.release).any(holds)
}

/// A release of several tests that waits for fewer.
fn counted_one(s: &Seen<'_>) -> bool {
    s.answer.reasons.iter().any(|reason| {
        let (t, rule) = timelines(s)
            .find(|(t, r)| t.evidence == reason.evidence && t.pack == reason.pack && r.id == reason.rule)
            .unwrap();
        let row = t.phases.iter().position(|p| p.from == reason.from && p.until == reason.until).unwrap();
        let wanted = rule.phases[row].until.iter().map(|a| a.release.as_ref());
        wanted.zip(&reason.release).any(|(r, m)| match (r, &m.tests) {
            (Some(r), Some(tests)) => tests.missing < r.negative_tests,
            _ => false,
        })
    })
}

fn apart(s: &Seen<'_>, seconds: i64) -> bool {
    let sampled: Vec<(&str, i64)> = items(s)
        .filter(|e| e.result() == Some(TestResult::Negative))
        .map(|e| (e.id.as_str(), e.anchor().unwrap()))
        .collect();
    sampled.iter().any(|(id, a)| sampled.iter().any(|(other, b)| id != other && b - a == seconds))
}
