//! Somebody whose evidence cannot be derived, on the board of a house that goes on.

use mingma_acts::{Member, Sealed, Uid};
use mingma_app::House;
use mingma_app::evidence::compose::{self, Composing, Said};
use mingma_app::journal::{Asked, Journal};
use mingma_app::register::story::CARRIER;
use mingma_model::{Colour, Kind, Region};
use mingma_seal::{SigningKey, SystemRandom};
use mingma_store::Change;
use mingma_store::rows::MemberRow;

use crate::house::{enrolment_of, opened, reopened, story};
use crate::world::{World, morning};

pub fn arrival(person: Uid, id: &str, hours: i64) -> Said {
    Said::new(person, id, Kind::Arrival, Region::parse("410105").unwrap())
        .with("origin_region", "310101")
        .with("arrived_at", morning() - hours * 3_600)
}

/// The carrier's record of arrivals.
pub fn arrived(house: &House, world: &World, said: Vec<Said>) {
    let with = Composing { actor: CARRIER, now: morning(), random: &SystemRandom };
    let key: &SigningKey = world.key(CARRIER);
    house.submit(&compose::items(&with, "arrival", said).sign(&[key])).unwrap();
}

pub fn number(house: &House, who: Uid) -> u32 {
    house.store().by_outer_id(&who.0).unwrap().unwrap().resident
}

/// What the board reads of people once the log shows the newest act.
pub fn read(house: &House, people: &[Uid]) -> Vec<Option<Colour>> {
    house.sequencer().wait_for(house.registry().newest).unwrap();
    house.follow().unwrap();
    people.iter().map(|who| house.with_board(|board| board.read(number(house, *who), morning()))).collect()
}

/// Puts bytes in the place of somebody's newest member.
fn put(house: &House, row: &MemberRow, sealed: Vec<u8>) {
    let row = MemberRow { sealed, ..row.clone() };
    house.store().commit(house.store().newest().unwrap(), &[Change::put(&row)]).unwrap();
}

/// The newest member of somebody, and what would stand there with another's id.
fn contradiction(house: &House, who: Uid, id: &str) -> (MemberRow, Vec<u8>) {
    let number = number(house, who);
    let row = house.store().members_of(number).unwrap().pop().unwrap();
    let place = house.record(row.seq).unwrap().act().id;
    let key = house.vault().key(number).unwrap().unwrap();
    let plain = Member::new(who, arrival(who, id, 9).item, &SystemRandom).to_bytes();
    let sealed = Sealed::seal(number, &plain, &place, row.idx, &key, &SystemRandom).sealed;
    (row, sealed)
}

const YELLOW: Option<Colour> = Some(Colour::Yellow);

#[test]
fn whose_evidence_cannot_be_derived_is_frozen_alone_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let (handed, ids) = enrolment_of(&world, &[1, 2, 3, 4]);
    house.submit(&handed).unwrap();
    arrived(&house, &world, vec![arrival(ids[0], "r-1", 3)]);
    arrived(&house, &world, vec![arrival(ids[0], "r-2", 30)]);
    arrived(&house, &world, vec![arrival(ids[1], "r-3", 3), arrival(ids[2], "r-4", 3)]);
    // One contradicts itself, one cannot be opened: neither stops the third.
    let (row, sealed) = contradiction(&house, ids[0], "r-1");
    put(&house, &row, sealed);
    let (other, mut torn) = contradiction(&house, ids[1], "r-3");
    torn[30] ^= 1;
    put(&house, &other, torn);
    assert_eq!(read(&house, &ids), [None, None, YELLOW, Some(Colour::Green)]);
    assert_eq!(house.with_board(|board| [0, 1].map(|n| board.is_frozen(number(&house, ids[n])))), [true; 2]);
    assert_eq!(house.with_board(|board| board.count(Colour::Green, morning())), 1);

    // A look says that it cannot be told, by what reason, and stands in the journal.
    let house = std::sync::Arc::new(house);
    let asked =
        || Asked { verifier: "gate-1".into(), unit: String::new(), place: String::new(), purpose: "进站".into() };
    let journal = Journal::start(house.clone());
    let contradicts = journal.ask(ids[0], asked()).unwrap();
    assert_eq!((contradicts.colour, contradicts.cannot_tell), (None, Some("MM-ADM-004")));
    let unreadable = journal.ask(ids[1], asked()).unwrap();
    assert_eq!((unreadable.colour, unreadable.steps.len()), (None, 0));
    assert!(unreadable.cannot_tell.is_some_and(|code| code.starts_with("MM-") && code != "MM-ADM-004"));
    let record = house.record(contradicts.kept).unwrap();
    let kept = mingma_app::open_members(house.store(), house.vault(), &record).unwrap();
    let item = &kept[0].member.as_ref().unwrap().item;
    assert_eq!((item.text("colour"), item.text("cannot_tell")), (None, Some("MM-ADM-004")));
    assert_eq!(journal.ask(ids[2], asked()).unwrap().cannot_tell, None);
    drop(journal);
    let house = std::sync::Arc::into_inner(house).unwrap();

    // Frozen they stay over a start, while everybody else moves on.
    house.save_board().unwrap();
    drop(house);
    let house = reopened(&folder);
    assert!(house.with_board(|board| board.at_act() > 0 && board.is_frozen(number(&house, ids[0]))));
    arrived(&house, &world, vec![arrival(ids[3], "r-5", 3)]);
    assert_eq!(read(&house, &ids), [None, None, YELLOW, YELLOW]);

    // Lawful again, they are read again.
    put(&house, &row, row.sealed.clone());
    put(&house, &other, other.sealed.clone());
    arrived(&house, &world, vec![arrival(ids[3], "r-6", 30)]);
    assert_eq!(read(&house, &ids), [YELLOW; 4]);
    assert!(!house.with_board(|board| board.is_frozen(number(&house, ids[0]))));
}
