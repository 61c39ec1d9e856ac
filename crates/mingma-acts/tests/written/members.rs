//! Members: bytes, commitments, roots, paths; sealed and opened.

use mingma_acts::member::{chunks, commitment, members_of};
use mingma_acts::{Map, Member, Sealed, Uid};
use mingma_seal::{Digest, ResidentKey, leaf_hash, tree_path, tree_root};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Given, counted, hex, told_map};
use crate::common::{item, particulars, uid};

pub fn member(n: u8) -> Member {
    let item = match n {
        0 => Map::new(),
        1 => particulars(1),
        _ => item(u32::from(n)),
    };
    Member { salt: counted(n.wrapping_mul(16)), resident: uid(u32::from(n)), item }
}

fn commitments(count: u8) -> Vec<Digest> {
    (0..count).map(|n| commitment(&member(n).to_bytes())).collect()
}

pub fn root(count: u8) -> Digest {
    mingma_acts::member::root(&commitments(count))
}

pub fn path(count: u8, at: usize) -> Vec<Digest> {
    let leaves: Vec<Digest> = commitments(count).iter().map(|commitment| leaf_hash(&commitment.0)).collect();
    assert_eq!(tree_root(leaves.iter().copied()), root(count));
    tree_path(&leaves, at).unwrap()
}

pub fn plain() -> Vec<Value> {
    let told = |n: u8| {
        let (member, bytes) = (member(n), member(n).to_bytes());
        json!({ "salt": hex(member.salt), "resident": hex(member.resident.0), "item": told_map(&member.item),
                "bytes": hex(&*bytes), "commitment": commitment(&bytes).to_string() })
    };
    (0..5).map(told).collect()
}

pub fn roots() -> Vec<Value> {
    let told = |count: u8| {
        let paths = (0..usize::from(count)).map(|at| path(count, at).iter().map(Digest::to_string).collect::<Vec<_>>());
        json!({ "commitments": commitments(count).iter().map(Digest::to_string).collect::<Vec<_>>(),
                "root": root(count).to_string(), "paths": paths.collect::<Vec<_>>() })
    };
    (1..=5).map(told).collect()
}

fn key() -> ResidentKey {
    ResidentKey::from_bytes(Zeroizing::new(counted(0x40)))
}

fn act() -> Uid {
    Uid(counted(18))
}

fn seal(n: u8) -> Sealed {
    Sealed::seal(u32::from(n) + 1, &member(n).to_bytes(), &act(), u32::from(n), &key(), &Given(0xc0 + n))
}

pub fn sealed() -> Vec<Value> {
    let told = |n: u8| {
        let sealed = seal(n);
        assert_eq!(sealed.open(&act(), u32::from(n), &key()).unwrap(), member(n));
        json!({ "key": hex(counted::<32>(0x40)), "act": hex(act().0), "index": n, "nonce": hex(counted::<12>(0xc0 + n)),
                "member": hex(&*member(n).to_bytes()), "sealed": hex(sealed.sealed) })
    };
    (0..3).map(told).collect()
}

pub fn not_opened() -> Vec<Value> {
    let good = seal(2);
    let mut flipped = good.clone();
    flipped.sealed[20] ^= 1;
    let short = Sealed { sealed: good.sealed[..27].to_vec(), ..good.clone() };
    let mut other_key = counted::<32>(0x40);
    other_key[0] ^= 1;
    let cases = [
        ("another place in the act", counted(0x40), act(), 1, &good),
        ("another act", counted(0x40), Uid(counted(19)), 2, &good),
        ("another resident's key", other_key, act(), 2, &good),
        ("one bit changed", counted(0x40), act(), 2, &flipped),
        ("shorter than nonce and tag", counted(0x40), act(), 2, &short),
    ];
    let told = |(why, key, act, index, sealed): (&str, [u8; 32], Uid, u32, &Sealed)| {
        assert!(sealed.open(&act, index, &ResidentKey::from_bytes(Zeroizing::new(key))).is_err(), "{why}");
        json!({ "why": why, "key": hex(key), "act": hex(act.0), "index": index, "sealed": hex(&sealed.sealed) })
    };
    cases.into_iter().map(told).collect()
}

pub fn chunk() -> Vec<Value> {
    let told = |count: u8| {
        let sealed: Vec<Sealed> = (0..count).map(seal).collect();
        let each = |one: &Sealed| json!({ "resident": one.resident, "commitment": one.commitment.to_string(), "sealed": hex(&one.sealed) });
        json!({ "members": sealed.iter().map(each).collect::<Vec<_>>(), "bytes": hex(&chunks(&sealed)[0]),
                "root": members_of(sealed.iter()).unwrap().root.to_string() })
    };
    vec![told(1), told(3)]
}
