//! `scans.csv`: the largest file, of which only the scans of those with a red are kept.

use crate::check::{Check, Regions};
use crate::desk::Found;
use crate::reading::Reading;
use crate::register::{Channel, Register};
use crate::rows::Row;
use crate::sheet::Header;
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
pub(crate) fn read(register: &mut Register, reading: &mut Reading<'_, '_>, regions: &Regions) -> bool {
    let mut occasions = register.no_occasions();
    let check = |row: &Row<'_>, header: &Header| scan(row, header, register, regions);
    let whole = reading.on_two_cores(Table::Scans, check, |scan, _| {
        register.scanned(&mut occasions, scan.resident, scan.at, scan.channel);
    });
    register.occasions = occasions;
    whole
}

/// Checks a scan; none of somebody without a red.
fn scan(row: &Row<'_>, header: &Header, register: &Register, regions: &Regions) -> Result<Option<Scan>, Vec<Found>> {
    let mut check = Check::new(row, header);
    let resident = check.reference(RESIDENT, register.known(Table::Residents), Table::Residents);
    let place = check.reference(PLACE, register.known(Table::Places), Table::Places);
    let at = check.time(SCANNED_AT);
    let told = !check.text(CLIENT_REGION).is_empty();
    let client = if told { check.region(CLIENT_REGION, regions) } else { None };
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
