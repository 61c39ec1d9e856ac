//! Ties: what joins a person to a region, so that a unit there may say something that
//! stands against them: records of carriers and ports, own declarations, confirmed
//! findings, and visits that count ([`crate::presence`]).

use mingma_acts::Power;
use mingma_model::{Evidence, Kind, Region, Zone};
use mingma_rules::Pack;
use serde::Serialize;

use super::filing::{contact, may, standing};
use crate::files::{Held, ResidentFile};
use crate::ground::Ground;
use crate::presence::diary::Entry;

/// What sort of thing joins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A record of a laboratory, a port, a carrier or a partner.
    Record,
    /// Their own declaration, or what they declared to a carrier or at a port.
    Declaration,
    /// A finding that a third officer confirmed.
    Finding,
    /// A visit that counts against them: both signed it, or a token and a second trace.
    Visit,
}

/// A tie, as the letter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The item or the visit that is the tie.
    pub evidence: String,
    /// Its kind; `visit` of a visit.
    pub kind: &'static str,
    /// Where.
    pub region: String,
    /// When, in the profile's zone.
    pub at: String,
    /// What sort of tie it is.
    pub sort: Sort,
}

impl Tie {
    pub(crate) fn of(item: &Evidence, sort: Sort, zone: &Zone) -> Self {
        Self {
            evidence: item.id.as_str().to_owned(),
            kind: item.kind.word(),
            region: item.region.to_string(),
            at: zone.show(item.anchor().unwrap_or(item.observed_at)),
            sort,
        }
    }

    fn of_visit(visit: &Entry, zone: &Zone) -> Self {
        Self {
            evidence: visit.id.as_str().to_owned(),
            kind: "visit",
            region: visit.region.to_string(),
            at: zone.show(visit.at),
            sort: Sort::Visit,
        }
    }
}

/// The sort of tie that an item of the file is, if it is one.
fn sort(held: &Held) -> Option<Sort> {
    match held.item.kind {
        Kind::Arrival | Kind::EntryFromAbroad => Some(Sort::Record),
        Kind::SelfDeclaration | Kind::RiskAreaStay => Some(Sort::Declaration),
        // What still has an end of its own has not been confirmed.
        kind if contact(kind) && held.item.until.is_none() => Some(Sort::Finding),
        _ => None,
    }
}

/// A tie of a person to the region over which a unit has a power, within the span of the
/// rules of `pack` for `kind` back from now: the newest item that is one, else the newest
/// visit that counts.
#[must_use]
pub fn find(ground: &Ground<'_>, file: &ResidentFile, unit: &str, kind: Kind, pack: &Pack) -> Option<Tie> {
    let zone = &ground.profile.zone;
    let near = |at: i64, region: Region| recent(ground, pack, kind, at) && may(ground, unit, Power::Assign, region);
    if let Some((item, sort)) = newest_item(file, &near) {
        return Some(Tie::of(item, sort, zone));
    }
    let visits = (ground.visits)(file.number);
    let tie = visits.iter().rfind(|visit| near(visit.entry.at, visit.entry.region));
    tie.map(|visit| Tie::of_visit(&visit.entry, zone))
}

fn newest_item<'a>(file: &'a ResidentFile, near: &dyn Fn(i64, Region) -> bool) -> Option<(&'a Evidence, Sort)> {
    let within = |held: &&Held| held.item.anchor().is_some_and(|at| near(at, held.item.region));
    let found = standing(file).into_iter().filter(within).filter_map(|held| Some((&held.item, sort(held)?)));
    found.max_by(|(a, _), (b, _)| (a.anchor(), &a.id).cmp(&(b.anchor(), &b.id)))
}

/// True if some rule of the pack for the kind, counted from `at`, has not yet lapsed.
fn recent(ground: &Ground<'_>, pack: &Pack, kind: Kind, at: i64) -> bool {
    let zone = &ground.profile.zone;
    at <= ground.now && pack.rules.iter().any(|rule| rule.on == kind && zone.boundary(at, rule.lapse) > ground.now)
}
