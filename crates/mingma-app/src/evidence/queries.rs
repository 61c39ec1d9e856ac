//! What is asked of the evidence room.

use std::collections::BTreeMap;

use mingma_acts::ActError;
use mingma_seal::Digest;
use mingma_store::rows::OfficerRow;

use super::provisional::{FINDING, drawn};
use crate::house::House;

/// Whom the system drew to confirm a finding, by the digest of its act: for each region
/// of its items the officer, if any of another unit has the power there; nobody where
/// the act is no finding.
///
/// # Errors
/// The store or a record cannot be read.
pub fn drawn_for(house: &House, act: &Digest) -> Result<BTreeMap<String, OfficerRow>, ActError> {
    let Some(row) = house.store().act_by_digest(&act.0)? else { return Ok(BTreeMap::new()) };
    let registry = house.registry();
    let note = house.grounds(&registry).note(row.seq)?;
    if note.body.int("hours") != Some(FINDING) {
        return Ok(BTreeMap::new());
    }
    let regions = note.items.iter().filter_map(|(_, item)| item.text("region"));
    let officer = |region: &str| drawn(&registry, &note, region, house.now()).cloned();
    Ok(regions.filter_map(|region| Some((region.to_owned(), officer(region)?))).collect())
}
