//! What is questioned: an item as it stands now, who brought it, and what follows for an
//! appeal against it: which unit decides, what it is grouped by, until when.

use mingma_acts::{Power, Registry};
use mingma_model::{Id, Profile, Region};
use mingma_rules::{Dossier, Rulebook};
use mingma_store::OPEN;
use mingma_store::rows::AppealRow;

use super::automatic::{self, Answer};
use super::clock::{Clock, Filed};
use super::ease::{Questioned, own_positive};
use super::ground::{Ground as Reason, Lane};
use super::group::Cause;
use super::known::Brought;
use crate::evidence::filing::clash;
use crate::evidence::letters::{dossier, nearest};
use crate::files::{Held, ResidentFile};
use crate::ground::Ground;
use crate::refusal::{Refusal, Why};

/// What everything here is read off.
#[derive(Clone, Copy)]
pub(crate) struct On<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) profile: &'a Profile,
    pub(crate) book: &'a Rulebook,
    pub(crate) now: i64,
}

impl<'a> On<'a> {
    pub(crate) fn of(ground: &Ground<'a>) -> Self {
        Self { registry: ground.registry, profile: ground.profile, book: ground.book, now: ground.now }
    }
}

/// An item that an appeal is about, with all that its holder's file says.
pub(crate) struct Subject<'a> {
    pub(crate) held: &'a Held,
    pub(crate) dossier: Dossier,
    pub(crate) questioned: Questioned,
    /// Pack and rule that turn it into a colour.
    pub(crate) rule: (String, String),
}

impl<'a> Subject<'a> {
    /// The item of this id in a file.
    ///
    /// # Errors
    /// There is none, or none that could stand against its holder.
    pub(crate) fn of(on: On<'_>, file: &'a ResidentFile, item: &str) -> Result<Self, Refusal> {
        let found = Id::parse(item).and_then(|id| file.find(&id));
        let held = found.filter(|held| held.item.kind.anchored()).ok_or_else(|| Refusal::from(Why::NoItem))?;
        let dossier = dossier(file.items(), 0)?;
        let peak = automatic::peak(on.book, &dossier, &held.item.id, on.now).map_err(|found| clash(&found))?;
        let derived = on.book.derive(&dossier, on.now).map_err(|found| clash(&found))?;
        let row = dossier.evidence().iter().position(|one| one.id == held.item.id);
        let lines = || derived.timelines.iter().filter(|line| Some(line.row) == row);
        let lapse = lines().map(|line| line.lapse_at).max().unwrap_or(on.now);
        let reason = derived.reasons.iter().find(|reason| Some(reason.row) == row);
        let named = reason
            .map(|reason| (reason.pack, reason.rule))
            .or_else(|| lines().next_back().map(|line| (line.pack, line.rule)));
        let rule = named.map(|(pack, rule)| (pack.id.to_string(), rule.id.to_string())).unwrap_or_default();
        let questioned = Questioned { peak, lapse, own_positive: own_positive(&held.item) };
        Ok(Self { held, questioned, rule, dossier })
    }

    pub(crate) fn region(&self) -> Region {
        self.held.item.region
    }
}

/// What follows for an appeal that is filed now.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The unit that has to decide it.
    pub unit: String,
    /// What it is grouped by.
    pub cause: Cause,
    /// When it is due, and how that was computed.
    pub clock: Clock,
    /// What the rules answer at once, where they do.
    pub answer: Option<Answer>,
}

/// How somebody appeals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plea {
    /// On which ground.
    pub ground: Reason,
    /// In which lane.
    pub lane: Lane,
    /// When, in whole seconds of Unix time.
    pub at: i64,
}

/// The terms of an appeal.
///
/// # Errors
/// Nothing stands to appeal against, an appeal against it waits already, or no unit is left
/// that could decide it.
pub(crate) fn terms(
    on: On<'_>,
    subject: &Subject<'_>,
    brought: &Brought,
    own: &[AppealRow],
    plea: Plea,
) -> Result<Terms, Refusal> {
    let item = &subject.held.item;
    let answer = automatic::answer(on.book, &subject.dossier, &item.id, plea.ground, on.now);
    let answer = answer.map_err(|found| clash(&found))?;
    if answer.as_ref().is_some_and(|answer| answer.outcome.nothing_left()) {
        return Err(Why::NothingLeft.into());
    }
    let same = || own.iter().filter(|row| row.item == item.id.as_str());
    if let Some(open) = same().find(|row| row.state == OPEN) {
        return Err(Why::AppealWaits.of(&open.number));
    }
    let before = same().filter(|row| row.state == "upheld").max_by_key(|row| row.seq);
    let unit = match before {
        Some(row) => above(on, &row.unit, item.region).ok_or(Why::NobodyAbove)?,
        None => first(on, &brought.actor, item.region).ok_or(Why::NobodyAbove)?,
    };
    let (pack, rule) = &subject.rule;
    let filed =
        Filed { at: plea.at, lane: plea.lane, colour: subject.questioned.peak, lapse: subject.questioned.lapse };
    Ok(Terms {
        unit,
        cause: Cause::of(item, &brought.act, brought.members, pack, rule),
        clock: Clock::of(filed, &on.profile.calendar, &on.profile.zone, None),
        answer,
    })
}

/// Who decides first: the unit that said it, if it may convert there; else the nearest that may.
fn first(on: On<'_>, actor: &str, region: Region) -> Option<String> {
    if may(on, actor, region) {
        return Some(actor.to_owned());
    }
    nearest(on.registry, Power::Convert, &region.to_string(), on.now).map(|unit| unit.id.clone())
}

/// Who decides again, or after silence: the next unit above that may.
pub(crate) fn above(on: On<'_>, unit: &str, region: Region) -> Option<String> {
    let parent = |id: &str| on.registry.units.get(id).and_then(|row| row.parent.clone());
    let mut next = parent(unit);
    // A chain of parents is never longer than there are units.
    for _ in 0..on.registry.units.len() {
        let id = next?;
        if may(on, &id, region) {
            return Some(id);
        }
        next = parent(&id);
    }
    None
}

/// True of a unit that stands and may convert there.
pub(crate) fn may(on: On<'_>, unit: &str, region: Region) -> bool {
    on.registry.unit(unit, on.now).is_some() && on.registry.may(unit, Power::Convert, &region.to_string(), on.now)
}
