//! Model persons: an item that a rule takes, and what may follow it.

use std::collections::BTreeMap;

use mingma_model::{Colour, Country, Event, Evidence, Holds, Id, Kind, Level, Prefix, Region, TestResult, Value};
use mingma_rules::{Pack, Rule};

pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

/// A region of the pack for which no narrower pack of the set speaks.
pub fn home(pack: &Pack) -> Region {
    let digits = match pack.region.to_string().as_str() {
        "00" => "110105".to_owned(),
        "41" => "410105".to_owned(),
        prefix => format!("{prefix:0<6}"),
    };
    Region::parse(&digits).unwrap()
}

pub fn item(name: &str, kind: Kind, region: Region, anchor: i64, observed_at: i64) -> Evidence {
    let mut attributes = BTreeMap::new();
    for attribute in kind.attributes().iter().filter(|attribute| attribute.required) {
        attributes.insert(attribute.word, value(attribute.holds, anchor));
    }
    Evidence { id: id(name), kind, resident: id("r-1"), region, observed_at, until: None, attributes }
}

fn value(holds: Holds, at: i64) -> Value {
    match holds {
        Holds::Time => Value::Time(at),
        Holds::Id | Holds::Item => Value::Id(id("x-1")),
        Holds::Region => Value::Region(Region::parse("310101").unwrap()),
        Holds::Colour => Value::Colour(Colour::Red),
        Holds::Cap => Value::Colour(Colour::Yellow),
        Holds::Kind => Value::Kind(Kind::CloseContact),
        Holds::Country => Value::Country(Country::parse("JP").unwrap()),
        Holds::Level => Value::Level(Level::High),
        Holds::Result => Value::Result(TestResult::Negative),
        Holds::Symptoms => Value::Symptoms(Vec::new()),
        Holds::Temperature => Value::Temperature(382),
        Holds::Dose => Value::Dose(1),
        Holds::Event => Value::Event(Event::Discharged),
    }
}

/// An item that the rule takes, known an hour after it happened.
pub fn taken_by(pack: &Pack, rule: &Rule, anchor: i64) -> Evidence {
    let mut item = item("e-1", rule.on, home(pack), anchor, anchor + HOUR);
    let condition = &rule.condition;
    let mut set = |word, value| item.attributes.insert(word, value);
    if let Some(level) = condition.level {
        set("level", Value::Level(level));
    }
    if let Some(result) = condition.result {
        set("result", Value::Result(result));
    }
    if let Some(bits) = condition.symptoms_any {
        let rows = (0..64).filter(|row| bits >> row & 1 == 1).take(2);
        set("symptoms", Value::Symptoms(rows.collect()));
    }
    if rule.on == Kind::Notice {
        item.until = Some(anchor + 20 * DAY);
    }
    item
}

/// The same item where its pack leaves it out.
pub fn left_out_by(pack: &Pack, rule: &Rule, anchor: i64) -> Option<Evidence> {
    let mut item = taken_by(pack, rule, anchor);
    let inside = |prefix: Prefix| Region::parse(&format!("{:0<6}", prefix.to_string())).unwrap();
    let condition = &rule.condition;
    let changed = [
        condition.level.map(|_| ("level", Value::Level(Level::Low))),
        condition.origin_outside.map(|prefix| ("origin_region", Value::Region(inside(prefix)))),
        condition.result.map(|_| ("result", Value::Result(TestResult::Negative))),
        condition.symptoms_any.map(|_| ("symptoms", Value::Symptoms(Vec::new()))),
    ];
    let changes: Vec<_> = changed.into_iter().flatten().collect();
    item.attributes.extend(changes.iter().cloned());
    (!changes.is_empty()).then_some(item)
}

pub fn test(name: &str, of: &Evidence, sampled: i64, result: TestResult) -> Evidence {
    let mut test = item(name, Kind::NucleicTest, of.region, sampled, sampled + 8 * HOUR);
    test.attributes.insert("reported_at", Value::Time(sampled + 8 * HOUR));
    test.attributes.insert("result", Value::Result(result));
    test
}

pub fn recheck(name: &str, of: &Evidence, sampled: i64) -> Evidence {
    let mut test = test(name, of, sampled, TestResult::Negative);
    test.attributes.insert("recheck_of", Value::Id(of.id.clone()));
    test
}

pub fn follow_up(name: &str, of: &Evidence, event: Event, at: i64) -> Evidence {
    let mut follow_up = item(name, Kind::FollowUp, of.region, at, at + HOUR);
    follow_up.attributes.insert("of", Value::Id(of.id.clone()));
    follow_up.attributes.insert("event", Value::Event(event));
    follow_up
}

pub fn stay(of: &Evidence, cap: Colour, from: i64, until: i64) -> Evidence {
    let mut stay = item("s-1", Kind::Stay, of.region, from, from);
    stay.attributes.insert("of", Value::Id(of.id.clone()));
    stay.attributes.insert("cap", Value::Colour(cap));
    stay.until = Some(until);
    stay
}
