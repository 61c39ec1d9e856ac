//! The same fact, once.

use super::*;

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
