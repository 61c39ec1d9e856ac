//! The town with places in it: a station hall and a shop in Zhengzhou, and a shop as far away
//! as Beijing is.

use std::ops::{Deref, DerefMut};

use mingma_acts::{Class, Map};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self as say, Said};
use mingma_app::presence::door::{Answer, Brought, Scanned, Taken};
use mingma_app::presence::fixture::{self, Installed};
use mingma_app::presence::level::{Because, Level};
use mingma_app::presence::take::Tallies;
use mingma_app::presence::token::FixtureKind;
use mingma_app::presence::travel::Point;
use mingma_app::register::place::{self, Place, PlaceKind};
use mingma_app::register::story::ZHENGZHOU;
use mingma_model::{Colour, Kind};
use mingma_seal::{SigningKey, SystemRandom};
use mingma_store::scratch::Scratch;
use mingma_wire::{
    Attested, Credential, Issuer, IssuingKey, LIFETIME, LastFour, Masked, PlaceToken, Scan, Signer, Statement,
    StatusRef, Step, Stored,
};

pub use crate::town::{HOUR, id, key, region};
use crate::town::{Town, device};

pub const MINUTE: i64 = 60;

/// Places: id, kind, latitude, longitude. All are registered in Zhengzhou's districts; the
/// last lies, by its coordinates, 600 km away.
const PLACES: [(&str, PlaceKind, i64, i64); 3] = [
    ("east", PlaceKind::Entry, 34_759_000, 113_768_000),
    ("mall", PlaceKind::Venue, 34_760_000, 113_700_000),
    ("far", PlaceKind::Venue, 39_894_000, 116_322_000),
];

pub struct Stage {
    pub town: Town,
    tallies: Tallies,
}

impl Deref for Stage {
    type Target = Town;

    fn deref(&self) -> &Town {
        &self.town
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Town {
        &mut self.town
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
        let stage = Self { town: Town::begin(database, 6), tallies: Tallies::default() };
        stage.lay();
        stage
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

    pub fn one(&self, draft: Draft) -> Handed {
        self.officers(draft, &[1])
    }

    pub fn two(&self, draft: Draft) -> Handed {
        self.officers(draft, &[1, 2])
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
        self.town.house.take_scans(&[scan], &mut self.tallies).pop().unwrap()
    }

    pub fn take_all(&mut self, scans: &[Scanned]) -> Vec<Answer> {
        self.town.house.take_scans(scans, &mut self.tallies)
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
        draft.about(self.people[n], item, &SystemRandom).sign(&[&device(n)])
    }
}
