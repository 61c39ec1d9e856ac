//! What standards publish comes out here too.

#![allow(clippy::unwrap_used, clippy::panic)]

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use mingma_seal::{
    Digest, PublicKey, ShangmiKey, ShangmiSigningKey, Signature, SigningKey, leaf_hash, sha256, tree_root,
};

fn hex(text: &str) -> Vec<u8> {
    HEX.decode(text.as_bytes()).unwrap()
}

fn hex32(text: &str) -> [u8; 32] {
    hex(text).try_into().unwrap()
}

/// RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature.
const ED25519: [[&str; 4]; 3] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
];

#[test]
fn ed25519_signs_and_verifies_as_rfc_8032_says() {
    for [seed, public, message, signature] in ED25519 {
        let key = SigningKey::from_seed(hex32(seed));
        assert_eq!(key.public(), PublicKey::Ed25519(hex32(public)));
        let signed = key.sign_plain(&hex(message));
        assert_eq!(signed.as_ref(), hex(signature));
        assert!(key.public().verify_plain(&hex(message), &signed).is_ok());
    }
}

/// RFC 6979 A.2.5: the private number, r and s over "sample" with SHA-256.
#[test]
fn es256_verifies_the_signature_of_rfc_6979() {
    let scalar = hex32("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let public = SigningKey::p256_from_scalar(scalar).unwrap().public();
    let point = hex("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    assert_eq!(public, PublicKey::P256(point.try_into().unwrap()));
    let signature = Signature::from_bytes(hex(concat!(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    )));
    assert!(public.verify_plain(b"sample", &signature).is_ok());
    assert!(public.verify_plain(b"simple", &signature).is_err());
}

/// GB/T 32918.5-2017, A.2: private number, public point, signature over "message digest".
#[test]
fn sm2_verifies_the_signature_of_the_standard_and_signs_by_its_key() {
    let scalar = hex32("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let key = ShangmiSigningKey::from_scalar(scalar).unwrap();
    let point = hex("0309f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020");
    assert_eq!(key.public().bytes(), point.as_slice());
    let signature = Signature::from_bytes(hex(concat!(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )));
    assert!(key.public().verify_plain(b"message digest", &signature).is_ok());
    assert!(key.public().verify_plain(b"message digests", &signature).is_err());
    let again: ShangmiKey = key.public().to_string().parse().unwrap();
    assert!(again.verify_plain(b"x", &key.sign_plain(b"x")).is_ok());
    assert!(again.verify_plain(b"x", &Signature::from_bytes(vec![0; 64])).is_err());
}

/// RFC 8410 §10.3 and §10.1.
#[test]
fn a_key_file_is_the_one_of_rfc_8410() {
    let armour = |end: &str| format!("-----{end} PRIVATE {}-----\n", "KEY");
    let body = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n";
    let text = armour("BEGIN") + body + &armour("END");
    let key = SigningKey::from_pem(&text).unwrap();
    let public = hex32("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    assert_eq!(key.public(), PublicKey::Ed25519(public));
    assert_eq!(key.pem().as_str(), text);
}

/// The leaves and roots that the reference implementations of RFC 6962 share.
#[test]
fn roots_are_those_of_rfc_6962() {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (size, root) in roots.iter().enumerate() {
        let hashed = leaves[..size].iter().map(|leaf| leaf_hash(&hex(leaf)));
        assert_eq!(tree_root(hashed), root.parse().unwrap());
    }
    assert_eq!(sha256(b""), Digest::OF_NOTHING);
}
