//! The fast and the slow evaluator, answering in the same words.

use mingma_model::{Colour, Evidence};
use mingma_rules::oracle::{self, Answer, PhaseSpan};
use mingma_rules::{Derivation, Dossier, EndedBy, Missing, Pack, Reason, Rulebook, Timeline};

use super::{TIME_ZONE, ZONE};

/// An answer, or the two packs that clash.
pub type Said = Result<Answer, [String; 2]>;

/// What the slow evaluator says.
pub fn slow(packs: &[Pack], items: &[Evidence], at: i64) -> Said {
    oracle::derive(packs, items, &TIME_ZONE, at).map_err(|clash| clash.packs)
}

/// What the fast evaluator says.
pub fn fast(packs: &[Pack], items: &[Evidence], at: i64) -> Said {
    said(&book(packs), &dossier(items), at)
}

/// The colour alone, of packs that do not clash, by the evaluator that has a function for it alone.
pub fn colour(packs: &[Pack], items: &[Evidence], at: i64) -> Colour {
    book(packs).colour(dossier(items).items(), at).unwrap()
}

/// The packs, compiled.
pub fn book(packs: &[Pack]) -> Rulebook {
    Rulebook::new(packs.to_vec(), ZONE.clone())
}

/// The items, checked and laid out.
pub fn dossier(items: &[Evidence]) -> Dossier {
    Dossier::new(items.to_vec()).unwrap()
}

/// The derivation of a compiled book, in the oracle's words.
pub fn said(book: &Rulebook, dossier: &Dossier, at: i64) -> Said {
    let derived = book.derive(dossier, at).map_err(|clash| clash.packs)?;
    let colour = book.colour(dossier.items(), at).map_err(|clash| clash.packs)?;
    assert_eq!(colour, derived.colour, "the colour alone is the colour of the whole");
    Ok(answer(&derived, dossier))
}

fn answer(derived: &Derivation<'_>, dossier: &Dossier) -> Answer {
    let id = |row: &usize| dossier.evidence()[*row].id.to_string();
    Answer {
        colour: derived.colour,
        next_change: derived.next_change,
        reasons: derived.reasons.iter().map(|found| reason(found, id)).collect(),
        timelines: derived.timelines.iter().map(|found| timeline(found, derived.at, id)).collect(),
        not_covered: derived.not_covered.iter().map(id).collect(),
    }
}

fn reason(reason: &Reason<'_>, id: impl Fn(&usize) -> String) -> oracle::Reason {
    oracle::Reason {
        pack: reason.pack.id.clone(),
        rule: reason.rule.id.clone(),
        evidence: id(&reason.row),
        colour: reason.colour,
        from: reason.stretch.from,
        until: reason.stretch.until,
        release: reason.release.iter().map(missing).collect(),
        capped_by: reason.capped_by.iter().map(id).collect(),
    }
}

fn missing(missing: &Missing) -> oracle::Missing {
    oracle::Missing {
        after: missing.after,
        events: missing.events.clone(),
        tests: missing.tests.map(|tests| oracle::Tests {
            missing: tests.count,
            sample_from: tests.sample_from,
            sample_before: tests.sample_before,
            missed: tests.missed,
        }),
    }
}

fn timeline(timeline: &Timeline<'_>, at: i64, id: impl Fn(&usize) -> String) -> oracle::Timeline {
    let phases = timeline.phases.iter().map(|stretch| PhaseSpan {
        colour: stretch.colour,
        from: stretch.from,
        until: stretch.until,
        ended_by: stretch.ended_by(at).map(|by| match by {
            EndedBy::After => "after",
            EndedBy::Event => "event",
            EndedBy::Release => "release",
            EndedBy::Lapse => "lapse",
        }),
    });
    oracle::Timeline {
        evidence: id(&timeline.row),
        pack: timeline.pack.id.clone(),
        rule: timeline.rule.id.clone(),
        anchor: timeline.anchor,
        lapse_at: timeline.lapse_at,
        phases: phases.collect(),
    }
}
