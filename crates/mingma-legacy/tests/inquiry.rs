//! The figures of the inquiry, each rule on both sides.

mod support;

use mingma_legacy::{Channel, Inquiry, Table};
use mingma_model::Colour;
use support::Register;

const RED: &str = "06-13 10:00";

/// One red of r1, with what the closure adds.
fn one(add: impl FnOnce(&mut Register)) -> Inquiry {
    let mut register = Register::new();
    register.red("r1", RED, "");
    add(&mut register);
    register.inquire()
}

fn channel(add: impl FnOnce(&mut Register)) -> Channel {
    one(add).persons[0].channel
}

#[test]
fn a_red_without_evidence_is_unexplained_and_says_by_whom() {
    let found = one(|_| {});
    assert_eq!((found.red, found.explained, found.unexplained.total, found.not_covered), (1, 0, 1, 0));
    let batch = &found.unexplained.batches[0];
    assert_eq!(
        (batch.batch.as_str(), batch.account.as_str(), batch.unit.as_str(), batch.approved_by.as_str(), batch.count),
        ("b1", "clerk-1", "Bureau", "Director", 1)
    );
    assert_eq!(batch.first.shown, "2022-06-13T10:00:00+08:00");
    assert_eq!(found.persons[0].derived, Colour::Green);
    assert!(!found.persons[0].says.zh.is_empty() && !found.persons[0].says.en.is_empty());
}

#[test]
fn a_red_that_the_packs_derive_is_explained() {
    let found = one(|register| {
        register.contact("e1", "r1", "06-10 08:00", "06-13 10:00");
    });
    assert_eq!((found.red, found.explained, found.unexplained.total), (1, 1, 0));
    assert!(found.persons.is_empty() && found.first.is_none());
}

#[test]
fn another_persons_evidence_explains_nothing() {
    let found = one(|register| {
        register.contact("e1", "r2", "06-10 08:00", "06-12 10:00");
    });
    assert_eq!(found.explained, 0);
}

#[test]
fn evidence_of_yellow_does_not_explain_a_red() {
    let found = one(|register| {
        register.evidence(
            "e1",
            "r1",
            "general_contact",
            "06-12 10:00",
            "{\"case\":\"c1\",\"last_contact_at\":\"2022-06-11T08:00:00+08:00\"}",
        );
    });
    assert_eq!((found.explained, found.unexplained.total), (0, 1));
    assert_eq!(found.persons[0].derived, Colour::Yellow);
}

#[test]
fn a_scan_counts_from_24_hours_before_the_red_until_the_red() {
    for (scanned, expected) in [
        ("06-12 10:00", Channel::ArrivalScan),
        ("06-12 09:59:59", Channel::NoScan),
        ("06-13 10:00", Channel::ArrivalScan),
        ("06-13 10:00:01", Channel::NoScan),
    ] {
        let found = channel(|register| {
            register.scan("r1", "zz", scanned, "410105");
        });
        assert_eq!(found, expected, "{scanned}");
    }
}

#[test]
fn the_same_city_is_the_first_four_digits() {
    for (place, client, expected) in [
        ("zz", "410122", Channel::ArrivalScan),
        ("zz", "410100", Channel::ArrivalScan),
        ("zz", "410203", Channel::ForwardedScan),
        ("kf", "410203", Channel::ArrivalScan),
        ("zz", "310101", Channel::ForwardedScan),
        ("zz", "", Channel::UnknownScan),
    ] {
        let found = channel(|register| {
            register.scan("r1", place, "06-13 09:00", client);
        });
        assert_eq!(found, expected, "{place} {client}");
    }
}

#[test]
fn the_last_scan_tells_and_of_two_at_one_moment_the_later_row() {
    let last = channel(|register| {
        register.scan("r1", "zz", "06-13 09:30", "410105").scan("r1", "zz", "06-13 09:00", "310101");
    });
    assert_eq!(last, Channel::ArrivalScan);
    let tie = channel(|register| {
        register.scan("r1", "zz", "06-13 09:00", "410105").scan("r1", "zz", "06-13 09:00", "310101");
    });
    assert_eq!(tie, Channel::ForwardedScan);
}

#[test]
fn one_scan_more_changes_the_figure() {
    let before = one(|register| {
        register.scan("r1", "zz", "06-13 09:00", "410105");
    });
    let after = one(|register| {
        register.scan("r1", "zz", "06-13 09:00", "410105").scan("r1", "zz", "06-13 09:00:01", "500101");
    });
    let figures = |found: &Inquiry| (found.unexplained.arrival_scan, found.unexplained.forwarded_scan);
    assert_eq!((figures(&before), figures(&after)), ((1, 0), (0, 1)));
}

#[test]
fn a_person_counts_once_by_the_first_red_that_is_not_explained() {
    let mut register = Register::new();
    register.row(Table::Colours, "r1,red,2022-06-14T10:00:00+08:00,,clerk-1,,,later");
    register.row(Table::Colours, "r1,red,2022-06-12T10:00:00+08:00,2022-06-12T20:00:00+08:00,clerk-1,,,first");
    register.row(Table::Colours, "r1,red,2022-06-13T10:00:00+08:00,2022-06-13T20:00:00+08:00,clerk-1,,,second");
    // Explains the red of the 12th; tested negative on the 12th in the evening.
    register.evidence("p1", "r1", "nucleic_test", "06-12 09:00", "{\"result\":\"positive\",\"sampled_at\":\"2022-06-12T08:00:00+08:00\",\"reported_at\":\"2022-06-12T09:00:00+08:00\",\"institution\":\"lab\",\"sample_id\":\"s1\"}");
    register.evidence("n1", "r1", "nucleic_test", "06-12 20:00", "{\"result\":\"negative\",\"sampled_at\":\"2022-06-12T19:00:00+08:00\",\"reported_at\":\"2022-06-12T20:00:00+08:00\",\"institution\":\"lab\",\"sample_id\":\"s2\",\"recheck_of\":\"p1\"}");
    register.scan("r1", "zz", "06-13 09:00", "410105").scan("r1", "zz", "06-14 09:00", "");
    let found = register.inquire();
    assert_eq!((found.red, found.explained, found.unexplained.total, found.unexplained.arrival_scan), (1, 0, 1, 1));
    assert_eq!(found.persons[0].batch, "second");
    assert_eq!(found.persons[0].until.as_ref().unwrap().shown, "2022-06-13T20:00:00+08:00");
}

#[test]
fn a_person_is_explained_only_if_all_their_reds_are() {
    let mut register = Register::new();
    register.red("r1", "06-12 10:00", "06-12 12:00").red("r1", "06-14 10:00", "");
    register.contact("e1", "r1", "06-10 08:00", "06-12 09:00");
    assert_eq!((register.inquire().explained, register.inquire().unexplained.total), (1, 0));
    register.red("r1", "06-01 10:00", "06-02 10:00");
    assert_eq!((register.inquire().explained, register.inquire().unexplained.total), (0, 1));
}

#[test]
fn earlier_evidence_that_had_ended_is_lapsed() {
    let ended = one(|register| {
        register.contact("e1", "r1", "05-20 08:00", "05-21 10:00");
    });
    assert_eq!(
        (ended.explained, ended.unexplained.total, ended.unexplained.lapsed, ended.unexplained.papered),
        (0, 1, 1, 0)
    );
    let never_red = one(|register| {
        register.evidence(
            "e1",
            "r1",
            "general_contact",
            "05-21 10:00",
            "{\"case\":\"c1\",\"last_contact_at\":\"2022-05-20T08:00:00+08:00\"}",
        );
    });
    assert_eq!(never_red.unexplained.lapsed, 0);
}

#[test]
fn evidence_known_only_afterwards_is_papered() {
    let after = one(|register| {
        register.contact("e1", "r1", "06-10 08:00", "06-13 10:00:01");
    });
    assert_eq!(
        (after.explained, after.unexplained.total, after.unexplained.papered, after.unexplained.lapsed),
        (0, 1, 1, 0)
    );
    assert!(after.persons[0].papered);
    let yellow = one(|register| {
        register.evidence(
            "e1",
            "r1",
            "general_contact",
            "06-14 10:00",
            "{\"case\":\"c1\",\"last_contact_at\":\"2022-06-11T08:00:00+08:00\"}",
        );
    });
    assert_eq!(yellow.unexplained.papered, 0);
}

#[test]
fn evidence_filed_when_it_could_no_longer_bind_is_papered_by_what_it_would_have_derived_then() {
    // A contact of 1 June is red until the 15th; filed on 1 July it derives yellow only,
    // but had it been known on the 13th it would have been red.
    let found = one(|register| {
        register.contact("e1", "r1", "06-01 08:00", "07-01 10:00");
    });
    assert_eq!((found.unexplained.total, found.unexplained.papered), (1, 1));
    // One whose contact came after the red and was over when filed papers nothing.
    let after = one(|register| {
        register.contact("e1", "r1", "06-14 08:00", "07-20 10:00");
    });
    assert_eq!(after.unexplained.papered, 0);
}

#[test]
fn a_red_outside_the_time_of_the_floor_is_not_covered() {
    let mut register = Register::new();
    register.red("r1", "2021-05-10 23:59:59", "").red("r2", "2021-05-11 00:00", "").red("r3", "2022-12-07 00:00", "");
    let found = register.inquire();
    assert_eq!((found.red, found.explained, found.unexplained.total, found.not_covered), (3, 0, 1, 2));
    // Another red of theirs that is not explained weighs more; one that is explained does not.
    register.red("r1", "06-13 10:00", "").red("r3", "06-13 10:00", "").contact(
        "e1",
        "r3",
        "06-12 08:00",
        "06-13 09:00",
    );
    let found = register.inquire();
    assert_eq!((found.red, found.explained, found.unexplained.total, found.not_covered), (3, 0, 2, 1));
}

#[test]
fn red_is_the_sum_of_its_parts_and_other_colours_do_not_count() {
    let mut register = Register::new();
    register.red("r1", RED, "").red("r2", RED, "").red("r3", "2023-01-01 10:00", "").contact(
        "e2",
        "r2",
        "06-10 08:00",
        "06-12 09:00",
    );
    register
        .row(Table::Colours, "r4,yellow,2022-06-13T10:00:00+08:00,,clerk-1,,,b1")
        .row(Table::Colours, "r5,green,2022-06-13T10:00:00+08:00,,,,,");
    let found = register.inquire();
    assert_eq!((found.red, found.explained, found.unexplained.total, found.not_covered), (3, 1, 1, 1));
}

#[test]
fn batches_are_largest_first_then_earliest_then_by_name() {
    let mut register = Register::new();
    register.row(Table::Accounts, "clerk-2,Command,Vice director");
    let red = |n: usize, clock: &str, account: &str, batch: &str| {
        format!("r{n},red,2022-06-13T{clock}:00+08:00,,{account},,,{batch}")
    };
    register
        .row(Table::Colours, &red(1, "12:00", "clerk-1", "z"))
        .row(Table::Colours, &red(2, "13:00", "clerk-1", "z"));
    register
        .row(Table::Colours, &red(3, "11:00", "clerk-1", "c"))
        .row(Table::Colours, &red(4, "11:00", "clerk-1", "b"));
    register
        .row(Table::Colours, &red(5, "10:00", "clerk-1", "d"))
        .row(Table::Colours, &red(6, "09:00", "clerk-2", "z"))
        .row(Table::Colours, &red(7, "14:00", "", ""));
    let found = register.inquire();
    let order: Vec<(&str, &str, u64)> =
        found.unexplained.batches.iter().map(|b| (b.batch.as_str(), b.account.as_str(), b.count)).collect();
    assert_eq!(
        order,
        [
            ("z", "clerk-1", 2),
            ("z", "clerk-2", 1),
            ("d", "clerk-1", 1),
            ("b", "clerk-1", 1),
            ("c", "clerk-1", 1),
            ("", "", 1)
        ]
    );
    assert_eq!(found.unexplained.batches[0].last.shown, "2022-06-13T13:00:00+08:00");
    assert_eq!(
        found.flow.iter().map(|flow| (flow.approved_by.as_str(), flow.count)).collect::<Vec<_>>(),
        [("Director", 5), ("", 1), ("Vice director", 1)]
    );
}

#[test]
fn a_code_turned_while_red_is_turned_back() {
    for (turned, expected) in [("06-13 09:59:59", 0), ("06-13 10:00", 1), ("06-15 10:00", 1), ("06-15 10:00:01", 0)] {
        let mut register = Register::new();
        register.red("r1", RED, "06-15 10:00").row(Table::Conversions, &format!("r1,{},clerk-1,", support::at(turned)));
        assert_eq!(register.inquire().turned_back, expected, "{turned}");
    }
}

#[test]
fn the_document_has_the_promised_keys_in_their_order() {
    let mut register = Register::new();
    register.red("r1", RED, "");
    let json = serde_json::to_string(&register.inquire()).unwrap();
    let beginning = r#"{"red":1,"explained":0,"unexplained":{"total":1,"arrival_scan":0,"forwarded_scan":0,"unknown_scan":0,"no_scan":1,"papered":0,"lapsed":0,"batches":[{"batch":"b1","account":"clerk-1","unit":"Bureau","approved_by":"Director","count":1,"first":"2022-06-13T10:00:00+08:00","last":"2022-06-13T10:00:00+08:00"}]},"not_covered":0,"#;
    assert!(json.starts_with(beginning), "{json}");
    assert!(!json.contains("rejected"));
    register.row(Table::Colours, "r1,blue,2022-06-13T10:00:00+08:00,,,,,");
    let json = serde_json::to_value(register.skip_bad()).unwrap();
    assert_eq!(json["rejected"], serde_json::json!({"rows": 1, "by_code": {"MM-CSV-018": 1}}));
}

#[test]
fn a_red_reopened_by_a_later_correction_is_papered_by_it() {
    let mut register = Register::new();
    register.red("r1", RED, "");
    let test = |result: &str, sampled: &str, more: &str| {
        format!(
            "{{\"result\":\"{result}\",\"sampled_at\":\"{0}\",\"reported_at\":\"{0}\",\"institution\":\"lab\",\"sample_id\":\"s-{result}\"{more}}}",
            support::at(sampled)
        )
    };
    register.evidence("p1", "r1", "nucleic_test", "06-11 10:00", &test("positive", "06-11 08:00", ""));
    register.evidence(
        "n1",
        "r1",
        "nucleic_test",
        "06-12 10:00",
        &test("negative", "06-12 08:00", ",\"recheck_of\":\"p1\""),
    );
    let before = register.inquire().unexplained;
    assert_eq!((before.total, before.lapsed, before.papered), (1, 1, 0));
    register.evidence("c1", "r1", "correction", "06-14 10:00", "{\"of\":\"n1\",\"reason\":\"wrong-sample\"}");
    let after = register.inquire().unexplained;
    assert_eq!((after.total, after.lapsed, after.papered), (1, 1, 1));
}

#[test]
fn thousands_of_negative_tests_are_no_ground() {
    let mut register = Register::new();
    register.red("r1", RED, "");
    for n in 0..3_000 {
        let sampled = format!("06-{:02} {:02}:{:02}", 1 + n % 28, n / 28 % 24, n / 672);
        let told = support::at(&sampled);
        register.evidence(&format!("n{n}"), "r1", "nucleic_test", &sampled, &format!("{{\"result\":\"negative\",\"sampled_at\":\"{told}\",\"reported_at\":\"{told}\",\"institution\":\"lab\",\"sample_id\":\"s{n}\"}}"));
    }
    let found = register.inquire().unexplained;
    assert_eq!((found.total, found.lapsed, found.papered), (1, 0, 0));
}
