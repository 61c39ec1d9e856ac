//! What was decided on what has moved since.

use std::sync::atomic::Ordering;

use mingma_acts::{Class, Map};
use mingma_store::scratch::Place;

use super::kept::{gated, one_batch, text};
use crate::common::{Ground, Register, T0, officer, particulars};

pub fn what_was_decided_on_rows_that_moved_is_refused_and_decided_again(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=2);
    let (one, other) = (register.test_of(1), register.test_of(2));
    let (early, apart) = (register.decide(&one).unwrap(), register.decide(&other).unwrap());
    register.submit(&register.test_of(1)).unwrap();
    assert_eq!(register.hand(early).unwrap_err().code(), "MM-ACT-011");
    assert_eq!(register.hand(apart).unwrap().seq, 4, "another resident's rows have not moved");
    assert_eq!(register.hand(register.decide(&one).unwrap()).unwrap().seq, 5);
}

fn revocation(register: &Register) -> crate::common::Signed {
    let body = Map::new().with("key", officer(2).public().id().0.to_vec()).with("reason", "lost");
    register.sign(Class::KeyRevoked, body, &[], &[&officer(1)])
}

pub fn a_key_that_is_revoked_between_signing_and_sealing_signs_nothing(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    let signed = register.sign(Class::Text, text("a"), &[], &[&officer(2)]);
    let decided = register.decide(&signed).unwrap();
    register.submit(&revocation(&register)).unwrap();
    assert_eq!(register.hand(decided).unwrap_err().code(), "MM-ACT-011", "to be decided again");
    assert_eq!(register.submit(&signed).unwrap_err().code(), "MM-ACT-005");
    register.clock.store(T0 + 60, Ordering::Relaxed);
    assert_eq!(register.submit(&signed).unwrap_err().code(), "MM-ACT-005");
    assert_eq!(register.newest(), 2);
    register.submit(&signed.signed_by(&[&officer(1)])).unwrap();
}

pub fn a_key_that_is_revoked_in_the_same_batch_signs_nothing(place: &dyn Place) {
    let ground = Ground::new();
    let (register, porter) = gated(&ground, place);
    let batch = [
        register.sign(Class::Text, text("before"), &[], &[&officer(2)]),
        revocation(&register),
        register.sign(Class::Text, text("after"), &[], &[&officer(2)]),
    ];
    let answers = one_batch(&register, porter, &batch);
    assert_eq!(answers[0].as_ref().unwrap().seq, 3);
    assert_eq!(answers[1].as_ref().unwrap().seq, 4);
    assert_eq!(answers[2].as_ref().unwrap_err().code(), "MM-ACT-011");
    assert_eq!(register.newest(), 4);
}

pub fn two_enrolments_of_one_number_in_one_batch_are_told_apart(place: &dyn Place) {
    let ground = Ground::new();
    let (register, porter) = gated(&ground, place);
    let enrolment = |n: u32| {
        let body = Map::new().with("level", "claimed");
        register.sign(Class::Enrolment, body, &[(7, particulars(n))], &[&officer(1)])
    };
    let answers = one_batch(&register, porter, &[enrolment(7), enrolment(8)]);
    assert_eq!(answers[0].as_ref().unwrap().seq, 3);
    assert_eq!(answers[1].as_ref().unwrap_err().code(), "MM-ACT-011", "another number must be drawn");
    assert_eq!(register.store.newest_resident().unwrap(), 7);
}
