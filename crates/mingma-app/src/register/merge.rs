//! Two enrolments that turned out to be one person 合并档案, and the undoing of it.
//!
//! Each member names the other. Merging: who goes says `into`, who stays says `from`.
//! Undoing: who comes out again says `from`, who stays says `into`.

use mingma_acts::item::resident_id;
use mingma_acts::{Class, Map, Power, Uid};

use super::By;
use super::desk::Desk;
use super::particulars::unfit;
use crate::compose::Draft;
use crate::files::ResidentFile;
use crate::refusal::{Refusal, Why};

/// Merges one enrolment into another.
#[must_use]
pub fn compose(by: By<'_>, goes: Uid, stays: Uid, reason: &str) -> Draft {
    pair(by, Class::Merge, [(goes, "into"), (stays, "from")], reason)
}

/// Undoes a merging.
#[must_use]
pub fn compose_unmerge(by: By<'_>, apart: Uid, stays: Uid, reason: &str) -> Draft {
    pair(by, Class::Unmerge, [(apart, "from"), (stays, "into")], reason)
}

fn pair(by: By<'_>, class: Class, [one, other]: [(Uid, &str); 2], reason: &str) -> Draft {
    let names = |word: &str, whom: Uid| Map::new().with(word, resident_id(&whom).as_str());
    let draft = by.draft(class, Map::new().with("reason", reason));
    draft.about(one.0, names(one.1, other.0), by.random).about(other.0, names(other.1, one.0), by.random)
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let (goes, stays) = two_residents(desk, "into", "from")?;
    let merged = |file: &ResidentFile| file.row.as_ref().is_some_and(|row| row.merged_into.is_some());
    // Whoever others were merged into stays: a chain of mergings would hide a person.
    if merged(goes) || merged(stays) || !goes.others.is_empty() {
        return Err(Why::Merged.into());
    }
    Ok(())
}

pub(crate) fn decide_unmerge(desk: &Desk<'_>) -> Result<(), Refusal> {
    let (apart, stays) = two_residents(desk, "from", "into")?;
    let merged_into = apart.row.as_ref().and_then(|row| row.merged_into);
    if merged_into == Some(stays.number) { Ok(()) } else { Err(Why::Merged.into()) }
}

/// Two officers, two members that name each other by these words: who moves, who stays.
fn two_residents<'a>(
    desk: &Desk<'a>,
    moves: &str,
    stays: &str,
) -> Result<(&'a ResidentFile, &'a ResidentFile), Refusal> {
    desk.body(&["reason"])?.reason()?;
    desk.two()?;
    desk.may_somewhere(&[Power::Register, Power::Enrol])?;
    let files = desk.residents(2)?;
    let [first, second] = desk.members else { return Err(Why::Members.into()) };
    if first.resident == second.resident {
        return Err(Why::Merged.into());
    }
    let at = if first.item.get(moves).is_some() { 0 } else { 1 };
    for (own, word) in [(at, moves), (1 - at, stays)] {
        let item = desk.read(&desk.members[own].item, &[word])?;
        if item.text(word)? != resident_id(&desk.members[1 - own].resident).as_str() {
            return Err(unfit(word).at(own));
        }
    }
    Ok((&files[at], &files[1 - at]))
}
