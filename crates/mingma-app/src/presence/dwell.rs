//! How long a visit lasts: until they checked out, or came to another place, or for as
//! long as people stay at a place of that kind, read at the short end.

use crate::register::place::PlaceKind;

/// Seconds after which nobody is taken to be still there, whatever a check-out says.
pub const LONGEST: i64 = 12 * 3_600;

/// Minutes that a visit lasts when nobody checks out. They are ours: no text gives any.
#[must_use]
pub const fn minutes(kind: PlaceKind) -> i64 {
    match kind {
        // One walks through a hall.
        PlaceKind::Entry => 15,
        PlaceKind::Venue | PlaceKind::Transport => 30,
    }
}

/// Minutes that two must have shared at least, for one to have met the other.
#[must_use]
pub const fn shared(kind: PlaceKind) -> i64 {
    match kind {
        // Nobody stands far from anybody in a carriage.
        PlaceKind::Transport => 5,
        PlaceKind::Entry | PlaceKind::Venue => 10,
    }
}

/// When a visit ended: `left` if they checked out, `next` the beginning of their next
/// visit elsewhere.
#[must_use]
pub fn until(kind: PlaceKind, at: i64, left: Option<i64>, next: Option<i64>) -> i64 {
    let usual = at.saturating_add(minutes(kind) * 60);
    let gone = left.map_or(usual, |left| left.clamp(at, at.saturating_add(LONGEST)));
    next.map_or(gone, |next| gone.min(next.max(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_visit_ends_with_what_is_known_first() {
        for (kind, left, next, until_minute) in [
            (PlaceKind::Entry, None, None, 15),
            (PlaceKind::Venue, None, None, 30),
            (PlaceKind::Transport, None, None, 30),
            (PlaceKind::Venue, Some(5), None, 5),
            (PlaceKind::Venue, Some(240), None, 240),
            (PlaceKind::Venue, Some(900), None, 720),
            (PlaceKind::Venue, Some(-5), None, 0),
            (PlaceKind::Venue, None, Some(20), 20),
            (PlaceKind::Venue, None, Some(40), 30),
            (PlaceKind::Venue, Some(240), Some(60), 60),
        ] {
            let at = |minute: i64| minute * 60;
            assert_eq!(until(kind, 0, left.map(at), next.map(at)), at(until_minute), "{kind:?} {left:?} {next:?}");
        }
    }

    #[test]
    fn who_stays_as_long_as_is_usual_can_have_met_somebody() {
        for kind in PlaceKind::ALL {
            assert!(shared(kind) <= minutes(kind), "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn a_visit_lasts_from_nothing_to_twelve_hours(
            at in any::<i64>(), left in any::<Option<i64>>(), next in any::<Option<i64>>(), kind in 0_usize..3,
        ) {
            let end = until(PlaceKind::ALL[kind], at, left, next);
            prop_assert!(end >= at && end <= at.saturating_add(LONGEST));
        }

        #[test]
        fn knowing_of_a_next_visit_never_lengthens(at in 0_i64..1_000_000, left in any::<Option<i64>>(), next in any::<i64>()) {
            prop_assert!(until(PlaceKind::Venue, at, left, Some(next)) <= until(PlaceKind::Venue, at, left, None));
        }
    }
}
