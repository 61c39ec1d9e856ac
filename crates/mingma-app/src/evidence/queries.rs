//! What is asked of the evidence room.

use mingma_acts::ActError;
use mingma_seal::Digest;
use mingma_store::rows::OfficerRow;

use super::provisional::{FINDING, drawn};
use crate::house::House;

/// The officer whom the system drew to confirm a finding, by the digest of the act; none
/// where the act is no finding, or nobody of another unit has the power there.
///
/// # Errors
/// The store or a record cannot be read.
pub fn drawn_for(house: &House, act: &Digest) -> Result<Option<OfficerRow>, ActError> {
    let Some(row) = house.store().act_by_digest(&act.0)? else { return Ok(None) };
    let registry = house.registry();
    let note = house.grounds(&registry).note(row.seq)?;
    if note.body.int("hours") != Some(FINDING) {
        return Ok(None);
    }
    let region = note.items.first().and_then(|(_, item)| item.text("region"));
    Ok(region.and_then(|region| drawn(&registry, &note, region, house.now()).cloned()))
}
