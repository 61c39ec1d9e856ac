//! A resident's key: what is about them is sealed under it, and gone with it.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, NONCE, OVERHEAD};
use crate::keyed::{derived, mac};
use crate::tagged::Tagged;
use crate::{Domain, MacKey, Random, SealError, random_array};

/// AES-256-GCM under one resident's key. A sealed text is `nonce (12) ‖ ciphertext ‖ tag
/// (16)`; what is authenticated beside it is `tag of the domain ‖ 0x00 ‖ aad`. Up to 2³²
/// texts may be sealed under one key. The key is wiped when it is dropped.
pub struct ResidentKey {
    bytes: Zeroizing<[u8; 32]>,
    cipher: Cipher,
    nonces: OnceLock<Box<hmac::Key>>,
}

impl ResidentKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self::from_bytes(bytes)
    }

    /// The key of these bytes; for vectors and for what [`MasterKey`](crate::MasterKey) unwraps.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { cipher: Cipher::new(&bytes), bytes, nonces: OnceLock::new() }
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// This resident's key for what lives as long as a day's key: gone with either of them.
    #[must_use]
    pub fn of_day(&self, day: &MacKey) -> Self {
        let own = MacKey::from_bytes(derived(&self.bytes, Domain::Day));
        Self::from_bytes(own.derive(Domain::Day, &[&day.bytes()[..]]).bytes().clone())
    }

    /// Seals with a fresh nonce: the same text comes out differently each time.
    ///
    /// # Panics
    /// Beyond 64 GiB of plain text, the limit of GCM; so does every way to seal.
    #[must_use]
    pub fn seal(&self, domain: Domain, aad: &[u8], plain: &[u8], random: &dyn Random) -> Vec<u8> {
        let mut out = Vec::with_capacity(plain.len() + OVERHEAD);
        self.seal_into(domain, aad, plain, random, &mut out);
        out
    }

    /// As [`seal`](Self::seal), appended to `out`, which is not reallocated where it has room.
    pub fn seal_into(&self, domain: Domain, aad: &[u8], plain: &[u8], random: &dyn Random, out: &mut Vec<u8>) {
        self.cipher.seal(random_array::<NONCE>(random), &Tagged::one(domain, aad), plain, out);
    }

    /// Seals so that the same text in the same place comes out the same twice, for
    /// projections that are made again and compared. The nonce is the first 12 bytes of an
    /// HMAC over aad and text (its key is derived from this one), so that two texts never
    /// share one, also where the code that writes them has changed in between. It tells only
    /// whether the two texts of a place are equal.
    #[must_use]
    pub fn seal_derived(&self, domain: Domain, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(plain.len() + OVERHEAD);
        self.seal_derived_into(domain, aad, plain, &mut out);
        out
    }

    /// As [`seal_derived`](Self::seal_derived), appended to `out`.
    pub fn seal_derived_into(&self, domain: Domain, aad: &[u8], plain: &[u8], out: &mut Vec<u8>) {
        let whole = mac(self.nonces(), domain, &[aad, plain]);
        let nonce = *whole.first_chunk().expect("12 of 32 bytes");
        self.cipher.seal(nonce, &Tagged::one(domain, aad), plain, out);
    }

    fn nonces(&self) -> &hmac::Key {
        self.nonces.get_or_init(|| Box::new(hmac::Key::new(hmac::HMAC_SHA256, &*derived(&self.bytes, Domain::Nonce))))
    }

    /// Opens what either way of sealing made.
    ///
    /// # Errors
    /// [`SealError::NotOpened`] if domain, aad, key or any byte is another than at sealing,
    /// and if the text is too short to be sealed.
    pub fn open(&self, domain: Domain, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.cipher.open(&Tagged::one(domain, aad), sealed)
    }

    /// As [`open`](Self::open), where it stands: the plain text is a part of `sealed`, which
    /// is overwritten whatever the outcome. The caller wipes it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_in_place<'a>(
        &self,
        domain: Domain,
        aad: &[u8],
        sealed: &'a mut [u8],
    ) -> Result<&'a mut [u8], SealError> {
        self.cipher.open_in_place(&Tagged::one(domain, aad), sealed)
    }
}

impl fmt::Debug for ResidentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResidentKey(…)")
    }
}
