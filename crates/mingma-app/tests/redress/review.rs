//! What reviewers do.

use mingma_app::redress::ground::{Ground, Lane};
use mingma_app::redress::{Plea, Verdict, compose};
use mingma_app::register::story::{CARRIER, COUNTY_CDC, HEALTH_COMMISSION, ROOT, ZHENGZHOU};
use mingma_model::{Colour, Kind};

use crate::stage::Stage;

const REASONS: &str = "社区登记核对无误：本人确实居住在该小区。";
const FREED: &str = "水电与门禁记录表明本人自五月起已搬离该小区。";

crate::stories!(
    an_appeal_is_received_with_a_letter_that_says_until_when,
    who_upholds_says_why_and_names_who_looks_again,
    a_lift_by_two_turns_the_code_green_and_is_told,
    a_correction_strikes_the_item_out,
    what_was_upheld_is_reviewed_by_the_unit_above,
    many_of_one_cause_are_decided_once_with_a_letter_each,
    asking_the_applicant_stops_nothing,
    what_is_taken_back_waits_no_more,
);

fn an_appeal_is_received_with_a_letter_that_says_until_when(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    assert_eq!(stage.colour(0), Colour::Red);
    let number = stage.file(0, Kind::RiskAreaResidence);
    let row = stage.row(&number);
    assert_eq!((row.unit.as_str(), row.state.as_str(), row.ground.as_str()), (COUNTY_CDC, "open", "not_there"));
    let letter = stage.letter(0);
    assert_eq!((&letter["letter"], &letter["appeal"]), (&"appeal_filed".into(), &number.as_str().into()));
    // Red has 48 hours; a Friday's second working day would end later.
    assert_eq!(letter["clock"]["due"], "2022-07-10T09:00:00+08:00");
    assert_eq!(letter["clock"]["binds"], "hours");
    assert_eq!(letter["zh"], "须在2022年7月10日 09:00前作出决定。红码的申诉48小时内决定：2022年7月10日 09:00。");
    assert_eq!((&letter["unit"]["id"], &letter["telephone"]), (&COUNTY_CDC.into(), &"0371-00000021".into()));
    assert_eq!(stage.colour(0), Colour::Red, "an appeal alone changes no colour");
    stage.audited();
}

fn who_upholds_says_why_and_names_who_looks_again(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    stage.hand(&stage.officers(stage.decision(COUNTY_CDC, Verdict::Uphold, REASONS, &[(0, &number)]), &[3]));
    assert_eq!(stage.row(&number).state, "upheld");
    let letter = stage.letter(0);
    assert_eq!((&letter["decision"], &letter["why"]), (&"uphold".into(), &REASONS.into()));
    assert_eq!(letter["second_review"]["unit"]["id"], ZHENGZHOU);
    assert_eq!(stage.colour(0), Colour::Red);
    stage.audited();
}

fn a_lift_by_two_turns_the_code_green_and_is_told(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    stage.hand(&stage.officers(stage.decision(ZHENGZHOU, Verdict::Lift, FREED, &[(0, &number)]), &[1, 2]));
    assert_eq!(stage.row(&number).state, "lifted");
    let letter = stage.letter(0);
    assert_eq!((&letter["colour"], &letter["why"]), (&"green".into(), &FREED.into()));
    assert!(letter["second_review"].is_null());
    assert_eq!(stage.colour(0), Colour::Green);
    // It stands to the lapse, not a day less.
    stage.to("08-30T00:00");
    assert_eq!(stage.colour(0), Colour::Green);
    stage.audited();
}

fn a_correction_strikes_the_item_out(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    stage.hand(&stage.officers(stage.decision(COUNTY_CDC, Verdict::Correct, FREED, &[(0, &number)]), &[3]));
    assert_eq!((stage.row(&number).state.as_str(), stage.colour(0)), ("corrected", Colour::Green));
    let item = stage.item(0, Kind::RiskAreaResidence);
    let plea = Plea { ground: Ground::NotThere, lane: Lane::Ordinary, at: stage.now() };
    let again = stage.house.appeal_terms(&stage.people[0], item.as_str(), plea);
    assert_eq!(again.unwrap_err().code(), "MM-RED-002", "nothing is left to appeal against");
    stage.audited();
}

fn what_was_upheld_is_reviewed_by_the_unit_above(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    for (unit, officer) in [(COUNTY_CDC, 3), (ZHENGZHOU, 1), (ROOT, 1)] {
        let number = stage.file(0, Kind::RiskAreaResidence);
        assert_eq!(stage.row(&number).unit, unit);
        stage.hand(&stage.officers(stage.decision(unit, Verdict::Uphold, REASONS, &[(0, &number)]), &[officer]));
    }
    assert!(stage.letter(0)["second_review"].is_null(), "nobody stands above the root");
    let item = stage.item(0, Kind::RiskAreaResidence);
    let plea = Plea { ground: Ground::NoBasis, lane: Lane::Ordinary, at: stage.now() };
    let again = stage.house.appeal_terms(&stage.people[0], item.as_str(), plea);
    assert_eq!(again.unwrap_err().code(), "MM-RED-004");
    stage.audited();
}

fn many_of_one_cause_are_decided_once_with_a_letter_each(stage: &Stage) {
    stage.arrive(&[0, 1, 2]);
    stage.arrive(&[3]);
    let numbers: Vec<String> = (0..4).map(|n| stage.file(n, Kind::Arrival)).collect();
    let causes: Vec<[u8; 16]> = numbers.iter().map(|number| stage.row(number).cause).collect();
    assert!(causes[0] == causes[1] && causes[1] == causes[2] && causes[2] != causes[3]);
    // A carrier's own record: the nearest unit that may convert there decides.
    assert!(numbers.iter().all(|number| stage.row(number).unit == COUNTY_CDC), "{CARRIER} is no unit");
    let listed = stage.house.store().appeals_by_cause(&causes[0], "open", "", 10).unwrap();
    assert_eq!(listed.len(), 3);
    let some: Vec<(usize, &str)> = (0..3).map(|n| (n, numbers[n].as_str())).collect();
    stage.hand(&stage.officers(stage.decision(COUNTY_CDC, Verdict::Lift, FREED, &some), &[1, 2]));
    for n in 0..3 {
        assert_eq!((stage.colour(n), &stage.letter(n)["why"]), (Colour::Green, &FREED.into()));
        assert_eq!(stage.letters(n).iter().filter(|letter| letter["letter"] == "appeal_decided").count(), 1);
    }
    assert_eq!((stage.colour(3), stage.row(&numbers[3]).state.as_str()), (Colour::Yellow, "open"));
    stage.audited();
}

fn asking_the_applicant_stops_nothing(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    let before = stage.row(&number);
    let person = stage.people[0];
    let ask = |unit, officer| {
        let draft = compose::ask(&stage.with(unit), person, &number, "您最后一次在该小区居住是何时？");
        stage.officers(draft, &[officer])
    };
    assert_eq!(stage.refused(&ask(HEALTH_COMMISSION, 1)), "MM-RED-011");
    stage.hand(&ask(COUNTY_CDC, 3));
    let letter = stage.letter(0);
    assert_eq!((&letter["letter"], &letter["due"]), (&"appeal_asked".into(), &"2022-07-10T09:00:00+08:00".into()));
    stage.hand(&stage.by_device(0, |with| compose::add(with, person, &number, Some("五月"), &[])));
    assert_eq!(stage.row(&number), before, "state and clock are as they were");
    stage.audited();
}

fn what_is_taken_back_waits_no_more(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    let person = stage.people[0];
    stage.hand(&stage.by_device(0, |with| compose::withdraw(with, person, &number)));
    assert_eq!(stage.row(&number).state, "withdrawn");
    assert_eq!(stage.refused(&stage.by_device(0, |with| compose::withdraw(with, person, &number))), "MM-RED-009");
    stage.to("07-20T00:00");
    assert_eq!(stage.house.work_due().unwrap(), 0);
    assert_eq!(stage.colour(0), Colour::Red);
    // They may think better of it.
    let again = stage.file(0, Kind::RiskAreaResidence);
    assert_eq!(stage.row(&again).unit, COUNTY_CDC);
    stage.audited();
}
