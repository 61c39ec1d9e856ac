//! Powers 职权: granted downwards only, by who holds them; so every power leads back,
//! grant by grant, to the genesis act.

use mingma_acts::{Class, Map, Registry, stands, within};
use mingma_model::{Prefix, Profile};
use mingma_store::rows::PowerRow;

use super::By;
use super::desk::Desk;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

pub use mingma_acts::Power;

/// A power that a unit is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant<'a> {
    /// The unit.
    pub unit: &'a str,
    /// What it may do.
    pub power: Power,
    /// Where.
    pub region: Prefix,
    /// The first moment at which it may no longer (whole seconds of Unix time).
    pub until: Option<i64>,
}

impl<'a> Grant<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["unit", "power", "region", "until"])?;
        Ok(Self {
            unit: body.id("unit")?,
            power: Power::from_word(body.text("power")?).ok_or_else(|| unfit("power"))?,
            region: body.area("region")?,
            until: body.maybe("until", Particulars::int)?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("unit", self.unit)
            .with("power", self.power.word())
            .with("region", self.region.to_string())
            .with_some("until", self.until)
    }
}

/// Grants a power.
#[must_use]
pub fn compose(by: By<'_>, grant: &Grant<'_>) -> Draft {
    by.draft(Class::Power, grant.body())
}

/// Takes a power back.
#[must_use]
pub fn compose_revoked(by: By<'_>, unit: &str, power: Power, region: Prefix, reason: &str) -> Draft {
    let body = Map::new().with("unit", unit).with("power", power.word()).with("region", region.to_string());
    by.draft(Class::PowerRevoked, body.with("reason", reason))
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let grant = Grant::read(&desk.act().body, desk.ground.profile)?;
    if grant.until.is_some_and(|until| until <= desk.now()) {
        return Err(unfit("until"));
    }
    desk.two()?;
    desk.registry().unit(grant.unit, desk.now()).ok_or_else(|| Why::NoSuch.of(grant.unit))?;
    desk.above(grant.unit)?;
    let region = grant.region.to_string();
    desk.may(Power::Register, &region)?;
    if !desk.holds(grant.power, &region, grant.until) {
        return Err(Why::MoreThanTheirs.of(format!("{} {region}", grant.power.word())));
    }
    match standing(desk, grant.unit, grant.power.word(), &region) {
        Some(row) if !extends(row.until, grant.until) => Err(Why::IdTaken.of(format!("{} {region}", row.power))),
        _ => Ok(()),
    }
}

/// A power that stands is granted again only to last longer: who has it from this unit
/// was promised no less.
fn extends(before: Option<i64>, until: Option<i64>) -> bool {
    match (before, until) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(before), Some(until)) => before < until,
    }
}

fn standing<'a>(desk: &Desk<'a>, unit: &str, power: &str, region: &str) -> Option<&'a PowerRow> {
    let rows = desk.registry().powers.get(unit)?;
    let is = |row: &&PowerRow| row.power == power && row.region == region;
    rows.iter().filter(is).find(|row| stands(row.since, row.until, desk.now()))
}

pub(crate) fn decide_revoked(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["unit", "power", "region", "reason"])?;
    let [unit, power] = [body.id("unit")?, body.text("power")?];
    let region = body.area("region")?.to_string();
    body.reason()?;
    desk.two()?;
    desk.above(unit)?;
    let row = standing(desk, unit, power, &region).ok_or_else(|| Why::NoSuch.of(format!("{unit} {power} {region}")))?;
    match below(desk.registry(), row, desk.now()) {
        Some(below) => Err(Why::StillBelow.of(format!("{} {} {}", below.unit, below.power, below.region))),
        None => Ok(()),
    }
}

/// What units below hold of a power that is to go: each is taken back by an act of its
/// own first, so that nobody loses a power unsaid, and none outlives the one it came from.
fn below<'a>(registry: &'a Registry, gone: &PowerRow, now: i64) -> Option<&'a PowerRow> {
    let units = registry.units.values().filter(|unit| unit.id != gone.unit && registry.superior(&unit.id, &gone.unit));
    units
        .filter(|unit| stands(unit.since, unit.until, now))
        .flat_map(|unit| registry.powers.get(&unit.id).into_iter().flatten())
        .filter(|row| row.power == gone.power && stands(row.since, row.until, now))
        .find(|row| within(&row.region, &gone.region))
}
