//! An act of evidence being decided: who files it, in which form, about whom.

use mingma_acts::{Act, Map, Power};
use mingma_model::{Evidence, Id, Kind, Region};
use mingma_rules::Dossier;

use super::admissible::{self, Admissible};
use super::provisional::Form;
use super::source::Source;
use crate::files::{Held, ResidentFile};
use crate::ground::{Ground, Note};
use crate::refusal::{Refusal, Why};

/// The act of a ground, with who files it and how.
pub(crate) struct Filing<'a> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) source: Source,
    pub(crate) form: Form,
}

/// A member being decided: its row, what it says, the row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Matter {
    pub(crate) row: usize,
    pub(crate) item: Evidence,
    pub(crate) admissible: &'static Admissible,
}

impl Matter {
    pub(crate) fn new(row: usize, item: Evidence) -> Self {
        let admissible = admissible::of(item.kind);
        Self { row, item, admissible }
    }
}

impl Filing<'_> {
    pub(crate) fn act(&self) -> &Act {
        self.ground.permit.act()
    }

    pub(crate) fn body(&self) -> &Map {
        &self.act().body
    }

    pub(crate) fn actor(&self) -> &str {
        &self.act().actor
    }

    pub(crate) fn file(&self, matter: &Matter) -> &ResidentFile {
        &self.ground.files[matter.row]
    }

    /// The record of a number, if the act cites it.
    pub(crate) fn cited(&self, seq: u64) -> Option<&Note> {
        self.ground.cited.iter().find(|note| note.seq == seq)
    }
}

/// True if a unit has a power over a region now.
pub(crate) fn may(ground: &Ground<'_>, unit: &str, power: Power, region: Region) -> bool {
    ground.registry.may(unit, power, &region.to_string(), ground.now)
}

/// True of kinds of contact, which rest on a finding.
pub(crate) const fn contact(kind: Kind) -> bool {
    matches!(kind, Kind::CloseContact | Kind::SecondaryContact | Kind::GeneralContact | Kind::SameVehicle)
}

/// True of a case.
pub(crate) const fn case(kind: Kind) -> bool {
    matches!(kind, Kind::ConfirmedCase | Kind::AsymptomaticCase)
}

/// The items of a file that stand: those that no standing correction struck out.
pub(crate) fn standing(file: &ResidentFile) -> Vec<&Held> {
    let mut held: Vec<&Held> = file.held.iter().collect();
    held.sort_by(|a, b| (b.item.observed_at, &b.item.id).cmp(&(a.item.observed_at, &a.item.id)));
    let mut struck: Vec<&Id> = Vec::new();
    // Latest known first: a correction that is itself struck out strikes nothing.
    for one in &held {
        if one.item.kind == Kind::Correction && !struck.contains(&&one.item.id) {
            struck.extend(one.item.id_of("of"));
        }
    }
    held.retain(|one| !struck.contains(&&one.item.id));
    held
}

/// One item as derivation lays it out, by itself.
pub(crate) fn laid_out(item: &Evidence) -> mingma_rules::Item {
    let mut alone = item.clone();
    alone.attributes.remove("recheck_of");
    let dossier = Dossier::new(vec![alone]).expect("an item about no other contradicts none");
    dossier.items()[0]
}

/// The same refusal, of this member.
pub(crate) fn of_member(refusal: Refusal, row: usize) -> Refusal {
    if refusal.member.is_some() { refusal } else { refusal.at(row) }
}

/// Two packs of one region speak at once: no colour can be told.
pub(crate) fn clash(clash: &mingma_rules::Clash) -> Refusal {
    Why::NoRule.of(clash.packs.join(" / "))
}
