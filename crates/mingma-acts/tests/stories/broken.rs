//! Commits that go wrong.

use std::sync::Arc;

use mingma_acts::{ActError, Class};
use mingma_store::scratch::Place;

use super::kept::text;
use crate::common::tamper::{Next, Tampered};
use crate::common::{Ground, Register, Signed, officer};

fn tampered(ground: &Ground, place: &dyn Place) -> (Register, Arc<Tampered>) {
    drop(Register::founded(ground, place.open().unwrap()));
    let store = Arc::new(Tampered::new(place.open().unwrap()));
    (Register::alone(ground, store.clone()), store)
}

fn a_text(register: &Register, name: &str) -> Signed {
    register.sign(Class::Text, text(name), &[], &[&officer(1)])
}

pub fn a_commit_whose_answer_was_lost_is_asked_for_and_answered(place: &dyn Place) {
    let ground = Ground::new();
    let (register, store) = tampered(&ground, place);
    store.next(Next::LostAfter);
    let signed = a_text(&register, "a");
    let kept = register.hand(register.decide(&signed).unwrap()).unwrap();
    assert_eq!((kept.seq, kept.fresh), (2, true));
    assert!(!store.waits());
    register.sequencer.wait_for(2).unwrap();
    assert_eq!(register.submit(&a_text(&register, "b")).unwrap().seq, 3);
}

pub fn a_commit_that_was_lost_is_decided_again_and_kept(place: &dyn Place) {
    let ground = Ground::new();
    let (register, store) = tampered(&ground, place);
    register.enrol(1..=1);
    store.next(Next::LostBefore);
    let signed = register.test_of(1);
    let lost = register.hand(register.decide(&signed).unwrap()).unwrap_err();
    assert_eq!(lost.code(), "MM-ACT-011");
    let kept = register.submit(&signed).unwrap();
    assert_eq!((kept.seq, kept.fresh), (3, true));
    register.sequencer.wait_for(3).unwrap();
}

pub fn a_commit_that_is_kept_late_is_not_kept_twice(place: &dyn Place) {
    let ground = Ground::new();
    let (register, store) = tampered(&ground, place);
    store.next(Next::Late);
    let signed = a_text(&register, "a");
    let kept = register.hand(register.decide(&signed).unwrap()).unwrap();
    assert_eq!((kept.seq, kept.fresh), (2, true), "what was ordered is waited for before it is called lost");
    assert_eq!(register.submit(&a_text(&register, "b")).unwrap().seq, 3);
    assert_eq!(register.submit(&signed).unwrap().seq, 2);
    register.sequencer.wait_for(3).unwrap();
}

pub fn a_store_that_fails_stops_the_writer_which_says_so(place: &dyn Place) {
    for how in [Next::Full, Next::Unreachable] {
        let ground = Ground::new();
        let own = mingma_store::Sqlite::open(&ground.folder.path().join("own.db")).unwrap();
        let (register, store) = if how == Next::Full {
            tampered(&ground, place)
        } else {
            let store = Arc::new(Tampered::new(Box::new(own)));
            let register = Register::alone(&ground, store.clone());
            register.found();
            (register, store)
        };
        store.next(how);
        let signed = a_text(&register, "a");
        assert!(matches!(register.submit(&signed), Err(ActError::Stopped(_))));
        let why = register.submit(&a_text(&register, "b")).unwrap_err();
        assert_eq!(why.code(), "MM-ACT-014", "it has stopped, and stays so");
        let told = if how == Next::Full { "MM-STO-004" } else { "MM-STO-003" };
        assert!(why.to_string().contains(told), "it says why: {why}");
        assert_eq!(register.newest(), 1);
        assert_eq!(register.sequencer.stopped(), None);
        drop(register);
        let register = Register::alone(&ground, store);
        assert_eq!(register.submit(&signed).unwrap().seq, 2, "opened again, it writes");
    }
}
