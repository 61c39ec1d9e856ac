//! Two enrolments that turned out to be one person 合并档案, and the undoing of it.
//!
//! Each member names the other. Merging: who goes says `into`, who stays says `from`.
//! Undoing: who comes out again says `from`, who stays says `into`.
//!
//! Nobody's colour becomes heavier by another's evidence, or by its going, unless the
//! acting unit has the power `assign` where that evidence lies; whom it weighs on is
//! told by a letter. What would contradict itself is neither joined nor parted.

use mingma_acts::item::resident_id;
use mingma_acts::{Class, Map, Power, Uid};
use mingma_model::Evidence;
use mingma_rules::Dossier;

use super::By;
use super::desk::Desk;
use super::particulars::unfit;
use crate::compose::Draft;
use crate::evidence::filing::clash;
use crate::evidence::{letters, locks, weight};
use crate::files::{Held, ResidentFile};
use crate::refusal::{Refusal, Why};

/// Letters: the row of the member, and the letter.
type Letters = Vec<(usize, Vec<u8>)>;

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

pub(crate) fn decide(desk: &Desk<'_>) -> Result<Letters, Refusal> {
    let [goes, stays] = two_residents(desk, "into", "from")?;
    let merged = |file: &ResidentFile| file.row.as_ref().is_some_and(|row| row.merged_into.is_some());
    // Whoever others were merged into stays: a chain of mergings would hide a person.
    if merged(goes.file) || merged(stays.file) || !goes.file.others.is_empty() {
        return Err(Why::Merged.into());
    }
    let (own, others): (Vec<&Held>, Vec<&Held>) = (goes.file.held.iter().collect(), stays.file.held.iter().collect());
    let union: Vec<&Held> = own.iter().chain(&others).copied().collect();
    let turns = [
        Turn { whom: goes, before: &own, after: &union, moved: &others },
        Turn { whom: stays, before: &others, after: &union, moved: &own },
    ];
    weighed(desk, &turns)
}

pub(crate) fn decide_unmerge(desk: &Desk<'_>) -> Result<Letters, Refusal> {
    let [apart, stays] = two_residents(desk, "from", "into")?;
    let merged_into = apart.file.row.as_ref().and_then(|row| row.merged_into);
    if merged_into != Some(stays.file.number) {
        return Err(Why::Merged.into());
    }
    // Either file holds the evidence of the one person.
    let union: Vec<&Held> = stays.file.held.iter().collect();
    let (own, others): (Vec<&Held>, Vec<&Held>) = union.iter().partition(|held| held.of == apart.file.number);
    // What goes may have eased what remains: both lie in a region.
    let turns = [
        Turn { whom: apart, before: &union, after: &own, moved: &union },
        Turn { whom: stays, before: &union, after: &others, moved: &union },
    ];
    weighed(desk, &turns)
}

/// A member's resident: the row, and what the register holds of them.
#[derive(Clone, Copy)]
struct Whom<'a> {
    row: usize,
    file: &'a ResidentFile,
}

/// What becomes of somebody's evidence.
struct Turn<'a> {
    whom: Whom<'a>,
    before: &'a [&'a Held],
    after: &'a [&'a Held],
    /// What weighs on them by the act, if anything does.
    moved: &'a [&'a Held],
}

impl Turn<'_> {
    /// Evidence as that of this resident, whichever enrolment it was said of.
    fn read(&self, held: &[&Held]) -> Result<Dossier, Refusal> {
        let resident = resident_id(&self.whom.file.uid);
        let own = |held: &&Held| Evidence { resident: resident.clone(), ..held.item.clone() };
        Dossier::new(held.iter().map(own).collect()).map_err(|found| {
            let field = found.first().and_then(|(_, fault)| fault.field.clone()).unwrap_or_default();
            Why::Contradiction.of(field).at(self.whom.row)
        })
    }
}

/// Whom the turns make heavier is told; the unit must have the power to.
fn weighed(desk: &Desk<'_>, turns: &[Turn<'_>]) -> Result<Letters, Refusal> {
    let mut letters = Letters::new();
    for turn in turns {
        let after = turn.read(turn.after)?;
        // No colour was read from what contradicts itself: all that stands now is new.
        let before = turn.read(turn.before).unwrap_or_default();
        letters.extend(weigh(desk, turn, before, &after)?.map(|letter| (turn.whom.row, letter)));
    }
    Ok(letters)
}

/// The letter to somebody whom a turn makes heavier, now or later.
fn weigh(desk: &Desk<'_>, turn: &Turn<'_>, before: Dossier, after: &Dossier) -> Result<Option<Vec<u8>>, Refusal> {
    let ground = desk.ground;
    if !weight::higher(ground.book, &before, after, ground.now).map_err(|found| clash(&found))? {
        return Ok(None);
    }
    locks::log_runs(ground)?;
    locks::letter(turn.whom.file).map_err(|refusal| refusal.at(turn.whom.row))?;
    let mut regions = turn.moved.iter().filter(|held| held.item.anchor().is_some()).map(|held| held.item.region);
    let first = regions.clone().next().map(|region| region.to_string()).unwrap_or_default();
    regions.try_for_each(|region| desk.may(Power::Assign, &region.to_string()))?;
    letters::told(ground, || Ok(before), after, &first, None)
}

/// Two officers, two members that name each other by these words: who moves, who stays.
fn two_residents<'a>(desk: &Desk<'a>, moves: &str, stays: &str) -> Result<[Whom<'a>; 2], Refusal> {
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
    Ok([at, 1 - at].map(|row| Whom { row, file: &files[row] }))
}
