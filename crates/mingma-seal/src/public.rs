//! Public keys.

use std::fmt;
use std::str::FromStr;

use crate::{Domain, KeyId, SealError, Signature, VerifyingKey, base32, from_base32, hash};

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
        VerifyingKey::new(*self)
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
