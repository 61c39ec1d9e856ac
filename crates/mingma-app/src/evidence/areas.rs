//! Risk areas: declared, their level changed, lifted: public acts of two officers of a
//! unit with the power, over a place and nobody in it. Who lives there is said by items
//! of evidence, one act for all of them.

use mingma_acts::item::FAST_CLOCK;
use mingma_acts::{Class, Map, Member, Power, Touch};
use mingma_model::{Id, Level, Region};
use mingma_store::Value;
use mingma_store::rows::AreaRow;

use super::bodies::{only, reasonable};
use super::source::Source;
use crate::ground::{Decision, Ground};
use crate::refusal::{Refusal, Why};
use crate::register::{Particulars, ids};

/// An area is declared within so many hours of the moment it counts from: no further
/// back does a declaration reach.
pub const REACHES_BACK: i64 = 24;

/// The words of a declaration.
const DECLARED: [&str; 6] = ["area", "region", "level", "declared_at", "name_zh", "name_en"];

/// The words of a lifting.
const LIFTED: [&str; 2] = ["area", "lifted_at"];

/// Decides an act about an area.
///
/// # Errors
/// Why it is refused.
pub(super) fn decide(ground: &Ground<'_>, members: &[Member], source: Source) -> Result<Decision, Refusal> {
    if !members.is_empty() {
        return Err(Why::Members.into());
    }
    let act = ground.permit.act();
    let id = id(&act.body)?;
    let row = ground.registry.areas.get(id.as_str());
    if act.class == Class::Area {
        ids::free_area(ground.registry, id.as_str())?;
    }
    match act.class {
        Class::Area => declare(ground, source, id.as_str(), row)?,
        _ => lift(ground, source, id.as_str(), row)?,
    }
    let actor = Value::Text(act.actor.clone());
    let reads = vec![
        Touch::of("area", &Value::Text(id.as_str().to_owned())),
        Touch::of("unit", &actor),
        Touch::of("power", &actor),
    ];
    Ok(Decision { reads, ..Decision::default() })
}

/// An id like those of the register: none that means something else.
fn id(body: &Map) -> Result<Id, Refusal> {
    let id = body.text("area").and_then(Id::parse).ok_or_else(|| Why::Form.of("area"))?;
    if ids::reserved(id.as_str()) { Err(Why::ReservedId.of("area")) } else { Ok(id) }
}

fn declare(ground: &Ground<'_>, source: Source, id: &str, row: Option<&AreaRow>) -> Result<(), Refusal> {
    let act = ground.permit.act();
    let body = &act.body;
    only(body, &DECLARED)?;
    let region = body.text("region").and_then(Region::parse).filter(|region| ground.profile.regions.contains(*region));
    let region = region.ok_or_else(|| Why::Form.of("region"))?;
    let level =
        body.text("level").filter(|word| Level::from_word(word).is_some()).ok_or_else(|| Why::Form.of("level"))?;
    let words = Particulars::of(body, ground.profile, &DECLARED)?;
    ["name_zh", "name_en"].iter().try_for_each(|word| words.name(word).map(|_| ()))?;
    let at = moment(ground, "declared_at")?;
    if at < ground.now - REACHES_BACK * 3_600 {
        return Err(Why::Form.of("declared_at"));
    }
    power(ground, &region.to_string())?;
    // What may stand against all who live there takes two.
    if source != Source::TwoOfficers {
        return Err(Why::NotTwo.of(act.actor.as_str()));
    }
    row.map_or(Ok(()), |row| changes(ground, row, &region.to_string(), level, at, id))
}

/// The level of an area that stands changes; its place does not.
fn changes(ground: &Ground<'_>, row: &AreaRow, region: &str, level: &str, at: i64, id: &str) -> Result<(), Refusal> {
    if row.lifted_at.is_some() || row.region != region {
        return Err(Why::IdTaken.of(id));
    }
    theirs(ground, row)?;
    if row.level == level || at < row.declared_at {
        return Err(Why::Contradiction.of(id));
    }
    Ok(())
}

fn lift(ground: &Ground<'_>, source: Source, id: &str, row: Option<&AreaRow>) -> Result<(), Refusal> {
    only(&ground.permit.act().body, &LIFTED)?;
    let row = row.ok_or_else(|| Why::NoGround.of(id))?;
    if !source.officers() {
        return Err(Why::NotTwo.of(ground.permit.act().actor.as_str()));
    }
    let at = moment(ground, "lifted_at")?;
    power(ground, &row.region)?;
    theirs(ground, row)?;
    if row.lifted_at.is_some() || at < row.declared_at {
        return Err(Why::Contradiction.of(id));
    }
    Ok(())
}

/// A time of the body; a fast clock is set back to now, as the fold sets it back.
fn moment(ground: &Ground<'_>, word: &str) -> Result<i64, Refusal> {
    let at = ground.permit.act().body.int(word).filter(|at| reasonable(*at)).ok_or_else(|| Why::Form.of(word))?;
    if at > ground.now + FAST_CLOCK { Err(Why::Ahead.of(word)) } else { Ok(at.min(ground.now)) }
}

fn power(ground: &Ground<'_>, region: &str) -> Result<(), Refusal> {
    let may = ground.registry.may(&ground.permit.act().actor, Power::Declare, region, ground.now);
    if may { Ok(()) } else { Err(Why::NoPower.of(region)) }
}

fn theirs(ground: &Ground<'_>, row: &AreaRow) -> Result<(), Refusal> {
    let ours = ground.registry.superior(&row.unit, &ground.permit.act().actor);
    if ours { Ok(()) } else { Err(Why::NotTheirs.of(row.unit.as_str())) }
}
