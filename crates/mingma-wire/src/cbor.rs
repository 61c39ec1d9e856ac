//! Deterministic CBOR (RFC 8949 §4.2.1), held to before a value is looked at.
//!
//! [`whole`] walks the bytes once: nothing may be cut off, left over, indefinite or nested
//! deeper than [`DEPTH`]. Readers then take the values by `minicbor`, write them again and
//! compare, so that of every value there is one encoding.

use minicbor::{Decoder, Encoder};

use crate::WireError;

/// How deep maps, lists and tags may stand in each other.
pub const DEPTH: usize = 4;

/// What writes into memory cannot fail.
pub const IN_MEMORY: &str = "writing into memory cannot fail";

/// An encoder into memory.
pub type Out<'a> = Encoder<&'a mut Vec<u8>>;

/// One item, whole and nothing beside it.
pub fn whole(bytes: &[u8]) -> Result<(), WireError> {
    let mut left = bytes;
    // How many items are still to come, in each of the values that are open.
    let mut open = [0_u64; DEPTH + 1];
    let (mut depth, mut now) = (0, 1_u64);
    loop {
        while now == 0 {
            if depth == 0 {
                return if left.is_empty() { Ok(()) } else { Err(WireError::Trailing) };
            }
            depth -= 1;
            now = open[depth];
        }
        now -= 1;
        let inside = item(&mut left)?;
        if let Some(inside) = inside {
            if depth == DEPTH {
                return Err(WireError::Nested);
            }
            open[depth] = now;
            depth += 1;
            now = inside;
        }
    }
}

/// Passes over the head of an item, and over its bytes; tells how many items stand in it.
fn item(left: &mut &[u8]) -> Result<Option<u64>, WireError> {
    let (first, rest) = left.split_first().ok_or(WireError::Truncated)?;
    let (major, info) = (first >> 5, first & 31);
    let (value, rest) = argument(info, rest)?;
    let room = rest.len() as u64;
    *left = rest;
    let fits = |count: Option<u64>| count.filter(|count| *count <= room).ok_or(WireError::Truncated);
    match major {
        0 | 1 => Ok(None),
        2 | 3 => {
            let length = usize::try_from(fits(Some(value))?).map_err(|_| WireError::Truncated)?;
            *left = &rest[length..];
            Ok(None)
        }
        4 => fits(Some(value)).map(Some),
        5 => fits(value.checked_mul(2)).map(Some),
        6 => Ok(Some(1)),
        _ if (20..=22).contains(&info) => Ok(None),
        _ => Err(WireError::Malformed),
    }
}

/// The number behind the head's lower five bits.
fn argument(info: u8, rest: &[u8]) -> Result<(u64, &[u8]), WireError> {
    let length = match info {
        0..24 => return Ok((u64::from(info), rest)),
        24..28 => 1_usize << (info - 24),
        _ => return Err(WireError::Malformed),
    };
    let (bytes, rest) = rest.split_at_checked(length).ok_or(WireError::Truncated)?;
    Ok((bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)), rest))
}

/// Refuses bytes that are not the one encoding of what they say.
pub fn same(canonical: &[u8], bytes: &[u8]) -> Result<(), WireError> {
    if canonical == bytes { Ok(()) } else { Err(WireError::NotCanonical) }
}

/// The head of a list of exactly so many.
pub fn list(read: &mut Decoder<'_>, count: u64) -> Result<(), WireError> {
    if read.array()? == Some(count) { Ok(()) } else { Err(WireError::Malformed) }
}

/// The head of a map, which holds so many pairs.
pub fn map(read: &mut Decoder<'_>) -> Result<u64, WireError> {
    read.map()?.ok_or(WireError::Malformed)
}

/// The head of a map of exactly so many pairs.
pub fn pairs(read: &mut Decoder<'_>, count: u64) -> Result<(), WireError> {
    if map(read)? == count { Ok(()) } else { Err(WireError::Malformed) }
}

/// The word of a map's next pair, which must be this one.
pub fn word(read: &mut Decoder<'_>, word: &str) -> Result<(), WireError> {
    if read.str()? == word { Ok(()) } else { Err(WireError::Malformed) }
}

/// The key of a map's next pair, which must be this one.
pub fn key(read: &mut Decoder<'_>, key: i64) -> Result<(), WireError> {
    if read.i64()? == key { Ok(()) } else { Err(WireError::Malformed) }
}

/// True where the next pair of a map, of which `left` are still there, has this key.
pub fn has_key(read: &mut Decoder<'_>, left: &mut u64, wanted: i64) -> Result<bool, WireError> {
    if *left == 0 || read.probe().i64()? != wanted {
        return Ok(false);
    }
    key(read, wanted)?;
    *left -= 1;
    Ok(true)
}

/// Bytes of exactly this length.
pub fn bytes<const N: usize>(read: &mut Decoder<'_>) -> Result<[u8; N], WireError> {
    read.bytes()?.try_into().map_err(|_| WireError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::whole;
    use crate::WireError;

    #[test]
    fn cut_left_over_and_nested_bytes_are_told_apart() {
        let cases: [(&[u8], Result<(), WireError>); 14] = [
            (&[0x01], Ok(())),
            (&[0x84, 0x81, 0x81, 0x81, 0x01, 0x41, 0x00, 0xa1, 0x01, 0x02, 0xf6], Ok(())),
            (&[], Err(WireError::Truncated)),
            (&[0x82, 0x01], Err(WireError::Truncated)),
            (&[0x42, 0x01], Err(WireError::Truncated)),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Err(WireError::Truncated)),
            (&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Err(WireError::Truncated)),
            (&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Err(WireError::Truncated)),
            (&[0x19, 0x01], Err(WireError::Truncated)),
            (&[0x01, 0x01], Err(WireError::Trailing)),
            (&[0x81, 0x81, 0x81, 0x81, 0x81, 0x01], Err(WireError::Nested)),
            (&[0x9f, 0x01, 0xff], Err(WireError::Malformed)),
            (&[0xf9, 0x3c, 0x00], Err(WireError::Malformed)),
            (&[0xf7], Err(WireError::Malformed)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(whole(bytes), expected, "{bytes:02x?}");
        }
        assert_eq!(whole(&[0x81; 100_000]), Err(WireError::Nested));
    }
}
