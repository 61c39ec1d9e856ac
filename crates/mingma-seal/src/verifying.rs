//! Public keys made ready to verify.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, VerificationAlgorithm};

use crate::tagged::Tagged;
use crate::{Domain, KeyId, PublicKey, SealError, Signature};

/// A public key that is ready to verify: reading it, and for P-256 finding its point, is
/// done once.
#[derive(Clone)]
pub struct VerifyingKey {
    key: PublicKey,
    id: KeyId,
    parsed: ParsedPublicKey,
}

impl VerifyingKey {
    pub(crate) fn new(key: PublicKey) -> Result<Self, SealError> {
        let algorithm: &'static dyn VerificationAlgorithm = match &key {
            PublicKey::Ed25519(bytes) if weak(bytes) => return Err(SealError::NoPublicKey),
            PublicKey::Ed25519(_) => &ED25519,
            PublicKey::P256(_) => &ECDSA_P256_SHA256_FIXED,
        };
        let parsed = ParsedPublicKey::new(algorithm, key.bytes()).map_err(|_| SealError::NoPublicKey)?;
        Ok(Self { id: key.id(), key, parsed })
    }

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
        self.parsed.verify_sig(message, signature.as_ref()).map_err(|_| SealError::WrongSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.key)
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
