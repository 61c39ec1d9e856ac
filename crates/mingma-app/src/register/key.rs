//! Keys 密钥: revoked one by one. An officer may revoke their own key alone, for a key
//! that is lost must not wait for a colleague.

use mingma_acts::{Class, Key, Map, stands};
use mingma_seal::KeyId;

use super::By;
use super::desk::Desk;
use super::institution;
use super::officer::root_keeps_two;
use super::particulars::unfit;
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// Revokes a key.
#[must_use]
pub fn compose_revoked(by: By<'_>, key: KeyId, reason: &str) -> Draft {
    by.draft(Class::KeyRevoked, Map::new().with("key", key.0.to_vec()).with("reason", reason))
}

pub(crate) fn decide_revoked(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["key", "reason"])?;
    let id = body.bytes("key")?.try_into().map(KeyId).map_err(|_| unfit("key"))?;
    body.reason()?;
    let known = desk.registry().keys.get(&id).filter(|key| stands(key.row.since, key.row.until, desk.now()));
    let key = known.ok_or_else(|| Why::NoSuch.of(id.to_string()))?;
    match key.row.holder_kind.as_str() {
        "officer" => officers(desk, key),
        "institution" => institutions(desk, key),
        // Without its own key a register could keep neither refusals nor what it showed.
        _ => Err(Why::NotHandedIn.of(&key.row.holder)),
    }
}

fn officers(desk: &Desk<'_>, key: &Key) -> Result<(), Refusal> {
    let row = desk.registry().officers.get(&key.row.holder).ok_or_else(|| Why::NoSuch.of(&key.row.holder))?;
    let own = desk.signed("officer", &row.id) && desk.act().actor == row.unit;
    if !own {
        desk.two()?;
        desk.at_or_above(&row.unit)?;
    }
    root_keeps_two(desk.registry(), desk.now(), &[key.row.id])
}

fn institutions(desk: &Desk<'_>, key: &Key) -> Result<(), Refusal> {
    let holder = key.row.holder.as_str();
    if desk.act().actor == holder && desk.signed("institution", holder) {
        return Ok(());
    }
    let row = desk.registry().institutions.get(holder).ok_or_else(|| Why::NoSuch.of(holder))?;
    desk.two()?;
    institution::may_register(desk, &row.kind, &row.region)
}
