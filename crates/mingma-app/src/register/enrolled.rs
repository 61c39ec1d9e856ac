//! What changes in an enrolment 建档变更: a counter saw document and face, or the resident
//! brought a device.
//!
//! Whoever holds a device declares as the resident. So two officers sign for one that is
//! brought later, and the resident is told by a letter: nobody gets another's voice alone
//! or unseen.

use mingma_acts::{Class, Map, Power, Uid};
use mingma_seal::PublicKey;
use serde::Serialize;

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

/// Registers a device of a resident; two officers sign.
#[must_use]
pub fn compose_device(by: By<'_>, resident: Uid, key: &PublicKey) -> Draft {
    let draft = by.draft(Class::Enrolled, Map::new());
    draft.about(resident, Map::new().with("key", key.to_bytes()), by.random)
}

/// What the resident is told of a device that was added: canonical JSON, words ascending.
#[derive(Debug, Serialize)]
struct Letter<'a> {
    at: String,
    device: String,
    telephone: &'a str,
    unit: Told<'a>,
}

/// Who added it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    id: &'a str,
    name_en: &'a str,
    name_zh: &'a str,
}

/// The letter to the resident, where a device is added.
pub(crate) fn decide(desk: &Desk<'_>) -> Result<Vec<(usize, Vec<u8>)>, Refusal> {
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
    let Some(key) = key else { return Ok(Vec::new()) };
    desk.two()?;
    desk.fresh_key(&key)?;
    if desk.known.members.iter().any(|known| known.device) {
        return Err(Why::KeyTaken.of(key.id().to_string()));
    }
    Ok(vec![(0, letter(desk, &key)?)])
}

fn letter(desk: &Desk<'_>, key: &PublicKey) -> Result<Vec<u8>, Refusal> {
    let unit = desk.unit()?;
    let letter = Letter {
        at: desk.ground.profile.zone.show(desk.now()),
        device: key.id().to_string(),
        telephone: &unit.telephone,
        unit: Told { id: &unit.id, name_en: &unit.name_en, name_zh: &unit.name_zh },
    };
    Ok(serde_json::to_vec(&letter).expect("words alone"))
}
