//! What revoking an officer and an institution share: which keys stand, which one is meant.

use mingma_app::House;
use mingma_seal::KeyId;

use crate::context::Refusal;
use crate::words::public_key;

/// The keys of a holder that stand now.
pub fn standing(house: &House, holder_kind: &str, holder: &str) -> Vec<KeyId> {
    let (registry, now) = (house.registry(), house.now());
    registry.keys_of(holder_kind, holder, now).map(|key| KeyId(key.row.id)).collect()
}

/// A key's id: the id itself, or that of a public key or a key's file.
///
/// # Errors
/// It is none of these.
pub fn key_id(text: &str) -> Result<KeyId, Refusal> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => public_key("--only", text).map(|key| key.id()),
    }
}
