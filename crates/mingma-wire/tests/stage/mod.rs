//! A register, its keys, a device and a scanner, the same in every run.

#![allow(dead_code)]

use data_encoding::HEXLOWER;
use mingma_model::{Colour, Id};
use mingma_seal::{Random, ShangmiSigningKey, Signature, SigningKey};
use mingma_wire::{
    Credential, Issuer, IssuerKey, IssuingKey, Keys, LIFETIME, LastFour, Live, Masked, SessionKey, Signer, StatusRef,
    Step, Stored,
};
use minicbor::Encoder;
use minicbor::data::Tag;
use zeroize::Zeroizing;

/// 8 July 2022, 09:00 in Beijing.
pub const NOW: i64 = 1_657_242_000;
/// The midnight after it.
pub const MIDNIGHT: i64 = NOW + 15 * 3600;

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

pub fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// Bytes counted up from a first one.
pub fn counted<const N: usize>(first: u8) -> [u8; N] {
    std::array::from_fn(|at| first.wrapping_add(u8::try_from(at).unwrap()))
}

/// Randomness that repeats itself.
pub struct Counted(pub u8);

impl Random for Counted {
    fn fill(&self, to: &mut [u8]) {
        to.iter_mut().zip(0..).for_each(|(byte, at)| *byte = self.0.wrapping_add(at));
    }
}

pub fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

pub fn issuer(text: &str) -> Issuer {
    Issuer::parse(text).unwrap()
}

/// Who issues here. The numbers are first bytes of their seeds.
pub const HENAN: u8 = 0;
pub const HUBEI: u8 = 1;
pub const DEMO: u8 = 2;
pub const REVOKED: u8 = 3;
pub const LATER: u8 = 4;
pub const SHANGMI: u8 = 5;
pub const STRANGER: u8 = 9;

pub fn signer(seed: u8) -> Signer {
    let key = match seed {
        SHANGMI => IssuingKey::Sm2(Box::new(ShangmiSigningKey::from_scalar(counted(seed)).unwrap())),
        _ => IssuingKey::Ed25519(SigningKey::from_seed(counted(seed))),
    };
    Signer::new(key).unwrap()
}

pub const fn name_of(seed: u8) -> &'static str {
    match seed {
        HUBEI => "hubei/showing",
        DEMO => "demo",
        SHANGMI => "henan/sm2",
        _ => "henan/showing",
    }
}

pub fn keys() -> Keys {
    let day = 86_400;
    let (from, until) = (NOW - 100 * day, Some(NOW + 265 * day));
    let key = |seed: u8, from| {
        IssuerKey::new(&signer(seed).public(), issuer(name_of(seed)), from).unwrap().until(until).demo(seed == DEMO)
    };
    let mut keys = Keys::new();
    for seed in [HENAN, HUBEI, DEMO, SHANGMI] {
        assert!(keys.add(key(seed, from)));
    }
    assert!(keys.add(key(REVOKED, from).revoked(Some(NOW - day))));
    assert!(keys.add(key(LATER, NOW + day)));
    keys
}

pub fn device(first: u8) -> SigningKey {
    SigningKey::p256_from_scalar(counted(first)).unwrap()
}

pub fn session() -> SessionKey {
    SessionKey::from_bytes(Zeroizing::new(counted(0x70)))
}

/// Steps in seconds from the issue on.
pub fn steps(told: &[(i64, Colour)]) -> Vec<Step> {
    told.iter().map(|(after, colour)| Step { from: NOW + after, colour: *colour }).collect()
}

/// An ordinary green credential.
pub fn credential() -> Credential {
    Credential {
        issuer: issuer(name_of(HENAN)),
        issued_at: NOW,
        expires: NOW + LIFETIME,
        steps: steps(&[(0, Colour::Green)]),
        sampled_hour: Some(460_333),
        name: Masked::of("张小三"),
        last_four: LastFour::of("41010119900101001X"),
        device: device(0x20).public(),
        status: StatusRef { list: 189, index: 4_711 },
        demo: false,
    }
}

/// The longest credential that there is.
pub fn longest() -> Credential {
    let turns = [(0, Colour::Red), (70_000, Colour::Yellow), (80_000, Colour::Red), (86_399, Colour::Green)];
    Credential {
        issuer: issuer(&"z".repeat(32)),
        steps: steps(&turns),
        name: Masked::parse("***欧阳欧阳欧阳欧").unwrap(),
        status: StatusRef { list: u32::MAX, index: u32::MAX },
        demo: true,
        ..credential()
    }
}

pub fn stored(of: impl FnOnce(&mut Credential)) -> Stored {
    let mut credential = credential();
    of(&mut credential);
    signer(HENAN).issue(&credential).unwrap()
}

pub fn live(stored: Stored, at: i64) -> Live {
    Live::sign(stored, at, None, &device(0x20)).unwrap()
}

/// COSE_Sign1 of any header, unprotected map and purpose: what an attacker can make.
pub fn cose(protected: &[u8], payload: &[u8], purpose: &str, sign: impl FnOnce(&[u8]) -> Signature) -> Vec<u8> {
    let mut message = Vec::new();
    let mut out = Encoder::new(&mut message);
    out.array(4).unwrap().str("Signature1").unwrap().bytes(protected).unwrap();
    out.bytes(purpose.as_bytes()).unwrap().bytes(payload).unwrap();
    let signature = sign(&message);
    let mut bytes = Vec::new();
    let mut out = Encoder::new(&mut bytes);
    out.tag(Tag::new(18)).unwrap().array(4).unwrap().bytes(protected).unwrap().map(0).unwrap();
    out.bytes(payload).unwrap().bytes(signature.as_ref()).unwrap();
    bytes
}

/// The protected header and the payload of a message.
pub fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut read = minicbor::Decoder::new(bytes);
    read.tag().unwrap();
    read.array().unwrap();
    let protected = read.bytes().unwrap().to_vec();
    read.map().unwrap();
    (protected, read.bytes().unwrap().to_vec())
}
