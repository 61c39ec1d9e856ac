//! What changes in an enrolment 建档变更: a counter saw document and face, or the resident
//! brought a device.

use mingma_acts::{Class, Map, Power, Uid};
use mingma_seal::PublicKey;

use super::By;
use super::desk::Desk;
use super::enrolment::Level;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// Vouches for a resident whose document and face a counter saw.
#[must_use]
pub fn compose_vouched(by: By<'_>, resident: Uid) -> Draft {
    let draft = by.draft(Class::Enrolled, Map::new().with("level", Level::Vouched.word()));
    draft.about(resident, Map::new(), by.random)
}

/// Registers a device of a resident.
#[must_use]
pub fn compose_device(by: By<'_>, resident: Uid, key: &PublicKey) -> Draft {
    let draft = by.draft(Class::Enrolled, Map::new());
    draft.about(resident, Map::new().with("key", key.to_bytes()), by.random)
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let level = desk.body(&["level"])?.maybe("level", Particulars::text)?;
    if level.is_some_and(|level| Level::from_word(level) != Some(Level::Vouched)) {
        return Err(unfit("level"));
    }
    desk.residents(1)?;
    let item = desk.read(&desk.members[0].item, &["key"])?;
    let key = item.maybe("key", Particulars::key)?;
    if level.is_none() && key.is_none() {
        return Err(unfit("level, key"));
    }
    desk.one()?;
    desk.may_somewhere(&[Power::Enrol])?;
    let Some(key) = key else { return Ok(()) };
    desk.fresh_key(&key)?;
    if desk.known.members.iter().any(|known| known.device) {
        return Err(Why::KeyTaken.of(key.id().to_string()));
    }
    Ok(())
}
