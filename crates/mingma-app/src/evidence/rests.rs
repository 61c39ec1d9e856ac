//! What an item must rest on, ground by ground of the table of what is admissible.

use mingma_acts::Class;
use mingma_model::{Evidence, Id, Kind};
use mingma_store::rows::AreaRow;

use super::admissible::{self, Rest, Weight};
use super::facts::Told;
use super::filing::{Filing, Matter};
use super::provisional::{Form, positives};
use super::{follow, locks};
use crate::ground::Note;
use crate::presence::overlap::{self, Window};
use crate::refusal::{Refusal, Why};

type Done = Result<(), Refusal>;

/// Whether an item rests on what the table says it must.
///
/// # Errors
/// It does not.
pub(crate) fn on(filing: &Filing<'_>, matter: &Matter, told: &Told<'_>) -> Done {
    let item = &matter.item;
    match matter.admissible.rest {
        Rest::Report => report(filing, item),
        Rest::Positive => {
            locks::positive(filing.file(matter), item).map(|_| ()).ok_or_else(|| Why::NoGround.of("positive"))
        }
        Rest::Finding | Rest::FindingOfContact => found(filing, item, told),
        Rest::AreaThen => area_then(filing, item),
        Rest::AreaNow => area_now(filing, item),
        Rest::Ordered => ordered(filing, matter),
        Rest::Origin => origin(item),
        Rest::Certificate => certificate(filing),
        Rest::Established => follow::established(filing, matter),
        Rest::Visits => visits(filing, matter),
        Rest::Added => Err(Why::NotAdmissible.of(item.kind.word())),
        Rest::Record | Rest::Word | Rest::UnitRecord => Ok(()),
    }
}

fn report(filing: &Filing<'_>, item: &Evidence) -> Done {
    let own = item.id_of("institution").is_some_and(|id| id.as_str() == filing.actor());
    if own { Ok(()) } else { Err(Why::NotTheirKind.of("institution")) }
}

fn found(filing: &Filing<'_>, item: &Evidence, told: &Told<'_>) -> Done {
    match (told, &filing.form) {
        // What is confirmed rested on its ground when it was admitted.
        (Told::Confirms(..), _) => Ok(()),
        (_, Form::Plain) => Err(Why::NotAdmissible.of("finding")),
        (_, form) => source_of_contact(filing, item, matches!(form, Form::Night { .. })),
    }
}

/// The case or contact that somebody met; at night a positive stands for its case.
fn source_of_contact(filing: &Filing<'_>, item: &Evidence, night: bool) -> Done {
    let (word, known): (&str, &dyn Fn(&str) -> bool) = match item.kind {
        Kind::SecondaryContact => {
            let stands =
                |note: &&Note, id: &str| holds(note, id, Kind::CloseContact) && !(filing.ground.struck)(note, id);
            ("contact", &move |id| filing.ground.cited.iter().any(|note| stands(&note, id)))
        }
        _ => ("case", &|id| (filing.ground.cases)(id).is_some_and(|note| !(filing.ground.struck)(&note, id))),
    };
    let id = item.id_of(word).map(Id::as_str).ok_or_else(|| Why::Form.of(word))?;
    let positive = night && filing.ground.cited.iter().any(|note| positives(filing.ground, note).contains(&id));
    if known(id) || positive { Ok(()) } else { Err(Why::NoGround.of(id)) }
}

fn holds(note: &Note, id: &str, kind: Kind) -> bool {
    let same =
        |(_, item): &(u32, mingma_acts::Map)| item.text("id") == Some(id) && item.text("kind") == Some(kind.word());
    note.class == Class::Evidence && note.items.iter().any(same)
}

fn area<'a>(filing: &Filing<'a>, item: &Evidence) -> Result<&'a AreaRow, Refusal> {
    let id = item.id_of("area").map(Id::as_str).unwrap_or_default();
    let row = filing.ground.registry.areas.get(id);
    let inside = |row: &&AreaRow| mingma_acts::within(&item.region.to_string(), &row.region);
    row.filter(inside).ok_or_else(|| Why::NoGround.of(id))
}

fn level(item: &Evidence) -> Option<&'static str> {
    match item.attributes.get("level") {
        Some(mingma_model::Value::Level(level)) => Some(level.word()),
        _ => None,
    }
}

/// Declared and not lifted at that time, of that level: as it stands, or as an act of
/// its declaration that is cited told it.
fn area_then(filing: &Filing<'_>, item: &Evidence) -> Done {
    let row = area(filing, item)?;
    let at = item.anchor().unwrap_or(item.observed_at);
    let lifted = row.lifted_at.is_some_and(|lifted| at >= lifted);
    let now = row.declared_at <= at && level(item) == Some(row.level.as_str());
    let before = filing.ground.cited.iter().any(|note| {
        note.class == Class::Area
            && note.body.text("area") == Some(row.id.as_str())
            && note.body.text("level") == level(item)
            && note.time("declared_at").is_some_and(|declared| declared <= at && at < row.declared_at)
    });
    if !lifted && (now || before) { Ok(()) } else { Err(Why::NoGround.of(row.id.as_str())) }
}

fn area_now(filing: &Filing<'_>, item: &Evidence) -> Done {
    let row = area(filing, item)?;
    let stands = row.lifted_at.is_none() && row.declared_at == item.anchor().unwrap_or_default();
    if !stands || level(item) != Some(row.level.as_str()) {
        return Err(Why::NoGround.of(row.id.as_str()));
    }
    let registry = filing.ground.registry;
    let in_line = registry.superior(&row.unit, filing.actor()) || registry.superior(filing.actor(), &row.unit);
    if in_line { Ok(()) } else { Err(Why::NotTheirs.of(row.unit.as_str())) }
}

/// The unit's own earlier act about this person, of something that stands against them.
fn ordered(filing: &Filing<'_>, matter: &Matter) -> Done {
    let file = filing.file(matter);
    let registry = filing.ground.registry;
    let stands = |held: &crate::files::Held| admissible::of(held.item.kind).weight == Weight::Stands;
    let about = |note: &Note| file.held.iter().any(|held| held.seq == note.seq && stands(held));
    let ordered = |note: &Note| registry.superior(&note.actor, filing.actor()) && about(note);
    if filing.ground.cited.iter().any(ordered) { Ok(()) } else { Err(Why::NoGround.of("cites")) }
}

/// What a partner tells is of a kind that can stand against somebody there.
fn origin(item: &Evidence) -> Done {
    let kind = match item.attributes.get("origin_kind") {
        Some(mingma_model::Value::Kind(kind)) => Some(*kind),
        _ => None,
    };
    let health = kind.is_some_and(|kind| admissible::of(kind).weight == Weight::Stands && kind != Kind::Notice);
    if health { Ok(()) } else { Err(Why::NotAdmissible.of("origin_kind")) }
}

/// A visit of this person and one of the case that both count say so, to the second.
fn visits(filing: &Filing<'_>, matter: &Matter) -> Done {
    let (ground, item) = (filing.ground, &matter.item);
    let id = item.id_of("case").map(Id::as_str).unwrap_or_default();
    let note = (ground.cases)(id).ok_or_else(|| Why::NoGround.of(id))?;
    let case = note.items.iter().find(|(_, item)| item.text("id") == Some(id));
    let (whose, case) = case.ok_or_else(|| Why::NoGround.of(id))?;
    let window = Window::of(|word| case.int(word)).ok_or_else(|| Why::NoGround.of(id))?;
    let (mine, theirs) = ((ground.visits)(filing.file(matter).number), (ground.visits)(*whose));
    let told = (item.id_of("place"), item.time("from"), item.time("to"));
    let (Some(place), Some(from), Some(to)) = told else { return Err(Why::Form.of("place")) };
    if overlap::holds(&mine, &theirs, window, place, from, to) { Ok(()) } else { Err(Why::NoGround.of("visits")) }
}

fn certificate(filing: &Filing<'_>) -> Done {
    let digest = filing.body().bytes("certificate").is_some_and(|bytes| bytes.len() == 32);
    if digest { Ok(()) } else { Err(Why::NoGround.of("certificate")) }
}
