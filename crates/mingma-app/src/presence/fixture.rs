//! Fixtures of places 场所设备: kiosks, scanners, posters; registered and cut out one by one
//! by the unit that manages the place.

use mingma_acts::{Class, Map, Power, stands};
use mingma_model::Profile;
use mingma_seal::PublicKey;
use mingma_store::rows::{FixtureRow, PlaceRow};

use super::token::{Fixture, FixtureKind};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};
use crate::register::By;
use crate::register::desk::Desk;
use crate::register::particulars::{Particulars, unfit};

/// The particulars of a fixture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed<'a> {
    /// The place.
    pub place: &'a str,
    /// Its id, of that place alone.
    pub id: &'a str,
    /// What it is.
    pub kind: FixtureKind,
    /// Of a kiosk or poster: the number in its tags. It is never given again.
    pub number: Option<u32>,
    /// Of a scanner: its public key.
    pub key: Option<PublicKey>,
}

impl<'a> Installed<'a> {
    fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["place", "fixture", "kind", "number", "key"])?;
        let kind = FixtureKind::from_word(body.text("kind")?).ok_or_else(|| unfit("kind"))?;
        let number = body.maybe("number", Particulars::int)?;
        let number = number.map(|number| u32::try_from(number).map_err(|_| unfit("number"))).transpose()?;
        let key = body.maybe("key", Particulars::key)?;
        match (kind, number.is_some(), key.is_some()) {
            (FixtureKind::Scanner, false, true) | (FixtureKind::Kiosk | FixtureKind::Poster, true, false) => {
                Ok(Self { place: body.id("place")?, id: body.own_id("fixture")?, kind, number, key })
            }
            (FixtureKind::Scanner, ..) => Err(unfit("key")),
            _ => Err(unfit("number")),
        }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("place", self.place)
            .with("fixture", self.id)
            .with("kind", self.kind.word())
            .with_some("number", self.number.map(i64::from))
            .with_some("key", self.key.as_ref().map(PublicKey::to_bytes))
    }
}

/// Registers a fixture.
#[must_use]
pub fn compose(by: By<'_>, fixture: &Installed<'_>) -> Draft {
    by.draft(Class::Fixture, fixture.body())
}

/// Cuts a fixture out: what it shows or signs from now on is refused.
#[must_use]
pub fn compose_cut(by: By<'_>, place: &str, fixture: &str, reason: &str) -> Draft {
    by.draft(Class::FixtureCut, Map::new().with("place", place).with("fixture", fixture).with("reason", reason))
}

/// A row as a check reads it; none of one that cannot be read.
#[must_use]
pub fn fixture(row: &FixtureRow) -> Option<Fixture> {
    let kind = FixtureKind::from_word(&row.kind)?;
    let key = row.key.as_ref().map(|key| PublicKey::from_bytes(key)).transpose().ok()?;
    Some(Fixture { kind, number: row.number, key, since: row.since, until: row.until })
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let new = Installed::read(&desk.act().body, desk.ground.profile)?;
    manages(desk, new.place)?;
    if let Some(key) = &new.key {
        desk.fresh_key(key)?;
    }
    let number = |row: &&FixtureRow| row.kind == new.kind.word() && row.number.is_some() && row.number == new.number;
    let taken = desk.known.fixtures.iter().find(|row| row.id.eq_ignore_ascii_case(new.id));
    match (taken, desk.known.fixtures.iter().find(number)) {
        (Some(_), _) => Err(Why::IdTaken.of(new.id)),
        // Whoever stole a kiosk holds the keys of its number.
        (None, Some(row)) => Err(Why::IdTaken.of(row.id.as_str())),
        (None, None) => Ok(()),
    }
}

pub(crate) fn decide_cut(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["place", "fixture", "reason"])?;
    let id = body.id("fixture")?;
    body.reason()?;
    manages(desk, body.id("place")?)?;
    let stands = |row: &&FixtureRow| row.id == id && stands(row.since, row.until, desk.now());
    desk.known.fixtures.iter().find(stands).map(|_| ()).ok_or_else(|| Why::NoSuch.of(id))
}

/// An officer of the unit that manages the place, or of one above it, with the power there.
fn manages(desk: &Desk<'_>, place: &str) -> Result<(), Refusal> {
    desk.one()?;
    let open = |row: &&PlaceRow| stands(row.since, row.until, desk.now());
    let row = desk.registry().places.get(place).filter(open).ok_or_else(|| Why::NoSuch.of(place))?;
    desk.at_or_above(&row.unit)?;
    desk.may(Power::Places, &row.region)
}
