//! Keys that both sides hold: tags of posters, tokens and scans.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use zeroize::Zeroizing;

use crate::keyed::mac;
use crate::{Domain, Random};

/// Bytes of a tag, uncut.
pub const TAG: usize = 32;

/// An HMAC-SHA-256 key: a place's, a kiosk's for one day, a session's. Wiped when dropped.
pub struct MacKey {
    bytes: Zeroizing<[u8; 32]>,
    key: hmac::Key,
}

impl MacKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self::from_bytes(bytes)
    }

    /// The key of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &*bytes), bytes }
    }

    /// The bytes, for whoever seals the key or hands it to a kiosk.
    #[must_use]
    pub const fn bytes(&self) -> &Zeroizing<[u8; 32]> {
        &self.bytes
    }

    /// The key that comes of this one for a purpose and its parts, laid out as for
    /// [`hash`](crate::hash); nobody gets from it to this one.
    #[must_use]
    pub fn derive(&self, domain: Domain, parts: &[&[u8]]) -> Self {
        Self::from_bytes(Zeroizing::new(mac(&self.key, domain, parts)))
    }

    /// The tag over the parts, laid out as for [`hash`](crate::hash). It may be cut to its
    /// first bytes.
    #[must_use]
    pub fn tag(&self, domain: Domain, parts: &[&[u8]]) -> [u8; TAG] {
        mac(&self.key, domain, parts)
    }

    /// True if these are the first bytes of the tag over the parts, 8 or more. Takes as long
    /// for a wrong tag as for the right one.
    #[must_use]
    pub fn holds(&self, domain: Domain, parts: &[&[u8]], tag: &[u8]) -> bool {
        let whole = self.tag(domain, parts);
        let cut = (8..=TAG).contains(&tag.len()).then(|| &whole[..tag.len()]);
        cut.is_some_and(|cut| constant_time::verify_slices_are_equal(cut, tag).is_ok())
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(…)")
    }
}
