//! The genesis act 创始: the very first, and the only one whose signatures are verified
//! with keys that it brings itself. It names the root unit, its officers, its powers,
//! the register's own key and the first texts; nothing later makes a power out of
//! nothing.

use std::collections::BTreeSet;

use mingma_acts::{Class, Datum, Map};
use mingma_model::Profile;
use mingma_seal::{KeyId, PublicKey};

use super::By;
use super::desk::Desk;
use super::officer::Officer;
use super::particulars::{LONGEST_NAME, Particulars, unfit};
use super::power::{Grant, Power};
use super::text::{Publication, beside};
use super::unit::Unit;
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// What a register begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis<'a> {
    /// The name of the public log.
    pub origin: &'a str,
    /// The profile.
    pub profile: &'a str,
    /// True of a demo: it has a clock of its own, and is never a real register.
    pub demo: bool,
    /// The key that the register itself signs with.
    pub register: PublicKey,
    /// The root unit, and units under it if any.
    pub units: Vec<Unit<'a>>,
    /// Their powers.
    pub powers: Vec<Grant<'a>>,
    /// Their officers: of the root unit two at least.
    pub officers: Vec<Officer<'a>>,
    /// The packs that stand from the first day.
    pub texts: Vec<Publication<'a>>,
}

impl<'a> Genesis<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let words = ["origin", "profile", "demo", "register", "units", "powers", "officers", "texts"];
        let body = Particulars::of(map, profile, &words)?;
        Ok(Self {
            origin: body.line("origin", LONGEST_NAME)?,
            profile: body.id("profile")?,
            demo: body.maybe("demo", |_, word| said(map, word))?.is_some(),
            register: body.key("register")?,
            units: body.each("units", Unit::read)?,
            powers: body.each("powers", Grant::read)?,
            officers: body.each("officers", Officer::read)?,
            texts: body.each("texts", Publication::read)?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("origin", self.origin)
            .with("profile", self.profile)
            .with_some("demo", self.demo.then_some(true))
            .with("register", self.register.to_bytes())
            .with("units", list(self.units.iter().map(Unit::body)))
            .with("powers", list(self.powers.iter().map(Grant::body)))
            .with("officers", list(self.officers.iter().map(Officer::body)))
            .with("texts", list(self.texts.iter().map(Publication::body)))
    }
}

/// A word that is true where it stands: what is not so is left out.
fn said(map: &Map, word: &str) -> Result<(), Refusal> {
    if map.get(word) == Some(&Datum::Bool(true)) { Ok(()) } else { Err(unfit(word)) }
}

/// True of the body of a genesis act that founds a demo.
#[must_use]
pub fn is_demo(body: &Map) -> bool {
    said(body, "demo").is_ok()
}

fn list(maps: impl Iterator<Item = Map>) -> Datum {
    Datum::List(maps.map(Datum::Map).collect())
}

/// Founds a register; who acts is the root unit.
#[must_use]
pub fn compose(by: By<'_>, genesis: &Genesis<'_>) -> Draft {
    by.draft(Class::Genesis, genesis.body())
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    if desk.registry().newest > 0 {
        return Err(Why::Founded.into());
    }
    let genesis = Genesis::read(&desk.act().body, desk.ground.profile)?;
    if genesis.profile != desk.ground.profile.id {
        return Err(unfit("profile"));
    }
    let root = root(&genesis)?;
    if desk.act().actor != root.id {
        return Err(unfit("actor"));
    }
    if desk.officers_of(root.id) < 2 {
        return Err(Why::NotTwo.of(root.id));
    }
    names(&genesis)?;
    people(&genesis)?;
    powers(&genesis, root)?;
    texts(&genesis, desk.ground.profile)
}

/// One unit stands under none, every other under one of the act's.
fn root<'a>(genesis: &'a Genesis<'_>) -> Result<&'a Unit<'a>, Refusal> {
    let mut roots = genesis.units.iter().filter(|unit| unit.parent.is_none());
    let (Some(root), None) = (roots.next(), roots.next()) else { return Err(unfit("units")) };
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for unit in &genesis.units {
        // A parent stands before its children, so that there is no ring.
        if unit.parent.is_some_and(|parent| !known.contains(parent)) {
            return Err(Why::NoSuch.of(unit.parent.unwrap_or_default()));
        }
        known.insert(unit.id);
    }
    Ok(root)
}

/// Nothing is called as another, in whichever case.
fn names(genesis: &Genesis<'_>) -> Result<(), Refusal> {
    let (units, officers) = (genesis.units.iter().map(|unit| unit.id), genesis.officers.iter().map(|one| one.id));
    let mut names = BTreeSet::new();
    match units.chain(officers).find(|id| !names.insert(id.to_ascii_lowercase())) {
        Some(id) => Err(Why::IdTaken.of(id)),
        None => Ok(()),
    }
}

/// Officers are of units of the act; every key is one officer's or the register's.
fn people(genesis: &Genesis<'_>) -> Result<(), Refusal> {
    let mut keys: BTreeSet<KeyId> = BTreeSet::from([genesis.register.id()]);
    for officer in &genesis.officers {
        if !genesis.units.iter().any(|unit| unit.id == officer.unit) {
            return Err(Why::NoSuch.of(officer.unit));
        }
        if !keys.insert(officer.key.id()) {
            return Err(Why::KeyTaken.of(officer.key.id().to_string()));
        }
    }
    Ok(())
}

/// The root unit can register; what another unit has, the root unit has as well.
fn powers(genesis: &Genesis<'_>, root: &Unit<'_>) -> Result<(), Refusal> {
    let of_root = |grant: &&Grant<'_>| grant.unit == root.id;
    if !genesis.powers.iter().filter(of_root).any(|grant| grant.power == Power::Register) {
        return Err(Why::NoPower.of(Power::Register.word()));
    }
    let mut known = BTreeSet::new();
    for grant in &genesis.powers {
        let words = (grant.unit, grant.power, grant.region);
        if !genesis.units.iter().any(|unit| unit.id == grant.unit) {
            return Err(Why::NoSuch.of(grant.unit));
        }
        if !known.insert(words) {
            return Err(Why::IdTaken.of(format!("{} {} {}", grant.unit, grant.power.word(), grant.region)));
        }
        let covers = |above: &Grant<'_>| above.power == grant.power && above.region.covers(grant.region);
        let held = genesis.powers.iter().filter(of_root).any(|above| covers(above) && lasts(above.until, grant.until));
        if !held {
            return Err(Why::MoreThanTheirs.of(format!("{} {}", grant.power.word(), grant.region)));
        }
    }
    Ok(())
}

fn lasts(above: Option<i64>, until: Option<i64>) -> bool {
    above.is_none_or(|above| until.is_some_and(|until| until <= above))
}

/// Every text loads by the loader's law, and beside those before it.
fn texts(genesis: &Genesis<'_>, profile: &Profile) -> Result<(), Refusal> {
    let mut packs = Vec::with_capacity(genesis.texts.len());
    for text in &genesis.texts {
        let pack = text.pack(profile)?;
        beside(&packs, &pack, profile)?;
        packs.push(pack);
    }
    Ok(())
}
