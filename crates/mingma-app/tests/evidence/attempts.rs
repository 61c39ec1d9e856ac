//! Attempts, each with its code; what bodies and times may hold.

use super::*;

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
