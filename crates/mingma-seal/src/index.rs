//! The tag under which an identity document is found without being stored.

use std::fmt;

use aws_lc_rs::hmac;

use crate::Domain;
use crate::keyed::mac;

/// Tags identity documents: equal documents have equal tags, and without this key nobody
/// can tell from a tag whose it is, nor try numbers.
pub struct IndexKey(hmac::Key);

impl IndexKey {
    pub(crate) fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// HMAC-SHA-256 over the parts behind the tag of [`Domain::Document`], laid out as for
    /// [`hash`](crate::hash).
    #[must_use]
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, Domain::Document, parts)
    }

    /// The tag under which the visits of a place on one day (days since 1970, UTC) are found:
    /// whoever has the rows alone cannot tell which place it is, nor follow it over days.
    #[must_use]
    pub fn spot(&self, place: &str, day: i64) -> [u8; 16] {
        let whole = mac(&self.0, Domain::Spot, &[place.as_bytes(), &day.to_be_bytes()]);
        *whole.first_chunk().expect("16 of 32 bytes")
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey(…)")
    }
}
