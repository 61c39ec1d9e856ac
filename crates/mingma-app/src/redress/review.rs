//! Review 人工审核: by somebody who did not sign what is questioned, with reasons, by an item
//! or by none.
//!
//! | decision | adds | signed by |
//! | --- | --- | --- |
//! | uphold | nothing | one officer |
//! | lift | a stay that leaves green, to the lapse | two officers |
//! | correct | a correction of the item | one officer; of a positive or a case two |

use std::collections::BTreeSet;

use mingma_acts::{Datum, Map, Member};
use mingma_model::{Colour, Evidence, Kind};
use mingma_store::rows::AppealRow;

use super::decide::Desk;
use super::form;
use super::letters::Letter;
use super::questioned::{Subject, may};
use crate::cores;
use crate::evidence::filing::of_member;
use crate::evidence::source::{Source, source};
use crate::evidence::{locks, reading};
use crate::ground::Decision;
use crate::refusal::{Refusal, Why};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 维持: it stands.
    Uphold,
    /// 停止执行: it has no effect any more.
    Lift,
    /// 更正: it is struck out.
    Correct,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Uphold, Self::Lift, Self::Correct];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uphold => "uphold",
            Self::Lift => "lift",
            Self::Correct => "correct",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

pub(crate) fn asked(desk: &Desk<'_>) -> Result<Decision, Refusal> {
    form::only(desk.body(), &["number"])?;
    officers(desk)?;
    if desk.members.len() > 1 {
        return Err(Why::Members.into());
    }
    let (file, said) = (&desk.ground.files[0], &desk.members[0].item);
    form::only(said, &["question"])?;
    let question = said.text("question").filter(|text| form::readable(text, form::LONGEST));
    let question = question.ok_or_else(|| Why::AppealForm.of("question"))?;
    let appeal = desk.open(0)?;
    let subject = Subject::of(desk.on(), file, &appeal.item)?;
    reviewer(desk, 0, appeal, &subject)?;
    locks::letter(file)?;
    let letter = Letter { ground: desk.ground, number: &appeal.number, unit: desk.actor(), subject: &subject };
    Ok(Decision { letters: vec![(0, letter.asked(question, appeal.due_at)?)], ..Decision::default() })
}

pub(crate) fn decided(desk: &Desk<'_>) -> Result<Decision, Refusal> {
    form::only(desk.body(), &["decision", "count", "cause"])?;
    let signed = officers(desk)?;
    let verdict = desk.body().text("decision").and_then(Verdict::from_word);
    let verdict = verdict.ok_or_else(|| Why::AppealForm.of("decision"))?;
    if verdict != Verdict::Uphold {
        locks::log_runs(desk.ground)?;
    }
    whole(desk)?;
    let one = |row: usize| member(desk, row, verdict, signed).map_err(|refusal| of_member(refusal, row));
    let letters = cores::each(desk.members.len(), one);
    let letters = letters.into_iter().enumerate().map(|(row, letter)| letter.map(|letter| (row, letter)));
    Ok(Decision { letters: letters.collect::<Result<_, _>>()?, ..Decision::default() })
}

/// One or two officers of the acting unit.
fn officers(desk: &Desk<'_>) -> Result<Source, Refusal> {
    let signed = source(desk.ground)?;
    if signed.officers() { Ok(signed) } else { Err(Why::NoOfficer.of(desk.actor())) }
}

/// Each appeal once, as many as the body says, and of one cause where it names one.
fn whole(desk: &Desk<'_>) -> Result<(), Refusal> {
    let count = u32::try_from(desk.members.len()).map(i64::from).ok();
    if desk.body().int("count") != count {
        return Err(Why::AppealForm.of("count"));
    }
    let mut seen = BTreeSet::new();
    for row in 0..desk.members.len() {
        let appeal = desk.open(row)?;
        if !seen.insert(&appeal.number) {
            return Err(Refusal::from(Why::NoAppeal).at(row));
        }
        let cause = desk.body().get("cause");
        if cause.is_some_and(|cause| *cause != Datum::Bytes(appeal.cause.to_vec())) {
            return Err(Why::AppealForm.of("cause").at(row));
        }
    }
    Ok(())
}

/// One appeal: who decides may, says why, and the item is what the verdict asks for.
fn member(desk: &Desk<'_>, row: usize, verdict: Verdict, signed: Source) -> Result<Vec<u8>, Refusal> {
    let (file, said) = (&desk.ground.files[row], &desk.members[row].item);
    form::only(said, &["number", "reasons", "item"])?;
    let reasons = form::reasons(said)?;
    let appeal = desk.open(row)?;
    let subject = Subject::of(desk.on(), file, &appeal.item)?;
    reviewer(desk, row, appeal, &subject)?;
    locks::letter(file)?;
    let added = added(desk, row, verdict, signed, &subject)?;
    let letter = Letter { ground: desk.ground, number: &appeal.number, unit: desk.actor(), subject: &subject };
    letter.decided(file, verdict.word(), reasons, added.as_ref())
}

/// The unit that has to decide, or one above it; it may convert there; and none of those who
/// sign signed what is questioned.
fn reviewer(desk: &Desk<'_>, row: usize, appeal: &AppealRow, subject: &Subject<'_>) -> Result<(), Refusal> {
    if !desk.ground.registry.superior(&appeal.unit, desk.actor()) {
        return Err(Why::NotReviewer.of(&appeal.unit));
    }
    if !may(desk.on(), desk.actor(), subject.region()) {
        return Err(Why::NoPower.of(subject.region().to_string()));
    }
    let brought = &desk.known.members[row].brought;
    let signed = |kind: &str, holder: &str| brought.signers.iter().any(|(k, h)| k == kind && h == holder);
    match desk.ground.permit.signers().iter().find(|one| signed(&one.holder_kind, &one.holder)) {
        Some(one) => Err(Why::SignedItThemselves.of(&one.holder)),
        None => Ok(()),
    }
}

/// The item that the verdict adds; none where it upholds.
fn added(
    desk: &Desk<'_>,
    row: usize,
    verdict: Verdict,
    signed: Source,
    subject: &Subject<'_>,
) -> Result<Option<Evidence>, Refusal> {
    let said = desk.members[row].item.get("item");
    let item = match (verdict, said) {
        (Verdict::Uphold, None) => return Ok(None),
        (Verdict::Lift | Verdict::Correct, Some(Datum::Map(item))) => item,
        _ => return Err(Why::AppealForm.of("item")),
    };
    let two = verdict == Verdict::Lift || subject.questioned.own_positive;
    if two && signed != Source::TwoOfficers {
        return Err(Why::NotTwo.of(desk.actor()));
    }
    let item = read(desk, row, item)?;
    let of = &subject.held.item;
    let about = item.id_of("of") == Some(&of.id) && item.region == of.region;
    let fits = match verdict {
        Verdict::Lift => {
            item.kind == Kind::Stay
                && item.colour_of("cap") == Some(Colour::Green)
                && item.until == Some(subject.questioned.lapse)
        }
        _ => item.kind == Kind::Correction,
    };
    if !about || !fits || desk.ground.files[row].find(&item.id).is_some() {
        return Err(Why::AppealForm.of("item"));
    }
    Ok(Some(item))
}

/// An item within a member, read as one that stands by itself.
pub(crate) fn read(desk: &Desk<'_>, row: usize, item: &Map) -> Result<Evidence, Refusal> {
    let member = &desk.members[row];
    let alone = Member { salt: member.salt, resident: desk.ground.files[row].uid, item: item.clone() };
    reading::item(desk.ground, &alone, None)
}
