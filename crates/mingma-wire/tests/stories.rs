//! What places, phones and scanners do with the formats, and what does not work.

#![allow(clippy::unwrap_used, clippy::panic)]

mod stage;

use mingma_model::Colour;
use mingma_seal::{PublicKey, SigningKey, SystemRandom};
use mingma_wire::{
    Attested, Bitmap, Challenge, Credential, IssuerKey, IssuingKey, Keys, LIFETIME, LetterCode, LetterKind, Live,
    PlaceKey, PlaceToken, Request, Scan, ScanDigest, SessionKey, Signer, Statement, StatusList, WireError,
};
use stage::*;

fn gate() -> PlaceKey {
    PlaceKey::generate(&SystemRandom)
}

#[test]
fn a_token_of_another_place_kiosk_day_or_step_is_none_of_this_place() {
    let (key, here) = (gate(), id("gate"));
    let token = key.day_key(&here, 1, NOW).token(here.clone(), 1, NOW);
    assert_eq!(key.verify(&token), Ok(()));
    let PlaceToken::Rotating { step, tag, .. } = token.clone() else { panic!() };
    let of = |place: &str, kiosk, step| PlaceToken::Rotating { place: id(place), kiosk, step, tag };
    let yesterday = key.day_key(&here, 1, NOW - 86_400).token(here.clone(), 1, NOW);
    let poster = PlaceToken::Poster { place: here.clone(), number: 1, tag };
    let others = [
        of("gate2", 1, step),
        of("gate", 2, step),
        of("gate", 1, step + 1),
        of("gate", 1, i64::MAX),
        yesterday,
        poster,
    ];
    for other in others {
        assert_eq!(key.verify(&other), Err(WireError::WrongPlace), "{other:?}");
    }
    assert_eq!(gate().verify(&token), Err(WireError::WrongPlace));
}

#[test]
fn a_stolen_kiosk_has_three_days_of_one_kiosk_and_nothing_else() {
    let (key, here) = (gate(), id("gate"));
    let held: Vec<_> = (0..3).map(|day| key.day_key(&here, 4, NOW + day * 86_400)).collect();
    let forge = |kiosk, at| held.iter().any(|day| key.verify(&day.token(here.clone(), kiosk, at)).is_ok());
    assert!(forge(4, NOW) && forge(4, NOW + 2 * 86_400));
    assert!(!forge(4, NOW + 3 * 86_400) && !forge(4, NOW - 86_400) && !forge(5, NOW));
}

#[test]
fn a_token_is_in_time_from_the_step_before_to_ninety_seconds_after() {
    let here = id("gate");
    let begun = NOW - NOW % 30;
    let token = gate().day_key(&here, 1, NOW).token(here.clone(), 1, NOW);
    for (at, drift, fits) in [
        (-31, 0, false),
        (-30, 0, true),
        (0, 0, true),
        (90, 0, true),
        (91, 0, false),
        (100, -10, true),
        (80, 11, false),
    ] {
        assert_eq!(token.in_time(begun + at, drift), fits, "{at} {drift}");
    }
    let poster = gate().poster(here, 1);
    assert!(!poster.in_time(NOW, 0) && poster.age(NOW, 0).is_none());
    assert_eq!(token.age(i64::MAX, i64::MAX), Some(i64::MAX - begun));
}

#[test]
fn a_scan_under_another_session_or_changed_on_the_way_is_refused() {
    let here = id("gate");
    let scan = Scan { number: 1, token: gate().poster(here, 1), at: NOW, companions: vec![counted(3)], leaving: true };
    let bytes = scan.tagged(&session()).unwrap();
    assert_eq!(Scan::from_bytes(&bytes, &session()), Ok(scan.clone()));
    assert_eq!(Scan::from_bytes(&bytes, &SessionKey::generate(&SystemRandom)), Err(WireError::WrongSession));
    let moved = Scan { at: NOW + 1, ..scan.clone() }.tagged(&SessionKey::generate(&SystemRandom)).unwrap();
    assert_eq!(Scan::from_bytes(&moved, &session()), Err(WireError::WrongSession));
    for companions in [vec![counted(3), counted(3)], vec![counted(4), counted(3)], (0..9).map(counted).collect()] {
        assert_eq!(Scan { companions, ..scan.clone() }.tagged(&session()), Err(WireError::Field("companions")));
    }
}

#[test]
fn a_digest_of_scans_tells_each_change_and_each_gap() {
    let scan =
        |number| Scan { number, token: gate().poster(id("gate"), 1), at: NOW, companions: vec![], leaving: false };
    let kept: Vec<Scan> = (5..9).map(scan).collect();
    let digest = ScanDigest::of(&kept).unwrap();
    assert_eq!((digest.first, digest.count), (5, 4));
    let mut changed = kept.clone();
    changed[2].at += 1;
    assert_ne!(ScanDigest::of(&changed).unwrap().root, digest.root);
    assert_eq!(ScanDigest::of(&[]), None);
    assert_eq!(ScanDigest::of(&[scan(5), scan(7)]), None);
}

#[test]
fn a_visit_is_attested_by_this_scanner_here_and_this_credential_now() {
    let (code, scanner, here) = (stored(|_| {}), device(0x30), id("gate"));
    let statement = Statement::sign(here.clone(), NOW, &code, &scanner, &SystemRandom).unwrap();
    assert_eq!(statement.verify(&here, &scanner.public()), Ok(()));
    assert_eq!(statement.verify(&id("gate2"), &scanner.public()), Err(WireError::WrongScanner));
    assert_eq!(statement.verify(&here, &device(0x31).public()), Err(WireError::WrongScanner));
    let visit = |at, device: &SigningKey| Attested::sign(statement.clone(), NOW + at, device).unwrap();
    assert_eq!(visit(120, &device(0x20)).verify(&code), Ok(()));
    assert_eq!(visit(121, &device(0x20)).verify(&code), Err(WireError::Apart(121)));
    assert_eq!(visit(-121, &device(0x20)).verify(&code), Err(WireError::Apart(121)));
    assert_eq!(visit(5, &device(0x21)).verify(&code), Err(WireError::BadDevice));
    let other = stored(|of| of.status.index += 1);
    assert_eq!(visit(5, &device(0x20)).verify(&other), Err(WireError::WrongCredential));
}

#[test]
fn a_signature_for_one_purpose_is_none_for_another() {
    let live = live(stored(|_| {}), NOW);
    let (protected, payload) = parts(live.bytes());
    for purpose in ["mingma/visit/v1", "mingma/request/v1", "mingma/credential/v1", ""] {
        let bytes = cose(&protected, &payload, purpose, |message| device(0x20).sign_plain(message));
        assert_eq!(Live::from_bytes(bytes).unwrap().signed(), Err(WireError::BadDevice), "{purpose}");
    }
    let bytes = cose(&protected, &payload, "mingma/live/v1", |message| device(0x20).sign_plain(message));
    assert_eq!(Live::from_bytes(bytes).unwrap().signed(), Ok(()));
}

#[test]
fn a_request_is_the_registered_device_s_and_its_new_key_is_on_the_curve() {
    let (fresh, device) = (device(0x41).public(), device(0x40));
    let request = Request::sign(fresh, NOW, None, &device, &SystemRandom).unwrap();
    assert_eq!(request.verify(&device.public()), Ok(()));
    assert_eq!(request.verify(&fresh), Err(WireError::BadDevice));
    let off = (0..=255).map(|x| {
        let mut point = [x; 33];
        point[0] = 2;
        PublicKey::P256(point)
    });
    let off = off.into_iter().find(|key| key.prepare().is_err()).unwrap();
    let request = Request::sign(off, NOW, None, &device, &SystemRandom).unwrap();
    assert_eq!(request.verify(&device.public()), Err(WireError::Field("device")));
    let ed25519 = SigningKey::generate(&SystemRandom);
    assert_eq!(Request::sign(fresh, NOW, None, &ed25519, &SystemRandom), Err(WireError::Field("device")));
}

#[test]
fn a_device_signs_its_own_stored_code_alone() {
    assert_eq!(Live::sign(stored(|_| {}), NOW, None, &device(0x21)), Err(WireError::BadDevice));
}

#[test]
fn a_challenge_answers_for_its_scanner_and_place_alone() {
    let asked = Challenge::new(id("s"), Some(id("p")), NOW, &SystemRandom);
    let others = [
        Challenge { scanner: id("t"), ..asked.clone() },
        Challenge { place: None, ..asked.clone() },
        Challenge { at: NOW + 1, ..asked.clone() },
        Challenge { nonce: [0; 16], ..asked.clone() },
    ];
    assert!(others.iter().all(|other| other.answer() != asked.answer()));
}

#[test]
fn a_letter_is_verified_without_its_cause() {
    let letter = LetterCode {
        issuer: issuer(name_of(HENAN)),
        letter: counted(1),
        kind: LetterKind::Release,
        date: jiff::civil::date(2022, 7, 8),
        name: credential().name,
        last_four: credential().last_four,
        demo: false,
    };
    let text = letter.text(&signer(HENAN));
    assert_eq!(LetterCode::verify(&text, &keys(), false), Ok(letter.clone()));
    let refused =
        |letter: &LetterCode, seed| LetterCode::verify(&letter.text(&signer(seed)), &keys(), false).unwrap_err();
    assert_eq!(refused(&letter, HUBEI), WireError::WrongIssuer("henan/showing".into()));
    assert_eq!(refused(&letter, REVOKED).code(), "MM-WIR-013");
    assert_eq!(refused(&letter, STRANGER).code(), "MM-WIR-012");
    let old = LetterCode { date: jiff::civil::date(2021, 7, 8), ..letter.clone() };
    assert_eq!(refused(&old, HENAN).code(), "MM-WIR-014");
    let demo = LetterCode { demo: true, issuer: issuer("demo"), ..letter };
    assert_eq!(refused(&demo, DEMO), WireError::DemoRefused);
    assert!(LetterCode::verify(&demo.text(&signer(DEMO)), &keys(), true).is_ok());
}

#[test]
fn nobody_issues_what_the_format_does_not_allow_nor_by_p256() {
    let bad: [fn(&mut Credential); 6] = [
        |of| of.expires += 1,
        |of| of.expires = of.issued_at,
        |of| of.steps.clear(),
        |of| of.steps[0].from += 1,
        |of| of.sampled_hour = Some(u32::MAX),
        |of| of.device = SigningKey::from_seed([1; 32]).public(),
    ];
    for change in bad {
        let mut credential = credential();
        change(&mut credential);
        assert!(signer(HENAN).issue(&credential).is_err());
    }
    assert!(Signer::new(IssuingKey::Ed25519(device(1))).is_err());
    assert!(IssuerKey::new(&device(1).public().to_string(), issuer("x"), NOW).is_err());
}

#[test]
fn the_colour_turns_by_itself_at_each_step_and_never_before_the_issue() {
    let mut of = credential();
    of.steps = steps(&[(0, Colour::Red), (100, Colour::Yellow), (200, Colour::Green)]);
    let at = |seconds| of.colour(NOW + seconds);
    assert_eq!(
        [at(-1), at(0), at(99), at(100), at(199), at(200)].map(|colour| colour.map(Colour::word)),
        [None, Some("red"), Some("red"), Some("yellow"), Some("yellow"), Some("green")]
    );
    assert_eq!(at(LIFETIME), Some(Colour::Green));
}

#[test]
fn a_list_of_a_province_s_day_stays_under_a_mebibyte() {
    let of = 10_000_000;
    let mut random: u64 = 7;
    let mut bits = Bitmap::new(of);
    for _ in 0..of * 6 / 100 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bits.set(u32::try_from((random >> 33) % u64::from(of)).unwrap());
    }
    let list = |bits| StatusList {
        issuer: issuer(name_of(HENAN)),
        address: "https://ma.henan.example/status".into(),
        list: 1,
        issued_at: NOW,
        expires: NOW + 7_200,
        keep: 600,
        bits,
        demo: false,
    };
    let made = list(bits);
    let bytes = made.sign(&signer(HENAN)).unwrap();
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    assert_eq!(StatusList::read(&bytes, &keys()).unwrap(), made);
    assert_eq!(StatusList::read(&bytes, &Keys::new()).unwrap_err().code(), "MM-WIR-012");
}
