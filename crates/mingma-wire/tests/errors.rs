//! Every refusal has a code of its own, a sentence and a remedy in both languages.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use mingma_seal::{SigningKey, SystemRandom};
use mingma_wire::WireError;

fn all() -> Vec<WireError> {
    let kid = SigningKey::generate(&SystemRandom).public().id();
    vec![
        WireError::NotThis("MM1:"),
        WireError::TooLong(436),
        WireError::NotLetters,
        WireError::Truncated,
        WireError::Trailing,
        WireError::Nested,
        WireError::Malformed,
        WireError::NotCanonical,
        WireError::Field("steps"),
        WireError::Algorithm("none".into()),
        WireError::WrongAlgorithm(kid),
        WireError::UnknownKey(kid),
        WireError::RevokedKey(kid),
        WireError::KeyNotInForce(kid),
        WireError::WrongIssuer("henan".into()),
        WireError::BadSignature(kid),
        WireError::BadDevice,
        WireError::DemoRefused,
        WireError::DemoMismatch,
        WireError::Ahead(90),
        WireError::Expired,
        WireError::StoredAlone,
        WireError::SignedAgo(61),
        WireError::WrongChallenge,
        WireError::Changed,
        WireError::BeyondList(9),
        WireError::TooOld(7200),
        WireError::KeyFile(3, "kid"),
        WireError::NotInflated,
        WireError::WrongPlace,
        WireError::WrongSession,
        WireError::CheckLetter,
        WireError::WrongScanner,
        WireError::WrongCredential,
        WireError::Apart(121),
    ]
}

#[test]
fn every_refusal_has_its_own_code_and_says_what_to_do_in_both_languages() {
    let codes: BTreeSet<&str> = all().iter().map(WireError::code).collect();
    let numbered = |code: &&str| code.starts_with("MM-WIR-");
    assert!(codes.len() == all().len() && codes.iter().all(numbered), "{codes:?}");
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for error in all() {
        let fault = error.fault();
        assert!(han(&fault.what.zh) && han(&fault.help.zh), "{fault:?}");
        assert!(!han(&fault.what.en) && !han(&fault.help.en) && fault.what.en.len() > 5, "{fault:?}");
        assert_eq!(error.to_string(), format!("{}: {}", fault.code, fault.what.en));
    }
}
