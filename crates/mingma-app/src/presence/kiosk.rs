//! What a place's screens and printers get: a kiosk its keys of today and two days on, a
//! printer a poster. The place's own key stays here.

use mingma_acts::{ActError, stands};
use mingma_model::Id;
use mingma_store::rows::FixtureRow;
use mingma_wire::{DayKey, PlaceKey, PlaceToken, STEP, STEPS_A_DAY};

use super::read::open_place;
use super::token::FixtureKind;
use crate::house::House;
use crate::refusal::Why;
use crate::submit::Refused;

/// Days of which a kiosk holds the keys: today and two on, so that a night without a line
/// leaves it working, and one that is stolen is worth little.
pub const DAYS: i64 = 3;

/// A kiosk's key for a day, which begins at 00:00 UTC.
#[derive(Debug)]
pub struct KioskKey {
    /// The first second of the day.
    pub from: i64,
    /// The key.
    pub key: DayKey,
}

impl House {
    /// The key of a place, from which those of its kiosks and posters come. It never leaves
    /// the server.
    pub(crate) fn place_key(&self, place: &Id) -> PlaceKey {
        self.vault.place_key(place.as_str()).into()
    }

    /// The keys of a kiosk that stands, for today and two days on.
    ///
    /// # Errors
    /// No such place or kiosk, or one that was closed or cut out.
    pub fn kiosk_keys(&self, place: &Id, number: u32) -> Result<Vec<KioskKey>, Refused> {
        let now = self.standing(place, FixtureKind::Kiosk, number)?;
        let (day, key) = (STEP * STEPS_A_DAY, self.place_key(place));
        let today = now.div_euclid(day) * day;
        let of = |n: i64| KioskKey { from: today + n * day, key: key.day_key(place, number, today + n * day) };
        Ok((0..DAYS).map(of).collect())
    }

    /// A poster that stands, to be printed.
    ///
    /// # Errors
    /// No such place or poster, or one that was closed or cut out.
    pub fn poster(&self, place: &Id, number: u32) -> Result<PlaceToken, Refused> {
        self.standing(place, FixtureKind::Poster, number)?;
        Ok(self.place_key(place).poster(place.clone(), number))
    }

    /// The register's time, if a place and a fixture of it stand.
    fn standing(&self, place: &Id, kind: FixtureKind, number: u32) -> Result<i64, Refused> {
        let registry = self.registry();
        let now = self.now_by(&registry);
        open_place(&registry, place.as_str(), now).ok_or_else(|| Why::NoSuch.of(place.as_str()))?;
        let rows = self.store.fixtures_of(place.as_str()).map_err(ActError::from)?;
        let is = |row: &FixtureRow| {
            row.kind == kind.word() && row.number == Some(number) && stands(row.since, row.until, now)
        };
        if rows.iter().any(is) { Ok(now) } else { Err(Why::CutOut.of(number.to_string()).into()) }
    }
}
