//! The keys that issue.

use mingma_seal::{Domain, KeyId, PublicKey, ShangmiSigningKey, Signature, SigningKey};

use crate::cose::{self, Alg, Header};
use crate::{Credential, Stored, WireError};

/// A private key that issues codes, letters' codes and status lists, and signs nothing else.
pub enum IssuingKey {
    /// Ed25519.
    Ed25519(SigningKey),
    /// SM2 with SM3.
    Sm2(Box<ShangmiSigningKey>),
}

impl IssuingKey {
    /// The key's id.
    #[must_use]
    pub fn kid(&self) -> KeyId {
        match self {
            Self::Ed25519(key) => key.public().id(),
            Self::Sm2(key) => key.public().id(),
        }
    }

    /// The public half as text.
    #[must_use]
    pub fn public(&self) -> String {
        match self {
            Self::Ed25519(key) => key.public().to_string(),
            Self::Sm2(key) => key.public().to_string(),
        }
    }

    const fn alg(&self) -> Alg {
        match self {
            Self::Ed25519(key) if matches!(key.public(), PublicKey::P256(_)) => Alg::Es256,
            Self::Ed25519(_) => Alg::EdDsa,
            Self::Sm2(_) => Alg::Sm2,
        }
    }

    fn sign(&self, message: &[u8]) -> Signature {
        match self {
            Self::Ed25519(key) => key.sign_plain(message),
            Self::Sm2(key) => key.sign_plain(message),
        }
    }
}

/// An issuing key at work: its id is made once, not for every code.
pub struct Signer {
    key: IssuingKey,
    kid: KeyId,
}

impl Signer {
    /// Takes a key.
    ///
    /// # Errors
    /// [`WireError::Algorithm`] for a key of P-256, by which nobody issues.
    pub fn new(key: IssuingKey) -> Result<Self, WireError> {
        match key.alg() {
            Alg::Es256 => Err(WireError::Algorithm(Alg::Es256.word().into())),
            _ => Ok(Self { kid: key.kid(), key }),
        }
    }

    /// The key's id.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.kid
    }

    /// The public half as text: `ed25519-…` or `sm2-…`.
    #[must_use]
    pub fn public(&self) -> String {
        self.key.public()
    }

    /// Issues a stored code.
    ///
    /// # Errors
    /// [`WireError::Field`] for a value that the format does not allow.
    pub fn issue(&self, credential: &Credential) -> Result<Stored, WireError> {
        credential.check()?;
        let bytes = self.signed(Some(Domain::Credential), &credential.write());
        Ok(Stored::issued(bytes, credential.clone(), self.key.alg(), self.kid))
    }

    pub(crate) fn signed(&self, purpose: Option<Domain>, payload: &[u8]) -> Vec<u8> {
        let header = match purpose {
            Some(_) => Header::Keyed(self.key.alg(), self.kid),
            None => Header::List(self.key.alg(), self.kid),
        };
        cose::sign(header, purpose, payload, |message| self.key.sign(message))
    }
}
