//! How visits end: two weeks after their day they go, and what stays are counts by place,
//! hour and level. What a hold freezes stays until the hold ends.

use std::collections::{BTreeMap, BTreeSet};

use mingma_model::{Span, Zone};

use super::level::Level;

/// Days after its own through which a visit is kept.
pub const DAYS: u32 = 14;

/// The first second at which the visits of a local day may go: the midnight after its
/// fourteenth day.
#[must_use]
pub fn due(zone: &Zone, day: i64) -> i64 {
    zone.boundary(day, Span::Days(DAYS))
}

/// A visit that may have to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The place.
    pub place: String,
    /// The unit that manages the place.
    pub unit: String,
    /// The number of the act that holds it.
    pub seq: u64,
    /// When it began.
    pub at: i64,
    /// Its level.
    pub level: Level,
}

/// What two overseers froze.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frozen {
    /// All visits to a place.
    Place(String),
    /// All visits of one act.
    Batch(u64),
    /// All visits to the places of a unit.
    Unit(String),
    /// All visits.
    All,
}

/// A hold: what, of which time (from until before).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What is frozen.
    pub what: Frozen,
    /// From when.
    pub from: i64,
    /// Until when.
    pub to: i64,
}

impl Hold {
    /// True if it freezes this visit.
    #[must_use]
    pub fn freezes(&self, visit: &Past) -> bool {
        let meant = match &self.what {
            Frozen::Place(place) => *place == visit.place,
            Frozen::Batch(seq) => *seq == visit.seq,
            Frozen::Unit(unit) => *unit == visit.unit,
            Frozen::All => true,
        };
        meant && (self.from..self.to).contains(&visit.at)
    }
}

/// So many visits of a level began at a place in an hour.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// The place.
    pub place: String,
    /// Unix time / 3600, rounded down.
    pub hour: i64,
    /// The level.
    pub level: Level,
    /// How many.
    pub count: u64,
}

/// What ending a day leaves: the counts of what goes, and which of the visits go, by
/// their index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// By place, hour, level.
    pub counts: Vec<Count>,
    /// Ascending.
    pub gone: Vec<usize>,
}

/// Ends the visits of a day, save those that are frozen, and those of acts of which
/// another is: a block goes whole.
#[must_use]
pub fn end(visits: &[Past], holds: &[Hold]) -> Ended {
    let frozen = |visit: &&Past| holds.iter().any(|hold| hold.freezes(visit));
    let kept: BTreeSet<u64> = visits.iter().filter(frozen).map(|visit| visit.seq).collect();
    let gone: Vec<usize> = (0..visits.len()).filter(|row| !kept.contains(&visits[*row].seq)).collect();
    let mut counts: BTreeMap<(&str, i64, Level), u64> = BTreeMap::new();
    for visit in gone.iter().map(|row| &visits[*row]) {
        *counts.entry((&visit.place, visit.at.div_euclid(3_600), visit.level)).or_default() += 1;
    }
    let told = |((place, hour, level), count): ((&str, i64, Level), u64)| Count {
        place: place.to_owned(),
        hour,
        level,
        count,
    };
    Ended { counts: counts.into_iter().map(told).collect(), gone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: i64 = 1_655_000_000 / 3_600 * 3_600;

    fn past(place: &str, seq: u64, minute: i64, level: Level) -> Past {
        Past { place: place.to_owned(), unit: format!("unit-of-{place}"), seq, at: T + minute * 60, level }
    }

    fn hold(what: Frozen) -> Hold {
        Hold { what, from: T, to: T + 3_600 }
    }

    #[test]
    fn a_visit_is_kept_through_the_fourteenth_day_after_its_own() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let day = zone.parse("2022-06-12T23:59:59+08:00").unwrap();
        assert_eq!(zone.show(due(&zone, day)), "2022-06-27T00:00:00+08:00");
    }

    #[test]
    fn what_stays_of_visits_are_counts_by_place_hour_and_level() {
        let visits = [
            past("east", 1, 0, Level::Rotating),
            past("east", 1, 59, Level::Rotating),
            past("east", 1, 60, Level::Rotating),
            past("east", 2, 10, Level::Static),
            past("mall", 2, 10, Level::Static),
        ];
        let ended = end(&visits, &[]);
        assert_eq!(ended.gone, [0, 1, 2, 3, 4]);
        let counts: Vec<_> =
            ended.counts.iter().map(|one| (one.place.as_str(), one.hour - T / 3_600, one.level, one.count)).collect();
        assert_eq!(
            counts,
            [
                ("east", 0, Level::Static, 1),
                ("east", 0, Level::Rotating, 2),
                ("east", 1, Level::Rotating, 1),
                ("mall", 0, Level::Static, 1),
            ]
        );
    }

    #[test]
    fn a_hold_freezes_what_it_names_in_its_time_and_nothing_else() {
        let visits =
            [past("east", 1, 0, Level::Late), past("mall", 2, 0, Level::Late), past("east", 3, 60, Level::Late)];
        for (what, gone) in [
            (Frozen::Place("east".to_owned()), vec![1, 2]),
            (Frozen::Place("west".to_owned()), vec![0, 1, 2]),
            (Frozen::Batch(2), vec![0, 2]),
            (Frozen::Batch(3), vec![0, 1, 2]),
            (Frozen::Unit("unit-of-mall".to_owned()), vec![0, 2]),
            (Frozen::All, vec![2]),
        ] {
            assert_eq!(end(&visits, &[hold(what.clone())]).gone, gone, "{what:?}");
        }
    }

    #[test]
    fn a_block_with_a_frozen_visit_stays_whole() {
        let visits =
            [past("east", 1, 0, Level::Late), past("mall", 1, 0, Level::Late), past("mall", 2, 0, Level::Late)];
        let ended = end(&visits, &[hold(Frozen::Place("east".to_owned()))]);
        assert_eq!((ended.gone, ended.counts.len()), (vec![2], 1));
    }

    proptest! {
        #[test]
        fn every_visit_is_counted_once_or_kept(
            visits in proptest::collection::vec((0_u8..3, 0_u64..4, 0_i64..200, 0_usize..5), 0..50), batch in 0_u64..6,
        ) {
            let visits: Vec<Past> = visits.into_iter().map(|(place, seq, minute, level)| past(&format!("p{place}"), seq, minute, Level::ALL[level])).collect();
            let ended = end(&visits, &[hold(Frozen::Batch(batch))]);
            let counted: u64 = ended.counts.iter().map(|one| one.count).sum();
            prop_assert_eq!(counted, ended.gone.len() as u64);
            for row in 0..visits.len() {
                let frozen = visits.iter().any(|other| other.seq == visits[row].seq && hold(Frozen::Batch(batch)).freezes(other));
                prop_assert_eq!(!frozen, ended.gone.contains(&row));
            }
        }
    }
}
