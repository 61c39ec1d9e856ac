//! Whatever bytes come: refused, never a panic, and nothing is read that would be written
//! otherwise. `corpus/` holds a text a file, good and bad ones of each format, which are
//! replayed; what a fuzzer finds is put beside them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod stage;

use std::path::PathBuf;

use mingma_seal::{PublicKey, SigningKey};
use mingma_wire::{
    Answer, Attested, Challenge, Form, Keys, LetterCode, Live, PaperName, PlaceToken, Policy, Request, Scan, Statement,
    StatusList, StatusLists, Stored, TypedCode, verify,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use stage::*;

/// Every reader over one text; what is read is written the same again, and verified.
fn read_all(text: &str) {
    let again = |written: String| assert_eq!(written, text);
    if let Ok(read) = Stored::from_text(text) {
        again(read.text());
    }
    if let Ok(read) = Live::from_text(text) {
        again(read.text());
        read.signed().ok();
    }
    if let Ok(read) = Statement::from_text(text) {
        again(read.text());
        let other: PublicKey = SigningKey::from_seed(counted(0x77)).public();
        assert!(read.verify(&read.place, &other).is_err());
    }
    if let Ok(read) = Attested::from_text(text) {
        again(read.text());
        read.verify(&stored(|_| {})).ok();
    }
    if let Ok(read) = Request::from_text(text) {
        again(read.text());
        read.verify(&device(0x40).public()).ok();
    }
    read_the_rest(text);
}

fn read_the_rest(text: &str) {
    let again = |written: String| assert_eq!(written, text);
    if let Ok(read) = Challenge::from_text(text) {
        again(read.text());
    }
    if let Ok(read) = Scan::from_text(text, &session()) {
        again(read.text(&session()).unwrap());
    }
    if let Ok((origin, read)) = PlaceToken::from_address(text) {
        again(read.address(&origin));
    }
    if let Ok(read) = PaperName::parse(text) {
        assert_eq!(PaperName::parse(&read.text()), Ok(read));
    }
    if let Ok(read) = TypedCode::parse(text) {
        assert_eq!(TypedCode::parse(&read.to_string()), Ok(read));
    }
    if let Ok(read) = Keys::read(text) {
        assert_eq!(Keys::read(&read.to_json()).unwrap().to_lines(), read.to_lines());
    }
    LetterCode::verify(text, &keys(), true).ok();
    StatusList::read(text.as_bytes(), &keys()).ok();
}

fn corpus() -> Vec<(String, String)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), text(path).trim_end_matches('\n').to_owned())).collect()
}

#[test]
fn the_corpus_is_replayed() {
    let corpus = corpus();
    assert!(corpus.len() >= 40, "{}", corpus.len());
    for (name, text) in &corpus {
        read_all(text);
        let verdict = verify(text, &keys(), &StatusLists::none(), NOW + 5, None, &Policy::default());
        let colour = matches!(verdict.answer, Answer::Green | Answer::Yellow | Answer::Red);
        assert_eq!(colour, name.starts_with("good-live"), "{name}: {:?}", verdict.why);
    }
}

/// Texts of every format that are good.
fn good() -> Vec<String> {
    let files = corpus();
    files.into_iter().filter(|(name, _)| name.starts_with("good")).map(|(_, text)| text).collect()
}

/// What is done to bytes.
#[derive(Clone, Debug)]
enum Turn {
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Swap(Index, Index),
    Repeat(Index, Index),
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, by)| Turn::Flip(at, by)),
        any::<Index>().prop_map(Turn::Cut),
        (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Turn::Insert(at, bytes)),
        (any::<Index>(), any::<Index>()).prop_map(|(one, two)| Turn::Swap(one, two)),
        (any::<Index>(), any::<Index>()).prop_map(|(one, two)| Turn::Repeat(one, two)),
    ]
}

fn turned(mut bytes: Vec<u8>, turns: &[Turn]) -> Vec<u8> {
    for turn in turns {
        let len = bytes.len().max(1);
        match turn {
            _ if bytes.is_empty() => {}
            Turn::Flip(at, by) => bytes[at.index(len)] ^= by,
            Turn::Cut(at) => bytes.truncate(at.index(len)),
            Turn::Insert(at, more) => drop(bytes.splice(at.index(len)..at.index(len), more.iter().copied())),
            Turn::Swap(one, two) => bytes.swap(one.index(len), two.index(len)),
            Turn::Repeat(one, two) => {
                let (one, two) = (one.index(len), two.index(len));
                let piece = bytes[one.min(two)..one.max(two)].to_vec();
                bytes.extend(piece);
            }
        }
    }
    bytes
}

/// Bytes as a text, whatever they are.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_bytes_of_every_format_never_panic(text in select(good()), turns in vec(turn(), 1..5)) {
        match Form::ALL.iter().find(|form| text.starts_with(form.prefix)) {
            Some(form) => read_all(&form.text(&turned(form.bytes(&text).unwrap(), &turns))),
            None => read_all(&lossy(&turned(text.into_bytes(), &turns))),
        }
    }

    #[test]
    fn mutated_payloads_under_a_good_signature_never_panic(seed in 0..4_u8, turns in vec(turn(), 1..4)) {
        let (protected, payload) = parts(stored(|_| {}).bytes());
        let turned = turned(if seed < 3 { payload.clone() } else { protected.clone() }, &turns);
        let (protected, payload) = if seed < 3 { (protected, turned) } else { (turned, payload) };
        let key = SigningKey::from_seed(counted(HENAN));
        let bytes = cose(&protected, &payload, "mingma/credential/v1", |message| key.sign_plain(message));
        let text = Form::STORED.text(&bytes);
        read_all(&text);
        if let Ok(code) = Stored::from_text(&text) {
            prop_assert!(code.credential().check().is_ok());
            prop_assert_eq!(code.bytes(), bytes);
        }
    }

    #[test]
    fn random_texts_never_panic(text in ".{0,200}", letters in "[0-9A-Z $%*+./:-]{0,300}") {
        read_all(&text);
        for form in Form::ALL {
            read_all(&(form.prefix.to_owned() + &letters));
        }
    }

    #[test]
    fn mutated_lists_never_panic_and_never_pass(turns in vec(turn(), 1..4)) {
        let list = corpus().into_iter().find(|(name, _)| name == "list.hex").unwrap().1;
        let bytes = unhex(&list);
        prop_assert!(StatusList::read(&bytes, &keys()).is_ok());
        let turned = turned(bytes.clone(), &turns);
        prop_assert!(turned == bytes || StatusList::read(&turned, &keys()).is_err());
    }

    #[test]
    fn no_bit_of_a_live_code_can_be_turned(at in any::<Index>(), bit in 0..8_u32) {
        let text = good().into_iter().find(|text| text.starts_with("MM2:")).unwrap();
        let mut bytes = Form::LIVE.bytes(&text).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let verdict = verify(&Form::LIVE.text(&bytes), &keys(), &StatusLists::none(), NOW + 5, None, &Policy::default());
        prop_assert!(matches!(verdict.answer, Answer::Forged | Answer::CannotTell), "{verdict:?}");
    }
}
