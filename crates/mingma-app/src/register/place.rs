//! Places 场所, and who answers for each.

use mingma_acts::{Class, Map, Power, stands};
use mingma_model::{Profile, Region};

use super::By;
use super::desk::Desk;
use super::ids;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::presence::travel::Point;
use crate::refusal::{Refusal, Why};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// 入口: where one enters a city.
    Entry,
    /// 场所: a shop, an office, a school.
    Venue,
    /// 交通工具: a carriage, a bus.
    Transport,
}

impl PlaceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Entry, Self::Venue, Self::Transport];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Venue => "venue",
            Self::Transport => "transport",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A place's particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: PlaceKind,
    /// Where it is: six digits.
    pub region: Region,
    /// Chinese name.
    pub name_zh: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// The unit that manages it.
    pub unit: &'a str,
    /// Who keeps it: the owner's id.
    pub owner: &'a str,
    /// Where exactly: without it nobody is ever out of its reach.
    pub point: Option<Point>,
}

impl<'a> Place<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let words = ["place", "kind", "region", "name_zh", "name_en", "unit", "owner", "lat", "lon"];
        let body = Particulars::of(map, profile, &words)?;
        Ok(Self {
            id: body.own_id("place")?,
            kind: PlaceKind::from_word(body.text("kind")?).ok_or_else(|| unfit("kind"))?,
            region: body.region("region")?,
            name_zh: body.name("name_zh")?,
            name_en: body.name("name_en")?,
            unit: body.id("unit")?,
            owner: body.owner()?,
            point: point(&body)?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("place", self.id)
            .with("kind", self.kind.word())
            .with("region", self.region.to_string())
            .with("name_zh", self.name_zh)
            .with("name_en", self.name_en)
            .with("unit", self.unit)
            .with("owner", self.owner)
            .with_some("lat", self.point.map(Point::lat))
            .with_some("lon", self.point.map(Point::lon))
    }
}

/// Both coordinates or neither.
fn point(body: &Particulars<'_>) -> Result<Option<Point>, Refusal> {
    match (body.maybe("lat", Particulars::int)?, body.maybe("lon", Particulars::int)?) {
        (None, None) => Ok(None),
        (Some(lat), Some(lon)) => Point::new(lat, lon).map(Some).ok_or_else(|| unfit("lat, lon")),
        _ => Err(unfit("lat, lon")),
    }
}

/// Registers a place, or changes names, owner, coordinates and managing unit of one that stands.
#[must_use]
pub fn compose(by: By<'_>, place: &Place<'_>) -> Draft {
    by.draft(Class::Place, place.body())
}

/// Closes a place.
#[must_use]
pub fn compose_closed(by: By<'_>, place: &str, reason: &str) -> Draft {
    by.draft(Class::PlaceClosed, Map::new().with("place", place).with("reason", reason))
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let place = Place::read(&desk.act().body, desk.ground.profile)?;
    desk.one()?;
    // The unit that manages it is the one that says so.
    if place.unit != desk.act().actor {
        return Err(unfit("unit"));
    }
    let region = place.region.to_string();
    desk.may(Power::Places, &region)?;
    ids::free_place(desk.registry(), place.id)?;
    match desk.registry().places.get(place.id) {
        None => Ok(()),
        Some(row)
            if stands(row.since, row.until, desk.now()) && row.kind == place.kind.word() && row.region == region =>
        {
            Ok(())
        }
        Some(_) => Err(Why::IdTaken.of(place.id)),
    }
}

pub(crate) fn decide_closed(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["place", "reason"])?;
    let id = body.id("place")?;
    body.reason()?;
    desk.one()?;
    let known = desk.registry().places.get(id).filter(|row| stands(row.since, row.until, desk.now()));
    let row = known.ok_or_else(|| Why::NoSuch.of(id))?;
    desk.may(Power::Places, &row.region)
}
