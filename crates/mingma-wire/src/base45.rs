//! Base45 (RFC 9285), read strictly: of every sequence of bytes there is one text.

use crate::WireError;

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// No letter of the alphabet.
const NONE: u8 = 0xff;

/// What each byte of a text counts; [`NONE`] where it is no letter.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < LETTERS.len() {
        #[expect(clippy::cast_possible_truncation, reason = "at is below 45")]
        let value = at as u8;
        values[LETTERS[at] as usize] = value;
        at += 1;
    }
    values
};

/// How many letters so many bytes have.
pub const fn letters(bytes: usize) -> usize {
    bytes / 2 * 3 + bytes % 2 * 2
}

/// Appends the letters of bytes.
pub fn encode_into(bytes: &[u8], out: &mut String) {
    let (pairs, last) = bytes.as_chunks::<2>();
    for pair in pairs {
        let value = usize::from(u16::from_be_bytes(*pair));
        for digit in [value % 45, value / 45 % 45, value / 2025] {
            out.push(char::from(LETTERS[digit]));
        }
    }
    if let [byte] = last {
        let value = usize::from(*byte);
        out.push(char::from(LETTERS[value % 45]));
        out.push(char::from(LETTERS[value / 45]));
    }
}

/// Reads letters; whatever [`encode_into`] would not write is refused.
pub fn decode(text: &str) -> Result<Vec<u8>, WireError> {
    let (triples, last) = text.as_bytes().as_chunks::<3>();
    let mut out = Vec::with_capacity(triples.len() * 2 + 1);
    for triple in triples {
        let value = u16::try_from(value(triple)?).map_err(|_| WireError::NotLetters)?;
        out.extend_from_slice(&value.to_be_bytes());
    }
    match last {
        [] => {}
        [_, _] => out.push(u8::try_from(value(last)?).map_err(|_| WireError::NotLetters)?),
        _ => return Err(WireError::NotLetters),
    }
    Ok(out)
}

/// What letters count, the first the least.
fn value(letters: &[u8]) -> Result<u32, WireError> {
    letters.iter().rev().try_fold(0, |sum, letter| match VALUES[usize::from(*letter)] {
        NONE => Err(WireError::NotLetters),
        value => Ok(sum * 45 + u32::from(value)),
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode_into, letters};
    use proptest::prelude::*;

    fn encode(bytes: &[u8]) -> String {
        let mut out = String::new();
        encode_into(bytes, &mut out);
        out
    }

    #[test]
    fn the_examples_of_rfc_9285_come_out() {
        for (plain, text) in [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("", "")] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(decode("QED8WEX0").unwrap(), b"ietf!");
    }

    #[test]
    fn what_stands_for_no_bytes_is_refused() {
        for text in ["A", "GGW", ":::", "::", "V5", "bb8", "BB8\n", "明", "BB8B"] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_bytes_have_one_text(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let text = encode(&bytes);
            prop_assert_eq!(text.len(), letters(bytes.len()));
            prop_assert_eq!(decode(&text).unwrap(), bytes);
        }

        #[test]
        fn a_text_that_is_read_is_written_alike(text in "[0-9A-Z $%*+./:-]{0,40}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
