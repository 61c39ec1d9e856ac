//! Random packs and residents for the tests of derivation.
//!
//! A case is built from rolls of dice, so that it shrinks: fewer items, fewer
//! packs, and smaller rolls, where a roll of 0 is always the simplest choice.
//! Times stand on a grid of six hours with a second more or less, so that they
//! meet each other's boundaries all the time.

#![allow(dead_code, reason = "each file of tests uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails a test")]

pub mod both;
pub mod cover;
pub mod dice;
pub mod packs;
pub mod people;
pub mod story;
pub mod written;

use std::sync::LazyLock;

use jiff::civil::date;
use jiff::tz::TimeZone;
use mingma_model::{Evidence, Kind, Value, Zone};
use mingma_rules::Pack;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use dice::{DAY, Dice};

/// The zone of the fast evaluator.
pub static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::named("Asia/Shanghai").unwrap());

/// The zone of the slow one.
pub static TIME_ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Asia/Shanghai").unwrap());

/// Packs, the items of one resident, and a moment to derive for.
#[derive(Clone)]
pub struct Case {
    /// The packs in force at one time or another.
    pub packs: Vec<Pack>,
    /// The items of one resident, as they came.
    pub items: Vec<Evidence>,
    /// The moment.
    pub at: i64,
}

/// How many cases a property sees; `PROPTEST_CASES` overrides it. Seeds are
/// fixed, so that a run can be repeated, and nothing is written to the disk.
pub fn cases(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x6d69_6e67_6d61),
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    }
}

/// Cases whose packs the loader would take.
pub fn lawful() -> BoxedStrategy<Case> {
    drawn(true)
}

/// Cases whose packs break every law: colours rise, tests stand anywhere, spans
/// shrink, two packs of one region speak at once.
pub fn lawless() -> BoxedStrategy<Case> {
    drawn(false)
}

fn drawn(lawful: bool) -> BoxedStrategy<Case> {
    let rolls = |n| vec(any::<u16>(), n);
    (rolls(12), vec(rolls(72), 1..6), vec(rolls(16), 1..12))
        .prop_map(move |(head, packs, items)| case(lawful, &head, &packs, &items))
        .boxed()
}

fn case(lawful: bool, head: &[u16], packs: &[Vec<u16>], items: &[Vec<u16>]) -> Case {
    let mut dice = Dice::new(head);
    let start = start(&mut dice);
    let theme = theme(&mut dice);
    let packs = packs::build(lawful, start, &theme, packs);
    let items = people::build(start, &theme, items);
    let at = moment(&mut dice, &packs, &items);
    Case { packs, items, at }
}

/// 00:00 local of a day in 2022, or, seldom, shortly before the clocks of 1991
/// were put on or back.
fn start(dice: &mut Dice<'_>) -> i64 {
    let ordinary = date(2022, 6, 1);
    let days = [ordinary, ordinary, ordinary, ordinary, date(1991, 4, 8), date(1991, 9, 9)];
    let midnight = dice.pick(&days).to_zoned_datetime(TIME_ZONE.clone()).unwrap();
    midnight.timestamp().as_second()
}

/// The few kinds that the packs and the items of one case are about.
fn theme(dice: &mut Dice<'_>) -> Vec<Kind> {
    const WITH_EVENTS: &[Kind] = &[
        Kind::ScreenPositive,
        Kind::ConfirmedCase,
        Kind::RiskAreaResidence,
        Kind::Notice,
        Kind::CloseContact,
        Kind::NucleicTest,
    ];
    let anchored: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.anchored()).collect();
    vec![dice.pick(&anchored), dice.pick(WITH_EVENTS), dice.pick(&anchored)]
}

/// A moment at, just before, just after or somewhat after one at which something happens.
fn moment(dice: &mut Dice<'_>, packs: &[Pack], items: &[Evidence]) -> i64 {
    let mut moments = moments(packs, items);
    let known = items.iter().map(|item| item.observed_at);
    let facts = items.iter().filter(|item| item.kind != Kind::NucleicTest && item.kind.anchored());
    let first = facts.map(|item| item.observed_at).min();
    if let (Some(first), Some(last)) = (first, known.max()) {
        moments.retain(|at| (first..last + 16 * DAY).contains(at));
    }
    if moments.is_empty() {
        return packs.first().map_or(0, |pack| pack.from);
    }
    let step = dice.pick(&[0, 0, 0, 1, -1, 3600, DAY / 2, DAY]);
    moments[dice.roll(moments.len())] + step
}

/// Every moment that packs and items name, and those that the lapses reach.
pub fn moments(packs: &[Pack], items: &[Evidence]) -> Vec<i64> {
    let mut moments: Vec<i64> = Vec::new();
    for item in items {
        moments.push(item.observed_at);
        moments.extend(item.until);
        moments.extend(item.anchor());
        for rule in packs.iter().flat_map(|pack| &pack.rules).filter(|rule| rule.on == item.kind) {
            let spans = rule.phases.iter().flat_map(|phase| &phase.until).filter_map(|a| a.after);
            let anchor = item.anchor().unwrap_or(item.observed_at);
            moments.extend(spans.chain([rule.lapse]).map(|span| ZONE.boundary(anchor, span)));
        }
    }
    moments.extend(packs.iter().flat_map(|pack| [pack.from, pack.to]));
    moments.sort_unstable();
    moments.dedup();
    moments
}

/// Every moment at which something may happen, and the seconds beside it.
pub fn everywhen(case: &Case) -> Vec<i64> {
    let mut all: Vec<i64> = moments(&case.packs, &case.items).into_iter().flat_map(|at| [at - 1, at, at + 1]).collect();
    all.push(case.at);
    all.sort_unstable();
    all.dedup();
    all
}

/// The case, in another time.
pub fn shifted(case: &Case, seconds: i64) -> Case {
    let packs = case.packs.iter().map(|pack| pack.moved(pack.from + seconds, pack.to + seconds));
    let items = case.items.iter().map(|item| {
        let mut item = item.clone();
        item.observed_at += seconds;
        item.until = item.until.map(|until| until + seconds);
        for value in item.attributes.values_mut() {
            if let Value::Time(at) = value {
                *at += seconds;
            }
        }
        item
    });
    Case { packs: packs.collect(), items: items.collect(), at: case.at + seconds }
}
