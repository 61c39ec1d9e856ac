//! The overlaps of a case, computed over the register and filed by the register itself: as
//! evidence like any other, through all seven locks.

use std::collections::{BTreeMap, BTreeSet};

use mingma_acts::{ActError, Class, Kept, Map};
use mingma_model::{Kind, Region};

use super::diary::Counted;
use super::dwell::{LONGEST, shared};
use super::level::Level;
use super::overlap::{Overlap, Span, Visits, Window};
use super::read::Diaries;
use crate::compose::Draft;
use crate::files::{Reader, ResidentFile};
use crate::grounds::Grounds;
use crate::house::House;
use crate::refusal::Why;
use crate::register::place::PlaceKind;
use crate::submit::Refused;

/// Seconds of a day, by which the tags of places change.
const DAY: i64 = 86_400;

/// Whom a case met: the file of each, and where and when.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Who.
    pub file: ResidentFile,
    /// The place.
    pub place: String,
    /// Its region.
    pub region: Region,
    /// From when.
    pub from: i64,
    /// Until when.
    pub to: i64,
}

impl House {
    /// Whom a case met by visits that count, within its infectious window.
    ///
    /// # Errors
    /// No such case, or it cannot be read any more.
    pub fn meetings(&self, case: &str) -> Result<Vec<Meeting>, Refused> {
        let registry = self.registry();
        let grounds = self.grounds(&registry);
        let known = self.store.known_case(case).map_err(ActError::from)?.ok_or_else(|| Why::NoGround.of(case))?;
        let note = grounds.note(known.seq)?;
        let found = note.items.iter().find(|(_, item)| item.text("id") == Some(case));
        let (ill, item) = found.ok_or_else(|| Why::NoGround.of(case))?;
        let window = Window::of(|word| item.int(word)).ok_or_else(|| Why::NoGround.of(case))?;
        Ok(Search { grounds, diaries: Diaries::new(grounds), places: Vec::new(), window }.of(*ill)?)
    }

    /// Files the overlaps of a case that are not filed yet, as an act of the register's own
    /// that the locks let pass or refuse; none where there are none.
    ///
    /// # Errors
    /// As [`Self::meetings`]; or the act is refused.
    pub fn file_overlaps(&self, case: &str) -> Result<Option<Kept>, Refused> {
        let zone = &self.profile.zone;
        let filed = |meeting: &Meeting| {
            let day = zone.midnight_before(meeting.to, 0);
            meeting.file.held.iter().any(|held| {
                held.item.kind == Kind::PlaceOverlap
                    && held.item.id_of("case").is_some_and(|id| id.as_str() == case)
                    && held.item.time("to").is_some_and(|to| zone.midnight_before(to, 0) == day)
            })
        };
        let mut meetings = self.meetings(case)?;
        meetings.retain(|meeting| !filed(meeting));
        if meetings.is_empty() {
            return Ok(None);
        }
        let random = self.vault.random();
        let body = Map::new().with("source", "overlap").with("purpose", "overlap");
        let mut draft = Draft::new(Class::Evidence, "register", body, self.now(), random);
        for meeting in &meetings {
            let name =
                [case.as_bytes(), meeting.place.as_bytes(), &meeting.to.to_be_bytes(), &meeting.file.uid.0].concat();
            let id = mingma_seal::sha256(&name).to_string();
            let item = Map::new()
                .with("id", format!("overlap-{}", &id[..24]))
                .with("kind", Kind::PlaceOverlap.word())
                .with("region", meeting.region.to_string())
                .with("case", case)
                .with("place", meeting.place.as_str())
                .with("from", meeting.from)
                .with("to", meeting.to);
            draft.push(meeting.file.uid, item, random);
        }
        self.submit(&draft.sign(&[&self.register_key])).map(Some)
    }
}

/// A search for those whom a case met: places by the number that spans have for them.
struct Search<'a> {
    grounds: Grounds<'a>,
    diaries: Diaries<'a>,
    places: Vec<(String, PlaceKind, Region)>,
    window: Window,
}

impl Search<'_> {
    fn of(mut self, ill: u32) -> Result<Vec<Meeting>, ActError> {
        let own = self.diaries.counting(ill)?;
        let near = |visit: &&Counted| visit.until > self.window.from && visit.entry.at < self.window.to;
        let own: Vec<Counted> = own.iter().filter(near).cloned().collect();
        let person = self.person(ill)?;
        let mut candidates = BTreeSet::new();
        for visit in &own {
            candidates.extend(self.candidates(visit)?);
        }
        let case: Vec<Span> = own.iter().map(|visit| self.span(person, visit)).collect();
        let mut spans = Vec::new();
        let mut whole = BTreeMap::new();
        for resident in candidates {
            let main = self.person(resident)?;
            if main != person && whole.insert(main, ()).is_none() {
                let counted = self.diaries.counting(main)?;
                spans.extend(counted.iter().map(|visit| self.span(main, visit)));
            }
        }
        let zone = &self.grounds.profile.zone;
        let least = |place: u32| shared(self.places[place as usize].1) * 60;
        let met = Visits::new(spans).met(&case, self.window, zone, least);
        met.into_iter().map(|one| self.meeting(one)).filter_map(Result::transpose).collect()
    }

    /// The number of the enrolment that stands for a person.
    fn person(&self, number: u32) -> Result<u32, ActError> {
        let row = self.grounds.store.resident(number)?;
        Ok(row.map_or(number, |row| row.merged_into.unwrap_or(row.resident)))
    }

    /// Who scanned at the place of a visit, so that both can have been there together.
    fn candidates(&self, visit: &Counted) -> Result<Vec<u32>, ActError> {
        let (from, to) = (visit.entry.at - LONGEST, visit.until.min(self.window.to));
        let mut found = Vec::new();
        for day in from.div_euclid(DAY)..=to.div_euclid(DAY) {
            let spot = self.grounds.vault.index().spot(visit.entry.place.as_str(), day);
            let rows = self.grounds.store.visits_at(&spot, from, to)?;
            let proves = |level: u8| Level::from_code(i64::from(level)).is_some_and(Level::proves);
            found.extend(rows.iter().filter(|row| proves(row.level)).map(|row| row.resident));
        }
        Ok(found)
    }

    fn span(&mut self, resident: u32, visit: &Counted) -> Span {
        let entry = &visit.entry;
        let known = self.places.iter().position(|(id, ..)| id == entry.place.as_str());
        let place = known.unwrap_or_else(|| {
            self.places.push((entry.place.to_string(), entry.kind, entry.region));
            self.places.len() - 1
        });
        let place = u32::try_from(place).expect("fewer places than 2^32");
        Span { place, from: entry.at, to: visit.until, resident }
    }

    fn meeting(&self, met: Overlap) -> Result<Option<Meeting>, ActError> {
        let rows = self.grounds.store.resident(met.resident)?;
        let Some(row) = rows.filter(|row| row.closed_at.is_none()) else { return Ok(None) };
        let Some(file) = Reader::new(self.grounds).files(vec![row])?.pop() else { return Ok(None) };
        let (place, _, region) = self.places[met.place as usize].clone();
        Ok(Some(Meeting { file, place, region, from: met.from, to: met.to }))
    }
}
