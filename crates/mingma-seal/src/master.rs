//! The master key: wraps the residents' keys, and knows how to tag documents.

use std::fmt;

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, NONCE, OVERHEAD};
use crate::keyed::derived;
use crate::tagged::Tagged;
use crate::{Domain, IndexKey, MacKey, Random, ResidentKey, SealError, random_array};

/// Bytes of a wrapped key: 60.
pub const WRAPPED: usize = 32 + OVERHEAD;

/// How the line of a key file begins.
const FORM: &str = "mingma-master-v1 ";

/// The key over all keys of one register. It seals nothing itself: the key that wraps and
/// the one that tags documents are derived from it (HMAC-SHA-256 over the tag of their
/// purpose). Wiped when dropped.
pub struct MasterKey {
    bytes: Zeroizing<[u8; 32]>,
    wrap: Cipher,
}

impl MasterKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self::from_bytes(bytes)
    }

    fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        let wrap = Cipher::new(&derived(&bytes, Domain::Wrap));
        Self { bytes, wrap }
    }

    /// Reads a key file: one line `mingma-master-v1 <base64>`, its end of line optional.
    ///
    /// # Errors
    /// [`SealError::NoMasterKey`] for any other text; it is not repeated.
    pub fn from_file_text(text: &str) -> Result<Self, SealError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let code = line.strip_suffix('\r').unwrap_or(line).strip_prefix(FORM).ok_or(SealError::NoMasterKey)?;
        let bytes = Zeroizing::new(BASE64.decode(code.as_bytes()).map_err(|_| SealError::NoMasterKey)?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| SealError::NoMasterKey)?;
        Ok(Self::from_bytes(Zeroizing::new(bytes)))
    }

    /// The line of a key file, with its end of line.
    #[must_use]
    pub fn to_file_text(&self) -> Zeroizing<String> {
        let mut line = Zeroizing::new(String::with_capacity(FORM.len() + 45));
        line.push_str(FORM);
        BASE64.encode_append(&self.bytes[..], &mut line);
        line.push('\n');
        line
    }

    /// A resident's key for the key store: 60 bytes that only this key opens, for this resident.
    #[must_use]
    pub fn wrap(&self, resident: u32, key: &ResidentKey, random: &dyn Random) -> Vec<u8> {
        let (nonce, mut out) = (random_array::<NONCE>(random), Vec::with_capacity(WRAPPED));
        self.wrap.seal(nonce, &place(resident), key.bytes(), &mut out);
        out
    }

    /// Opens a wrapped key.
    ///
    /// # Errors
    /// [`SealError::NotUnwrapped`] if it was wrapped for another resident or by another
    /// master key, or was changed.
    pub fn unwrap(&self, resident: u32, wrapped: &[u8]) -> Result<ResidentKey, SealError> {
        let plain = self.wrap.open(&place(resident), wrapped).map_err(|_| SealError::NotUnwrapped)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| SealError::NotUnwrapped)?;
        Ok(ResidentKey::from_bytes(Zeroizing::new(bytes)))
    }

    /// A day's key for the key store, as a resident's is wrapped.
    #[must_use]
    pub fn wrap_day(&self, day: i64, key: &MacKey, random: &dyn Random) -> Vec<u8> {
        let (nonce, mut out) = (random_array::<NONCE>(random), Vec::with_capacity(WRAPPED));
        self.wrap.seal(nonce, &Tagged::one(Domain::Day, &day.to_be_bytes()), &key.bytes()[..], &mut out);
        out
    }

    /// Opens a wrapped key of a day.
    ///
    /// # Errors
    /// As [`unwrap`](Self::unwrap).
    pub fn unwrap_day(&self, day: i64, wrapped: &[u8]) -> Result<MacKey, SealError> {
        let plain = self.wrap.open(&Tagged::one(Domain::Day, &day.to_be_bytes()), wrapped);
        let plain = plain.map_err(|_| SealError::NotUnwrapped)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| SealError::NotUnwrapped)?;
        Ok(MacKey::from_bytes(Zeroizing::new(bytes)))
    }

    /// The key of a place, from which those of its kiosks and posters come. It is never kept
    /// and never leaves: whoever has the master key makes it anew.
    #[must_use]
    pub fn place_key(&self, place: &str) -> MacKey {
        MacKey::from_bytes(derived(&self.bytes, Domain::Place)).derive(Domain::Place, &[place.as_bytes()])
    }

    /// The key that tags identity documents.
    #[must_use]
    pub fn index_key(&self) -> IndexKey {
        IndexKey::new(&derived(&self.bytes, Domain::Index))
    }
}

/// What is authenticated beside a wrapped key: whose it is.
fn place(resident: u32) -> Tagged {
    Tagged::one(Domain::Wrap, &resident.to_be_bytes())
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}
