//! Public keys, their ids, and the signatures that they verify.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, VerificationAlgorithm};

use crate::tagged::Tagged;
use crate::{Domain, SealError, base32, from_base32, hash};

/// Bytes of a signature, of either algorithm.
pub const SIGNATURE: usize = 64;

/// A public key. As text: `ed25519-…` or `p256-…`, the bytes in lowercase base32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicKey {
    /// Ed25519 (RFC 8032).
    Ed25519([u8; 32]),
    /// ECDSA on P-256 with SHA-256 (ES256); the point in compressed form (SEC 1 §2.3.3).
    P256([u8; 33]),
}

impl PublicKey {
    /// The number of the algorithm in what is kept: 1 Ed25519, 2 ES256.
    #[must_use]
    pub const fn algorithm(&self) -> u8 {
        match self {
            Self::Ed25519(_) => 1,
            Self::P256(_) => 2,
        }
    }

    /// The bytes of the key without its algorithm: 32 or 33.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(bytes) => bytes,
            Self::P256(bytes) => bytes,
        }
    }

    /// The algorithm's number and the bytes, as they are kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&[self.algorithm()], self.bytes()].concat()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes.
    ///
    /// # Errors
    /// [`SealError::NoPublicKey`] if it is none: see [`prepare`](Self::prepare).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let key = match bytes {
            [1, rest @ ..] => rest.try_into().map(Self::Ed25519),
            [2, rest @ ..] => rest.try_into().map(Self::P256),
            _ => return Err(SealError::NoPublicKey),
        };
        let key = key.map_err(|_| SealError::NoPublicKey)?;
        key.prepare().map(|_| key)
    }

    /// The key's id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest = hash(Domain::Key, &[&[self.algorithm()], self.bytes()]);
        KeyId(*digest.0.first_chunk().expect("16 of 32 bytes"))
    }

    /// The key read once, for all that it is to verify.
    ///
    /// # Errors
    /// [`SealError::NoPublicKey`] if the point is not on P-256, or is an Ed25519 point in a
    /// form that is not canonical, or one of small order, for which one signature would
    /// stand under any text.
    pub fn prepare(&self) -> Result<VerifyingKey, SealError> {
        let algorithm: &'static dyn VerificationAlgorithm = match self {
            Self::Ed25519(bytes) if weak(bytes) => return Err(SealError::NoPublicKey),
            Self::Ed25519(_) => &ED25519,
            Self::P256(_) => &ECDSA_P256_SHA256_FIXED,
        };
        let parsed = ParsedPublicKey::new(algorithm, self.bytes()).map_err(|_| SealError::NoPublicKey)?;
        Ok(VerifyingKey { key: *self, id: self.id(), parsed })
    }

    /// Verifies a signature over `tag ‖ 0x00 ‖ message`. Who verifies often prepares the key.
    ///
    /// # Errors
    /// [`SealError::WrongSignature`], or [`SealError::NoPublicKey`] as [`prepare`](Self::prepare).
    pub fn verify(&self, domain: Domain, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        self.prepare()?.verify(domain, message, signature)
    }

    /// Verifies a signature over the message as it is: signed notes and others' formats only.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_plain(&self, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        self.prepare()?.verify_plain(message, signature)
    }
}

/// 2²⁵⁵ - 19, little-endian: y of a canonical point is below.
const P: [u8; 32] = {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xed, 0x7f);
    bytes
};

/// y of the points of order 1, 2, 4 and 8 on edwards25519, little-endian; x does not matter.
const SMALL_ORDER: [[u8; 32]; 5] = {
    let (mut zero, mut one, mut minus_one) = ([0; 32], [0; 32], P);
    (zero[0], one[0], minus_one[0]) = (0, 1, 0xec);
    [
        zero,
        one,
        minus_one,
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ]
};

/// True for an Ed25519 key that is not canonical or is of small order.
fn weak(key: &[u8; 32]) -> bool {
    let mut y = *key;
    y[31] &= 0x7f;
    SMALL_ORDER.contains(&y) || y.iter().rev().ge(P.iter().rev())
}

/// A public key that is ready to verify: reading it, and for P-256 finding its point, is
/// done once.
#[derive(Clone)]
pub struct VerifyingKey {
    key: PublicKey,
    id: KeyId,
    parsed: ParsedPublicKey,
}

impl VerifyingKey {
    /// The key itself.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Verifies a signature over `tag ‖ 0x00 ‖ message`.
    ///
    /// # Errors
    /// [`SealError::WrongSignature`] if domain, message, key or any bit of the signature is
    /// another than at signing.
    pub fn verify(&self, domain: Domain, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        self.verify_plain(Tagged::one(domain, message).as_ref(), signature)
    }

    /// Verifies a signature over the message as it is: signed notes and others' formats only.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_plain(&self, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        self.parsed.verify_sig(message, &signature.0).map_err(|_| SealError::WrongSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.key)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Ed25519(_) => "ed25519",
            Self::P256(_) => "p256",
        };
        write!(f, "{name}-{}", base32(self.bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let (name, code) = text.split_once('-').ok_or(SealError::NoPublicKey)?;
        let algorithm = match name {
            "ed25519" => 1,
            "p256" => 2,
            _ => return Err(SealError::NoPublicKey),
        };
        let bytes = from_base32(code).ok_or(SealError::NoPublicKey)?;
        Self::from_bytes(&[&[algorithm], bytes.as_slice()].concat())
    }
}

/// Names a public key: the first 16 bytes of the hash of its algorithm's number and its
/// bytes under [`Domain::Key`]. As text: `k-` and 26 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

impl AsRef<[u8]> for KeyId {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "k-{}", base32(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let bytes = text.strip_prefix("k-").and_then(from_base32).ok_or(SealError::NoKeyId)?;
        bytes.try_into().map(Self).map_err(|_| SealError::NoKeyId)
    }
}

/// A signature: 64 bytes, R ‖ S of Ed25519 or r ‖ s of ES256. Whoever has one of ES256 can
/// write another that stands as well (r, n - s): a signature proves, it names nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// Takes what is said to be a signature; verifying decides.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", base32(&self.0))
    }
}
