//! Examples written by hand from the words of the rules, walked through both
//! sides of each boundary. Both evaluators answer each question.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod strategies;

use mingma_model::Colour::{Green, Red, Yellow};
use mingma_model::{Event, Kind, Value};

use strategies::story::{
    arrival, at, colour, correction, derive, elsewhere, fact, follow_up, known, negative, pack, positive, published,
    recheck, stay, turns, until, with,
};

// Henan: two tests in three days.

#[test]
fn two_tests_in_three_days_free_an_arrival_when_the_second_becomes_known() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let first = negative("t1", "06-19 10:00");
    let second = known(&negative("t2", "06-20 10:00"), "06-20 21:30");
    assert_eq!(turns(&[&henan], &[&came, &first, &second], "06-18 15:00"), (Green, Yellow));
    assert_eq!(turns(&[&henan], &[&came, &first, &second], "06-20 21:30"), (Yellow, Green));
    assert_eq!(derive(&[&henan], &[&came, &first], "06-19 12:00").next_change, Some(at("06-26")));
    // Without tests: through the seventh day.
    assert_eq!(turns(&[&henan], &[&came], "06-26"), (Yellow, Green));
}

#[test]
fn the_first_test_must_be_sampled_before_24_hours_are_over() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let second = negative("t2", "06-20 18:00");
    let in_time = negative("t1", "06-19 14:59:59");
    let too_late = negative("t1", "06-19 15:00:00");
    assert_eq!(colour(&[&henan], &[&came, &in_time, &second], "06-20 18:00"), Green);
    assert_eq!(colour(&[&henan], &[&came, &too_late, &second], "06-20 18:00"), Yellow);
    // Known late, the arrival leaves time from then on; tests since it count all the same.
    let known_late = known(&came, "06-19 08:00");
    assert_eq!(colour(&[&henan], &[&known_late, &too_late, &second], "06-20 18:00"), Green);
    let missing = &derive(&[&henan], &[&came, &too_late], "06-19 16:00").reasons[0].release[0];
    assert!(missing.tests.as_ref().unwrap().missed);
}

#[test]
fn the_second_test_counts_24_hours_after_the_first_and_not_a_second_before() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let first = negative("t1", "06-18 18:00");
    let early = negative("t2", "06-19 17:59:59");
    let exact = negative("t2", "06-19 18:00:00");
    assert_eq!(colour(&[&henan], &[&came, &first, &early], "06-20"), Yellow);
    assert_eq!(colour(&[&henan], &[&came, &first, &exact], "06-19 18:00"), Green);
    // A test between the two is passed over, not counted from.
    assert_eq!(colour(&[&henan], &[&came, &first, &early, &negative("t3", "06-19 18:00")], "06-19 18:00"), Green);
}

#[test]
fn both_tests_must_be_sampled_within_72_hours() {
    let henan = published("henan-2022-03");
    let (came, first) = (arrival("a", "06-18 15:00"), negative("t1", "06-19 10:00"));
    assert_eq!(colour(&[&henan], &[&came, &first, &negative("t2", "06-21 14:59:59")], "06-22"), Green);
    assert_eq!(colour(&[&henan], &[&came, &first, &negative("t2", "06-21 15:00:00")], "06-22"), Yellow);
}

#[test]
fn a_positive_in_between_begins_the_counting_anew() {
    let henan = published("henan-2022-03");
    let (came, first) = (arrival("a", "06-18 15:00"), negative("t1", "06-18 16:00"));
    let second = negative("t2", "06-19 16:00");
    let between = positive("p", "06-19 14:00");
    let together = positive("p", "06-19 16:00");
    let screened = fact("s", Kind::ScreenPositive, "06-19 14:00");
    assert_eq!(colour(&[&henan], &[&came, &first, &second], "06-19 16:00"), Green);
    assert_eq!(colour(&[&henan], &[&came, &first, &between, &second], "06-19 16:00"), Yellow);
    assert_eq!(colour(&[&henan], &[&came, &first, &together, &second], "06-19 16:00"), Yellow);
    // A screening neither counts nor resets.
    assert_eq!(colour(&[&henan], &[&came, &first, &screened, &second], "06-19 16:00"), Green);
}

// Hebei: a contact through ten days.

#[test]
fn a_contact_is_red_for_seven_days_and_yellow_until_ten_are_full_and_a_test_of_day_ten_is_negative() {
    let hebei = published("hebei-2022-10");
    let met = elsewhere(&known(&fact("c", Kind::CloseContact, "10-10 09:00"), "10-10 20:00"), "130102");
    let day_ten = known(&negative("t", "10-20 00:00"), "10-20 09:00");
    assert_eq!(turns(&[&hebei], &[&met, &day_ten], "10-10 20:00"), (Green, Red));
    assert_eq!(turns(&[&hebei], &[&met, &day_ten], "10-18"), (Red, Yellow));
    assert_eq!(turns(&[&hebei], &[&met, &day_ten], "10-21"), (Yellow, Green));
    let told = derive(&[&hebei], &[&met, &day_ten], "10-20 12:00");
    assert_eq!(told.next_change, Some(at("10-21")));
    assert_eq!(told.timelines[0].phases[0].ended_by, Some("after"));
    // A second before day ten begins is day nine.
    let day_nine = negative("t", "10-19 23:59:59");
    assert_eq!(turns(&[&hebei], &[&met, &day_nine], "10-21"), (Yellow, Yellow));
    assert_eq!(turns(&[&hebei], &[&met, &day_nine], "11-01"), (Yellow, Green));
    // Tested on day twelve: free as soon as it is known.
    let later = known(&negative("t", "10-22 08:00"), "10-22 17:00");
    assert_eq!(turns(&[&hebei], &[&met, &later], "10-22 17:00"), (Yellow, Green));
    let ended = derive(&[&hebei], &[&met, &later], "10-22 17:00").timelines[0].phases[1].ended_by;
    assert_eq!(ended, Some("release"));
}

// The ninth edition: a patient after discharge.

#[test]
fn discharged_within_seven_days_of_the_positive_stays_red_by_the_positive() {
    let ninth = published("ninth-2022-06");
    let test = positive("p", "07-01 08:00");
    let case = fact("k", Kind::ConfirmedCase, "07-02 10:00");
    let home = follow_up("d", "k", Event::Discharged, "07-05 09:00");
    let told = derive(&[&ninth], &[&test, &case, &home], "07-05 09:00");
    assert_eq!((told.colour, told.reasons.len()), (Red, 1));
    assert_eq!((told.reasons[0].evidence.as_str(), told.reasons[0].until), ("p", at("07-09")));
    assert_eq!(turns(&[&ninth], &[&test, &case, &home], "07-09"), (Red, Yellow));
    // Rechecked in hospital, the positive says nothing any more.
    let again = recheck(&negative("n", "07-04 08:00"), "p");
    assert_eq!(turns(&[&ninth], &[&test, &case, &again, &home], "07-05 09:00"), (Red, Yellow));
    // Seven days are counted from the discharge, not from the case: free on 13 July.
    let full = negative("f", "07-12 07:00");
    assert_eq!(turns(&[&ninth], &[&test, &case, &home, &full], "07-13"), (Yellow, Green));
    let day_six = negative("f", "07-11 23:59:59");
    assert_eq!(turns(&[&ninth], &[&test, &case, &home, &day_six], "07-13"), (Yellow, Yellow));
}

#[test]
fn a_positive_is_red_until_the_recheck_and_the_last_sampled_recheck_decides() {
    let ninth = published("ninth-2022-06");
    let found = fact("s", Kind::ScreenPositive, "07-01 08:00");
    let freed = recheck(&negative("n", "07-02 08:00"), "s");
    assert_eq!(turns(&[&ninth], &[&found, &freed], "07-02 08:00"), (Red, Green));
    // A test that names nothing is no recheck.
    assert_eq!(colour(&[&ninth], &[&found, &negative("n", "07-02 08:00")], "07-02 08:00"), Red);
    // Sampled together with a positive recheck, the positive wins (it is red by itself, too).
    let other = recheck(&positive("p", "07-02 08:00"), "s");
    let told = derive(&[&ninth], &[&found, &freed, &other], "07-02 08:00");
    assert_eq!(told.reasons.iter().map(|r| r.evidence.as_str()).collect::<Vec<_>>(), ["s", "p"]);
    // The recheck of that recheck leads to the screening as well.
    let third = recheck(&negative("m", "07-03 08:00"), "p");
    assert_eq!(turns(&[&ninth], &[&found, &freed, &other, &third], "07-03 08:00"), (Red, Green));
    // Also when the one in between has been struck out.
    let out = correction("x", "p", "07-03 07:00");
    assert_eq!(turns(&[&ninth], &[&found, &other, &out, &third], "07-03 08:00"), (Red, Green));
}

#[test]
fn two_tests_that_name_each_other_lead_each_to_itself() {
    let ninth = published("ninth-2022-06");
    let found = recheck(&positive("p", "07-02 08:00"), "n");
    let freed = recheck(&negative("n", "07-02 08:00"), "p");
    // The positive is among its own rechecks, and sampled together it wins.
    assert_eq!(colour(&[&ninth], &[&found, &freed], "07-02 08:00"), Red);
    // Sampled a second later and known together, the negative is the last.
    let later = known(&recheck(&negative("n", "07-02 08:00:01"), "p"), "07-02 09:00");
    assert_eq!(turns(&[&ninth], &[&known(&found, "07-02 09:00"), &later], "07-02 09:00"), (Green, Green));
}

// What is known, and what is struck out.

#[test]
fn a_corrected_negative_reopens_the_phase_that_it_had_ended() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let (first, second) = (negative("t1", "06-19 10:00"), negative("t2", "06-20 10:00"));
    let wrong = correction("x", "t2", "06-20 18:00");
    assert_eq!(turns(&[&henan], &[&came, &first, &second, &wrong], "06-20 10:00"), (Yellow, Green));
    assert_eq!(turns(&[&henan], &[&came, &first, &second, &wrong], "06-20 18:00"), (Green, Yellow));
    // The correction itself was wrong: what it struck out stands again.
    let right = correction("y", "x", "06-20 20:00");
    assert_eq!(turns(&[&henan], &[&came, &first, &second, &wrong, &right], "06-20 20:00"), (Yellow, Green));
    // And that was wrong in turn.
    let never = correction("z", "y", "06-20 22:00");
    assert_eq!(turns(&[&henan], &[&came, &first, &second, &wrong, &right, &never], "06-20 22:00"), (Green, Yellow));
}

#[test]
fn of_two_corrections_known_together_the_greater_id_is_heard_first() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let same = "06-19 10:00";
    // "y" strikes "x" out before "x" can strike the arrival out.
    assert_eq!(colour(&[&henan], &[&came, &correction("x", "a", same), &correction("y", "x", same)], same), Yellow);
    // "y" is heard first and strikes the arrival out; that "x" strikes "y" out comes too late.
    assert_eq!(colour(&[&henan], &[&came, &correction("y", "a", same), &correction("x", "y", same)], same), Green);
}

#[test]
fn a_positive_known_after_a_phase_ended_does_not_reopen_it() {
    let henan = published("henan-2022-03");
    let came = arrival("a", "06-18 15:00");
    let (first, second) = (negative("t1", "06-19 10:00"), negative("t2", "06-20 10:00"));
    // Sampled between the two, but known only after the second was.
    let late = known(&positive("p", "06-19 20:00"), "06-20 12:00");
    assert_eq!(colour(&[&henan], &[&came, &first, &late, &second], "06-20 12:00"), Green);
    // Known in time, it counts.
    let early = known(&late, "06-20 09:00");
    assert_eq!(colour(&[&henan], &[&came, &first, &early, &second], "06-20 12:00"), Yellow);
    // It speaks by its own rule, where there is one.
    let floor = published("national-2021-05-c");
    let told = derive(&[&henan, &floor], &[&came, &first, &late, &second], "06-20 12:00");
    assert_eq!((told.colour, told.reasons[0].evidence.as_str()), (Red, "p"));
}

#[test]
fn a_follow_up_that_became_known_first_is_the_one_that_counts() {
    let rules = pack(
        "p",
        "00",
        "05-01",
        "08-01",
        &[
            "on = \"confirmed_case\"\nlapse = \"60d\"\nphases = [ { colour = \"red\", until = { event = \"discharged\" } }, { colour = \"yellow\", until = { after = \"7d\" } } ]",
        ],
    );
    let case = fact("k", Kind::ConfirmedCase, "06-01 10:00");
    let told_first = known(&follow_up("d1", "k", Event::Discharged, "06-12 09:00"), "06-12 12:00");
    let told_later = known(&follow_up("d2", "k", Event::Discharged, "06-10 09:00"), "06-13 12:00");
    // Counted from the twelfth, for that is what was known when red ended.
    assert_eq!(turns(&[&rules], &[&case, &told_first, &told_later], "06-20"), (Yellow, Green));
    // The first was wrong: then it never was, and the other counts from the tenth.
    let wrong = correction("x", "d1", "06-14 09:00");
    let corrected = [&case, &told_first, &told_later, &wrong];
    assert_eq!(colour(&[&rules], &corrected, "06-14 09:00"), Yellow);
    assert_eq!(turns(&[&rules], &corrected, "06-18"), (Yellow, Green));
}

#[test]
fn the_same_item_twice_counts_once_and_the_order_is_nothing() {
    let henan = published("henan-2022-03");
    let (came, test) = (arrival("a", "06-18 15:00"), negative("t", "06-19 10:00"));
    let once = derive(&[&henan], &[&came, &test], "06-20");
    assert_eq!(once, derive(&[&henan], &[&test, &came, &test, &came], "06-20"));
}

// Packs that begin and end.

const STRICT: &str =
    "on = \"arrival\"\nlapse = \"14d\"\nphases = [ { colour = \"red\", until = { after = \"10d\" } } ]";
const MILD: &str =
    "on = \"arrival\"\nlapse = \"14d\"\nphases = [ { colour = \"yellow\", until = { after = \"3d\" } } ]";

#[test]
fn a_stricter_pack_binds_what_becomes_known_from_its_first_second_on() {
    let mild = pack("mild", "00", "05-01", "06-18", &[MILD]);
    let strict = pack("strict", "00", "06-18", "08-01", &[STRICT]);
    let packs = [&mild, &strict];
    let before = arrival("a", "06-17 23:59:59");
    let after = arrival("a", "06-18 00:00:00");
    assert_eq!(colour(&packs, &[&before], "06-18 00:00"), Yellow);
    assert_eq!(turns(&packs, &[&before], "06-21"), (Yellow, Green));
    assert_eq!(colour(&packs, &[&after], "06-18 00:00"), Red);
    // It happened before and became known under the stricter one: that one binds it.
    assert_eq!(colour(&packs, &[&known(&before, "06-18 00:00:00")], "06-18 00:00"), Red);
}

#[test]
fn a_milder_pack_frees_at_once_and_the_moment_is_foretold() {
    let strict = pack("strict", "00", "05-01", "06-20", &[STRICT]);
    let mild = pack("mild", "00", "06-20", "08-01", &[MILD]);
    let came = arrival("a", "06-16 12:00");
    assert_eq!(turns(&[&strict, &mild], &[&came], "06-20"), (Red, Green));
    let told = derive(&[&strict, &mild], &[&came], "06-18");
    assert_eq!((told.colour, told.next_change), (Red, Some(at("06-20"))));
    assert_eq!(told.timelines.len(), 1);
    // Of equals, the pack that spoke first is the reason.
    let same = pack("same", "00", "06-20", "08-01", &[STRICT]);
    let told = derive(&[&strict, &same], &[&came], "06-21");
    assert_eq!((told.reasons[0].pack.as_str(), told.timelines.len()), ("strict", 2));
}

#[test]
fn a_pack_that_ends_lets_go_and_a_second_of_silence_is_enough() {
    let first = pack("first", "00", "05-01", "06-20", &[STRICT]);
    let second = pack("second", "00", "06-20 00:00:01", "08-01", &[STRICT]);
    let came = arrival("a", "06-16 12:00");
    assert_eq!(turns(&[&first], &[&came], "06-20"), (Red, Green));
    let told = derive(&[&first, &second], &[&came], "06-20 00:00:01");
    assert_eq!((told.colour, told.not_covered), (Green, vec!["a".to_owned()]));
    assert_eq!(colour(&[&first, &second], &[&arrival("a", "06-20 00:00:01")], "06-21"), Red);
}

#[test]
fn the_narrowest_pack_that_treats_the_kind_speaks_and_leaves_out_what_its_where_leaves_out() {
    let wide = pack("wide", "00", "05-01", "08-01", &[STRICT]);
    let province = pack(
        "province",
        "41",
        "05-01",
        "08-01",
        &[
            "on = \"arrival\"\nwhere = { origin_outside = \"41\" }\nlapse = \"14d\"\nphases = [ { colour = \"yellow\", until = { after = \"3d\" } } ]",
        ],
    );
    let other_kind = pack(
        "other-kind",
        "4101",
        "05-01",
        "08-01",
        &["on = \"isolation_end\"\nlapse = \"14d\"\nphases = [ { colour = \"red\", until = { after = \"3d\" } } ]"],
    );
    let packs = [&wide, &province, &other_kind];
    let came = arrival("a", "06-16 12:00");
    assert_eq!(colour(&packs, &[&came], "06-16 12:00"), Yellow);
    assert_eq!(colour(&packs, &[&elsewhere(&came, "130102")], "06-16 12:00"), Red);
    // From within the province: its pack answers for the kind, and says nothing.
    let within = with(&came, "origin_region", Value::Region(came.region));
    let told = derive(&packs, &[&within], "06-16 12:00");
    assert_eq!((told.colour, told.not_covered.len()), (Green, 0));
}

// Stays, ends, delays, alternatives.

#[test]
fn a_stay_caps_while_it_stands_and_its_end_is_foretold() {
    let rules = pack("p", "00", "05-01", "08-01", &[STRICT]);
    let came = arrival("a", "06-16 12:00");
    let halved = stay("s", "a", Yellow, "06-17 09:00", "06-19 09:00");
    let told = derive(&[&rules], &[&came, &halved], "06-18");
    assert_eq!((told.colour, told.next_change), (Yellow, Some(at("06-19 09:00"))));
    assert_eq!(told.reasons[0].capped_by, ["s"]);
    assert_eq!(turns(&[&rules], &[&came, &halved], "06-17 09:00"), (Red, Yellow));
    assert_eq!(turns(&[&rules], &[&came, &halved], "06-19 09:00"), (Yellow, Red));
    // Of two stays the lower one; a corrected stay never was.
    let freed = stay("f", "a", Green, "06-17 10:00", "06-18 10:00");
    assert_eq!(turns(&[&rules], &[&came, &halved, &freed], "06-18 10:00"), (Green, Yellow));
    let undone = correction("x", "s", "06-17 12:00");
    assert_eq!(turns(&[&rules], &[&came, &halved, &undone], "06-17 12:00"), (Yellow, Red));
}

#[test]
fn an_item_with_an_end_of_its_own_is_over_then() {
    let rules = pack("p", "00", "05-01", "08-01", &[STRICT]);
    let night = until(&arrival("a", "06-16 20:00"), "06-17 08:00");
    assert_eq!(turns(&[&rules], &[&night], "06-17 08:00"), (Red, Green));
    let told = derive(&[&rules], &[&night], "06-17 08:00");
    assert_eq!((told.timelines[0].lapse_at, told.timelines[0].phases[0].ended_by), (at("06-17 08:00"), Some("lapse")));
    // Known only after its lapse, it never holds.
    let told = derive(&[&rules], &[&known(&arrival("a", "06-01 09:00"), "06-16 09:00")], "06-16 09:00");
    assert_eq!((told.colour, told.timelines[0].phases.len()), (Green, 1));
}

#[test]
fn a_notice_has_its_origins_colour_until_withdrawn_or_over() {
    let ninth = published("ninth-2022-06");
    let notice = until(&fact("n", Kind::Notice, "07-01 09:00"), "07-10 09:00");
    let yellow = with(&notice, "origin_colour", Value::Colour(Yellow));
    let red = with(&notice, "origin_colour", Value::Colour(Red));
    let withdrawn = follow_up("w", "n", Event::WithdrawnAtOrigin, "07-03 09:00");
    assert_eq!(turns(&[&ninth], &[&yellow], "07-10 09:00"), (Yellow, Green));
    assert_eq!(turns(&[&ninth], &[&red, &withdrawn], "07-03 09:00"), (Red, Green));
}

#[test]
fn a_green_delay_then_red_until_any_of_two() {
    let school = pack(
        "school",
        "00",
        "05-01",
        "08-01",
        &[
            "on = \"close_contact\"\nlapse = \"28d\"\nphases = [ { colour = \"green\", until = { after = \"4d\" } }, { colour = \"red\", until = { any = [ { after = \"21d\" }, { event = \"immunity_shown\" } ] } } ]",
        ],
    );
    let met = fact("c", Kind::CloseContact, "06-01 10:00");
    assert_eq!(turns(&[&school], &[&met], "06-06"), (Green, Red));
    assert_eq!(turns(&[&school], &[&met], "06-23"), (Red, Green));
    let shown = follow_up("i", "c", Event::ImmunityShown, "06-09 08:00");
    assert_eq!(turns(&[&school], &[&met, &shown], "06-09 08:00"), (Red, Green));
    // Shown during the delay: the red phase is over as it begins.
    let early = follow_up("i", "c", Event::ImmunityShown, "06-03 08:00");
    let told = derive(&[&school], &[&met, &early], "06-06");
    let red = &told.timelines[0].phases[1];
    assert_eq!((told.colour, red.from, red.until, red.ended_by), (Green, at("06-06"), at("06-06"), Some("event")));
}

#[test]
fn with_any_the_days_are_counted_anew_only_if_the_one_that_held_names_an_event() {
    let rules = pack(
        "p",
        "00",
        "05-01",
        "08-01",
        &[
            "on = \"confirmed_case\"\nlapse = \"60d\"\nphases = [ { colour = \"red\", until = { any = [ { after = \"10d\" }, { event = \"discharged\" } ] } }, { colour = \"yellow\", until = { after = \"14d\" } } ]",
        ],
    );
    let case = fact("k", Kind::ConfirmedCase, "06-01 10:00");
    // The span held: fourteen days from the case.
    assert_eq!(turns(&[&rules], &[&case], "06-12"), (Red, Yellow));
    assert_eq!(turns(&[&rules], &[&case], "06-16"), (Yellow, Green));
    // The discharge held: fourteen days from the discharge.
    let home = follow_up("d", "k", Event::Discharged, "06-05 08:00");
    assert_eq!(turns(&[&rules], &[&case, &home], "06-05 08:00"), (Red, Yellow));
    assert_eq!(turns(&[&rules], &[&case, &home], "06-20"), (Yellow, Green));
    // Both at one moment: the first listed held.
    let same = follow_up("d", "k", Event::Discharged, "06-12 00:00");
    assert_eq!(turns(&[&rules], &[&case, &same], "06-16"), (Yellow, Green));
}

#[test]
fn a_test_counts_from_the_moment_that_the_phase_before_reached_not_from_when_that_became_known() {
    let rules = pack(
        "p",
        "00",
        "05-01",
        "08-01",
        &[
            "on = \"confirmed_case\"\nlapse = \"60d\"\nphases = [ { colour = \"red\", until = { event = \"discharged\" } }, { colour = \"yellow\", until = { release = { negative_tests = 1 } } } ]",
        ],
    );
    let case = fact("k", Kind::ConfirmedCase, "06-01 10:00");
    let home = known(&follow_up("d", "k", Event::Discharged, "06-05 08:00"), "06-07 08:00");
    assert_eq!(turns(&[&rules], &[&case, &home, &negative("t", "06-05 08:00")], "06-07 08:00"), (Red, Green));
    assert_eq!(turns(&[&rules], &[&case, &home, &negative("t", "06-05 07:59:59")], "06-07 08:00"), (Red, Yellow));
}
