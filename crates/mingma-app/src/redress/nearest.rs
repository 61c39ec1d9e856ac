//! The five nearest decided appeals: what was decided of the like, so that a reviewer departs
//! from it knowingly and says why.
//!
//! The distance is a sum; nothing in it is about the person:
//!
//! | differs | adds |
//! | --- | ---: |
//! | cause | 16 |
//! | ground | 8 |
//! | rule (pack and rule) | 6 |
//! | kind of evidence | 4 |
//! | region: another county, prefecture, province | 1, 2, 3 |
//! | time between the filings: over a day, a week, a month | 1, 2, 3 |
//!
//! Of equally near ones the newer comes first, then the smaller number.

use std::collections::BTreeSet;

use mingma_model::{Kind, Region};

use super::ground::Ground;
use super::number::Number;

/// How many are shown.
pub const SHOWN: usize = 5;

const DAY: i64 = 86_400;

/// What is compared of an appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// What it is grouped by.
    pub cause: [u8; 16],
    /// Pack and rule.
    pub rule: (String, String),
    /// Its ground.
    pub ground: Ground,
    /// The kind of the item questioned.
    pub kind: Kind,
    /// The region of the item questioned.
    pub region: Region,
    /// When it was filed, in whole seconds of Unix time.
    pub filed_at: i64,
}

/// How far apart two appeals are: 0 of two that are alike, at most 40.
#[must_use]
pub fn distance(a: &Likeness, b: &Likeness) -> u32 {
    let unlike = |differs: bool, adds: u32| if differs { adds } else { 0 };
    unlike(a.cause != b.cause, 16)
        + unlike(a.ground != b.ground, 8)
        + unlike(a.rule != b.rule, 6)
        + unlike(a.kind != b.kind, 4)
        + apart(a.region, b.region)
        + between(a.filed_at.abs_diff(b.filed_at))
}

/// By province, prefecture and county: the first pair of digits that differs.
fn apart(a: Region, b: Region) -> u32 {
    let (a, b) = (a.to_string(), b.to_string());
    match [2, 4, 6].iter().position(|digits| a.get(..*digits) != b.get(..*digits)) {
        Some(0) => 3,
        Some(1) => 2,
        Some(_) => 1,
        None => 0,
    }
}

const fn between(seconds: u64) -> u32 {
    const DAYS: u64 = DAY.unsigned_abs();
    match seconds {
        0..=DAYS => 0,
        s if s <= 7 * DAYS => 1,
        s if s <= 30 * DAYS => 2,
        _ => 3,
    }
}

/// The nearest of those decided, nearest first, with their distances; `of` is among them only
/// where another appeal is exactly like it.
#[must_use]
pub fn nearest<'a>(of: &Likeness, decided: impl IntoIterator<Item = (Number, &'a Likeness)>) -> Vec<(Number, u32)> {
    let mut best = BTreeSet::new();
    for (number, like) in decided {
        best.insert((distance(of, like), std::cmp::Reverse(like.filed_at), number));
        if best.len() > SHOWN {
            best.pop_last();
        }
    }
    best.into_iter().map(|(distance, _, number)| (number, distance)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn like(cause: u8, rule: &str, ground: Ground, kind: Kind, region: &str, filed_at: i64) -> Likeness {
        let rule = ("pack".to_owned(), rule.to_owned());
        Likeness { cause: [cause; 16], rule, ground, kind, region: Region::parse(region).unwrap(), filed_at }
    }

    fn number(n: u64) -> Number {
        let digits = format!("{n:015}");
        "0123456789X".chars().find_map(|check| Number::parse(&format!("{digits}{check}"))).unwrap()
    }

    #[test]
    fn each_part_adds_what_the_table_says() {
        let of = like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", 0);
        let rows = [
            (of.clone(), 0),
            (like(2, "contact", Ground::NotThere, Kind::CloseContact, "410105", 0), 16),
            (like(1, "contact", Ground::NoBasis, Kind::CloseContact, "410105", 0), 8),
            (like(1, "vehicle", Ground::NotThere, Kind::CloseContact, "410105", 0), 6),
            (like(1, "contact", Ground::NotThere, Kind::SameVehicle, "410105", 0), 4),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "410103", 0), 1),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "411102", 0), 2),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "310101", 0), 3),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", DAY), 0),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", DAY + 1), 1),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", -8 * DAY), 2),
            (like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", 31 * DAY), 3),
            (like(2, "vehicle", Ground::Other, Kind::Notice, "310101", 31 * DAY), 40),
        ];
        for (other, far) in rows {
            assert_eq!(distance(&of, &other), far, "{other:?}");
            assert_eq!(distance(&other, &of), far, "from the other side");
        }
    }

    #[test]
    fn of_equally_near_ones_the_newer_comes_first() {
        let of = like(1, "contact", Ground::NotThere, Kind::CloseContact, "410105", 1_000);
        let (old, new) = (Likeness { filed_at: 10, ..of.clone() }, Likeness { filed_at: 20, ..of.clone() });
        let found = nearest(&of, [(number(7), &old), (number(9), &new), (number(8), &new)]);
        assert_eq!(found, [(number(8), 0), (number(9), 0), (number(7), 0)]);
    }

    fn likes() -> impl Strategy<Value = Likeness> {
        let regions = prop_oneof![Just("410105"), Just("410103"), Just("411102"), Just("310101")];
        (0_u8..3, prop_oneof![Just("a"), Just("b")], 0_usize..6, 0_usize..4, regions, 0_i64..60 * DAY).prop_map(
            |(cause, rule, ground, kind, region, at)| {
                like(cause, rule, Ground::ALL[ground], Kind::ALL[kind], region, at)
            },
        )
    }

    proptest! {
        #[test]
        fn the_five_are_those_that_sorting_all_would_give_in_any_order(of in likes(), all in proptest::collection::vec(likes(), 0..30), turn in 0_usize..30) {
            let mut decided: Vec<(Number, &Likeness)> = all.iter().enumerate().map(|(n, one)| (number(n as u64), one)).collect();
            let mut sorted: Vec<_> = decided.iter().map(|(n, one)| (distance(&of, one), std::cmp::Reverse(one.filed_at), *n)).collect();
            sorted.sort_unstable();
            let slow: Vec<_> = sorted.into_iter().take(5).map(|(far, _, n)| (n, far)).collect();
            prop_assert_eq!(nearest(&of, decided.clone()), slow.clone());
            let turned = turn.min(decided.len());
            decided.rotate_left(turned);
            prop_assert_eq!(nearest(&of, decided), slow);
        }
    }
}
