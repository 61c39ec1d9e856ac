//! The evidence room: what is admitted, what is refused and by which code, and what
//! follows.

#![allow(clippy::unwrap_used, clippy::panic)]

mod stage;

use std::path::Path;

use mingma_acts::{ActError, Class, Datum, Folding, Map, Record, Uid, View, fold};
use mingma_app::evidence::admissible::{self, Rest, TABLE};
use mingma_app::evidence::compose::{self, Area, Finding, Of, Said};
use mingma_app::evidence::{Proposed, Source, file, provisional};
use mingma_app::{Decision, Handed, Refusal};
use mingma_model::{Colour, Event, Id, Kind, Level};
use mingma_seal::{Digest, MasterKey, SystemRandom};
use mingma_store::{Row, Table, Value};
use proptest::prelude::*;
use stage::{DAY, HOUR, PROFILE, Stage, arrival, contact, digest_of, entry, key, notice, region, test, uid};

fn why(outcome: Result<Decision, Refusal>) -> &'static str {
    outcome.map_or_else(|refusal| refusal.why.code(), |_| "admitted")
}

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

// The table.

#[test]
fn every_kind_has_one_row_and_no_row_lacks_its_kind() {
    let rows: Vec<Kind> = TABLE.iter().map(|row| row.kind).collect();
    assert_eq!(rows, Kind::ALL);
    for kind in Kind::ALL {
        assert_eq!(admissible::of(*kind).kind, *kind);
    }
    for rest in Rest::ALL {
        assert!(TABLE.iter().any(|row| row.rest == *rest), "{rest:?}");
    }
    for source in Source::ALL {
        assert!(TABLE.iter().any(|row| row.sources.contains(source)), "{source:?}");
    }
}

#[test]
fn the_page_of_what_is_admissible_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/admissibility.md");
    let page = admissible::page();
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page, "UPDATE_MANUAL=1 writes it");
}

/// An item of each kind that fits its form, and rests on nothing yet.
fn of_kind(person: Uid, kind: Kind, now: i64) -> Said {
    let mut said = Said::new(person, "i-1", kind, region("410103"));
    for attribute in kind.attributes().iter().filter(|attribute| attribute.required) {
        use mingma_model::Holds;
        let value: Datum = match attribute.holds {
            Holds::Time => (now - HOUR).into(),
            Holds::Id | Holds::Item => "x-1".into(),
            Holds::Region => "310101".into(),
            Holds::Colour | Holds::Cap => "yellow".into(),
            Holds::Kind => "close_contact".into(),
            Holds::Country => "JP".into(),
            Holds::Level => "high".into(),
            Holds::Result => "positive".into(),
            Holds::Symptoms => Datum::List(Vec::new()),
            Holds::Temperature => 366.into(),
            Holds::Dose => 1.into(),
            Holds::Event => "discharged".into(),
        };
        said.item.set(attribute.word, value);
    }
    if kind == Kind::Notice { said.with("until", now + DAY) } else { said }
}

#[test]
fn each_source_is_refused_every_kind_that_the_table_does_not_give_it() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let sources: [(Source, &str, &[&str]); 5] = [
        (Source::TwoOfficers, "zhengzhou", &["zz-1", "zz-2"]),
        (Source::Laboratory, "lab-zz", &["lab-zz"]),
        (Source::Port, "port-zz", &["port-zz"]),
        (Source::Carrier, "rail", &["rail"]),
        (Source::Partner, "shanghai", &["shanghai"]),
    ];
    for row in TABLE {
        for (source, actor, signers) in &sources {
            let handed = stage.by(actor, signers, vec![of_kind(person, row.kind, stage.now)]);
            let code = why(stage.decide(&handed));
            assert_eq!(code == "MM-LCK-001", refused(row, *source), "{} from {source:?}: {code}", row.kind.word());
        }
        let own = stage.by_resident(person, vec![of_kind(person, row.kind, stage.now)]);
        let code = why(stage.decide(&own));
        assert_eq!(code == "MM-LCK-001", refused(row, Source::Resident), "{} by the resident: {code}", row.kind.word());
    }
}

/// Contacts lack their finding, which is the first lock's matter as well.
fn refused(row: &admissible::Admissible, source: Source) -> bool {
    !row.from(source) || matches!(row.rest, Rest::Finding | Rest::FindingOfContact)
}

// Attempts.

type Attempt = (&'static str, &'static str, fn(&mut Stage, Uid) -> Handed);

const ATTEMPTS: &[Attempt] = &[
    ("a time 121 s ahead", "MM-ADM-002", |stage, person| {
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now + 121)])
    }),
    ("a fast clock of 120 s", "admitted", |stage, person| {
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now + 120)])
    }),
    ("an attribute of no kind", "MM-ADM-003", |stage, person| {
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now).with("bank", "rural")])
    }),
    ("an end that the filer sets", "MM-ADM-003", |stage, person| {
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now).with("until", stage.now + DAY)])
    }),
    ("a region that is none", "MM-ADM-003", |stage, person| {
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now).with("region", "419999")])
    }),
    ("a country that is none", "MM-ADM-003", |stage, person| {
        stage.by("port-zz", &["port-zz"], vec![entry(person, "e-1", stage.now).with("country", "XQ")])
    }),
    ("a report before its sampling", "MM-ADM-003", |stage, person| {
        let said = test(person, "t-1", "negative", stage.now - HOUR).with("reported_at", stage.now - 2 * HOUR);
        stage.by("lab-zz", &["lab-zz"], vec![said])
    }),
    ("another laboratory's report", "MM-ADM-007", |stage, person| {
        let said = test(person, "t-1", "negative", stage.now - HOUR).with("institution", "lab-hb");
        stage.by("lab-zz", &["lab-zz"], vec![said])
    }),
    ("a word too many in the body", "MM-ADM-003", |stage, person| {
        let body = Map::new().with("remark", "depositor");
        let draft = mingma_app::compose::Draft::new(Class::Evidence, "rail", body, stage.now, &SystemRandom);
        let said = arrival(person, "r-1", stage.now);
        draft.about(person, said.item, &SystemRandom).sign(&[&key("rail")])
    }),
    ("nobody", "MM-ADM-011", |stage, _| stage.by("rail", &["rail"], Vec::new())),
    ("a case without a positive", "MM-ADM-005", |stage, person| {
        let said = Said::new(person, "c-1", Kind::ConfirmedCase, region("410103")).with("confirmed_at", stage.now);
        stage.by("zhengzhou", &["zz-1", "zz-2"], vec![said])
    }),
    ("a case that the body does not list", "MM-ADM-003", |stage, person| {
        let said = Said::new(person, "c-1", Kind::ConfirmedCase, region("410103")).with("confirmed_at", stage.now);
        let draft = mingma_app::compose::Draft::new(Class::Evidence, "zhengzhou", Map::new(), stage.now, &SystemRandom);
        draft.about(person, said.item, &SystemRandom).sign(&[&key("zz-1"), &key("zz-2")])
    }),
    ("an area that nobody declared", "MM-ADM-005", |stage, person| {
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-9").with("level", "high").with("left_at", stage.now - HOUR);
        stage.by_resident(person, vec![said])
    }),
    ("an area of another level", "MM-ADM-005", |stage, person| {
        stage.area("a-1", "410103", "medium", stage.now - DAY);
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-1").with("level", "high").with("left_at", stage.now - HOUR);
        stage.by_resident(person, vec![said])
    }),
    ("an area declared afterwards", "MM-ADM-005", |stage, person| {
        stage.area("a-1", "410103", "high", stage.now - 60);
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-1").with("level", "high").with("left_at", stage.now - HOUR);
        stage.by_resident(person, vec![said])
    }),
    ("a stay in an area in force, by the own word", "admitted", |stage, person| {
        stage.area("a-1", "410103", "high", stage.now - DAY);
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-1").with("level", "high").with("left_at", stage.now - HOUR);
        stage.by_resident(person, vec![said])
    }),
    ("a contact without a finding", "MM-LCK-001", |stage, person| {
        let patient = stage.enrol(90);
        stage.case(patient, "c-1");
        stage.by("zhengzhou", &["zz-1", "zz-2"], vec![contact(person, "k-1", "c-1", stage.now - HOUR)])
    }),
    ("a notice of something that is no ground there", "MM-LCK-001", |stage, person| {
        let said = notice(person, "n-1", "red", stage.now - 60, stage.now + DAY).with("origin_kind", "vaccination");
        stage.by("shanghai", &["shanghai"], vec![said])
    }),
    ("a notice from a region that is not the partner's", "MM-ADM-007", |stage, person| {
        let said = notice(person, "n-1", "red", stage.now - 60, stage.now + DAY).with("origin_region", "130102");
        stage.by("shanghai", &["shanghai"], vec![said])
    }),
    ("a stay that somebody hands in", "MM-LCK-001", |stage, person| {
        let said = of_kind(person, Kind::Stay, stage.now);
        stage.by("zhengzhou", &["zz-1", "zz-2"], vec![said])
    }),
    ("a vaccination by one officer", "admitted", |stage, person| {
        stage.by("zhengzhou", &["zz-1"], vec![of_kind(person, Kind::Vaccination, stage.now)])
    }),
    ("a vaccination by a unit with no power there", "MM-LCK-003", |stage, person| {
        stage.by("luohe", &["lh-1"], vec![of_kind(person, Kind::Vaccination, stage.now)])
    }),
    ("a vaccination by a unit that may ease", "admitted", |stage, person| {
        stage.revoke("zhengzhou", mingma_acts::Power::Assign);
        stage.by("zhengzhou", &["zz-1"], vec![of_kind(person, Kind::Vaccination, stage.now)])
    }),
    ("a certificate that nobody verified", "MM-ADM-005", |stage, person| {
        stage.by("zhengzhou", &["zz-1"], vec![of_kind(person, Kind::ForeignCertificate, stage.now)])
    }),
    ("an end of isolation that nobody ordered", "MM-ADM-005", |stage, person| {
        stage.by("zhengzhou", &["zz-1", "zz-2"], vec![of_kind(person, Kind::IsolationEnd, stage.now)])
    }),
    ("a follow-up of nothing", "MM-ADM-005", |stage, person| {
        stage.by("zhengzhou", &["zz-1"], vec![of_kind(person, Kind::FollowUp, stage.now)])
    }),
    ("a recheck of nothing", "MM-ADM-005", |stage, person| {
        let said = test(person, "t-1", "negative", stage.now - HOUR).with("recheck_of", "t-0");
        stage.by("lab-zz", &["lab-zz"], vec![said])
    }),
    ("one id for two contents", "MM-ADM-004", |stage, person| {
        stage.keep(&stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now - 3 * DAY)])).unwrap();
        stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now)])
    }),
    ("the same fact twice in one act", "MM-ADM-001", |stage, person| {
        let twice = vec![arrival(person, "r-1", stage.now - 60), arrival(person, "r-2", stage.now)];
        stage.by("rail", &["rail"], twice)
    }),
    ("the same fact again, by the same source", "MM-ADM-001", |stage, person| {
        stage.keep(&stage.by("rail", &["rail"], vec![arrival(person, "r-1", stage.now - HOUR)])).unwrap();
        stage.by("rail", &["rail"], vec![arrival(person, "r-2", stage.now)])
    }),
    ("another sample of one day", "admitted", |stage, person| {
        stage
            .keep(&stage.by("lab-zz", &["lab-zz"], vec![test(person, "t-1", "negative", stage.now - 2 * HOUR)]))
            .unwrap();
        stage.by("lab-zz", &["lab-zz"], vec![test(person, "t-2", "negative", stage.now - HOUR)])
    }),
    ("the same sample again", "MM-ADM-001", |stage, person| {
        stage.keep(&stage.by("lab-zz", &["lab-zz"], vec![test(person, "t-1", "negative", stage.now - HOUR)])).unwrap();
        stage.by(
            "lab-zz",
            &["lab-zz"],
            vec![test(person, "t-2", "negative", stage.now - HOUR).with("sample_id", "s-t-1")],
        )
    }),
    ("a second resident's device", "MM-LCK-004", |stage, person| {
        let other = stage.enrol(91);
        let said = of_kind(person, Kind::SelfDeclaration, stage.now);
        let actor = compose::as_resident(&person);
        compose::declare(&stage.with(&actor), said).sign(&[&stage::device(&other)])
    }),
];

#[test]
fn every_attempt_ends_in_its_code() {
    for (attempt, code, hand) in ATTEMPTS {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        let handed = hand(&mut stage, person);
        assert_eq!(why(stage.decide(&handed)), *code, "{attempt}");
    }
}

/// An arrival whose body holds a word of this value.
fn with_word(stage: &Stage, person: Uid, word: &str, value: Datum) -> Handed {
    let mut body = Map::new();
    body.set(word, value);
    let draft = mingma_app::compose::Draft::new(Class::Evidence, "rail", body, stage.now, &SystemRandom);
    draft.about(person, arrival(person, "r-1", stage.now).item, &SystemRandom).sign(&[&key("rail")])
}

#[test]
fn a_body_holds_nothing_but_its_words_each_of_its_form() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let code = |word: &str, value: Datum| why(stage.decide(&with_word(&stage, person, word, value)));
    for word in ["source", "purpose", "why"] {
        assert_eq!(code(word, "列车到达，第 G123 次".into()), "admitted", "{word}");
        assert_eq!(code(word, "x".repeat(600).into()), "admitted", "{word}");
        assert_eq!(code(word, "x".repeat(601).into()), "MM-ADM-003", "{word} too long");
        assert_eq!(code(word, "in 123456 places".into()), "admitted", "{word}");
    }
    for word in ["source", "purpose", "why", "setting"] {
        for text in
            ["call 1000000", "致电１００００００", "two\nlines", "\u{1b}[2K", "\u{9b}2K", "\u{202e}der", "\u{2066}x"]
        {
            assert_eq!(code(word, text.into()), "MM-ADM-003", "{word} {text:?}");
        }
        let list = Datum::List(vec!["名单".into()]);
        for value in [Datum::Bytes(vec![7; 9]), list, Datum::Map(Map::new().with("name", "x")), 1.into(), Datum::Null] {
            assert_eq!(code(word, value.clone()), "MM-ADM-003", "{word} {value:?}");
        }
    }
    for value in ["12".into(), Datum::Bytes(vec![12]), Datum::Null] {
        assert_eq!(code("hours", value), "MM-ADM-003");
    }
    for value in ["a name".into(), Datum::Bytes(vec![1; 4_000]), Datum::Map(Map::new()), Datum::Null] {
        assert_eq!(code("cases", value), "MM-ADM-003");
    }
    assert_eq!(code("cases", Datum::List(Vec::new())), "admitted");
    assert_eq!(code("certificate", Datum::Bytes(vec![9; 32])), "admitted");
    for value in [Datum::Bytes(vec![9; 31]), Datum::Bytes(vec![9; 4_097]), "a certificate".into()] {
        assert_eq!(code("certificate", value), "MM-ADM-003");
    }
}

#[test]
fn a_refusal_repeats_no_word_that_is_none() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let refusal = stage.decide(&with_word(&stage, person, "\u{1b}[2K 某某 1000000", "x".into())).unwrap_err();
    assert_eq!((refusal.why.code(), refusal.detail.as_deref()), ("MM-ADM-003", Some("body")));
}

#[test]
fn a_finding_is_its_four_words_and_nothing_else() {
    let (stage, _, person) = outbreak();
    let said = [contact(person, "k-1", "c-1", stage.now - 4 * HOUR)];
    let code = |change: &dyn Fn(&mut Map)| {
        let mut told = Map::new().with("place", "p-1").with("how", "interview");
        told.set("from", stage.now - 6 * HOUR);
        told.set("to", stage.now - 3 * HOUR);
        change(&mut told);
        let body = Map::new().with("hours", 48).with("finding", told);
        let draft = mingma_app::compose::Draft::new(Class::Evidence, "zhengzhou", body, stage.now, &SystemRandom);
        let draft = said.iter().fold(draft, |draft, one| draft.about(one.resident, one.item.clone(), &SystemRandom));
        why(stage.decide(&signed(draft, &["zz-1", "zz-2"])))
    };
    assert_eq!(code(&|_| ()), "admitted");
    assert_eq!(code(&|told| told.set("names", "x")), "MM-ADM-003");
    assert_eq!(code(&|told| told.set("place", "a street\u{202e}")), "MM-ADM-003");
    assert_eq!(code(&|told| told.set("how", "call-1000000")), "MM-ADM-003");
    assert_eq!(code(&|told| told.set("from", i64::MIN)), "MM-ADM-003");
    assert_eq!(code(&|told| told.set("to", "now")), "MM-ADM-003");
}

#[test]
fn no_time_lies_outside_reason() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let code = |at: i64| why(stage.decide(&stage.by("rail", &["rail"], vec![arrival(person, "r-1", at)])));
    let eve = mingma_model::parse_instant("2000-01-01T00:00:00Z").unwrap();
    assert_eq!(code(eve), "admitted");
    for at in [eve - 1, 0, -1, i64::MIN, i64::MIN + 1, i64::MAX] {
        assert_eq!(code(at), "MM-ADM-003", "{at}");
    }
    // What no rule ever reads is bounded as well, and so is an end.
    let reported = |at: i64| {
        let said = test(person, "t-1", "negative", stage.now - HOUR).with("reported_at", at);
        why(stage.decide(&stage.by("lab-zz", &["lab-zz"], vec![said])))
    };
    assert_eq!(reported(i64::MIN), "MM-ADM-003");
    let ends = |until: i64| {
        let said = notice(person, "n-1", "yellow", stage.now - 60, until);
        why(stage.decide(&stage.by("shanghai", &["shanghai"], vec![said])))
    };
    for until in [i64::MAX, i64::MIN, 0] {
        assert_eq!(ends(until), "MM-ADM-003", "{until}");
    }
}

#[test]
fn a_resident_declares_for_nobody_else() {
    let mut stage = Stage::new();
    let (person, other) = (stage.enrol(5), stage.enrol(6));
    let said = of_kind(other, Kind::SelfDeclaration, stage.now);
    assert_eq!(why(stage.decide(&stage.by_resident(person, vec![said]))), "MM-LCK-001");
}

// The same fact.

#[test]
fn a_corrected_fact_is_said_again_only_by_another_pair_who_cite_it_and_say_why() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    stage.declares(person, "410103");
    stage.later(60);
    let lives = |name: &str, stage: &Stage| {
        Said::new(person, name, Kind::RiskAreaResidence, region("410103"))
            .with("area", "a-1")
            .with("level", "high")
            .with("declared_at", stage.registry.areas["a-1"].declared_at)
    };
    stage.keep(&stage.by("zhengzhou", &["zz-1", "zz-2"], vec![lives("l-1", &stage)])).unwrap();
    let first = digest_of(&stage, "l-1");
    let of = Of { resident: person, of: id("l-1"), region: region("410103"), act: first };
    stage.later(60);
    let corrected = compose::correct(&stage.with("zhengzhou"), &id("mistaken"), &[of]).sign(&[&key("zz-1")]);
    stage.keep(&corrected).unwrap();
    assert_eq!(stage.colour(&person), Colour::Green);
    stage.later(60);
    let again = |stage: &Stage, cites: &[Digest], why: &str, signers: [&str; 2]| {
        let draft = compose::again(&stage.with("zhengzhou"), cites, why, vec![lives("l-2", stage)]);
        draft.sign(&[&key(signers[0]), &key(signers[1])])
    };
    assert_eq!(why(stage.decide(&again(&stage, &[first], "seen there", ["zz-3", "zz-4"]))), "admitted");
    assert_eq!(why(stage.decide(&again(&stage, &[], "seen there", ["zz-3", "zz-4"]))), "MM-ADM-001");
    assert_eq!(why(stage.decide(&again(&stage, &[first], " ", ["zz-3", "zz-4"]))), "MM-ADM-001");
    assert_eq!(why(stage.decide(&again(&stage, &[first], "seen there", ["zz-1", "zz-4"]))), "MM-ADM-001");
}

#[test]
fn whoever_speaks_for_themselves_is_no_other_pair() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    stage.keep(&stage.by_resident(person, vec![entry(person, "e-1", stage.now - HOUR)])).unwrap();
    let first = digest_of(&stage, "e-1");
    let of = Of { resident: person, of: id("e-1"), region: region("410103"), act: first };
    stage.later(60);
    stage.keep(&signed(compose::correct(&stage.with("zhengzhou"), &id("mistaken"), &[of]), &["zz-1"])).unwrap();
    let again = |actor: &str| {
        let said = vec![entry(person, "e-2", stage.now - HOUR)];
        compose::again(&stage.with(actor), &[first], "it was so", said)
    };
    let own = compose::as_resident(&person);
    assert_eq!(why(stage.decide(&again(&own).sign(&[&stage::device(&person)]))), "MM-ADM-001");
    assert_eq!(why(stage.decide(&signed(again("port-zz"), &["port-zz"]))), "admitted");
}

#[test]
fn two_enrolments_of_one_person_are_one_for_facts_and_letters() {
    let mut stage = Stage::new();
    let (main, other) = (stage.enrol(5), stage.enrol(6));
    let both = |stage: &Stage| {
        let said = vec![entry(main, "e-1", stage.now - HOUR), entry(other, "e-2", stage.now - HOUR)];
        stage.decide(&stage.by("port-zz", &["port-zz"], said))
    };
    assert_eq!(both(&stage).unwrap().letters.len(), 2);
    stage.files.get_mut(&6).unwrap().row.as_mut().unwrap().merged_into = Some(5);
    assert_eq!(why(both(&stage)), "MM-ADM-001");
    let days = vec![entry(main, "e-1", stage.now - HOUR), entry(other, "e-2", stage.now - DAY)];
    assert_eq!(
        stage.decide(&stage.by("port-zz", &["port-zz"], days)).unwrap().letters.len(),
        1,
        "one person, one letter"
    );
}

// Findings and nights.

/// A patient with a case, a person with a tie, and what the finding says of them.
fn outbreak() -> (Stage, Uid, Uid) {
    let mut stage = Stage::new();
    let (patient, person) = (stage.enrol(1), stage.enrol(2));
    stage.case(patient, "c-1");
    stage.declares(person, "410103");
    stage.later(600);
    (stage, patient, person)
}

fn found(stage: &Stage) -> Finding {
    Finding { place: id("p-1"), from: stage.now - 6 * HOUR, to: stage.now - 3 * HOUR, how: id("interview") }
}

fn finds(stage: &Stage, said: Vec<Said>, signers: &[&str]) -> Handed {
    let keys: Vec<_> = signers.iter().map(|one| key(one)).collect();
    compose::finding(&stage.with("zhengzhou"), &found(stage), said).sign(&keys.iter().collect::<Vec<_>>())
}

#[test]
fn a_finding_is_yellow_for_48_hours_and_over_by_itself() {
    let (mut stage, _, person) = outbreak();
    let said = vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)];
    let decision = stage.keep(&finds(&stage, said, &["zz-1", "zz-2"])).unwrap();
    assert_eq!(decision.added.len(), 1);
    assert_eq!(decision.added[0].item.int("until"), Some(stage.now + 48 * HOUR));
    assert_eq!(decision.letters.len(), 1);
    assert_eq!(stage.colour(&person), Colour::Yellow);
    stage.later(48 * HOUR);
    assert_eq!(stage.colour(&person), Colour::Green);
}

#[test]
fn a_finding_says_where_from_when_to_when_and_of_whom_it_met() {
    let (stage, _, person) = outbreak();
    let met = |at: i64| vec![contact(person, "k-1", "c-1", at)];
    assert_eq!(why(stage.decide(&finds(&stage, met(stage.now - 4 * HOUR), &["zz-1", "zz-2"]))), "admitted");
    assert_eq!(why(stage.decide(&finds(&stage, met(stage.now - HOUR), &["zz-1", "zz-2"]))), "MM-ADM-008");
    assert_eq!(why(stage.decide(&finds(&stage, met(stage.now - 4 * HOUR), &["zz-1"]))), "MM-ADM-008", "one signed");
    let unknown = vec![contact(person, "k-1", "c-9", stage.now - 4 * HOUR)];
    assert_eq!(why(stage.decide(&finds(&stage, unknown, &["zz-1", "zz-2"]))), "MM-ADM-005");
    let other = vec![arrival(person, "r-1", stage.now - 4 * HOUR)];
    assert_eq!(why(stage.decide(&finds(&stage, other, &["zz-1", "zz-2"]))), "MM-LCK-001");
}

#[test]
fn a_contact_of_a_contact_cites_the_act_that_found_the_contact() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    let second = stage.enrol(3);
    stage.declares(second, "410103");
    let said = Said::new(second, "k-2", Kind::SecondaryContact, region("410103"))
        .with("contact", "k-1")
        .with("last_contact_at", stage.now - 4 * HOUR);
    let draft = compose::finding(&stage.with("zhengzhou"), &found(&stage), vec![said]);
    let keys = [&key("zz-1"), &key("zz-2")];
    assert_eq!(why(stage.decide(&draft.clone().sign(&keys))), "MM-ADM-005");
    assert_eq!(why(stage.decide(&draft.citing(digest_of(&stage, "k-1")).sign(&keys))), "admitted");
}

#[test]
fn only_the_officer_drawn_from_another_unit_confirms_a_finding() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    let first = digest_of(&stage, "k-1");
    let note = stage.note(&first.0).clone();
    let drawn = provisional::drawn(&stage.registry, &note, "410103", stage.now).unwrap().clone();
    assert!(["henan", "erqi"].contains(&drawn.unit.as_str()), "{}", drawn.unit);
    stage.later(600);
    let met = stage.now - 600 - 4 * HOUR;
    let confirm = |stage: &Stage, officer: &str, unit: &str| {
        compose::confirm(&stage.with(unit), first, vec![contact(person, "k-2", "c-1", met)]).sign(&[&key(officer)])
    };
    for officer in ["hn-1", "hn-2", "eq-1", "eq-2", "zz-3", "lh-1", "hb-1"] {
        let unit = stage.registry.officers[officer].unit.clone();
        let code = why(stage.decide(&confirm(&stage, officer, &unit)));
        assert_eq!(code == "admitted", officer == drawn.id, "{officer}: {code}");
    }
    let decision = stage.keep(&confirm(&stage, &drawn.id, &drawn.unit)).unwrap();
    assert_eq!(decision.added.len(), 1, "the cap is corrected");
    assert_eq!(decision.added[0].item.text("kind"), Some("correction"));
    let letter: serde_json::Value = serde_json::from_slice(&decision.letters[0].1).unwrap();
    assert_eq!(letter["colour"], "red");
    assert_eq!(letter["tie"]["kind"], "self_declaration");
    assert_eq!(stage.colour(&person), Colour::Red);
    stage.later(49 * HOUR);
    assert_eq!(stage.colour(&person), Colour::Red, "it does not end with the finding");
    let again = compose::confirm(&stage.with(&drawn.unit), first, vec![contact(person, "k-3", "c-1", met)]);
    assert_eq!(why(stage.decide(&again.sign(&[&key(&drawn.id)]))), "MM-ADM-001");
}

#[test]
fn who_registers_officers_later_cannot_move_the_draw() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    let note = stage.note(&digest_of(&stage, "k-1").0).clone();
    let drawn = provisional::drawn(&stage.registry, &note, "410103", stage.now).unwrap().id.clone();
    stage.later(HOUR);
    for n in 0..200 {
        let officer = format!("new-{n}");
        stage.officer(&officer, "henan");
        stage.registry.officers.get_mut(&officer).unwrap().since = note.sealed_at + 1;
    }
    assert_eq!(provisional::drawn(&stage.registry, &note, "410103", stage.now).unwrap().id, drawn);
    // Somebody else leaving moves nobody's draw either; the one drawn leaving does.
    let other = stage.registry.officers.keys().find(|id| **id != drawn && id.starts_with("eq")).unwrap().clone();
    stage.registry.officers.get_mut(&other).unwrap().until = Some(stage.now);
    assert_eq!(provisional::drawn(&stage.registry, &note, "410103", stage.now).unwrap().id, drawn);
    stage.registry.officers.get_mut(&drawn).unwrap().until = Some(stage.now);
    assert_ne!(provisional::drawn(&stage.registry, &note, "410103", stage.now).unwrap().id, drawn);
}

#[test]
fn two_officers_cannot_lift_the_cap_of_their_own_finding() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    let stay = stage.file(&person).held.iter().find(|held| held.item.kind == Kind::Stay).unwrap().item.id.clone();
    let of = Of { resident: person, of: stay, region: region("410103"), act: digest_of(&stage, "k-1") };
    let lifted = compose::correct(&stage.with("zhengzhou"), &id("sure"), &[of]).sign(&[&key("zz-3"), &key("zz-4")]);
    assert_eq!(why(stage.decide(&lifted)), "MM-ADM-008");
}

fn by_night(stage: &Stage, officer: &str, name: &str, person: Uid, setting: Option<&str>) -> Handed {
    let said = vec![contact(person, name, "p-c-1", stage.now - 4 * HOUR)];
    compose::night(&stage.with("zhengzhou"), digest_of(stage, "p-c-1"), setting, said).sign(&[&key(officer)])
}

#[test]
fn at_night_one_officer_acts_on_a_positive_for_twelve_hours() {
    let (mut stage, _, person) = outbreak();
    let decision = stage.keep(&by_night(&stage, "zz-1", "k-1", person, None)).unwrap();
    assert_eq!((decision.added.len(), stage.colour(&person)), (1, Colour::Yellow));
    let morning = stage.now + 12 * HOUR;
    assert_eq!(decision.added[0].item.int("until"), Some(morning));
    stage.later(12 * HOUR);
    assert_eq!(stage.colour(&person), Colour::Green);
}

#[test]
fn a_household_and_a_ward_are_red_at_night_and_nothing_else_is() {
    let (mut stage, _, person) = outbreak();
    assert_eq!(why(stage.decide(&by_night(&stage, "zz-1", "k-1", person, Some("street")))), "MM-ADM-008");
    stage.keep(&by_night(&stage, "zz-1", "k-1", person, Some("household"))).unwrap();
    assert_eq!(stage.colour(&person), Colour::Red);
}

#[test]
fn a_night_is_confirmed_by_a_second_officer_and_never_renewed_by_the_first() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&by_night(&stage, "zz-1", "k-1", person, None)).unwrap();
    let first = digest_of(&stage, "k-1");
    let met = stage.now - 4 * HOUR;
    stage.later(HOUR);
    let confirm = |stage: &Stage, officer: &str, unit: &str| {
        let said = vec![contact(person, "k-2", "p-c-1", met)];
        compose::confirm(&stage.with(unit), first, said).sign(&[&key(officer)])
    };
    assert_eq!(why(stage.decide(&confirm(&stage, "zz-1", "zhengzhou"))), "MM-ADM-008");
    assert_eq!(why(stage.decide(&confirm(&stage, "hn-1", "henan"))), "MM-ADM-008");
    assert_eq!(why(stage.decide(&confirm(&stage, "zz-2", "zhengzhou"))), "admitted");
    // Renewed: the same officer, citing and saying why, is refused; unsigned hours too.
    stage.later(12 * HOUR);
    let said = vec![contact(person, "k-3", "p-c-1", met)];
    let renewed = compose::night(&stage.with("zhengzhou"), digest_of(&stage, "p-c-1"), None, said).citing(first);
    assert_eq!(why(stage.decide(&renewed.sign(&[&key("zz-1")]))), "MM-ADM-008");
}

#[test]
fn one_officer_keeps_nobody_red_night_after_night() {
    let (mut stage, _, person) = outbreak();
    let other = stage.enrol(3);
    stage.declares(other, "410103");
    stage.keep(&by_night(&stage, "zz-1", "k-1", person, Some("household"))).unwrap();
    let begun = stage.now;
    let again = |stage: &Stage, officer: &str, kind: Kind, whom: Uid| {
        let mut said = contact(whom, "k-2", "p-c-1", stage.now - HOUR);
        said.item.set("kind", kind.word());
        let positive = digest_of(stage, "p-c-1");
        let night = compose::night(&stage.with("zhengzhou"), positive, Some("household"), vec![said]);
        why(stage.decide(&night.sign(&[&key(officer)])))
    };
    // Another day is another fact, and another kind is; the officer is the same.
    stage.later(DAY);
    assert_eq!(again(&stage, "zz-1", Kind::CloseContact, person), "MM-ADM-008");
    assert_eq!(again(&stage, "zz-1", Kind::GeneralContact, person), "MM-ADM-008");
    assert_eq!(again(&stage, "zz-2", Kind::CloseContact, person), "admitted", "another officer");
    assert_eq!(again(&stage, "zz-1", Kind::CloseContact, other), "admitted", "another resident");
    // Striking it out makes no room for the next.
    let held = stage.file(&person).held.iter().find(|one| one.item.kind == Kind::CloseContact).unwrap();
    let of = Of { resident: person, of: id("k-1"), region: held.item.region, act: digest_of(&stage, "k-1") };
    let struck = compose::correct(&stage.with("zhengzhou"), &id("in-haste"), &[of]);
    stage.keep(&signed(struck, &["zz-1", "zz-2"])).unwrap();
    assert_eq!(again(&stage, "zz-1", Kind::CloseContact, person), "MM-ADM-008");
    stage.declares(person, "410103");
    stage.now = begun + 7 * DAY - 1;
    assert_eq!(again(&stage, "zz-1", Kind::CloseContact, person), "MM-ADM-008");
    stage.later(1);
    assert_eq!(again(&stage, "zz-1", Kind::CloseContact, person), "admitted", "seven days are over");
}

#[test]
fn a_night_without_a_positive_or_by_other_hours_is_refused() {
    let (stage, patient, person) = outbreak();
    let said = vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)];
    let other = digest_of(&stage, "c-1");
    let night = compose::night(&stage.with("zhengzhou"), other, None, said.clone()).sign(&[&key("zz-1")]);
    assert_eq!(why(stage.decide(&night)), "MM-ADM-008", "a case is no laboratory's positive");
    let positive = digest_of(&stage, "p-c-1");
    let two = compose::night(&stage.with("zhengzhou"), positive, None, said).sign(&[&key("zz-1"), &key("zz-2")]);
    assert_eq!(why(stage.decide(&two)), "MM-ADM-008", "two have all day");
    let odd = Said::new(patient, "x", Kind::ConfirmedCase, region("410103")).with("confirmed_at", stage.now);
    let night = compose::night(&stage.with("zhengzhou"), positive, None, vec![odd]).sign(&[&key("zz-1")]);
    assert_eq!(why(stage.decide(&night)), "MM-ADM-008", "a case is no matter of a night");
}

// What follows.

#[test]
fn a_discharge_is_said_by_who_established_the_case_or_above() {
    let (mut stage, patient, _) = outbreak();
    let of = Of { resident: patient, of: id("c-1"), region: region("410103"), act: digest_of(&stage, "c-1") };
    let says = |stage: &Stage, unit: &str, officer: &str| {
        let of = std::slice::from_ref(&of);
        compose::follow_up(&stage.with(unit), Event::Discharged, stage.now, of).sign(&[&key(officer)])
    };
    assert_eq!(why(stage.decide(&says(&stage, "luohe", "lh-1"))), "MM-ADM-006");
    assert_eq!(why(stage.decide(&says(&stage, "erqi", "eq-1"))), "MM-ADM-006", "a unit below");
    assert_eq!(why(stage.decide(&says(&stage, "henan", "hn-1"))), "admitted", "a unit above");
    stage.keep(&says(&stage, "zhengzhou", "zz-3")).unwrap();
    assert_eq!(why(stage.decide(&says(&stage, "zhengzhou", "zz-3"))), "MM-ADM-001", "once");
}

#[test]
fn what_eases_takes_one_officer_and_what_raises_takes_two() {
    let (mut stage, _, person) = outbreak();
    let arrived = stage.now - 3 * DAY;
    stage.later(-3 * DAY + HOUR);
    stage.keep(&stage.by("rail", &["rail"], vec![arrival(person, "r-1", arrived)])).unwrap();
    let lab = |stage: &mut Stage, name: &str| {
        stage.later(26 * HOUR);
        let said = test(person, name, "negative", stage.now - 20 * HOUR);
        stage.keep(&stage.by("lab-zz", &["lab-zz"], vec![said])).unwrap();
    };
    assert_eq!(stage.colour(&person), Colour::Yellow);
    lab(&mut stage, "t-1");
    lab(&mut stage, "t-2");
    assert_eq!(stage.colour(&person), Colour::Green, "two tests in three days");
    let of = |stage: &Stage, name: &str| {
        vec![Of { resident: person, of: id(name), region: region("410103"), act: digest_of(stage, name) }]
    };
    let correct = |stage: &Stage, name: &str, actor: &str, signers: &[&str]| {
        let keys: Vec<_> = signers.iter().map(|one| key(one)).collect();
        let draft = compose::correct(&stage.with(actor), &id("mixed-up"), &of(stage, name));
        draft.sign(&keys.iter().collect::<Vec<_>>())
    };
    assert_eq!(why(stage.decide(&correct(&stage, "t-2", "lab-zz", &["lab-zz"]))), "MM-LCK-004");
    assert_eq!(why(stage.decide(&correct(&stage, "t-2", "luohe", &["lh-1", "lh-2"]))), "MM-LCK-003");
    assert_eq!(why(stage.decide(&correct(&stage, "t-2", "zhengzhou", &["zz-1"]))), "MM-LCK-004");
    let decision = stage.keep(&correct(&stage, "t-2", "zhengzhou", &["zz-1", "zz-2"])).unwrap();
    assert_eq!((stage.colour(&person), decision.letters.len()), (Colour::Yellow, 1));
    let decision = stage.keep(&correct(&stage, "r-1", "zhengzhou", &["zz-1"])).unwrap();
    assert_eq!((stage.colour(&person), decision.letters.len()), (Colour::Green, 0));
    assert_eq!(why(stage.decide(&correct(&stage, "r-1", "zhengzhou", &["zz-1"]))), "MM-ADM-004", "it is gone");
}

#[test]
fn who_strikes_out_a_test_answers_for_the_region_of_what_it_reopens() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    // They arrived in Luohe and were tested in Zhengzhou.
    let arrived = arrival(person, "r-1", stage.now - 2 * DAY).with("region", "411103");
    stage.keep(&stage.by("rail", &["rail"], vec![arrived])).unwrap();
    stage.keep(&stage.by("lab-zz", &["lab-zz"], vec![test(person, "t-1", "negative", stage.now - HOUR)])).unwrap();
    stage.declares(person, "410103");
    stage.later(60);
    let of = Of { resident: person, of: id("t-1"), region: region("410103"), act: digest_of(&stage, "t-1") };
    let correct = |unit: &str, signers: &[&str]| {
        let draft = compose::correct(&stage.with(unit), &id("mixed-up"), std::slice::from_ref(&of));
        why(stage.decide(&signed(draft, signers)))
    };
    assert_eq!(correct("zhengzhou", &["zz-1", "zz-2"]), "MM-LCK-003");
    assert_eq!(correct("henan", &["hn-1", "hn-2"]), "admitted");
}

#[test]
fn only_the_origin_withdraws_its_notice() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let until = stage.now + 5 * DAY;
    stage
        .keep(&stage.by("shanghai", &["shanghai"], vec![notice(person, "n-1", "red", stage.now - 60, until)]))
        .unwrap();
    let of = Of { resident: person, of: id("n-1"), region: region("410103"), act: digest_of(&stage, "n-1") };
    let withdraw = |stage: &Stage, actor: &str, signer: &str| {
        let of = std::slice::from_ref(&of);
        compose::follow_up(&stage.with(actor), Event::WithdrawnAtOrigin, stage.now, of).sign(&[&key(signer)])
    };
    assert_eq!(why(stage.decide(&withdraw(&stage, "zhengzhou", "zz-1"))), "MM-ADM-006");
    stage.keep(&withdraw(&stage, "shanghai", "shanghai")).unwrap();
    assert_eq!(stage.colour(&person), Colour::Green);
}

#[test]
fn a_notice_of_yellow_never_becomes_red_here() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let said = notice(person, "n-1", "yellow", stage.now - 60, stage.now + DAY);
    let decision = stage.keep(&stage.by("shanghai", &["shanghai"], vec![said])).unwrap();
    assert_eq!((decision.added.len(), stage.colour(&person)), (0, Colour::Yellow));
}

/// A pack of Henan, published, with these rules.
fn rules(stage: &mut Stage, rules: &str) {
    let head = r#"
[pack]
id = "tried"
region = "41"
from = 2022-06-28T00:00:00+08:00
to = 2022-09-28T00:00:00+08:00
issuer = "henan/epidemic-command"
source = "https://example.org/tried"
title = { zh = "试", en = "tried" }
"#;
    let file = mingma_rules::PackFile::new("tried.toml", format!("{head}{rules}"));
    let pack = file.read(&PROFILE).unwrap().pack;
    let packs = stage.book.packs().iter().cloned().chain([pack]).collect();
    stage.book = mingma_rules::Rulebook::new(packs, stage.book.zone().clone());
    stage.publish("tried");
}

#[test]
fn a_notice_never_exceeds_its_origin_whatever_the_rule_here_says() {
    for (origin, here) in [("red", Colour::Yellow), ("yellow", Colour::Yellow), ("green", Colour::Green)] {
        let mut stage = Stage::new();
        rules(
            &mut stage,
            r#"
[[rule]]
id = "notice"
on = "notice"
phases = [ { colour = "red", until = { after = "7d" } } ]
lapse = "14d"
reason = { zh = "推送", en = "notice" }
"#,
        );
        let person = stage.enrol(5);
        let said = notice(person, "n-1", origin, stage.now - 60, stage.now + DAY);
        stage.keep(&stage.by("shanghai", &["shanghai"], vec![said])).unwrap();
        assert_eq!(stage.colour(&person), here, "{origin}");
    }
}

#[test]
fn a_follow_up_that_lengthens_what_follows_takes_two() {
    let mut stage = Stage::new();
    rules(
        &mut stage,
        r#"
[[rule]]
id = "contact"
on = "close_contact"
phases = [
  { colour = "red", until = { any = [ { after = "3d" }, { event = "immunity_shown" } ] } },
  { colour = "yellow", until = { after = "5d" } },
]
lapse = "21d"
reason = { zh = "密切接触者", en = "close contact" }
"#,
    );
    let (patient, person) = (stage.enrol(1), stage.enrol(2));
    stage.case(patient, "c-1");
    stage.declares(person, "410103");
    stage.later(600);
    stage.keep(&by_night(&stage, "zz-1", "k-1", person, None)).unwrap();
    let met = stage.now - 4 * HOUR;
    let said = vec![contact(person, "k-2", "p-c-1", met)];
    stage.keep(&signed(compose::confirm(&stage.with("zhengzhou"), digest_of(&stage, "k-1"), said), &["zz-2"])).unwrap();
    // Shown on the second day, it ends red early; but yellow then counts from that day.
    stage.later(2 * DAY);
    let of = Of { resident: person, of: id("k-2"), region: region("410103"), act: digest_of(&stage, "k-2") };
    let shown = |signers: &[&str]| {
        let of = std::slice::from_ref(&of);
        why(stage.decide(&signed(
            compose::follow_up(&stage.with("zhengzhou"), Event::ImmunityShown, stage.now, of),
            signers,
        )))
    };
    assert_eq!(shown(&["zz-3"]), "MM-LCK-004");
    assert_eq!(shown(&["zz-3", "zz-4"]), "admitted");
}

#[test]
fn to_strike_out_a_correction_takes_all_that_the_item_took() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&stage.by("port-zz", &["port-zz"], vec![entry(person, "e-1", stage.now - HOUR)])).unwrap();
    let of = |stage: &Stage, name: &str| {
        vec![Of { resident: person, of: id(name), region: region("410103"), act: digest_of(stage, name) }]
    };
    stage.later(60);
    let struck = compose::correct(&stage.with("zhengzhou"), &id("mistaken"), &of(&stage, "e-1"));
    stage.keep(&signed(struck, &["zz-1"])).unwrap();
    assert_eq!(stage.colour(&person), Colour::Green);
    stage.later(60);
    let correction = stage.file(&person).held.last().unwrap().item.id.clone();
    let back = |signers: &[&str]| {
        let draft = compose::correct(&stage.with("zhengzhou"), &id("right"), &of(&stage, correction.as_str()));
        signed(draft, signers)
    };
    assert_eq!(why(stage.decide(&back(&["zz-3"]))), "MM-LCK-004");
    let handed = back(&["zz-3", "zz-4"]);
    stage.keep(&handed).unwrap();
    assert_eq!(stage.colour(&person), Colour::Red);
}

// Areas.

fn area(stage: &Stage, level: Level) -> Area {
    Area {
        area: id("a-1"),
        region: region("410103"),
        level,
        declared_at: stage.now - 60,
        name_zh: "某街道".into(),
        name_en: "a street".into(),
    }
}

fn signed(draft: mingma_app::compose::Draft, signers: &[&str]) -> Handed {
    let keys: Vec<_> = signers.iter().map(|one| key(one)).collect();
    draft.sign(&keys.iter().collect::<Vec<_>>())
}

#[test]
fn an_area_is_declared_by_two_with_the_power_and_never_backwards() {
    let mut stage = Stage::new();
    let declares = |stage: &Stage, area: &Area, unit: &str, signers: &[&str]| {
        why(stage.decide(&signed(compose::declare_area(&stage.with(unit), area), signers)))
    };
    let high = area(&stage, Level::High);
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1", "zz-2"]), "admitted");
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1"]), "MM-LCK-004");
    assert_eq!(declares(&stage, &high, "luohe", &["lh-1", "lh-2"]), "MM-LCK-003");
    let early = Area { declared_at: stage.now - 25 * HOUR, ..high.clone() };
    assert_eq!(declares(&stage, &early, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003");
    for name in ["二七路 1000000", "\u{202e}街道", "某\u{1b}[2K街道", " ", "某\n街道"] {
        let named = Area { name_zh: name.into(), ..high.clone() };
        assert_eq!(declares(&stage, &named, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003", "{name:?}");
        let named = Area { name_en: name.into(), ..high.clone() };
        assert_eq!(declares(&stage, &named, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003", "{name:?}");
    }
    for at in [i64::MIN, 0, i64::MAX] {
        let far = Area { declared_at: at, ..high.clone() };
        assert_eq!(declares(&stage, &far, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003", "{at}");
    }
    let ahead = Area { declared_at: stage.now + 121, ..high.clone() };
    assert_eq!(declares(&stage, &ahead, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-002");
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-004", "it is high already");
    assert_eq!(declares(&stage, &area(&stage, Level::Medium), "zhengzhou", &["zz-1", "zz-2"]), "admitted");
    assert_eq!(declares(&stage, &area(&stage, Level::Medium), "erqi", &["eq-1", "eq-2"]), "MM-ADM-006");
    let moved = Area { region: region("410105"), ..area(&stage, Level::Medium) };
    assert_eq!(declares(&stage, &moved, "zhengzhou", &["zz-1", "zz-2"]), "MM-REG-004");
    let lifts = |stage: &Stage, unit: &str, signer: &str| {
        why(stage.decide(&signed(compose::lift_area(&stage.with(unit), &id("a-1"), stage.now), &[signer])))
    };
    assert_eq!(lifts(&stage, "zhengzhou", "zz-1"), "admitted");
    assert_eq!(lifts(&stage, "erqi", "eq-1"), "MM-ADM-006");
    stage.registry.areas.get_mut("a-1").unwrap().lifted_at = Some(stage.now);
    assert_eq!(lifts(&stage, "zhengzhou", "zz-1"), "MM-ADM-004");
}

/// Areas as they stand, for a fold.
struct Areas<'a>(&'a Stage);

impl View for Areas<'_> {
    fn get(&self, _: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        let Some(Value::Text(id)) = key.first() else { return Ok(None) };
        Ok(self.0.registry.areas.get(id).map(Row::values))
    }

    fn rows_of(&self, _: &'static Table, _: u32) -> Result<Vec<Vec<Value>>, ActError> {
        Ok(Vec::new())
    }
}

/// Decides an act about an area, seals it and folds it.
fn keep_area(stage: &mut Stage, draft: mingma_app::compose::Draft) {
    let handed = signed(draft, &["zz-1", "zz-2"]);
    stage.keep(&handed).unwrap();
    let (seq, now) = (stage.registry.newest, stage.now);
    let record = Record::new(seq, now, handed.act, handed.approvals, None, &SystemRandom).unwrap();
    let index = MasterKey::generate(&SystemRandom).index_key();
    let changes = fold(&Folding { record: &record, members: &[], view: &Areas(stage), index: &index }).unwrap();
    changes.iter().for_each(|change| stage.registry.apply(change).unwrap());
}

#[test]
fn a_fast_clock_declares_and_lifts_no_area_ahead_of_the_register() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let ahead = |stage: &Stage, level: Level| Area { declared_at: stage.now + 120, ..area(stage, level) };
    let row = |stage: &Stage| stage.registry.areas["a-1"].clone();
    let medium = compose::declare_area(&stage.with("zhengzhou"), &ahead(&stage, Level::Medium));
    keep_area(&mut stage, medium);
    assert_eq!(row(&stage).declared_at, stage.now);
    // Somebody was there in that very minute; the level changes in the next second.
    let stay = |stage: &Stage, left_at: i64, first: Option<Digest>| {
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-1").with("level", "medium").with("left_at", left_at);
        let own = compose::as_resident(&person);
        let draft = compose::items(&stage.with(&own), "own", vec![said]);
        let draft = first.into_iter().fold(draft, mingma_app::compose::Draft::citing);
        why(stage.decide(&draft.sign(&[&stage::device(&person)])))
    };
    let (declared, left) = (Digest(stage.notes.last().unwrap().digest), stage.now);
    assert_eq!(stay(&stage, left, None), "admitted");
    stage.later(1);
    let high = compose::declare_area(&stage.with("zhengzhou"), &ahead(&stage, Level::High));
    keep_area(&mut stage, high);
    assert_eq!(row(&stage).declared_at, stage.now);
    assert_eq!(stay(&stage, left, None), "MM-ADM-005", "it is high now");
    assert_eq!(stay(&stage, left, Some(declared)), "admitted", "it was medium then, as the act cited says");
    let lifted = compose::lift_area(&stage.with("zhengzhou"), &id("a-1"), stage.now + 120);
    keep_area(&mut stage, lifted);
    assert_eq!(row(&stage).lifted_at, Some(stage.now));
}

#[test]
fn one_act_stands_for_all_who_live_there_until_the_area_is_lifted() {
    let mut stage = Stage::new();
    let high = Area { declared_at: stage.now - HOUR, ..area(&stage, Level::High) };
    stage.area("a-1", "410103", "high", high.declared_at);
    let people: Vec<Uid> = (1..=20).map(|n| stage.enrol(n)).collect();
    people.iter().for_each(|person| stage.declares(*person, "410103"));
    let by = |unit: &str, signers: &[&str], stage: &Stage| {
        signed(compose::residence(&stage.with(unit), &high, &people), signers)
    };
    assert_eq!(why(stage.decide(&by("luohe", &["lh-1", "lh-2"], &stage))), "MM-ADM-006");
    let decision = stage.keep(&by("erqi", &["eq-1", "eq-2"], &stage)).unwrap();
    assert_eq!(decision.letters.len(), 20);
    assert!(people.iter().all(|person| stage.colour(person) == Colour::Red));
    let of: Vec<Of> = people
        .iter()
        .map(|person| {
            let held = &stage.file(person).held;
            let item = &held.iter().find(|one| one.item.kind == Kind::RiskAreaResidence).unwrap().item;
            Of { resident: *person, of: item.id.clone(), region: item.region, act: digest_of(&stage, item.id.as_str()) }
        })
        .collect();
    stage.later(DAY);
    let lifted =
        |stage: &Stage| signed(compose::follow_up(&stage.with("erqi"), Event::AreaLifted, stage.now, &of), &["eq-1"]);
    assert_eq!(why(stage.decide(&lifted(&stage))), "MM-ADM-005", "nobody lifted it");
    stage.registry.areas.get_mut("a-1").unwrap().lifted_at = Some(stage.now);
    stage.keep(&lifted(&stage)).unwrap();
    assert!(people.iter().all(|person| stage.colour(person) == Colour::Green));
}

// Proposals.

#[test]
fn a_proposal_waits_for_a_second_officer_and_is_that_very_act() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    stage.declares(person, "410103");
    let lives = Said::new(person, "l-1", Kind::RiskAreaResidence, region("410103"))
        .with("area", "a-1")
        .with("level", "high")
        .with("declared_at", stage.registry.areas["a-1"].declared_at);
    let draft = compose::items(&stage.with("zhengzhou"), "residence", vec![lives]);
    let inner = draft.act();
    let handed = compose::propose(&stage.with("zhengzhou"), draft.clone(), &key("zz-1"), stage.now + 6 * HOUR);
    let outer = mingma_acts::Act::from_bytes(&handed.act).unwrap();
    assert_eq!(outer.place().unwrap(), inner.id, "its members are sealed at the place of the act proposed");
    assert_eq!(inner.place().unwrap(), inner.id);
    let decision = stage.decide(&handed).unwrap();
    assert!(decision.letters.is_empty() && decision.added.is_empty(), "nothing binds yet");
    let late = compose::propose(&stage.with("zhengzhou"), draft.clone(), &key("zz-1"), stage.now + 25 * HOUR);
    assert_eq!(why(stage.decide(&late)), "MM-ADM-012");
    let proposed = proposed(&stage, &handed);
    stage.proposals.push(proposed.clone());
    assert_eq!(why(stage.decide(&handed)), "MM-ADM-004", "it is proposed already");
    let approved = compose::approve(&proposed, handed.members.clone(), &key("zz-2"));
    assert_eq!(why(stage.decide(&approved)), "admitted");
    let other = draft.clone().citing(Digest([1; 32])).with_id(inner.id).act().to_bytes();
    let taken = Proposed { bytes: other, ..proposed.clone() };
    let before = std::mem::replace(&mut stage.proposals, vec![taken]);
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-004", "another act under its id");
    stage.proposals = before;
    let stranger = compose::approve(&proposed, handed.members.clone(), &key("lh-1"));
    assert_eq!(why(stage.decide(&stranger)), "MM-LCK-004");
    let closing = |stage: &Stage, unit: &str, officer: &str| {
        signed(compose::withdraw(&stage.with(unit), inner.id, &id("mistaken")), &[officer])
    };
    assert_eq!(why(stage.decide(&closing(&stage, "luohe", "lh-1"))), "MM-ADM-006");
    assert_eq!(why(stage.decide(&closing(&stage, "zhengzhou", "zz-3"))), "admitted");
    for (word, value) in [("reason", "call 1000000".into()), ("reason", Datum::Null), ("name", Datum::from("x"))] {
        let mut body = Map::new().with("proposal", inner.id.0.to_vec());
        body.set(word, value);
        let zhengzhou = stage.with("zhengzhou");
        let draft =
            mingma_app::compose::Draft::new(Class::ProposalClosed, "zhengzhou", body, stage.now, zhengzhou.random);
        assert_eq!(why(stage.decide(&signed(draft, &["zz-3"]))), "MM-ADM-003", "{word}");
    }
    stage.later(6 * HOUR);
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-010", "it ran out");
    stage.later(-HOUR);
    stage.proposals[0].open = false;
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-010", "it was taken back");
    assert_eq!(why(stage.decide(&closing(&stage, "zhengzhou", "zz-3"))), "MM-ADM-010");
}

fn proposed(stage: &Stage, handed: &Handed) -> Proposed {
    let record = Record::new(
        stage.registry.newest + 1,
        stage.now,
        handed.act.clone(),
        handed.approvals.clone(),
        None,
        &SystemRandom,
    )
    .unwrap();
    let expires = record.act().body.int("expires").unwrap();
    let act = record.act().place().unwrap().0;
    let row = mingma_store::rows::ProposalRow { act, seq: record.seq, state: mingma_store::OPEN.into(), expires };
    Proposed::of(&record, &row).unwrap()
}

// Files.

const HEADER: &str = "document_type,document_number,result,sampled_at,reported_at,sample_id,region,recheck_of,pool\n";

fn laboratory(stage: &Stage) -> file::Laboratory<'_> {
    file::Laboratory { institution: "lab-zz", region: "4101", profile: &PROFILE, now: stage.now, name: "day.csv" }
}

/// Everybody whose passport ends in a known number is enrolled.
fn resolve(documents: &[mingma_model::document::Document]) -> Result<Vec<Option<file::Found>>, mingma_model::Fault> {
    let found = |document: &mingma_model::document::Document| {
        let number = document.reveal(mingma_model::document::Purpose::Matching);
        let number: u32 = number[1..].parse().ok()?;
        (number < 1_000_000).then(|| file::Found { number, resident: uid(number) })
    };
    Ok(documents.iter().map(found).collect())
}

fn row(number: u32, result: &str, sample: &str, rest: &str) -> String {
    format!(
        "passport,E{number:08},{result},2022-07-08T08:00:00+08:00,2022-07-08T10:00:00+08:00,{sample},410103,{rest}\n"
    )
}

#[test]
fn a_file_is_previewed_and_filed_as_one_act_sorted_by_resident() {
    let mut stage = Stage::new();
    for n in 1..=4 {
        stage.enrol(n);
    }
    let text = format!(
        "\u{feff}{HEADER}{}{}{}{}",
        row(3, "negative", "s-3", ","),
        row(1, "screen_positive", "s-1", ",p-1"),
        row(2, "screen_positive", "s-1", ",p-1"),
        row(4, "positive", "s-4", ",")
    );
    let report = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap();
    let preview = &report.preview;
    let counts = (preview.rows, preview.negative, preview.positive, preview.screen_positive);
    assert_eq!(counts, (4, 1, 1, 2));
    let order: Vec<Uid> = report.said.iter().map(|said| said.resident).collect();
    assert_eq!(order, [1, 2, 3, 4].map(uid));
    let ids: Vec<&str> = report.said.iter().filter_map(|said| said.item.text("id")).collect();
    assert_eq!(ids, ["lab-zz.s-1", "lab-zz.s-1.1", "lab-zz.s-3", "lab-zz.s-4"]);
    let handed = signed(compose::file(&stage.with("lab-zz"), report), &["lab-zz"]);
    stage.keep(&handed).unwrap();
    assert_eq!([1, 2, 3, 4].map(|n| stage.colour(&uid(n))), [Colour::Red, Colour::Red, Colour::Green, Colour::Red]);
    stage.later(HOUR);
    let recheck = row(2, "negative", "s-9", "lab-zz.s-1.1,").replace("T08:00", "T12:10").replace("T10:00", "T12:20");
    let report = file::read(format!("{HEADER}{recheck}").as_bytes(), &laboratory(&stage), &mut resolve).unwrap();
    stage.keep(&signed(compose::file(&stage.with("lab-zz"), report), &["lab-zz"])).unwrap();
    assert_eq!(stage.colour(&uid(2)), Colour::Green, "the own recheck frees");
}

#[test]
fn every_fault_of_every_row_is_told_with_its_line_and_no_document() {
    let stage = Stage::new();
    let rows = [
        (row(1, "negative", "s-1", ",").replace("passport", "pass"), "MM-FIL-008"),
        (row(1, "negative", "s-2", ",").replace("E0", "!0"), "MM-FIL-009"),
        (row(9_999_999, "negative", "s-3", ","), "MM-FIL-010"),
        (row(1, "maybe", "s-4", ","), "MM-FIL-011"),
        (row(1, "negative", "s-5", ",").replace("+08:00", ""), "MM-FIL-012"),
        (row(1, "negative", "s-6", ",").replace("T10:00", "T14:00"), "MM-FIL-013"),
        (row(1, "negative", "s-7", ",").replace("T10:00", "T07:00"), "MM-FIL-014"),
        (row(1, "negative", "s 8", ","), "MM-FIL-015"),
        (row(1, "negative", "s-9", ","), "MM-FIL-016"),
        (row(1, "negative", "s-10", ",").replace("410103", "130102"), "MM-FIL-017"),
        (row(1, "negative", "s-11", ",").replace("410103", "999999"), "MM-FIL-017"),
        (row(1, "screen_positive", "s-12", "lab-zz.s-1,"), "MM-FIL-018"),
        (row(1, "", "s-13", ","), "MM-FIL-006"),
        (row(1, "negative", "s-14", ",,,"), "MM-FIL-005"),
    ];
    let first = row(2, "negative", "s-9", ",");
    let text = format!("{HEADER}{first}{}", rows.iter().map(|(row, _)| row.as_str()).collect::<String>());
    let faults = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap_err();
    for (line, (_, code)) in rows.iter().enumerate() {
        let line = line + 3;
        let found: Vec<&str> = faults.listed().iter().filter(|one| one.line == line).map(|one| one.code).collect();
        assert!(found.contains(code), "line {line}: {found:?} instead of {code}");
    }
    assert!(faults.listed().iter().all(|fault| fault.line != 2), "the honest row");
    let told = format!("{faults:?}");
    assert!(!told.contains("E0000") && !told.contains("!0000"), "no document is repeated");
}

#[test]
fn a_header_that_lacks_or_doubles_or_adds_is_refused() {
    let stage = Stage::new();
    let codes = |text: &str| -> Vec<&str> {
        let faults = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap_err();
        faults.listed().iter().map(|fault| fault.code).collect()
    };
    assert_eq!(codes(&HEADER.replace("sample_id", "result")), ["MM-FIL-003", "MM-FIL-002"]);
    assert_eq!(codes(&HEADER.replace("pool", "name")), ["MM-FIL-004"]);
    assert_eq!(codes(HEADER), ["MM-FIL-019"]);
    assert_eq!(codes(&format!("{HEADER}passport,E\u{1},negative\n")), ["MM-FIL-005"]);
}

// In bulk.

/// 100,000 negatives of people of whom nothing is known: the least that a file costs.
#[test]
fn a_file_of_negatives_is_decided_fast() {
    const COUNT: u32 = 100_000;
    let mut stage = Stage::new();
    for n in 1..=COUNT {
        stage.enrol(n);
    }
    let said = (1..=COUNT).map(|n| test(uid(n), &format!("t-{n}"), "negative", stage.now - HOUR)).collect();
    let handed = stage.by("lab-zz", &["lab-zz"], said);
    let files: Vec<_> = stage.files.values().cloned().collect();
    let (decision, seconds) = stage.timed(&handed, &files);
    let decision = decision.unwrap();
    assert!(decision.letters.is_empty() && decision.added.is_empty());
    let rate = f64::from(COUNT) / seconds;
    println!("{rate:.0} negatives/s decided");
    assert!(rate > 15_000.0, "{rate:.0}/s: not even a tenth of what is asked for");
}

// Laws.

/// What a machine source or a declaration may say of somebody fresh.
fn alone() -> impl Strategy<Value = (u8, i64, u8, u8, bool)> {
    (0_u8..7, 0_i64..10 * DAY, 0_u8..3, 0_u8..3, any::<bool>())
}

fn say(stage: &mut Stage, person: Uid, (what, ago, colour, level, twice): (u8, i64, u8, u8, bool)) -> (Handed, bool) {
    let at = stage.now - ago;
    let colour = Colour::ALL[usize::from(colour)].word();
    let level = Level::ALL[usize::from(level)].word();
    match what {
        0 => (stage.by("rail", &["rail"], vec![arrival(person, "x", at)]), false),
        1 => (stage.by("shanghai", &["shanghai"], vec![notice(person, "x", colour, at, stage.now + DAY)]), false),
        2 => (stage.by_resident(person, vec![entry(person, "x", at)]), false),
        3 => (stage.by_resident(person, vec![arrival(person, "x", at)]), false),
        4 => {
            stage.area("a-1", "410103", level, at - DAY);
            let said = Said::new(person, "x", Kind::RiskAreaStay, region("410103"));
            (stage.by_resident(person, vec![said.with("area", "a-1").with("level", level).with("left_at", at)]), false)
        }
        5 => (stage.by("port-zz", &["port-zz"], vec![entry(person, "x", at)]), true),
        _ => {
            let result = if twice { "negative" } else { "positive" };
            (stage.by("lab-zz", &["lab-zz"], vec![test(person, "x", result, at)]), !twice)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_machine_source_or_the_own_word_alone_is_yellow_at_most(what in alone()) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        let (handed, may_be_red) = say(&mut stage, person, what);
        if stage.keep(&handed).is_ok() {
            for hours in 0..30 * 24 {
                stage.later(if hours == 0 { 0 } else { HOUR });
                prop_assert!(may_be_red || stage.colour(&person) <= Colour::Yellow);
            }
        }
    }

    /// Whatever a unit tries with a person, the colour is adverse only where all locks hold.
    #[test]
    fn no_colour_turns_without_tie_power_two_officers_rule_and_log(
        tie in any::<bool>(), power in any::<bool>(), two in any::<bool>(), rule in any::<bool>(), log in any::<bool>(), open in any::<bool>(),
    ) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        stage.area("a-1", "410103", "high", stage.now - HOUR);
        if tie { stage.declares(person, "410103"); }
        if !power { stage.revoke("zhengzhou", mingma_acts::Power::Assign); }
        if !rule { stage.registry.texts.clear(); }
        if !open { stage.files.get_mut(&5).unwrap().readable = false; }
        stage.log_runs = log;
        let said = Said::new(person, "l-1", Kind::RiskAreaResidence, region("410103"))
            .with("area", "a-1").with("level", "high").with("declared_at", stage.registry.areas["a-1"].declared_at);
        let signers: &[&str] = if two { &["zz-1", "zz-2"] } else { &["zz-1"] };
        let outcome = stage.keep(&stage.by("zhengzhou", signers, vec![said]));
        prop_assert_eq!(outcome.is_ok(), tie && power && two && rule && log && open);
        prop_assert_eq!(stage.colour(&person) > Colour::Green, outcome.is_ok());
        prop_assert_eq!(outcome.map_or(0, |decision| decision.letters.len()), usize::from(stage.colour(&person) > Colour::Green));
    }

    /// The same ground gives the same decision.
    #[test]
    fn deciding_twice_decides_the_same(what in alone()) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        let (handed, _) = say(&mut stage, person, what);
        let both = [stage.decide(&handed), stage.decide(&handed)];
        let told = both.map(|one| one.map(|decision| (decision.added, decision.letters)));
        prop_assert_eq!(&told[0], &told[1]);
    }
}
