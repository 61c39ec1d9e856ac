//! Reading visits out of a store: a person's diary, which of it counts, and how a token's
//! other arrivals look by now.

use std::collections::HashMap;

use mingma_acts::kept::record;
use mingma_acts::member::open_row;
use mingma_acts::{ActError, Class, Map, Registry, Uid, stands};
use mingma_model::{Id, Region};
use mingma_seal::ResidentKey;
use mingma_store::rows::{MemberRow, PlaceRow, VisitRow};

use super::diary::{Counted, Entry, counting, traces};
use super::level::{Because, Level, TokenId};
use super::relay::{NEAR, Tally, judged};
use super::travel::{Point, There};
use crate::files::{Reader, ResidentFile};
use crate::grounds::Grounds;
use crate::register::place::PlaceKind;

/// A visit with what its member says.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) row: VisitRow,
    pub(crate) place: String,
    pub(crate) token: Option<TokenId>,
    pub(crate) because: Because,
}

/// Reads visits; acts that were read once are kept.
pub(crate) struct Diaries<'a> {
    grounds: Grounds<'a>,
    acts: HashMap<u64, Uid>,
}

/// The id of a visit outside: the act's number and the index there.
#[must_use]
pub fn visit_id(seq: u64, idx: u32) -> Id {
    Id::parse(&format!("v-{seq}-{idx}")).expect("numbers and two hyphens")
}

/// Where a place is, if it says so.
pub(crate) fn point(row: &PlaceRow) -> Option<Point> {
    Point::new(row.lat?, row.lon?)
}

impl<'a> Diaries<'a> {
    pub(crate) fn new(grounds: Grounds<'a>) -> Self {
        Self { grounds, acts: HashMap::new() }
    }

    /// The visits of a resident that are wanted, opened; those whose key is gone are none.
    pub(crate) fn told(&mut self, resident: u32, wanted: impl Fn(&VisitRow) -> bool) -> Result<Vec<Told>, ActError> {
        let rows: Vec<VisitRow> = self.grounds.store.visits_of(resident)?.into_iter().filter(wanted).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let Some(key) = self.grounds.vault.key(resident)? else { return Ok(Vec::new()) };
        let members = self.grounds.store.members_of(resident)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let of = |one: &&MemberRow| (one.seq, one.idx) == (row.seq, row.idx) && one.class == Class::Visits.code();
            if let Some(item) = members.iter().find(of).map(|one| self.open(one, &key)).transpose()? {
                let place = item.text("place").unwrap_or_default().to_owned();
                let token = item.bytes("token").and_then(|token| token.try_into().ok());
                let because = item.text("because").and_then(Because::from_word).unwrap_or(Because::Printed);
                found.push(Told { row, place, token, because });
            }
        }
        Ok(found)
    }

    fn open(&mut self, row: &MemberRow, key: &ResidentKey) -> Result<Map, ActError> {
        let place = match self.acts.get(&row.seq) {
            Some(place) => *place,
            None => {
                let place = record(self.grounds.store, row.seq)?.act().place()?;
                self.acts.insert(row.seq, place);
                place
            }
        };
        Ok(open_row(&row.sealed, &place, row.idx, key)?.item)
    }

    /// The visits of a person that count against them, by their beginnings.
    pub(crate) fn counting(&mut self, number: u32) -> Result<Vec<Counted>, ActError> {
        let Some(row) = self.grounds.store.resident(number)? else { return Ok(Vec::new()) };
        let mut diary = Vec::new();
        for own in self.grounds.registry.one_person(&row) {
            for told in self.told(own, |row| proves(row.level))? {
                diary.extend(self.entry(&told)?);
            }
        }
        if diary.is_empty() {
            return Ok(Vec::new());
        }
        let file = Reader::new(self.grounds).files(vec![row])?.pop();
        let own = |seq: u64| record(self.grounds.store, seq).is_ok_and(|record| record.act().actor.starts_with("r-"));
        Ok(counting(&diary, &file.map_or_else(Vec::new, |file: ResidentFile| traces(&file, &own))))
    }

    fn entry(&mut self, told: &Told) -> Result<Option<Entry>, ActError> {
        let Some(place) = self.grounds.registry.places.get(&told.place) else { return Ok(None) };
        let (kind, region) = (PlaceKind::from_word(&place.kind), Region::parse(&place.region));
        let (Some(kind), Some(region), Some(id)) = (kind, region, Id::parse(&told.place)) else { return Ok(None) };
        let level = Level::from_code(i64::from(told.row.level)).unwrap_or(Level::Remote);
        let point = point(place);
        let passed_on = match (level, told.token, point) {
            (Level::Rotating, Some(token), Some(point)) => self.passed_on(&told.row, token, point)?,
            _ => false,
        };
        let VisitRow { seq, idx, at, until: left, said, .. } = told.row;
        let not_there = said != 0;
        Ok(Some(Entry {
            id: visit_id(seq, idx),
            place: id,
            kind,
            region,
            point,
            at,
            left,
            level,
            not_there,
            passed_on,
        }))
    }

    /// Whether a token was passed on in bulk, by all that is known by now.
    fn passed_on(&mut self, visit: &VisitRow, token: TokenId, point: Point) -> Result<bool, ActError> {
        let mut tally = Tally::default();
        for row in self.grounds.store.visits_at(&visit.spot, visit.at, visit.at + 1)? {
            let near = |other: &VisitRow| (other.at - row.at).abs() <= NEAR;
            let told = self.told(row.resident, |other| near(other))?;
            let brought = |one: &&Told| (one.row.seq, one.row.idx) == (row.seq, row.idx);
            if told.iter().find(brought).and_then(|one| one.token) != Some(token) {
                continue;
            }
            let elsewhere =
                told.iter().filter(|one| one.row.spot != row.spot && proves(one.row.level) && one.row.said == 0);
            let proved = elsewhere.filter_map(|one| {
                let place = self.grounds.registry.places.get(&one.place)?;
                Some(There { point: self::point(place)?, at: one.row.at })
            });
            tally.add(judged(There { point, at: row.at }, proved));
        }
        Ok(tally.bulk())
    }
}

/// True of the number of a level at which a place is proved.
fn proves(level: u8) -> bool {
    Level::from_code(i64::from(level)).is_some_and(Level::proves)
}

/// A place that stands.
pub(crate) fn open_place<'a>(registry: &'a Registry, id: &str, now: i64) -> Option<&'a PlaceRow> {
    registry.places.get(id).filter(|row| stands(row.since, row.until, now))
}
