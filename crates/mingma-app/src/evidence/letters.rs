//! The letter 告知 that stands with the act: for everybody whose colour is not green
//! after it and whose reasons it changed.

use std::fmt::Write as _;

use mingma_acts::{Power, Registry, stands};
use mingma_model::{Colour, Evidence};
use mingma_rules::{Dossier, json::Report};
use mingma_store::rows::UnitRow;
use serde::Serialize;
use serde_json::Value;

use super::filing::{Filing, clash};
use super::ties::Tie;
use crate::ground::Ground;
use crate::refusal::{Refusal, Why};

/// A letter, before it is sealed.
#[derive(Debug, Serialize)]
struct Letter<'a> {
    at: Value,
    colour: Value,
    next_change: Value,
    reasons: Value,
    tie: Option<&'a Tie>,
    act: String,
    unit: Unit<'a>,
    telephone: &'a str,
}

/// Who answers for the act.
#[derive(Debug, Serialize)]
pub(crate) struct Unit<'a> {
    id: &'a str,
    name_zh: &'a str,
    name_en: &'a str,
}

/// The letter to the resident of a row of the files, with what the act adds to their
/// evidence; none where they stay green or nothing about their reasons changes.
pub(crate) fn letter(
    filing: &Filing<'_>,
    row: usize,
    new: &[Evidence],
    tie: Option<&Tie>,
) -> Result<Option<Vec<u8>>, Refusal> {
    let file = &filing.ground.files[row];
    let held = file.held.iter().map(|held| &held.item);
    let after = dossier(held.chain(new).cloned().collect(), row)?;
    let region = new.first().map(|item| item.region.to_string()).unwrap_or_default();
    told(filing.ground, || dossier(file.items(), row), &after, &region, tie)
}

/// The letter to somebody whose evidence becomes another by an act that says something
/// of a region; none where they are green after it or nothing about their reasons changes.
pub(crate) fn told(
    ground: &Ground<'_>,
    before: impl FnOnce() -> Result<Dossier, Refusal>,
    after: &Dossier,
    region: &str,
    tie: Option<&Tie>,
) -> Result<Option<Vec<u8>>, Refusal> {
    let colour = ground.book.colour(after.items(), ground.now).map_err(|found| clash(&found))?;
    if colour == Colour::Green {
        return Ok(None);
    }
    let told = report(ground, after)?;
    if report(ground, &before()?)?["reasons"] == told["reasons"] {
        return Ok(None);
    }
    let act = ground.permit.act();
    let (unit, telephone) = answers(ground.registry, &act.actor, region, ground.now);
    let part = |word: &str| told.get(word).cloned().unwrap_or(Value::Null);
    let letter = Letter {
        at: part("at"),
        colour: part("colour"),
        next_change: part("next_change"),
        reasons: part("reasons"),
        tie,
        act: act.id.to_string(),
        unit,
        telephone,
    };
    Ok(Some(canonical(&serde_json::to_value(letter).expect("words and numbers alone")).into_bytes()))
}

/// All evidence of one resident; what contradicts what stands is refused.
pub(crate) fn dossier(items: Vec<Evidence>, row: usize) -> Result<Dossier, Refusal> {
    Dossier::new(items).map_err(|found| {
        let field = found.first().and_then(|(_, fault)| fault.field.clone()).unwrap_or_default();
        let missing = found.first().is_some_and(|(_, fault)| fault.fault.code == "MM-EVD-014");
        if missing { Why::NoGround } else { Why::Contradiction }.of(field).at(row)
    })
}

/// What is derived of somebody now, as everybody reads it.
pub(crate) fn report(ground: &Ground<'_>, dossier: &Dossier) -> Result<Value, Refusal> {
    let derived = ground.book.derive(dossier, ground.now).map_err(|found| clash(&found))?;
    let report = Report::new(&derived, dossier.evidence(), &ground.profile.zone);
    Ok(serde_json::to_value(report).expect("words and numbers alone"))
}

/// Who answers, and their telephone: the acting unit, or, of an institution's or the
/// resident's own word, the nearest unit that has power there.
pub(crate) fn answers<'a>(registry: &'a Registry, actor: &'a str, region: &str, at: i64) -> (Unit<'a>, &'a str) {
    let nearest = nearest(registry, Power::Assign, region, at);
    let telephone = nearest.map_or("", |unit| unit.telephone.as_str());
    if let Some(unit) = registry.unit(actor, at) {
        return (Unit { id: actor, name_zh: &unit.name_zh, name_en: &unit.name_en }, &unit.telephone);
    }
    let unit = match (registry.institution(actor, at), nearest) {
        (Some(one), _) => Unit { id: actor, name_zh: &one.name_zh, name_en: &one.name_en },
        (None, Some(unit)) => Unit { id: &unit.id, name_zh: &unit.name_zh, name_en: &unit.name_en },
        (None, None) => Unit { id: "register", name_zh: "登记系统", name_en: "the register" },
    };
    (unit, telephone)
}

/// The unit with a power over the narrowest region that holds this one.
pub(crate) fn nearest<'a>(registry: &'a Registry, power: Power, region: &str, at: i64) -> Option<&'a UnitRow> {
    let powers = registry.powers.values().flatten();
    let there = powers.filter(|row| {
        row.power == power.word() && stands(row.since, row.until, at) && mingma_acts::within(region, &row.region)
    });
    let width = |region: &str| region.trim_end_matches("00").len();
    let standing = there.filter_map(|row| Some((width(&row.region), registry.unit(&row.unit, at)?)));
    standing.max_by(|(a, x), (b, y)| a.cmp(b).then(y.id.cmp(&x.id))).map(|(_, unit)| unit)
}

/// JSON in one way: keys ascend, nothing between.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::with_capacity(512);
    put(&mut out, value);
    out
}

fn put(out: &mut String, value: &Value) {
    match value {
        Value::Object(map) => {
            let mut words: Vec<&String> = map.keys().collect();
            words.sort_unstable();
            out.push('{');
            for (n, word) in words.into_iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                write!(out, "{}:", Value::from(word.as_str())).expect("writing into memory cannot fail");
                put(out, &map[word]);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (n, value) in list.iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                put(out, value);
            }
            out.push(']');
        }
        other => write!(out, "{other}").expect("writing into memory cannot fail"),
    }
}
