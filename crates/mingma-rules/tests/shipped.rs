//! What ships keeps its own law.

#![allow(clippy::unwrap_used, clippy::panic)]

use mingma_model::{Colour, Kind, Region, Severity};
use mingma_rules::compare::{Scenario, compare};
use mingma_rules::{Detail, Item, Pack, Rulebook, check, load, shipped};

#[test]
fn every_profile_that_ships_reads_and_its_published_set_has_no_fault() {
    for id in shipped::profiles() {
        let profile = shipped::profile(&id).unwrap_or_else(|faults| panic!("{faults}"));
        let files = load::shipped_files(&id);
        assert!(!files.is_empty(), "{id} ships packs");
        let found = check::published(&files, &profile, &|name| shipped::rule_file(&id, name).map(Into::into));
        let errors: Vec<String> =
            found.listed().iter().filter(|fault| fault.severity == Severity::Error).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{id}: {} faults\n{}", errors.len(), errors.join("\n"));
    }
}

#[test]
fn a_case_that_departs_from_the_pack_fails_the_check() {
    let profile = shipped::profile("cn").unwrap();
    let files = load::shipped_files("cn");
    let turned = |name: &str| {
        let text = shipped::rule_file("cn", name)?;
        Some(if name == "henan-2022-03.cases.json" { text.replace("\"yellow\"", "\"red\"") } else { text.into() })
    };
    let found = check::published(&files, &profile, &turned);
    let failing = found.listed().iter().filter(|fault| fault.code == "MM-RUL-037").count();
    assert!(failing > 0);
}

#[test]
fn a_narrower_rule_that_differs_is_named_milder_or_stricter() {
    let profile = shipped::profile("cn").unwrap();
    let files = load::shipped_files("cn");
    let found = check::published(&files, &profile, &|name| shipped::rule_file("cn", name).map(Into::into));
    let said = |pack: &str, word: &str| {
        found.listed().iter().any(|f| f.code == "MM-RUL-033" && f.what.en.contains(pack) && f.what.en.contains(word))
    };
    // Hebei frees entrants after seven days where the floor waits for ten.
    assert!(said("hebei-2022-10", "entry-from-abroad of hebei-2022-10 is milder"));
    // Sichuan keeps close contacts red for 21 days.
    assert!(said("sichuan-2022-04", "stricter"));
}

#[test]
fn a_published_rule_that_a_negative_test_would_set_off_is_a_fault() {
    let profile = shipped::profile("cn").unwrap();
    let mut files = load::shipped_files("cn");
    let floor = files.iter_mut().find(|file| file.name == "ninth-2022-06.toml").unwrap();
    floor.text = floor.text.replace("where = { result = \"positive\" }\n", "");
    let found = check::published(&files, &profile, &|name| shipped::rule_file("cn", name).map(Into::into));
    assert!(found.listed().iter().any(|fault| fault.code == "MM-RUL-041"), "{found}");
}

/// The colour of a person without tests, at noon of each day, under one pack alone.
fn untested(pack: &Pack, kind: Kind, days: u32) -> Vec<Colour> {
    let profile = shipped::profile("cn").unwrap();
    let start = pack.from;
    let anchor = profile.zone.midnight_after(start, 1) + 10 * 3600;
    let end = profile.zone.midnight_after(anchor, days + 2);
    let book = Rulebook::new(vec![pack.moved(start, end)], profile.zone.clone());
    let region = Region::parse("110105").unwrap();
    let items = [Item::plain(kind, region, anchor, anchor, Detail::None)];
    (0..days).map(|day| book.colour(&items, profile.zone.midnight_after(anchor, day) + 12 * 3600).unwrap()).collect()
}

#[test]
fn a_difference_is_told_for_the_days_on_which_it_stands_and_no_others() {
    let profile = shipped::profile("cn").unwrap();
    let packs: Vec<Pack> =
        load::packs(&load::shipped_files("cn"), &profile).unwrap().into_iter().map(|read| read.pack).collect();
    let of = |id: &str| packs.iter().find(|pack| pack.id == id).unwrap();
    let (a, b) = (of("ninth-2022-06"), of("national-2021-05"));
    let kind = Kind::CloseContact;
    let found = compare(a, b, kind, &profile.zone);
    let told: Vec<_> =
        found.iter().filter(|found| found.scenario == Scenario::Nothing).flat_map(|found| &found.runs).collect();
    let (ours, theirs) = (untested(a, kind, 60), untested(b, kind, 60));
    for (day, (colour, other)) in (0..).zip(ours.into_iter().zip(theirs)) {
        let run = told.iter().find(|run| run.first <= day && day <= run.last);
        let said = run.map(|run| (run.colour, run.other));
        assert_eq!(said, (colour != other).then_some((colour, other)), "day {day}");
    }
    // Yellow against red, then green against yellow; alike in between.
    assert_eq!(told.iter().map(|run| (run.first, run.last)).collect::<Vec<_>>(), [(8, 14), (22, 28)]);
}

#[test]
fn editions_that_a_rule_departs_from_alike_are_told_in_one_finding() {
    let profile = shipped::profile("cn").unwrap();
    let found =
        check::published(&load::shipped_files("cn"), &profile, &|name| shipped::rule_file("cn", name).map(Into::into));
    let mut told: Vec<String> = Vec::new();
    for fault in found.listed().iter().filter(|fault| fault.code == "MM-RUL-033") {
        let (sentence, _) = fault.what.en.rsplit_once(" (").unwrap();
        let key = format!("{}:{} {sentence}", fault.file, fault.line);
        assert!(!told.contains(&key), "told twice: {key}");
        told.push(key);
    }
}
