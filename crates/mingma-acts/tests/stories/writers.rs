//! Two writers on one folder, as two processes are.

use std::collections::BTreeSet;
use std::sync::Arc;

use mingma_acts::{Class, record_of};
use mingma_ledger::check_folder;
use mingma_seal::{Digest, leaf_hash, tree_root};
use mingma_store::scratch::Place;

use super::kept::text;
use crate::common::guard::FileTurn;
use crate::common::{Ground, Register, log_verifier, officer};

pub fn two_writers_on_one_folder_take_turns_and_their_logs_agree(place: &dyn Place) {
    const EACH: usize = 150;
    let ground = Ground::new();
    drop(Register::founded(&ground, place.open().unwrap()));
    let open = || {
        let turn = |name: &str| FileTurn::by(&ground.lock(name), &ground.log());
        Register::open(&ground, Arc::from(place.open().unwrap()), turn("write.lock"), turn("log.lock"))
    };
    let (one, other) = (open(), open());
    let mut numbers = BTreeSet::new();
    std::thread::scope(|scope| {
        let work = |register: &Register, whose: &str| {
            let write = |n: usize| {
                let signed = register.sign(Class::Text, text(&format!("{whose} {n}")), &[], &[&officer(1)]);
                register.submit(&signed).unwrap().seq
            };
            (0..EACH).map(write).collect::<Vec<u64>>()
        };
        let (one, other) = (&one, &other);
        let threads = [scope.spawn(move || work(one, "one")), scope.spawn(move || work(other, "other"))];
        for thread in threads {
            numbers.extend(thread.join().unwrap());
        }
    });
    let last = 1 + 2 * EACH as u64;
    assert_eq!(numbers, (2..=last).collect(), "each number once");
    for register in [&one, &other] {
        assert_eq!(register.sequencer.stopped(), None);
        register.sequencer.catch_up().unwrap();
        register.sequencer.wait_for(last).unwrap();
    }
    let checkpoint = one.sequencer.checkpoint().unwrap();
    assert_eq!(Some(&checkpoint), other.sequencer.checkpoint().as_ref());
    let leaf = |seq: u64| -> Digest { leaf_hash(&record_of(&one.store.act(seq).unwrap().unwrap()).unwrap().leaf()) };
    assert_eq!((checkpoint.size, checkpoint.root), (last, tree_root((1..=last).map(leaf))));
    assert_eq!(check_folder(&ground.log(), &log_verifier()).unwrap(), []);
}
