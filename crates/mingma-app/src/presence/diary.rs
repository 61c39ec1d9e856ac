//! A person's visits as the register holds them, and which of them may stand against the
//! person: each is weighed against all else that is known of the same stay.

use mingma_model::{Evidence, Id, Kind, Region};

use super::counts::{Counts, Harmless, Seen, Trace, Visit, against};
use super::dwell;
use super::level::Level;
use super::travel::{Point, There, out_of_reach};
use crate::evidence::filing::standing;
use crate::files::{Held, ResidentFile};
use crate::register::place::PlaceKind;

/// A visit, with the place as it is registered and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The visit's id.
    pub id: Id,
    /// The place.
    pub place: Id,
    /// What the place is.
    pub kind: PlaceKind,
    /// Where it is.
    pub region: Region,
    /// Its coordinates, if it has some.
    pub point: Option<Point>,
    /// When the visit began.
    pub at: i64,
    /// When the resident left, if they said so.
    pub left: Option<i64>,
    /// Its level.
    pub level: Level,
    /// The resident disowned it.
    pub not_there: bool,
    /// Its token was passed on in bulk.
    pub passed_on: bool,
}

impl Entry {
    fn there(&self) -> Option<There> {
        self.point.map(|point| There { point, at: self.at })
    }

    /// True if it says where somebody was, as far as other visits are compared with it.
    fn proves(&self) -> bool {
        self.level.proves() && !self.not_there && !self.passed_on
    }
}

/// A visit that counts, with until when it lasted and by what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The visit.
    pub entry: Entry,
    /// When it ended.
    pub until: i64,
    /// By what it counts.
    pub by: Counts,
}

/// The trace that an item of evidence is; none of what says nothing of where somebody was.
/// Of an arrival `declared` tells whether it is the own word: else a carrier's record.
#[must_use]
pub fn trace(item: &Evidence, declared: bool) -> Option<Seen> {
    let sort = match item.kind {
        Kind::NucleicTest | Kind::ScreenPositive => Trace::Sampling,
        Kind::Arrival | Kind::EntryFromAbroad if !declared => Trace::Carrier,
        Kind::Arrival | Kind::EntryFromAbroad | Kind::SelfDeclaration | Kind::RiskAreaStay => Trace::Declaration,
        _ => return None,
    };
    Some(Seen { sort, region: item.region, at: item.anchor()? })
}

/// Weighs one visit of a diary against the others and the traces of evidence.
///
/// # Errors
/// Why it stands against nobody.
pub fn weigh(entry: &Entry, diary: &[Entry], evidence: &[Seen]) -> Result<Counts, Harmless> {
    let others = || diary.iter().filter(|other| other.id != entry.id);
    let scanned = others().filter(|other| other.level == Level::Attested && !other.not_there);
    let signed = scanned.map(|other| Seen { sort: Trace::Scanner, region: other.region, at: other.at });
    let seen: Vec<Seen> = signed.chain(evidence.iter().copied()).collect();
    let apart = |other: &Entry| match (entry.there(), other.there()) {
        (Some(here), Some(there)) => other.proves() && out_of_reach(here, there),
        _ => false,
    };
    let visit = Visit {
        level: entry.level,
        at: entry.at,
        region: entry.region,
        not_there: entry.not_there,
        passed_on: entry.passed_on,
        out_of_reach: others().any(apart),
    };
    against(&visit, &seen)
}

/// The visits of a diary (in any order) that count, in the order of their beginnings.
#[must_use]
pub fn counting(diary: &[Entry], evidence: &[Seen]) -> Vec<Counted> {
    let counted = |entry: &Entry| {
        let by = weigh(entry, diary, evidence).ok()?;
        Some(Counted { entry: entry.clone(), until: until(entry, diary), by })
    };
    let mut found: Vec<Counted> = diary.iter().filter_map(counted).collect();
    found.sort_by(|a, b| (a.entry.at, &a.entry.id).cmp(&(b.entry.at, &b.entry.id)));
    found
}

/// What the evidence of a person that stands says of where they were. `own` tells whether
/// the act of a number is the resident's own word.
#[must_use]
pub fn traces(file: &ResidentFile, own: &dyn Fn(u64) -> bool) -> Vec<Seen> {
    let arrival = |held: &Held| matches!(held.item.kind, Kind::Arrival | Kind::EntryFromAbroad);
    let standing = standing(file);
    standing.into_iter().filter_map(|held| trace(&held.item, arrival(held) && own(held.seq))).collect()
}

/// When a visit ended: the next that proves another place ends it at the latest.
fn until(entry: &Entry, diary: &[Entry]) -> i64 {
    let elsewhere = |other: &&Entry| other.place != entry.place && other.at > entry.at && other.proves();
    let next = diary.iter().filter(elsewhere).map(|other| other.at).min();
    dwell::until(entry.kind, entry.at, entry.left, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::{TestResult, Value};

    const AT: i64 = 1_655_000_000;

    fn entry(id: &str, place: &str, minute: i64, level: Level) -> Entry {
        let (region, lat) = if place == "beijing" { ("110106", 39_894_000) } else { ("410105", 34_759_000) };
        Entry {
            id: Id::parse(id).unwrap(),
            place: Id::parse(place).unwrap(),
            kind: PlaceKind::Venue,
            region: Region::parse(region).unwrap(),
            point: Point::new(lat, 113_768_000),
            at: AT + minute * 60,
            left: None,
            level,
            not_there: false,
            passed_on: false,
        }
    }

    fn sample(minute: i64) -> Seen {
        Seen { sort: Trace::Sampling, region: Region::parse("410105").unwrap(), at: AT + minute * 60 }
    }

    fn ids(found: &[Counted]) -> Vec<String> {
        found.iter().map(|one| one.entry.id.to_string()).collect()
    }

    #[test]
    fn a_token_counts_by_a_visit_that_both_signed_and_never_by_another_token() {
        let tokens = [entry("v1", "east", 0, Level::Rotating), entry("v2", "mall", 60, Level::Rotating)];
        assert_eq!(ids(&counting(&tokens, &[])), Vec::<String>::new());
        let signed = [tokens[0].clone(), entry("v3", "mall", 60, Level::Attested)];
        let found = counting(&signed, &[]);
        assert_eq!(ids(&found), ["v1", "v3"]);
        assert_eq!((found[0].by, found[1].by), (Counts::Backed(Trace::Scanner), Counts::Attested));
    }

    #[test]
    fn a_sample_taken_there_backs_a_token_and_one_elsewhere_does_not() {
        let diary = [entry("v1", "east", 0, Level::Rotating), entry("v2", "beijing", 2_000, Level::Rotating)];
        assert_eq!(ids(&counting(&diary, &[sample(120)])), ["v1"]);
    }

    #[test]
    fn two_tokens_out_of_reach_of_each_other_count_neither() {
        let diary = [entry("v1", "east", 0, Level::Rotating), entry("v2", "beijing", 10, Level::Rotating)];
        assert_eq!(weigh(&diary[0], &diary, &[sample(0)]), Err(Harmless::OutOfReach));
        // What was disowned, passed on or printed contradicts nothing.
        for other in [
            Entry { not_there: true, ..diary[1].clone() },
            Entry { passed_on: true, ..diary[1].clone() },
            Entry { level: Level::Static, ..diary[1].clone() },
            Entry { point: None, ..diary[1].clone() },
        ] {
            let diary = [diary[0].clone(), other];
            assert_eq!(weigh(&diary[0], &diary, &[sample(0)]), Ok(Counts::Backed(Trace::Sampling)));
        }
    }

    #[test]
    fn a_visit_ends_with_the_next_proved_one_elsewhere() {
        let long = Entry { left: Some(AT + 7_200), ..entry("v1", "east", 0, Level::Attested) };
        let until = |next: Entry| until(&long, &[long.clone(), next]) - AT;
        assert_eq!(until(entry("v2", "mall", 60, Level::Rotating)), 3_600);
        assert_eq!(until(entry("v2", "mall", 60, Level::Static)), 7_200);
        assert_eq!(until(entry("v2", "east", 60, Level::Rotating)), 7_200);
        assert_eq!(until(entry("v2", "mall", -60, Level::Rotating)), 7_200);
    }

    #[test]
    fn what_tells_where_somebody_was_is_a_trace_of_its_sort() {
        let item = |kind: Kind| Evidence {
            id: Id::parse("e").unwrap(),
            kind,
            resident: Id::parse("r").unwrap(),
            region: Region::parse("410105").unwrap(),
            observed_at: AT,
            until: None,
            attributes: [(kind.anchor().unwrap(), Value::Time(AT)), ("result", Value::Result(TestResult::Negative))]
                .into(),
        };
        for (kind, declared, sort) in [
            (Kind::NucleicTest, false, Some(Trace::Sampling)),
            (Kind::ScreenPositive, false, Some(Trace::Sampling)),
            (Kind::Arrival, false, Some(Trace::Carrier)),
            (Kind::Arrival, true, Some(Trace::Declaration)),
            (Kind::EntryFromAbroad, false, Some(Trace::Carrier)),
            (Kind::SelfDeclaration, true, Some(Trace::Declaration)),
            (Kind::RiskAreaStay, true, Some(Trace::Declaration)),
            (Kind::CloseContact, false, None),
            (Kind::PlaceOverlap, false, None),
            (Kind::Vaccination, false, None),
        ] {
            assert_eq!(trace(&item(kind), declared).map(|seen| seen.sort), sort, "{kind:?}");
        }
    }
}
