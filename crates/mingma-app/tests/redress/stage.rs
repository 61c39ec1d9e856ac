//! The story's register with people in it, one of whom lives in a risk area.

use std::ops::Deref;
use std::sync::atomic::Ordering;

use mingma_acts::{Datum, Uid};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self as say, Area, Composing, Said, as_resident};
use mingma_app::redress::compose::{self, Appeal, Decided};
use mingma_app::redress::ground::{Ground, Lane, Urgency};
use mingma_app::redress::number::Number;
use mingma_app::redress::{Plea, Terms, Verdict};
use mingma_app::register::story::{CARRIER, COUNTY_CDC, ZHENGZHOU};
use mingma_app::{Handed, Layout};
use mingma_model::{Id, Kind, Level, parse_instant};
use mingma_seal::{Domain, SigningKey, SystemRandom};
use mingma_store::rows::AppealRow;
use mingma_store::scratch::Scratch;
use serde_json::Value;

pub use crate::town::{HOUR, id, region};
use crate::town::{Town, device};

pub struct Stage(Town);

impl Deref for Stage {
    type Target = Town;

    fn deref(&self) -> &Town {
        &self.0
    }
}

impl Stage {
    pub fn sqlite() -> Self {
        Self(Town::begin(None, 5))
    }

    pub fn postgres() -> Self {
        Self(Town::begin(Some(Scratch::new().unwrap()), 5))
    }

    /// To a moment of the year 2022, such as `07-11T09:00`.
    pub fn to(&self, moment: &str) {
        let at = parse_instant(&format!("2022-{moment}:00+08:00")).unwrap();
        assert!(at >= self.now());
        self.hands.0.store(at, Ordering::Relaxed);
    }

    /// The register's own key, as it lies in its folder.
    pub fn register(&self) -> SigningKey {
        let path = Layout::new(self.folder.path()).register_key();
        SigningKey::from_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
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
            let lapse = other.map_or_else(|_| self.lapse(*n), |terms| terms.clock.filed.lapse);
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

    /// When what somebody appealed against lapses, as the newest letter about it derives it.
    fn lapse(&self, n: usize) -> i64 {
        let letters = self.letters(n);
        let filed =
            letters.iter().rev().find(|letter| letter["letter"] == "appeal_filed" && !letter["clock"].is_null());
        parse_instant(filed.unwrap()["clock"]["lapse"].as_str().unwrap()).unwrap()
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
}
