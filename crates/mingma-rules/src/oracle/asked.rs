//! What rules ask of an item: `where`, and the colour of its origin.

use mingma_model::{Colour, Evidence, Value};

use super::begins;
use crate::pack::{Condition, Shade};

/// > Colour `"origin"` takes a notice's `origin_colour`
pub(super) fn shade(shade: Shade, e: &Evidence) -> Colour {
    match shade {
        Shade::Plain(colour) => colour,
        Shade::Origin => e.colour_of("origin_colour").unwrap_or(Colour::Green),
    }
}

/// > `where` knows these words and no others: … each equal to one value;
/// > `symptoms_any` (a list), `temperature_from` (at least)
///
/// What the item does not say does not hold: unknown is never adverse.
pub(super) fn meets(condition: &Condition, e: &Evidence) -> bool {
    let origin = e.region_of("origin_region").map(|region| region.to_string());
    let from = |beginning: String| origin.as_ref().map(|origin| begins(origin, &beginning));
    let is = |word: &str, value: Value| e.attributes.get(word) == Some(&value);
    let outside = condition.origin_outside.is_none_or(|p| from(p.to_string()) == Some(false));
    let inside = condition.origin_in.is_none_or(|p| from(p.to_string()) == Some(true));
    outside
        && inside
        && condition.level.is_none_or(|level| is("level", Value::Level(level)))
        && condition.result.is_none_or(|result| is("result", Value::Result(result)))
        && condition.origin_colour.is_none_or(|c| is("origin_colour", Value::Colour(c)))
        && condition.country.is_none_or(|country| is("country", Value::Country(country)))
        && condition.symptoms_any.is_none_or(|any| has_symptom(any, e))
        && condition.temperature_from.is_none_or(|least| has_temperature(least, e))
}

fn has_symptom(any: u64, e: &Evidence) -> bool {
    match e.attributes.get("symptoms") {
        Some(Value::Symptoms(rows)) => rows.iter().any(|row| *row < 64 && any >> row & 1 == 1),
        _ => false,
    }
}

fn has_temperature(least: u16, e: &Evidence) -> bool {
    matches!(e.attributes.get("temperature"), Some(Value::Temperature(tenths)) if *tenths >= least)
}
