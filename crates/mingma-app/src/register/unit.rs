//! Units 单位: registered by a unit above, never by themselves, and closed when nothing
//! stands below them.

use mingma_acts::{Class, Map, Power, stands};
use mingma_model::{Prefix, Profile};
use mingma_store::rows::UnitRow;

use super::By;
use super::desk::Desk;
use super::ids::{self, Noun};
use super::particulars::Particulars;
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// A unit's particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<'a> {
    /// Its id.
    pub id: &'a str,
    /// Chinese name.
    pub name_zh: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// Where it is.
    pub region: Prefix,
    /// The unit above it; none of the root unit alone.
    pub parent: Option<&'a str>,
    /// The telephone that residents are told.
    pub telephone: &'a str,
}

impl<'a> Unit<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["unit", "name_zh", "name_en", "region", "parent", "telephone"])?;
        Ok(Self {
            id: body.own_id("unit")?,
            name_zh: body.name("name_zh")?,
            name_en: body.name("name_en")?,
            region: body.area("region")?,
            parent: body.maybe("parent", Particulars::id)?,
            telephone: body.telephone("telephone")?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("unit", self.id)
            .with("name_zh", self.name_zh)
            .with("name_en", self.name_en)
            .with("region", self.region.to_string())
            .with_some("parent", self.parent)
            .with("telephone", self.telephone)
    }
}

/// Registers a unit, or changes names and telephone of one that stands.
#[must_use]
pub fn compose(by: By<'_>, unit: &Unit<'_>) -> Draft {
    by.draft(Class::Unit, unit.body())
}

/// Closes a unit.
#[must_use]
pub fn compose_closed(by: By<'_>, unit: &str, reason: &str) -> Draft {
    by.draft(Class::UnitClosed, Map::new().with("unit", unit).with("reason", reason))
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let unit = Unit::read(&desk.act().body, desk.ground.profile)?;
    desk.two()?;
    ids::free(desk.registry(), Noun::Unit, unit.id)?;
    match desk.registry().units.get(unit.id) {
        None => new(desk, &unit),
        Some(row) => changed(desk, &unit, row),
    }
}

/// The unit above it, or one above that, registers it.
fn new(desk: &Desk<'_>, unit: &Unit<'_>) -> Result<(), Refusal> {
    let parent = unit.parent.ok_or_else(|| Why::Particulars.of("parent"))?;
    desk.registry().unit(parent, desk.now()).ok_or_else(|| Why::NoSuch.of(parent))?;
    desk.at_or_above(parent)?;
    desk.may(Power::Register, &unit.region.to_string())
}

/// Names and telephone change; where it is and what it stands under do not, and an id
/// that was closed stays closed.
fn changed(desk: &Desk<'_>, unit: &Unit<'_>, row: &UnitRow) -> Result<(), Refusal> {
    let same = row.parent.as_deref() == unit.parent && row.region == unit.region.to_string();
    if !same || !stands(row.since, row.until, desk.now()) {
        return Err(Why::IdTaken.of(unit.id));
    }
    match unit.parent {
        Some(_) => desk.above(unit.id)?,
        None => desk.at_or_above(unit.id)?,
    }
    desk.may(Power::Register, &row.region)
}

pub(crate) fn decide_closed(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["unit", "reason"])?;
    let id = body.id("unit")?;
    body.reason()?;
    desk.two()?;
    let row = desk.registry().unit(id, desk.now()).ok_or_else(|| Why::NoSuch.of(id))?;
    desk.above(id)?;
    desk.may(Power::Register, &row.region)?;
    let below = |other: &&UnitRow| other.parent.as_deref() == Some(id) && stands(other.since, other.until, desk.now());
    match desk.registry().units.values().find(below) {
        Some(other) => Err(Why::StillBelow.of(&other.id)),
        None => Ok(()),
    }
}
