//! What of a visit may stand against somebody: that scanner and phone signed; or a
//! place's token, not disowned, **and** a second trace of the same stay of another sort.
//! All else is the resident's diary.

use mingma_model::{Lang, Region};

use super::level::Level;

/// Seconds between a visit and another trace, at most, for both to be of one stay.
pub const SAME_STAY: i64 = 6 * 3_600;

/// A sort of trace. A second token is none: who passes on one passes on two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trace {
    /// A visit that scanner and phone signed.
    Scanner,
    /// A carrier's or port's record.
    Carrier,
    /// A sample taken there.
    Sampling,
    /// The resident's own declaration.
    Declaration,
}

impl Trace {
    /// Every sort.
    pub const ALL: [Self; 4] = [Self::Scanner, Self::Carrier, Self::Sampling, Self::Declaration];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scanner => "scanner",
            Self::Carrier => "carrier",
            Self::Sampling => "sampling",
            Self::Declaration => "declaration",
        }
    }

    /// What people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Scanner => lang.pick("双签到访", "a visit that both signed"),
            Self::Carrier => lang.pick("承运或口岸记录", "a carrier's or port's record"),
            Self::Sampling => lang.pick("在当地采样", "a sample taken there"),
            Self::Declaration => lang.pick("本人申报", "the own declaration"),
        }
    }
}

/// Another trace of a resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Of which sort.
    pub sort: Trace,
    /// Where: a county, or a prefecture where no more is known.
    pub region: Region,
    /// When.
    pub at: i64,
}

/// A visit, with all that was said and found of it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The level that its arrival had.
    pub level: Level,
    /// When it began.
    pub at: i64,
    /// The place's region.
    pub region: Region,
    /// The resident says: I was not there.
    pub not_there: bool,
    /// Its token was passed on in bulk, as is known by now.
    pub passed_on: bool,
    /// Another proved place is out of reach, as is known by now.
    pub out_of_reach: bool,
}

/// Why a visit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Scanner and phone signed.
    Attested,
    /// A token, and a second trace.
    Backed(Trace),
}

/// Why a visit stands against nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harmless {
    /// Its level proves too little.
    Level(Level),
    /// The resident disowned it.
    Disowned,
    /// Its token was passed on.
    PassedOn,
    /// They were elsewhere.
    OutOfReach,
    /// Nothing of another sort says that they were there.
    Alone,
}

impl Harmless {
    /// What people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Level(Level::Remote) => lang.pick("不证明任何事", "it proves nothing"),
            Self::Level(Level::Static) => lang.pick("张贴的码不证明到场", "a printed code proves no presence"),
            Self::Level(_) => lang.pick("补传的记录只是本人日记", "what was handed in later is the own diary"),
            Self::Disowned => lang.pick("本人表示当时不在", "the resident says that they were not there"),
            Self::PassedOn => lang.pick("该场所码曾被成批转发", "the code was passed on in bulk"),
            Self::OutOfReach => lang.pick("同时另有相隔过远的到访", "another visit of that time is out of reach"),
            Self::Alone => lang.pick("没有另一类记录佐证", "no trace of another sort says so too"),
        }
    }
}

/// True if a trace speaks of where a visit was: its own county, or the prefecture that
/// holds it. A province says nothing.
fn there(trace: Region, visit: Region) -> bool {
    trace == visit || trace.number().is_multiple_of(100) && trace.same_prefecture(visit)
}

/// The second trace of a visit: of the traces that are of the same stay, the nearest in time.
#[must_use]
pub fn second(visit: &Visit, seen: &[Seen]) -> Option<Seen> {
    let apart = |trace: &Seen| trace.at.saturating_sub(visit.at).saturating_abs();
    let same = |trace: &&Seen| there(trace.region, visit.region) && apart(trace) <= SAME_STAY;
    seen.iter().filter(same).min_by_key(|trace| (apart(trace), trace.sort)).copied()
}

/// Whether a visit may stand against its resident, and by what.
///
/// # Errors
/// Why it stands against nobody.
pub fn against(visit: &Visit, seen: &[Seen]) -> Result<Counts, Harmless> {
    match visit.level {
        // What both signed is contradicted by what both signed alone: its level says so already.
        Level::Attested => Ok(Counts::Attested),
        Level::Rotating if visit.not_there => Err(Harmless::Disowned),
        Level::Rotating if visit.passed_on => Err(Harmless::PassedOn),
        Level::Rotating if visit.out_of_reach => Err(Harmless::OutOfReach),
        Level::Rotating => second(visit, seen).map(|trace| Counts::Backed(trace.sort)).ok_or(Harmless::Alone),
        level => Err(Harmless::Level(level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: i64 = 1_655_000_000;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    fn visit(level: Level) -> Visit {
        let region = region("410105");
        Visit { level, at: AT, region, not_there: false, passed_on: false, out_of_reach: false }
    }

    fn seen(sort: Trace, code: &str, hours: i64) -> Seen {
        Seen { sort, region: region(code), at: AT + hours * 3_600 }
    }

    #[test]
    fn only_what_both_signed_counts_alone() {
        assert_eq!(against(&visit(Level::Attested), &[]), Ok(Counts::Attested));
        assert_eq!(against(&visit(Level::Rotating), &[]), Err(Harmless::Alone));
        for level in [Level::Remote, Level::Static, Level::Late] {
            let all = Trace::ALL.map(|sort| seen(sort, "410105", 0));
            assert_eq!(against(&visit(level), &all), Err(Harmless::Level(level)));
        }
    }

    #[test]
    fn a_token_counts_with_a_second_trace_of_another_sort() {
        for sort in Trace::ALL {
            let found = against(&visit(Level::Rotating), &[seen(sort, "410105", 2)]);
            assert_eq!(found, Ok(Counts::Backed(sort)));
        }
        // The nearest in time is named.
        let two = [seen(Trace::Carrier, "410105", -3), seen(Trace::Sampling, "410105", 1)];
        assert_eq!(against(&visit(Level::Rotating), &two), Ok(Counts::Backed(Trace::Sampling)));
    }

    #[test]
    fn a_trace_of_another_place_or_day_is_of_another_stay() {
        for (trace, counts) in [
            (seen(Trace::Carrier, "410100", 1), true),
            (seen(Trace::Carrier, "410102", 1), false),
            (seen(Trace::Carrier, "410000", 1), false),
            (seen(Trace::Carrier, "411100", 1), false),
            (seen(Trace::Sampling, "410105", 6), true),
            (seen(Trace::Sampling, "410105", 7), false),
            (seen(Trace::Sampling, "410105", -6), true),
            (seen(Trace::Sampling, "410105", -7), false),
        ] {
            assert_eq!(against(&visit(Level::Rotating), &[trace]).is_ok(), counts, "{trace:?}");
        }
    }

    #[test]
    fn who_says_i_was_not_there_is_believed_of_a_token() {
        let all = Trace::ALL.map(|sort| seen(sort, "410105", 0));
        let said = |level| Visit { not_there: true, ..visit(level) };
        assert_eq!(against(&said(Level::Rotating), &all), Err(Harmless::Disowned));
        assert_eq!(against(&said(Level::Attested), &all), Ok(Counts::Attested), "what they signed is appealed");
    }

    #[test]
    fn what_is_found_later_takes_a_token_away() {
        let all = Trace::ALL.map(|sort| seen(sort, "410105", 0));
        let passed_on = Visit { passed_on: true, ..visit(Level::Rotating) };
        let elsewhere = Visit { out_of_reach: true, ..visit(Level::Rotating) };
        assert_eq!(against(&passed_on, &all), Err(Harmless::PassedOn));
        assert_eq!(against(&elsewhere, &all), Err(Harmless::OutOfReach));
    }

    #[test]
    fn every_answer_is_told_in_both_languages() {
        let levels = Level::ALL.iter().map(|level| Harmless::Level(*level));
        let others = [Harmless::Disowned, Harmless::PassedOn, Harmless::OutOfReach, Harmless::Alone];
        let names = levels.chain(others).map(|one| (one.name(Lang::Zh), one.name(Lang::En)));
        for (zh, en) in names.chain(Trace::ALL.map(|sort| (sort.name(Lang::Zh), sort.name(Lang::En)))) {
            assert!(zh.chars().any(|c| c > '\u{4e00}') && en.is_ascii() && !en.is_empty(), "{zh}");
        }
    }

    proptest! {
        #[test]
        fn doubt_never_makes_a_visit_count(
            level in 0_usize..5, not_there in any::<bool>(), passed_on in any::<bool>(), out_of_reach in any::<bool>(),
            hours in proptest::collection::vec(-10_i64..10, 0..4),
        ) {
            let plain = visit(Level::ALL[level]);
            let doubted = Visit { not_there, passed_on, out_of_reach, ..plain };
            let traces: Vec<Seen> = hours.into_iter().map(|hours| seen(Trace::Sampling, "410105", hours)).collect();
            prop_assert!(against(&doubted, &traces).is_err() || against(&plain, &traces).is_ok());
        }

        #[test]
        fn a_lower_level_never_counts_where_a_higher_does_not(
            low in 0_usize..5, high in 0_usize..5, hours in proptest::collection::vec(-10_i64..10, 0..4),
        ) {
            prop_assume!(low <= high);
            let traces: Vec<Seen> = hours.into_iter().map(|hours| seen(Trace::Carrier, "410100", hours)).collect();
            let counts = |row: usize| against(&visit(Level::ALL[row]), &traces).is_ok();
            prop_assert!(counts(high) || !counts(low));
        }
    }
}
