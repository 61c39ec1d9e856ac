//! The limits of `docs/protocol.md`, at their edges.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::sync::Arc;

use mingma_acts::member::{CHUNK, from_chunk};
use mingma_acts::{AHEAD, Act, BEHIND, Class, MAX_ACT, Map, Uid};
use mingma_store::Sqlite;

use common::{Ground, Register, T0, officer};

fn act(filled: usize) -> Vec<u8> {
    let act = Act {
        class: Class::Text,
        id: Uid([1; 16]),
        actor: "henan".into(),
        composed_at: T0,
        body: Map::new().with("text", "a".repeat(filled)),
        members: None,
        cites: vec![],
    };
    act.to_bytes()
}

#[test]
fn an_act_is_at_most_one_mebibyte() {
    let beside = act(1 << 19).len() - (1 << 19);
    let largest = act(MAX_ACT - beside);
    assert_eq!(largest.len(), 1 << 20);
    assert!(Act::from_bytes(&largest).is_ok());
    assert_eq!(Act::from_bytes(&act(MAX_ACT - beside + 1)).unwrap_err().code(), "MM-ACT-001");
}

/// Resident 1, a commitment of zeros, nothing sealed, so many times.
fn chunk(members: u16) -> Vec<u8> {
    let one = [&[0x83, 1, 0x58, 32][..], &[0; 32], &[0x40]].concat();
    let head = [&[0x99][..], &members.to_be_bytes()].concat();
    [head, one.repeat(usize::from(members))].concat()
}

#[test]
fn a_chunk_holds_at_most_1024_members() {
    assert_eq!(from_chunk(&chunk(1_024)).unwrap().len(), CHUNK);
    assert_eq!(from_chunk(&chunk(1_025)).unwrap_err().code(), "MM-ACT-001");
}

#[test]
fn an_act_is_sealed_neither_before_it_was_composed_nor_a_day_after() {
    let ground = Ground::new();
    let store = Sqlite::open(&ground.folder.path().join("register.db")).unwrap();
    let register = Register::alone(&ground, Arc::new(store));
    register.found();
    let signed = register.sign(Class::Text, Map::new(), &[], &[&officer(1)]);
    let composed = |at: i64| {
        let act = Act { composed_at: at, ..Act::from_bytes(&signed.bytes).unwrap() };
        let signed = common::Signed { bytes: act.to_bytes(), ..signed.clone() }.signed_by(&[&officer(1)]);
        register.decide(&signed).err().map(|error| error.code())
    };
    assert_eq!(composed(T0 + AHEAD), None);
    assert_eq!(composed(T0 + AHEAD + 1), Some("MM-ACT-008"));
    assert_eq!(composed(T0 - BEHIND), None);
    assert_eq!(composed(T0 - BEHIND - 1), Some("MM-ACT-009"));
    assert_eq!(composed(i64::MIN), Some("MM-ACT-009"));
    assert_eq!(composed(i64::MAX), Some("MM-ACT-008"));
}

#[test]
fn signatures_are_refused_each_for_its_own_reason() {
    let ground = Ground::new();
    let store = Sqlite::open(&ground.folder.path().join("register.db")).unwrap();
    let register = Register::alone(&ground, Arc::new(store));
    register.found();
    let signed = |keys: &[u8]| {
        let keys: Vec<_> = keys.iter().map(|n| officer(*n)).collect();
        register.sign(Class::Text, Map::new(), &[], &keys.iter().collect::<Vec<_>>())
    };
    let code = |signed: &common::Signed| register.decide(signed).err().map(|error| error.code());
    assert_eq!(code(&signed(&[1, 2])), None);
    assert_eq!(code(&signed(&[1, 7])), Some("MM-ACT-004"), "a key that is not registered");
    assert_eq!(code(&signed(&[1, 1])), Some("MM-ACT-007"), "the same officer twice");
    let mut another = signed(&[1]);
    another.approvals = signed(&[1]).approvals;
    assert_eq!(code(&another), Some("MM-ACT-006"), "a signature over another act");
}
