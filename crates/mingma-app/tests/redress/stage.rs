//! The story's register with people in it, one of whom lives in a risk area.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingma_acts::{Datum, Uid};
use mingma_app::audit::Audit;
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self as say, Area, Composing, Said, as_resident};
use mingma_app::redress::compose::{self, Appeal, Decided};
use mingma_app::redress::ground::{Ground, Lane, Urgency};
use mingma_app::redress::number::Number;
use mingma_app::redress::{Plea, Terms, Verdict};
use mingma_app::register::By;
use mingma_app::register::enrolment::{self, Person, Phone};
use mingma_app::register::story::{CARRIER, COUNTY_CDC, Cast, LABORATORY, Telling, ZHENGZHOU, officer_id};
use mingma_app::register::text::Publication;
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_model::document::{Document, DocumentKind, PersonName, check_character};
use mingma_model::{Colour, Id, Kind, Level, Region, parse_instant};
use mingma_rules::{load, shipped};
use mingma_seal::{Domain, SigningKey, SystemRandom};
use mingma_store::rows::AppealRow;
use mingma_store::scratch::Scratch;
use mingma_store::{Sqlite, Store};
use serde_json::Value;
use tempfile::TempDir;

#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

const ORIGIN: &str = "example.org/henan";
pub const HOUR: i64 = 3_600;

pub struct Stage {
    pub house: House,
    pub people: Vec<Uid>,
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

fn device(n: usize) -> SigningKey {
    SigningKey::from_seed(mingma_seal::sha256(format!("device {n}").as_bytes()).0)
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
        // A Friday.
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
        let mut stage = Self { house, people: Vec::new(), cast, hands, folder, _database: database };
        stage.enrol(5);
        stage
    }

    fn enrol(&mut self, count: usize) {
        let first = self.people.len();
        let people: Vec<Person> = (first..first + count).map(person).collect();
        let by = By { actor: ZHENGZHOU, at: self.now(), random: &SystemRandom };
        let (draft, ids) = enrolment::compose(by, &people);
        self.hand(&self.signed(draft, &[&officer_id(ZHENGZHOU, 1), &officer_id(ZHENGZHOU, 2)]));
        self.people.extend(ids);
    }

    pub fn now(&self) -> i64 {
        self.hands.now()
    }

    pub fn later(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// To a moment of the year 2022, such as `07-11T09:00`.
    pub fn to(&self, moment: &str) {
        let at = parse_instant(&format!("2022-{moment}:00+08:00")).unwrap();
        assert!(at >= self.now());
        self.hands.0.store(at, Ordering::Relaxed);
    }

    pub fn with<'a>(&self, actor: &'a str) -> Composing<'a> {
        Composing { actor, now: self.now(), random: &SystemRandom }
    }

    pub fn signed(&self, draft: Draft, holders: &[&str]) -> Handed {
        let keys: Vec<&SigningKey> = holders.iter().map(|holder| self.cast.key(holder).unwrap()).collect();
        draft.sign(&keys)
    }

    pub fn officers(&self, draft: Draft, numbers: &[u8]) -> Handed {
        let unit = draft.act().actor;
        let ids: Vec<String> = numbers.iter().map(|n| officer_id(&unit, *n)).collect();
        self.signed(draft, &ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The register's own key, as it lies in its folder.
    pub fn register(&self) -> SigningKey {
        let path = Layout::new(self.folder.path()).register_key();
        SigningKey::from_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    pub fn hand(&self, handed: &Handed) {
        self.house.submit(handed).unwrap();
    }

    pub fn refused(&self, handed: &Handed) -> &'static str {
        self.house.submit(handed).unwrap_err().code()
    }

    pub fn actor(&self, n: usize) -> String {
        as_resident(&self.people[n])
    }

    pub fn by_device(&self, n: usize, draft: impl Fn(&Composing<'_>) -> Draft) -> Handed {
        draft(&self.with(&self.actor(n))).sign(&[&device(n)])
    }

    /// These people live in an area of high risk: two officers of the district say so, red.
    pub fn live_in_the_area(&self, people: &[usize]) {
        for n in people {
            let declared = Said::new(self.people[*n], &format!("d-{n}"), Kind::SelfDeclaration, region())
                .with("symptoms", Datum::List(Vec::new()))
                .with("declared_at", self.now() - 60);
            self.hand(&self.by_device(*n, |with| say::declare(with, declared.clone())));
        }
        let area = Area {
            area: id("jinshui-1"),
            region: region(),
            level: Level::High,
            declared_at: self.now() - HOUR,
            name_zh: "某小区".into(),
            name_en: "a compound".into(),
        };
        self.hand(&self.officers(say::declare_area(&self.with(ZHENGZHOU), &area), &[1, 2]));
        let residents: Vec<Uid> = people.iter().map(|n| self.people[*n]).collect();
        self.hand(&self.officers(say::residence(&self.with(COUNTY_CDC), &area, &residents), &[1, 2]));
    }

    /// These people arrived by one train: the carrier says so, yellow.
    pub fn arrive(&self, people: &[usize]) {
        let arrived = self.now() - HOUR;
        let said = |n: &usize| {
            Said::new(self.people[*n], &format!("r-{n}"), Kind::Arrival, region())
                .with("origin_region", "310101")
                .with("arrived_at", arrived)
        };
        let draft = say::items(&self.with(CARRIER), "train", people.iter().map(said).collect());
        self.hand(&self.signed(draft, &[CARRIER]));
    }

    /// A laboratory finds somebody positive: red.
    pub fn tests_positive(&self, n: usize) {
        self.tests(n, "positive");
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

    /// The item of a kind that a person has.
    pub fn item(&self, n: usize, kind: Kind) -> Id {
        let registry = self.house.registry();
        let grounds = self.house.grounds(&registry);
        let number = self.number(n);
        let mut found = None;
        for row in grounds.store.members_of(number).unwrap() {
            let record = self.house.record(row.seq).unwrap();
            for one in mingma_app::open_members(grounds.store, grounds.vault, &record).unwrap() {
                let item = one.member.filter(|_| one.sealed.resident == number).map(|member| member.item);
                if let Some(item) = item.filter(|item| item.text("kind") == Some(kind.word())) {
                    found = Id::parse(item.text("id").unwrap());
                }
            }
        }
        found.unwrap()
    }

    pub fn number(&self, n: usize) -> u32 {
        self.house.store().by_outer_id(&self.people[n].0).unwrap().unwrap().resident
    }

    pub fn terms(&self, n: usize, item: &Id, ground: Ground, lane: Lane) -> Terms {
        let plea = Plea { ground, lane, at: self.now() };
        self.house.appeal_terms(&self.people[n], item.as_str(), plea).unwrap()
    }

    pub fn appeal<'a>(&self, n: usize, item: &'a Id) -> Appeal<'a> {
        Appeal {
            resident: self.people[n],
            number: Number::draw(&SystemRandom),
            item,
            ground: Ground::NotThere,
            urgent: None,
            words: Some("我不住在那里"),
            contact: None,
            files: &[],
        }
    }

    pub fn filed(&self, n: usize, appeal: &Appeal<'_>) -> Handed {
        let terms = self.terms(n, appeal.item, appeal.ground, appeal.lane());
        self.by_device(n, |with| compose::file(with, appeal, &terms))
    }

    /// Files an appeal and gives its number.
    pub fn file(&self, n: usize, kind: Kind) -> String {
        self.file_urgent(n, kind, None)
    }

    pub fn file_urgent(&self, n: usize, kind: Kind, urgent: Option<Urgency>) -> String {
        let item = self.item(n, kind);
        let appeal = Appeal { urgent, ..self.appeal(n, &item) };
        self.hand(&self.filed(n, &appeal));
        appeal.number.to_string()
    }

    pub fn row(&self, number: &str) -> AppealRow {
        self.house.store().appeal(number).unwrap().unwrap()
    }

    /// A decision on appeals of these people, as a unit composes it.
    pub fn decision(&self, unit: &str, verdict: Verdict, reasons: &str, appeals: &[(usize, &str)]) -> Draft {
        let rows: Vec<AppealRow> = appeals.iter().map(|(_, number)| self.row(number)).collect();
        let items: Vec<Id> = rows.iter().map(|row| id(&row.item)).collect();
        let one = |(at, (n, number)): (usize, &(usize, &'_ str))| {
            let plea = Plea { ground: Ground::NotThere, lane: Lane::Ordinary, at: self.now() };
            // What the item's lapse is the terms of another appeal against it would tell.
            let other = self.house.appeal_terms(&self.people[*n], items[at].as_str(), plea);
            let lapse = other.map_or_else(|_| self.lapse(*n, &items[at]), |terms| terms.clock.filed.lapse);
            (*n, (*number).to_owned(), lapse)
        };
        let told: Vec<(usize, String, i64)> = appeals.iter().enumerate().map(one).collect();
        let decided: Vec<Decided<'_>> = told
            .iter()
            .enumerate()
            .map(|(at, (n, number, lapse))| Decided {
                resident: self.people[*n],
                number,
                reasons,
                of: (&items[at], region()),
                lapse: *lapse,
            })
            .collect();
        compose::decide(&self.with(unit), verdict, None, &decided)
    }

    /// When an item lapses, as the newest letter about the person's appeal derives it.
    fn lapse(&self, n: usize, item: &Id) -> i64 {
        let letters = self.letters(n);
        let filed =
            letters.iter().rev().find(|letter| letter["letter"] == "appeal_filed" && !letter["clock"].is_null());
        let _ = item;
        parse_instant(filed.unwrap()["clock"]["lapse"].as_str().unwrap()).unwrap()
    }

    /// The colour on the board once the log shows the newest act.
    pub fn colour(&self, n: usize) -> Colour {
        self.house.sequencer().wait_for(self.house.registry().newest).unwrap();
        self.house.follow().unwrap();
        self.house.with_board(|board| board.read(self.number(n), self.now())).unwrap()
    }

    /// Letters to somebody, opened with their key, oldest first.
    pub fn letters(&self, n: usize) -> Vec<Value> {
        let number = self.number(n);
        let key = self.house.vault().key(number).unwrap().unwrap();
        let open = |row: mingma_store::rows::LetterRow| {
            let place = self.house.record(row.seq).unwrap().act().place().unwrap();
            let aad = [&place.0[..], &row.n.to_be_bytes()].concat();
            serde_json::from_slice(&key.open(Domain::Letter, &aad, &row.sealed).unwrap()).unwrap()
        };
        self.house.store().letters_of(number).unwrap().into_iter().map(open).collect()
    }

    pub fn letter(&self, n: usize) -> Value {
        self.letters(n).pop().unwrap()
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
