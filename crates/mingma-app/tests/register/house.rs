//! The same acts through the one way in of a house that keeps them.

use std::sync::Arc;

use mingma_acts::Uid;
use mingma_app::register::enrolled;
use mingma_app::register::enrolment::{self, Person};
use mingma_app::register::officer::{self, Officer};
use mingma_app::register::story::{ROOT, Telling, ZHENGZHOU, officer_id};
use mingma_app::register::text::Publication;
use mingma_app::register::unit::{self, Unit};
use mingma_app::register::{By, area, closing, merge};
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_rules::load;
use mingma_seal::{PublicKey, SigningKey, SystemRandom};
use mingma_store::Sqlite;
use tempfile::TempDir;

use crate::residents::person;
use crate::world::{World, morning};

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        morning()
    }
}

const ORIGIN: &str = "example.org/henan";

pub fn opened(folder: &TempDir) -> (House, PublicKey) {
    let layout = Layout::new(folder.path());
    let laid = init::lay(&layout, &SystemRandom).unwrap();
    (reopened(folder), laid.register)
}

/// Opens a register that was laid.
pub fn reopened(folder: &TempDir) -> House {
    let layout = Layout::new(folder.path());
    let store = Arc::new(Sqlite::open(&layout.database()).unwrap());
    let profile = Arc::new(mingma_rules::shipped::profile("cn").unwrap());
    let opening = Opening {
        layout,
        store,
        profile,
        clock: Arc::new(Still),
        random: Arc::new(SystemRandom),
        origin: ORIGIN.to_owned(),
    };
    House::open(opening).unwrap()
}

/// The story's register, kept.
pub fn story(house: &House, register: PublicKey) -> World {
    let world = World::empty();
    let files = load::shipped_files("cn");
    let texts: Vec<Publication<'_>> =
        files.iter().map(|file| Publication::of_pack(file, house.profile()).unwrap()).collect();
    let telling = Telling {
        origin: ORIGIN,
        profile: house.profile(),
        register,
        texts: &texts,
        at: morning(),
        random: &SystemRandom,
    };
    for step in world.cast.steps(telling) {
        house.submit(&world.cast.sign(step)).unwrap();
    }
    world
}

pub fn enrolment_of(world: &World, numbers: &[u16]) -> (Handed, Vec<Uid>) {
    let people: Vec<_> = numbers.iter().map(|n| person(*n, "410105")).collect();
    let by = By { actor: ZHENGZHOU, at: morning(), random: &SystemRandom };
    let (draft, ids) = enrolment::compose(by, &people);
    (world.one(draft), ids)
}

fn codes(house: &House, handed: &[Handed]) -> Vec<Option<&'static str>> {
    std::thread::scope(|scope| {
        let running: Vec<_> = handed.iter().map(|one| scope.spawn(|| house.submit(one))).collect();
        running.into_iter().map(|thread| thread.join().unwrap().err().map(|refused| refused.code())).collect()
    })
}

#[test]
fn a_house_keeps_the_story_and_the_board_stays_as_it_was_when_a_document_comes_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let before = house.registry().newest;
    let (first, ids) = enrolment_of(&world, &[1, 2]);
    house.submit(&first).unwrap();
    let (second, _) = enrolment_of(&world, &[3, 2]);
    assert_eq!(house.submit(&second).unwrap_err().code(), "MM-REG-002");
    // The refusal is an act of its own; nobody was enrolled.
    assert_eq!(house.registry().newest, before + 2);
    assert_eq!(house.store().newest_resident().unwrap(), 2);

    let by = By { actor: ZHENGZHOU, at: morning(), random: &SystemRandom };
    house.submit(&world.one(enrolled::compose_vouched(by, ids[0]))).unwrap();
    house.submit(&world.two(merge::compose(by, ids[1], ids[0], "同一人有两份证件"))).unwrap();
    house.submit(&world.two(merge::compose_unmerge(by, ids[1], ids[0], "误并"))).unwrap();
    house.submit(&world.two(closing::compose(by, ids[1], "本人申请"))).unwrap();
    let row = |id: Uid| house.store().by_outer_id(&id.0).unwrap().unwrap();
    assert_eq!((row(ids[0]).level.as_str(), row(ids[0]).closed_at), ("vouched", None));
    assert_eq!(row(ids[1]).closed_at, Some(morning()));
    // A closed enrolment lets its document go.
    house.submit(&enrolment_of(&world, &[2]).0).unwrap();
}

#[test]
fn of_many_who_enrol_one_document_at_once_one_succeeds_and_the_register_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let handed: Vec<Handed> = (0..8).map(|_| enrolment_of(&world, &[1]).0).collect();
    let codes = codes(&house, &handed);
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == Some("MM-REG-002")).count(), 7, "{codes:?}");
    house.submit(&enrolment_of(&world, &[2]).0).unwrap();
}

#[test]
fn of_many_who_register_one_id_at_once_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let handed: Vec<Handed> = ["41", "4101", "4111", "4105"]
        .iter()
        .map(|region| {
            let by = By { actor: ROOT, at: morning(), random: &SystemRandom };
            let (region, parent) = (area(region).unwrap(), Some(ROOT));
            let (name_zh, name_en, telephone) = ("新设单位", "A new unit", "0371-00000099");
            let draft = unit::compose(by, &Unit { id: "clinic", name_zh, name_en, region, parent, telephone });
            let ids = [1, 2].map(|n| officer_id(ROOT, n));
            world.sign(draft, &ids.each_ref().map(String::as_str))
        })
        .collect();
    let codes = codes(&house, &handed);
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == Some("MM-REG-004")).count(), 3, "{codes:?}");
}

#[test]
fn a_house_is_founded_once_though_two_try_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = World::empty();
    let telling =
        |random| Telling { origin: ORIGIN, profile: house.profile(), register, texts: &[], at: morning(), random };
    let handed: Vec<Handed> =
        (0..3).map(|_| world.cast.sign(world.cast.steps(telling(&SystemRandom)).swap_remove(0))).collect();
    let codes = codes(&house, &handed);
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == Some("MM-REG-015")).count(), 2, "{codes:?}");
}

#[test]
fn a_residents_device_is_nobody_elses_key() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let by = By { actor: ZHENGZHOU, at: morning(), random: &SystemRandom };
    let key = SigningKey::generate(&SystemRandom).public();
    let brought = [Person { key: Some(key), ..person(1, "410105") }];
    house.submit(&world.two(enrolment::compose(by, &brought).0)).unwrap();
    let of = |key| world.two(officer::compose(by, &Officer { id: "new-01", unit: ZHENGZHOU, key }));
    assert_eq!(house.submit(&of(key)).unwrap_err().code(), "MM-REG-005");
    house.submit(&of(SigningKey::generate(&SystemRandom).public())).unwrap();
}
