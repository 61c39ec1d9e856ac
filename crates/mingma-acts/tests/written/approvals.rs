//! Approvals, and signatures that do not hold.

use mingma_acts::{Algorithm, Approval, Class, approval};
use mingma_seal::{Digest, PublicKey, SigningKey};
use serde_json::{Value, json};

use super::{acts, counted, hex, unhex};
use crate::common::officer;

/// The private number of RFC 6979 A.2.5, and its signature over the digest 00 01 … 1f with a
/// nonce of that RFC: signatures by this algorithm are random otherwise.
const P256: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const ES256: &str = "a9ffb5a929fb53a5a4aa61f9a204cd219173d773a791a9f72681b13f1f2bc1f8c2acb6b8d7361f296d34d6cb27b24ace6c929d46d6939396909cfe64af93ddcb";

/// The approvals of a digest by officers.
pub fn of(digest: &Digest, officers: &[u8]) -> Vec<u8> {
    approval::to_bytes(&signed(digest, officers))
}

pub fn signed(digest: &Digest, officers: &[u8]) -> Vec<Approval> {
    officers.iter().map(|n| Approval::sign(&officer(*n), digest)).collect()
}

fn p256() -> PublicKey {
    SigningKey::p256_from_scalar(unhex(P256).try_into().unwrap()).unwrap().public()
}

fn es256() -> Approval {
    Approval { algorithm: Algorithm::Es256, key: p256().id(), signature: unhex(ES256), assertion: None }
}

fn told(digest: &Digest, approvals: &[Approval], publics: &[PublicKey]) -> Value {
    let of = |approval: &Approval, public: &PublicKey| {
        approval.verify(public, digest).unwrap();
        json!({ "algorithm": approval.algorithm as u8, "key": hex(approval.key.0),
                "signature": hex(&approval.signature), "public": hex(public.to_bytes()) })
    };
    let each: Vec<Value> = approvals.iter().zip(publics).map(|(approval, public)| of(approval, public)).collect();
    json!({ "digest": digest.to_string(), "approvals": each, "bytes": hex(approval::to_bytes(approvals)) })
}

pub fn all() -> Vec<Value> {
    let digest = acts::of(Class::Evidence).digest();
    let publics = [1, 2].map(|n| officer(n).public());
    let counted = Digest(counted(0));
    vec![
        told(&digest, &[], &[]),
        told(&digest, &signed(&digest, &[1]), &publics[..1]),
        told(&digest, &signed(&digest, &[1, 2]), &publics),
        told(&counted, &[es256()], &[p256()]),
        told(&counted, &[es256(), Approval::sign(&officer(2), &counted)], &[p256(), publics[1]]),
    ]
}

pub fn not_signed() -> Vec<Value> {
    let digest = acts::of(Class::Evidence).digest();
    let good = Approval::sign(&officer(1), &digest);
    let plain = Approval { signature: officer(1).sign_plain(&digest.0).into_bytes(), ..good.clone() };
    let member = officer(1).sign(mingma_seal::Domain::Member, &digest.0).into_bytes();
    let member = Approval { signature: member, ..good.clone() };
    let short = Approval { signature: good.signature[..63].to_vec(), ..good.clone() };
    let empty = Approval { signature: vec![], ..good.clone() };
    let mut flipped = good.clone();
    flipped.signature[10] ^= 1;
    let other = Approval { algorithm: Algorithm::Es256, ..good.clone() };
    let assertion = Approval { algorithm: Algorithm::WebAuthn, assertion: Some((vec![1], vec![2])), ..good.clone() };
    let beside = Approval { assertion: Some((vec![1], vec![2])), ..good.clone() };
    let own = officer(1).public();
    let cases = [
        ("another act's digest", Digest([9; 32]), own, good.clone()),
        ("another officer's key", digest, officer(2).public(), good),
        ("signed without a tag", digest, own, plain),
        ("signed under another tag", digest, own, member),
        ("a signature cut short", digest, own, short),
        ("no signature", digest, own, empty),
        ("one bit changed", digest, own, flipped),
        ("an algorithm that is not the key's", digest, own, other),
        ("ES256 over another digest", Digest([9; 32]), p256(), es256()),
        ("an assertion has its room and is not accepted yet", digest, own, assertion),
        ("an assertion beside a signature", digest, own, beside),
    ];
    let told = |(why, digest, public, approval): (&str, Digest, PublicKey, Approval)| {
        json!({ "why": why, "digest": digest.to_string(), "public": hex(public.to_bytes()),
                "approvals": hex(approval::to_bytes(&[approval])) })
    };
    cases.into_iter().map(told).collect()
}
