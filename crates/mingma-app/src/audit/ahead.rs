//! Acts read and opened while those before them are replayed.
//!
//! A lot of them waits and a lot is replayed, never more: what stands in memory is two
//! lots, each of at most [`ACTS`] acts and closed by the first act with which it has
//! [`MEMBERS`] members.

use std::collections::BTreeMap;
use std::sync::mpsc::SyncSender;

use mingma_acts::{ActError, Opened, Record, Sealed, member, record_of};
use mingma_model::Profile;
use mingma_seal::ResidentKey;
use mingma_store::rows::ActRow;

use super::rows::{Acts, blocks};
use super::{Audit, Difference, Report, changed};
use crate::cores;
use crate::files::{Held, evidence, is_evidence};
use crate::grounds::open_each;

/// How many acts a lot has at most.
const ACTS: usize = 1_024;
/// How many members close a lot.
const MEMBERS: usize = 4_096;

/// Acts in the order of their numbers, and what differed when they were read.
#[derive(Default)]
pub(super) struct Lot {
    pub(super) acts: Vec<Read>,
    pub(super) differences: Vec<Difference>,
}

/// An act as it was read.
pub(super) struct Read {
    pub(super) row: ActRow,
    /// What the row holds; none where that is no record any more.
    pub(super) found: Option<Found>,
}

/// A record with its members.
pub(super) struct Found {
    pub(super) record: Record,
    pub(super) members: Vec<Opened>,
    /// The indexes of those that do not open.
    pub(super) broken: Vec<u32>,
    /// The members of an act of evidence as items of their residents' files, where a shelf
    /// takes them: none for one that cannot be read.
    pub(super) items: Vec<Option<Held>>,
}

/// Who reads ahead: an audit, and whether a shelf takes the items.
#[derive(Clone, Copy)]
pub(super) struct Ahead<'a> {
    pub(super) audit: &'a Audit<'a>,
    pub(super) items: bool,
}

/// Reads all acts and hands them over in lots, until nobody takes them any more.
pub(super) fn read(ahead: Ahead<'_>, to: &SyncSender<Result<Lot, ActError>>) {
    let mut acts = Acts::of(ahead.audit.store);
    loop {
        let mut report = Report::default();
        let handed = match acts.next(&mut report) {
            Ok(None) => return,
            Ok(Some(rows)) => page(ahead, rows, report, to),
            Err(error) => Err(error),
        };
        match handed {
            Ok(true) => {}
            Ok(false) => return,
            // Nobody may be there to be told.
            Err(error) => return drop(to.send(Err(error))),
        }
    }
}

/// Hands a page of acts over; false where nobody takes it.
fn page(
    ahead: Ahead<'_>,
    rows: Vec<ActRow>,
    mut report: Report,
    to: &SyncSender<Result<Lot, ActError>>,
) -> Result<bool, ActError> {
    let mut lot = Lot::default();
    let mut members = 0;
    for row in rows {
        let found = match record_of(&row) {
            Ok(record) => Some(opened(ahead, record, &mut report)?),
            Err(_) => {
                report.differ(changed("act", row.seq.to_string()));
                None
            }
        };
        members += found.as_ref().map_or(0, |found| found.members.len());
        lot.acts.push(Read { row, found });
        if lot.acts.len() == ACTS || members >= MEMBERS {
            lot.differences = std::mem::take(&mut report.differences);
            members = 0;
            if to.send(Ok(std::mem::take(&mut lot))).is_err() {
                return Ok(false);
            }
        }
    }
    lot.differences = report.differences;
    Ok(to.send(Ok(lot)).is_ok())
}

/// The members of an act; one that does not open is named, and by its index told.
fn opened(ahead: Ahead<'_>, record: Record, report: &mut Report) -> Result<Found, ActError> {
    let audit = ahead.audit;
    let place = record.act().place()?;
    let mut sealed: Vec<Sealed> = Vec::new();
    let mut broken = Vec::new();
    for block in blocks(audit.store, record.seq, report)? {
        match member::from_chunk(&block.bytes) {
            Ok(some) => sealed.extend(some),
            Err(_) => report.differ(changed("block", format!("{} {}", record.seq, block.chunk))),
        }
    }
    let found = match audit.vault.ring(sealed.iter().map(|one| one.resident)) {
        Ok(ring) => open_each(&sealed, &place, |resident| ring.of(resident)),
        // One that does not unwrap is named with the keys; the others still open.
        Err(_) => {
            let own = |number: u32| Some((number, audit.vault.key(number).ok().flatten()?));
            let keys: BTreeMap<u32, ResidentKey> = sealed.iter().filter_map(|one| own(one.resident)).collect();
            open_each(&sealed, &place, |resident| keys.get(&resident))
        }
    };
    let mut members = Vec::with_capacity(sealed.len());
    for ((sealed, found), idx) in sealed.into_iter().zip(found).zip(0_u32..) {
        let member = match found {
            None => None,
            Some(Ok(member)) => Some(member),
            Some(Err(_)) => {
                report.differ(changed("block", format!("{} {idx}", record.seq)));
                broken.push(idx);
                None
            }
        };
        members.push(Opened { sealed, member });
    }
    let wanted = ahead.items && is_evidence(record.act().class.code());
    let count = if wanted { members.len() } else { 0 };
    let items = cores::each(count, |n| held(&record, &members[n], n, audit.profile));
    Ok(Found { record, members, broken, items })
}

/// A member as an item of its resident's file.
fn held(record: &Record, one: &Opened, n: usize, profile: &Profile) -> Option<Held> {
    let member = one.member.as_ref()?;
    let idx = u32::try_from(n).ok()?;
    let item = evidence(&member.item, &member.resident, record, idx, profile)?;
    Some(Held { of: one.sealed.resident, seq: record.seq, idx, item })
}
