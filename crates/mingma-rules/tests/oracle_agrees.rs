//! Two independent programs agree on every input, and the input is of every sort.

mod strategies;

use proptest::prelude::*;

use strategies::both::{fast, slow};
use strategies::{cases, lawful, lawless};

proptest! {
    #![proptest_config(cases(3000))]

    /// Whatever the packs and the items: colour, next change, reasons, timelines,
    /// what is missing, what is not covered.
    #[test]
    fn fast_and_slow_agree(case in prop_oneof![lawful(), lawless()]) {
        prop_assert_eq!(fast(&case.packs, &case.items, case.at), slow(&case.packs, &case.items, case.at));
    }
}
