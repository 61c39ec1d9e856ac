//! What every decision of this room asks: who signed, for which unit, with which power.

use mingma_acts::{Act, Map, Member, Power, Registry, Touch, stands, within};
use mingma_seal::PublicKey;
use mingma_store::rows::UnitRow;

use super::known::Known;
use super::particulars::Particulars;
use crate::files::ResidentFile;
use crate::ground::{Decision, Ground};
use crate::refusal::{Refusal, Why};

/// An act on the desk.
pub(crate) struct Desk<'a> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) members: &'a [Member],
    pub(crate) known: &'a Known,
}

impl<'a> Desk<'a> {
    pub(crate) fn act(&self) -> &'a Act {
        self.ground.permit.act()
    }

    pub(crate) const fn registry(&self) -> &'a Registry {
        self.ground.registry
    }

    pub(crate) const fn now(&self) -> i64 {
        self.ground.now
    }

    /// The body, which holds these words at most.
    pub(crate) fn body(&self, words: &[&str]) -> Result<Particulars<'a>, Refusal> {
        self.read(&self.act().body, words)
    }

    /// A map that holds these words at most.
    pub(crate) fn read(&self, map: &'a Map, words: &[&str]) -> Result<Particulars<'a>, Refusal> {
        Particulars::of(map, self.ground.profile, words)
    }

    /// The act names no resident.
    pub(crate) fn about_nobody(&self) -> Result<(), Refusal> {
        if self.members.is_empty() { Ok(()) } else { Err(Why::Members.into()) }
    }

    /// The act names so many residents, each of whom is enrolled and not closed.
    pub(crate) fn residents(&self, count: usize) -> Result<&'a [ResidentFile], Refusal> {
        if self.members.len() != count || self.ground.files.len() != count {
            return Err(Why::Members.into());
        }
        for (at, file) in self.ground.files.iter().enumerate() {
            let row = file.row.as_ref().ok_or_else(|| Refusal::from(Why::NoResident).at(at))?;
            if row.closed_at.is_some() {
                return Err(Refusal::from(Why::Closed).at(at));
            }
        }
        Ok(self.ground.files)
    }

    /// The acting unit, which stands.
    pub(crate) fn unit(&self) -> Result<&'a UnitRow, Refusal> {
        let id = self.act().actor.as_str();
        self.registry().unit(id, self.now()).ok_or_else(|| Why::NoSuch.of(id))
    }

    /// How many officers of a unit signed.
    pub(crate) fn officers_of(&self, unit: &str) -> usize {
        self.ground.permit.officers().filter(|signer| signer.unit == unit).count()
    }

    /// True if this holder signed.
    pub(crate) fn signed(&self, holder_kind: &str, holder: &str) -> bool {
        let is = |signer: &mingma_acts::Signer| signer.holder_kind == holder_kind && signer.holder == holder;
        self.ground.permit.signers().iter().any(is)
    }

    /// An officer of the acting unit signed.
    pub(crate) fn one(&self) -> Result<(), Refusal> {
        let unit = self.unit()?;
        if self.officers_of(&unit.id) > 0 { Ok(()) } else { Err(Why::NoOfficer.of(&unit.id)) }
    }

    /// Two different officers of the acting unit signed.
    pub(crate) fn two(&self) -> Result<(), Refusal> {
        let unit = self.unit()?;
        if self.officers_of(&unit.id) >= 2 { Ok(()) } else { Err(Why::NotTwo.of(&unit.id)) }
    }

    /// The acting unit has a power over the whole of a region.
    pub(crate) fn may(&self, power: Power, region: &str) -> Result<(), Refusal> {
        if self.registry().may(&self.act().actor, power, region, self.now()) {
            Ok(())
        } else {
            Err(Why::NoPower.of(format!("{} {region}", power.word())))
        }
    }

    /// The acting unit has one of these powers somewhere.
    pub(crate) fn may_somewhere(&self, powers: &[Power]) -> Result<(), Refusal> {
        let rows = self.registry().powers.get(&self.act().actor).map_or(&[][..], Vec::as_slice);
        let is = |word: &str| powers.iter().any(|power| power.word() == word);
        let has = rows.iter().any(|row| is(&row.power) && stands(row.since, row.until, self.now()));
        let words: Vec<&str> = powers.iter().map(|power| power.word()).collect();
        if has { Ok(()) } else { Err(Why::NoPower.of(words.join(" / "))) }
    }

    /// True if the acting unit has a power over the whole of a region, at least until a
    /// moment (none: without end).
    pub(crate) fn holds(&self, power: Power, region: &str, until: Option<i64>) -> bool {
        let rows = self.registry().powers.get(&self.act().actor).map_or(&[][..], Vec::as_slice);
        let lasts = |own: Option<i64>| own.is_none_or(|own| until.is_some_and(|until| until <= own));
        rows.iter().any(|row| {
            row.power == power.word()
                && stands(row.since, row.until, self.now())
                && within(region, &row.region)
                && lasts(row.until)
        })
    }

    /// The acting unit stands over another.
    pub(crate) fn above(&self, unit: &str) -> Result<(), Refusal> {
        if self.act().actor == unit { Err(Why::NotAbove.of(unit)) } else { self.at_or_above(unit) }
    }

    /// The acting unit is the other or stands over it.
    pub(crate) fn at_or_above(&self, unit: &str) -> Result<(), Refusal> {
        if self.registry().superior(unit, &self.act().actor) { Ok(()) } else { Err(Why::NotAbove.of(unit)) }
    }

    /// A key that nobody in the register has or had, nor a resident as the device that
    /// signs for them: whoever holds one would sign unknowing, or in two names.
    pub(crate) fn fresh_key(&self, key: &PublicKey) -> Result<(), Refusal> {
        let id = key.id();
        let taken = self.known.device || self.registry().keys.contains_key(&id);
        if taken { Err(Why::KeyTaken.of(id.to_string())) } else { Ok(()) }
    }

    /// The act lists exactly the keys of a holder that stand.
    pub(crate) fn keys_listed(&self, listed: &[[u8; 16]], holder_kind: &str, holder: &str) -> Result<(), Refusal> {
        let keys = self.registry().keys_of(holder_kind, holder, self.now());
        let mut standing: Vec<[u8; 16]> = keys.map(|key| key.row.id).collect();
        standing.sort_unstable();
        if standing == listed { Ok(()) } else { Err(Why::OtherKeys.of(holder)) }
    }

    /// What is handed back: the decision is made again if anything of the registry moves.
    pub(crate) fn decided(&self) -> Decision {
        let mut reads = vec![Touch::registry()];
        reads.extend_from_slice(&self.known.reads);
        Decision { reads, ..Decision::default() }
    }
}
