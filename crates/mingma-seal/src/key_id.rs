//! The name of a public key.

use std::fmt;
use std::str::FromStr;

use crate::{SealError, base32, from_base32};

/// Names a public key: the first 16 bytes of the hash of its algorithm's number and its
/// bytes under [`crate::Domain::Key`]. As text: `k-` and 26 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

impl AsRef<[u8]> for KeyId {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "k-{}", base32(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let bytes = text.strip_prefix("k-").and_then(from_base32).ok_or(SealError::NoKeyId)?;
        bytes.try_into().map(Self).map_err(|_| SealError::NoKeyId)
    }
}
