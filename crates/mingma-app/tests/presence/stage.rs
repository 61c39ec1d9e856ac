//! The story's register with people and two places in it: a station hall and a shop in
//! Zhengzhou, a shop in Luohe, and one as far away as Beijing is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingma_acts::{Class, Map, Uid};
use mingma_app::audit::Audit;
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self as say, Composing, Said};
use mingma_app::presence::door::{Answer, Brought, Scanned, Taken};
use mingma_app::presence::fixture::{self, Installed};
use mingma_app::presence::level::{Because, Level};
use mingma_app::presence::take::Tallies;
use mingma_app::presence::token::FixtureKind;
use mingma_app::presence::travel::Point;
use mingma_app::register::By;
use mingma_app::register::enrolment::{self, Person, Phone};
use mingma_app::register::place::{self, Place, PlaceKind};
use mingma_app::register::story::{Cast, LABORATORY, Telling, ZHENGZHOU, officer_id};
use mingma_app::register::text::Publication;
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_model::document::{Document, DocumentKind, PersonName, check_character};
use mingma_model::{Colour, Id, Kind, Region, parse_instant};
use mingma_rules::{load, shipped};
use mingma_seal::{SigningKey, SystemRandom};
use mingma_store::scratch::Scratch;
use mingma_store::{Sqlite, Store};
use mingma_wire::{
    Attested, Credential, Issuer, IssuingKey, LIFETIME, LastFour, Masked, PlaceToken, Scan, Signer, Statement,
    StatusRef, Step, Stored,
};
use tempfile::TempDir;

#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

const ORIGIN: &str = "example.org/henan";
pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 3_600;

/// Places: id, kind, latitude, longitude. All are registered in Zhengzhou's districts; the
/// last lies, by its coordinates, 600 km away.
const PLACES: [(&str, PlaceKind, i64, i64); 3] = [
    ("east", PlaceKind::Entry, 34_759_000, 113_768_000),
    ("mall", PlaceKind::Venue, 34_760_000, 113_700_000),
    ("far", PlaceKind::Venue, 39_894_000, 116_322_000),
];

pub struct Stage {
    pub house: House,
    pub people: Vec<Uid>,
    tallies: Tallies,
    cast: Cast,
    hands: Hands,
    folder: TempDir,
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

fn person(n: usize) -> Person {
    let digits = format!("41010520000101{n:03}");
    let number = format!("{digits}{}", check_character(&digits).unwrap());
    Person {
        document: Document::parse(DocumentKind::ResidentId, &number).unwrap(),
        name: PersonName::parse("某某某").unwrap(),
        phone: Phone::parse("00000000000").unwrap(),
        region: region(),
        key: Some(key(&format!("device {n}")).public()),
    }
}

impl Stage {
    pub fn sqlite() -> Self {
        Self::begin(None)
    }

    pub fn postgres() -> Self {
        Self::begin(Some(Scratch::new().unwrap()))
    }

    fn begin(database: Option<Scratch>) -> Self {
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
        let tallies = Tallies::default();
        let mut stage = Self { house, people: Vec::new(), tallies, cast, hands, folder, _database: database };
        stage.enrol(6);
        stage.lay();
        stage
    }

    pub fn enrol(&mut self, count: usize) {
        let known = self.people.len();
        let people: Vec<Person> = (known..known + count).map(person).collect();
        let (draft, ids) = enrolment::compose(self.by(ZHENGZHOU), &people);
        self.hand(&self.two(draft));
        self.people.extend(ids);
    }

    fn lay(&self) {
        for (id, kind, lat, lon) in PLACES {
            let place = Place {
                id,
                kind,
                region: region(),
                name_zh: "场所",
                name_en: "a place",
                unit: ZHENGZHOU,
                owner: "keeper-1",
                point: Point::new(lat, lon),
            };
            self.hand(&self.one(place::compose(self.by(ZHENGZHOU), &place)));
            self.hand(&self.fixture(id, "kiosk-1", FixtureKind::Kiosk));
            self.hand(&self.fixture(id, "scanner-1", FixtureKind::Scanner));
            self.hand(&self.fixture(id, "poster-1", FixtureKind::Poster));
        }
    }

    pub fn fixture(&self, place: &str, id: &str, kind: FixtureKind) -> Handed {
        let scanner = kind == FixtureKind::Scanner;
        let key = scanner.then(|| key(&format!("scanner {place}")).public());
        let installed = Installed { place, id, kind, number: (!scanner).then_some(1), key };
        self.one(fixture::compose(self.by(ZHENGZHOU), &installed))
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

    /// By one officer of the acting unit.
    pub fn one(&self, draft: Draft) -> Handed {
        let officer = officer_id(&draft.act().actor, 1);
        self.signed(draft, &[&officer])
    }

    pub fn two(&self, draft: Draft) -> Handed {
        let unit = draft.act().actor;
        self.signed(draft, &[&officer_id(&unit, 1), &officer_id(&unit, 2)])
    }

    pub fn hand(&self, handed: &Handed) {
        self.house.submit(handed).unwrap();
    }

    pub fn refused(&self, handed: &Handed) -> &'static str {
        self.house.submit(handed).unwrap_err().code()
    }

    /// What the kiosk of a place shows at a moment.
    pub fn token(&self, place: &str, at: i64) -> PlaceToken {
        let keys = self.house.kiosk_keys(&id(place), 1).unwrap();
        let day = keys.iter().rfind(|day| day.from <= at).unwrap();
        day.key.token(id(place), 1, at)
    }

    pub fn scanned(&self, n: usize, token: PlaceToken) -> Scanned {
        let scan = Scan { number: 0, token, at: self.now(), companions: Vec::new(), leaving: false };
        Scanned::of(self.people[n], &scan)
    }

    pub fn take(&mut self, scan: Scanned) -> Answer {
        self.house.take_scans(&[scan], &mut self.tallies).pop().unwrap()
    }

    pub fn take_all(&mut self, scans: &[Scanned]) -> Vec<Answer> {
        self.house.take_scans(scans, &mut self.tallies)
    }

    /// Somebody scans the kiosk of a place now.
    pub fn scans(&mut self, n: usize, place: &str) -> Taken {
        let token = self.token(place, self.now());
        self.take(self.scanned(n, token)).unwrap().remove(0)
    }

    pub fn level(taken: &Taken) -> (Level, Because) {
        (taken.levelled.level, taken.levelled.because)
    }

    fn stored(&self, device: &SigningKey) -> Stored {
        let signer = Signer::new(IssuingKey::Ed25519(key("issuer"))).unwrap();
        let at = self.now() - MINUTE;
        let credential = Credential {
            issuer: Issuer::parse("henan/showing").unwrap(),
            issued_at: at,
            expires: at + LIFETIME,
            steps: vec![Step { from: at, colour: Colour::Green }],
            sampled_hour: None,
            name: Masked::of("某某某"),
            last_four: LastFour::of("41010520000101000X"),
            device: device.public(),
            status: StatusRef { list: 1, index: 7 },
            demo: false,
        };
        signer.issue(&credential).unwrap()
    }

    /// Somebody shows their code to the scanner of a place now, and signs.
    pub fn shows(&mut self, n: usize, place: &str) -> Taken {
        // The device makes a key anew for each credential.
        let device = SigningKey::generate_p256(&SystemRandom);
        let stored = self.stored(&device);
        let (at, scanner) = (self.now(), key(&format!("scanner {place}")));
        let statement = Statement::sign(id(place), at, &stored, &scanner, &SystemRandom).unwrap();
        let attested = Attested::sign(statement, at, &device).unwrap();
        let brought = Brought::Attested(Box::new(attested), Box::new(stored));
        let scan = Scanned { resident: self.people[n], companions: Vec::new(), brought, told: at, leaving: false };
        self.take(scan).unwrap().remove(0)
    }

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

    /// A case that two officers confirm.
    pub fn case(&self, n: usize, case: &str) {
        self.tests(n, "positive");
        let said = Said::new(self.people[n], case, Kind::ConfirmedCase, region()).with("confirmed_at", self.now() - 1);
        let draft = say::items(&self.with(ZHENGZHOU), "confirmed", vec![said]);
        self.hand(&self.two(draft));
    }

    /// What somebody says of a visit, by their device.
    pub fn answers(&self, n: usize, taken: &Taken, said: &str, at: Option<i64>) -> Handed {
        let mut named = taken.visit.as_str().split('-').skip(1).map(|number| number.parse::<i64>().unwrap());
        let (act, idx) = (named.next().unwrap(), named.next().unwrap());
        let item = Map::new().with("act", act).with("idx", idx).with("said", said).with_some("at", at);
        let actor = say::as_resident(&self.people[n]);
        let draft = Draft::new(Class::VisitSaid, &actor, Map::new(), self.now(), &SystemRandom);
        draft.about(self.people[n], item, &SystemRandom).sign(&[&key(&format!("device {n}"))])
    }

    pub fn number(&self, n: usize) -> u32 {
        self.house.store().by_outer_id(&self.people[n].0).unwrap().unwrap().resident
    }

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
