//! Bytes behind the tag of their domain: `tag ‖ 0x00 ‖ bytes`.

use crate::Domain;

/// What fits here needs no allocation: a tag, an act's id and index, a digest.
const SMALL: usize = 160;

/// The bytes of one or several parts behind a tag, and no more allocated than needed.
pub enum Tagged {
    Small([u8; SMALL], usize),
    Large(Vec<u8>),
}

impl Tagged {
    /// `tag ‖ 0x00 ‖ bytes`: one part, which ends where the whole ends.
    pub fn one(domain: Domain, bytes: &[u8]) -> Self {
        let len = domain.tag().len() + 1 + bytes.len();
        Self::gather(len, [domain.tag().as_bytes(), &[0], bytes].into_iter())
    }

    /// `tag ‖ 0x00 ‖` for each part its length in bytes (u64, big-endian) `‖` the part.
    pub fn many(domain: Domain, parts: &[&[u8]]) -> Self {
        let len = domain.tag().len() + 1 + parts.iter().map(|part| 8 + part.len()).sum::<usize>();
        let mut whole = Self::with_room(len);
        whole.push(domain.tag().as_bytes());
        whole.push(&[0]);
        for part in parts {
            whole.push(&(part.len() as u64).to_be_bytes());
            whole.push(part);
        }
        whole
    }

    fn gather<'a>(len: usize, pieces: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut whole = Self::with_room(len);
        pieces.for_each(|piece| whole.push(piece));
        whole
    }

    fn with_room(len: usize) -> Self {
        if len <= SMALL { Self::Small([0; SMALL], 0) } else { Self::Large(Vec::with_capacity(len)) }
    }

    fn push(&mut self, piece: &[u8]) {
        match self {
            Self::Small(bytes, len) => {
                bytes[*len..*len + piece.len()].copy_from_slice(piece);
                *len += piece.len();
            }
            Self::Large(bytes) => bytes.extend_from_slice(piece),
        }
    }
}

impl AsRef<[u8]> for Tagged {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Small(bytes, len) => &bytes[..*len],
            Self::Large(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SMALL, Tagged};
    use crate::Domain;

    #[test]
    fn small_and_large_are_laid_out_alike() {
        for len in [0, 1, SMALL - 11, SMALL - 10, SMALL * 3] {
            let bytes = vec![7; len];
            let mut one = b"mingma/act/v1\0".to_vec();
            one.extend_from_slice(&bytes);
            assert_eq!(Tagged::one(Domain::Act, &bytes).as_ref(), one);
            let mut many = b"mingma/act/v1\0".to_vec();
            for part in [&bytes[..], b"x"] {
                many.extend_from_slice(&(part.len() as u64).to_be_bytes());
                many.extend_from_slice(part);
            }
            assert_eq!(Tagged::many(Domain::Act, &[&bytes, b"x"]).as_ref(), many);
        }
    }
}
