//! What a member says, read strictly: nothing but the words of its kind, every value of
//! the form its kind asks for, no time ahead of the register's clock.

use mingma_acts::Member;
use mingma_acts::item::{Admission, FAST_CLOCK, from_map};
use mingma_model::{Colour, Event, Evidence, Holds, Kind, Profile, Value};

use super::bodies::reasonable;
use crate::ground::Ground;
use crate::refusal::{Refusal, Why};

/// Reads the item of a member as the register would seal it now.
///
/// # Errors
/// The item is not of the form of its kind, or a time in it lies ahead.
pub(crate) fn item(ground: &Ground<'_>, member: &Member, until: Option<i64>) -> Result<Evidence, Refusal> {
    let map = &member.item;
    let word = map.text("kind").ok_or_else(|| Why::Form.of("kind"))?;
    let kind = Kind::from_word(word).ok_or_else(|| Why::Form.of("kind"))?;
    on_time(ground, member, kind)?;
    let admission = Admission { sealed_at: ground.now, until };
    let item = from_map(map, &member.resident, admission, ground.profile).ok_or_else(|| Why::Form.of(word))?;
    let told = 3 + item.attributes.len() + usize::from(map.int("until").is_some());
    if map.len() != told || map.int("until").is_some() && !kind.requires_until() {
        return Err(Why::Form.of(word));
    }
    if let Some(bad) = unfit(&item, ground.profile) {
        return Err(Why::Form.of(bad));
    }
    Ok(item)
}

/// No time lies outside reason, and none further ahead than a fast clock; the end of a
/// notice may.
fn on_time(ground: &Ground<'_>, member: &Member, kind: Kind) -> Result<(), Refusal> {
    if member.item.int("until").is_some_and(|at| !reasonable(at)) {
        return Err(Why::Form.of("until"));
    }
    let times = kind.attributes().iter().filter(|attribute| attribute.holds == Holds::Time);
    for attribute in times {
        match member.item.int(attribute.word) {
            Some(at) if !reasonable(at) => return Err(Why::Form.of(attribute.word)),
            Some(at) if at > ground.now + FAST_CLOCK => return Err(Why::Ahead.of(attribute.word)),
            _ => {}
        }
    }
    Ok(())
}

/// The word whose value the tables of the profile do not know.
fn unfit(item: &Evidence, profile: &Profile) -> Option<&'static str> {
    if !profile.regions.contains(item.region) {
        return Some("region");
    }
    let unfit = |value: &Value| match value {
        Value::Region(region) => !profile.regions.contains(*region),
        Value::Country(country) => !profile.knows_country(*country),
        Value::Kind(kind) => !kind.anchored(),
        Value::Event(event) => *event == Event::RecheckNegative,
        Value::Colour(colour) => item.kind == Kind::Stay && *colour == Colour::Red,
        Value::Dose(dose) => !(1..=20).contains(dose),
        Value::Temperature(tenths) => !(300..=450).contains(tenths),
        _ => false,
    };
    let found = item.attributes.iter().find(|(_, value)| unfit(value)).map(|(word, _)| *word);
    found.or_else(|| out_of_order(item))
}

/// Two times of one item that cannot both be: a report before its sampling, a stay that
/// ends before it begins.
fn out_of_order(item: &Evidence) -> Option<&'static str> {
    const ORDER: [(&str, &str); 2] = [("sampled_at", "reported_at"), ("from", "to")];
    let turned = |(first, then): &(&'static str, &'static str)| matches!((item.time(first), item.time(then)), (Some(first), Some(then)) if then < first);
    ORDER.iter().find(|pair| turned(pair)).map(|(_, then)| *then)
}
