//! Every sentence that a shipped pack can say, read as a text: `tests/snapshots/`
//! has a file a pack and language. The situations are found from the packs, not
//! written down: for each rule an item that it takes, then tests, events, a stay,
//! a provisional end, each looked at before, at and between the moments that count.

#[path = "explanations/people.rs"]
mod people;
#[path = "explanations/situations.rs"]
mod situations;
#[path = "explanations/specials.rs"]
mod specials;

use mingma_model::{Lang, Profile};
use mingma_rules::{Rulebook, load, prose, shipped};

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
