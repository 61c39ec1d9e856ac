//! Who signed: every signature under an act is verified before anything is decided.

use std::sync::Arc;

use mingma_model::Id;
use mingma_seal::{Digest, KeyId, PublicKey};
use mingma_store::rows::DeviceRow;

use crate::act::{Act, Uid, digest_of};
use crate::approval::Approval;
use crate::error::ActError;
use crate::item::resident_id;
use crate::registry::{Registry, stands};

/// The composing side's clock may be fast by this many seconds.
pub const AHEAD: i64 = 120;

/// An act is sealed within this many seconds of being composed.
pub const BEHIND: i64 = 24 * 3_600;

/// Finds a resident's device by the key's id, with the resident's id outside.
pub type Devices<'a> = &'a dyn Fn(&KeyId) -> Result<Option<(DeviceRow, Uid)>, ActError>;

/// Somebody who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The key.
    pub key: KeyId,
    /// `officer`, `institution`, `register` or `resident`.
    pub holder_kind: String,
    /// The work number, the institution's id, or the resident's.
    pub holder: String,
    /// The officer's unit; empty for others.
    pub unit: String,
}

/// An act whose signatures hold: who signed, with keys in force at that time. To
/// append one takes such a value, and nothing but [`authorise`] makes it.
#[derive(Clone, Debug)]
pub struct Permit {
    act: Arc<Act>,
    bytes: Vec<u8>,
    digest: Digest,
    approvals: Vec<Approval>,
    signers: Vec<Signer>,
    as_of: u64,
    at: i64,
}

impl Permit {
    /// The act.
    #[must_use]
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its digest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The signatures.
    #[must_use]
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// Who signed, in the order of signing.
    #[must_use]
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// The newest act that was known when the signatures were verified.
    #[must_use]
    pub const fn as_of(&self) -> u64 {
        self.as_of
    }

    /// The moment for which they were verified.
    #[must_use]
    pub const fn at(&self) -> i64 {
        self.at
    }

    /// The officers among the signers.
    pub fn officers(&self) -> impl Iterator<Item = &Signer> {
        self.signers.iter().filter(|signer| signer.holder_kind == "officer")
    }
}

/// Verifies the signatures under an act's bytes: known keys, in force at `at`, over
/// this digest, no holder twice; the act neither of the future nor stale.
///
/// # Errors
/// The first of these that does not hold.
pub fn authorise(
    registry: &Registry,
    devices: Devices<'_>,
    bytes: Vec<u8>,
    approvals: Vec<Approval>,
    at: i64,
) -> Result<Permit, ActError> {
    let act = Act::from_bytes(&bytes)?;
    if Id::parse(&act.actor).is_none() {
        return Err(ActError::Malformed);
    }
    timely(&act, at)?;
    let digest = digest_of(&bytes);
    let signers = signers(registry, devices, &digest, &approvals, at)?;
    Ok(Permit { act: Arc::new(act), bytes, digest, approvals, signers, as_of: registry.newest, at })
}

fn timely(act: &Act, at: i64) -> Result<(), ActError> {
    let ahead = act.composed_at.saturating_sub(at);
    if ahead > AHEAD {
        return Err(ActError::FromTheFuture(ahead));
    }
    let behind = at.saturating_sub(act.composed_at);
    if behind > BEHIND {
        return Err(ActError::TooOld(behind));
    }
    Ok(())
}

/// Verifies signatures over a digest by keys registered and in force at a time.
///
/// # Errors
/// The first signature that does not hold, or a holder who signed twice.
pub fn signers(
    registry: &Registry,
    devices: Devices<'_>,
    digest: &Digest,
    approvals: &[Approval],
    at: i64,
) -> Result<Vec<Signer>, ActError> {
    let mut signers: Vec<Signer> = Vec::with_capacity(approvals.len());
    for approval in approvals {
        let signer = signer(registry, devices, digest, approval, at)?;
        let same = |other: &Signer| (&other.holder_kind, &other.holder) == (&signer.holder_kind, &signer.holder);
        if signers.iter().any(same) {
            return Err(ActError::SignedTwice(signer.holder));
        }
        signers.push(signer);
    }
    Ok(signers)
}

fn signer(
    registry: &Registry,
    devices: Devices<'_>,
    digest: &Digest,
    approval: &Approval,
    at: i64,
) -> Result<Signer, ActError> {
    let Some(key) = registry.keys.get(&approval.key) else { return device(devices, digest, approval, at) };
    if !stands(key.row.since, key.row.until, at) {
        return Err(ActError::KeyNotInForce(approval.key.to_string()));
    }
    approval.verify_prepared(&key.public, key.verifying(), digest)?;
    let unit = match key.row.holder_kind.as_str() {
        "officer" => {
            unit_of(registry, &key.row.holder, at).ok_or_else(|| ActError::KeyNotInForce(approval.key.to_string()))?
        }
        _ => String::new(),
    };
    Ok(Signer { key: approval.key, holder_kind: key.row.holder_kind.clone(), holder: key.row.holder.clone(), unit })
}

/// A resident signs by a device of theirs.
fn device(devices: Devices<'_>, digest: &Digest, approval: &Approval, at: i64) -> Result<Signer, ActError> {
    let known = devices(&approval.key)?;
    let (row, resident) = known.ok_or_else(|| ActError::UnknownKey(approval.key.to_string()))?;
    if !stands(row.since, row.until, at) {
        return Err(ActError::KeyNotInForce(approval.key.to_string()));
    }
    approval.verify(&PublicKey::from_bytes(&row.public)?, digest)?;
    let holder = resident_id(&resident).as_str().to_owned();
    Ok(Signer { key: approval.key, holder_kind: "resident".into(), holder, unit: String::new() })
}

fn unit_of(registry: &Registry, officer: &str, at: i64) -> Option<String> {
    let row = registry.officers.get(officer).filter(|row| stands(row.since, row.until, at))?;
    registry.unit(&row.unit, at).map(|unit| unit.id.clone())
}
