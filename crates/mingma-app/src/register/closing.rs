//! The closing statement 注销声明 of a resident: nothing stands against them and nothing
//! waits. After it their key may be destroyed.
//!
//! Of a person with several enrolments one may close alone only if nothing of another
//! rests on it: with its key its items are gone, and a correction would be left without
//! what it corrects, a colour without the test that ended it. All of them close in one
//! statement.

use std::collections::BTreeSet;

use mingma_acts::item::resident_id;
use mingma_acts::{Class, Datum, Map, Power, Uid};
use mingma_model::{Colour, Evidence};
use mingma_rules::Dossier;

use super::By;
use super::desk::Desk;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::files::{Held, ResidentFile};
use crate::refusal::{Refusal, Why};

/// Closes an enrolment. The act names whom in its own bytes: once their key is destroyed
/// nothing else tells whose statement it was.
#[must_use]
pub fn compose(by: By<'_>, resident: Uid, reason: &str) -> Draft {
    compose_all(by, resident, &[], reason)
}

/// Closes several enrolments of one person at once.
#[must_use]
pub fn compose_all(by: By<'_>, resident: Uid, others: &[Uid], reason: &str) -> Draft {
    let name = |uid: &Uid| resident_id(uid).as_str().to_owned();
    let told = others.iter().map(|uid| Datum::Text(name(uid))).collect();
    let body = Map::new()
        .with("reason", reason)
        .with("resident", name(&resident))
        .with_some("others", (!others.is_empty()).then_some(Datum::List(told)));
    let mut draft = by.draft(Class::Closing, body);
    for uid in std::iter::once(&resident).chain(others) {
        draft.push(*uid, Map::new(), by.random);
    }
    draft
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["reason", "resident", "others"])?;
    body.reason()?;
    desk.two()?;
    desk.may_somewhere(&[Power::Register, Power::Enrol])?;
    let files = desk.residents(desk.members.len().max(1))?;
    named(body, files)?;
    desk.members.iter().try_for_each(|member| desk.read(&member.item, &[]).map(|_| ()))?;
    let closing: BTreeSet<u32> = files.iter().map(|file| file.number).collect();
    let file = &files[0];
    let one_person = closing.iter().all(|number| *number == file.number || file.others.contains(number));
    if closing.len() != files.len() || !one_person {
        return Err(Why::Merged.into());
    }
    let remain = desk.known.open.iter().any(|number| !closing.contains(number));
    // Who others were merged into carries their evidence; they come out or close with it.
    let stays = |file: &ResidentFile| file.row.as_ref().is_some_and(|row| row.merged_into.is_none());
    if remain && files.iter().any(stays) {
        return Err(Why::Merged.into());
    }
    let waits = desk.known.members.iter().any(|known| known.proposal);
    if waits || !at_rest(desk, file.items()) {
        return Err(Why::StillOpen.into());
    }
    if remain { apart(desk, file, &closing) } else { Ok(()) }
}

/// The body names the members' residents, in their order.
fn named(body: Particulars<'_>, files: &[ResidentFile]) -> Result<(), Refusal> {
    let others = body.maybe("others", Particulars::texts)?;
    if others.as_ref().is_some_and(Vec::is_empty) {
        return Err(unfit("others"));
    }
    let names: Vec<&str> = std::iter::once(body.text("resident")?).chain(others.into_iter().flatten()).collect();
    let same = |(name, file): (&&str, &ResidentFile)| *name == resident_id(&file.uid).as_str();
    if names.len() == files.len() && names.iter().zip(files).all(same) { Ok(()) } else { Err(unfit("resident")) }
}

/// Nothing that stays speaks of what goes, nor the other way round, and without what goes
/// the person is still at rest.
fn apart(desk: &Desk<'_>, file: &ResidentFile, closing: &BTreeSet<u32>) -> Result<(), Refusal> {
    let goes = |held: &Held| closing.contains(&held.of);
    let torn = |held: &&Held| held.item.about().and_then(|of| file.find(of)).is_some_and(|of| goes(of) != goes(held));
    if let Some(held) = file.held.iter().find(torn) {
        return Err(Why::Torn.of(held.item.id.as_str()));
    }
    let left = file.held.iter().filter(|held| !goes(held)).map(|held| held.item.clone()).collect();
    if at_rest(desk, left) { Ok(()) } else { Err(Why::Torn.of(resident_id(&file.uid).as_str())) }
}

/// Green now, and nothing known will change that; what contradicts itself is not at rest.
fn at_rest(desk: &Desk<'_>, items: Vec<Evidence>) -> bool {
    let Ok(dossier) = Dossier::new(items) else { return false };
    let derived = desk.ground.book.derive(&dossier, desk.now());
    derived.is_ok_and(|derived| derived.colour == Colour::Green && derived.next_change.is_none())
}
