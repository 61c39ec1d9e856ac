//! A pack tried on a register: whom it would bind, whom it would free, for how long.

use mingma_model::{Colour, Zone};
use serde::Serialize;

use crate::book::{Clash, Rulebook};
use crate::item::Item;
use crate::pack::Pack;

/// What a pack would change for a register, beside the packs in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DryRun {
    /// The pack tried.
    pub pack: String,
    /// Packs of the same region and overlapping time that it would replace.
    pub replaces: Vec<String>,
    /// Persons read.
    pub people: usize,
    /// Persons with evidence that the pack speaks of.
    pub spoken_of: usize,
    /// Persons who at some moment would have a higher colour with the pack.
    pub bound: Touched,
    /// Persons who at some moment would have a lower colour with the pack.
    pub freed: Touched,
    /// Persons whose colour would be the same at every moment.
    pub unchanged: usize,
    /// Days in each colour, all persons together, without and with the pack.
    pub days: DaysInColour,
}

/// How many persons, and for how long.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Touched {
    /// Persons.
    pub people: usize,
    /// Days of all persons together.
    pub total_days: f64,
    /// The middle person's days.
    pub median_days: f64,
    /// Nine of ten persons have at most so many days.
    pub p90_days: f64,
    /// The most days of one person.
    pub max_days: f64,
}

/// Person-days in adverse colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct DaysInColour {
    /// Yellow without the pack.
    pub yellow_without: f64,
    /// Yellow with the pack.
    pub yellow_with: f64,
    /// Red without the pack.
    pub red_without: f64,
    /// Red with the pack.
    pub red_with: f64,
}

/// Follows everybody this long after their last item (days): past every lapse.
const HORIZON_DAYS: u32 = 400;

const DAY: f64 = 86_400.0;

/// Tries a pack on people whose items are sorted by `(observed_at, id)`.
///
/// # Errors
/// Two packs of one region spoke of one item at one time.
pub fn dry_run<'a>(
    pack: &Pack,
    others: &[Pack],
    zone: &Zone,
    people: impl Iterator<Item = &'a [Item]>,
) -> Result<DryRun, Clash> {
    let overlaps = |other: &Pack| other.region == pack.region && other.from.max(pack.from) < other.to.min(pack.to);
    let kept: Vec<Pack> = others.iter().filter(|other| other.id != pack.id).cloned().collect();
    let without = Rulebook::new(kept.clone(), zone.clone());
    let mut set: Vec<Pack> = kept.iter().filter(|other| !overlaps(other)).cloned().collect();
    set.push(pack.clone());
    let with = Rulebook::new(set, zone.clone());
    let mut out = DryRun {
        pack: pack.id.clone(),
        replaces: kept.iter().filter(|other| overlaps(other)).map(|other| other.id.clone()).collect(),
        ..DryRun::default()
    };
    let (mut bound, mut freed) = (Vec::new(), Vec::new());
    for items in people {
        out.people += 1;
        out.spoken_of += usize::from(items.iter().any(|item| speaks_of(pack, item)));
        let end = items.last().map_or(0, |item| zone.midnight_after(item.observed_at, HORIZON_DAYS));
        let change = Change::between(&without.history(items, end)?, &with.history(items, end)?, end, &mut out.days);
        if change.higher > 0 {
            bound.push(change.higher);
        }
        if change.lower > 0 {
            freed.push(change.lower);
        }
        out.unchanged += usize::from(change.higher == 0 && change.lower == 0);
    }
    out.bound = touched(bound);
    out.freed = touched(freed);
    Ok(out)
}

fn speaks_of(pack: &Pack, item: &Item) -> bool {
    pack.region.contains(item.region)
        && pack.in_force(item.observed_at)
        && pack.rules.iter().any(|rule| rule.on == item.kind && rule.condition.holds(item))
}

/// Seconds during which one person's colour is higher or lower.
#[derive(Default)]
struct Change {
    higher: i64,
    lower: i64,
}

impl Change {
    fn between(without: &[(i64, Colour)], with: &[(i64, Colour)], end: i64, days: &mut DaysInColour) -> Self {
        let mut moments: Vec<i64> = without.iter().chain(with).map(|(at, _)| *at).collect();
        moments.push(end);
        moments.sort_unstable();
        moments.dedup();
        let mut change = Self::default();
        for pair in moments.windows(2) {
            let length = pair[1] - pair[0];
            let (a, b) = (colour_at(without, pair[0]), colour_at(with, pair[0]));
            days.add(a, b, length);
            change.higher += if b > a { length } else { 0 };
            change.lower += if b < a { length } else { 0 };
        }
        change
    }
}

impl DaysInColour {
    fn add(&mut self, without: Colour, with: Colour, seconds: i64) {
        let days = in_days(seconds);
        for (colour, yellow, red) in [
            (without, &mut self.yellow_without, &mut self.red_without),
            (with, &mut self.yellow_with, &mut self.red_with),
        ] {
            match colour {
                Colour::Green => {}
                Colour::Yellow => *yellow += days,
                Colour::Red => *red += days,
            }
        }
    }
}

fn colour_at(history: &[(i64, Colour)], at: i64) -> Colour {
    let row = history.partition_point(|(from, _)| *from <= at);
    row.checked_sub(1).map_or(Colour::Green, |row| history[row].1)
}

fn touched(mut seconds: Vec<i64>) -> Touched {
    seconds.sort_unstable();
    let at = |share: usize| {
        seconds.get((seconds.len() * share / 100).min(seconds.len().saturating_sub(1))).map_or(0.0, |s| in_days(*s))
    };
    Touched {
        people: seconds.len(),
        total_days: round(seconds.iter().map(|s| in_days(*s)).sum()),
        median_days: round(at(50)),
        p90_days: round(at(90)),
        max_days: round(at(100)),
    }
}

fn in_days(seconds: i64) -> f64 {
    // Spans of a few years: exact in a double.
    #[allow(clippy::cast_precision_loss)]
    let seconds = seconds as f64;
    seconds / DAY
}

/// Two decimals; the sum of nothing is 0, not -0.
fn round(days: f64) -> f64 {
    (days * 100.0).round() / 100.0 + 0.0
}
