//! The words of a body or of a member's item, each of its form, and no others.
//! A refusal names the word and never its value, which may be personal.
//!
//! Names, owners and reasons stand in the public log for good: what may be a number of a
//! person is refused there. No text holds characters that steer or hide what is read.

use mingma_acts::{Datum, Map};
use mingma_model::{Id, Prefix, Profile, Region, joins, unseen};
use mingma_seal::PublicKey;

use super::ids;
use crate::refusal::{Refusal, Why};

/// The longest name of a unit, an institution or a place, in characters.
pub const LONGEST_NAME: usize = 80;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 400;

/// The longest row of digits in a name, an owner or a reason.
pub const LONGEST_NUMBER: usize = 6;

/// Words that are read one by one.
#[derive(Clone, Copy)]
pub(crate) struct Particulars<'a> {
    map: &'a Map,
    profile: &'a Profile,
}

impl<'a> Particulars<'a> {
    /// Takes a map that holds these words at most.
    pub(crate) fn of(map: &'a Map, profile: &'a Profile, words: &[&str]) -> Result<Self, Refusal> {
        match map.iter().find(|(word, _)| !words.contains(word)) {
            None => Ok(Self { map, profile }),
            Some(_) => Err(Why::Particulars.of(words.join(", "))),
        }
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.map.get(word).is_some()
    }

    pub(crate) fn text(&self, word: &str) -> Result<&'a str, Refusal> {
        let text = self.map.text(word).ok_or_else(|| unfit(word))?;
        if text.chars().any(hides) { Err(unfit(word)) } else { Ok(text) }
    }

    /// A text of many lines.
    pub(crate) fn page(&self, word: &str) -> Result<&'a str, Refusal> {
        let text = self.map.text(word).ok_or_else(|| unfit(word))?;
        let steers = |c: char| hides(c) && !matches!(c, '\n' | '\r' | '\t');
        if text.chars().any(steers) { Err(unfit(word)) } else { Ok(text) }
    }

    /// An id of the form `[A-Za-z0-9._:-]{1,64}`.
    pub(crate) fn id(&self, word: &str) -> Result<&'a str, Refusal> {
        self.text(word).and_then(|text| Id::parse(text).map(|_| text).ok_or_else(|| unfit(word)))
    }

    /// An id that is being given, and means nothing else.
    pub(crate) fn own_id(&self, word: &str) -> Result<&'a str, Refusal> {
        let id = self.id(word)?;
        if ids::reserved(id) { Err(Why::ReservedId.of(word)) } else { Ok(id) }
    }

    /// Who keeps a place: an id, and no number of a person.
    pub(crate) fn owner(&self) -> Result<&'a str, Refusal> {
        impersonal("owner", self.id("owner")?)
    }

    /// A name: 1 to 80 characters, none at its ends to be trimmed; no number of a person.
    pub(crate) fn name(&self, word: &str) -> Result<&'a str, Refusal> {
        impersonal(word, self.line(word, LONGEST_NAME)?)
    }

    /// A reason: 1 to 400 characters; no number of a person.
    pub(crate) fn reason(&self) -> Result<&'a str, Refusal> {
        impersonal("reason", self.line("reason", LONGEST_REASON)?)
    }

    /// A line: 1 to so many characters, none at its ends to be trimmed.
    pub(crate) fn line(&self, word: &str, longest: usize) -> Result<&'a str, Refusal> {
        let text = self.text(word)?;
        let fits = !text.is_empty() && text.trim() == text && text.chars().count() <= longest;
        if fits { Ok(text) } else { Err(unfit(word)) }
    }

    /// A telephone number: 3 to 24 digits, with `+`, `-` and spaces between.
    pub(crate) fn telephone(&self, word: &str) -> Result<&'a str, Refusal> {
        let text = self.text(word)?;
        if is_telephone(text) { Ok(text) } else { Err(unfit(word)) }
    }

    /// Where a unit, a power or an institution is: `00`, or two, four or six digits of
    /// the table; never a code filled up with zeros, so that one area has one name.
    pub(crate) fn area(&self, word: &str) -> Result<Prefix, Refusal> {
        let text = self.text(word)?;
        let one_name = |area: &Prefix| area.len() == 0 || !text.ends_with("00");
        let known = |area: &Prefix| self.profile.regions.knows_prefix(*area);
        Prefix::parse(text).filter(one_name).filter(known).ok_or_else(|| unfit(word))
    }

    /// Six digits of the table.
    pub(crate) fn region(&self, word: &str) -> Result<Region, Refusal> {
        let region = Region::parse(self.text(word)?).filter(|region| self.profile.regions.contains(*region));
        region.ok_or_else(|| unfit(word))
    }

    /// A public key.
    pub(crate) fn key(&self, word: &str) -> Result<PublicKey, Refusal> {
        let bytes = self.map.bytes(word).ok_or_else(|| unfit(word))?;
        PublicKey::from_bytes(bytes).map_err(|_| unfit(word))
    }

    pub(crate) fn bytes(&self, word: &str) -> Result<&'a [u8], Refusal> {
        self.map.bytes(word).ok_or_else(|| unfit(word))
    }

    pub(crate) fn int(&self, word: &str) -> Result<i64, Refusal> {
        self.map.int(word).ok_or_else(|| unfit(word))
    }

    /// A word that may be left out, and is of its form where it stands.
    pub(crate) fn maybe<T>(
        &self,
        word: &str,
        read: impl Fn(&Self, &str) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        if self.has(word) { read(self, word).map(Some) } else { Ok(None) }
    }

    /// A list of maps, each read in turn.
    pub(crate) fn each<T>(
        &self,
        word: &str,
        read: impl Fn(&'a Map, &'a Profile) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let one = |datum: &'a Datum| match datum {
            Datum::Map(map) => read(map, self.profile),
            _ => Err(unfit(word)),
        };
        match self.map.get(word) {
            Some(Datum::List(list)) => list.iter().map(one).collect(),
            _ => Err(unfit(word)),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self, word: &str) -> Result<Vec<&'a str>, Refusal> {
        let one = |datum: &'a Datum| match datum {
            Datum::Text(text) => Ok(text.as_str()),
            _ => Err(unfit(word)),
        };
        match self.map.get(word) {
            Some(Datum::List(list)) => list.iter().map(one).collect(),
            _ => Err(unfit(word)),
        }
    }

    /// Ids of keys, ascending, none twice.
    pub(crate) fn keys(&self) -> Result<Vec<[u8; 16]>, Refusal> {
        let one = |datum: &Datum| match datum {
            Datum::Bytes(bytes) => bytes.as_slice().try_into().map_err(|_| unfit("keys")),
            _ => Err(unfit("keys")),
        };
        let Some(Datum::List(list)) = self.map.get("keys") else { return Err(unfit("keys")) };
        let keys: Vec<[u8; 16]> = list.iter().map(one).collect::<Result<_, _>>()?;
        if keys.is_sorted_by(|a, b| a < b) { Ok(keys) } else { Err(unfit("keys")) }
    }
}

/// A word that is not of its form.
pub(crate) fn unfit(word: &str) -> Refusal {
    Why::Particulars.of(word)
}

/// What nobody sees, the joiners among it: no name, id or reason needs one.
fn hides(c: char) -> bool {
    unseen(c) || joins(c)
}

/// A text without a row of digits, of whatever script, that may be a document or a
/// telephone.
fn impersonal<'a>(word: &str, text: &'a str) -> Result<&'a str, Refusal> {
    let long = |row: &str| row.chars().count() > LONGEST_NUMBER;
    let personal = text.split(|c: char| !c.is_numeric()).any(long);
    if personal { Err(Why::PersonalNumber.of(word)) } else { Ok(text) }
}

fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let allowed = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b' '));
    allowed && text.trim() == text && (3..=24).contains(&digits) && text.len() <= 32
}
