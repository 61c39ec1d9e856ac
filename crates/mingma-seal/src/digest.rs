//! SHA-256, with and without a domain.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{self, Context, SHA256};
use data_encoding::HEXLOWER;

use crate::{Domain, SealError};

/// Up to this many bytes are gathered and hashed in one call, which is cheaper.
const AT_ONCE: usize = 4096;

/// A SHA-256 hash. As text: 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The hash of nothing: the root of a tree without leaves (RFC 6962 §2.1).
    pub const OF_NOTHING: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Reads 32 bytes; another number of bytes is none.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// SHA-256 of `tag ‖ 0x00 ‖` for each part its length (u64, big-endian) `‖` the part.
/// Lengths keep parts apart: `["ab", "c"]` and `["a", "bc"]` differ.
#[must_use]
pub fn hash(domain: Domain, parts: &[&[u8]]) -> Digest {
    if parts.iter().map(|part| part.len()).sum::<usize>() <= AT_ONCE {
        return sha256(crate::tagged::Tagged::many(domain, parts).as_ref());
    }
    let mut context = Context::new(&SHA256);
    context.update(domain.tag().as_bytes());
    context.update(&[0]);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    finish(context)
}

/// Plain SHA-256, for public texts that others find by their hash.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    taken(&digest::digest(&SHA256, bytes))
}

/// The hash of what a context was fed.
pub fn finish(context: Context) -> Digest {
    taken(&context.finish())
}

fn taken(hash: &digest::Digest) -> Digest {
    Digest::from_slice(hash.as_ref()).expect("SHA-256 has 32 bytes")
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok();
        bytes.and_then(|bytes| Self::from_slice(&bytes)).ok_or(SealError::NoDigest)
    }
}
