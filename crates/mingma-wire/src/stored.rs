//! Stored code `MM1:`: a credential under its issuer's signature.

use mingma_seal::{Digest, Domain, KeyId, hash};

use crate::cose::{Alg, Signed};
use crate::{Credential, Form, IssuerKey, WireError};

/// A stored code, as it was read; [`Stored::signed_by`] says whether it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    bytes: Vec<u8>,
    credential: Credential,
    alg: Alg,
    kid: KeyId,
}

impl Stored {
    /// Reads the text `MM1:…`.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(Form::STORED.bytes(text)?)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WireError> {
        let signed = Signed::read(Form::STORED.whole(&bytes)?)?;
        let (alg, kid) = signed.header.keyed()?;
        Ok(Self { credential: Credential::read(signed.payload)?, alg, kid, bytes })
    }

    /// Whether the issuer's key signed it, by its own algorithm.
    ///
    /// # Errors
    /// Another algorithm, or a signature that does not fit.
    pub fn signed_by(&self, key: &IssuerKey) -> Result<(), WireError> {
        let signed = Signed::read(&self.bytes)?;
        key.verify(self.alg, &signed.to_be_signed(Some(Domain::Credential)), &signed.signature)
    }

    /// What it says.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The key that it names.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.kid
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text `MM1:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::STORED.text(&self.bytes)
    }

    /// By what it is told from others without being shown.
    #[must_use]
    pub fn digest(&self) -> Digest {
        hash(Domain::Stored, &[&self.bytes])
    }
}

impl Stored {
    /// What an issuer has just signed.
    pub(crate) const fn issued(bytes: Vec<u8>, credential: Credential, alg: Alg, kid: KeyId) -> Self {
        Self { bytes, credential, alg, kid }
    }
}
