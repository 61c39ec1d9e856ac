//! One batch of scans: checked, levelled one after another, each by all that was known
//! before it, and kept as one act.

use std::collections::HashMap;
use std::sync::Arc;

use mingma_acts::{ActError, Class, Map, Registry, Uid};

use super::door::{Answer, Brought, Scanned, Taken};
use super::dwell::LONGEST;
use super::fixture::fixture;
use super::level::{Arrival, DAY, Level, Levelled, Proof, Proved, TokenId};
use super::read::{Diaries, Told, open_place, point, visit_id};
use super::relay::{NEAR, Tally, judged};
use super::said::Said;
use super::token::{self, Fixture};
use super::travel::{Point, There};
use crate::compose::Draft;
use crate::files::ResidentFile;
use crate::house::House;
use crate::refusal::{Refusal, Why};
use crate::submit::Refused;

/// Tokens that are remembered at most; the oldest go first.
const TOKENS: usize = 100_000;

/// How tokens arrived in the last day, as far as this process took them.
#[derive(Debug, Default)]
pub struct Tallies(HashMap<TokenId, (i64, Tally)>);

impl Tallies {
    fn of(&self, token: &TokenId) -> Tally {
        self.0.get(token).map_or_else(Tally::default, |(_, tally)| *tally)
    }

    fn add(&mut self, token: TokenId, now: i64, judged: Option<bool>) {
        if self.0.len() > TOKENS {
            self.0.retain(|_, (last, _)| now - *last <= DAY);
        }
        let (last, tally) = self.0.entry(token).or_default();
        *last = now;
        tally.add(judged);
    }
}

/// A visit that is about to be kept.
struct Coming {
    /// The scan of the batch.
    scan: usize,
    file: ResidentFile,
    item: Map,
    token: TokenId,
    there: Option<There>,
    levelled: Levelled,
}

/// Where a scan was, and what the check said.
struct Checked {
    place: String,
    point: Option<Point>,
    proof: Proof,
    token: TokenId,
}

impl Checked {
    fn there(&self, at: i64) -> Option<There> {
        self.point.map(|point| There { point, at })
    }
}

struct Batch<'a> {
    house: &'a House,
    registry: &'a Registry,
    diaries: Diaries<'a>,
    tallies: &'a mut Tallies,
    now: i64,
    coming: Vec<Coming>,
}

impl House {
    /// Takes scans and keeps those that hold, in one act; an answer for each, in their order.
    pub fn take_scans(&self, scans: &[Scanned], tallies: &mut Tallies) -> Vec<Answer> {
        let registry: Arc<Registry> = self.registry();
        let (now, diaries) = (self.now_by(&registry), Diaries::new(self.grounds(&registry)));
        let mut batch = Batch { house: self, registry: &registry, diaries, tallies, now, coming: Vec::new() };
        let answers: Vec<Option<Answer>> =
            scans.iter().enumerate().map(|(n, scan)| batch.scan(n, scan).transpose()).collect();
        let kept = batch.keep();
        let of = |n: usize| match &kept {
            Ok(seq) => Ok(batch.taken(n, *seq)),
            Err(why) => Err(Refused::Act(ActError::Stopped(why.clone()))),
        };
        answers.into_iter().enumerate().map(|(n, answer)| answer.unwrap_or_else(|| of(n))).collect()
    }
}

impl Batch<'_> {
    /// What is answered at once; none where it is answered when the batch is kept.
    fn scan(&mut self, n: usize, scan: &Scanned) -> Result<Option<Vec<Taken>>, Refused> {
        let checked = self.check(scan)?;
        if scan.leaving {
            return self.leave(scan, &checked).map(Some);
        }
        let mut come = vec![self.come(n, scan, &checked, &scan.resident)?];
        if !matches!(checked.proof, Proof::Signed { .. }) {
            let own = &come[0];
            let proved = self.history(&own.file)?.1;
            let judged = own.there.and_then(|there| judged(there, proved.iter().map(|one| one.there)));
            self.tallies.add(checked.token, self.now, judged);
        }
        for companion in &scan.companions {
            let mut along = self.come(n, scan, &checked, companion)?;
            along.levelled = along.levelled.companion();
            along.item = item(&checked, along.levelled, self.now).with("companion", true);
            come.push(along);
        }
        self.coming.append(&mut come);
        Ok(None)
    }

    /// Whether what was scanned is a place's own.
    fn check(&self, scan: &Scanned) -> Result<Checked, Refused> {
        let (id, bytes) = match &scan.brought {
            Brought::Token(token) => (token.place(), token.bytes()),
            Brought::Attested(visit, _) => (&visit.statement.place, visit.statement.nonce.to_vec()),
        };
        let place = open_place(self.registry, id.as_str(), self.now).ok_or_else(|| Why::NoSuch.of(id.as_str()))?;
        let rows = self.house.store.fixtures_of(id.as_str()).map_err(ActError::from)?;
        let fixtures: Vec<Fixture> = rows.iter().filter_map(fixture).collect();
        let proof = match &scan.brought {
            Brought::Token(token) => token::check(token, &self.house.place_key(id), &fixtures, self.now, 0)?,
            Brought::Attested(visit, stored) => token::attested(visit, id, &fixtures, stored)?,
        };
        Ok(Checked { place: place.id.clone(), point: point(place), proof, token: token::id(&bytes) })
    }

    fn come(&mut self, n: usize, scan: &Scanned, checked: &Checked, who: &Uid) -> Result<Coming, Refused> {
        let file = self.enrolled(who)?;
        let (uses, proved) = self.history(&file)?;
        let arrival = Arrival {
            proof: checked.proof,
            token: checked.token,
            told: scan.told,
            arrived: self.now,
            place: checked.point,
            uses: &uses,
            proved: &proved,
            tally: self.tallies.of(&checked.token),
        };
        let levelled = arrival.level();
        let (item, there) = (item(checked, levelled, self.now), checked.there(levelled.at));
        Ok(Coming { scan: n, file, item, token: checked.token, there, levelled })
    }

    fn enrolled(&self, who: &Uid) -> Result<ResidentFile, Refused> {
        let row = self.house.store.by_outer_id(&who.0).map_err(ActError::from)?;
        let row = row.ok_or_else(|| Why::NoResident.of(format!("r-{who}")))?;
        if row.closed_at.is_some() {
            return Err(Refusal::from(Why::Closed).into());
        }
        Ok(ResidentFile::empty(row.resident, *who, Some(row)))
    }

    /// What a person brought within a day, and where else they are proved to have been.
    fn history(&mut self, file: &ResidentFile) -> Result<(Vec<TokenId>, Vec<Proved>), ActError> {
        let since = self.now - DAY - NEAR;
        let (mut uses, mut proved) = (Vec::new(), Vec::new());
        let row = file.row.as_ref().expect("who scans is enrolled");
        for number in self.registry.one_person(row) {
            for told in self.diaries.told(number, |row| row.at >= since)? {
                uses.extend(told.token);
                proved.extend(self.proved(&told));
            }
        }
        for one in self.coming.iter().filter(|one| one.file.number == file.number) {
            uses.push(one.token);
            let attested = one.levelled.level == Level::Attested;
            proved.extend(one.there.filter(|_| one.levelled.level.proves()).map(|there| Proved { there, attested }));
        }
        Ok((uses, proved))
    }

    fn proved(&self, told: &Told) -> Option<Proved> {
        let level = Level::from_code(i64::from(told.row.level)).filter(|level| level.proves())?;
        let point = point(self.registry.places.get(&told.place)?)?;
        (told.row.said == 0)
            .then_some(Proved { there: There { point, at: told.row.at }, attested: level == Level::Attested })
    }

    /// Ends the newest visit to the place that is open, by an act of its own.
    fn leave(&mut self, scan: &Scanned, checked: &Checked) -> Result<Vec<Taken>, Refused> {
        let file = self.enrolled(&scan.resident)?;
        let (now, from) = (self.now, self.now - LONGEST);
        let open = |told: &Told| told.place == checked.place && told.row.until.is_none() && told.row.said == 0;
        let rows = self.diaries.told(file.number, |row| (from..=now).contains(&row.at))?;
        let told =
            rows.into_iter().filter(open).max_by_key(|told| told.row.at).ok_or_else(|| Refusal::from(Why::NoVisit))?;
        let at = match checked.proof {
            Proof::Token { began } | Proof::Signed { at: began } => began,
            Proof::Poster => scan.told,
        };
        let at = at.clamp(told.row.at, now);
        let seq = i64::try_from(told.row.seq).unwrap_or(i64::MAX);
        let item = Map::new().with("act", seq).with("idx", i64::from(told.row.idx));
        let item = item.with("said", Said::Left.word()).with("at", at);
        let random = self.house.vault.random();
        let draft = Draft::new(Class::VisitSaid, "register", Map::new(), now, random).about(file.uid, item, random);
        let kept = self.house.submit(&draft.sign(&[&self.house.register_key]))?;
        let level = Level::from_code(i64::from(told.row.level)).unwrap_or(Level::Remote);
        let levelled = Levelled { level, because: told.because, at: told.row.at };
        let visit = visit_id(told.row.seq, told.row.idx);
        Ok(vec![Taken { visit, resident: file.uid, levelled, kept: kept.seq }])
    }

    /// Keeps what came, if anything did: the act's number.
    fn keep(&self) -> Result<u64, String> {
        if self.coming.is_empty() {
            return Ok(0);
        }
        let random = self.house.vault.random();
        let count = i64::try_from(self.coming.len()).expect("fewer than 2^20");
        let mut draft = Draft::new(Class::Visits, "register", Map::new().with("count", count), self.now, random);
        self.coming.iter().for_each(|one| draft.push(one.file.uid, one.item.clone(), random));
        let files: Vec<ResidentFile> = self.coming.iter().map(|one| one.file.clone()).collect();
        self.house.keep_own(draft, &files).map(|kept| kept.seq).map_err(|error| error.to_string())
    }

    fn taken(&self, n: usize, seq: u64) -> Vec<Taken> {
        let own = self.coming.iter().zip(0_u32..).filter(|(one, _)| one.scan == n);
        let told = |(one, idx): (&Coming, u32)| Taken {
            visit: visit_id(seq, idx),
            resident: one.file.uid,
            levelled: one.levelled,
            kept: seq,
        };
        own.map(told).collect()
    }
}

fn item(checked: &Checked, levelled: Levelled, arrived: i64) -> Map {
    Map::new()
        .with("place", checked.place.as_str())
        .with("at", levelled.at)
        .with("arrived", arrived)
        .with("level", i64::from(levelled.level.code()))
        .with("because", levelled.because.word())
        .with("token", checked.token.to_vec())
}
