//! SM2 with SM3 (GM/T 0003, ISO/IEC 14888-3): the signature that a register in China may be
//! asked for. On the server's side alone: browsers have none of it.

use std::fmt;
use std::str::FromStr;

use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature as Dsa, SigningKey, VerifyingKey};
use zeroize::{Zeroize, Zeroizing};

use crate::{Domain, KeyId, Random, SealError, Signature, base32, from_base32, hash};

/// The signer's distinguishing id where none is agreed (GM/T 0009 §7).
const ID: &str = "1234567812345678";

/// The number of the algorithm in a key's id.
const ALGORITHM: u8 = 3;

/// A public key of SM2. As text: `sm2-…`, the point in compressed form in lowercase base32.
#[derive(Clone)]
pub struct ShangmiKey {
    bytes: [u8; 33],
    key: VerifyingKey,
}

impl ShangmiKey {
    /// The key of a point in compressed form (SEC 1 §2.3.3).
    ///
    /// # Errors
    /// [`SealError::NoPublicKey`] if the point is not on the curve.
    pub fn from_bytes(bytes: [u8; 33]) -> Result<Self, SealError> {
        let key = VerifyingKey::from_sec1_bytes(ID, &bytes).map_err(|_| SealError::NoPublicKey)?;
        Ok(Self { bytes, key })
    }

    /// The point in compressed form.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 33] {
        &self.bytes
    }

    /// The key's id, made as that of any other key; the number of the algorithm is 3.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest = hash(Domain::Key, &[&[ALGORITHM], &self.bytes]);
        KeyId(*digest.0.first_chunk().expect("16 of 32 bytes"))
    }

    /// Verifies a signature, r ‖ s, over the message as it is.
    ///
    /// # Errors
    /// [`SealError::WrongSignature`] if message, key or any bit of the signature is another
    /// than at signing.
    pub fn verify_plain(&self, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        let signature = Dsa::from_slice(signature.as_ref()).map_err(|_| SealError::WrongSignature)?;
        self.key.verify(message, &signature).map_err(|_| SealError::WrongSignature)
    }
}

impl fmt::Display for ShangmiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sm2-{}", base32(&self.bytes))
    }
}

impl fmt::Debug for ShangmiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShangmiKey({self})")
    }
}

impl FromStr for ShangmiKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let bytes = text.strip_prefix("sm2-").and_then(from_base32).ok_or(SealError::NoPublicKey)?;
        Self::from_bytes(bytes.try_into().map_err(|_| SealError::NoPublicKey)?)
    }
}

/// A private key of SM2. It signs the same text the same way each time: the nonce is made of
/// key and text (RFC 6979).
pub struct ShangmiSigningKey {
    key: SigningKey,
    public: ShangmiKey,
}

impl ShangmiSigningKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let mut scalar = Zeroizing::new([0; 32]);
        loop {
            random.fill(&mut *scalar);
            if let Ok(key) = Self::from_scalar(*scalar) {
                return key;
            }
        }
    }

    /// The key of a private number, big-endian.
    ///
    /// # Errors
    /// [`SealError::NoPrivateKey`] if it is 0 or not below the order of the curve less one.
    pub fn from_scalar(mut scalar: [u8; 32]) -> Result<Self, SealError> {
        let key = SigningKey::from_slice(ID, &scalar).map_err(|_| SealError::NoPrivateKey);
        scalar.zeroize();
        let key = key?;
        let point = compressed(&key.verifying_key().to_sec1_bytes()).ok_or(SealError::NoPrivateKey)?;
        Ok(Self { key, public: ShangmiKey::from_bytes(point)? })
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &ShangmiKey {
        &self.public
    }

    /// Signs the message as it is; r ‖ s.
    #[must_use]
    pub fn sign_plain(&self, message: &[u8]) -> Signature {
        let signed: Dsa = self.key.sign(message);
        Signature::from_bytes(signed.to_bytes().to_vec())
    }
}

/// A point in either form of SEC 1 §2.3.3 as the compressed one.
fn compressed(point: &[u8]) -> Option<[u8; 33]> {
    match point {
        [2 | 3, ..] => point.try_into().ok(),
        [4, rest @ ..] if rest.len() == 64 => {
            let mut out = [2 | (rest[63] & 1); 33];
            out[1..].copy_from_slice(&rest[..32]);
            Some(out)
        }
        _ => None,
    }
}

impl fmt::Debug for ShangmiSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShangmiSigningKey(… of {})", self.public)
    }
}
