//! Random residents: items of a few kinds, tests, and what is said about other items.

use std::collections::BTreeMap;

use mingma_model::{Colour, Country, Event, Evidence, Holds, Id, Kind, Level, Region, TestResult, Value};

use super::dice::{DAY, Dice};

const REGIONS: [&str; 7] = ["410105", "410105", "410105", "410100", "410000", "130102", "110101"];

/// What one item is to be.
#[derive(Clone, Copy)]
enum What {
    Theme,
    Test,
    Series,
    Recheck,
    FollowUp,
    Correction,
    Stay,
    Again,
}

/// The items of one resident, each admissible beside those before it.
pub fn build(start: i64, theme: &[Kind], rolls: &[Vec<u16>]) -> Vec<Evidence> {
    let mut items: Vec<Evidence> = Vec::new();
    for rolls in rolls {
        draw(start, theme, &mut items, &mut Dice::new(rolls));
    }
    items
}

fn draw(start: i64, theme: &[Kind], items: &mut Vec<Evidence>, dice: &mut Dice<'_>) {
    use What::{Again, Correction, FollowUp, Recheck, Series, Stay, Test, Theme};
    let likely = [
        Theme, Theme, Theme, Test, Test, Test, Series, Series, Recheck, FollowUp, FollowUp, FollowUp, Correction,
        Correction, Stay, Stay, Again,
    ];
    // Somebody of whom nothing is known but tests is of little interest.
    let what = dice.pick(if items.is_empty() { &likely[..1] } else { &likely });
    let shown = ["b", "a", "c"][dice.roll(3)];
    let mut draw = Draw { id: format!("{shown}{}", items.len()), start, dice };
    let drawn = match what {
        Theme => Some(draw.fact(theme)),
        Test => Some(draw.test()),
        Series => return items.extend(draw.series()),
        Recheck => draw.recheck(items),
        FollowUp => draw.follow_up(items),
        Correction => draw.correction(items),
        Stay => draw.stay(items),
        Again => draw.target(items, |_| true).map(|row| items[row].clone()),
    };
    items.extend(drawn);
}

struct Draw<'d, 'r> {
    id: String,
    start: i64,
    dice: &'d mut Dice<'r>,
}

impl Draw<'_, '_> {
    fn item(&mut self, kind: Kind, observed_at: i64) -> Evidence {
        Evidence {
            id: Id::parse(&self.id).unwrap(),
            kind,
            resident: Id::parse("r").unwrap(),
            region: Region::parse(self.dice.pick(&REGIONS)).unwrap(),
            observed_at,
            until: None,
            attributes: BTreeMap::new(),
        }
    }

    /// Known at once, or some hours or days later.
    fn delay(&mut self) -> i64 {
        self.dice.pick(&[0, 0, 0, 3600, DAY / 4, DAY / 2, DAY, 2 * DAY, 9 * DAY, 16 * DAY])
    }

    /// One of those that fit, the latest first.
    fn target(&mut self, items: &[Evidence], fits: impl Fn(&Evidence) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..items.len()).rev().filter(|row| fits(&items[*row])).collect();
        (!fitting.is_empty()).then(|| self.dice.pick(&fitting))
    }

    /// An item of the theme, early on.
    fn fact(&mut self, theme: &[Kind]) -> Evidence {
        let kind = self.dice.pick(&[theme[0], theme[0], theme[1], theme[2]]);
        let anchor = self.start + self.dice.instant(5);
        let observed_at = anchor + self.delay();
        let mut item = self.item(kind, observed_at);
        let lasts = self.dice.maybe(5, |dice| anchor + dice.instant(12).max(1));
        item.until = lasts.or(kind.requires_until().then_some(anchor + 12 * DAY));
        item.attributes = attributes(kind, anchor, self.dice);
        item
    }

    fn test(&mut self) -> Evidence {
        let sampled = self.start + self.dice.instant(16);
        let observed_at = sampled + self.delay();
        let mut item = self.item(Kind::NucleicTest, observed_at);
        item.attributes = attributes(Kind::NucleicTest, sampled, self.dice);
        item
    }

    /// Negative tests at regular distances, often just too short.
    fn series(&mut self) -> Vec<Evidence> {
        let first = self.start + self.dice.instant(8);
        let apart = self.dice.pick(&[DAY, DAY - 1, DAY / 2, DAY / 4]);
        let delay = self.delay();
        let mut one = self.item(Kind::NucleicTest, first);
        one.attributes = attributes(Kind::NucleicTest, first, self.dice);
        one.attributes.insert("result", Value::Result(TestResult::Negative));
        let times = 2 + i64::try_from(self.dice.roll(3)).unwrap();
        let rows = (0..times).map(|row| {
            let sampled = first + row * apart;
            let mut test = Evidence { observed_at: sampled + delay, ..one.clone() };
            test.id = Id::parse(&format!("{}.{row}", one.id)).unwrap();
            test.attributes.insert("sampled_at", Value::Time(sampled));
            test.attributes.insert("reported_at", Value::Time(sampled));
            test
        });
        rows.collect()
    }

    /// A test that names an earlier one; two that became known together may name each other.
    fn recheck(&mut self, items: &mut [Evidence]) -> Option<Evidence> {
        let checked = |item: &Evidence| matches!(item.kind, Kind::NucleicTest | Kind::ScreenPositive);
        let row = self.target(items, checked)?;
        let mut item = self.test();
        item.observed_at = item.observed_at.max(items[row].observed_at);
        if self.dice.once_in(4) {
            close_circle(items, row, &mut item);
        }
        item.attributes.insert("recheck_of", Value::Id(items[row].id.clone()));
        Some(item)
    }

    fn follow_up(&mut self, items: &[Evidence]) -> Option<Evidence> {
        let events = |item: &Evidence| -> Vec<Event> {
            item.kind.events().iter().copied().filter(|event| *event != Event::RecheckNegative).collect()
        };
        let row = self.target(items, |item| !events(item).is_empty())?;
        let of = &items[row];
        let at = (self.start + self.dice.instant(12)).max(of.anchor()?);
        let observed_at = (at + self.delay()).max(of.observed_at);
        let event = self.dice.pick(&events(of));
        let mut item = self.item(Kind::FollowUp, observed_at);
        item.attributes =
            BTreeMap::from([("of", Value::Id(of.id.clone())), ("event", Value::Event(event)), ("at", Value::Time(at))]);
        Some(item)
    }

    fn correction(&mut self, items: &[Evidence]) -> Option<Evidence> {
        let of_corrections = self.dice.once_in(2);
        let row = self
            .target(items, |item| of_corrections && item.kind == Kind::Correction)
            .or_else(|| self.target(items, |_| true))?;
        let observed_at = (self.start + self.dice.instant(16)).max(items[row].observed_at);
        let mut item = self.item(Kind::Correction, observed_at);
        let reason = Value::Id(Id::parse("wrong").unwrap());
        item.attributes = BTreeMap::from([("of", Value::Id(items[row].id.clone())), ("reason", reason)]);
        Some(item)
    }

    fn stay(&mut self, items: &[Evidence]) -> Option<Evidence> {
        let row = self
            .target(items, |item| item.kind.anchored() && item.kind != Kind::NucleicTest)
            .or_else(|| self.target(items, |item| item.kind.anchored()))?;
        let observed_at = (self.start + self.dice.instant(6)).max(items[row].observed_at);
        let mut item = self.item(Kind::Stay, observed_at);
        item.until = Some(observed_at + self.dice.instant(8).max(1));
        let cap = self.dice.pick(&[Colour::Green, Colour::Yellow]);
        item.attributes = BTreeMap::from([("of", Value::Id(items[row].id.clone())), ("cap", Value::Colour(cap))]);
        Some(item)
    }
}

/// Makes two tests name each other, as two that became known together may.
fn close_circle(items: &mut [Evidence], row: usize, test: &mut Evidence) {
    let given_twice = items.iter().filter(|item| item.id == items[row].id).count() > 1;
    if items[row].kind != Kind::NucleicTest || given_twice {
        return;
    }
    let known = items[row].observed_at;
    let sampled = test.anchor().unwrap().min(known);
    test.observed_at = known;
    test.attributes.insert("sampled_at", Value::Time(sampled));
    test.attributes.insert("reported_at", Value::Time(sampled));
    items[row].attributes.insert("recheck_of", Value::Id(test.id.clone()));
}

/// Every attribute of a kind that is not about another item; optional ones now and then.
pub fn attributes(kind: Kind, anchor: i64, dice: &mut Dice<'_>) -> BTreeMap<&'static str, Value> {
    let mut attributes = BTreeMap::new();
    for attribute in kind.attributes() {
        if !attribute.required && (attribute.holds == Holds::Item || !dice.once_in(2)) {
            continue;
        }
        let value = match attribute.holds {
            Holds::Time => Value::Time(anchor),
            Holds::Region => Value::Region(Region::parse(dice.pick(&REGIONS)).unwrap()),
            Holds::Colour => Value::Colour(dice.pick(&[Colour::Yellow, Colour::Red, Colour::Green])),
            Holds::Kind => Value::Kind(Kind::CloseContact),
            Holds::Country => Value::Country(Country::parse(dice.pick(&["JP", "FR"])).unwrap()),
            Holds::Level => Value::Level(dice.pick(&Level::ALL)),
            Holds::Result => {
                Value::Result(dice.pick(&[TestResult::Negative, TestResult::Negative, TestResult::Positive]))
            }
            Holds::Symptoms => Value::Symptoms(dice.pick(&[vec![], vec![0], vec![1, 2]])),
            Holds::Temperature => Value::Temperature(dice.pick(&[365, 374, 375, 376])),
            Holds::Dose => Value::Dose(1),
            Holds::Id | Holds::Item | Holds::Event | Holds::Cap => Value::Id(Id::parse("x").unwrap()),
        };
        attributes.insert(attribute.word, value);
    }
    attributes
}
