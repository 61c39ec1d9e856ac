//! Two packs over the same kind: where one is stricter or milder than the
//! other, day by day, over model persons.

use mingma_model::{Colour, Country, Event, Kind, Level, Prefix, Region, TestResult, Zone};

use crate::book::Rulebook;
use crate::item::{Detail, Item};
use crate::pack::{Pack, Rule};

/// Days that two packs are compared over: the longest lapse of a case and a little more.
const DAYS: u32 = 200;

/// Days on which one pack gives another colour than the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind compared.
    pub kind: Kind,
    /// The rule of the first pack that treats the model person; none if it leaves them out.
    pub rule: Option<String>,
    /// The rule of the second pack.
    pub other_rule: Option<String>,
    /// How the model person behaves.
    pub scenario: Scenario,
    /// True where the first pack is the stricter one, false where it is the milder.
    pub stricter: bool,
    /// Every run of such days, in order; days between two runs are alike or the other way round.
    pub runs: Vec<Days>,
}

impl Difference {
    /// True of the same pair of rules on the same side.
    fn says_the_same(&self, other: &Self) -> bool {
        (&self.rule, &self.other_rule, self.stricter) == (&other.rule, &other.other_rule, other.stricter)
    }
}

/// A run of days on which the two packs give the same two colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First such day; 0 is the day of the anchor.
    pub first: u32,
    /// Last such day.
    pub last: u32,
    /// The first pack's colour on each of them.
    pub colour: Colour,
    /// The second pack's colour on each of them.
    pub other: Colour,
}

/// What a model person does and what happens to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// No test, no event.
    Nothing,
    /// A negative test every morning.
    DailyTests,
    /// An event on the fifth day, no test.
    Event(Event),
    /// An event on the fifth day, and a negative test every morning.
    EventAndTests(Event),
}

/// Compares what two packs make of one kind, as if both were in force.
#[must_use]
pub fn compare(a: &Pack, b: &Pack, kind: Kind, zone: &Zone) -> Vec<Difference> {
    let start = a.from.max(b.from);
    let anchor = zone.midnight_after(start, 1) + 10 * 3600;
    let end = zone.midnight_after(anchor, DAYS + 2);
    let [first, second] = [a, b].map(|pack| Rulebook::new(vec![pack.moved(start, end)], zone.clone()));
    let region = inside(if a.region.len() >= b.region.len() { a.region } else { b.region });
    let mut out: Vec<Difference> = Vec::new();
    for detail in variants(kind, a, b) {
        for scenario in scenarios(kind) {
            let items = person(Item::plain(kind, region, anchor, anchor, detail), scenario, zone);
            let runs = runs(&first, &second, &items, anchor, zone);
            let rules = [a, b].map(|pack| treating(pack, &items).map(|rule| rule.id.clone()));
            let [rule, other_rule] = rules;
            for stricter in [true, false] {
                let runs: Vec<Days> = runs.iter().copied().filter(|run| (run.colour > run.other) == stricter).collect();
                let difference =
                    Difference { kind, rule: rule.clone(), other_rule: other_rule.clone(), scenario, stricter, runs };
                // The first scenario that shows it is enough for a pair of rules.
                if !difference.runs.is_empty() && !out.iter().any(|known| known.says_the_same(&difference)) {
                    out.push(difference);
                }
            }
        }
    }
    out
}

fn treating<'a>(pack: &'a Pack, items: &[Item]) -> Option<&'a Rule> {
    pack.rules.iter().find(|rule| rule.on == items[0].kind && rule.condition.holds(&items[0]))
}

/// Runs of days on which the colours at noon differ.
fn runs(a: &Rulebook, b: &Rulebook, items: &[Item], anchor: i64, zone: &Zone) -> Vec<Days> {
    let mut out: Vec<Days> = Vec::new();
    for day in 0..DAYS {
        let at = zone.midnight_after(anchor, day) + 12 * 3600;
        let (Ok(colour), Ok(other)) = (a.colour(items, at), b.colour(items, at)) else {
            return out;
        };
        match out.last_mut() {
            Some(run) if (run.last + 1, run.colour, run.other) == (day, colour, other) => run.last = day,
            _ if colour != other => out.push(Days { first: day, last: day, colour, other }),
            _ => {}
        }
    }
    out
}

fn scenarios(kind: Kind) -> Vec<Scenario> {
    let events = kind.events().iter().flat_map(|event| [Scenario::Event(*event), Scenario::EventAndTests(*event)]);
    [Scenario::Nothing, Scenario::DailyTests].into_iter().chain(events).collect()
}

fn person(item: Item, scenario: Scenario, zone: &Zone) -> Vec<Item> {
    let mut items = vec![item];
    let morning = |day: u32| zone.midnight_after(item.anchor, day) + 8 * 3600;
    if matches!(scenario, Scenario::DailyTests | Scenario::EventAndTests(_)) {
        items.extend((1..40).map(|day| negative(item.region, morning(day))));
    }
    if let Scenario::Event(event) | Scenario::EventAndTests(event) = scenario {
        let at = morning(5) - 3600;
        items.push(match event {
            Event::RecheckNegative => Item { about: 0, ..negative(item.region, at) },
            _ => Item { about: 0, ..Item::plain(Kind::FollowUp, item.region, at, i64::MIN, Detail::Event(event, at)) },
        });
    }
    // The anchor item is the earliest, so rows that point to it stay right.
    items.sort_by_key(|item| item.observed_at);
    items
}

fn negative(region: Region, at: i64) -> Item {
    Item::plain(Kind::NucleicTest, region, at, at, Detail::Test(TestResult::Negative))
}

fn inside(prefix: Prefix) -> Region {
    let digits = format!("{:0<6}", prefix.to_string());
    Region::parse(if prefix.len() == 0 { "110105" } else { &digits }).expect("a beginning filled up to six digits")
}

fn elsewhere() -> Region {
    Region::parse("650102").expect("six digits")
}

/// Model persons that between them meet or miss every condition of both packs.
fn variants(kind: Kind, a: &Pack, b: &Pack) -> Vec<Detail> {
    let conditions = || a.rules.iter().chain(&b.rules).filter(|rule| rule.on == kind).map(|rule| &rule.condition);
    let mut origins: Vec<Region> =
        conditions().flat_map(|c| [c.origin_outside, c.origin_in]).flatten().map(inside).collect();
    origins.push(elsewhere());
    let mut countries: Vec<Country> = conditions().filter_map(|c| c.country).collect();
    countries.extend(Country::parse("JP"));
    match kind {
        Kind::NucleicTest => TestResult::ALL.into_iter().map(Detail::Test).collect(),
        Kind::RiskAreaStay | Kind::RiskAreaResidence => Level::ALL.into_iter().map(Detail::Level).collect(),
        Kind::Arrival => origins.into_iter().map(Detail::Origin).collect(),
        Kind::Notice => origins
            .iter()
            .flat_map(|origin| [Colour::Yellow, Colour::Red].map(|colour| Detail::Notice(*origin, colour)))
            .collect(),
        Kind::EntryFromAbroad => countries.into_iter().map(Detail::Country).collect(),
        Kind::SelfDeclaration => {
            vec![Detail::Declared(u64::MAX, 390), Detail::Declared(u64::MAX, 365), Detail::Declared(0, 390)]
        }
        _ => vec![Detail::None],
    }
}
