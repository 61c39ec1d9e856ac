//! Tokens that were passed on: judged by the share of those who brought one and are
//! proved to have been out of reach, never by how many brought it.

use super::travel::{There, out_of_reach};

/// Seconds to either side within which another proved place says something: in that time
/// whole countries are within reach.
pub const NEAR: i64 = 12 * 3_600;
/// Arrivals of which something can be said, at least, before a share means anything.
pub const LEAST: u32 = 8;
/// A token is passed on in bulk if one in so many of them is out of reach.
pub const ONE_IN: u32 = 4;

/// What the other proved places of who brought a token say: true if one of them is out of
/// reach, false if all that are near in time are within it, none if there is none.
#[must_use]
pub fn judged(arrival: There, proved: impl IntoIterator<Item = There>) -> Option<bool> {
    let near = |other: &There| arrival.at.saturating_sub(other.at).saturating_abs() <= NEAR;
    proved.into_iter().filter(near).map(|other| out_of_reach(arrival, other)).max()
}

/// The arrivals of one token. Once passed on in bulk it stays so: what comes later takes
/// nothing back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    judged: u32,
    out: u32,
    bulk: bool,
}

impl Tally {
    /// The tally of arrivals, in their order.
    #[must_use]
    pub fn of(arrivals: impl IntoIterator<Item = Option<bool>>) -> Self {
        let mut tally = Self::default();
        arrivals.into_iter().for_each(|one| tally.add(one));
        tally
    }

    /// Adds an arrival, as [`judged`] tells it.
    pub fn add(&mut self, judged: Option<bool>) {
        let Some(out) = judged else { return };
        self.judged = self.judged.saturating_add(1);
        self.out = self.out.saturating_add(u32::from(out));
        self.bulk |= self.judged >= LEAST && self.out.saturating_mul(ONE_IN) >= self.judged;
    }

    /// True of a token that was passed on in bulk.
    #[must_use]
    pub const fn bulk(self) -> bool {
        self.bulk
    }
}

#[cfg(test)]
mod tests {
    use super::super::travel::Point;
    use super::*;
    use proptest::prelude::*;

    fn many(within: usize, out: usize, silent: usize) -> Tally {
        let of = |what: Option<bool>, count: usize| std::iter::repeat_n(what, count);
        Tally::of(of(None, silent).chain(of(Some(false), within)).chain(of(Some(true), out)))
    }

    #[test]
    fn bulk_is_a_share_of_those_of_whom_something_is_known() {
        for (within, out, silent, bulk, why) in [
            (0, 7, 500, false, "too few say anything"),
            (0, 8, 0, true, "all are elsewhere"),
            (6, 2, 0, true, "one in four"),
            (7, 2, 0, false, "under one in four"),
            (10_000, 40, 90_000, false, "a crowd is no relay, and 40 among 10,000 are each their own"),
            (0, 0, 871, false, "nothing is known of anybody"),
        ] {
            assert_eq!(many(within, out, silent).bulk(), bulk, "{why}");
        }
    }

    #[test]
    fn who_brings_it_in_honestly_afterwards_does_not_make_it_good() {
        let out = std::iter::repeat_n(Some(true), 8);
        assert!(Tally::of(out.chain(std::iter::repeat_n(Some(false), 1_000))).bulk());
    }

    #[test]
    fn only_proved_places_of_the_same_half_day_are_asked() {
        let place = |lat: i64, at: i64| There { point: Point::new(lat, 113_000_000).unwrap(), at };
        let here = place(34_700_000, 0);
        assert_eq!(judged(here, []), None);
        assert_eq!(judged(here, [place(40_000_000, NEAR + 1)]), None);
        assert_eq!(judged(here, [place(34_800_000, -60)]), Some(false));
        assert_eq!(judged(here, [place(34_800_000, -60), place(40_000_000, 60)]), Some(true));
    }

    proptest! {
        #[test]
        fn what_comes_later_takes_no_relay_back(
            before in proptest::collection::vec(any::<Option<bool>>(), 0..60),
            after in proptest::collection::vec(any::<Option<bool>>(), 0..60),
        ) {
            let first = Tally::of(before.iter().copied());
            let both = Tally::of(before.into_iter().chain(after));
            prop_assert!(both.bulk() || !first.bulk());
        }

        #[test]
        fn an_arrival_out_of_reach_weighs_no_less_than_one_within(
            arrivals in proptest::collection::vec(any::<Option<bool>>(), 1..60), at in any::<proptest::sample::Index>(),
        ) {
            let mut worse = arrivals.clone();
            let at = at.index(worse.len());
            worse[at] = worse[at].map(|_| true);
            prop_assert!(Tally::of(worse).bulk() || !Tally::of(arrivals).bulk());
        }
    }
}
