//! Every sentence that a shipped pack can say, read as a text: `tests/snapshots/`
//! has a file a pack and language. The situations are found from the packs, not
//! written down: for each rule an item that it takes, then tests, events, a stay,
//! a provisional end, each looked at before, at and between the moments that count.

#[path = "explanations/people.rs"]
mod people;
#[path = "explanations/situations.rs"]
mod situations;

use mingma_model::{Lang, Profile};
use mingma_rules::{Rulebook, load, shipped};

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
