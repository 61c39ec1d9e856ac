//! What follows an item, and what is corrected.

use super::*;

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
