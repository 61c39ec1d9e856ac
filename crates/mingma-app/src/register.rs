//! # The register room: who is here, and who may do what
//!
//! **What lives here**: residents and their documents, units and their powers,
//! officers and keys, institutions that sign, places, published texts. A file a noun:
//! in each the particulars as a type (`read` from an act's body, `body` into it),
//! `compose` for whoever signs, and the decision, which is pure.
//!
//! **What never will**: evidence, a colour, a power that nobody granted. The genesis
//! act is the only source of powers; what it does not give to the root unit no unit
//! will ever have.
//!
//! **Where to start**: `genesis.rs`, then `power.rs`; `story.rs` is a whole register.

pub mod closing;
pub(crate) mod desk;
pub mod enrolled;
pub mod enrolment;
pub mod genesis;
pub(crate) mod ids;
pub mod institution;
pub mod key;
mod known;
pub mod merge;
pub mod officer;
pub(crate) mod particulars;
pub mod place;
pub mod power;
pub mod story;
pub mod text;
pub mod unit;

use mingma_acts::{Class, Map, Member};
use mingma_model::{Prefix, Region};
use mingma_seal::Random;

pub use known::{Known, KnownMember};
pub(crate) use particulars::Particulars;

use crate::compose::Draft;
use crate::ground::{Decision, Ground};
use crate::presence::fixture;
use crate::refusal::{Refusal, Why};
use desk::Desk;

/// Who composes an act, when, and by which randomness.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// Who acts: a unit, an institution.
    pub actor: &'a str,
    /// When (whole seconds of Unix time, by the composer's clock).
    pub at: i64,
    /// For the act's id and the members' salts.
    pub random: &'a dyn Random,
}

impl By<'_> {
    pub(crate) fn draft(self, class: Class, body: Map) -> Draft {
        Draft::new(class, self.actor, body, self.at, self.random)
    }
}

/// The region of a unit, a power or an institution as it is written there: two or four
/// digits of a province or prefecture also where its six-digit code was given, or `00`.
#[must_use]
pub fn area(text: &str) -> Option<Prefix> {
    match Region::parse(text) {
        Some(_) if !text.starts_with("00") => Prefix::parse(text.trim_end_matches("00")),
        _ => Prefix::parse(text),
    }
}

/// Whether an act of this room may stand, on this ground.
///
/// # Errors
/// Why it may not.
pub fn decide(ground: &Ground<'_>, members: &[Member], known: &Known) -> Result<Decision, Refusal> {
    let desk = Desk { ground, members, known };
    let mut letters = Vec::new();
    match desk.act().class {
        Class::Enrolment => enrolment::decide(&desk)?,
        Class::Enrolled => letters = enrolled::decide(&desk)?,
        Class::Merge => letters = merge::decide(&desk)?,
        Class::Unmerge => letters = merge::decide_unmerge(&desk)?,
        Class::Closing => closing::decide(&desk)?,
        class => {
            desk.about_nobody()?;
            noun(&desk, class)?;
        }
    }
    Ok(Decision { letters, ..desk.decided() })
}

/// Acts that are about no resident.
fn noun(desk: &Desk<'_>, class: Class) -> Result<(), Refusal> {
    match class {
        Class::Genesis => genesis::decide(desk),
        Class::Text => text::decide(desk),
        Class::Unit => unit::decide(desk),
        Class::UnitClosed => unit::decide_closed(desk),
        Class::Power => power::decide(desk),
        Class::PowerRevoked => power::decide_revoked(desk),
        Class::Officer => officer::decide(desk),
        Class::OfficerRevoked => officer::decide_revoked(desk),
        Class::KeyRevoked => key::decide_revoked(desk),
        Class::Institution => institution::decide(desk),
        Class::InstitutionRevoked => institution::decide_revoked(desk),
        Class::Place => place::decide(desk),
        Class::PlaceClosed => place::decide_closed(desk),
        Class::Fixture => fixture::decide(desk),
        Class::FixtureCut => fixture::decide_cut(desk),
        other => Err(Why::NotHandedIn.of(other.word())),
    }
}
