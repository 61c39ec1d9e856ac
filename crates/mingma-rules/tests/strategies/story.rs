//! Short words for examples that are written by hand: moments of 2022 as
//! "06-18 15:00", facts with an anchor, packs from their TOML.

use mingma_model::{Colour, Event, Evidence, Id, Kind, Profile, Region, TestResult, Value};
use mingma_rules::oracle::Answer;
use mingma_rules::{Pack, PackFile, shipped};
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::ZONE;
use super::both::{fast, slow};
use super::dice::Dice;
use super::people::attributes;

/// The profile that ships for China.
pub static PROFILE: LazyLock<Profile> = LazyLock::new(|| shipped::profile("cn").unwrap());

/// A moment of 2022 in Beijing: "06-18", "06-18 15:00" or "06-18 15:00:01".
pub fn at(text: &str) -> i64 {
    let clock = match text.len() {
        5 => " 00:00:00",
        11 => ":00",
        _ => "",
    };
    ZONE.parse(&format!("2022-{text}{clock}+08:00").replace(' ', "T")).unwrap()
}

fn all(items: &[&Evidence]) -> Vec<Evidence> {
    items.iter().map(|item| (*item).clone()).collect()
}

/// A fact in Zhengzhou, known the moment that it is counted from.
pub fn fact(id: &str, kind: Kind, anchor: &str) -> Evidence {
    Evidence {
        id: Id::parse(id).unwrap(),
        kind,
        resident: Id::parse("r-1").unwrap(),
        region: Region::parse("410105").unwrap(),
        observed_at: at(anchor),
        until: None,
        attributes: attributes(kind, at(anchor), &mut Dice::new(&[])),
    }
}

/// The same, known later.
pub fn known(item: &Evidence, moment: &str) -> Evidence {
    Evidence { observed_at: at(moment), ..item.clone() }
}

/// The same, with an end of its own.
pub fn until(item: &Evidence, moment: &str) -> Evidence {
    Evidence { until: Some(at(moment)), ..item.clone() }
}

/// The same, elsewhere.
pub fn elsewhere(item: &Evidence, region: &str) -> Evidence {
    Evidence { region: Region::parse(region).unwrap(), ..item.clone() }
}

/// The same with another attribute.
pub fn with(item: &Evidence, word: &'static str, value: Value) -> Evidence {
    let mut item = item.clone();
    item.attributes.insert(word, value);
    item
}

/// An arrival from Shanghai.
pub fn arrival(id: &str, moment: &str) -> Evidence {
    with(&fact(id, Kind::Arrival, moment), "origin_region", Value::Region(Region::parse("310101").unwrap()))
}

/// A negative test, known at once.
pub fn negative(id: &str, sampled: &str) -> Evidence {
    with(&fact(id, Kind::NucleicTest, sampled), "result", Value::Result(TestResult::Negative))
}

/// A positive test, known at once.
pub fn positive(id: &str, sampled: &str) -> Evidence {
    with(&fact(id, Kind::NucleicTest, sampled), "result", Value::Result(TestResult::Positive))
}

/// A test that checks another item again.
pub fn recheck(test: &Evidence, of: &str) -> Evidence {
    with(test, "recheck_of", Value::Id(Id::parse(of).unwrap()))
}

fn about(id: &str, kind: Kind, of: &str, moment: &str) -> Evidence {
    let of = Value::Id(Id::parse(of).unwrap());
    Evidence { attributes: BTreeMap::from([("of", of)]), ..fact(id, kind, moment) }
}

/// What happened to another item, known at once.
pub fn follow_up(id: &str, of: &str, event: Event, moment: &str) -> Evidence {
    let item = with(&about(id, Kind::FollowUp, of, moment), "event", Value::Event(event));
    with(&item, "at", Value::Time(at(moment)))
}

/// A correction of another item.
pub fn correction(id: &str, of: &str, moment: &str) -> Evidence {
    with(&about(id, Kind::Correction, of, moment), "reason", Value::Id(Id::parse("wrong").unwrap()))
}

/// A stay on another item.
pub fn stay(id: &str, of: &str, cap: Colour, moment: &str, end: &str) -> Evidence {
    until(&with(&about(id, Kind::Stay, of, moment), "cap", Value::Colour(cap)), end)
}

/// A pack by the loader's law; its rules as TOML without `id` and `reason`.
pub fn pack(id: &str, region: &str, from: &str, to: &str, rules: &[&str]) -> Pack {
    let head = format!(
        "[pack]\nid = \"{id}\"\nregion = \"{region}\"\nfrom = {}\nto = {}\nissuer = \"test/command\"\n\
         source = \"a table made for a test\"\ntitle = {{ zh = \"试\", en = \"test\" }}\n",
        ZONE.show(at(from)),
        ZONE.show(at(to)),
    );
    let rules = rules.iter().enumerate().map(|(row, rule)| {
        format!("\n[[rule]]\nid = \"rule-{row}\"\n{rule}\nreason = {{ zh = \"试\", en = \"test\" }}\n")
    });
    read(&format!("{id}.toml"), &(head + &rules.collect::<String>()))
}

/// A pack that ships.
pub fn published(id: &str) -> Pack {
    let name = format!("{id}.toml");
    read(&name, &shipped::rule_file("cn", &name).unwrap())
}

/// Reads a pack by the loader's law.
pub fn read(name: &str, text: &str) -> Pack {
    match PackFile::new(name, text).read(&PROFILE) {
        Ok(read) => read.pack,
        Err(faults) => panic!("{faults:?}\n{text}"),
    }
}

/// What both evaluators say.
pub fn derive(packs: &[&Pack], items: &[&Evidence], moment: &str) -> Answer {
    let packs: Vec<Pack> = packs.iter().map(|pack| (*pack).clone()).collect();
    let said = fast(&packs, &all(items), at(moment));
    assert_eq!(said, slow(&packs, &all(items), at(moment)));
    said.unwrap()
}

/// The colour that both evaluators derive.
pub fn colour(packs: &[&Pack], items: &[&Evidence], moment: &str) -> Colour {
    derive(packs, items, moment).colour
}

/// The colours just before and at a moment.
pub fn turns(packs: &[&Pack], items: &[&Evidence], moment: &str) -> (Colour, Colour) {
    let packs: Vec<Pack> = packs.iter().map(|pack| (*pack).clone()).collect();
    let colour = |at: i64| {
        let said = fast(&packs, &all(items), at);
        assert_eq!(said, slow(&packs, &all(items), at));
        said.unwrap().colour
    };
    (colour(at(moment) - 1), colour(at(moment)))
}
