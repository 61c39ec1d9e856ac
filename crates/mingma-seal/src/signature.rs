//! A signature, as it is kept.

use std::fmt;

use crate::base32;

/// Bytes of a signature, of either algorithm.
pub const SIGNATURE: usize = 64;

/// A signature: 64 bytes, R ‖ S of Ed25519 or r ‖ s of ES256. Whoever has one of ES256 can
/// write another that stands as well (r, n - s): a signature proves, it names nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// Takes what is said to be a signature; verifying decides.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", base32(&self.0))
    }
}
