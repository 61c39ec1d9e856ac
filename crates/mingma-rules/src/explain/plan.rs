//! What stands against somebody and what would end it, before it is put into words.
//!
//! Nothing is guessed: whether tests turn a code green is found by deriving once
//! more with these tests known.

use mingma_model::{Colour, Event};

use super::way::{self, Path, Way};
use crate::book::{Clash, Rulebook, Voice};
use crate::derive::{Derivation, Reason, Timeline};
use crate::item::Item;
use crate::known::Known;
use crate::pack::Pack;
use crate::timeline::EndedBy;

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
        way::beside_each_other(&mut ways);
        Ok(ways)
    }
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
