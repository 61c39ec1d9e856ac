//! The story's register with people in it, open on either database, with a clock that moves
//! by hand: what the stages of the rooms are built on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingma_acts::Uid;
use mingma_app::audit::Audit;
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self as say, Composing, Said};
use mingma_app::register::By;
use mingma_app::register::enrolment::{self, Person, Phone};
use mingma_app::register::story::{Cast, LABORATORY, Telling, ZHENGZHOU, officer_id};
use mingma_app::register::text::Publication;
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_model::document::{Document, DocumentKind, PersonName, check_character};
use mingma_model::{Colour, Id, Kind, Region, parse_instant};
use mingma_rules::{load, shipped};
use mingma_seal::{SigningKey, SystemRandom};
use mingma_store::scratch::Scratch;
use mingma_store::{Sqlite, Store};
use tempfile::TempDir;

#[derive(Clone)]
pub struct Hands(pub Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

const ORIGIN: &str = "example.org/henan";
pub const HOUR: i64 = 3_600;

pub struct Town {
    pub house: House,
    pub people: Vec<Uid>,
    pub hands: Hands,
    pub folder: TempDir,
    cast: Cast,
    _database: Option<Scratch>,
}

pub fn region() -> Region {
    Region::parse("410105").unwrap()
}

pub fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

/// The key of a device or scanner: made of its name.
pub fn key(of: &str) -> SigningKey {
    SigningKey::from_seed(mingma_seal::sha256(of.as_bytes()).0)
}

pub fn device(n: usize) -> SigningKey {
    key(&format!("device {n}"))
}

fn person(n: usize) -> Person {
    let digits = format!("410105{:04}0101{:03}", 1990 + n / 900, n % 900);
    let number = format!("{digits}{}", check_character(&digits).unwrap());
    Person {
        document: Document::parse(DocumentKind::ResidentId, &number).unwrap(),
        name: PersonName::parse("某某某").unwrap(),
        phone: Phone::parse("00000000000").unwrap(),
        region: region(),
        key: Some(device(n).public()),
    }
}

impl Town {
    /// With so many people, on a Friday at nine; in SQLite where no other database is given.
    pub fn begin(database: Option<Scratch>, people: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path());
        let laid = init::lay(&layout, &SystemRandom).unwrap();
        let store: Arc<dyn Store> = match &database {
            Some(database) => Arc::new(database.open().unwrap()),
            None => Arc::new(Sqlite::open(&layout.database()).unwrap()),
        };
        let hands = Hands(Arc::new(AtomicI64::new(parse_instant("2022-07-08T09:00:00+08:00").unwrap())));
        let opening = Opening {
            store,
            layout,
            profile: Arc::new(shipped::profile("cn").unwrap()),
            clock: Arc::new(hands.clone()),
            random: Arc::new(SystemRandom),
            origin: ORIGIN.into(),
        };
        let house = House::open(opening).unwrap();
        let cast = Cast::draw(&SystemRandom);
        let files = load::shipped_files("cn");
        let texts: Vec<Publication<'_>> =
            files.iter().map(|file| Publication::of_pack(file, house.profile()).unwrap()).collect();
        let (profile, register, at) = (house.profile(), laid.register, hands.now());
        let telling = Telling { origin: ORIGIN, profile, register, texts: &texts, at, random: &SystemRandom };
        for step in cast.steps(telling) {
            house.submit(&cast.sign(step)).unwrap();
        }
        let mut town = Self { house, people: Vec::new(), hands, folder, cast, _database: database };
        town.enrol(people);
        town
    }

    pub fn enrol(&mut self, count: usize) {
        let first = self.people.len();
        let people: Vec<Person> = (first..first + count).map(person).collect();
        let (draft, ids) = enrolment::compose(self.by(ZHENGZHOU), &people);
        self.hand(&self.officers(draft, &[1, 2]));
        self.people.extend(ids);
    }

    pub fn by<'a>(&self, actor: &'a str) -> By<'a> {
        By { actor, at: self.now(), random: &SystemRandom }
    }

    pub fn now(&self) -> i64 {
        self.hands.now()
    }

    pub fn later(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn with<'a>(&self, actor: &'a str) -> Composing<'a> {
        Composing { actor, now: self.now(), random: &SystemRandom }
    }

    pub fn signed(&self, draft: Draft, holders: &[&str]) -> Handed {
        let keys: Vec<&SigningKey> = holders.iter().map(|holder| self.cast.key(holder).unwrap()).collect();
        draft.sign(&keys)
    }

    /// By these officers of the acting unit.
    pub fn officers(&self, draft: Draft, numbers: &[u8]) -> Handed {
        let unit = draft.act().actor;
        let ids: Vec<String> = numbers.iter().map(|n| officer_id(&unit, *n)).collect();
        self.signed(draft, &ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub fn hand(&self, handed: &Handed) {
        self.house.submit(handed).unwrap();
    }

    pub fn refused(&self, handed: &Handed) -> &'static str {
        self.house.submit(handed).unwrap_err().code()
    }

    /// A laboratory's test of somebody, sampled an hour ago.
    pub fn tests(&self, n: usize, result: &str) {
        let at = self.now();
        let said = Said::new(self.people[n], &format!("t-{n}-{at}"), Kind::NucleicTest, region())
            .with("result", result)
            .with("sampled_at", at - HOUR)
            .with("reported_at", at - 60)
            .with("institution", LABORATORY)
            .with("sample_id", format!("s-{n}-{at}"));
        self.hand(&self.signed(say::items(&self.with(LABORATORY), "laboratory", vec![said]), &[LABORATORY]));
    }

    pub fn number(&self, n: usize) -> u32 {
        self.house.store().by_outer_id(&self.people[n].0).unwrap().unwrap().resident
    }

    /// The colour on the board once the log shows the newest act.
    pub fn colour(&self, n: usize) -> Colour {
        self.house.sequencer().wait_for(self.house.registry().newest).unwrap();
        self.house.follow().unwrap();
        self.house.with_board(|board| board.read(self.number(n), self.now())).unwrap()
    }

    /// Nothing differs from what the acts say.
    pub fn audited(&self) {
        let scratch = tempfile::tempdir().unwrap();
        let layout = Layout::new(self.folder.path());
        self.house.sequencer().wait_for(self.house.registry().newest).unwrap();
        let audit = Audit {
            layout: &layout,
            keys: &layout,
            store: self.house.store(),
            vault: self.house.vault(),
            profile: self.house.profile(),
            log: self.house.log_key(),
            against: None,
            since: 1,
            scratch: scratch.path(),
            now: self.now(),
            progress: &|_, _| {},
        };
        let report = audit.run().unwrap();
        assert!(report.clean(), "{:#?}", report.differences);
    }
}
