//! Whatever packs and residents there are, something true is said in both languages.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod strategies;

use mingma_model::{Colour, Lang};
use mingma_rules::differ::diff;
use mingma_rules::explain::{Explanation, explain};
use mingma_rules::letter::letter;
use mingma_rules::{Derivation, prose};
use proptest::prelude::*;

use strategies::both::{book, dossier};
use strategies::story::PROFILE;
use strategies::{cases, lawful};

fn foreign(text: &str, lang: Lang) -> bool {
    text.contains(|c: char| match lang {
        Lang::Zh => c.is_ascii_alphabetic(),
        Lang::En => ('\u{2e80}'..='\u{ffef}').contains(&c),
    })
}

/// Nothing is left out, and no other language slips in.
fn whole(told: &Explanation, derivation: &Derivation<'_>, lang: Lang) {
    let head = derivation.colour.name(lang);
    for text in [&told.headline, &told.sentence] {
        assert!(text.to_lowercase().starts_with(head), "the colour does not come first: {text}");
    }
    for text in told.until.iter().chain(&told.frees).chain([&told.headline, &told.sentence]) {
        assert!(!foreign(text, lang), "another language in {text:?}");
        assert!(!text.contains("，，") && !text.contains("。。") && !text.contains("  "), "{text:?}");
    }
    for rows in [&told.frees, &told.until] {
        let once = rows.iter().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(once.len(), rows.len(), "said twice: {rows:?}");
    }
    let bare = [head, "Green"].contains(&told.headline.as_str());
    assert!(!bare || derivation.not_covered.is_empty(), "a bare green where no rule spoke");
    assert_eq!(told.not_covered.is_some(), !derivation.not_covered.is_empty());
    let reasons = if derivation.colour == Colour::Green { 0 } else { derivation.reasons.len() };
    assert_eq!(told.reasons.len(), reasons);
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn any_derivation_is_explained_in_both_languages(case in lawful()) {
        let (book, dossier) = (book(&case.packs), dossier(&case.items));
        let derivation = book.derive(&dossier, case.at).unwrap();
        let steps = book.forecast(dossier.items(), case.at).unwrap().len() - 1;
        for lang in Lang::ALL {
            let told = explain(&book, &dossier, &derivation, &PROFILE, lang).unwrap();
            whole(&told, &derivation, lang);
            prop_assert_eq!(told.until.len(), steps, "a change to come is not told");
            let letter = letter(&book, &dossier, &derivation, &PROFILE, lang).unwrap();
            prop_assert_eq!(letter.colour, derivation.colour);
        }
    }

}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn any_pack_is_told_and_differs_in_nothing_from_itself(case in lawful()) {
        for pack in &case.packs {
            let itself = diff(pack, pack, &PROFILE);
            prop_assert!(itself.rules.is_empty() && itself.about.is_empty() && itself.reworded.is_empty());
            for lang in Lang::ALL {
                prop_assert_eq!(prose::pack(pack, &PROFILE, lang).rules.len(), pack.rules.len());
            }
        }
        if let [first, second, ..] = case.packs.as_slice() {
            let changes = diff(first, second, &PROFILE);
            let told = changes.rules.len() + changes.same.len() + changes.reworded.len();
            prop_assert!(told >= first.rules.len().max(second.rules.len()), "a rule is told nowhere");
        }
    }
}
