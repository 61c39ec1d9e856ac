//! The seven locks, each broken alone beside a twin that differs in that one thing and
//! is admitted.

#![allow(clippy::unwrap_used, clippy::panic)]

mod stage;

use mingma_acts::{Power, Uid};
use mingma_app::evidence::compose::Said;
use mingma_app::presence::level::Level;
use mingma_app::{Decision, Handed, Refusal, Why};
use mingma_model::{Colour, Kind};
use mingma_rules::Rulebook;
use stage::{BOOK, DAY, HOUR, Stage, arrival, digest_of, entry, notice, region, test, uid};

/// Somebody who declared themselves in Zhengzhou, where an area of high risk stands.
fn scene() -> (Stage, Uid) {
    let mut stage = Stage::new();
    let person = stage.enrol(7);
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    stage.declares(person, "410103");
    stage.later(60);
    (stage, person)
}

/// They live in that area: it stands against them, by two officers of the unit.
fn lives(stage: &Stage, person: Uid, signers: &[&str]) -> Handed {
    lives_by(stage, person, "zhengzhou", signers)
}

fn lives_by(stage: &Stage, person: Uid, unit: &str, signers: &[&str]) -> Handed {
    let said = Said::new(person, "l-1", Kind::RiskAreaResidence, region("410103"))
        .with("area", "a-1")
        .with("level", "high")
        .with("declared_at", stage.registry.areas["a-1"].declared_at);
    stage.by(unit, signers, vec![said])
}

fn why(outcome: Result<Decision, Refusal>) -> &'static str {
    outcome.map_or_else(|refusal| refusal.why.code(), |_| "admitted")
}

#[test]
fn the_honest_twin_passes_all_seven_and_is_told_why() {
    let (mut stage, person) = scene();
    let decision = stage.keep(&lives(&stage, person, &["zz-1", "zz-2"])).unwrap();
    assert_eq!(stage.colour(&person), Colour::Red);
    assert!(decision.added.is_empty(), "two officers signed: nothing is capped");
    let letter: serde_json::Value = serde_json::from_slice(&decision.letters[0].1).unwrap();
    assert_eq!(letter["colour"], "red");
    assert_eq!(letter["tie"]["kind"], "self_declaration");
    assert_eq!(letter["tie"]["sort"], "declaration");
    assert_eq!(letter["reasons"][0]["pack"], "ninth-2022-06");
    assert_eq!(letter["unit"]["id"], "zhengzhou");
    assert_eq!(letter["telephone"], stage.registry.units["zhengzhou"].telephone.as_str());
    assert!(letter["next_change"].is_string());
}

#[test]
fn lock_1_evidence_of_a_kind_comes_from_its_own_source_alone() {
    let (stage, person) = scene();
    let positive = test(person, "t-1", "positive", stage.now - HOUR);
    assert_eq!(why(stage.decide(&stage.by("lab-zz", &["lab-zz"], vec![positive.clone()]))), "admitted");
    for (actor, signers) in [("zhengzhou", vec!["zz-1", "zz-2"]), ("port-zz", vec!["port-zz"]), ("rail", vec!["rail"])]
    {
        assert_eq!(why(stage.decide(&stage.by(actor, &signers, vec![positive.clone()]))), "MM-LCK-001", "{actor}");
    }
    assert_eq!(why(stage.decide(&stage.by_resident(person, vec![positive]))), "MM-LCK-001");
}

#[test]
fn lock_1_an_overlap_is_never_typed_in() {
    let (stage, person) = scene();
    let overlap = Said::new(person, "o-1", Kind::PlaceOverlap, region("410103"))
        .with("case", "c-1")
        .with("place", "p-1")
        .with("from", stage.now - 2 * HOUR)
        .with("to", stage.now - HOUR);
    assert_eq!(why(stage.decide(&stage.by("zhengzhou", &["zz-1", "zz-2"], vec![overlap]))), "MM-LCK-001");
}

#[test]
fn lock_1_a_reason_that_is_not_about_health_is_no_kind() {
    let (stage, person) = scene();
    let mut said = arrival(person, "x-1", stage.now - HOUR);
    said.item.set("kind", "depositor");
    assert_eq!(why(stage.decide(&stage.by("zhengzhou", &["zz-1", "zz-2"], vec![said]))), "MM-ADM-003");
}

#[test]
fn lock_2_what_no_published_rule_in_force_speaks_of_binds_nobody() {
    let (stage, person) = scene();
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "admitted");
    // Nobody published it in the log.
    let (mut unpublished, person) = scene();
    unpublished.registry.texts.retain(|_, text| text.name != "ninth-2022-06");
    assert_eq!(why(unpublished.decide(&lives(&unpublished, person, &["zz-1", "zz-2"]))), "MM-LCK-002");
    // It is not of the book.
    let (mut without, person) = scene();
    let packs = BOOK.packs().iter().filter(|pack| pack.id != "ninth-2022-06").cloned().collect();
    without.book = Rulebook::new(packs, BOOK.zone().clone());
    assert_eq!(why(without.decide(&lives(&without, person, &["zz-1", "zz-2"]))), "MM-LCK-002");
    // It is not yet, or no longer, in force.
    let (mut over, person) = scene();
    let moved = BOOK.packs().iter().filter(|pack| pack.id == "ninth-2022-06");
    over.book = Rulebook::new(moved.map(|pack| pack.moved(over.now - DAY, over.now)).collect(), BOOK.zone().clone());
    assert_eq!(why(over.decide(&lives(&over, person, &["zz-1", "zz-2"]))), "MM-LCK-002");
}

#[test]
fn lock_2_two_packs_that_speak_at_once_tell_no_colour() {
    let (mut stage, person) = scene();
    let twin = BOOK.packs().iter().find(|pack| pack.id == "ninth-2022-06").cloned().unwrap();
    let packs = vec![twin.clone(), mingma_rules::Pack { id: "other".into(), ..twin }];
    stage.book = Rulebook::new(packs, BOOK.zone().clone());
    stage.publish("other");
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-002");
}

#[test]
fn lock_3_a_unit_without_the_power_there_says_nothing_against_anybody() {
    let (mut stage, person) = scene();
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "admitted");
    assert_eq!(why(stage.decide(&lives_by(&stage, person, "henan", &["hn-1", "hn-2"]))), "admitted", "a unit above");
    stage.revoke("zhengzhou", Power::Assign);
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-003");
    // Elsewhere it may: not here.
    stage.grant("zhengzhou", Power::Assign, "4111");
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-003");
    // The power to ease is not the power to say something against somebody.
    assert!(stage.registry.may("zhengzhou", Power::Convert, "410103", stage.now));
}

#[test]
fn lock_3_an_institution_speaks_for_its_own_region_alone() {
    let (stage, person) = scene();
    let mut positive = test(person, "t-1", "positive", stage.now - HOUR).with("institution", "lab-hb");
    assert_eq!(why(stage.decide(&stage.by("lab-hb", &["lab-hb"], vec![positive.clone()]))), "MM-ADM-007");
    positive.item.set("region", "130102");
    assert_eq!(why(stage.decide(&stage.by("lab-hb", &["lab-hb"], vec![positive]))), "admitted");
}

#[test]
fn lock_3_a_person_without_a_tie_to_the_region_is_none_of_its_business() {
    let mut stage = Stage::new();
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    // Nothing at all; a declaration elsewhere; one here, too long ago for the rule's span.
    let nobody = stage.enrol(1);
    let elsewhere = stage.enrol(2);
    stage.declares(elsewhere, "130102");
    let long_ago = stage.enrol(3);
    let here = stage.enrol(4);
    stage.later(-70 * DAY);
    stage.declares(long_ago, "410103");
    stage.later(70 * DAY);
    stage.declares(here, "410103");
    stage.later(60);
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    for person in [nobody, elsewhere, long_ago] {
        assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-031");
    }
    assert_eq!(why(stage.decide(&lives(&stage, here, &["zz-1", "zz-2"]))), "admitted");
}

#[test]
fn lock_3_a_tie_that_was_struck_out_is_none() {
    let (mut stage, person) = scene();
    let record = arrival(person, "r-1", stage.now - HOUR);
    let other = stage.enrol(8);
    stage.keep(&stage.by("rail", &["rail"], vec![record])).unwrap();
    stage.keep(&stage.by("rail", &["rail"], vec![arrival(other, "r-2", stage.now - HOUR)])).unwrap();
    assert_eq!(why(stage.decide(&lives(&stage, other, &["zz-1", "zz-2"]))), "admitted", "a carrier's record");
    let correction =
        Said::new(other, "k-1", Kind::Correction, region("410103")).with("of", "r-2").with("reason", "mistaken");
    let draft = mingma_app::evidence::compose::items(&stage.with("rail"), "correction", vec![correction]);
    stage.keep(&draft.citing(digest_of(&stage, "r-2")).sign(&[&stage::key("rail")])).unwrap();
    assert_eq!(why(stage.decide(&lives(&stage, other, &["zz-1", "zz-2"]))), "MM-LCK-031");
}

#[test]
fn lock_3_a_visit_that_counts_is_a_tie_and_any_other_is_none() {
    let mut stage = Stage::new();
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    let at = stage.now - 3 * HOUR;
    let tried = |stage: &Stage, person| why(stage.decide(&lives(stage, person, &["zz-1", "zz-2"])));
    for (number, level) in [(11, Level::Remote), (12, Level::Static), (13, Level::Late), (14, Level::Rotating)] {
        let person = stage.enrol(number);
        stage.visits(number, &format!("v-{number}"), "410103", at, level);
        assert_eq!(tried(&stage, person), "MM-LCK-031", "{level:?}");
    }
    // Two tokens are no better than one.
    stage.visits(14, "v-14b", "410103", at + HOUR, Level::Rotating);
    assert_eq!(tried(&stage, uid(14)), "MM-LCK-031");
    let attested = stage.enrol(15);
    stage.visits(15, "v-15", "410103", at, Level::Attested);
    assert_eq!(tried(&stage, attested), "admitted");
    // Elsewhere, or too long ago for the rule's span.
    let elsewhere = stage.enrol(16);
    stage.visits(16, "v-16", "130102", at, Level::Attested);
    stage.visits(16, "v-17", "410103", at - 70 * DAY, Level::Attested);
    assert_eq!(tried(&stage, elsewhere), "MM-LCK-031");
}

#[test]
fn lock_3_a_token_is_a_tie_with_a_second_trace_of_another_sort() {
    let mut stage = Stage::new();
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    let at = stage.now - 3 * HOUR;
    let [backed, alone, disowned] = [21, 22, 23].map(|number| {
        let person = stage.enrol(number);
        stage.visits(number, &format!("v-{number}"), "410103", at, Level::Rotating);
        person
    });
    let sampled = |stage: &mut Stage, person, id: &str| {
        let negative = test(person, id, "negative", at + HOUR);
        stage.keep(&stage.by("lab-zz", &["lab-zz"], vec![negative])).unwrap();
    };
    sampled(&mut stage, backed, "t-21");
    sampled(&mut stage, disowned, "t-23");
    stage.diaries.get_mut(&23).unwrap()[0].not_there = true;
    stage.later(60);
    let tried = |person| why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"])));
    assert_eq!(tried(alone), "MM-LCK-031");
    assert_eq!(tried(disowned), "MM-LCK-031");
    let decision = stage.decide(&lives(&stage, backed, &["zz-1", "zz-2"])).unwrap();
    let letter: serde_json::Value = serde_json::from_slice(&decision.letters[0].1).unwrap();
    assert_eq!(letter["tie"]["sort"], "visit", "the letter names it");
    assert_eq!(letter["tie"]["evidence"], "v-21");
}

#[test]
fn lock_4_an_overlap_comes_from_visits_that_count_alone() {
    let mut stage = Stage::new();
    let (ill, met) = (stage.enrol(31), stage.enrol(32));
    stage.case(ill, "c-1");
    let at = stage.now - 20 * HOUR;
    let overlap = |stage: &Stage, from: i64, to: i64| {
        let said = Said::new(met, "o-1", Kind::PlaceOverlap, region("410103"))
            .with("case", "c-1")
            .with("place", "mall")
            .with("from", from)
            .with("to", to);
        stage.by("register", &["register"], vec![said])
    };
    let tried = |stage: &Stage, from, to| why(stage.decide(&overlap(stage, from, to)));
    let (from, to) = (at + 600, at + 1_800);
    assert_eq!(tried(&stage, from, to), "MM-ADM-005", "nobody was anywhere");
    stage.visits(31, "v-31", "410103", at, Level::Attested);
    stage.visits(32, "v-32", "410103", at + 600, Level::Rotating);
    assert_eq!(tried(&stage, from, to), "MM-ADM-005", "a token alone does not count");
    stage.diaries.get_mut(&32).unwrap()[0].level = Level::Attested;
    assert_eq!(tried(&stage, from, to), "admitted");
    assert_eq!(tried(&stage, from, to + 60), "MM-ADM-005", "another time than theirs");
    stage.diaries.get_mut(&31).unwrap()[0].not_there = false;
    stage.diaries.get_mut(&31).unwrap()[0].level = Level::Static;
    assert_eq!(tried(&stage, from, to), "MM-ADM-005", "nor was the case there by a picture");
    stage.diaries.get_mut(&31).unwrap()[0].level = Level::Attested;
    let decision = stage.keep(&overlap(&stage, from, to)).unwrap();
    assert_eq!(stage.colour(&met), Colour::Yellow, "a machine source alone");
    assert_eq!(decision.added.len(), 1);
    // Before the case was infectious nobody met it.
    let (mut early, other) = (Stage::new(), 41);
    let ill = early.enrol(31);
    early.enrol(32);
    early.enrol(other);
    early.case(ill, "c-1");
    let at = early.now - 60 * HOUR;
    early.visits(31, "v-31", "410103", at, Level::Attested);
    early.visits(32, "v-32", "410103", at + 600, Level::Attested);
    assert_eq!(why(early.decide(&overlap(&early, at + 600, at + 1_800))), "MM-ADM-005");
}

#[test]
fn lock_4_one_officer_is_not_two() {
    let (stage, person) = scene();
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "admitted");
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1"]))), "MM-LCK-004");
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "hn-1"]))), "MM-LCK-004", "of another unit");
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "lab-zz"]))), "MM-LCK-004", "no officer");
    assert_eq!(why(stage.decide(&lives(&stage, person, &[]))), "MM-LCK-004");
}

#[test]
fn lock_4_a_machine_source_alone_leaves_yellow_at_most() {
    let (mut stage, _) = scene();
    // Henan's rule makes an arrival yellow; a notice of red is capped; an entry is not.
    let notified = stage.enrol(21);
    let until = stage.now + 5 * DAY;
    let decision = stage
        .keep(&stage.by("shanghai", &["shanghai"], vec![notice(notified, "n-1", "red", stage.now - 60, until)]))
        .unwrap();
    assert_eq!(decision.added.len(), 1);
    assert_eq!(decision.added[0].item.text("cap"), Some("yellow"));
    assert_eq!(decision.added[0].item.int("until"), Some(until), "to its end");
    assert_eq!(stage.colour(&notified), Colour::Yellow);
    let entered = stage.enrol(22);
    stage.keep(&stage.by("port-zz", &["port-zz"], vec![entry(entered, "e-1", stage.now - HOUR)])).unwrap();
    assert_eq!(stage.colour(&entered), Colour::Red, "a port's record of entry");
    let said_so = stage.enrol(23);
    stage.keep(&stage.by_resident(said_so, vec![entry(said_so, "e-2", stage.now - HOUR)])).unwrap();
    assert_eq!(stage.colour(&said_so), Colour::Yellow, "the own word");
    let positive = stage.enrol(24);
    stage.keep(&stage.by("lab-zz", &["lab-zz"], vec![test(positive, "t-9", "positive", stage.now - HOUR)])).unwrap();
    assert_eq!(stage.colour(&positive), Colour::Red, "a laboratory's positive");
}

#[test]
fn lock_4_the_missing_signature_later_is_a_correction_of_the_cap_by_two() {
    let (mut stage, person) = scene();
    stage.keep(&stage.by_resident(person, vec![entry(person, "e-1", stage.now - HOUR)])).unwrap();
    let stay = stage.file(&person).held.iter().find(|held| held.item.kind == Kind::Stay).unwrap().item.id.clone();
    let lift = |stage: &Stage, unit: &str, signers: &[&str]| {
        let said = Said::new(person, "k-1", Kind::Correction, region("410103"))
            .with("of", stay.as_str())
            .with("reason", "seen");
        let draft = mingma_app::evidence::compose::items(&stage.with(unit), "correction", vec![said]);
        let keys: Vec<_> = signers.iter().map(|one| stage::key(one)).collect();
        draft.citing(digest_of(stage, "e-1")).sign(&keys.iter().collect::<Vec<_>>())
    };
    assert_eq!(why(stage.decide(&lift(&stage, "zhengzhou", &["zz-1"]))), "MM-LCK-004");
    assert_eq!(why(stage.decide(&lift(&stage, "luohe", &["lh-1", "lh-2"]))), "MM-LCK-003");
    assert_eq!(stage.colour(&person), Colour::Yellow);
    let decision = stage.keep(&lift(&stage, "zhengzhou", &["zz-1", "zz-2"])).unwrap();
    assert_eq!(stage.colour(&person), Colour::Red);
    assert_eq!(decision.letters.len(), 1);
}

#[test]
fn lock_5_a_notice_ends_with_its_origin_and_within_the_lapse() {
    let (mut stage, _) = scene();
    let person = stage.enrol(9);
    let pushed = stage.now - 60;
    let tell = |stage: &Stage, until: i64| {
        let said = notice(person, "n-1", "yellow", pushed, until);
        why(stage.decide(&stage.by("shanghai", &["shanghai"], vec![said])))
    };
    assert_eq!(tell(&stage, pushed + 14 * DAY), "admitted");
    assert_eq!(tell(&stage, pushed + 16 * DAY), "MM-LCK-005", "later than the rule lapses");
    assert_eq!(tell(&stage, pushed), "MM-LCK-005", "over before it began");
    let mut endless = notice(person, "n-1", "yellow", pushed, 0);
    endless.item = endless
        .item
        .iter()
        .filter(|(word, _)| *word != "until")
        .fold(mingma_acts::Map::new(), |map, (word, value)| map.with(word, value.clone()));
    assert_eq!(why(stage.decide(&stage.by("shanghai", &["shanghai"], vec![endless]))), "MM-LCK-005");
}

#[test]
fn lock_6_nobody_is_bound_whom_the_letter_cannot_reach() {
    let (mut stage, person) = scene();
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "admitted");
    stage.files.get_mut(&7).unwrap().readable = false;
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-006");
    let file = stage.files.get_mut(&7).unwrap();
    file.readable = true;
    file.row.as_mut().unwrap().closed_at = Some(stage.now - DAY);
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-006");
}

#[test]
fn lock_7_colours_are_frozen_while_the_log_stands_still() {
    let (mut stage, person) = scene();
    stage.log_runs = false;
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "MM-LCK-007");
    stage.log_runs = true;
    assert_eq!(why(stage.decide(&lives(&stage, person, &["zz-1", "zz-2"]))), "admitted");
}

#[test]
fn each_lock_has_a_test_of_its_own_here() {
    let source = include_str!("locks.rs");
    for lock in 1..=7 {
        assert!(source.contains(&format!("fn lock_{lock}_")), "lock {lock}");
        let door = format!("lock-{lock}");
        for why in Why::ALL.iter().filter(|why| why.door() == door) {
            assert!(source.contains(&format!("\"{}\"", why.code())), "{}", why.code());
        }
    }
}
