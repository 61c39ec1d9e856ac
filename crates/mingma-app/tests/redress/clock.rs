//! What silence does, by the due queue.

use mingma_app::redress::Verdict;
use mingma_app::redress::ground::Urgency;
use mingma_app::register::story::{COUNTY_CDC, ROOT, ZHENGZHOU};
use mingma_model::{Colour, Kind};

use crate::stage::{HOUR, Stage};

crate::stories!(
    silence_eases_a_step_at_the_end_of_the_clock_and_one_more_after_48_hours,
    a_positive_is_never_eased_and_goes_to_oversight,
    the_urgent_lane_is_answered_within_two_hours_or_eased,
    who_looks_late_makes_up_for_every_step,
    what_is_decided_in_time_is_not_eased,
    what_lapsed_meanwhile_leaves_the_queue,
);

fn silence_eases_a_step_at_the_end_of_the_clock_and_one_more_after_48_hours(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    stage.to("07-10T08:59");
    assert_eq!(stage.house.work_due().unwrap(), 0);
    stage.to("07-10T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert_eq!(stage.house.work_due().unwrap(), 0, "once and not twice");
    assert_eq!(stage.colour(0), Colour::Yellow);
    let letter = stage.letter(0);
    assert_eq!(
        (&letter["letter"], &letter["step"], &letter["unit"]["id"]),
        (&"appeal_eased".into(), &1.into(), &ZHENGZHOU.into())
    );
    assert_eq!(letter["next"], "2022-07-12T09:00:00+08:00");
    assert_eq!(stage.row(&number).state, "open", "it still has to be decided");
    stage.to("07-12T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert_eq!((stage.colour(0), &stage.letter(0)["unit"]["id"]), (Colour::Green, &ROOT.into()));
    stage.to("07-30T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 0);
    assert_eq!(stage.colour(0), Colour::Green, "to the lapse");
    stage.audited();
}

fn a_positive_is_never_eased_and_goes_to_oversight(stage: &Stage) {
    stage.tests_positive(0);
    assert_eq!(stage.colour(0), Colour::Red);
    let number = stage.file(0, Kind::NucleicTest);
    stage.to("07-10T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert_eq!(stage.colour(0), Colour::Red);
    stage.to("07-11T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert!(stage.letter(0)["en"].as_str().unwrap().contains("oversight"));
    assert_eq!((stage.colour(0), stage.row(&number).eased), (Colour::Red, 2));
    stage.to("07-13T09:00");
    assert_eq!(stage.house.work_due().unwrap(), 0);
    stage.audited();
}

fn the_urgent_lane_is_answered_within_two_hours_or_eased(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file_urgent(0, Kind::RiskAreaResidence, Some(Urgency::Dialysis));
    assert_eq!(stage.row(&number).due_at, stage.now() + 2 * HOUR);
    stage.later(2 * HOUR);
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert_eq!(stage.colour(0), Colour::Yellow);
    stage.audited();
}

fn who_looks_late_makes_up_for_every_step(stage: &Stage) {
    stage.live_in_the_area(&[0, 1]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    stage.file(1, Kind::RiskAreaResidence);
    stage.to("07-20T00:00");
    assert_eq!(stage.house.work_due().unwrap(), 4, "two steps of each");
    assert_eq!((stage.colour(0), stage.colour(1), stage.row(&number).eased), (Colour::Green, Colour::Green, 2));
    stage.audited();
}

fn what_is_decided_in_time_is_not_eased(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let number = stage.file(0, Kind::RiskAreaResidence);
    let reasons = "社区登记核对无误：本人确实居住在该小区。";
    stage.hand(&stage.officers(stage.decision(COUNTY_CDC, Verdict::Uphold, reasons, &[(0, &number)]), &[3]));
    stage.to("07-20T00:00");
    assert_eq!(stage.house.work_due().unwrap(), 0);
    assert_eq!(stage.colour(0), Colour::Red);
    stage.audited();
}

fn what_lapsed_meanwhile_leaves_the_queue(stage: &Stage) {
    stage.arrive(&[0]);
    let number = stage.file(0, Kind::Arrival);
    // Freed by the rule before anybody answered: two negatives, 24 hours apart.
    stage.later(4 * HOUR);
    stage.tests(0, "negative");
    stage.later(26 * HOUR);
    stage.tests(0, "negative");
    assert_eq!(stage.colour(0), Colour::Green);
    stage.to("07-20T00:00");
    assert_eq!(stage.house.work_due().unwrap(), 1);
    assert_eq!(stage.house.work_due().unwrap(), 0);
    assert_eq!((stage.row(&number).eased, stage.colour(0)), (1, Colour::Green));
    stage.audited();
}
