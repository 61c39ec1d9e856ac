//! Keys that sign, and the files they are kept in.

use std::fmt;

use aws_lc_rs::encoding::AsBigEndian;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use pem::{EncodeConfig, LineEnding, Pem};
use zeroize::{Zeroize, Zeroizing};

use crate::tagged::Tagged;
use crate::{Domain, PublicKey, Random, SealError, Signature};

/// What stands between the dashes of a key file.
const LABEL: &str = "PRIVATE KEY";

/// A key that signs: Ed25519, or P-256 for machines that have no other.
pub struct SigningKey {
    pair: Pair,
    public: PublicKey,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl SigningKey {
    /// A new Ed25519 key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(&mut *seed);
        Self::from_seed(*seed)
    }

    /// The Ed25519 key of a seed (RFC 8032 §5.1.5).
    #[must_use]
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("every 32 bytes are a seed");
        seed.zeroize();
        Self::ed25519(pair)
    }

    /// A new P-256 key.
    #[must_use]
    pub fn generate_p256(random: &dyn Random) -> Self {
        let mut scalar = Zeroizing::new([0; 32]);
        loop {
            random.fill(&mut *scalar);
            if let Ok(key) = Self::p256_from_scalar(*scalar) {
                return key;
            }
        }
    }

    /// The P-256 key of a private number, big-endian.
    ///
    /// # Errors
    /// [`SealError::NoPrivateKey`] if it is 0 or not below the order of the curve.
    pub fn p256_from_scalar(mut scalar: [u8; 32]) -> Result<Self, SealError> {
        // RFC 5915: version 1, the number, the curve; the point is computed from it.
        let mut der = Zeroizing::new([0; 51]);
        der[..7].copy_from_slice(&[0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20]);
        der[7..39].copy_from_slice(&scalar);
        der[39..].copy_from_slice(&[0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
        scalar.zeroize();
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &der[..]);
        Self::p256(&pair.map_err(|_| SealError::NoPrivateKey)?)
    }

    fn ed25519(pair: Ed25519KeyPair) -> Self {
        let bytes = pair.public_key().as_ref().try_into().expect("an Ed25519 key has 32 bytes");
        Self { public: PublicKey::Ed25519(bytes), pair: Pair::Ed25519(pair) }
    }

    /// With both halves, so that its file has them too: not every reader computes the public one.
    fn p256(pair: &EcdsaKeyPair) -> Result<Self, SealError> {
        let (point, scalar) = (pair.public_key().as_ref(), pair.private_key().as_be_bytes());
        let scalar = scalar.map_err(|_| SealError::NoPrivateKey)?;
        let whole =
            EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, scalar.as_ref(), point);
        let pair = Pair::P256(whole.map_err(|_| SealError::NoPrivateKey)?);
        Ok(Self { public: PublicKey::P256(compressed(point).ok_or(SealError::NoPrivateKey)?), pair })
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs `tag ‖ 0x00 ‖ message`. An Ed25519 key signs the same text the same way each
    /// time, a P-256 key does not.
    #[must_use]
    pub fn sign(&self, domain: Domain, message: &[u8]) -> Signature {
        self.sign_plain(Tagged::one(domain, message).as_ref())
    }

    /// Signs the message as it is: signed notes and others' formats only. A key that signs
    /// such texts signs nothing else.
    #[must_use]
    pub fn sign_plain(&self, message: &[u8]) -> Signature {
        let signed = match &self.pair {
            Pair::Ed25519(pair) => pair.try_sign(message),
            Pair::P256(pair) => pair.sign(&aws_lc_rs::rand::SystemRandom::new(), message),
        };
        Signature::from_bytes(signed.expect("a key that was read signs any text").as_ref())
    }

    /// The key as a PEM file: unencrypted PKCS#8, version 1 (RFC 5208, RFC 8410), which
    /// WebCrypto's `importKey("pkcs8", …)` takes once the armour is off.
    #[must_use]
    pub fn pem(&self) -> Zeroizing<String> {
        let document = match &self.pair {
            Pair::Ed25519(pair) => pair.to_pkcs8v1(),
            Pair::P256(pair) => pair.to_pkcs8v1(),
        };
        let document = document.expect("a key that was read can be written");
        let armoured = Pem::new(LABEL, document.as_ref());
        let text = pem::encode_config(&armoured, EncodeConfig::new().set_line_ending(LineEnding::LF));
        armoured.into_contents().zeroize();
        Zeroizing::new(text)
    }

    /// Reads a PEM file with one unencrypted PKCS#8 key, of Ed25519 or P-256.
    ///
    /// # Errors
    /// [`SealError::EncryptedKey`] for a file that asks for a password,
    /// [`SealError::NoPrivateKey`] for any other text; it is not repeated.
    pub fn from_pem(text: &str) -> Result<Self, SealError> {
        let mut blocks = pem::parse_many(text).map_err(|_| SealError::NoPrivateKey)?;
        let (Some(armoured), true) = (blocks.pop(), blocks.is_empty()) else { return Err(SealError::NoPrivateKey) };
        let label = armoured.tag().to_owned();
        let bytes = Zeroizing::new(armoured.into_contents());
        match label.as_str() {
            LABEL => Self::from_pkcs8(&bytes),
            "ENCRYPTED PRIVATE KEY" => Err(SealError::EncryptedKey),
            _ => Err(SealError::NoPrivateKey),
        }
    }

    fn from_pkcs8(bytes: &[u8]) -> Result<Self, SealError> {
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8(bytes) {
            return Ok(Self::ed25519(pair));
        }
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes);
        Self::p256(&pair.map_err(|_| SealError::NoPrivateKey)?)
    }
}

/// A point `04 ‖ x ‖ y` as `02 ‖ x` or `03 ‖ x`, by the parity of y (SEC 1 §2.3.3).
fn compressed(point: &[u8]) -> Option<[u8; 33]> {
    let [4, rest @ ..] = point else { return None };
    let (x, y) = rest.split_at_checked(32)?;
    let mut out = [2 | (y.last()? & 1); 33];
    out[1..].copy_from_slice(x);
    (y.len() == 32).then_some(out)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(… of {})", self.public)
    }
}
