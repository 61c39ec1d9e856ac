//! Where the rules already answer: an appeal that need not wait for anybody.
//!
//! | what stands | the answer |
//! | --- | --- |
//! | the item was struck out | it is gone, since then |
//! | it gives no colour any more, and will not again | it is over |
//! | the ground is a test since, and that test frees at a known hour | it ends then |
//!
//! The first two leave nothing to appeal against. The third is told at once and the appeal
//! goes on all the same: nobody is answered by a machine alone who asked people.

use mingma_model::{Colour, Evidence, Id, Kind, Lang, TestResult, Zone};
use mingma_rules::{Clash, Derivation, Dossier, Missing, Reason, Rulebook};
use serde_json::Value;

use super::clock::moment;
use super::ground::Ground;

/// What the rules answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The item was struck out at that moment, by this correction.
    Corrected {
        /// The correction.
        by: Id,
        /// When it was known.
        at: i64,
    },
    /// The item gives no colour any more.
    Over,
    /// The test that frees is known, and by it the item ends then.
    Frees {
        /// When.
        at: i64,
    },
}

/// An answer, with the derivation that it is read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What is answered.
    pub outcome: Outcome,
    /// The derivation at this moment, as everybody reads it.
    pub derivation: Value,
}

impl Outcome {
    /// True where nothing is left to appeal against.
    #[must_use]
    pub const fn nothing_left(&self) -> bool {
        matches!(self, Self::Corrected { .. } | Self::Over)
    }

    /// The word in data.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Corrected { .. } => "corrected",
            Self::Over => "over",
            Self::Frees { .. } => "frees",
        }
    }

    /// One sentence for the applicant.
    #[must_use]
    pub fn tell(&self, zone: &Zone, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Corrected { at, .. } if zh => format!("该依据已于{}更正，不再起作用。", moment(zone, *at, lang)),
            Self::Corrected { at, .. } => {
                format!("The item was corrected at {} and has no effect any more.", moment(zone, *at, lang))
            }
            Self::Over if zh => "该依据已不再使码色变化。".to_owned(),
            Self::Over => "The item gives no colour any more.".to_owned(),
            Self::Frees { at } if zh => {
                format!("检测结果已在册，按规则于{}解除；申诉照常办理。", moment(zone, *at, lang))
            }
            Self::Frees { at } => format!(
                "The test is in the register, and by the rule it ends at {}; the appeal goes on.",
                moment(zone, *at, lang)
            ),
        }
    }
}

/// The answer to an appeal against an item, where the rules have one.
///
/// # Errors
/// Two packs of one region speak at once: no colour can be told.
pub fn answer(
    book: &Rulebook,
    dossier: &Dossier,
    item: &Id,
    ground: Ground,
    now: i64,
) -> Result<Option<Answer>, Clash> {
    let derived = book.derive(dossier, now)?;
    let outcome = match corrected(dossier, item, now) {
        Some(gone) => Some(gone),
        None if peak(book, dossier, item, now)? == Colour::Green => Some(Outcome::Over),
        None => (ground == Ground::TestSince).then(|| frees(&derived, dossier, item)).flatten(),
    };
    Ok(outcome.map(|outcome| Answer { outcome, derivation: report(&derived, dossier, book.zone()) }))
}

fn report(derived: &Derivation<'_>, dossier: &Dossier, zone: &Zone) -> Value {
    let report = mingma_rules::json::Report::new(derived, dossier.evidence(), zone);
    serde_json::to_value(report).expect("words and numbers alone")
}

/// The correction that struck the item out, if one that is not struck out itself did.
fn corrected(dossier: &Dossier, item: &Id, now: i64) -> Option<Outcome> {
    let known = dossier.evidence().iter().filter(|one| one.observed_at <= now && one.kind == Kind::Correction);
    let mut latest_first: Vec<&Evidence> = known.collect();
    latest_first.reverse();
    let mut struck: Vec<&Id> = Vec::new();
    for one in latest_first {
        let Some(of) = one.id_of("of").filter(|_| !struck.contains(&&one.id)) else { continue };
        if of == item {
            return Some(Outcome::Corrected { by: one.id.clone(), at: one.observed_at });
        }
        struck.push(of);
    }
    None
}

/// The highest colour that an item gives its holder from now on, if nothing else becomes
/// known: alone, with what is said about it and with every test.
///
/// # Errors
/// Two packs of one region speak at once.
pub fn peak(book: &Rulebook, dossier: &Dossier, item: &Id, now: i64) -> Result<Colour, Clash> {
    let with = alone(dossier, item);
    let line = book.forecast(with.items(), now)?;
    Ok(line.into_iter().map(|(_, colour)| colour).max().unwrap_or(Colour::Green))
}

/// What of a person's evidence an item's colour rests on: itself, what leads to it and what
/// is said about these. A positive among the tests stands by itself and is left out, unless it
/// is the item.
#[must_use]
pub fn alone(dossier: &Dossier, item: &Id) -> Dossier {
    let negative = |one: &Evidence| one.result() == Some(TestResult::Negative);
    let rests = |one: &&Evidence| one.id == *item || !one.kind.anchored() || negative(one);
    let mut kept: Vec<Evidence> = dossier.evidence().iter().filter(rests).cloned().collect();
    // What is about something that was left out goes too, until nothing more does.
    loop {
        let ids: Vec<Id> = kept.iter().map(|one| one.id.clone()).collect();
        let before = kept.len();
        kept.retain(|one| one.about().is_none_or(|of| ids.contains(of)));
        if kept.len() == before {
            return Dossier::new(kept)
                .expect("a part that is closed under what its items are about contradicts nothing");
        }
    }
}

/// When the item ends by a test that is known: its last phase waits for a time alone, in an
/// alternative that names tests, and a negative since its anchor is there.
fn frees(derived: &Derivation<'_>, dossier: &Dossier, item: &Id) -> Option<Outcome> {
    let row = dossier.evidence().iter().position(|one| one.id == *item)?;
    let anchor = dossier.evidence()[row].anchor()?;
    let tested = dossier.evidence().iter().any(|one| {
        one.observed_at <= derived.at
            && one.result() == Some(TestResult::Negative)
            && one.anchor().is_some_and(|sampled| sampled >= anchor)
    });
    let own: Vec<&Reason<'_>> = derived.reasons.iter().filter(|reason| reason.row == row).collect();
    let hours: Option<Vec<i64>> = own.iter().map(|reason| hour(reason)).collect();
    let at = hours?.into_iter().max().filter(|_| tested)?;
    Some(Outcome::Frees { at })
}

/// The known end of a rule's last phase by a release that its tests have met already.
fn hour(reason: &Reason<'_>) -> Option<i64> {
    let last = reason.stretch.phase + 1 == reason.rule.phases.len();
    let phase = reason.rule.phases.get(reason.stretch.phase).filter(|_| last)?;
    let met = |(alternative, missing): (&mingma_rules::Alternative, &Missing)| {
        let waits = missing.after.is_some() && missing.events.is_empty() && missing.tests.is_none();
        (waits && alternative.release.is_some()).then_some(missing.after).flatten()
    };
    phase.until.iter().zip(&reason.release).filter_map(met).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::{Profile, Source, read};
    use mingma_rules::{load, shipped};
    use std::sync::LazyLock;

    static PROFILE: LazyLock<Profile> = LazyLock::new(|| shipped::profile("cn").unwrap());
    static BOOK: LazyLock<Rulebook> = LazyLock::new(|| load::shipped(&PROFILE).unwrap());

    fn at(text: &str) -> i64 {
        PROFILE.zone.parse(&format!("2022-07-{text}:00+08:00")).unwrap()
    }

    /// A close contact of 1 July in Hebei's capital (ninth edition: red through day 7, yellow
    /// through day 10, a negative of day 10), with further items.
    fn contact(more: &str) -> Dossier {
        let text = format!(
            r#"[{{"id": "k1", "kind": "close_contact", "resident": "r1", "region": "130102",
                "observed_at": "2022-07-01T12:00:00+08:00", "case": "c1", "last_contact_at": "2022-07-01T10:00:00+08:00"}}{more}]"#
        );
        let items = read::array(&Source::new("x", &text), &PROFILE).unwrap().items;
        Dossier::new(items).unwrap()
    }

    fn test(id: &str, result: &str, sampled: &str) -> String {
        format!(
            r#", {{"id": "{id}", "kind": "nucleic_test", "resident": "r1", "region": "130102", "observed_at": "2022-07-{sampled}:30+08:00",
            "result": "{result}", "sampled_at": "2022-07-{sampled}:00+08:00", "reported_at": "2022-07-{sampled}:10+08:00",
            "institution": "lab", "sample_id": "s-{id}"}}"#
        )
    }

    fn correction(id: &str, of: &str, on: &str) -> String {
        format!(
            r#", {{"id": "{id}", "kind": "correction", "resident": "r1", "region": "130102",
            "observed_at": "2022-07-{on}:00+08:00", "of": "{of}", "reason": "wrong-person"}}"#
        )
    }

    fn outcome(dossier: &Dossier, item: &str, ground: Ground, now: &str) -> Option<Outcome> {
        let item = Id::parse(item).unwrap();
        answer(&BOOK, dossier, &item, ground, at(now)).unwrap().map(|answer| answer.outcome)
    }

    #[test]
    fn what_stands_is_answered_by_people() {
        let dossier = contact("");
        for ground in Ground::ALL {
            assert_eq!(outcome(&dossier, "k1", *ground, "03T09:00"), None, "{ground:?}");
        }
    }

    #[test]
    fn what_was_corrected_is_gone_and_what_was_corrected_back_is_not() {
        let by = |id: &str, on: &str| Some(Outcome::Corrected { by: Id::parse(id).unwrap(), at: at(on) });
        let once = correction("x1", "k1", "02T09:00");
        assert_eq!(outcome(&contact(&once), "k1", Ground::WrongPerson, "03T09:00"), by("x1", "02T09:00"));
        assert_eq!(outcome(&contact(&once), "k1", Ground::WrongPerson, "01T13:00"), None, "not yet known");
        let twice = format!("{once}{}", correction("x2", "x1", "02T10:00"));
        assert_eq!(outcome(&contact(&twice), "k1", Ground::WrongPerson, "03T09:00"), None);
    }

    #[test]
    fn what_is_over_is_over_whatever_the_ground() {
        let freed = contact(&test("t1", "negative", "11T09:00"));
        assert_eq!(outcome(&freed, "k1", Ground::NoBasis, "12T09:00"), Some(Outcome::Over));
        assert_eq!(outcome(&contact(""), "k1", Ground::NoBasis, "30T09:00"), Some(Outcome::Over), "it lapsed");
    }

    #[test]
    fn a_test_that_frees_at_a_known_hour_answers_that_ground_alone() {
        // Sampled on day 10: through that day the phase holds all the same.
        let tested = contact(&test("t1", "negative", "11T09:00"));
        let frees = Some(Outcome::Frees { at: at("12T00:00") });
        assert_eq!(outcome(&tested, "k1", Ground::TestSince, "11T10:00"), frees);
        assert_eq!(outcome(&tested, "k1", Ground::NotThere, "11T10:00"), None);
        // A test before day 10 frees nobody by that rule.
        let early = contact(&test("t1", "negative", "09T09:00"));
        assert_eq!(outcome(&early, "k1", Ground::TestSince, "11T10:00"), None);
        // A first phase is not the last: nothing is promised of it.
        let red = contact(&test("t1", "negative", "03T09:00"));
        assert_eq!(outcome(&red, "k1", Ground::TestSince, "04T10:00"), None);
    }

    #[test]
    fn another_items_colour_is_not_this_ones() {
        // The own positive is red for itself; the contact is over all the same.
        let both = contact(&format!("{}{}", test("t1", "negative", "11T09:00"), test("t2", "positive", "12T09:00")));
        assert_eq!(outcome(&both, "k1", Ground::NoBasis, "12T10:00"), Some(Outcome::Over));
        assert_eq!(outcome(&both, "t2", Ground::NoBasis, "12T10:00"), None);
    }

    #[test]
    fn an_answer_carries_the_derivation_and_both_languages() {
        let tested = contact(&test("t1", "negative", "11T09:00"));
        let item = Id::parse("k1").unwrap();
        let answer = answer(&BOOK, &tested, &item, Ground::TestSince, at("11T10:00")).unwrap().unwrap();
        assert_eq!(answer.derivation["colour"], "yellow");
        assert_eq!(answer.derivation["reasons"][0]["evidence"], "k1");
        let zone = &PROFILE.zone;
        assert_eq!(
            answer.outcome.tell(zone, Lang::Zh),
            "检测结果已在册，按规则于2022年7月12日 00:00解除；申诉照常办理。"
        );
        assert!(answer.outcome.tell(zone, Lang::En).contains("00:00 on 12 July 2022"));
    }
}
