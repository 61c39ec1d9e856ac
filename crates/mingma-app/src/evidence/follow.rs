//! What follows an item, and what is corrected: by whoever established it, or above.

use mingma_acts::Class;
use mingma_model::{Event, Evidence, Id, Kind, Level};

use super::filing::{Filing, Matter, standing};
use super::provisional;
use super::source::Source;
use crate::files::Held;
use crate::ground::Note;
use crate::refusal::{Refusal, Why};

type Done = Result<(), Refusal>;

/// Whether a follow-up or correction is about an item that stands, and by whom it may be.
///
/// # Errors
/// The item does not stand, its act is not cited, or this is not theirs.
pub(crate) fn established(filing: &Filing<'_>, matter: &Matter) -> Done {
    let held = target(filing, matter)?;
    let note = filing.cited(held.seq).ok_or_else(|| Why::NoGround.of("cites"))?;
    if matter.item.region != held.item.region {
        return Err(Why::Form.of("region"));
    }
    match matter.item.kind {
        Kind::Correction => correction(filing, matter, held, note),
        _ => follow_up(filing, matter, held, note),
    }
}

/// The item that it is about, which must stand.
fn target<'a>(filing: &'a Filing<'_>, matter: &Matter) -> Result<&'a Held, Refusal> {
    let of = matter.item.id_of("of").ok_or_else(|| Why::Form.of("of"))?;
    let file = filing.file(matter);
    let held = file.find(of).ok_or_else(|| Why::NoGround.of(of.as_str()))?;
    if standing(file).iter().any(|one| one.item.id == *of) {
        return Ok(held);
    }
    Err(Why::Contradiction.of(of.as_str()))
}

fn correction(filing: &Filing<'_>, matter: &Matter, held: &Held, note: &Note) -> Done {
    let file = filing.file(matter);
    // The cap of what waits for its confirmation goes by that confirmation alone.
    let of = (held.item.kind == Kind::Stay).then(|| held.item.id_of("of")).flatten();
    if of.and_then(|id| file.find(id)).is_some_and(|one| provisional::waits(&one.item)) {
        return Err(Why::Provisional.of(held.item.id.as_str()));
    }
    theirs(filing, note)
}

/// The unit that established it or one above; what an institution, a resident or the
/// register brought, a unit with the power there (the third lock asks for it).
fn theirs(filing: &Filing<'_>, note: &Note) -> Done {
    let registry = filing.ground.registry;
    let unit = registry.units.contains_key(&note.actor);
    let ours = note.actor == filing.actor()
        || unit && registry.superior(&note.actor, filing.actor())
        || !unit && filing.source.officers();
    if ours { Ok(()) } else { Err(Why::NotTheirs.of(note.actor.as_str())) }
}

fn follow_up(filing: &Filing<'_>, matter: &Matter, held: &Held, note: &Note) -> Done {
    let event = matter.item.event().ok_or_else(|| Why::Form.of("event"))?;
    if !held.item.kind.events().contains(&event) {
        return Err(Why::Form.of("event"));
    }
    once(filing, matter, event)?;
    match event {
        // Only the origin withdraws what it told.
        Event::WithdrawnAtOrigin if note.actor != filing.actor() => Err(Why::NotTheirs.of(note.actor.as_str())),
        Event::WithdrawnAtOrigin => Ok(()),
        _ if filing.source == Source::Partner => Err(Why::NotAdmissible.of(event.word())),
        Event::AreaMedium | Event::AreaLifted => {
            area(filing, &held.item, event, &matter.item)?;
            theirs(filing, note)
        }
        _ => theirs(filing, note),
    }
}

/// An event follows an item once.
fn once(filing: &Filing<'_>, matter: &Matter, event: Event) -> Done {
    let of = matter.item.id_of("of");
    let again = |held: &&Held| held.item.event() == Some(event) && held.item.id_of("of") == of;
    match standing(filing.file(matter)).into_iter().find(again) {
        Some(held) => Err(Why::SameFact.of(held.item.id.as_str())),
        None => Ok(()),
    }
}

/// What is said of an area is what was declared of it.
fn area(filing: &Filing<'_>, residence: &Evidence, event: Event, said: &Evidence) -> Done {
    let id = residence.id_of("area").map(Id::as_str).unwrap_or_default();
    let row = filing.ground.registry.areas.get(id).ok_or_else(|| Why::NoGround.of(id))?;
    let at = said.time("at");
    let declared = match event {
        Event::AreaLifted => row.lifted_at.is_some() && row.lifted_at == at,
        _ => row.lifted_at.is_none() && row.level == Level::Medium.word() && Some(row.declared_at) == at,
    };
    let before = event == Event::AreaMedium && filing.ground.cited.iter().any(|note| was_medium(note, id, at));
    let told = declared || before;
    if told { Ok(()) } else { Err(Why::NoGround.of(id)) }
}

/// A cited act made the area medium at that time.
fn was_medium(note: &Note, area: &str, at: Option<i64>) -> bool {
    note.class == Class::Area
        && note.body.text("area") == Some(area)
        && note.body.text("level") == Some(Level::Medium.word())
        && note.time("declared_at") == at
        && at.is_some()
}
