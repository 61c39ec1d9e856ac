//! Composing acts of this room. Nothing here needs a register: the terms of an appeal are asked
//! for first ([`crate::House::appeal_terms`]), and stand in the act that is signed.

use mingma_acts::{Class, Datum, Map, Uid};
use mingma_model::{Evidence, Id, Kind, Region};
use mingma_seal::Random;

use super::attach::Attachment;
use super::ease::Strike;
use super::easing;
use super::ground::{Ground, Lane, Urgency};
use super::number::Number;
use super::questioned::Terms;
use super::review::Verdict;
use crate::compose::Draft;
use crate::evidence::compose::Composing;

/// An appeal as somebody files it.
#[derive(Clone, Debug, PartialEq)]
pub struct Appeal<'a> {
    /// Who appeals.
    pub resident: Uid,
    /// Its number, drawn for it.
    pub number: Number,
    /// Against which item.
    pub item: &'a Id,
    /// On which ground.
    pub ground: Ground,
    /// What makes it urgent; none: the ordinary lane.
    pub urgent: Option<Urgency>,
    /// In their own words.
    pub words: Option<&'a str>,
    /// How they are reached.
    pub contact: Option<&'a str>,
    /// Files, as they are kept.
    pub files: &'a [Attachment],
}

impl Appeal<'_> {
    /// The lane that it goes.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        if self.urgent.is_some() { Lane::Urgent } else { Lane::Ordinary }
    }
}

/// Files an appeal, on these terms.
#[must_use]
pub fn file(with: &Composing<'_>, appeal: &Appeal<'_>, terms: &Terms) -> Draft {
    let body = Map::new()
        .with("number", appeal.number.to_string())
        .with("ground", appeal.ground.word())
        .with("lane", appeal.lane().word())
        .with("cause", terms.cause.bytes().to_vec())
        .with("unit", terms.unit.as_str())
        .with("due", terms.clock.due)
        .with_some("urgent", appeal.urgent.map(Urgency::word));
    let said = Map::new()
        .with("item", appeal.item.as_str())
        .with_some("words", appeal.words)
        .with_some("contact", appeal.contact);
    let mut draft = Draft::new(Class::Appeal, with.actor, body, with.now, with.random);
    draft.push(appeal.resident, said, with.random);
    attach(draft, with, appeal.resident, appeal.files)
}

fn attach(mut draft: Draft, with: &Composing<'_>, resident: Uid, files: &[Attachment]) -> Draft {
    for file in files {
        let item = Map::new().with("attachment", file.bytes.clone()).with("type", file.sort.word());
        draft.push(resident, item, with.random);
    }
    draft
}

fn named(with: &Composing<'_>, class: Class, number: &str) -> Draft {
    Draft::new(class, with.actor, Map::new().with("number", number), with.now, with.random)
}

/// Says more, or hands in more, to an appeal that waits.
#[must_use]
pub fn add(with: &Composing<'_>, resident: Uid, number: &str, words: Option<&str>, files: &[Attachment]) -> Draft {
    let mut draft = named(with, Class::AppealAdded, number);
    if let Some(words) = words {
        draft.push(resident, Map::new().with("words", words), with.random);
    }
    attach(draft, with, resident, files)
}

/// Takes an appeal back.
#[must_use]
pub fn withdraw(with: &Composing<'_>, resident: Uid, number: &str) -> Draft {
    named(with, Class::AppealWithdrawn, number).about(resident, Map::new(), with.random)
}

/// Asks the applicant something.
#[must_use]
pub fn ask(with: &Composing<'_>, resident: Uid, number: &str, question: &str) -> Draft {
    named(with, Class::AppealAsked, number).about(resident, Map::new().with("question", question), with.random)
}

/// What is decided of one appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<'a> {
    /// Who appealed.
    pub resident: Uid,
    /// Its number.
    pub number: &'a str,
    /// Why: the letter is written from it.
    pub reasons: &'a str,
    /// The item in question and where it happened.
    pub of: (&'a Id, Region),
    /// When that item lapses by itself.
    pub lapse: i64,
}

/// Decides appeals, several alike at once; `cause` where they are decided as a group.
#[must_use]
pub fn decide(with: &Composing<'_>, verdict: Verdict, cause: Option<[u8; 16]>, decided: &[Decided<'_>]) -> Draft {
    let count = i64::try_from(decided.len()).unwrap_or(i64::MAX);
    let body = Map::new()
        .with("decision", verdict.word())
        .with("count", count)
        .with_some("cause", cause.map(|cause| cause.to_vec()));
    let mut draft = Draft::new(Class::AppealDecided, with.actor, body, with.now, with.random);
    for one in decided {
        let said = Map::new()
            .with("number", one.number)
            .with("reasons", one.reasons)
            .with_some("item", item(with, verdict, one).map(Datum::Map));
        draft.push(one.resident, said, with.random);
    }
    draft
}

fn item(with: &Composing<'_>, verdict: Verdict, one: &Decided<'_>) -> Option<Map> {
    let (of, region) = one.of;
    let about = |kind: Kind| {
        Map::new()
            .with("id", format!("a-{}", Uid::new(with.random)))
            .with("kind", kind.word())
            .with("region", region.to_string())
            .with("of", of.as_str())
    };
    match verdict {
        Verdict::Uphold => None,
        Verdict::Lift => Some(about(Kind::Stay).with("cap", "green").with("until", one.lapse)),
        Verdict::Correct => Some(about(Kind::Correction).with("reason", "appeal")),
    }
}

/// What a stroke of the clock says of an appeal.
#[must_use]
pub fn stroke(number: &str, of: &Evidence, strike: &Strike) -> Map {
    Map::new()
        .with("number", number)
        .with("step", i64::from(strike.step))
        .with_some("next", strike.next)
        .with_some("item", easing::stay(number, of, strike).map(Datum::Map))
}

/// What the clock does, as an act of the register.
#[must_use]
pub fn eased(now: i64, random: &dyn Random, strokes: Vec<(Uid, Map)>) -> Draft {
    let count = i64::try_from(strokes.len()).unwrap_or(i64::MAX);
    let mut draft = Draft::new(Class::AppealEased, "register", Map::new().with("count", count), now, random);
    for (resident, said) in strokes {
        draft.push(resident, said, random);
    }
    draft
}
