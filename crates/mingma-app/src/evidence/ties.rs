//! Ties: what joins a person to a region, so that a unit there may say something that
//! stands against them. In this room ties are records of carriers and ports, own
//! declarations and confirmed findings.

use mingma_acts::Power;
use mingma_model::{Evidence, Kind, Region, Zone};
use mingma_rules::Pack;
use serde::Serialize;

use super::filing::{contact, may, standing};
use crate::files::{Held, ResidentFile};
use crate::ground::Ground;

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
}

/// A tie, as the letter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The item that is the tie.
    pub evidence: String,
    /// Its kind.
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

/// The newest tie of a person to the region over which a unit has a power, within the
/// span of the rules of `pack` for `kind` back from now.
#[must_use]
pub fn find(ground: &Ground<'_>, file: &ResidentFile, unit: &str, kind: Kind, pack: &Pack) -> Option<Tie> {
    let ours = |region: Region| may(ground, unit, Power::Assign, region);
    let mut found: Vec<(&Evidence, Sort)> = standing(file)
        .into_iter()
        .filter(|held| held.item.anchor().is_some_and(|at| recent(ground, pack, kind, at)))
        .filter(|held| ours(held.item.region))
        .filter_map(|held| Some((&held.item, sort(held)?)))
        .collect();
    found.sort_by(|(a, _), (b, _)| (a.anchor(), &a.id).cmp(&(b.anchor(), &b.id)));
    found.last().map(|(item, sort)| Tie::of(item, *sort, &ground.profile.zone))
}

/// True if some rule of the pack for the kind, counted from `at`, has not yet lapsed.
fn recent(ground: &Ground<'_>, pack: &Pack, kind: Kind, at: i64) -> bool {
    let zone = &ground.profile.zone;
    at <= ground.now && pack.rules.iter().any(|rule| rule.on == kind && zone.boundary(at, rule.lapse) > ground.now)
}
