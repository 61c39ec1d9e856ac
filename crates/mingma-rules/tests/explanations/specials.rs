//! What no single rule can show: nothing known, nothing in force, two reasons, corrections.

use std::fmt::Write as _;

use mingma_model::{Colour, Event, Evidence, Id, Kind, Lang, Profile, Region, TestResult, Value};
use mingma_rules::explain::explain;
use mingma_rules::{Dossier, Rulebook};

use crate::people::{DAY, HOUR, follow_up, item, recheck, stay, test};

/// A person at a moment.
pub struct Special {
    pub zh: &'static str,
    pub en: &'static str,
    pub at: &'static str,
    pub items: Vec<Evidence>,
    pub as_if: bool,
}

impl Special {
    /// The packs that speak, moved where it is a trial.
    pub fn book(&self, book: &Rulebook) -> Rulebook {
        let at = self.time(book);
        if self.as_if { book.as_if(at - 30 * DAY, at + 60 * DAY) } else { book.clone() }
    }

    pub fn time(&self, book: &Rulebook) -> i64 {
        time(book, self.at)
    }

    pub fn dossier(&self) -> Dossier {
        Dossier::new(self.items.clone()).unwrap()
    }
}

/// All of them as a text.
pub fn tell(book: &Rulebook, profile: &Profile, lang: Lang) -> String {
    let mut out = String::new();
    for special in specials(book) {
        let (book, dossier) = (special.book(book), special.dossier());
        let derivation = book.derive(&dossier, special.time(&book)).unwrap();
        let told = explain(&book, &dossier, &derivation, profile, lang).unwrap();
        let _ = writeln!(
            out,
            "# {}\n[{}] {}\n  {}",
            lang.pick(special.zh, special.en),
            special.at,
            told.headline,
            told.sentence
        );
        let one = |row: &Option<String>| row.iter().cloned().collect::<Vec<_>>();
        let rows = [
            ("为什么", "why", told.why.clone()),
            ("到何时", "until", told.until.clone()),
            ("怎样解除", "frees", told.frees.clone()),
            ("来源", "source", told.sources.clone()),
            ("未涵盖", "not covered", one(&told.not_covered)),
            ("试行", "as if", one(&told.as_if)),
        ];
        for (zh, en, rows) in rows {
            for row in rows {
                let _ = writeln!(out, "    {} | {row}", lang.pick(zh, en));
            }
        }
        out.push('\n');
    }
    out
}

fn time(book: &Rulebook, text: &str) -> i64 {
    book.zone().parse(&format!("{text}:00+08:00")).unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn with(mut item: Evidence, word: &'static str, value: Value) -> Evidence {
    item.attributes.insert(word, value);
    item
}

/// All of them.
pub fn specials(book: &Rulebook) -> Vec<Special> {
    let at = |text: &str| time(book, text);
    let new = |name: &str, kind, code: &str, day: &str| item(name, kind, region(code), at(day), at(day) + HOUR);
    let arrival = |day: &str| new("e-1", Kind::Arrival, "410105", day);
    let contact = |day: &str| new("e-2", Kind::CloseContact, "410105", day);
    let case = |zh, en, at, items| Special { zh, en, at, items, as_if: false };
    vec![
        case("什么都没有登记", "nothing on record", "2022-06-22T12:00", vec![]),
        case("尚未登记", "not known yet", "2022-06-20T12:00", vec![arrival("2022-06-20T14:05")]),
        case(
            "只有阴性检测",
            "negative tests alone",
            "2022-06-23T12:00",
            vec![test("t-1", &arrival("2022-06-20T14:05"), at("2022-06-21T09:00"), TestResult::Negative)],
        ),
        case("没有规则涉及", "no rule in force", "2026-11-24T12:00", vec![arrival("2026-11-20T14:05")]),
        Special {
            as_if: true,
            ..case("试行", "as if in force", "2026-11-24T12:00", vec![arrival("2026-11-20T14:05")])
        },
        case("规则已到期", "the rules ended", "2022-09-18T12:00", vec![arrival("2022-09-15T14:05")]),
        case("规则后来才有", "the rules came later", "2022-03-23T12:00", vec![arrival("2022-03-21T14:05")]),
        case(
            "两个原因",
            "two reasons",
            "2022-06-21T12:00",
            vec![arrival("2022-06-20T14:05"), new("e-2", Kind::GeneralContact, "410105", "2022-06-19T20:00")],
        ),
        case(
            "三个原因",
            "three reasons",
            "2022-07-10T12:00",
            vec![
                arrival("2022-07-08T14:05"),
                new("e-2", Kind::SameVehicle, "410105", "2022-07-08T14:05"),
                new("e-3", Kind::IsolationEnd, "410105", "2022-07-09T09:00"),
            ],
        ),
        case(
            "红黄两个原因",
            "a red and a yellow reason",
            "2022-07-10T12:00",
            vec![contact("2022-07-08T20:00"), arrival("2022-07-08T14:05")],
        ),
        case(
            "一项受限，一项没有规则涉及",
            "one restricts, one is not covered",
            "2022-07-10T12:00",
            vec![contact("2022-07-08T20:00"), new("e-3", Kind::Vaccination, "410105", "2022-07-01T09:00")],
        ),
        case(
            "绿码，另有一项没有规则涉及",
            "green, and one is not covered",
            "2022-07-20T12:00",
            vec![arrival("2022-07-08T14:05"), new("e-3", Kind::ForeignCertificate, "410105", "2022-07-01T09:00")],
        ),
        case("已更正", "corrected", "2022-06-22T12:00", {
            let of = |id: &str| Value::Id(Id::parse(id).unwrap());
            vec![
                arrival("2022-06-20T14:05"),
                with(new("c-1", Kind::Correction, "410105", "2022-06-21T09:00"), "of", of("e-1")),
            ]
        }),
        case("出院七天内仍因阳性为红", "still red by the positive after discharge", "2022-07-12T12:00", {
            let mut positive = test("t-1", &arrival("2022-07-06T14:05"), at("2022-07-06T09:00"), TestResult::Positive);
            positive.region = region("110105");
            let case = new("e-2", Kind::ConfirmedCase, "110105", "2022-07-07T09:00");
            let left = follow_up("f-1", &case, Event::Discharged, at("2022-07-11T10:00"));
            vec![positive, case, left]
        }),
        case("较宽的规则后来施行", "a milder pack came later", "2022-07-02T12:00", {
            let contact = new("e-2", Kind::CloseContact, "110105", "2022-06-20T14:05");
            let test = test("t-1", &contact, at("2022-06-30T09:00"), TestResult::Negative);
            vec![contact, test]
        }),
        case("夜间临时处置，按黄码", "a provisional act of the night, held at yellow", "2022-07-08T23:00", {
            let mut contact = contact("2022-07-08T20:00");
            contact.until = Some(at("2022-07-09T09:00"));
            let held = stay(&contact, Colour::Yellow, at("2022-07-08T21:00"), at("2022-07-30T00:00"));
            vec![contact, held]
        }),
        case("混检管阳性", "a positive pool", "2022-07-08T23:00", {
            let pool = with(
                new("e-1", Kind::ScreenPositive, "310101", "2022-07-08T08:00"),
                "pool",
                Value::Id(Id::parse("P-1").unwrap()),
            );
            vec![pool]
        }),
        case("混检管阳性后复检阴性", "a positive pool, then rechecked", "2022-07-09T23:00", {
            let pool = with(
                new("e-1", Kind::ScreenPositive, "310101", "2022-07-08T08:00"),
                "pool",
                Value::Id(Id::parse("P-1").unwrap()),
            );
            let again = recheck("t-1", &pool, at("2022-07-09T09:00"));
            vec![pool, again]
        }),
        case("申报症状和体温", "symptoms and a temperature declared", "2022-07-09T12:00", {
            let told = with(
                new("e-1", Kind::SelfDeclaration, "510104", "2022-07-08T08:00"),
                "symptoms",
                Value::Symptoms(vec![1, 2]),
            );
            vec![with(told, "temperature", Value::Temperature(382))]
        }),
        case(
            "跨年",
            "over the turn of the year",
            "2021-12-30T12:00",
            vec![new("e-2", Kind::CloseContact, "110105", "2021-12-28T14:05")],
        ),
        case("外省推送，截止早于期限", "a notice that ends before its lapse", "2022-07-09T12:00", {
            let mut notice = new("e-1", Kind::Notice, "411102", "2022-07-08T14:05");
            notice.until = Some(at("2022-07-12T00:00"));
            vec![with(notice, "origin_colour", Value::Colour(Colour::Yellow))]
        }),
    ]
}
