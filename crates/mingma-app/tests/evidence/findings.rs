//! Findings and the acts of a night.

use super::*;

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
fn the_same_finding_told_of_another_day_draws_no_other_officer() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    stage.later(DAY);
    let told = |stage: &Stage, case: &str, signers: &[&str]| {
        why(stage.decide(&finds(stage, vec![contact(person, "k-2", case, stage.now - 4 * HOUR)], signers)))
    };
    assert_eq!(told(&stage, "c-1", &["zz-1", "zz-2"]), "MM-ADM-001");
    assert_eq!(told(&stage, "c-1", &["zz-2", "zz-3"]), "MM-ADM-001", "one of the pair");
    assert_eq!(told(&stage, "c-1", &["zz-3", "zz-4"]), "admitted", "another pair");
    stage.later(2 * DAY);
    stage.declares(person, "410103");
    assert_eq!(told(&stage, "c-1", &["zz-1", "zz-2"]), "MM-ADM-001", "it ran out, and nobody confirmed it");
    let other = stage.enrol(7);
    stage.case(other, "c-2");
    assert_eq!(told(&stage, "c-2", &["zz-1", "zz-2"]), "admitted", "another case is another exposure");
}

#[test]
fn who_met_a_case_twice_is_found_twice_when_the_first_was_confirmed() {
    let (mut stage, _, person) = outbreak();
    stage.keep(&finds(&stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])).unwrap();
    let first = digest_of(&stage, "k-1");
    let drawn = provisional::drawn(&stage.registry, stage.note(&first.0), "410103", stage.now).unwrap().clone();
    let met = vec![contact(person, "k-2", "c-1", stage.now - 4 * HOUR)];
    stage.keep(&compose::confirm(&stage.with(&drawn.unit), first, met).sign(&[&key(&drawn.id)])).unwrap();
    stage.later(DAY);
    let again = vec![contact(person, "k-3", "c-1", stage.now - 4 * HOUR)];
    assert_eq!(why(stage.decide(&finds(&stage, again, &["zz-1", "zz-2"]))), "admitted");
}

/// Two officers strike an item out.
fn struck(stage: &mut Stage, resident: Uid, item: &str, act: &str) {
    let of = Of { resident, of: id(item), region: region("410103"), act: digest_of(stage, act) };
    let correction = compose::correct(&stage.with("zhengzhou"), &id("mistaken"), &[of]);
    stage.keep(&signed(correction, &["zz-3", "zz-4"])).unwrap();
}

#[test]
fn nobody_met_a_case_or_a_contact_that_was_struck_out() {
    let (mut stage, patient, person) = outbreak();
    let met = |stage: &Stage| {
        why(stage.decide(&finds(stage, vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)], &["zz-1", "zz-2"])))
    };
    assert_eq!(met(&stage), "admitted");
    let said = vec![contact(person, "k-1", "c-1", stage.now - 4 * HOUR)];
    stage.keep(&finds(&stage, said, &["zz-1", "zz-2"])).unwrap();
    let second = stage.enrol(3);
    stage.declares(second, "410103");
    let of_contact = |stage: &Stage| {
        let said = Said::new(second, "k-2", Kind::SecondaryContact, region("410103"))
            .with("contact", "k-1")
            .with("last_contact_at", stage.now - 4 * HOUR);
        let draft = compose::finding(&stage.with("zhengzhou"), &found(stage), vec![said]);
        why(stage.decide(&signed(draft.citing(digest_of(stage, "k-1")), &["zz-1", "zz-2"])))
    };
    assert_eq!(of_contact(&stage), "admitted");
    struck(&mut stage, person, "k-1", "k-1");
    assert_eq!(of_contact(&stage), "MM-ADM-005");
    struck(&mut stage, patient, "c-1", "c-1");
    let third = stage.enrol(4);
    stage.declares(third, "410103");
    let said = vec![contact(third, "k-3", "c-1", stage.now - 4 * HOUR)];
    assert_eq!(why(stage.decide(&finds(&stage, said, &["zz-1", "zz-2"]))), "MM-ADM-005");
}

#[test]
fn a_night_rests_on_a_positive_sampled_within_three_days() {
    let (mut stage, _, person) = outbreak();
    // The stage samples its positive two hours before it files the case.
    let sampled = stage.now - 600 - 2 * HOUR;
    stage.now = sampled + 72 * HOUR;
    stage.declares(person, "410103");
    stage.now = sampled + 72 * HOUR;
    assert_eq!(why(stage.decide(&by_night(&stage, "zz-1", "k-1", person, None))), "admitted");
    stage.later(1);
    assert_eq!(why(stage.decide(&by_night(&stage, "zz-1", "k-1", person, None))), "MM-ADM-008");
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
    let on = |stage: &Stage, case: &str, officer: &str, kind: Kind, whom: Uid| {
        let mut said = contact(whom, "k-2", case, stage.now - HOUR);
        said.item.set("kind", kind.word());
        let positive = digest_of(stage, case);
        let night = compose::night(&stage.with("zhengzhou"), positive, Some("household"), vec![said]);
        why(stage.decide(&night.sign(&[&key(officer)])))
    };
    let again = |stage: &Stage, officer: &str, kind: Kind, whom: Uid| on(stage, "p-c-1", officer, kind, whom);
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
    stage.now = begun + 6 * DAY;
    let ill = stage.enrol(8);
    stage.case(ill, "c-8");
    stage.now = begun + 7 * DAY - 1;
    assert_eq!(on(&stage, "p-c-8", "zz-1", Kind::CloseContact, person), "MM-ADM-008");
    stage.later(1);
    assert_eq!(on(&stage, "p-c-8", "zz-1", Kind::CloseContact, person), "admitted", "seven days are over");
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
