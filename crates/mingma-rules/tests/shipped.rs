//! What ships keeps its own law.

use mingma_model::Severity;
use mingma_rules::{check, load, shipped};

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
