//! `vectors/seal.json`: what this room makes of given bytes, for programs written by others.
//! `UPDATE_VECTORS=1 cargo test -p mingma-seal --test vectors` writes the file anew; otherwise
//! it is compared, so that no format changes unnoticed. `tests/protocol` reads it by a program
//! of its own.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use mingma_seal::{
    Digest, Domain, MasterKey, PublicKey, Random, ResidentKey, Signature, SigningKey, hash, leaf_hash, tree_path,
    tree_root,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

const MASTER: &str = "mingma-master-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
const ACT_PLACE: [u8; 20] = [0xa1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 0, 0, 7];

/// The private number of RFC 6979 A.2.5, and its signatures with the nonces of that RFC.
const P256: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const ES256: [(Domain, &str, &str); 3] = [
    (
        Domain::Approval,
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "a9ffb5a929fb53a5a4aa61f9a204cd219173d773a791a9f72681b13f1f2bc1f8c2acb6b8d7361f296d34d6cb27b24ace6c929d46d6939396909cfe64af93ddcb",
    ),
    (
        Domain::Journal,
        "",
        "cc6185e3fcddc3450df565660eedafd3258cd880ac5b132754107b2426ea615b1dd15564652d5099391f373076f5447f5246a560ba328c2f5b71587ec73abeee",
    ),
    (
        Domain::Act,
        "e99988e8bfb0",
        "c888600ed1b609ac1dd7a1d52bc7fa7b3e7f6097cd481ddc1cf4bc4f6ba44a6ea677a08315159ec67cc2aacbae69f760c49a929f14a5d0df53af8bac24988914",
    ),
];

/// The nonce that a vector states, instead of a random one.
struct Given([u8; 12]);

impl Random for Given {
    fn fill(&self, to: &mut [u8]) {
        to.copy_from_slice(&self.0);
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// Bytes counted up from a first one.
fn counted<const N: usize>(first: u8) -> [u8; N] {
    std::array::from_fn(|at| first.wrapping_add(u8::try_from(at).unwrap()))
}

fn resident_key() -> ResidentKey {
    ResidentKey::from_bytes(Zeroizing::new(counted(0x40)))
}

fn p256() -> SigningKey {
    SigningKey::p256_from_scalar(unhex(P256).try_into().unwrap()).unwrap()
}

fn all(of: impl Fn(Domain) -> Value) -> Vec<Value> {
    Domain::ALL.iter().map(|domain| of(*domain)).collect()
}

/// Parts of a hash: none, one, two that are cut in two ways, an empty one, more than a block.
fn part_lists() -> Vec<Vec<Vec<u8>>> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        vec![],
        vec![text("abc")],
        vec![text("ab"), text("c")],
        vec![text("a"), text("bc")],
        vec![vec![], text("abc")],
        vec![vec![0x5a; 5000], text("明码")],
    ]
}

fn hashes() -> Vec<Value> {
    let example = |domain: Domain, parts: &[Vec<u8>]| {
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let parts: Vec<_> = parts.iter().map(hex).collect();
        json!({ "domain": domain.tag(), "parts": parts, "digest": hash(domain, &slices).to_string() })
    };
    let each = Domain::ALL.iter().map(|domain| example(*domain, &[b"mingma".to_vec()]));
    each.chain(part_lists().iter().map(|parts| example(Domain::Record, parts))).collect()
}

/// The leaves that the reference implementations of RFC 6962 share.
fn trees() -> Vec<Value> {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let hashed: Vec<Digest> = leaves.iter().map(|leaf| leaf_hash(&unhex(leaf))).collect();
    let tree = |size: usize| {
        let paths = (0..size).map(|at| tree_path(&hashed[..size], at).unwrap());
        let paths: Vec<Vec<String>> = paths.map(|path| path.iter().map(Digest::to_string).collect()).collect();
        let root = tree_root(hashed[..size].iter().copied()).to_string();
        json!({ "leaves": &leaves[..size], "root": root, "paths": paths })
    };
    (0..=leaves.len()).map(tree).collect()
}

fn keys() -> Vec<Value> {
    let told = |key: PublicKey| {
        let (text, id) = (key.to_string(), key.id());
        json!({ "text": text, "algorithm": key.algorithm(), "bytes": hex(key.bytes()),
                "id": hex(id), "id_text": id.to_string() })
    };
    [SigningKey::from_seed(counted(0)).public(), p256().public()].map(told).to_vec()
}

/// What stands in a key file. No armour is written down: whoever looks for keys that were
/// left lying about shall find none here.
fn pkcs8(key: &SigningKey) -> String {
    let file = pem::parse(key.pem().as_bytes()).unwrap();
    assert_eq!(file.tag(), "PRIVATE KEY");
    hex(file.contents())
}

fn ed25519() -> Vec<Value> {
    let key = SigningKey::from_seed(counted(0));
    all(|domain| {
        let message = hash(domain, &[b"message"]);
        let signature = key.sign(domain, message.as_ref());
        json!({ "seed": hex(counted::<32>(0)), "pkcs8": pkcs8(&key), "key": key.public().to_string(),
                "domain": domain.tag(), "message": message.to_string(), "signature": hex(signature) })
    })
}

fn es256() -> Vec<Value> {
    let key = p256().public();
    let told = |(domain, message, signature): (Domain, &str, &str)| {
        let kept = Signature::from_bytes(unhex(signature));
        assert_eq!(key.verify(domain, &unhex(message), &kept), Ok(()));
        json!({ "pkcs8": pkcs8(&p256()), "key": key.to_string(), "domain": domain.tag(), "message": message,
                "signature": signature })
    };
    ES256.map(told).to_vec()
}

fn sealed() -> Vec<Value> {
    let plains = [&b""[..], "检测为阴性".as_bytes(), &[0x33; 300]];
    let told = |(domain, plain): (Domain, &[u8])| {
        let nonce = counted(0xc0);
        let sealed = resident_key().seal(domain, &ACT_PLACE, plain, &Given(nonce));
        json!({ "key": hex(counted::<32>(0x40)), "domain": domain.tag(), "aad": hex(ACT_PLACE), "nonce": hex(nonce),
                "plain": hex(plain), "sealed": hex(sealed) })
    };
    let member = plains.map(|plain| told((Domain::Member, plain)));
    member.into_iter().chain([Domain::Letter, Domain::Journal].map(|domain| told((domain, b"plain")))).collect()
}

fn derived() -> Vec<Value> {
    let told = |(aad, plain): (&[u8], &[u8])| {
        let sealed = resident_key().seal_derived(Domain::Letter, aad, plain);
        json!({ "key": hex(counted::<32>(0x40)), "domain": Domain::Letter.tag(), "aad": hex(aad),
                "plain": hex(plain), "sealed": hex(sealed) })
    };
    [(&ACT_PLACE[..], &b"letter"[..]), (&ACT_PLACE, b"lettes"), (b"", b""), (b"", &[0x33; 300])].map(told).to_vec()
}

fn wrapped() -> Vec<Value> {
    let master = MasterKey::from_file_text(MASTER).unwrap();
    let told = |resident: u32| {
        let nonce = counted(0xe0);
        let wrapped = master.wrap(resident, &resident_key(), &Given(nonce));
        json!({ "master": MASTER, "resident": resident, "key": hex(counted::<32>(0x40)), "nonce": hex(nonce),
                "wrapped": hex(wrapped) })
    };
    [1, 2, 1_400_000_000, u32::MAX].map(told).to_vec()
}

fn index() -> Vec<Value> {
    let key = MasterKey::from_file_text(MASTER).unwrap().index_key();
    let told = |parts: &[&[u8]]| json!({ "master": MASTER, "parts": parts.iter().map(hex).collect::<Vec<_>>(), "tag": hex(key.tag(parts)) });
    vec![told(&[]), told(&[b"resident_id", b"11010119900307000X"]), told(&[b"resident_i", b"d11010119900307000X"])]
}

/// What is to be refused: keys of small order or off the curve; sealed bytes with a changed bit.
fn refused() -> Value {
    let point = |low: u8, middle: u8, high: u8| [&[low][..], &[middle; 30], &[high]].concat();
    let weak = [point(0, 0, 0), point(1, 0, 0), point(0xec, 0xff, 0x7f), point(0xed, 0xff, 0xff)];
    let off = [&[2][..], &[0xff; 32]].concat();
    let mut torn = resident_key().seal(Domain::Member, &ACT_PLACE, b"plain", &Given(counted(0xc0)));
    torn[14] ^= 1;
    assert!(resident_key().open(Domain::Member, &ACT_PLACE, &torn).is_err());
    let key = |(algorithm, bytes): (u8, Vec<u8>)| {
        assert!(PublicKey::from_bytes(&[&[algorithm], bytes.as_slice()].concat()).is_err());
        json!({ "algorithm": algorithm, "bytes": hex(bytes) })
    };
    let keys: Vec<Value> = weak.into_iter().map(|bytes| (1, bytes)).chain([(2, off)]).map(key).collect();
    json!({ "keys": keys, "sealed": [{ "key": hex(counted::<32>(0x40)), "domain": Domain::Member.tag(),
            "aad": hex(ACT_PLACE), "sealed": hex(torn) }] })
}

/// The whole file; bytes are lowercase hexadecimal.
static MADE: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "domains": Domain::ALL.iter().map(|domain| domain.tag()).collect::<Vec<_>>(),
        "hash": hashes(), "tree": trees(), "key": keys(), "ed25519": ed25519(), "es256": es256(),
        "sealed": sealed(), "derived": derived(), "wrapped": wrapped(), "index": index(), "refused": refused(),
    })
});

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/seal.json"))
}

#[test]
fn the_vectors_are_what_this_room_makes() {
    let text = serde_json::to_string_pretty(&*MADE).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(path(), &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path()).unwrap(), text, "a format that is kept has changed");
}
