//! Evidence as a member's item, and back.
//!
//! What is signed holds the facts; what only the register can know, when it
//! sealed them and until when a provisional item stands, is put on reading.

use std::collections::BTreeMap;

use mingma_model::{Colour, Country, Event, Evidence, Holds, Id, Kind, Level, Profile, Region, TestResult, Value};

use crate::act::Uid;
use crate::canonical::{Datum, Map};

/// A fast clock up to this many seconds is set back on admission.
pub const FAST_CLOCK: i64 = 120;

/// The id of a resident as items and people see it: `r-` and 26 letters and digits.
#[must_use]
pub fn resident_id(resident: &Uid) -> Id {
    Id::parse(&format!("r-{resident}")).expect("28 characters of the form")
}

/// Reads a resident's id.
#[must_use]
pub fn resident_uid(text: &str) -> Option<Uid> {
    Uid::parse(text.strip_prefix("r-")?)
}

/// An item of evidence as a member says it: times are whole seconds of Unix time,
/// temperatures tenths of a degree; without `resident`, which the member names, and
/// `observed_at`, which the record tells.
#[must_use]
pub fn to_map(item: &Evidence, profile: &Profile) -> Map {
    let mut map = Map::new();
    map.set("id", item.id.as_str());
    map.set("kind", item.kind.word());
    map.set("region", item.region.to_string());
    for (word, value) in &item.attributes {
        map.set(word, datum(value, profile));
    }
    if let Some(until) = item.until {
        map.set("until", until);
    }
    map
}

fn datum(value: &Value, profile: &Profile) -> Datum {
    match value {
        Value::Time(at) => (*at).into(),
        Value::Id(id) => id.as_str().into(),
        Value::Region(region) => region.to_string().into(),
        Value::Colour(colour) => colour.word().into(),
        Value::Kind(kind) => kind.word().into(),
        Value::Country(country) => country.as_str().into(),
        Value::Level(level) => level.word().into(),
        Value::Result(result) => result.word().into(),
        Value::Event(event) => event.word().into(),
        Value::Dose(dose) => i64::from(*dose).into(),
        Value::Temperature(tenths) => i64::from(*tenths).into(),
        Value::Symptoms(rows) => {
            let words = profile.symptom_words();
            let word = |row: &u16| words.get(usize::from(*row)).map_or(Datum::Null, |word| word.as_str().into());
            Datum::List(rows.iter().map(word).collect())
        }
    }
}

/// What the register knows of an item beside what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// When it was sealed.
    pub sealed_at: i64,
    /// When a provisional item ends by itself.
    pub until: Option<i64>,
}

/// Reads an item as derivation takes it: a fast clock is set back to the time of
/// sealing, and the end of a provisional item is put. None where the map is no item.
#[must_use]
pub fn from_map(map: &Map, resident: &Uid, admission: Admission, profile: &Profile) -> Option<Evidence> {
    let kind = Kind::from_word(map.text("kind")?)?;
    let mut attributes = BTreeMap::new();
    for attribute in kind.attributes() {
        match map.get(attribute.word) {
            None if attribute.required => return None,
            None => {}
            Some(datum) => {
                attributes.insert(attribute.word, value(attribute.holds, datum, admission.sealed_at, profile)?);
            }
        }
    }
    Some(Evidence {
        id: Id::parse(map.text("id")?)?,
        kind,
        resident: resident_id(resident),
        region: Region::parse(map.text("region")?)?,
        observed_at: admission.sealed_at,
        until: map.int("until").or(admission.until),
        attributes,
    })
}

fn value(holds: Holds, datum: &Datum, sealed_at: i64, profile: &Profile) -> Option<Value> {
    if let Datum::Int(n) = datum {
        return match holds {
            Holds::Time => Some(Value::Time((*n).min(sealed_at))),
            Holds::Dose => u8::try_from(*n).ok().map(Value::Dose),
            Holds::Temperature => u16::try_from(*n).ok().map(Value::Temperature),
            _ => None,
        };
    }
    if let Datum::List(words) = datum {
        return (holds == Holds::Symptoms).then(|| symptoms(words, profile)).flatten();
    }
    let Datum::Text(text) = datum else { return None };
    match holds {
        Holds::Id | Holds::Item => Id::parse(text).map(Value::Id),
        Holds::Region => Region::parse(text).map(Value::Region),
        Holds::Colour | Holds::Cap => Colour::from_word(text).map(Value::Colour),
        Holds::Kind => Kind::from_word(text).map(Value::Kind),
        Holds::Country => Country::parse(text).map(Value::Country),
        Holds::Level => Level::from_word(text).map(Value::Level),
        Holds::Result => TestResult::from_word(text).map(Value::Result),
        Holds::Event => Event::from_word(text).map(Value::Event),
        Holds::Time | Holds::Dose | Holds::Temperature | Holds::Symptoms => None,
    }
}

fn symptoms(words: &[Datum], profile: &Profile) -> Option<Value> {
    let row = |word: &Datum| match word {
        Datum::Text(text) => profile.symptom_row(text),
        _ => None,
    };
    let mut rows = words.iter().map(row).collect::<Option<Vec<u16>>>()?;
    rows.sort_unstable();
    rows.dedup();
    Some(Value::Symptoms(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::{Source, read};
    use mingma_rules::shipped;

    const ITEMS: &str = r#"[
        {"id": "t1", "kind": "nucleic_test", "resident": "x", "region": "410105", "observed_at": "2022-06-20T15:00:00+08:00",
         "result": "negative", "sampled_at": "2022-06-20T08:00:00+08:00", "reported_at": "2022-06-20T14:00:00+08:00",
         "institution": "lab-1", "sample_id": "s-1"},
        {"id": "d1", "kind": "self_declaration", "resident": "x", "region": "410105", "observed_at": "2022-06-20T15:00:00+08:00",
         "temperature": 38.2, "symptoms": ["fever", "cough"], "declared_at": "2022-06-20T14:59:00+08:00"},
        {"id": "c1", "kind": "close_contact", "resident": "x", "region": "410105", "observed_at": "2022-06-20T15:00:00+08:00",
         "case": "case-1", "last_contact_at": "2022-06-19T12:00:00+08:00"}]"#;

    fn items(profile: &Profile) -> Vec<Evidence> {
        read::array(&Source::new("items.json", ITEMS), profile).unwrap().items
    }

    fn again(item: &Evidence, sealed_at: i64, until: Option<i64>, profile: &Profile) -> Evidence {
        from_map(&to_map(item, profile), &Uid([1; 16]), Admission { sealed_at, until }, profile).unwrap()
    }

    #[test]
    fn an_item_is_read_as_it_was_signed() {
        let profile = shipped::profile("cn").unwrap();
        for item in items(&profile) {
            let mut expected = item.clone();
            expected.resident = resident_id(&Uid([1; 16]));
            assert_eq!(again(&item, item.observed_at, None, &profile), expected);
        }
    }

    #[test]
    fn a_fast_clock_is_set_back_to_the_time_of_sealing() {
        let profile = shipped::profile("cn").unwrap();
        let item = &items(&profile)[0];
        let sampled = item.anchor().unwrap();
        assert_eq!(again(item, sampled - 60, None, &profile).anchor(), Some(sampled - 60));
    }

    #[test]
    fn a_provisional_item_ends_by_itself() {
        let profile = shipped::profile("cn").unwrap();
        let item = &items(&profile)[2];
        let until = item.observed_at + 12 * 3_600;
        assert_eq!(again(item, item.observed_at, Some(until), &profile).until, Some(until));
    }

    #[test]
    fn a_resident_is_named_by_an_id_that_is_read_again() {
        let uid = Uid([0x5A; 16]);
        assert_eq!(resident_uid(resident_id(&uid).as_str()), Some(uid));
    }
}
