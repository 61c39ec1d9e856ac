//! `scans.csv`: the largest file, of which only the scans of those with a red are kept.

use mingma_model::Profile;

use crate::desk::Found;
use crate::register::{Channel, Register};
use crate::rows::Row;
use crate::sheet::{Check, Header, Reading};
use crate::table::Table;

const RESIDENT: usize = 0;
const PLACE: usize = 1;
const SCANNED_AT: usize = 2;
const CLIENT_REGION: usize = 3;

/// A scan of somebody with a red.
struct Scan {
    resident: u32,
    at: i64,
    channel: Channel,
}

/// Reads all scans; true if the file could be read.
pub(crate) fn read(register: &mut Register, reading: &mut Reading<'_, '_>, profile: &Profile) -> bool {
    reading.each(Table::Scans, |row, header, desk| match scan(row, header, register, profile) {
        Ok(Some(scan)) => register.scanned(scan.resident, scan.at, scan.channel),
        Ok(None) => {}
        Err(found) => desk.row(Table::Scans, row, found),
    })
}

/// Checks a scan; none of somebody without a red.
fn scan(row: &Row<'_>, header: &Header, register: &Register, profile: &Profile) -> Result<Option<Scan>, Vec<Found>> {
    let mut check = Check::new(row, header);
    let resident = check.reference(RESIDENT, register.known(Table::Residents), Table::Residents);
    let place = check.reference(PLACE, register.known(Table::Places), Table::Places);
    let at = check.time(SCANNED_AT);
    let told = !check.text(CLIENT_REGION).is_empty();
    let client = if told { check.region(CLIENT_REGION, profile) } else { None };
    let found = check.found();
    if !found.is_empty() {
        return Err(found);
    }
    let (Some(resident), Some(place), Some(at)) = (resident, place, at) else {
        return Ok(None);
    };
    if !register.has_red(resident) {
        return Ok(None);
    }
    let region = register.regions.get(place as usize).copied().flatten();
    let channel = match (client, region) {
        (Some(client), Some(region)) if client.same_prefecture(region) => Channel::ArrivalScan,
        (Some(_), _) => Channel::ForwardedScan,
        (None, _) => Channel::UnknownScan,
    };
    Ok(Some(Scan { resident, at, channel }))
}
