//! Regions: six digits, the first digits that a pack speaks for, and the table that knows names.

mod table;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use table::{RegionInfo, RegionTable};

use crate::text::Lang;

/// A region's code: six digits (GB/T 2260 in the profile `cn`). Only its shape is promised;
/// whether it exists is the table's word ([`RegionTable::contains`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// Reads exactly six digits; a leading zero stays a digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 6).then(|| digits(text)).flatten().map(Self)
    }

    /// The code as a number, 0 to 999,999.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The first digits as a prefix: 2 (province), 4 (prefecture) or 6; none for other numbers.
    #[must_use]
    pub const fn first(self, digits: u8) -> Option<Prefix> {
        match digits {
            2 => Some(Prefix { digits, value: self.0 / 10_000 }),
            4 => Some(Prefix { digits, value: self.0 / 100 }),
            6 => Some(Prefix { digits, value: self.0 }),
            _ => None,
        }
    }

    /// True when both lie in one prefecture: the first four digits are the same.
    #[must_use]
    pub const fn same_prefecture(self, other: Self) -> bool {
        self.0 / 100 == other.0 / 100
    }

    /// True when both lie in one province: the first two digits are the same.
    #[must_use]
    pub const fn same_province(self, other: Self) -> bool {
        self.0 / 10_000 == other.0 / 10_000
    }

    const fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    const fn prefecture(self) -> Self {
        Self(self.0 / 100 * 100)
    }
}

/// Digits alone as a number; none for anything else.
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("six digits are wanted"))
    }
}

/// The region of a pack: `00` for everywhere, or the first 2, 4 or 6 digits of a code.
///
/// ```
/// use mingma_model::{Prefix, Region};
/// let henan = Prefix::parse("41").unwrap();
/// assert!(henan.contains(Region::parse("410105").unwrap()));
/// assert!(!henan.contains(Region::parse("140105").unwrap()));
/// assert!(Prefix::parse("00").unwrap().covers(henan));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    digits: u8,
    value: u32,
}

impl Prefix {
    /// `00`: contains every region.
    #[must_use]
    pub const fn everywhere() -> Self {
        Self { digits: 0, value: 0 }
    }

    /// Reads `00`, or 2, 4 or 6 digits of which the first two are not `00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let value = digits(text)?;
        match (text, text.len()) {
            ("00", _) => Some(Self::everywhere()),
            (_, 2 | 4 | 6) if !text.starts_with("00") => Some(Self { digits: u8::try_from(text.len()).ok()?, value }),
            _ => None,
        }
    }

    /// True when the region begins with these digits.
    #[must_use]
    pub const fn contains(self, region: Region) -> bool {
        region.0 / 10_u32.pow(6 - self.digits as u32) == self.value
    }

    /// True when every region of the other prefix is one of this.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.digits <= other.digits && other.value / 10_u32.pow((other.digits - self.digits) as u32) == self.value
    }

    /// How many digits it names: 0 for `00`, else 2, 4 or 6. The longest speaks.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a prefix of no digits is `everywhere`, not empty")]
    pub const fn len(self) -> usize {
        self.digits as usize
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = self.len().max(2))
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Prefix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which step of the ladder a region stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionLevel {
    /// Province, autonomous region, municipality, special administrative region.
    Province,
    /// Prefecture, prefecture-level city, league.
    Prefecture,
    /// County, district, county-level city, banner.
    County,
}

impl RegionLevel {
    /// All levels, widest first.
    pub const ALL: [Self; 3] = [Self::Province, Self::Prefecture, Self::County];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Province => lang.pick("省级", "province"),
            Self::Prefecture => lang.pick("地级", "prefecture"),
            Self::County => lang.pick("县级", "county"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    #[test]
    fn prefixes_are_read_and_written_alike_and_nothing_else_is_one() {
        for text in ["00", "41", "4111", "411102"] {
            assert_eq!(Prefix::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "0", "4", "411", "0041", "001", "41x", "４１", "4111020", "-1"] {
            assert!(Prefix::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_wider_covers_the_narrower_and_not_the_other_way() {
        let [all, henan, luohe] = ["00", "41", "4111"].map(|text| Prefix::parse(text).unwrap());
        assert!(all.covers(henan) && henan.covers(luohe) && henan.covers(henan));
        assert!(!luohe.covers(henan) && !henan.covers(all));
        assert!(luohe.len() > henan.len() && henan.len() > all.len());
    }

    #[test]
    fn codes_keep_their_digits_in_text_and_json() {
        assert_eq!(region("011000").to_string(), "011000");
        assert_eq!(serde_json::to_string(&region("410105")).unwrap(), "\"410105\"");
        assert_eq!(serde_json::from_str::<Region>("\"410105\"").unwrap(), region("410105"));
        assert!(serde_json::from_str::<Region>("\"41\"").is_err());
        for text in ["", "41010", "4101055", "41010x", " 41010", "+41010", "４１０１０５"] {
            assert!(Region::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_prefix_contains_what_begins_with_its_digits(code in 0_u32..1_000_000, text in "(00|[1-9][0-9]([0-9]{2}){0,2})") {
            let (code, prefix) = (Region(code), Prefix::parse(&text).unwrap());
            let begins = text == "00" || code.to_string().starts_with(&text);
            prop_assert_eq!(prefix.contains(code), begins);
        }

        #[test]
        fn random_text_never_panics(text in ".{0,40}") {
            let _ = (Region::parse(&text), Prefix::parse(&text));
        }
    }
}
