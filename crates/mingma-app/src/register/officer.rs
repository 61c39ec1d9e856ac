//! Officers 经办人: known by a work number, registered with a key by two officers of their
//! unit or of one above it.

use mingma_acts::{Class, Datum, Map, Power, Registry, stands};
use mingma_model::Profile;
use mingma_seal::{KeyId, PublicKey};

use super::By;
use super::desk::Desk;
use super::ids::{self, Noun};
use super::particulars::Particulars;
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// An officer with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Officer<'a> {
    /// The work number; never a name.
    pub id: &'a str,
    /// Their unit.
    pub unit: &'a str,
    /// The key that they sign with.
    pub key: PublicKey,
}

impl<'a> Officer<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["officer", "unit", "key"])?;
        Ok(Self { id: body.own_id("officer")?, unit: body.id("unit")?, key: body.key("key")? })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new().with("officer", self.id).with("unit", self.unit).with("key", self.key.to_bytes())
    }
}

/// Registers an officer, or a further key of theirs.
#[must_use]
pub fn compose(by: By<'_>, officer: &Officer<'_>) -> Draft {
    by.draft(Class::Officer, officer.body())
}

/// Revokes an officer with every key of theirs that stands.
#[must_use]
pub fn compose_revoked(by: By<'_>, officer: &str, keys: &[KeyId], reason: &str) -> Draft {
    let body = Map::new().with("officer", officer).with("reason", reason).with("keys", key_list(keys));
    by.draft(Class::OfficerRevoked, body)
}

/// Keys as a body lists them: ascending.
pub(crate) fn key_list(keys: &[KeyId]) -> Datum {
    let mut keys: Vec<KeyId> = keys.to_vec();
    keys.sort_unstable();
    Datum::List(keys.iter().map(|key| key.0.to_vec().into()).collect())
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let officer = Officer::read(&desk.act().body, desk.ground.profile)?;
    desk.two()?;
    let unit = desk.registry().unit(officer.unit, desk.now()).ok_or_else(|| Why::NoSuch.of(officer.unit))?;
    desk.at_or_above(&unit.id)?;
    desk.may(Power::Register, &unit.region)?;
    desk.fresh_key(&officer.key)?;
    ids::free(desk.registry(), Noun::Officer, officer.id)?;
    match desk.registry().officers.get(officer.id) {
        // Somebody of another unit; who was revoked may come back.
        Some(row) if stands(row.since, row.until, desk.now()) && row.unit != unit.id => {
            Err(Why::IdTaken.of(officer.id))
        }
        _ => Ok(()),
    }
}

pub(crate) fn decide_revoked(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["officer", "reason", "keys"])?;
    let id = body.id("officer")?;
    body.reason()?;
    let keys = body.keys()?;
    desk.two()?;
    let known = desk.registry().officers.get(id).filter(|row| stands(row.since, row.until, desk.now()));
    let row = known.ok_or_else(|| Why::NoSuch.of(id))?;
    desk.at_or_above(&row.unit)?;
    desk.keys_listed(&keys, "officer", id)?;
    root_keeps_two(desk.registry(), desk.now(), &keys)
}

/// After these keys are gone the root unit still has two officers who can sign.
pub(crate) fn root_keeps_two(registry: &Registry, now: i64, gone: &[[u8; 16]]) -> Result<(), Refusal> {
    let Some(root) = registry.units.values().find(|unit| unit.parent.is_none()) else { return Ok(()) };
    let signs = |officer: &str| registry.keys_of("officer", officer, now).any(|key| !gone.contains(&key.row.id));
    let of_root = registry.officers.values().filter(|row| row.unit == root.id && stands(row.since, row.until, now));
    if of_root.filter(|row| signs(&row.id)).count() >= 2 { Ok(()) } else { Err(Why::LastTwo.of(&root.id)) }
}
