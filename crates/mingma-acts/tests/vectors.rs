//! `vectors/acts.json`: acts, approvals, members, records, leaves and receipts for programs
//! written by others, and what each of them must refuse. `UPDATE_VECTORS=1 cargo test -p
//! mingma-acts --test vectors` writes the file anew; otherwise it is compared, so that no
//! format changes unnoticed. `tests/protocol` reads it by a program of its own.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod written;

use std::path::PathBuf;
use std::sync::LazyLock;

use mingma_acts::{Act, Approval, Class, Leaf, Receipt, approval, map_from, member, record};
use mingma_seal::{Digest, PublicKey};
use serde_json::{Value, json};

use written::refused;
use written::{acts, approvals, members, receipts, records, unhex};

static MADE: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "classes": Class::ALL.iter().map(|class| json!({
            "number": class.code(), "word": class.word(), "public": class.public(),
        })).collect::<Vec<_>>(),
        "act": acts::all(), "approval": approvals::all(), "not_signed": approvals::not_signed(),
        "member": members::plain(), "root": members::roots(), "sealed": members::sealed(),
        "not_opened": members::not_opened(), "chunk": members::chunk(),
        "record": records::all(), "receipt": receipts::all(), "not_proved": receipts::not_proved(),
        "refused": refused::all(),
    })
});

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/acts.json"))
}

#[test]
fn the_vectors_are_what_this_room_makes() {
    let text = serde_json::to_string_pretty(&*MADE).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(path(), &text).unwrap();
    }
    assert!(std::fs::read_to_string(path()).unwrap() == text, "a format that is kept has changed");
}

fn list(section: &str) -> Vec<Value> {
    MADE[section].as_array().unwrap().clone()
}

fn bytes(of: &Value) -> Vec<u8> {
    unhex(of.as_str().unwrap())
}

#[test]
fn there_is_an_act_of_every_class() {
    let told: Vec<u64> = list("act").iter().map(|act| act["class"].as_u64().unwrap()).collect();
    assert_eq!(told, Class::ALL.iter().map(|class| u64::from(class.code())).collect::<Vec<_>>());
    for act in list("act") {
        let read = Act::from_bytes(&bytes(&act["bytes"])).unwrap();
        assert_eq!(read.digest().to_string(), act["digest"].as_str().unwrap());
    }
}

#[test]
fn every_refused_example_is_refused_with_its_code() {
    let examples = list("refused");
    assert!(examples.len() > 60, "{}", examples.len());
    for example in examples {
        let bytes = bytes(&example["bytes"]);
        let outcome = match example["what"].as_str().unwrap() {
            "act" => Act::from_bytes(&bytes).map(drop),
            "approvals" => approval::from_bytes(&bytes).map(drop),
            "body" => map_from(&bytes).map(drop),
            "member" => member::Member::from_bytes(&bytes).map(drop),
            "chunk" => member::from_chunk(&bytes).map(drop),
            "record" => record::from_bytes(&bytes, [0; 16]).map(drop),
            "leaf" => Leaf::from_bytes(&bytes).map(drop),
            "receipt" => Receipt::from_bytes(&bytes).map(drop),
            other => panic!("{other}"),
        };
        let code = outcome.err().map(|error| error.code());
        assert_eq!(code, example["code"].as_str(), "{}: {}", example["what"], example["why"]);
    }
}

#[test]
fn what_is_not_signed_not_opened_or_not_proved_is_refused() {
    for example in list("not_signed") {
        let public = PublicKey::from_bytes(&bytes(&example["public"])).unwrap();
        let digest = Digest::from_slice(&bytes(&example["digest"])).unwrap();
        let read: Vec<Approval> = approval::from_bytes(&bytes(&example["approvals"])).unwrap();
        assert!(read[0].verify(&public, &digest).is_err(), "{}", example["why"]);
    }
    for example in list("not_proved") {
        let receipt = Receipt::from_bytes(&bytes(&example["bytes"])).unwrap();
        assert!(receipt.verify(&common::log_verifier()).is_err(), "{}", example["why"]);
    }
}
