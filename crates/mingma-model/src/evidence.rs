//! One item of evidence: read strictly, from JSON or from a row that holds JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::colour::Colour;
use crate::kind::{Event, Kind};
use crate::region::Region;
use crate::zone::Zone;

/// An id of the form `[A-Za-z0-9._:-]{1,64}`. Ids order as their bytes do.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

impl Id {
    /// The longest id, in characters.
    pub const MAX: usize = 64;

    /// Reads an id; none if it is not of the form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.len() <= Self::MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-'));
        fits.then(|| Self(text.into()))
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// How high the risk of an area was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 低风险.
    Low,
    /// 中风险.
    Medium,
    /// 高风险.
    High,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What a test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestResult {
    /// 阴性.
    Negative,
    /// 阳性.
    Positive,
}

impl TestResult {
    /// Both results.
    pub const ALL: [Self; 2] = [Self::Negative, Self::Positive];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Positive => "positive",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.word() == word)
    }
}

/// Two letters of a country or region of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Reads two capital letters; whether the table knows them is the profile's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 2] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an attribute holds, once read.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Whole seconds of Unix time.
    Time(i64),
    /// An id.
    Id(Id),
    /// A region of the table.
    Region(Region),
    /// A colour.
    Colour(Colour),
    /// A kind with an anchor.
    Kind(Kind),
    /// A country of the table.
    Country(Country),
    /// A risk level.
    Level(Level),
    /// A test's result.
    Result(TestResult),
    /// Positions in the profile's list of symptoms, ascending.
    Symptoms(Vec<u16>),
    /// Tenths of a degree Celsius.
    Temperature(u16),
    /// A dose number.
    Dose(u8),
    /// An event.
    Event(Event),
}

/// One item of evidence, as it was read: nothing in it is unchecked but what
/// only the other items of the resident can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its id, unique in the register.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// Whose it is.
    pub resident: Id,
    /// Where the fact happened.
    pub region: Region,
    /// When the register sealed it (whole seconds of Unix time).
    pub observed_at: i64,
    /// An end set by admission, or the end of a stay.
    pub until: Option<i64>,
    /// The attributes of its kind, by word.
    pub attributes: BTreeMap<&'static str, Value>,
}

impl Evidence {
    /// Where counting starts; none of what is said about another item.
    #[must_use]
    pub fn anchor(&self) -> Option<i64> {
        self.time(self.kind.anchor()?)
    }

    /// A time among the attributes.
    #[must_use]
    pub fn time(&self, word: &str) -> Option<i64> {
        match self.attributes.get(word)? {
            Value::Time(at) => Some(*at),
            _ => None,
        }
    }

    /// An id among the attributes.
    #[must_use]
    pub fn id_of(&self, word: &str) -> Option<&Id> {
        match self.attributes.get(word)? {
            Value::Id(id) => Some(id),
            _ => None,
        }
    }

    /// The item that this one is about (`of`) or checks again (`recheck_of`).
    #[must_use]
    pub fn about(&self) -> Option<&Id> {
        self.id_of("of").or_else(|| self.id_of("recheck_of"))
    }

    /// The result, of a nucleic acid test.
    #[must_use]
    pub fn result(&self) -> Option<TestResult> {
        match self.attributes.get("result")? {
            Value::Result(result) => Some(*result),
            _ => None,
        }
    }

    /// The event, of a follow-up.
    #[must_use]
    pub fn event(&self) -> Option<Event> {
        match self.attributes.get("event")? {
            Value::Event(event) => Some(*event),
            _ => None,
        }
    }

    /// A region among the attributes.
    #[must_use]
    pub fn region_of(&self, word: &str) -> Option<Region> {
        match self.attributes.get(word)? {
            Value::Region(region) => Some(*region),
            _ => None,
        }
    }

    /// A colour among the attributes (`origin_colour` of a notice, `cap` of a stay).
    #[must_use]
    pub fn colour_of(&self, word: &str) -> Option<Colour> {
        match self.attributes.get(word)? {
            Value::Colour(colour) => Some(*colour),
            _ => None,
        }
    }

    /// The item as a flat JSON object, times in the given zone.
    #[must_use]
    pub fn json<'a>(&'a self, zone: &'a Zone, symptoms: &'a [String]) -> impl Serialize + 'a {
        Flat { item: self, zone, symptoms }
    }
}

struct Flat<'a> {
    item: &'a Evidence,
    zone: &'a Zone,
    symptoms: &'a [String],
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let item = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &item.id)?;
        map.serialize_entry("kind", item.kind.word())?;
        map.serialize_entry("resident", &item.resident)?;
        map.serialize_entry("region", &item.region.to_string())?;
        map.serialize_entry("observed_at", &self.zone.show(item.observed_at))?;
        for attribute in item.kind.attributes() {
            if let Some(value) = item.attributes.get(attribute.word) {
                map.serialize_entry(attribute.word, &self.value(value))?;
            }
        }
        if let Some(until) = item.until {
            map.serialize_entry("until", &self.zone.show(until))?;
        }
        map.end()
    }
}

impl Flat<'_> {
    fn value(&self, value: &Value) -> serde_json::Value {
        match value {
            Value::Time(at) => self.zone.show(*at).into(),
            Value::Id(id) => id.as_str().into(),
            Value::Region(region) => region.to_string().into(),
            Value::Colour(colour) => colour.word().into(),
            Value::Kind(kind) => kind.word().into(),
            Value::Country(country) => country.as_str().into(),
            Value::Level(level) => level.word().into(),
            Value::Result(result) => result.word().into(),
            Value::Event(event) => event.word().into(),
            Value::Dose(dose) => (*dose).into(),
            Value::Temperature(tenths) => (f64::from(*tenths) / 10.0).into(),
            Value::Symptoms(rows) => rows
                .iter()
                .filter_map(|row| self.symptoms.get(usize::from(*row)))
                .map(|word| serde_json::Value::from(word.as_str()))
                .collect(),
        }
    }
}
