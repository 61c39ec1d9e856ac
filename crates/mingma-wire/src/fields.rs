//! Values that several formats share, read into types that hold no other.

use std::fmt;

use mingma_model::{Id, joins, unseen};
use mingma_seal::PublicKey;
use minicbor::Decoder;
use minicbor::data::Type;

use crate::WireError;
use crate::cbor;

/// 2000-01-01 and 2100-01-01, 00:00 UTC: no time lies before the one or from the other on.
const CENTURY: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// Who issues: `[a-z0-9._/-]{1,32}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(Box<str>);

/// A name of which enough is left to compare it with a document: 张*三.
#[derive(Clone, PartialEq, Eq)]
pub struct Masked(Box<str>);

/// The last four letters or digits of a document's number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LastFour([u8; 4]);

impl Issuer {
    /// Reads a name; none if it is not of the form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._/-".contains(&b);
        ((1..=32).contains(&text.len()) && text.bytes().all(letter)).then(|| Self(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Masked {
    /// Reads a masked name: 1 to 24 bytes, an asterisk among them, and nothing that nobody
    /// sees; none otherwise.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=24).contains(&text.len()) && text.contains('*') && !text.chars().any(hides);
        fits.then(|| Self(text.into()))
    }

    /// Masks a name: the first and, of three letters or more, the last remain.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let letters: Vec<char> = name.chars().filter(|c| !hides(*c)).collect();
        let text = match letters.as_slice() {
            [] | [_] => "*".to_owned(),
            [first, _] => format!("{first}*"),
            [first, .., last] => format!("{first}*{last}"),
        };
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an eye does not see, the joiners among it.
fn hides(c: char) -> bool {
    unseen(c) || joins(c)
}

impl LastFour {
    /// Reads four letters or digits, capitals; none otherwise.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let four: [u8; 4] = text.as_bytes().try_into().ok()?;
        four.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).then_some(Self(four))
    }

    /// The last four of a document's number; what is no letter or digit is passed over, and
    /// a shorter number has zeros before it.
    #[must_use]
    pub fn of(number: &str) -> Self {
        let mut four = [b'0'; 4];
        let letters = number.bytes().rev().filter(u8::is_ascii_alphanumeric);
        four.iter_mut().rev().zip(letters).for_each(|(to, letter)| *to = letter.to_ascii_uppercase());
        Self(four)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("ASCII is UTF-8")
    }
}

macro_rules! shown {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}

shown! { Issuer Masked LastFour }

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masked(…)")
    }
}

impl fmt::Debug for LastFour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastFour(…)")
    }
}

/// Whole seconds of this century.
pub fn time(read: &mut Decoder<'_>) -> Result<i64, WireError> {
    in_century(read.i64()?)
}

pub fn in_century(seconds: i64) -> Result<i64, WireError> {
    CENTURY.contains(&seconds).then_some(seconds).ok_or(WireError::Field("time"))
}

pub fn issuer(read: &mut Decoder<'_>) -> Result<Issuer, WireError> {
    Issuer::parse(read.str()?).ok_or(WireError::Field("issuer"))
}

pub fn masked(read: &mut Decoder<'_>) -> Result<Masked, WireError> {
    Masked::parse(read.str()?).ok_or(WireError::Field("name"))
}

pub fn last_four(read: &mut Decoder<'_>) -> Result<LastFour, WireError> {
    LastFour::parse(read.str()?).ok_or(WireError::Field("last four"))
}

pub fn id(read: &mut Decoder<'_>, name: &'static str) -> Result<Id, WireError> {
    Id::parse(read.str()?).ok_or(WireError::Field(name))
}

/// A P-256 key; whether its point is on the curve is found by whoever uses it.
pub fn device(read: &mut Decoder<'_>) -> Result<PublicKey, WireError> {
    let bytes = cbor::bytes::<33>(read)?;
    matches!(bytes[0], 2 | 3).then_some(PublicKey::P256(bytes)).ok_or(WireError::Field("device"))
}

/// A value or null.
pub fn or_null<'b, T>(
    read: &mut Decoder<'b>,
    take: impl FnOnce(&mut Decoder<'b>) -> Result<T, WireError>,
) -> Result<Option<T>, WireError> {
    if read.datatype()? == Type::Null {
        read.null()?;
        return Ok(None);
    }
    take(read).map(Some)
}

/// The flag that is true or not there.
pub fn flag(read: &mut Decoder<'_>, left: &mut u64, key: i64) -> Result<bool, WireError> {
    if !cbor::has_key(read, left, key)? {
        return Ok(false);
    }
    if read.bool()? { Ok(true) } else { Err(WireError::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::{Issuer, LastFour, Masked};

    #[test]
    fn names_are_masked_to_what_a_document_shows_at_a_glance() {
        for (name, masked) in [
            ("张三", "张*"),
            ("张小三", "张*三"),
            ("欧阳小三", "欧*三"),
            ("李", "*"),
            ("", "*"),
            ("Ada Lovelace", "A*e"),
        ] {
            assert_eq!(Masked::of(name).as_str(), masked);
            assert_eq!(Masked::parse(masked).unwrap().as_str(), masked);
        }
        for bad in ["", "张三", "张*\u{202e}三", "张*\n", "*************************"] {
            assert!(Masked::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn the_last_four_are_capitals_and_digits() {
        for (number, four) in
            [("41010119900101001x", "001X"), ("E1234567", "4567"), ("12", "0012"), ("H-1(2)", "00H12"[1..].into())]
        {
            assert_eq!(LastFour::of(number).as_str(), four);
        }
        assert!(LastFour::parse("001x").is_none() && LastFour::parse("12345").is_none());
    }

    #[test]
    fn an_issuer_is_a_short_word() {
        assert!(Issuer::parse("henan/showing").is_some());
        for bad in ["", "Henan", "河南", &"a".repeat(33)] {
            assert!(Issuer::parse(bad).is_none());
        }
    }
}
