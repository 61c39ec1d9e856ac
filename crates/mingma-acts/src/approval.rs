//! Approvals: an officer's or an institution's own signature over an act's digest.

use mingma_seal::{Digest, Domain, KeyId, PublicKey, Signature, SigningKey, VerifyingKey};
use minicbor::{Decoder, Encoder};

use crate::canonical::{IN_MEMORY, Out, length, same, take_key};
use crate::error::ActError;

/// The most approvals of one act.
pub const MAX_APPROVALS: usize = 16;

/// How an approval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Algorithm {
    /// A key file: Ed25519 over the digest.
    Ed25519 = 1,
    /// ECDSA over P-256 with SHA-256, fixed 64 bytes, over the digest.
    Es256 = 2,
    /// A WebAuthn assertion whose challenge is the digest; has its room here and is not accepted yet.
    WebAuthn = 3,
}

impl Algorithm {
    fn from_code(code: u64) -> Option<Self> {
        [Self::Ed25519, Self::Es256, Self::WebAuthn].into_iter().find(|a| *a as u64 == code)
    }
}

/// One signature under an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// How it was made.
    pub algorithm: Algorithm,
    /// The key's id.
    pub key: KeyId,
    /// The signature.
    pub signature: Vec<u8>,
    /// What a WebAuthn authenticator adds: its data and the client's.
    pub assertion: Option<(Vec<u8>, Vec<u8>)>,
}

impl Approval {
    /// Signs a digest by a key file.
    #[must_use]
    pub fn sign(key: &SigningKey, digest: &Digest) -> Self {
        Self {
            algorithm: Algorithm::Ed25519,
            key: key.public().id(),
            signature: key.sign(Domain::Approval, &digest.0).into_bytes(),
            assertion: None,
        }
    }

    /// Verifies it against the key that it names.
    ///
    /// # Errors
    /// The key is another, the algorithm is not the key's, or the signature is not over this digest.
    pub fn verify(&self, public: &PublicKey, digest: &Digest) -> Result<(), ActError> {
        self.verify_prepared(public, &public.prepare()?, digest)
    }

    /// Verifies it against a key prepared for many verifications.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn verify_prepared(
        &self,
        public: &PublicKey,
        prepared: &VerifyingKey,
        digest: &Digest,
    ) -> Result<(), ActError> {
        let fits = match self.algorithm {
            Algorithm::Ed25519 => matches!(public, PublicKey::Ed25519(_)),
            Algorithm::Es256 => matches!(public, PublicKey::P256(_)),
            Algorithm::WebAuthn => return Err(ActError::UnknownApproval(3)),
        };
        let bad = || ActError::BadSignature(self.key.to_string());
        if !fits || self.assertion.is_some() {
            return Err(bad());
        }
        let signature = Signature::from_bytes(self.signature.as_slice());
        prepared.verify(Domain::Approval, &digest.0, &signature).map_err(|_| bad())
    }

    fn put(&self, out: &mut Out<'_>) {
        out.map(if self.assertion.is_some() { 5 } else { 3 }).expect(IN_MEMORY);
        out.u8(0).expect(IN_MEMORY).u8(self.algorithm as u8).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).bytes(&self.key.0).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).bytes(&self.signature).expect(IN_MEMORY);
        if let Some((authenticator, client)) = &self.assertion {
            out.u8(3).expect(IN_MEMORY).bytes(authenticator).expect(IN_MEMORY);
            out.u8(4).expect(IN_MEMORY).bytes(client).expect(IN_MEMORY);
        }
    }

    fn take(read: &mut Decoder<'_>) -> Result<Self, ActError> {
        let fields = read.map()?;
        take_key(read, 0)?;
        let code = read.u64()?;
        let algorithm = Algorithm::from_code(code).ok_or(ActError::UnknownApproval(code))?;
        take_key(read, 1)?;
        let key = KeyId(read.bytes()?.try_into().map_err(|_| ActError::Malformed)?);
        take_key(read, 2)?;
        let signature = read.bytes()?.to_vec();
        let assertion = match fields {
            Some(3) => None,
            Some(5) => {
                take_key(read, 3)?;
                let authenticator = read.bytes()?.to_vec();
                take_key(read, 4)?;
                Some((authenticator, read.bytes()?.to_vec()))
            }
            _ => return Err(ActError::Malformed),
        };
        Ok(Self { algorithm, key, signature, assertion })
    }
}

/// Writes the approvals of one act.
pub(crate) fn put_all(out: &mut Out<'_>, approvals: &[Approval]) {
    out.array(approvals.len() as u64).expect(IN_MEMORY);
    approvals.iter().for_each(|approval| approval.put(out));
}

/// The canonical bytes of the approvals of one act, in the order they were given.
#[must_use]
pub fn to_bytes(approvals: &[Approval]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(96 * approvals.len() + 1);
    put_all(&mut Encoder::new(&mut bytes), approvals);
    bytes
}

pub(crate) fn take_all(read: &mut Decoder<'_>) -> Result<Vec<Approval>, ActError> {
    let told = read.array()?;
    let n = length(read, told)?;
    if n > MAX_APPROVALS {
        return Err(ActError::Malformed);
    }
    (0..n).map(|_| Approval::take(read)).collect()
}

/// Reads the approvals of one act.
///
/// # Errors
/// Anything that is not their one encoding, or more than [`MAX_APPROVALS`].
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<Approval>, ActError> {
    let approvals = take_all(&mut Decoder::new(bytes))?;
    same(&to_bytes(&approvals), bytes)?;
    Ok(approvals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed([seed; 32])
    }

    #[test]
    fn an_approval_is_of_one_digest_and_one_key() {
        let digest = Digest([1; 32]);
        let approval = Approval::sign(&key(1), &digest);
        assert!(approval.verify(&key(1).public(), &digest).is_ok());
        assert!(approval.verify(&key(1).public(), &Digest([2; 32])).is_err());
        assert!(approval.verify(&key(2).public(), &digest).is_err());
    }

    #[test]
    fn an_assertion_has_its_room_and_is_not_accepted_yet() {
        let mut approval = Approval::sign(&key(1), &Digest([1; 32]));
        approval.algorithm = Algorithm::WebAuthn;
        approval.assertion = Some((vec![1], vec![2]));
        let bytes = to_bytes(std::slice::from_ref(&approval));
        assert_eq!(from_bytes(&bytes).unwrap(), vec![approval.clone()]);
        assert!(approval.verify(&key(1).public(), &Digest([1; 32])).is_err());
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(approvals) = from_bytes(&bytes) {
                prop_assert_eq!(to_bytes(&approvals), bytes);
            }
        }
    }
}
