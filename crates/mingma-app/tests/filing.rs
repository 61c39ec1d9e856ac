//! A day of the evidence room through the one way in of a house that keeps it: what is
//! admitted stands on the board, its letter on the resident's page, what is refused
//! among the refusals, and the audit finds nothing else.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingma_acts::{Act, Class, Map, Power, Uid};
use mingma_app::audit::Audit;
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self, Composing, Finding, Of, Said};
use mingma_app::evidence::{drawn_for, file};
use mingma_app::register::By;
use mingma_app::register::enrolment::{self, Person, Phone};
use mingma_app::register::genesis::{self, Genesis};
use mingma_app::register::institution::{self, Institution, InstitutionKind};
use mingma_app::register::officer::{self, Officer};
use mingma_app::register::power::{self, Grant};
use mingma_app::register::text::Publication;
use mingma_app::register::unit::{self, Unit};
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_model::document::{Document, DocumentKind, PersonName, Purpose};
use mingma_model::{Colour, Id, Kind, Prefix, Region, parse_instant};
use mingma_rules::{load, shipped};
use mingma_seal::{Digest, Domain, PublicKey, SigningKey, SystemRandom};
use mingma_store::Sqlite;
use tempfile::TempDir;

#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

const ORIGIN: &str = "example.org/henan";
const HOUR: i64 = 3_600;

fn key(holder: &str) -> SigningKey {
    SigningKey::from_seed(mingma_seal::sha256(holder.as_bytes()).0)
}

fn keys(holders: &[&str]) -> Vec<SigningKey> {
    holders.iter().map(|holder| key(holder)).collect()
}

fn county() -> Region {
    Region::parse("410103").unwrap()
}

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

/// The day's register: a province with two units, a laboratory, a carrier, and people.
struct Day {
    house: House,
    hands: Hands,
    folder: TempDir,
    people: Vec<Uid>,
}

impl Day {
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path());
        let laid = init::lay(&layout, &SystemRandom).unwrap();
        let hands = Hands(Arc::new(AtomicI64::new(parse_instant("2022-07-08T09:00:00+08:00").unwrap())));
        let opening = Opening {
            store: Arc::new(Sqlite::open(&layout.database()).unwrap()),
            layout,
            profile: Arc::new(shipped::profile("cn").unwrap()),
            clock: Arc::new(hands.clone()),
            random: Arc::new(SystemRandom),
            origin: ORIGIN.into(),
        };
        let house = House::open(opening).unwrap();
        let mut day = Self { house, hands, folder, people: Vec::new() };
        day.found(laid.register);
        day.enrol(6);
        day
    }

    fn now(&self) -> i64 {
        self.hands.now()
    }

    fn later(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
    }

    fn by<'a>(&self, actor: &'a str) -> By<'a> {
        By { actor, at: self.now(), random: &SystemRandom }
    }

    fn with<'a>(&self, actor: &'a str) -> Composing<'a> {
        Composing { actor, now: self.now(), random: &SystemRandom }
    }

    fn hand(&self, handed: &Handed) -> Digest {
        self.house.submit(handed).unwrap();
        mingma_acts::digest_of(&handed.act)
    }

    fn refused(&self, handed: &Handed) -> &'static str {
        self.house.submit(handed).unwrap_err().code()
    }

    fn found(&self, register: PublicKey) {
        let henan = Prefix::parse("41").unwrap();
        let files = load::shipped_files("cn");
        let texts = files.iter().map(|file| Publication::of_pack(file, self.house.profile()).unwrap());
        let begun = Genesis {
            origin: ORIGIN,
            profile: "cn",
            demo: false,
            register,
            units: vec![unit("henan", henan, None)],
            powers: Power::ALL.iter().map(|power| grant("henan", *power, henan)).collect(),
            officers: vec![officer("hn-1", "henan"), officer("hn-2", "henan")],
            texts: texts.collect(),
        };
        let root = keys(&["hn-1", "hn-2"]);
        let root: Vec<&SigningKey> = root.iter().collect();
        self.hand(&genesis::compose(self.by("henan"), &begun).sign(&root));
        let city = Prefix::parse("4101").unwrap();
        self.hand(&unit::compose(self.by("henan"), &unit("city", city, Some("henan"))).sign(&root));
        for power in [Power::Assign, Power::Convert, Power::Declare, Power::Enrol] {
            self.hand(&power::compose(self.by("henan"), &grant("city", power, city)).sign(&root));
        }
        for name in ["zz-1", "zz-2"] {
            self.hand(&officer::compose(self.by("henan"), &officer(name, "city")).sign(&root));
        }
        for (name, kind) in [("lab", InstitutionKind::Laboratory), ("rail", InstitutionKind::Carrier)] {
            let one =
                Institution {
                    id: name, kind, name_zh: "机构", name_en: "one", region: henan, key: key(name).public()
                };
            self.hand(&institution::compose(self.by("henan"), &one).sign(&root));
        }
    }

    fn enrol(&mut self, count: u32) {
        let people: Vec<Person> = (1..=count).map(person).collect();
        let (draft, ids) = enrolment::compose(self.by("city"), &people);
        self.hand(&draft.sign(&[&key("zz-1"), &key("zz-2")]));
        self.people = ids;
    }

    fn items(&self, actor: &str, signers: &[&str], said: Vec<Said>) -> Handed {
        signed(compose::items(&self.with(actor), "test", said), signers)
    }

    fn declares(&self, n: usize) {
        let person = self.people[n];
        let said = Said::new(person, &format!("d-{n}"), Kind::SelfDeclaration, county())
            .with("symptoms", mingma_acts::Datum::List(Vec::new()))
            .with("declared_at", self.now());
        let actor = compose::as_resident(&person);
        self.hand(&signed(compose::declare(&self.with(&actor), said), &[&device(n)]));
    }

    fn number(&self, n: usize) -> u32 {
        self.house.store().by_outer_id(&self.people[n].0).unwrap().unwrap().resident
    }

    /// The colour on the board once the log shows the newest act.
    fn board(&self, n: usize) -> Colour {
        self.house.sequencer().wait_for(self.house.registry().newest).unwrap();
        self.house.follow().unwrap();
        self.house.with_board(|board| board.read(self.number(n), self.now())).unwrap()
    }

    /// The newest letter to somebody, opened with their key.
    fn letter(&self, n: usize) -> serde_json::Value {
        let number = self.number(n);
        let row = self.house.store().letters_of(number).unwrap().pop().unwrap();
        let record = self.house.record(row.seq).unwrap();
        let place = record.act().place().unwrap();
        let mut aad = place.0.to_vec();
        aad.extend(row.n.to_be_bytes());
        let key = self.house.vault().key(number).unwrap().unwrap();
        serde_json::from_slice(&key.open(Domain::Letter, &aad, &row.sealed).unwrap()).unwrap()
    }

    fn audit(&self) -> mingma_app::audit::Report {
        let scratch = tempfile::tempdir().unwrap();
        self.house.sequencer().wait_for(self.house.registry().newest).unwrap();
        let audit = Audit {
            layout: &Layout::new(self.folder.path()),
            keys: &Layout::new(self.folder.path()),
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
        audit.run().unwrap()
    }
}

fn signed(draft: Draft, signers: &[&str]) -> Handed {
    let keys = keys(signers);
    draft.sign(&keys.iter().collect::<Vec<_>>())
}

fn device(n: usize) -> String {
    format!("device {n}")
}

fn unit<'a>(id: &'a str, region: Prefix, parent: Option<&'a str>) -> Unit<'a> {
    Unit { id, name_zh: "单位", name_en: "unit", region, parent, telephone: "0371-12345" }
}

fn grant(unit: &str, power: Power, region: Prefix) -> Grant<'_> {
    Grant { unit, power, region, until: None }
}

fn officer<'a>(id: &'a str, unit: &'a str) -> Officer<'a> {
    Officer { id, unit, key: key(id).public() }
}

fn passport(n: u32) -> String {
    format!("E{n:08}")
}

fn person(n: u32) -> Person {
    Person {
        document: Document::parse(DocumentKind::Passport, &passport(n)).unwrap(),
        name: PersonName::parse("张三").unwrap(),
        phone: Phone::parse("13900000000").unwrap(),
        region: county(),
        key: Some(key(&device(n as usize - 1)).public()),
    }
}

fn test(person: Uid, name: &str, result: &str, at: i64) -> Said {
    Said::new(person, name, Kind::NucleicTest, county())
        .with("result", result)
        .with("sampled_at", at)
        .with("reported_at", at + 600)
        .with("institution", "lab")
        .with("sample_id", format!("s-{name}"))
}

#[test]
fn a_day_in_the_evidence_room_is_kept_shown_told_and_audited() {
    let day = Day::begin();
    // A train brings somebody: yellow under Henan's rule, by the carrier's record alone.
    let arrival = Said::new(day.people[0], "r-1", Kind::Arrival, county())
        .with("origin_region", "310101")
        .with("arrived_at", day.now() - HOUR);
    day.hand(&day.items("rail", &["rail"], vec![arrival]));
    assert_eq!(day.board(0), Colour::Yellow);
    let letter = day.letter(0);
    assert_eq!((&letter["colour"], &letter["tie"]["sort"]), (&"yellow".into(), &"record".into()));
    assert_eq!(letter["telephone"], "0371-12345");

    // A patient: the laboratory's positive, then the case by two.
    day.hand(&day.items("lab", &["lab"], vec![test(day.people[1], "p-1", "positive", day.now() - 2 * HOUR)]));
    let case = Said::new(day.people[1], "c-1", Kind::ConfirmedCase, county()).with("confirmed_at", day.now() - 60);
    let draft = compose::items(&day.with("city"), "case", vec![case]);
    let proposal = compose::propose(&day.with("city"), draft, &key("zz-1"), day.now() + 6 * HOUR);
    day.hand(&proposal);
    let inner = Act::from_bytes(&proposal.act).unwrap().place().unwrap();
    let proposed = {
        let row = day.house.store().proposal(&inner.0).unwrap().unwrap();
        mingma_app::evidence::Proposed::of(&day.house.record(row.seq).unwrap(), &row).unwrap()
    };
    let approved = compose::approve(&proposed, proposal.members.clone(), &key("zz-2"));
    day.hand(&approved);
    assert_eq!(day.board(1), Colour::Red);
    assert_eq!(day.house.store().proposal(&inner.0).unwrap().unwrap().state, "approved");

    // A contact is found; whoever was drawn confirms.
    let found =
        Finding { place: id("p-1"), from: day.now() - 5 * HOUR, to: day.now() - 3 * HOUR, how: id("interview") };
    let met = day.now() - 4 * HOUR;
    let contact = |name: &str| {
        let said = Said::new(day.people[2], name, Kind::CloseContact, county());
        vec![said.with("case", "c-1").with("last_contact_at", met)]
    };
    let finds = |day: &Day| signed(compose::finding(&day.with("city"), &found, contact("k-1")), &["zz-1", "zz-2"]);
    assert_eq!(day.refused(&finds(&day)), "MM-LCK-031", "no tie");
    day.declares(2);
    day.later(60);
    let first = day.hand(&finds(&day));
    assert_eq!(day.board(2), Colour::Yellow);
    let drawn = drawn_for(&day.house, &first).unwrap()["410103"].id.clone();
    let other = if drawn == "hn-1" { "hn-2" } else { "hn-1" };
    let confirm = |who: &str| signed(compose::confirm(&day.with("henan"), first, contact("k-2")), &[who]);
    assert_eq!(day.refused(&confirm(other)), "MM-ADM-009");
    day.hand(&confirm(&drawn));
    assert_eq!(day.board(2), Colour::Red);
    assert_eq!(day.letter(2)["tie"]["kind"], "self_declaration");

    // The laboratory's file of the evening; the traveller's first negative stands in it.
    let mut text = String::from("document_type,document_number,result,sampled_at,reported_at,sample_id,region\n");
    for n in [1_u32, 4, 5] {
        let number = passport(n);
        text +=
            &format!("passport,{number},negative,2022-07-08T08:30:00+08:00,2022-07-08T08:50:00+08:00,f-{n},410103\n");
    }
    let laboratory = file::Laboratory {
        institution: "lab",
        region: "41",
        profile: day.house.profile(),
        now: day.now(),
        name: "f.csv",
    };
    let mut resolve = |documents: &[Document]| {
        let found = |document: &Document| {
            let n: u32 = document.reveal(Purpose::Matching)[1..].parse().ok()?;
            Some(file::Found { number: n, resident: day.people[n as usize - 1] })
        };
        Ok(documents.iter().map(found).collect())
    };
    let report = file::read(text.as_bytes(), &laboratory, &mut resolve).unwrap();
    assert_eq!(report.preview.negative, 3);
    day.hand(&signed(compose::file(&day.with("lab"), report), &["lab"]));
    assert_eq!(day.board(0), Colour::Yellow, "one of two");

    // What the train said was of somebody else: struck out by one officer.
    let act = day.house.store().acts(1, 1_000).unwrap();
    let arrived = act.iter().find(|row| row.actor == "rail").unwrap().digest;
    let of = Of { resident: day.people[0], of: id("r-1"), region: county(), act: Digest(arrived) };
    day.hand(&signed(compose::correct(&day.with("city"), &id("wrong-person"), &[of]), &["zz-1"]));
    assert_eq!(day.board(0), Colour::Green);

    // Every refusal is found again, and the audit finds nothing else.
    let refusals = day.house.store().refusals(None, 10).unwrap();
    let codes: Vec<&str> = refusals.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["MM-ADM-009", "MM-LCK-031"]);
    let report = day.audit();
    assert!(report.clean(), "{:#?}", report.differences);
}

#[test]
fn what_no_row_can_hold_is_refused_and_stops_nobody() {
    let day = Day::begin();
    let nobody: Vec<&SigningKey> = Vec::new();
    for actor in ["\0", "", "a b", &"x".repeat(600_000)] {
        let body = Map::new().with("reason", "x");
        let draft = Draft::new(Class::UnitClosed, actor, body, day.now(), &SystemRandom);
        assert_eq!(day.refused(&draft.sign(&nobody)), "MM-ACT-001");
    }
    // Each refusal was kept, without what was written there; and the register goes on.
    let kept = day.house.store().refusals(None, 10).unwrap();
    assert!(kept.iter().take(4).all(|row| row.actor == "?" && row.code == "MM-ACT-001"));
    assert_eq!(day.house.health().stopped, None);
    let before = day.house.registry().newest;
    day.house
        .submit(&Draft::new(Class::UnitClosed, "city", Map::new(), day.now(), &SystemRandom).sign(&nobody))
        .unwrap_err();
    assert_eq!(day.house.registry().newest, before + 1);
}
