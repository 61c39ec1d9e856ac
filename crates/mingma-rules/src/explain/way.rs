//! A way out of a phase: what has to come together, and what it comes to.

use mingma_model::{Colour, Event, Kind, Region, TestResult};

use super::plan::{Scene, standing};
use crate::book::Clash;
use crate::derive::{Derivation, Reason};
use crate::item::{Detail, Item};
use crate::pack::{Alternative, Phase, Release, Shade};
use crate::timeline::{Missing, MissingTests};

/// A way out of a phase that is not merely time.
pub(crate) enum Way {
    /// It can still be gone.
    Open(Open),
    /// The tests came too late, or there is no time left for them.
    Lost(Lost),
}

/// What has to come together.
pub(crate) struct Open {
    /// This event, if one is waited for.
    pub(crate) event: Option<Event>,
    /// These tests, if tests are missing.
    pub(crate) tests: Option<Wanted>,
    /// Not before this moment.
    pub(crate) earliest: Option<i64>,
    /// What it comes to.
    pub(crate) outcome: Outcome,
}

/// The tests that are missing.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// How many.
    pub(crate) count: u8,
    /// Whether some count already.
    pub(crate) more: bool,
    /// The earliest sampling that counts, where that is still to come.
    pub(crate) from: Option<i64>,
    /// The first must be sampled before this moment.
    pub(crate) first_before: Option<i64>,
    /// All must be sampled before this moment.
    pub(crate) before: Option<i64>,
    /// At least so many hours between two.
    pub(crate) gap: Option<u32>,
}

/// A chain of tests that can no longer be made.
#[derive(Clone, Copy)]
pub(crate) struct Lost {
    /// The sample was wanted before this moment.
    pub(crate) before: i64,
    /// It was the first that was wanted so early.
    pub(crate) first: bool,
    /// Tests count beyond that already.
    pub(crate) counted: u8,
    /// Whether a result that is still on its way could count.
    pub(crate) underway: bool,
    /// Another way by tests is still open.
    pub(crate) beside: bool,
}

/// What going a way comes to.
pub(crate) enum Outcome {
    /// The code then has this colour, lower than now.
    Turns(Colour),
    /// This reason ends or falls, but others keep the code as it is.
    Stays,
    /// The rule goes on with these phases, the first of this colour.
    Goes(Goes),
}

/// What a rule goes on to after an event.
pub(crate) struct Goes {
    /// The phases that follow.
    pub(crate) phases: Vec<Phase>,
    /// The colour of the first, no more than the code's now.
    pub(crate) first: Colour,
    /// True where that is the code's colour now.
    pub(crate) stays: bool,
    /// True where other reasons hold the code all the same.
    pub(crate) others: bool,
}

impl Goes {
    /// The phases that show another colour when they end, each with that colour;
    /// a stay can make two phases look alike.
    pub(crate) fn legs(&self) -> impl Iterator<Item = (&Phase, Colour)> {
        let next = |row: usize| match self.phases.get(row + 1).map(|phase| phase.colour) {
            Some(Shade::Plain(colour)) => colour,
            _ => Colour::Green,
        };
        self.phases
            .iter()
            .enumerate()
            .map(move |(row, phase)| (phase, next(row)))
            .filter(|(_, colour)| *colour < self.first)
    }
}

/// Says of each lost way whether tests are still open in another, and drops an
/// event that a sibling's later phases wait for: it is told there.
pub(super) fn beside_each_other(ways: &mut Vec<Way>) {
    let tests = ways.iter().any(|way| matches!(way, Way::Open(open) if open.tests.is_some()));
    for way in ways.iter_mut() {
        if let Way::Lost(lost) = way {
            lost.beside = tests;
        }
    }
    let later: Vec<Event> = ways.iter().flat_map(later_events).collect();
    ways.retain(|way| match way {
        Way::Open(Open { event: Some(event), outcome: Outcome::Turns(_), .. }) => !later.contains(event),
        _ => true,
    });
}

fn later_events(way: &Way) -> Vec<Event> {
    match way {
        Way::Open(Open { outcome: Outcome::Goes(goes), .. }) => {
            goes.phases.iter().flat_map(|phase| &phase.until).flat_map(|one| one.events.iter().copied()).collect()
        }
        _ => Vec::new(),
    }
}

/// One alternative of a phase, with one of its events, tried out.
pub(super) struct Path<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) reason: &'s Reason<'a>,
    pub(super) derivation: &'s Derivation<'a>,
    pub(super) alternative: &'s Alternative,
    pub(super) missing: &'s Missing,
    pub(super) event: Option<Event>,
}

impl Path<'_, '_> {
    /// None where it ends by itself before this way could.
    pub(super) fn way(&self) -> Result<Option<Way>, Clash> {
        let tests = match (&self.missing.tests, &self.alternative.release) {
            (Some(missing), Some(release)) => Some((*missing, *release)),
            _ => None,
        };
        let samples = match tests {
            Some((missing, release)) => match self.samples(missing, release) {
                Some(samples) => samples,
                None => return Ok(Some(Way::Lost(self.lost(missing, release)))),
            },
            None => Vec::new(),
        };
        let sampled = samples.last().copied().unwrap_or(self.derivation.at);
        let known = sampled.max(self.missing.after.unwrap_or(i64::MIN)).max(self.derivation.at);
        if known >= self.reason.stretch.until || self.over_by(known)? {
            return Ok(None);
        }
        let outcome = self.outcome(&samples, known)?;
        Ok(Some(Way::Open(Open {
            event: self.event,
            tests: tests.map(|(missing, release)| self.wanted(missing, release)),
            earliest: self.missing.after,
            outcome,
        })))
    }

    /// True where the item is green by itself by then, such as when its pack ends.
    fn over_by(&self, known: i64) -> Result<bool, Clash> {
        let then = self.scene.book.derive_items(self.scene.items, known)?;
        let held = standing(self.scene, &then).into_iter().find(|(row, _)| *row == self.reason.row);
        Ok(held.is_none_or(|(_, colour)| colour == Colour::Green))
    }

    /// The bound of the whole window, where the release names one.
    fn bound(&self, release: Release) -> Option<i64> {
        let observed = self.scene.items[self.reason.row].observed_at;
        let start = self.reason.stretch.count.max(observed);
        release.within.map(|within| self.scene.book.zone().boundary(start, within))
    }

    /// When the missing tests could be sampled at the earliest; none if no longer.
    fn samples(&self, missing: MissingTests, release: Release) -> Option<Vec<i64>> {
        let gap = i64::from(release.gap.unwrap_or(0)) * 3600;
        let bound = self.bound(release).unwrap_or(i64::MAX);
        // A sample can be taken from now on, also for a phase that begins later.
        let first = missing.sample_from.max(self.scene.now);
        let in_time = !missing.missed && missing.sample_before.is_none_or(|before| first < before);
        let samples: Vec<i64> = (0..i64::from(missing.count)).map(|n| first.saturating_add(n * gap.max(1))).collect();
        (in_time && samples.last().is_none_or(|last| *last < bound)).then_some(samples)
    }

    fn lost(&self, missing: MissingTests, release: Release) -> Lost {
        let counted = release.negative_tests - missing.count;
        let before = missing.sample_before.unwrap_or(i64::MAX);
        let whole = self.bound(release).unwrap_or(i64::MAX);
        Lost {
            before,
            first: counted == 0 && before < whole,
            counted,
            underway: !missing.missed && missing.sample_from < before,
            beside: false,
        }
    }

    fn wanted(&self, missing: MissingTests, release: Release) -> Wanted {
        let counted = release.negative_tests - missing.count;
        let bound = self.bound(release);
        let first = missing.sample_before.filter(|before| counted == 0 && Some(*before) != bound);
        Wanted {
            count: missing.count,
            more: counted > 0,
            from: Some(missing.sample_from).filter(|from| *from > self.scene.now),
            first_before: first,
            // A window that outlasts the timeline bounds nothing.
            before: bound
                .or(missing.sample_before.filter(|_| first.is_none()))
                .filter(|before| *before < self.reason.stretch.until),
            gap: release.gap.filter(|_| missing.count > 1),
        }
    }

    /// Derives once more, with all that is missing known.
    fn outcome(&self, samples: &[i64], known: i64) -> Result<Outcome, Clash> {
        let row = self.reason.row;
        let item = &self.scene.items[row];
        let mut items = self.scene.items.to_vec();
        items.extend(samples.iter().map(|at| negative(item.region, *at, known)));
        items.extend(self.event.map(|event| follow_up(item, row, event, known)));
        let derived = self.scene.book.derive_items(&items, known)?;
        let going = derived
            .timelines
            .iter()
            .filter(|timeline| timeline.row == row && std::ptr::eq(timeline.rule, self.reason.rule))
            .flat_map(|timeline| &timeline.phases)
            .find(|stretch| stretch.holds(known) && stretch.colour > Colour::Green);
        Ok(match going {
            Some(stretch) => Outcome::Goes(Goes {
                phases: self.reason.rule.phases[stretch.phase..].to_vec(),
                first: stretch.colour.min(self.derivation.colour),
                stays: stretch.colour >= self.derivation.colour,
                others: derived.colour > stretch.colour || derived.reasons.iter().any(|reason| reason.row != row),
            }),
            None if derived.colour < self.derivation.colour => Outcome::Turns(derived.colour),
            None => Outcome::Stays,
        })
    }
}

fn negative(region: Region, sampled: i64, known: i64) -> Item {
    Item::plain(Kind::NucleicTest, region, known, sampled, Detail::Test(TestResult::Negative))
}

fn follow_up(of: &Item, row: usize, event: Event, known: i64) -> Item {
    let mut item = match event {
        Event::RecheckNegative => negative(of.region, known, known),
        event => Item::plain(Kind::FollowUp, of.region, known, i64::MIN, Detail::Event(event, known)),
    };
    item.about = u32::try_from(row).unwrap_or(crate::item::NONE);
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Rulebook;
    use crate::{load, shipped};
    use mingma_model::Level;

    const HOUR: i64 = 3_600;

    /// The packs that ship, and for each rule with tests an item that it takes.
    fn taken(book: &Rulebook) -> Vec<Item> {
        let mut items = Vec::new();
        for pack in book.packs() {
            let anchor = book.zone().midnight_after(pack.from, 10) + 14 * HOUR;
            let region = Region::parse(&match pack.region.to_string().as_str() {
                "00" => "110105".to_owned(),
                prefix => format!("{prefix:0<6}"),
            });
            let tested = |phase: &Phase| phase.until.iter().any(|one| one.release.is_some());
            for rule in pack.rules.iter().filter(|rule| rule.phases.iter().any(tested)) {
                let detail = match rule.on {
                    Kind::Arrival => Detail::Origin(Region::parse("310101").unwrap()),
                    _ => rule.condition.level.map_or(Detail::None, Detail::Level),
                };
                items.push(Item::plain(rule.on, region.unwrap(), anchor + HOUR, anchor, detail));
            }
        }
        assert!(items.len() > 60 && items.iter().any(|item| item.detail == Detail::Level(Level::High)));
        items
    }

    /// Receives: the moment it is told, the colour promised, the tests, not before when, the latest end.
    type Check<'c> = &'c mut dyn FnMut(i64, Colour, &Wanted, Option<i64>, i64);

    /// Every open way by tests that is told of one item, at the moment it is told.
    fn told(book: &Rulebook, item: Item, check: Check<'_>) {
        let forecast = book.forecast(&[item], item.observed_at).unwrap();
        let last = forecast.last().unwrap().0;
        for at in forecast.iter().map(|(at, _)| *at).chain([item.observed_at + 30 * HOUR]) {
            let items = [item];
            let scene = Scene::new(book, &items, at);
            let derivation = book.derive_items(&items, at).unwrap();
            for way in scene.plan(&derivation).unwrap().held.iter().flat_map(|held| &held.ways) {
                if let Way::Open(Open { event: None, tests: Some(wanted), outcome: Outcome::Turns(colour), earliest }) =
                    way
                {
                    check(at, *colour, wanted, *earliest, last);
                }
            }
        }
    }

    fn colour_after(book: &Rulebook, item: Item, samples: &[i64], known: i64) -> Colour {
        let mut items = vec![item];
        items.extend(samples.iter().map(|at| negative(item.region, *at, known)));
        book.colour(&items, known).unwrap()
    }

    #[test]
    fn who_keeps_to_what_was_told_gets_what_was_promised() {
        let profile = shipped::profile("cn").unwrap();
        let book = load::shipped(&profile).unwrap();
        let mut kept = 0;
        for item in taken(&book) {
            told(&book, item, &mut |at, promised, wanted, earliest, _| {
                let first = wanted.from.unwrap_or(at);
                let step = i64::from(wanted.gap.unwrap_or(0)).max(1) * HOUR;
                let samples: Vec<i64> = (0..i64::from(wanted.count)).map(|n| first + n * step).collect();
                let known = samples[samples.len() - 1].max(earliest.unwrap_or(at));
                assert_eq!(colour_after(&book, item, &samples, known), promised, "{:?}", item.kind);
                kept += 1;
            });
        }
        assert!(kept > 100, "{kept}");
    }

    #[test]
    fn who_samples_a_second_outside_the_window_is_not_freed_by_it() {
        let profile = shipped::profile("cn").unwrap();
        let book = load::shipped(&profile).unwrap();
        let (mut early, mut late) = (0, 0);
        for item in taken(&book) {
            told(&book, item, &mut |at, promised, wanted, earliest, last| {
                let known = earliest.unwrap_or(at).max(at);
                // A second too early: with the last of them known, the colour stands.
                if let Some(from) = wanted.from.filter(|from| wanted.count == 1 && *from < last) {
                    assert!(colour_after(&book, item, &[from - 1], known.max(from)) > promised, "{:?}", item.kind);
                    early += 1;
                }
                let first = wanted.from.unwrap_or(at);
                let after = |samples: &[i64]| colour_after(&book, item, samples, samples[samples.len() - 1].max(known));
                let run = |first: i64, last: i64| [first, last][2 - usize::from(wanted.count.min(2))..].to_vec();
                // The last second that is told frees; the next does not.
                if let Some(before) = wanted.before {
                    assert_eq!(after(&run(first, before - 1)), promised, "{:?}", item.kind);
                    assert!(after(&run(first, before)) > promised, "{:?}", item.kind);
                    late += 1;
                }
                if let Some(before) = wanted.first_before {
                    let gap = i64::from(wanted.gap.unwrap_or(1)) * HOUR;
                    assert_eq!(after(&run(before - 1, before - 1 + gap)), promised, "{:?}", item.kind);
                    assert!(after(&run(before, before + gap)) > promised, "{:?}", item.kind);
                    late += 1;
                }
            });
        }
        assert!(early > 20 && late >= 4, "{early} {late}");
    }
}
