//! What is kept, and what is answered.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};

use mingma_acts::{Act, ActError, Class, Kept, Map, Receipt, Waiting, record_of};
use mingma_ledger::{check_folder, leaf_in};
use mingma_seal::leaf_hash;
use mingma_store::rows::ActRow;
use mingma_store::{Row, scratch::Place};

use crate::common::guard::{Free, Gate};
use crate::common::{Ground, Register, Signed, T0, item, log_verifier, officer, rows, uid};

/// The test's side of a gate.
pub struct Porter {
    arrived: Receiver<()>,
    open: Sender<()>,
}

/// A founded register whose writer waits at a gate before each batch.
pub fn gated(ground: &Ground, place: &dyn Place) -> (Register, Porter) {
    drop(Register::founded(ground, place.open().unwrap()));
    let ((tell, arrived), (open, opened)) = (channel(), channel());
    let gate = Gate { arrived: tell, open: opened };
    let store = Arc::from(place.open().unwrap());
    (Register::open(ground, store, Box::new(gate), Box::new(Free)), Porter { arrived, open })
}

/// Decides and hands these in, in this order, while the gate holds the batch before them:
/// so they are one batch.
pub fn one_batch(register: &Register, porter: Porter, batch: &[Signed]) -> Vec<Result<Kept, ActError>> {
    let first = register.sign(Class::Text, text("first"), &[], &[&officer(1)]);
    let first = register.hand_in(register.decide(&first).unwrap());
    porter.arrived.recv().unwrap();
    let waiting: Vec<Waiting> = batch.iter().map(|one| register.hand_in(register.decide(one).unwrap())).collect();
    drop(porter.open);
    first.wait().unwrap();
    waiting.into_iter().map(Waiting::wait).collect()
}

pub fn text(name: &str) -> Map {
    Map::new().with("kind", "notice").with("name", name).with("text", format!("the text of {name}"))
}

pub fn an_acknowledged_act_is_in_the_store_and_then_under_a_checkpoint(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=3);
    let signed = register.test_of(2);
    let kept = register.submit(&signed).unwrap();
    assert_eq!(kept, Kept { seq: 3, sealed_at: T0, fresh: true });

    let row = place.open().unwrap().act(3).unwrap().expect("it is durable when it is acknowledged");
    let record = record_of(&row).unwrap();
    assert_eq!((record.bytes.as_slice(), record.approvals), (signed.bytes.as_slice(), signed.approvals.clone()));

    register.sequencer.wait_for(3).unwrap();
    let checkpoint = register.sequencer.checkpoint().unwrap();
    assert!(checkpoint.size >= 3);
    let record = record_of(&row).unwrap();
    assert_eq!(leaf_in(&ground.log(), 2, checkpoint.size).unwrap(), Some(leaf_hash(&record.leaf())));
    assert_eq!(check_folder(&ground.log(), &log_verifier()).unwrap(), []);
}

pub fn a_receipt_proves_act_and_member_from_its_bytes_alone(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=5);
    let about: Vec<_> = (1..=5).map(|n| (n, item(n))).collect();
    let signed = register.sign(Class::Evidence, Map::new().with("source", "laboratory"), &about, &[&officer(1)]);
    let seq = register.submit(&signed).unwrap().seq;
    for at in 0..5_u32 {
        let bytes = register.receipt(seq, Some((at, &signed.members))).to_bytes();
        let receipt = Receipt::from_bytes(&bytes).unwrap();
        let proved = receipt.verify(&log_verifier()).unwrap();
        assert_eq!((proved.record.seq, proved.record.bytes.as_slice()), (seq, signed.bytes.as_slice()));
        let member = proved.member.unwrap();
        assert_eq!((member.resident, member.item), (uid(at + 1), item(at + 1)));
        proved.record.approvals[0].verify(&officer(1).public(), proved.record.digest()).unwrap();
    }
    let whole = register.receipt(seq, Some((1, &signed.members)));
    let refused = |change: &dyn Fn(&mut Receipt)| {
        let mut other = whole.clone();
        change(&mut other);
        assert_ne!(other, whole);
        assert!(other.verify(&log_verifier()).is_err());
    };
    refused(&|receipt| receipt.seq += 1);
    refused(&|receipt| receipt.salt[3] ^= 1);
    refused(&|receipt| *receipt.record.last_mut().unwrap() ^= 1);
    refused(&|receipt| receipt.path.truncate(receipt.path.len() - 1));
    refused(&|receipt| receipt.checkpoint = receipt.checkpoint.replacen('3', "4", 1));
    refused(&|receipt| receipt.member.as_mut().unwrap().index = 2);
    refused(&|receipt| receipt.member.as_mut().unwrap().count = 4);
    refused(&|receipt| *receipt.member.as_mut().unwrap().plain.last_mut().unwrap() ^= 1);
    refused(&|receipt| receipt.member.as_mut().unwrap().path.truncate(1));
}

pub fn the_same_act_again_is_answered_with_the_first_number(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    let signed = register.sign(Class::Text, text("a"), &[], &[&officer(1)]);
    let first = register.submit(&signed).unwrap();
    register.submit(&register.sign(Class::Text, text("b"), &[], &[&officer(1)])).unwrap();
    let again = register.submit(&signed).unwrap();
    assert_eq!((again.seq, again.sealed_at, again.fresh), (first.seq, first.sealed_at, false));
    drop(register);
    let register = Register::alone(&ground, Arc::from(place.open().unwrap()));
    assert_eq!(register.submit(&signed).unwrap(), again);
    assert_eq!(register.newest(), 3);
}

/// Another act under the same id.
fn rival(register: &Register, signed: &Signed) -> Signed {
    let act =
        Act { id: signed.id(), ..Act::from_bytes(&register.sign(Class::Text, text("rival"), &[], &[]).bytes).unwrap() };
    Signed { bytes: act.to_bytes(), approvals: vec![], members: vec![] }.signed_by(&[&officer(2)])
}

pub fn other_bytes_under_an_id_are_refused(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    let signed = register.sign(Class::Text, text("a"), &[], &[&officer(1)]);
    register.submit(&signed).unwrap();
    let refused = register.submit(&rival(&register, &signed)).unwrap_err();
    assert_eq!(refused.code(), "MM-ACT-010");
    assert_eq!(register.newest(), 2);
}

pub fn two_of_one_id_in_one_batch_are_one_act(place: &dyn Place) {
    let ground = Ground::new();
    let (register, porter) = gated(&ground, place);
    let signed = register.sign(Class::Text, text("a"), &[], &[&officer(1)]);
    let batch = [signed.clone(), rival(&register, &signed), signed.clone(), signed];
    let answers = one_batch(&register, porter, &batch);
    assert_eq!(*answers[0].as_ref().unwrap(), Kept { seq: 3, sealed_at: T0, fresh: true });
    assert_eq!(answers[1].as_ref().unwrap_err().code(), "MM-ACT-010");
    for again in &answers[2..] {
        assert_eq!(*again.as_ref().unwrap(), Kept { seq: 3, sealed_at: T0, fresh: false });
    }
    assert_eq!(register.newest(), 3);
}

pub fn members_that_were_not_signed_are_refused(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=2);
    let mut signed = register.test_of(1);
    signed.members = register.seal(&signed.id(), &[(1, item(1))]);
    assert_eq!(register.submit(&signed).unwrap_err().code(), "MM-ACT-012", "another salt is another member");
    signed.members.clear();
    assert_eq!(register.submit(&signed).unwrap_err().code(), "MM-ACT-012");
    assert_eq!(register.newest(), 2);
}

pub fn sealing_times_never_fall_though_the_clock_jumps(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    let clocks = [T0 + 50, T0 + 10, T0 - 7_000, T0 + 3_000, T0 - 1, T0 + 3_001];
    for (n, clock) in clocks.iter().enumerate() {
        register.clock.store(*clock, Ordering::Relaxed);
        let signed = register.sign(Class::Text, text(&n.to_string()), &[], &[&officer(1)]);
        register.submit(&signed).unwrap();
    }
    let late = register.decide(&register.sign(Class::Text, text("late"), &[], &[&officer(1)])).unwrap();
    register.clock.store(T0 + 9_000, Ordering::Relaxed);
    register.submit(&register.sign(Class::Text, text("early"), &[], &[&officer(1)])).unwrap();
    assert_eq!(register.hand(late).unwrap_err().code(), "MM-ACT-011", "decided for a moment that has passed");
    let times: Vec<i64> =
        rows(&*register.store, ActRow::TABLE).iter().map(|row| ActRow::read(row).unwrap().sealed_at).collect();
    assert_eq!(times, [T0, T0 + 50, T0 + 50, T0 + 50, T0 + 3_000, T0 + 3_000, T0 + 3_001, T0 + 9_000]);
}

pub fn numbers_are_dense_and_every_acknowledged_act_is_there_after_reopening(place: &dyn Place) {
    const THREADS: u32 = 64;
    const EACH: usize = 20;
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=THREADS);
    let answered: Vec<(Kept, Signed)> = std::thread::scope(|scope| {
        let work = |resident: u32| {
            let signed: Vec<Signed> = (0..EACH).map(|_| register.test_of(resident)).collect();
            let kept = signed.iter().map(|signed| register.submit(signed).unwrap()).collect::<Vec<_>>();
            kept.into_iter().zip(signed).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (1..=THREADS).map(|resident| scope.spawn(move || work(resident))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let last = u64::from(THREADS) * EACH as u64 + 2;
    register.sequencer.wait_for(last).unwrap();
    drop(register);

    let register = Register::alone(&ground, Arc::from(place.open().unwrap()));
    let numbers: BTreeSet<u64> = answered.iter().map(|(kept, _)| kept.seq).collect();
    assert_eq!(numbers, (3..=last).collect(), "no number is missing, none stands twice");
    for (kept, signed) in &answered {
        let row = register.store.act_by_id(&signed.id().0).unwrap().unwrap();
        assert_eq!((row.seq, row.bytes), (kept.seq, signed.bytes.clone()));
    }
    assert_eq!(register.newest(), last);
    assert_eq!(register.sequencer.checkpoint().unwrap().size, last);
    assert_eq!(check_folder(&ground.log(), &log_verifier()).unwrap(), []);
    register.receipt(last, None).verify(&log_verifier()).unwrap();
}
