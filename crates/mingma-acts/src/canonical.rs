//! Canonical bytes (RFC 8949 §4.2.1): one value, one encoding.
//!
//! Integers and lengths are shortest, lengths definite, keys of a map ascend by
//! their encoded bytes, no key stands twice. What is decoded is encoded again and
//! compared, so two programs cannot read one act in two ways.

use std::cmp::Ordering;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use crate::error::ActError;

/// How deep maps and arrays may stand in each other.
pub const MAX_DEPTH: usize = 8;

/// A value of an act's body or of a member: what JSON can say without fractions,
/// and bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number; times are whole seconds of Unix time.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<Datum>),
    /// Words and their values.
    Map(Map),
}

/// Words and values, as the encoding orders them: shorter words first. Maps are small and
/// read far more often than made: one sorted list, searched without a copy of the word.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Map(Vec<(Word, Datum)>);

/// A key of a map, ordered as its encoding is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word(Box<str>);

impl Word {
    fn against(&self, word: &str) -> Ordering {
        (self.0.len(), &*self.0).cmp(&(word.len(), word))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        self.against(&other.0)
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Datum {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Datum {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Datum {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Map> for Datum {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl<T: Into<Self>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Map {
    /// No word.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a word.
    #[must_use]
    pub fn with(mut self, word: &str, value: impl Into<Datum>) -> Self {
        self.set(word, value);
        self
    }

    /// Sets a word where there is a value.
    #[must_use]
    pub fn with_some(self, word: &str, value: Option<impl Into<Datum>>) -> Self {
        match value {
            Some(value) => self.with(word, value),
            None => self,
        }
    }

    /// Sets a word.
    pub fn set(&mut self, word: &str, value: impl Into<Datum>) {
        match self.find(word) {
            Ok(at) => self.0[at].1 = value.into(),
            Err(at) => self.0.insert(at, (Word(word.into()), value.into())),
        }
    }

    /// Where a word stands, or would stand.
    fn find(&self, word: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.against(word))
    }

    /// A word's value.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&Datum> {
        self.find(word).ok().map(|at| &self.0[at].1)
    }

    /// A word's text.
    #[must_use]
    pub fn text(&self, word: &str) -> Option<&str> {
        match self.get(word)? {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A word's number.
    #[must_use]
    pub fn int(&self, word: &str) -> Option<i64> {
        match self.get(word)? {
            Datum::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// A word's bytes.
    #[must_use]
    pub fn bytes(&self, word: &str) -> Option<&[u8]> {
        match self.get(word)? {
            Datum::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A word's yes; absent is no.
    #[must_use]
    pub fn flag(&self, word: &str) -> bool {
        self.get(word) == Some(&Datum::Bool(true))
    }

    /// A word's list; absent is empty.
    #[must_use]
    pub fn list(&self, word: &str) -> &[Datum] {
        match self.get(word) {
            Some(Datum::List(list)) => list,
            _ => &[],
        }
    }

    /// The words, shorter ones first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Datum)> {
        self.0.iter().map(|(word, value)| (&*word.0, value))
    }

    /// How many words stand here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where no word stands.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What writes into memory cannot fail.
pub(crate) const IN_MEMORY: &str = "writing into memory cannot fail";

pub(crate) type Out<'a> = Encoder<&'a mut Vec<u8>>;

/// Writes a value.
pub(crate) fn put(out: &mut Out<'_>, value: &Datum) {
    match value {
        Datum::Null => drop(out.null().expect(IN_MEMORY)),
        Datum::Bool(yes) => drop(out.bool(*yes).expect(IN_MEMORY)),
        Datum::Int(n) => drop(out.i64(*n).expect(IN_MEMORY)),
        Datum::Text(text) => drop(out.str(text).expect(IN_MEMORY)),
        Datum::Bytes(bytes) => drop(out.bytes(bytes).expect(IN_MEMORY)),
        Datum::List(list) => {
            out.array(list.len() as u64).expect(IN_MEMORY);
            list.iter().for_each(|value| put(out, value));
        }
        Datum::Map(map) => put_map(out, map),
    }
}

/// Writes a map.
pub(crate) fn put_map(out: &mut Out<'_>, map: &Map) {
    out.map(map.len() as u64).expect(IN_MEMORY);
    for (word, value) in map.iter() {
        out.str(word).expect(IN_MEMORY);
        put(out, value);
    }
}

/// The canonical bytes of a map.
#[must_use]
pub fn map_bytes(map: &Map) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    put_map(&mut Encoder::new(&mut bytes), map);
    bytes
}

/// Reads a map of canonical bytes.
///
/// # Errors
/// Anything else, and any other encoding of the same map.
pub fn map_from(bytes: &[u8]) -> Result<Map, ActError> {
    let mut read = Decoder::new(bytes);
    let map = take_map(&mut read, 0)?;
    same(&map_bytes(&map), bytes)?;
    Ok(map)
}

/// Refuses bytes that are not the one encoding of what they say.
pub(crate) fn same(canonical: &[u8], bytes: &[u8]) -> Result<(), ActError> {
    if canonical == bytes { Ok(()) } else { Err(ActError::NotCanonical) }
}

/// A length that the bytes still there could hold; guards what is reserved.
pub(crate) fn length(read: &Decoder<'_>, told: Option<u64>) -> Result<usize, ActError> {
    let left = read.input().len().saturating_sub(read.position());
    told.and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= left).ok_or(ActError::Malformed)
}

/// Reads the key of a map's next field, which must be this one.
pub(crate) fn take_key(read: &mut Decoder<'_>, key: u64) -> Result<(), ActError> {
    if read.u64()? == key { Ok(()) } else { Err(ActError::Malformed) }
}

pub(crate) fn take_map(read: &mut Decoder<'_>, depth: usize) -> Result<Map, ActError> {
    let told = read.map()?;
    let n = length(read, told)?;
    let mut map = Map::new();
    for _ in 0..n {
        let word = Word(read.str()?.into());
        match map.0.last().map(|(before, _)| before.cmp(&word)) {
            Some(Ordering::Equal) => return Err(ActError::Malformed),
            Some(Ordering::Greater) => return Err(ActError::NotCanonical),
            _ => {}
        }
        map.0.push((word, take(read, depth + 1)?));
    }
    Ok(map)
}

fn take(read: &mut Decoder<'_>, depth: usize) -> Result<Datum, ActError> {
    if depth > MAX_DEPTH {
        return Err(ActError::Malformed);
    }
    Ok(match read.datatype()? {
        Type::Null => {
            read.null()?;
            Datum::Null
        }
        Type::Bool => Datum::Bool(read.bool()?),
        Type::String => Datum::Text(read.str()?.to_owned()),
        Type::Bytes => Datum::Bytes(read.bytes()?.to_vec()),
        Type::Map => Datum::Map(take_map(read, depth)?),
        Type::Array => {
            let told = read.array()?;
            let n = length(read, told)?;
            Datum::List((0..n).map(|_| take(read, depth + 1)).collect::<Result<_, _>>()?)
        }
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => {
            Datum::Int(read.i64()?)
        }
        _ => return Err(ActError::Malformed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn datum() -> impl Strategy<Value = Datum> {
        let leaf = prop_oneof![
            Just(Datum::Null),
            any::<bool>().prop_map(Datum::Bool),
            any::<i64>().prop_map(Datum::Int),
            ".{0,30}".prop_map(Datum::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Datum::Bytes),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Datum::List),
                map_of(inner).prop_map(Datum::Map),
            ]
        })
    }

    fn map_of(inner: impl Strategy<Value = Datum>) -> impl Strategy<Value = Map> {
        proptest::collection::vec(("[a-z_]{0,28}", inner), 0..6).prop_map(|words| {
            let mut map = Map::new();
            words.into_iter().for_each(|(word, value)| map.set(&word, value));
            map
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(map in map_of(datum())) {
            prop_assert_eq!(map_from(&map_bytes(&map)).unwrap(), map);
        }

        #[test]
        fn random_bytes_never_panic_and_what_is_read_is_canonical(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(map) = map_from(&bytes) {
                prop_assert_eq!(map_bytes(&map), bytes);
            }
        }
    }

    #[test]
    fn another_encoding_of_the_same_map_is_refused() {
        // {"a": 1} in its one encoding, with a long integer, with an indefinite length, with a key twice.
        assert!(map_from(&[0xa1, 0x61, b'a', 0x01]).is_ok());
        assert!(map_from(&[0xa1, 0x61, b'a', 0x18, 0x01]).is_err());
        assert!(map_from(&[0xbf, 0x61, b'a', 0x01, 0xff]).is_err());
        assert!(map_from(&[0xa2, 0x61, b'a', 0x01, 0x61, b'a', 0x01]).is_err());
        // Keys in another order: the shorter one comes first.
        assert!(map_from(&[0xa2, 0x61, b'b', 0x01, 0x62, b'a', b'a', 0x01]).is_ok());
        assert!(map_from(&[0xa2, 0x62, b'a', b'a', 0x01, 0x61, b'b', 0x01]).is_err());
    }

    #[test]
    fn a_length_that_the_bytes_cannot_hold_reserves_nothing() {
        assert!(map_from(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
    }
}
