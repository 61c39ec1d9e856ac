//! What holds for every key, text and purpose.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::marker::PhantomData;

use mingma_seal::{
    Digest, Domain, IndexKey, KeyId, MacKey, MasterKey, OVERHEAD, PublicKey, Random, ResidentKey, SealError,
    ShangmiSigningKey, Signature, SigningKey, SystemRandom, VerifyingKey, WRAPPED, base32, from_base32, hash,
    leaf_hash, node_hash, random_array, tree_path, tree_root,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use zeroize::Zeroizing;

fn domain() -> impl Strategy<Value = Domain> {
    select(Domain::ALL)
}

fn two_domains() -> impl Strategy<Value = (Domain, Domain)> {
    (domain(), domain()).prop_filter("two", |(a, b)| a != b)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

fn resident_key() -> impl Strategy<Value = ResidentKey> {
    any::<[u8; 32]>().prop_map(|bytes| ResidentKey::from_bytes(Zeroizing::new(bytes)))
}

fn signing_key() -> impl Strategy<Value = SigningKey> {
    let scalar = any::<[u8; 32]>().prop_filter_map("below the order", |mut scalar| {
        scalar[0] &= 0x7f;
        SigningKey::p256_from_scalar(scalar).ok()
    });
    prop_oneof![any::<[u8; 32]>().prop_map(SigningKey::from_seed), scalar]
}

/// The same bytes with one bit the other way round.
fn flipped(bytes: &[u8], bit: Index) -> Vec<u8> {
    let (mut bytes, bit) = (bytes.to_vec(), bit.index(bytes.len() * 8));
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// Opens both ways and demands that they agree.
fn open(key: &ResidentKey, domain: Domain, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let opened = key.open(domain, aad, sealed).ok().map(|plain| plain.to_vec());
    let mut there = sealed.to_vec();
    let in_place = key.open_in_place(domain, aad, &mut there).ok().map(|plain| plain.to_vec());
    assert_eq!(opened, in_place);
    opened
}

proptest! {
    #[test]
    fn what_is_sealed_opens_as_it_was(key in resident_key(), domain in domain(), aad in bytes(), plain in bytes()) {
        for sealed in [key.seal(domain, &aad, &plain, &SystemRandom), key.seal_derived(domain, &aad, &plain)] {
            prop_assert_eq!(sealed.len(), plain.len() + OVERHEAD);
            prop_assert_eq!(open(&key, domain, &aad, &sealed), Some(plain.clone()));
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_keeps_it_closed(
        key in resident_key(), domain in domain(), aad in vec(any::<u8>(), 1..60), plain in bytes(), bit: Index,
    ) {
        let sealed = key.seal(domain, &aad, &plain, &SystemRandom);
        prop_assert_eq!(open(&key, domain, &aad, &flipped(&sealed, bit)), None);
        prop_assert_eq!(open(&key, domain, &flipped(&aad, bit), &sealed), None);
        prop_assert_eq!(open(&key, domain, &aad, &sealed[..bit.index(sealed.len())]), None);
    }

    #[test]
    fn another_purpose_key_or_place_does_not_open(
        key in resident_key(), other in resident_key(), (a, b) in two_domains(), aad in bytes(), plain in bytes(),
    ) {
        let sealed = key.seal(a, &aad, &plain, &SystemRandom);
        prop_assert_eq!(open(&key, b, &aad, &sealed), None);
        prop_assert_eq!(open(&other, a, &aad, &sealed), None);
        prop_assert_eq!(open(&key, a, &[&aad[..], &[0]].concat(), &sealed), None);
    }

    #[test]
    fn sealing_with_a_derived_nonce_comes_out_the_same_twice_and_shares_no_nonce(
        key in resident_key(), (a, b) in two_domains(), aad in bytes(), plain in vec(any::<u8>(), 1..100), bit: Index,
    ) {
        let sealed = key.seal_derived(a, &aad, &plain);
        prop_assert_eq!(&key.seal_derived(a, &aad, &plain), &sealed);
        let longer = [&aad[..], &plain[..1]].concat();
        for other in [
            key.seal_derived(a, &aad, &flipped(&plain, bit)),
            key.seal_derived(b, &aad, &plain),
            key.seal_derived(a, &longer, &plain[1..]),
        ] {
            prop_assert_ne!(&sealed[..12], &other[..12]);
        }
    }

    #[test]
    fn a_buffer_is_appended_to_and_not_touched_before(
        key in resident_key(), domain in domain(), aad in bytes(), plain in bytes(), before in bytes(),
    ) {
        let mut out = before.clone();
        key.seal_into(domain, &aad, &plain, &SystemRandom, &mut out);
        let middle = out.len();
        key.seal_derived_into(domain, &aad, &plain, &mut out);
        prop_assert_eq!(&out[..before.len()], &before[..]);
        prop_assert_eq!(open(&key, domain, &aad, &out[before.len()..middle]), Some(plain.clone()));
        prop_assert_eq!(&out[middle..], &key.seal_derived(domain, &aad, &plain)[..]);
    }

    #[test]
    fn a_signature_stands_for_its_text_purpose_and_key_alone(
        key in signing_key(), other in signing_key(), (a, b) in two_domains(), message in vec(any::<u8>(), 1..300), bit: Index,
    ) {
        let (signature, public) = (key.sign(a, &message), key.public());
        prop_assert_eq!(public.verify(a, &message, &signature), Ok(()));
        prop_assert_eq!(public.prepare().unwrap().verify(a, &message, &signature), Ok(()));
        let wrong = Err(SealError::WrongSignature);
        prop_assert_eq!(public.verify(b, &message, &signature), wrong);
        prop_assert_eq!(public.verify(a, &flipped(&message, bit), &signature), wrong);
        prop_assert_eq!(public.verify_plain(&message, &signature), wrong);
        let changed = Signature::from_bytes(flipped(signature.as_ref(), bit));
        prop_assert_eq!(public.verify(a, &message, &changed), wrong);
        let cut = Signature::from_bytes(&signature.as_ref()[..bit.index(64)]);
        prop_assert_eq!(public.verify(a, &message, &cut), wrong);
        prop_assert_eq!(other.public().verify(a, &message, &signature).is_ok(), other.public() == public);
    }

    #[test]
    fn keys_and_ids_read_as_they_are_written(key in signing_key(), digest: [u8; 32]) {
        let public = key.public();
        prop_assert_eq!(public.to_string().parse(), Ok(public));
        prop_assert_eq!(PublicKey::from_bytes(&public.to_bytes()), Ok(public));
        prop_assert_eq!(public.id().to_string().parse(), Ok(public.id()));
        prop_assert_eq!(public.prepare().unwrap().id(), public.id());
        let again = SigningKey::from_pem(&key.pem()).unwrap();
        prop_assert_eq!(again.public(), public);
        prop_assert_eq!(again.pem(), key.pem());
        prop_assert!(public.verify(Domain::Act, b"", &again.sign(Domain::Act, b"")).is_ok());
        prop_assert_eq!(Digest(digest).to_string().parse(), Ok(Digest(digest)));
    }

    #[test]
    fn a_key_of_a_day_opens_for_its_day_alone_and_what_it_sealed_goes_with_either_key(
        day in -1_000_i64..100_000, other in -1_000_i64..100_000, text in vec(any::<u8>(), 0..64),
    ) {
        let (master, first) = (MasterKey::generate(&SystemRandom), MacKey::generate(&SystemRandom));
        let wrapped = master.wrap_day(day, &first, &SystemRandom);
        prop_assert_eq!(wrapped.len(), WRAPPED);
        let again = master.unwrap_day(day, &wrapped).unwrap();
        prop_assert!(other == day || master.unwrap_day(other, &wrapped).is_err());
        prop_assert!(master.unwrap(7, &wrapped).is_err());
        let own = ResidentKey::generate(&SystemRandom);
        let sealed = own.of_day(&first).seal(Domain::Member, b"1", &text, &SystemRandom);
        prop_assert_eq!(&*own.of_day(&again).open(Domain::Member, b"1", &sealed).unwrap(), &text);
        let strange = [own.of_day(&MacKey::generate(&SystemRandom)), ResidentKey::generate(&SystemRandom).of_day(&first)];
        for key in strange.iter().chain([&own]) {
            prop_assert!(key.open(Domain::Member, b"1", &sealed).is_err());
        }
    }

    #[test]
    fn places_have_keys_of_their_own_that_come_out_the_same(a in "[a-z]{1,9}", b in "[a-z]{1,9}") {
        let master = MasterKey::generate(&SystemRandom);
        let again = MasterKey::from_file_text(&master.to_file_text()).unwrap();
        let bytes = |master: &MasterKey, place: &str| **master.place_key(place).bytes();
        prop_assert_eq!(bytes(&master, &a), bytes(&again, &a));
        prop_assert!(a == b || bytes(&master, &a) != bytes(&master, &b));
        let index = master.index_key();
        prop_assert!(index.spot(&a, 1) != index.spot(&a, 2) && (a == b || index.spot(&a, 1) != index.spot(&b, 1)));
    }

    #[test]
    fn a_wrapped_key_opens_for_its_resident_under_its_master_alone(
        key in resident_key(), resident: u32, other: u32, bit: Index,
    ) {
        let master = MasterKey::generate(&SystemRandom);
        let wrapped = master.wrap(resident, &key, &SystemRandom);
        prop_assert_eq!(wrapped.len(), WRAPPED);
        let again = MasterKey::from_file_text(&master.to_file_text()).unwrap().unwrap(resident, &wrapped).unwrap();
        let sealed = key.seal(Domain::Member, b"", b"plain", &SystemRandom);
        prop_assert_eq!(open(&again, Domain::Member, b"", &sealed), Some(b"plain".to_vec()));
        let refused = |opened: Result<ResidentKey, SealError>| opened.err() == Some(SealError::NotUnwrapped);
        prop_assert!(other == resident || refused(master.unwrap(other, &wrapped)));
        prop_assert!(refused(master.unwrap(resident, &flipped(&wrapped, bit))));
        prop_assert!(refused(master.unwrap(resident, &wrapped[..bit.index(WRAPPED)])));
        prop_assert!(refused(MasterKey::generate(&SystemRandom).unwrap(resident, &wrapped)));
    }

    #[test]
    fn a_hash_tells_parts_and_purposes_apart((a, b) in two_domains(), parts in vec(bytes(), 0..40), cut: Index) {
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let digest = hash(a, &slices);
        prop_assert_ne!(digest, hash(b, &slices));
        let joined = parts.concat();
        let (left, right) = joined.split_at(cut.index(joined.len() + 1));
        prop_assert_eq!(digest == hash(a, &[left, right]), slices == [left, right]);
    }

    #[test]
    fn a_long_text_is_hashed_like_a_short_one(domain in domain(), parts in vec(vec(any::<u8>(), 0..3000), 0..4)) {
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let mut laid_out = [domain.tag().as_bytes(), &[0]].concat();
        for part in &parts {
            laid_out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            laid_out.extend_from_slice(part);
        }
        prop_assert_eq!(hash(domain, &slices), mingma_seal::sha256(&laid_out));
    }

    #[test]
    fn a_path_leads_from_its_leaf_to_the_root(leaves in vec(any::<[u8; 32]>().prop_map(Digest), 1..70), at: Index) {
        let at = at.index(leaves.len());
        let path = tree_path(&leaves, at).unwrap();
        let root = tree_root(leaves.iter().copied());
        prop_assert_eq!(root, plain_root(&leaves));
        prop_assert_eq!(led_to(leaves[at], at as u64, leaves.len() as u64, &path), Some(root));
        prop_assert_eq!(tree_path(&leaves, leaves.len()), None);
    }

    #[test]
    fn documents_have_equal_tags_exactly_where_they_are_equal(a in vec(bytes(), 0..4), b in vec(bytes(), 0..4)) {
        let master = MasterKey::generate(&SystemRandom);
        let tag = |key: &IndexKey, parts: &[Vec<u8>]| key.tag(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        prop_assert_eq!(tag(&master.index_key(), &a) == tag(&master.index_key(), &b), a == b);
        prop_assert_ne!(tag(&master.index_key(), &a), tag(&MasterKey::generate(&SystemRandom).index_key(), &a));
    }

    #[test]
    fn a_tag_holds_for_its_key_purpose_and_parts_alone(
        key: [u8; 32], (domain, other) in two_domains(), parts in vec(bytes(), 1..4), cut in 8..=32_usize, bit: Index,
    ) {
        let key = MacKey::from_bytes(Zeroizing::new(key));
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let tag = key.tag(domain, &slices);
        prop_assert!(key.holds(domain, &slices, &tag[..cut]));
        prop_assert!(!key.holds(domain, &slices, &flipped(&tag[..cut], bit)));
        prop_assert!(!key.holds(other, &slices, &tag[..cut]));
        prop_assert!(!key.holds(domain, &slices[1..], &tag[..cut]));
        prop_assert!(!key.derive(domain, &slices).holds(domain, &slices, &tag[..cut]));
        prop_assert!(!key.holds(domain, &slices, &tag[..7]) && !key.holds(domain, &slices, &[]));
    }

    #[test]
    fn random_bytes_and_texts_are_refused_quietly(noise in bytes(), text in ".{0,200}", key in resident_key()) {
        prop_assert_eq!(open(&key, Domain::Member, &noise, &noise), None);
        prop_assert!(MasterKey::generate(&SystemRandom).unwrap(1, &noise).is_err());
        prop_assert!(SigningKey::from_pem(&text).is_err());
        prop_assert!(MasterKey::from_file_text(&text).is_err());
        let armoured = pem::encode(&pem::Pem::new("PRIVATE KEY", noise.clone()));
        prop_assert!(SigningKey::from_pem(&armoured).is_err());
        let signature = Signature::from_bytes(noise.clone());
        for kind in [1, 2] {
            if let Ok(key) = PublicKey::from_bytes(&[&[kind], &noise[..]].concat()) {
                prop_assert!(key.verify(Domain::Act, &noise, &signature).is_err());
            }
        }
        for name in ["", "k-", "ed25519-", "p256-"] {
            let named = format!("{name}{text}");
            prop_assert!(named.parse::<KeyId>().is_err() && named.parse::<PublicKey>().is_err());
        }
        prop_assert!(text.parse::<Digest>().is_err());
        prop_assert_eq!(from_base32(&base32(&noise)), Some(noise));
    }
}

/// RFC 6962 §2.1 word for word, by recursion.
fn plain_root(leaves: &[Digest]) -> Digest {
    if let [leaf] = leaves {
        return *leaf;
    }
    let split = leaves.len().next_power_of_two() / 2;
    node_hash(&plain_root(&leaves[..split]), &plain_root(&leaves[split..]))
}

/// RFC 9162 §2.1.3.2: where an audit path leads.
fn led_to(leaf: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    let (mut at, mut last, mut here) = (index, size.checked_sub(1)?, leaf);
    for step in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            here = node_hash(step, &here);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            here = node_hash(&here, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(here)
}

#[test]
fn a_key_of_small_order_or_in_another_form_is_no_key() {
    let p = |low: u8| [&[low][..], &[0xff; 30], &[0x7f]].concat();
    let small = |low: u8| [&[low][..], &[0; 31]].concat();
    let eight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    let minus_eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
    let decoded = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let mut keys = vec![small(0), small(1), p(0xec), decoded(eight), decoded(minus_eight)];
    keys.extend((0xed..=0xff).map(p));
    for mut key in keys {
        for sign in [0, 0x80] {
            key[31] = (key[31] & 0x7f) | sign;
            assert_eq!(PublicKey::from_bytes(&[&[1], &key[..]].concat()), Err(SealError::NoPublicKey), "{key:x?}");
            let key = PublicKey::Ed25519(key.clone().try_into().unwrap());
            // Under the identity as a key, R = identity and S = 0 would fit every text.
            let forged = Signature::from_bytes([small(1), vec![0; 32]].concat());
            assert_eq!(key.verify(Domain::Approval, b"anything", &forged), Err(SealError::NoPublicKey));
        }
    }
}

#[test]
fn a_point_off_the_curve_is_no_key() {
    let off = [&[2, 2][..], &[0xff; 32]].concat();
    assert_eq!(PublicKey::from_bytes(&off), Err(SealError::NoPublicKey));
    let uncompressed = [&[2, 4][..], &[1; 64]].concat();
    assert_eq!(PublicKey::from_bytes(&uncompressed), Err(SealError::NoPublicKey));
    assert_eq!(PublicKey::from_bytes(&[]), Err(SealError::NoPublicKey));
    assert_eq!(PublicKey::from_bytes(&[3; 33]), Err(SealError::NoPublicKey));
}

#[test]
fn each_text_has_one_form() {
    let key = SigningKey::from_seed([7; 32]).public();
    let (text, id) = (key.to_string(), key.id().to_string());
    assert_eq!((text.len(), id.len()), (60, 28));
    for other in [text.to_uppercase(), format!("{text}="), format!(" {text}"), text.replace("ed25519", "p256")] {
        assert_eq!(other.parse::<PublicKey>(), Err(SealError::NoPublicKey));
    }
    assert_eq!(id.to_uppercase().parse::<KeyId>(), Err(SealError::NoKeyId));
    // 26 characters hold 130 bits: the last two must be 0.
    assert_eq!("k-aaaaaaaaaaaaaaaaaaaaaaaaab".parse::<KeyId>(), Err(SealError::NoKeyId));
    let digest = hash(Domain::Act, &[]).to_string();
    assert_eq!(digest.to_uppercase().parse::<Digest>(), Err(SealError::NoDigest));
}

#[test]
fn key_files_of_another_kind_say_so() {
    let pem = SigningKey::from_seed([7; 32]).pem();
    assert!(SigningKey::from_pem(&format!("unit 41, officer 3\n{}", pem.replace('\n', "\r\n"))).is_ok());
    let refusal = |text: &str| SigningKey::from_pem(text).err();
    assert_eq!(refusal(&format!("{}{}", *pem, *pem)), Some(SealError::NoPrivateKey));
    assert_eq!(refusal(&pem.replace("PRIVATE", "PUBLIC")), Some(SealError::NoPrivateKey));
    assert_eq!(refusal(&pem.replace("PRIVATE", "ENCRYPTED PRIVATE")), Some(SealError::EncryptedKey));
    assert_eq!(refusal(""), Some(SealError::NoPrivateKey));
    assert_eq!(SigningKey::p256_from_scalar([0; 32]).err(), Some(SealError::NoPrivateKey));
    assert_eq!(SigningKey::p256_from_scalar([0xff; 32]).err(), Some(SealError::NoPrivateKey));
}

#[test]
fn a_master_key_file_is_one_line_of_one_form() {
    let text = MasterKey::generate(&SystemRandom).to_file_text();
    let line = text.strip_suffix('\n').unwrap();
    assert!(MasterKey::from_file_text(line).is_ok() && MasterKey::from_file_text(&format!("{line}\r\n")).is_ok());
    let cut = &line[..line.len() - 4];
    for other in [cut, &line.replace("v1", "v2"), &format!("{line}\n\n"), &format!("\n{line}"), &format!("{line}=")] {
        assert_eq!(MasterKey::from_file_text(other).err(), Some(SealError::NoMasterKey), "{}", other.len());
    }
}

#[test]
fn nothing_that_holds_a_key_shows_it() {
    struct Sevens;
    impl Random for Sevens {
        fn fill(&self, to: &mut [u8]) {
            to.fill(7);
        }
    }
    let master = MasterKey::generate(&Sevens);
    let signing = SigningKey::generate(&Sevens);
    let shangmi = ShangmiSigningKey::generate(&Sevens);
    let shown = [
        format!("{:?}", ResidentKey::generate(&Sevens)),
        format!("{master:?}"),
        format!("{:?}", master.index_key()),
        format!("{:?}", MacKey::generate(&Sevens)),
        format!("{signing:?}"),
        format!("{shangmi:?}"),
    ];
    assert_eq!(shown[..4], ["ResidentKey(…)", "MasterKey(…)", "IndexKey(…)", "MacKey(…)"]);
    assert_eq!(shown[4], format!("SigningKey(… of {})", signing.public()));
    assert_eq!(shown[5], format!("ShangmiSigningKey(… of {})", shangmi.public()));
}

/// Answers whether a type can be displayed: the method of the type itself comes before the trait's.
struct Probe<T>(PhantomData<T>);

trait Hidden {
    fn is_displayed(&self) -> bool {
        false
    }
}

impl<T> Hidden for Probe<T> {}

impl<T: std::fmt::Display> Probe<T> {
    fn is_displayed(&self) -> bool {
        true
    }
}

#[test]
fn nothing_that_holds_a_key_can_be_displayed() {
    assert!(Probe::<PublicKey>(PhantomData).is_displayed());
    assert!(!Probe::<MasterKey>(PhantomData).is_displayed());
    assert!(!Probe::<ResidentKey>(PhantomData).is_displayed());
    assert!(!Probe::<SigningKey>(PhantomData).is_displayed());
    assert!(!Probe::<IndexKey>(PhantomData).is_displayed());
    assert!(!Probe::<MacKey>(PhantomData).is_displayed());
    assert!(!Probe::<ShangmiSigningKey>(PhantomData).is_displayed());
}

#[test]
fn the_system_is_random_and_every_type_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<(MasterKey, ResidentKey, IndexKey, SigningKey, VerifyingKey, SystemRandom, SealError)>();
    crosses::<(MacKey, ShangmiSigningKey)>();
    let drawn: [u8; 32] = random_array(&SystemRandom);
    assert_ne!(drawn, random_array(&SystemRandom));
    assert_ne!(SigningKey::generate(&SystemRandom).public(), SigningKey::generate(&SystemRandom).public());
    assert_ne!(leaf_hash(&drawn), leaf_hash(&[]));
    let (a, b) = (SigningKey::generate_p256(&SystemRandom), SigningKey::generate_p256(&SystemRandom));
    assert_ne!(a.public(), b.public());
}

#[test]
fn every_refusal_has_its_own_code_and_both_languages() {
    let codes: std::collections::BTreeSet<_> = SealError::ALL.iter().map(|error| error.code()).collect();
    assert_eq!(codes.len(), SealError::ALL.len());
    for error in SealError::ALL {
        let fault = error.fault();
        assert_eq!(fault.code, error.code());
        assert!(!fault.what.zh.is_empty() && !fault.help.zh.is_empty() && !fault.help.en.is_empty());
        assert_eq!(error.to_string(), format!("{}: {}", fault.code, fault.what.en));
    }
}
