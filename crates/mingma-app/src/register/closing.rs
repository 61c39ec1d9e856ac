//! The closing statement 注销声明 of a resident: nothing stands against them and nothing
//! waits. After it their key may be destroyed.

use mingma_acts::item::resident_id;
use mingma_acts::{Class, Map, Power, Uid};
use mingma_model::Colour;
use mingma_rules::Dossier;

use super::By;
use super::desk::Desk;
use super::particulars::unfit;
use crate::compose::Draft;
use crate::files::ResidentFile;
use crate::refusal::{Refusal, Why};

/// Closes an enrolment. The act names whom in its own bytes: once their key is destroyed
/// nothing else tells whose statement it was.
#[must_use]
pub fn compose(by: By<'_>, resident: Uid, reason: &str) -> Draft {
    let body = Map::new().with("reason", reason).with("resident", resident_id(&resident).as_str());
    let draft = by.draft(Class::Closing, body);
    draft.about(resident, Map::new(), by.random)
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["reason", "resident"])?;
    body.reason()?;
    desk.two()?;
    desk.may_somewhere(&[Power::Register, Power::Enrol])?;
    let files = desk.residents(1)?;
    if body.text("resident")? != resident_id(&files[0].uid).as_str() {
        return Err(unfit("resident"));
    }
    desk.read(&desk.members[0].item, &[])?;
    let file = &files[0];
    let stays = file.row.as_ref().is_some_and(|row| row.merged_into.is_none());
    // Who others were merged into carries their evidence; they come out or close first.
    if stays && !file.others.is_empty() {
        return Err(Why::Merged.into());
    }
    let waits = desk.known.members.iter().any(|known| known.proposal);
    if waits || !at_rest(desk, file) {
        return Err(Why::StillOpen.into());
    }
    Ok(())
}

/// Green now, and nothing known will change that; what contradicts itself is not at rest.
fn at_rest(desk: &Desk<'_>, file: &ResidentFile) -> bool {
    let Ok(dossier) = Dossier::new(file.items()) else { return false };
    let derived = desk.ground.book.derive(&dossier, desk.now());
    derived.is_ok_and(|derived| derived.colour == Colour::Green && derived.next_change.is_none())
}
