//! Evidence out of JSON: every fault of a file in one go, each with its place.

mod faults;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use self::faults::{
    bad_id, bad_number, bad_time, broken, later_than_observed, missing, not_an_object, not_one_of, not_text, too_large,
    twice, unknown_country, unknown_field, unknown_kind, unknown_region,
};
use crate::colour::Colour;
use crate::evidence::{Country, Evidence, Id, Level, TestResult, Value};
use crate::fault::{Fault, Faults, Source};
use crate::kind::{Attribute, Event, Holds, Kind};
use crate::profile::Profile;
use crate::region::Region;
use crate::zone::parse_instant;

/// The largest file of evidence, in bytes (16 MiB).
pub const MAX_BYTES: usize = 16 << 20;

/// The most items of one resident.
pub const MAX_ITEMS: usize = 10_000;

/// A field of an item as it stands in its source: a word and a piece of JSON.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The field's name.
    pub word: Cow<'a, str>,
    /// Its value, as JSON text.
    pub json: &'a str,
}

/// A fault of one field of an item; the caller knows the place.
#[derive(Clone, Debug)]
pub struct FieldFault {
    /// The field meant; none where the item as a whole is.
    pub field: Option<String>,
    /// The fault, without a place.
    pub fault: Fault,
}

/// Items with the places where they stand, for faults that only the whole tells.
#[derive(Debug, Default)]
pub struct Placed {
    /// The items, in the order of the file.
    pub items: Vec<Evidence>,
    /// The bytes of each item in its source.
    pub spans: Vec<Range<usize>>,
}

/// An object whose fields keep their order, their repetitions and their text.
struct Object<'a>(Vec<Field<'a>>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(word) = map.next_key::<String>()? {
                    let json: &RawValue = map.next_value()?;
                    fields.push(Field { word: word.into(), json: json.get() });
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Reads the fields of a flat JSON object.
///
/// # Errors
/// One fault without a place when the text is no JSON object.
pub fn object(json: &str) -> Result<Vec<Field<'_>>, Fault> {
    serde_json::from_str::<Object<'_>>(json).map(|object| object.0).map_err(|_| not_an_object())
}

/// Reads a JSON array of items of one or several residents.
///
/// # Errors
/// Every fault of the file, with its place; nothing is half-read.
pub fn array(source: &Source<'_>, profile: &Profile) -> Result<Placed, Faults> {
    if source.text.len() > MAX_BYTES {
        return Err(too_large(source).into());
    }
    let raw: Vec<&RawValue> = serde_json::from_str(source.text).map_err(|error| broken(source, 0, &error))?;
    placed(source, raw.into_iter().map(RawValue::get), profile)
}

/// Reads JSON lines, one item a line; empty lines are passed over.
///
/// # Errors
/// Every fault of the file, with its place; nothing is half-read.
pub fn lines(source: &Source<'_>, profile: &Profile) -> Result<Placed, Faults> {
    let rows = source.text.lines().map(str::trim).filter(|line| !line.is_empty());
    placed(source, rows, profile)
}

fn placed<'a>(source: &Source<'a>, texts: impl Iterator<Item = &'a str>, profile: &Profile) -> Result<Placed, Faults> {
    let mut faults = Faults::none();
    let mut out = Placed::default();
    for text in texts {
        let start = source.offset_of(text);
        let span = start..start + text.len();
        match item_at(source, text, span.clone(), profile) {
            Ok(item) => {
                out.items.push(item);
                out.spans.push(span);
            }
            Err(found) => faults.extend(found),
        }
    }
    faults.or(out)
}

fn item_at(source: &Source<'_>, text: &str, span: Range<usize>, profile: &Profile) -> Result<Evidence, Faults> {
    let fields = serde_json::from_str::<Object<'_>>(text).map_err(|error| {
        if error.is_syntax() || error.is_eof() {
            Faults::from(broken(source, span.start, &error))
        } else {
            not_an_object().at(source, span.clone()).into()
        }
    })?;
    item(&fields.0, profile).map_err(|found| {
        let mut faults = Faults::none();
        for FieldFault { field, fault } in found {
            let place = field_span(source, &fields.0, field.as_deref(), &span);
            faults.push(fault.at(source, place));
        }
        faults
    })
}

/// Where the field stands: its name and value, or the head of the item.
fn field_span(source: &Source<'_>, fields: &[Field<'_>], word: Option<&str>, item: &Range<usize>) -> Range<usize> {
    let head = item.start..(item.start + 1).min(item.end);
    // The last of a repeated field is the one that was meant.
    let Some(field) = fields.iter().rev().find(|field| Some(&*field.word) == word) else {
        return head;
    };
    let start = source.offset_of(field.json);
    let key = format!("\"{}\"", field.word);
    let from = source.text[item.start..start].rfind(&key).map_or(start, |i| item.start + i);
    from..start + field.json.len()
}

/// Faults that only the other items of an input tell, put to their places.
#[must_use]
pub fn place_contradictions(source: &Source<'_>, placed: &Placed, found: Vec<(usize, FieldFault)>) -> Faults {
    let mut faults = Faults::none();
    for (row, FieldFault { field, fault }) in found {
        let span = placed.spans[row].clone();
        let text = source.text.get(span.clone()).unwrap_or_default();
        let fields = object(text).unwrap_or_default();
        faults.push(fault.at(source, field_span(source, &fields, field.as_deref(), &span)));
    }
    faults
}

/// Reads one item from its fields.
///
/// # Errors
/// Every fault of the item.
pub fn item(fields: &[Field<'_>], profile: &Profile) -> Result<Evidence, Vec<FieldFault>> {
    let mut reader = Reader { fields, profile, found: Vec::new() };
    reader.repeated();
    let evidence = reader.evidence();
    match evidence {
        Some(evidence) if reader.found.is_empty() => Ok(evidence),
        _ => Err(reader.found),
    }
}

struct Reader<'a> {
    fields: &'a [Field<'a>],
    profile: &'a Profile,
    found: Vec<FieldFault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: &str, fault: Fault) {
        self.found.push(FieldFault { field: Some(field.to_owned()), fault });
    }

    fn repeated(&mut self) {
        for (row, field) in self.fields.iter().enumerate() {
            if self.fields[..row].iter().any(|earlier| earlier.word == field.word) {
                self.fault(&field.word, twice(&field.word));
            }
        }
    }

    fn evidence(&mut self) -> Option<Evidence> {
        let kind = self.kind();
        let id = self.id("id");
        let resident = self.id("resident");
        let region = self.required("region", Holds::Region);
        let observed_at = self.required("observed_at", Holds::Time);
        let kind = kind?;
        self.unknown(kind);
        let until = self.until(kind);
        let attributes = self.attributes(kind);
        let (Some(Value::Region(region)), Some(Value::Time(observed_at))) = (region, observed_at) else {
            return None;
        };
        self.after_observed(&attributes, observed_at);
        Some(Evidence { id: id?, kind, resident: resident?, region, observed_at, until, attributes })
    }

    fn json(&self, word: &str) -> Option<&str> {
        self.fields.iter().rev().find(|field| field.word == word).map(|field| field.json)
    }

    fn text(&mut self, word: &str) -> Option<String> {
        let Some(json) = self.json(word) else {
            self.found.push(FieldFault { field: None, fault: missing(word) });
            return None;
        };
        match serde_json::from_str::<String>(json) {
            Ok(text) => Some(text),
            Err(_) => {
                let fault = not_text(word, json);
                self.fault(word, fault);
                None
            }
        }
    }

    fn kind(&mut self) -> Option<Kind> {
        let word = self.text("kind")?;
        let kind = Kind::from_word(&word);
        if kind.is_none() {
            self.fault("kind", unknown_kind(&word));
        }
        kind
    }

    fn id(&mut self, word: &str) -> Option<Id> {
        let text = self.text(word)?;
        let id = Id::parse(&text);
        if id.is_none() {
            self.fault(word, bad_id(word, &text));
        }
        id
    }

    fn required(&mut self, word: &'static str, holds: Holds) -> Option<Value> {
        if self.json(word).is_none() {
            self.found.push(FieldFault { field: None, fault: missing(word) });
            return None;
        }
        self.value(word, holds)
    }

    fn until(&mut self, kind: Kind) -> Option<i64> {
        let present = self.json("until").is_some();
        if !kind.allows_until() || !(present || kind.requires_until()) {
            return None;
        }
        match self.required("until", Holds::Time) {
            Some(Value::Time(at)) => Some(at),
            _ => None,
        }
    }

    fn unknown(&mut self, kind: Kind) {
        for field in self.fields {
            let word = &*field.word;
            let known = matches!(word, "id" | "kind" | "resident" | "region" | "observed_at")
                || (word == "until" && kind.allows_until())
                || kind.attribute(word).is_some();
            if !known {
                self.fault(word, unknown_field(kind, word));
            }
        }
    }

    fn attributes(&mut self, kind: Kind) -> BTreeMap<&'static str, Value> {
        let mut out = BTreeMap::new();
        for Attribute { word, holds, required, .. } in kind.attributes() {
            let told = *required || self.json(word).is_some();
            if let Some(value) = told.then(|| self.required(word, *holds)).flatten() {
                out.insert(*word, value);
            }
        }
        out
    }

    fn after_observed(&mut self, attributes: &BTreeMap<&'static str, Value>, observed_at: i64) {
        for (word, value) in attributes {
            if matches!(value, Value::Time(at) if *at > observed_at) {
                self.fault(word, later_than_observed(word));
            }
        }
    }

    fn value(&mut self, word: &'static str, holds: Holds) -> Option<Value> {
        let read = match holds {
            Holds::Temperature => self.temperature(word),
            Holds::Dose => self.dose(word),
            Holds::Symptoms => self.symptoms(word),
            _ => {
                let text = self.text(word)?;
                self.word(word, holds, &text)
            }
        };
        match read {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(word, fault);
                None
            }
        }
    }

    fn word(&self, word: &str, holds: Holds, text: &str) -> Result<Value, Fault> {
        let one_of = |words: &[&str]| not_one_of(word, text, words);
        match holds {
            Holds::Time => parse_instant(text).map(Value::Time).map_err(|why| bad_time(word, text, why)),
            Holds::Id | Holds::Item => Id::parse(text).map(Value::Id).ok_or_else(|| bad_id(word, text)),
            Holds::Region => region(word, text, self.profile).map(Value::Region),
            Holds::Country => country(word, text, self.profile).map(Value::Country),
            Holds::Kind => {
                Kind::from_word(text).filter(|kind| kind.anchored()).map(Value::Kind).ok_or_else(|| unknown_kind(text))
            }
            Holds::Colour => {
                Colour::from_word(text).map(Value::Colour).ok_or_else(|| one_of(&["green", "yellow", "red"]))
            }
            Holds::Cap => Colour::from_word(text)
                .filter(|cap| *cap != Colour::Red)
                .map(Value::Colour)
                .ok_or_else(|| one_of(&["green", "yellow"])),
            Holds::Level => Level::from_word(text).map(Value::Level).ok_or_else(|| one_of(&["high", "medium", "low"])),
            Holds::Result => {
                TestResult::from_word(text).map(Value::Result).ok_or_else(|| one_of(&["negative", "positive"]))
            }
            Holds::Event => {
                Event::from_word(text).filter(|event| *event != Event::RecheckNegative).map(Value::Event).ok_or_else(
                    || one_of(&["discharged", "withdrawn_at_origin", "area_medium", "area_lifted", "immunity_shown"]),
                )
            }
            Holds::Temperature | Holds::Dose | Holds::Symptoms => Err(not_text(word, text)),
        }
    }

    fn temperature(&self, word: &str) -> Result<Value, Fault> {
        let json = self.json(word).unwrap_or_default();
        let tenths = serde_json::from_str::<f64>(json).ok().and_then(tenths);
        tenths.map(Value::Temperature).ok_or_else(|| {
            bad_number(word, json, "摄氏度，30 到 45，至多一位小数", "degrees Celsius, 30 to 45, one decimal at most")
        })
    }

    fn dose(&self, word: &str) -> Result<Value, Fault> {
        let json = self.json(word).unwrap_or_default();
        serde_json::from_str::<u8>(json)
            .ok()
            .filter(|dose| (1..=20).contains(dose))
            .map(Value::Dose)
            .ok_or_else(|| bad_number(word, json, "1 到 20 的整数", "a whole number, 1 to 20"))
    }

    fn symptoms(&self, word: &str) -> Result<Value, Fault> {
        let json = self.json(word).unwrap_or_default();
        let words: Vec<String> = serde_json::from_str(json)
            .map_err(|_| bad_number(word, json, "词的列表，如 [\"fever\"]", "a list of words, such as [\"fever\"]"))?;
        let mut rows = Vec::new();
        for text in &words {
            let row = self.profile.symptom_row(text).ok_or_else(|| {
                let known: Vec<&str> = self.profile.symptom_words().iter().map(String::as_str).collect();
                not_one_of(word, text, &known)
            })?;
            rows.push(row);
        }
        rows.sort_unstable();
        rows.dedup();
        Ok(Value::Symptoms(rows))
    }
}

/// Tenths of a degree of a temperature a person can have.
#[must_use]
pub fn tenths(degrees: f64) -> Option<u16> {
    let tenths = (degrees * 10.0).round();
    let exact = (degrees * 10.0 - tenths).abs() < 1e-6;
    // 300 to 450 fits u16 exactly.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (exact && (300.0..=450.0).contains(&tenths)).then_some(tenths as u16)
}

fn region(word: &str, text: &str, profile: &Profile) -> Result<Region, Fault> {
    Region::parse(text).filter(|region| profile.regions.contains(*region)).ok_or_else(|| unknown_region(word, text))
}

fn country(word: &str, text: &str, profile: &Profile) -> Result<Country, Fault> {
    Country::parse(text).filter(|country| profile.knows_country(*country)).ok_or_else(|| unknown_country(word, text))
}

/// A reader's own words in a message, cut where they would fill the page.
pub(crate) fn short(text: &str) -> String {
    let mut out: String = text.chars().take(60).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().count() > 60 {
        out.push('…');
    }
    out
}
