//! What stands against somebody and what would end it, before it is put into words.
//!
//! Nothing is guessed: whether tests turn a code green is found by deriving once
//! more with these tests known.

use mingma_model::{Colour, Event, Kind, Region, TestResult};

use crate::book::{Clash, Rulebook, Voice};
use crate::derive::{Derivation, Reason, Timeline};
use crate::item::{Detail, Item};
use crate::known::Known;
use crate::pack::{Alternative, Pack, Phase, Release, Shade};
use crate::timeline::{EndedBy, Missing, MissingTests};

/// What holds a colour, what frees, and what comes by itself.
pub(crate) struct Plan<'a> {
    /// The reasons, each with its ways out.
    pub(crate) held: Vec<Held<'a>>,
    /// The colours that come by themselves if nothing new becomes known.
    pub(crate) steps: Vec<(i64, Colour)>,
    /// Where nothing but time ends the present: the reasons at the first step that
    /// something else can end.
    pub(crate) next: Vec<Held<'a>>,
    /// How many steps come before these.
    pub(crate) ahead: usize,
    /// Rows that hold a lower colour than the code's, adverse all the same.
    pub(crate) beneath: Vec<(usize, Colour)>,
}

/// One reason with its ways out.
pub(crate) struct Held<'a> {
    pub(crate) reason: Reason<'a>,
    pub(crate) ways: Vec<Way>,
}

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

/// True where something other than time can still end one of these.
pub(crate) fn open(held: &[Held<'_>]) -> bool {
    held.iter().flat_map(|held| &held.ways).any(|way| matches!(way, Way::Open(_)))
}

/// The items known at a moment, with a set of packs.
pub(crate) struct Scene<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) items: &'a [Item],
    /// The moment from which the reader looks.
    pub(crate) now: i64,
}

impl<'a> Scene<'a> {
    /// `items` ascend; what is not known at `now` is left out.
    pub(crate) fn new(book: &'a Rulebook, items: &'a [Item], now: i64) -> Self {
        let items = &items[..items.partition_point(|item| item.observed_at <= now)];
        Self { book, items, now }
    }

    pub(crate) fn plan(&self, derivation: &Derivation<'a>) -> Result<Plan<'a>, Clash> {
        let steps = self.book.forecast(self.items, self.now)?.split_off(1);
        let held = self.held(derivation)?;
        let (ahead, next) = if open(&held) { (0, Vec::new()) } else { self.next(&steps)? };
        let beneath = standing(self, derivation)
            .into_iter()
            .filter(|(_, colour)| *colour > Colour::Green && *colour < derivation.colour)
            .collect();
        Ok(Plan { held, steps, next, ahead, beneath })
    }

    /// The first step that something other than time can end, and its reasons.
    fn next(&self, steps: &[(i64, Colour)]) -> Result<(usize, Vec<Held<'a>>), Clash> {
        for (row, (at, _)) in steps.iter().enumerate().filter(|(_, (_, colour))| *colour > Colour::Green) {
            let held = self.held(&self.book.derive_items(self.items, *at)?)?;
            if held.iter().any(|held| !held.ways.is_empty()) {
                return Ok((row + 1, held));
            }
        }
        Ok((0, Vec::new()))
    }

    fn held(&self, derivation: &Derivation<'a>) -> Result<Vec<Held<'a>>, Clash> {
        if derivation.colour == Colour::Green {
            return Ok(Vec::new());
        }
        derivation
            .reasons
            .iter()
            .map(|reason| Ok(Held { reason: reason.clone(), ways: self.ways(reason, derivation)? }))
            .collect()
    }

    fn ways(&self, reason: &Reason<'a>, derivation: &Derivation<'a>) -> Result<Vec<Way>, Clash> {
        let alternatives = &reason.rule.phases[reason.stretch.phase].until;
        let mut ways = Vec::new();
        for (alternative, missing) in alternatives.iter().zip(&reason.release) {
            let events: Vec<Option<Event>> = match missing.events.as_slice() {
                [] if missing.tests.is_none() => continue,
                [] => vec![None],
                events => events.iter().copied().map(Some).collect(),
            };
            for event in events {
                let path = Path { scene: self, reason, derivation, alternative, missing, event };
                ways.extend(path.way()?);
            }
        }
        let tests = ways.iter().any(|way| matches!(way, Way::Open(open) if open.tests.is_some()));
        for way in &mut ways {
            if let Way::Lost(lost) = way {
                lost.beside = tests;
            }
        }
        // An event that a sibling's later phases wait for is told there.
        let later: Vec<Event> = ways.iter().flat_map(later_events).collect();
        ways.retain(|way| !matches!(way, Way::Open(open) if matches!(open.outcome, Outcome::Turns(_)) && open.event.is_some_and(|event| later.contains(&event))));
        Ok(ways)
    }
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
struct Path<'s, 'a> {
    scene: &'s Scene<'a>,
    reason: &'s Reason<'a>,
    derivation: &'s Derivation<'a>,
    alternative: &'s Alternative,
    missing: &'s Missing,
    event: Option<Event>,
}

impl Path<'_, '_> {
    fn way(&self) -> Result<Option<Way>, Clash> {
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
        if known >= self.reason.stretch.until {
            // It ends by itself before that.
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

/// The packs that spoke of an item up to a moment, in their order, and whether
/// nobody did at some moment.
pub(crate) fn spoke<'a>(book: &'a Rulebook, item: &Item, at: i64) -> (Vec<&'a Pack>, bool) {
    let speech = book.speech(item.kind, item.region);
    let mut packs: Vec<&Pack> = Vec::new();
    let mut silent = false;
    for (from, voice) in &speech.turns[speech.turn(item.observed_at)..] {
        match *voice {
            _ if *from > at => break,
            Voice::Pack(row) if !packs.iter().any(|pack| pack.id == book.pack(row).id) => packs.push(book.pack(row)),
            Voice::Nobody => silent = true,
            _ => {}
        }
    }
    (packs, silent)
}

/// The colour that each item with an anchor holds by itself: the lowest over
/// the packs that spoke, no more than a stay leaves.
pub(crate) fn standing(scene: &Scene<'_>, derivation: &Derivation<'_>) -> Vec<(usize, Colour)> {
    let known = Known::at(scene.items, derivation.at);
    known
        .anchored()
        .filter(|(row, _)| !derivation.not_covered.contains(row))
        .map(|(row, item)| {
            let (packs, _) = spoke(scene.book, item, derivation.at);
            let lowest = packs.iter().map(|pack| highest(derivation, pack, row)).min().unwrap_or_default();
            (row, known.cap(row, derivation.at).map_or(lowest, |cap| lowest.min(cap)))
        })
        .collect()
}

/// The highest phase that a pack holds over an item.
pub(crate) fn highest(derivation: &Derivation<'_>, pack: &Pack, row: usize) -> Colour {
    derivation
        .timelines
        .iter()
        .filter(|timeline| timeline.row == row && timeline.pack.id == pack.id)
        .flat_map(|timeline| &timeline.phases)
        .filter(|stretch| stretch.holds(derivation.at))
        .map(|stretch| stretch.colour)
        .max()
        .unwrap_or(Colour::Green)
}

/// Why the colour changes by itself at a moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The days a phase names are full.
    Full,
    /// The timeline as a whole is over.
    Lapse,
    /// An end that admission set.
    OwnEnd,
    /// A stay ends.
    StayEnds,
    /// A pack is no longer in force.
    PackEnds,
    /// A phase begins.
    Begins,
}

/// What happens at a moment of the forecast; none where several things meet.
pub(crate) fn cause(scene: &Scene<'_>, derivation: &Derivation<'_>, at: i64) -> Option<Cause> {
    let known = Known::at(scene.items, scene.now);
    let ended = |timeline: &&Timeline<'_>| timeline.phases.iter().find(|stretch| stretch.until == at).copied();
    // Of several that end together, the one that held the highest colour.
    let most = derivation
        .timelines
        .iter()
        .filter(|line| ended(line).is_some())
        .max_by_key(|line| ended(line).map(|s| s.colour));
    let ends = most.and_then(|line| Some((line, ended(&line)?))).map(|(line, last)| match last.by {
        EndedBy::Lapse if scene.items[line.row].until == at => Cause::OwnEnd,
        EndedBy::Lapse => Cause::Lapse,
        _ if line.phases.iter().any(|s| s.from == at && s.colour > last.colour) => Cause::Begins,
        _ => Cause::Full,
    });
    let stay = known.anchored().any(|(row, _)| known.stays(row, scene.now).any(|(_, _, until)| until == at));
    let pack = derivation.timelines.iter().any(|timeline| timeline.pack.to == at);
    match (ends, stay, pack) {
        (Some(cause), _, _) => Some(cause),
        (None, true, _) => Some(Cause::StayEnds),
        (None, false, true) => Some(Cause::PackEnds),
        (None, false, false) => None,
    }
}
