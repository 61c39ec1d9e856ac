//! Two independent programs agree on every input, and the input is of every sort.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod strategies;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use jiff::tz::TimeZone;
use mingma_model::{Colour, Evidence, Source, Zone};
use mingma_rules::cases::read_cases;
use mingma_rules::{Pack, Rulebook, load, oracle, shipped};
use strategies::both::{book, dossier, fast, said, slow};
use strategies::cover::{LOOKS, Seen};
use strategies::story::{PROFILE, read};
use strategies::written::{json, toml};
use strategies::{TIME_ZONE, cases, everywhen, lawful, lawless, shifted};

proptest! {
    #![proptest_config(cases(60_000))]

    /// Whatever the packs and the items: colour, next change, reasons, timelines,
    /// what is missing, what is not covered.
    #[test]
    fn fast_and_slow_agree(case in prop_oneof![lawful(), lawless()]) {
        prop_assert_eq!(fast(&case.packs, &case.items, case.at), slow(&case.packs, &case.items, case.at));
    }
}

/// Zones and days whose midnight is missing, comes twice, or whose whole day is missing.
const ODD_MIDNIGHTS: [(&str, i64); 4] = [
    ("America/Sao_Paulo", 1_541_041_200),
    ("America/Havana", 1_667_448_000),
    ("Asia/Beirut", 1_648_159_200),
    ("Pacific/Apia", 1_325_152_800),
];

static ODD_ZONES: LazyLock<Vec<(Zone, TimeZone, i64)>> = LazyLock::new(|| {
    let open = |(name, day): (&str, i64)| (Zone::named(name).unwrap(), TimeZone::get(name).unwrap(), day);
    ODD_MIDNIGHTS.map(open).into()
});

proptest! {
    #![proptest_config(cases(4_000))]

    /// Another jurisdiction is a folder: its midnights may be odd.
    #[test]
    fn fast_and_slow_agree_where_midnight_is_odd(case in lawful(), row in 0..ODD_MIDNIGHTS.len()) {
        let (zone, time_zone, day) = &ODD_ZONES[row];
        let first = case.items.iter().map(|item| item.observed_at).min().unwrap();
        let case = shifted(&case, day - first);
        let book = Rulebook::new(case.packs.clone(), zone.clone());
        let slow = oracle::derive(&case.packs, &case.items, time_zone, case.at).map_err(|clash| clash.packs);
        prop_assert_eq!(said(&book, &dossier(&case.items), case.at), slow);
    }

    /// What was at each moment, and what will be if nothing becomes known.
    #[test]
    fn history_and_forecast_are_what_the_slow_evaluator_says_moment_by_moment(case in lawful()) {
        let (book, dossier) = (book(&case.packs), dossier(&case.items));
        let (history, forecast) = (book.history(dossier.items(), case.at).unwrap(), book.forecast(dossier.items(), case.at).unwrap());
        let known: Vec<Evidence> = case.items.iter().filter(|item| item.observed_at <= case.at).cloned().collect();
        let standing = |turns: &[(i64, Colour)], at: i64| turns.iter().rev().find(|(from, _)| *from <= at).map_or(Colour::Green, |turn| turn.1);
        for at in everywhen(&case) {
            let (turns, items) = if at <= case.at { (&history, &case.items) } else { (&forecast, &known) };
            prop_assert_eq!(standing(turns, at), oracle::colour(&case.packs, items, &TIME_ZONE, at).unwrap(), "at {}", at);
        }
        for turns in [&history, &forecast] {
            prop_assert!(turns.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1));
        }
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// The packs called lawful are: written down, the loader takes them, and reads the same.
    #[test]
    fn lawful_packs_pass_the_loader(case in lawful()) {
        for pack in &case.packs {
            prop_assert_eq!(&read("pack.toml", &toml(pack)), pack);
        }
    }

    /// The items are what the reader of JSON takes, and reads the same.
    #[test]
    fn items_written_down_read_the_same(case in lawful()) {
        let lines: Vec<String> = case.items.iter().map(json).collect();
        let text = format!("[{}]", lines.join(","));
        let placed = mingma_model::read::array(&Source::new("items.json", &text), &PROFILE).unwrap();
        prop_assert_eq!(placed.items, case.items);
    }
}

/// A property that sees nothing proves nothing: among the first cases, each
/// construct of the language, each sort of item, each outcome and each meeting
/// with a boundary occurs at least three times.
#[test]
fn every_construct_occurs() {
    let mut runner = TestRunner::new(cases(0));
    let mut counts = vec![0_u32; LOOKS.len()];
    for _ in 0..20_000 {
        let case = lawful().new_tree(&mut runner).unwrap().current();
        let answer = fast(&case.packs, &case.items, case.at).unwrap();
        let seen = Seen { case: &case, answer: &answer };
        for (count, (_, looks)) in counts.iter_mut().zip(LOOKS) {
            *count += u32::from(looks(&seen));
        }
    }
    for (count, (name, _)) in counts.iter().zip(LOOKS) {
        println!("{count:6} {name}");
    }
    let rare = LOOKS.iter().zip(&counts).filter(|(_, count)| **count < 3).map(|((name, _), _)| *name);
    assert_eq!(rare.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Outside the law the two also meet clashes, and say so both.
#[test]
fn clashes_occur_and_both_evaluators_name_the_same_two_packs() {
    let mut runner = TestRunner::new(cases(0));
    let mut clashes = 0;
    for _ in 0..2_000 {
        let case = lawless().new_tree(&mut runner).unwrap().current();
        let slow = slow(&case.packs, &case.items, case.at);
        assert_eq!(fast(&case.packs, &case.items, case.at).err(), slow.as_ref().err().cloned());
        clashes += u32::from(slow.is_err());
    }
    assert!(clashes >= 20, "{clashes}");
}

/// Each row of the published tables, walked day by day, by both evaluators: the
/// colour that the case wants under its own pack, and one answer under all packs.
#[test]
fn both_evaluators_agree_on_every_published_case() {
    let mut walked = 0;
    for id in shipped::profiles() {
        let profile = shipped::profile(&id).unwrap();
        let files = load::shipped_files(&id);
        let packs: Vec<Pack> = load::packs(&files, &profile).unwrap().into_iter().map(|read| read.pack).collect();
        for pack in &packs {
            let name = format!("{}.cases.json", pack.id);
            let text = shipped::rule_file(&id, &name).unwrap();
            for case in read_cases(&Source::new(&name, &text), &profile).unwrap() {
                let alone = slow(std::slice::from_ref(pack), &case.dossier, case.at).unwrap();
                assert_eq!(alone.colour, case.colour, "{name}: {}", case.name);
                assert_eq!(case.next_change.unwrap_or(alone.next_change), alone.next_change, "{name}: {}", case.name);
                for at in [case.at - 1, case.at, case.at + 1, case.at + 86_400] {
                    assert_eq!(
                        fast(&packs, &case.dossier, at),
                        slow(&packs, &case.dossier, at),
                        "{name}: {}",
                        case.name
                    );
                }
                walked += 1;
            }
        }
    }
    assert!(walked >= 500, "{walked}");
}
