//! Every sentence that a shipped pack can say, read as a text: `tests/snapshots/`
//! has a file a pack and language. The situations are found from the packs, not
//! written down: for each rule an item that it takes, then tests, events, a stay,
//! a provisional end, each looked at before, at and between the moments that count.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

#[path = "explanations/letters.rs"]
mod letters;
#[path = "explanations/people.rs"]
mod people;
#[path = "explanations/situations.rs"]
mod situations;
#[path = "explanations/specials.rs"]
mod specials;

use mingma_model::{Lang, Profile};
use mingma_rules::{Rulebook, differ, load, prose, shipped};

fn book(profile: &Profile) -> Rulebook {
    load::shipped(profile).unwrap()
}

#[test]
fn every_rule_phase_and_missing_thing_is_told_in_both_languages() {
    for name in shipped::profiles() {
        let profile = shipped::profile(&name).unwrap();
        let book = book(&profile);
        for pack in book.packs() {
            for lang in Lang::ALL {
                let text = situations::tell(&book, pack, &profile, lang);
                insta::assert_snapshot!(format!("{}-{}", pack.id, lang.word()), text);
            }
        }
    }
}

#[test]
fn what_no_single_rule_shows_is_told_too() {
    let profile = shipped::profile("cn").unwrap();
    let book = book(&profile);
    for lang in Lang::ALL {
        insta::assert_snapshot!(format!("specials-{}", lang.word()), specials::tell(&book, &profile, lang));
    }
}

#[test]
fn every_pack_is_told_as_prose() {
    for name in shipped::profiles() {
        let profile = shipped::profile(&name).unwrap();
        for pack in book(&profile).packs() {
            let told = Lang::ALL.map(|lang| prose::pack(pack, &profile, lang).to_string()).join("\n---\n\n");
            insta::assert_snapshot!(format!("prose-{}", pack.id), told);
        }
    }
}

#[test]
fn what_changes_between_packs_is_told_for_whom() {
    let profile = shipped::profile("cn").unwrap();
    let book = book(&profile);
    let pack = |id: &str| book.packs().iter().find(|pack| pack.id == id).unwrap();
    for (a, b) in [
        ("national-2021-05", "ninth-2022-06"),
        ("shanghai-2022-04", "shanghai-2022-09"),
        ("ninth-2022-06", "fujian-2022-08"),
        ("hebei-2022-10", "luohe-2022-05"),
        ("national-2021-05", "national-2021-05"),
    ] {
        let diff = differ::diff(pack(a), pack(b), &profile);
        let told = Lang::ALL.map(|lang| diff.tell(lang)).join("\n---\n\n");
        insta::assert_snapshot!(format!("diff-{a}-{b}"), told);
    }
}

#[test]
fn letters_read_as_letters() {
    let profile = shipped::profile("cn").unwrap();
    let book = book(&profile);
    for lang in Lang::ALL {
        insta::assert_snapshot!(format!("letters-{}", lang.word()), letters::tell(&book, &profile, lang));
    }
    let school = shipped::profile("school-exclusion").unwrap();
    let book = self::book(&school);
    for lang in Lang::ALL {
        let text = letters::measles(&book, &school, lang);
        assert!(!text.contains("12345") && !text.contains("2022"), "another jurisdiction's law in {text}");
        insta::assert_snapshot!(format!("letters-school-{}", lang.word()), text);
    }
}
