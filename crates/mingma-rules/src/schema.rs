//! The rule language as a JSON Schema, so that editors complete packs.

use mingma_model::{Event, Kind, Profile};
use serde_json::{Value, json};

/// 1 to 87,600 hours: the loader's own limit, of which a test knows.
const HOURS: &str = "^([1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-6][0-9]{3}|87[0-5][0-9]{2}|87600)h$";
/// Such hours, or 1 to 3,650 days.
const SPAN: &str = "^(([1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-6][0-9]{3}|87[0-5][0-9]{2}|87600)h|([1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)d)$";

/// The schema of a pack under a profile.
#[must_use]
pub fn schema(profile: &Profile) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mingma rule pack 明码规则包",
        "type": "object",
        "additionalProperties": false,
        "required": ["pack", "rule"],
        "properties": { "pack": head(), "rule": { "type": "array", "minItems": 1, "maxItems": crate::parse::MAX_RULES, "items": rule(profile) } },
        "$defs": {
            "span": { "type": "string", "pattern": SPAN, "description": "24h 或 7d：整小时或整天 / whole hours or whole days" },
            "hours": { "type": "string", "pattern": HOURS, "description": "整小时 / whole hours" },
            "id": { "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$" },
            "text": { "type": "object", "additionalProperties": false, "required": ["zh", "en"], "properties": { "zh": { "type": "string", "minLength": 1 }, "en": { "type": "string", "minLength": 1 } } },
            "event": { "enum": Event::ALL.map(Event::word) },
            "until": until(),
            "release": release(),
        },
    })
}

fn head() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "region", "from", "to", "issuer", "source", "title"],
        "properties": {
            "id": { "$ref": "#/$defs/id" },
            "region": { "type": "string", "pattern": "^([0-9]{2}){1,3}$", "description": "\"00\" 或区划代码的前 2、4、6 位 / \"00\" or the first 2, 4 or 6 digits of a code" },
            "from": { "description": "生效，RFC 3339 带偏移 / first moment in force, RFC 3339 with offset" },
            "to": { "description": "失效；有效期 72 小时至 180 天 / no longer in force; 72 hours to 180 days after from" },
            "issuer": { "type": "string", "minLength": 1 },
            "source": { "type": "string", "minLength": 1 },
            "title": { "$ref": "#/$defs/text" },
        },
    })
}

fn rule(profile: &Profile) -> Value {
    let kinds: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.anchored()).map(|kind| kind.word()).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "on", "phases", "lapse", "reason"],
        "properties": {
            "id": { "$ref": "#/$defs/id" },
            "on": { "enum": kinds },
            "where": condition(profile),
            "phases": { "type": "array", "minItems": 1, "maxItems": crate::parse::MAX_PHASES, "items": {
                "type": "object", "additionalProperties": false, "required": ["colour", "until"],
                "properties": { "colour": { "enum": ["green", "yellow", "red", "origin"] }, "until": { "$ref": "#/$defs/until" } },
            } },
            "lapse": { "$ref": "#/$defs/span" },
            "reason": { "$ref": "#/$defs/text" },
        },
    })
}

fn condition(profile: &Profile) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "properties": {
            "origin_outside": { "type": "string", "pattern": "^([0-9]{2}){1,2}$" },
            "origin_in": { "type": "string", "pattern": "^([0-9]{2}){1,2}$" },
            "level": { "enum": ["high", "medium", "low"] },
            "result": { "enum": ["negative", "positive"] },
            "origin_colour": { "enum": ["green", "yellow", "red"] },
            "country": { "type": "string", "pattern": "^[A-Z]{2}$" },
            "symptoms_any": { "type": "array", "minItems": 1, "items": { "enum": profile.symptom_words() } },
            "temperature_from": { "type": "number", "minimum": 30, "maximum": 45 },
        },
    })
}

fn until() -> Value {
    let named = json!({
        "after": { "$ref": "#/$defs/span" },
        "event": { "anyOf": [{ "$ref": "#/$defs/event" }, { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/event" } }] },
        "release": { "$ref": "#/$defs/release" },
    });
    let alternative =
        json!({ "type": "object", "additionalProperties": false, "minProperties": 1, "properties": named });
    let any = json!({
        "type": "object", "additionalProperties": false, "required": ["any"],
        "properties": { "any": { "type": "array", "minItems": 1, "items": alternative } },
    });
    json!({ "anyOf": [alternative, any] })
}

fn release() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["negative_tests"],
        "properties": {
            "negative_tests": { "type": "integer", "minimum": 1, "maximum": 10 },
            "within": { "$ref": "#/$defs/span" },
            "first_within": { "$ref": "#/$defs/hours" },
            "gap": { "$ref": "#/$defs/hours" },
            "from": { "$ref": "#/$defs/span" },
        },
    })
}
