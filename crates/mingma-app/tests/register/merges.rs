//! Attempts on mergings that weigh on somebody: what makes a colour heavier takes power
//! where the evidence lies and a letter, and the evidence of the result must be lawful.

use std::sync::Arc;

use mingma_acts::item::{Admission, from_map};
use mingma_acts::{Map, Uid};
use mingma_app::audit::Audit;
use mingma_app::register::story::{COUNTY_CDC, LUOHE, ROOT, ZHENGZHOU};
use mingma_app::register::{By, closing, merge};
use mingma_app::{Clock, Handed, House, Layout, Opening};
use mingma_model::Evidence;
use mingma_rules::shipped;
use mingma_seal::SystemRandom;
use mingma_store::Sqlite;
use serde_json::Value;
use tempfile::TempDir;

use crate::Attempt;
use crate::frozen::{arrival as arrives, arrived, number, read as board};
use crate::house::{enrolment_of, opened, story};
use crate::residents::{enrolled, merge_by, merged};
use crate::world::{World, morning};

const HOUR: i64 = 3_600;

fn read(world: &World, resident: Uid, item: &Map, hours: i64) -> Evidence {
    let admission = Admission { sealed_at: world.now - hours * HOUR, until: None };
    from_map(item, &resident, admission, &world.profile).unwrap()
}

/// An arrival from another province, sealed so many hours ago: yellow.
fn arrival(world: &World, resident: Uid, id: &str, region: &str, hours: i64) -> Evidence {
    let item = Map::new()
        .with("id", id)
        .with("kind", "arrival")
        .with("region", region)
        .with("origin_region", "310101")
        .with("arrived_at", world.now - hours * HOUR);
    read(world, resident, &item, hours)
}

/// A case, sealed so many hours ago: red.
fn case(world: &World, resident: Uid, id: &str, region: &str, hours: i64) -> Evidence {
    let item = Map::new()
        .with("id", id)
        .with("kind", "confirmed_case")
        .with("region", region)
        .with("confirmed_at", world.now - hours * HOUR);
    read(world, resident, &item, hours)
}

fn negative(world: &World, resident: Uid, id: &str, region: &str, hours: i64) -> Evidence {
    let at = world.now - hours * HOUR;
    let item = Map::new()
        .with("id", id)
        .with("kind", "nucleic_test")
        .with("region", region)
        .with("result", "negative")
        .with("sampled_at", at - 60)
        .with("reported_at", at)
        .with("institution", "henan-laboratory")
        .with("sample_id", format!("s-{id}"));
    read(world, resident, &item, hours)
}

fn correction(world: &World, resident: Uid, id: &str, of: &str) -> Evidence {
    let item = Map::new()
        .with("id", id)
        .with("kind", "correction")
        .with("region", "410105")
        .with("of", of)
        .with("reason", "mistaken");
    read(world, resident, &item, 0)
}

fn apart_by(world: &World, actor: &str, apart: Uid, stays: Uid) -> Handed {
    world.two(merge::compose_unmerge(world.by(actor), apart, stays, "误并"))
}

/// Takes an act and reads the letters that it wrote.
fn told(world: &mut World, handed: &Handed) -> Result<Vec<(Uid, Value)>, String> {
    let before = world.letters.len();
    world.take(handed)?;
    let read = |(whom, letter): &(Uid, String)| (*whom, serde_json::from_str(letter).unwrap());
    Ok(world.letters[before..].iter().map(read).collect())
}

/// Two people of Zhengzhou, the first with evidence.
fn one_with(world: &mut World, of: impl Fn(&World, Uid) -> Vec<Evidence>) -> Vec<Uid> {
    let ids = enrolled(world, 2);
    let held = of(world, ids[0]);
    world.held.insert(ids[0], held);
    ids
}

fn patient(world: &mut World) -> Vec<Uid> {
    one_with(world, |w, who| vec![case(w, who, "c-1", "410105", 2)])
}

/// Yellow by an arrival, until two negatives that were told of the other enrolment.
fn freed(world: &mut World) -> Vec<Uid> {
    let ids = one_with(world, |w, who| vec![arrival(w, who, "a-1", "410105", 60)]);
    let tests = vec![negative(world, ids[1], "n-1", "410105", 50), negative(world, ids[1], "n-2", "410105", 20)];
    world.held.insert(ids[1], tests);
    merged(world, ids[0], ids[1]);
    ids
}

pub fn attempts() -> Vec<Attempt> {
    let mut all = weighing();
    all.extend(contradicting());
    all.extend(closing_apart());
    all
}

fn weighing() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a case brought to somebody by a unit far away",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = patient(w);
                merge_by(w, LUOHE, ids[0], ids[1])
            },
            twin: |w| {
                let ids = patient(w);
                merge_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
        Attempt {
            what: "somebody merged by a unit far away into a patient",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = patient(w);
                merge_by(w, LUOHE, ids[1], ids[0])
            },
            twin: |w| {
                let ids = patient(w);
                merge_by(w, COUNTY_CDC, ids[1], ids[0])
            },
        },
        Attempt {
            what: "evidence of two regions brought by a unit of one",
            code: "MM-LCK-003",
            tried: |w| {
                let both =
                    |w: &World, who| vec![arrival(w, who, "a-1", "410105", 3), arrival(w, who, "a-2", "411102", 2)];
                let ids = one_with(w, both);
                merge_by(w, ZHENGZHOU, ids[0], ids[1])
            },
            twin: |w| {
                let both =
                    |w: &World, who| vec![arrival(w, who, "a-1", "410105", 3), arrival(w, who, "a-2", "411102", 2)];
                let ids = one_with(w, both);
                merge_by(w, ROOT, ids[0], ids[1])
            },
        },
        Attempt {
            what: "a merging undone by a unit far away that takes the tests that freed somebody",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = freed(w);
                apart_by(w, LUOHE, ids[0], ids[1])
            },
            twin: |w| {
                let ids = freed(w);
                apart_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
    ]
}

/// The same id twice, of either enrolment.
fn named(world: &mut World, second: &str) -> Vec<Uid> {
    let ids = one_with(world, |w, who| vec![arrival(w, who, "a-1", "410105", 5)]);
    let other = vec![arrival(world, ids[1], second, "410105", 3)];
    world.held.insert(ids[1], other);
    ids
}

/// Merged, and then something of one is struck out under this enrolment (0 or 1).
fn struck(world: &mut World, under: usize) -> Vec<Uid> {
    let ids = one_with(world, |w, who| vec![arrival(w, who, "a-1", "410105", 5)]);
    merged(world, ids[0], ids[1]);
    let strikes = correction(world, ids[under], "x-1", "a-1");
    world.held.entry(ids[under]).or_default().push(strikes);
    ids
}

fn contradicting() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "two items of one id with other contents made one person's",
            code: "MM-ADM-004",
            tried: |w| {
                let ids = named(w, "a-1");
                merge_by(w, ZHENGZHOU, ids[0], ids[1])
            },
            twin: |w| {
                let ids = named(w, "a-2");
                merge_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
        Attempt {
            what: "a merging undone that leaves a correction without its item",
            code: "MM-ADM-004",
            tried: |w| {
                let ids = struck(w, 1);
                apart_by(w, ZHENGZHOU, ids[0], ids[1])
            },
            twin: |w| {
                let ids = struck(w, 0);
                apart_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
        Attempt {
            what: "the same from the side of who goes",
            code: "MM-ADM-004",
            tried: |w| {
                let ids = enrolled(w, 2);
                let held = vec![arrival(w, ids[1], "a-1", "410105", 5)];
                w.held.insert(ids[1], held);
                merged(w, ids[0], ids[1]);
                let strikes = correction(w, ids[0], "x-1", "a-1");
                w.held.insert(ids[0], vec![strikes]);
                apart_by(w, ZHENGZHOU, ids[0], ids[1])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                let held = vec![arrival(w, ids[1], "a-1", "410105", 5)];
                w.held.insert(ids[1], held);
                merged(w, ids[0], ids[1]);
                apart_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
    ]
}

fn close(world: &World, first: Uid, others: &[Uid]) -> Handed {
    world.two(closing::compose_all(world.by(ZHENGZHOU), first, others, "本人申请"))
}

fn closing_apart() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "an enrolment closed whose item another one of the person corrects",
            code: "MM-REG-024",
            tried: |w| {
                let ids = struck(w, 1);
                close(w, ids[0], &[])
            },
            twin: |w| {
                let ids = struck(w, 0);
                close(w, ids[0], &[])
            },
        },
        Attempt {
            what: "an enrolment closed that corrects what another one of the person holds",
            code: "MM-REG-024",
            tried: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                let held = vec![arrival(w, ids[1], "a-1", "410105", 5)];
                w.held.insert(ids[1], held);
                let strikes = correction(w, ids[0], "x-1", "a-1");
                w.held.insert(ids[0], vec![strikes]);
                close(w, ids[0], &[])
            },
            twin: |w| {
                let ids = struck(w, 1);
                close(w, ids[0], &[ids[1]])
            },
        },
        Attempt {
            what: "an enrolment closed whose tests ended another one's yellow",
            code: "MM-REG-024",
            tried: |w| {
                let ids = freed(w);
                let (tests, arrival) = (w.held[&ids[1]].clone(), w.held[&ids[0]].clone());
                w.held.insert(ids[0], tests);
                w.held.insert(ids[1], arrival);
                close(w, ids[0], &[])
            },
            twin: |w| {
                let ids = freed(w);
                close(w, ids[1], &[ids[0]])
            },
        },
        Attempt {
            what: "two people closed by one statement",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 2);
                close(w, ids[0], &[ids[1]])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                close(w, ids[0], &[ids[1]])
            },
        },
        Attempt {
            what: "an enrolment closed while one that was merged into it stands",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                close(w, ids[1], &[])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                let handed = close(w, ids[0], &[]);
                w.take(&handed).unwrap();
                close(w, ids[1], &[])
            },
        },
    ]
}

#[test]
fn whom_a_merging_makes_heavier_is_told_by_a_letter_and_nobody_else() {
    for goes in [0, 1] {
        let mut world = World::story();
        let ids = patient(&mut world);
        let handed = merge_by(&world, ZHENGZHOU, ids[goes], ids[1 - goes]);
        let letters = told(&mut world, &handed).unwrap();
        let [(whom, letter)] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(*whom, ids[1], "the patient was red before");
        assert_eq!((&letter["colour"], &letter["unit"]["id"]), (&"red".into(), &ZHENGZHOU.into()));
        assert_eq!(letter["reasons"][0]["evidence"], "c-1");
    }
}

#[test]
fn whom_an_undone_merging_makes_heavier_is_told_as_well() {
    let mut world = World::story();
    let ids = freed(&mut world);
    let handed = apart_by(&world, ZHENGZHOU, ids[0], ids[1]);
    let letters = told(&mut world, &handed).unwrap();
    let [(whom, letter)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!((*whom, &letter["colour"]), (ids[0], &"yellow".into()));
}

#[test]
fn a_merging_that_weighs_on_nobody_takes_no_power_there_and_no_letter() {
    let mut world = World::story();
    let ids = enrolled(&mut world, 2);
    let tests = vec![negative(&world, ids[0], "n-1", "410105", 50)];
    world.held.insert(ids[0], tests);
    let handed = merge_by(&world, LUOHE, ids[0], ids[1]);
    assert_eq!(told(&mut world, &handed), Ok(Vec::new()));
}

#[test]
fn what_weighs_later_weighs() {
    // Both yellow now, by arrivals two days apart: the later one would stay longer.
    let mut world = World::story();
    let ids = one_with(&mut world, |w, who| vec![arrival(w, who, "a-1", "410105", 2)]);
    let older = vec![arrival(&world, ids[1], "a-2", "411102", 72)];
    world.held.insert(ids[1], older);
    let handed = merge_by(&world, LUOHE, ids[0], ids[1]);
    assert_eq!(world.take(&handed), Err("MM-LCK-003".to_owned()));
}

#[test]
fn a_merging_that_contradicts_itself_comes_apart() {
    let mut world = World::story();
    let ids = enrolled(&mut world, 2);
    merged(&mut world, ids[0], ids[1]);
    for (who, hours) in [(0, 5), (1, 3)] {
        let item = vec![arrival(&world, ids[who], "a-1", "410105", hours)];
        world.held.insert(ids[who], item);
    }
    // Nothing could be read of the one person: whatever stands afterwards is new to both.
    let far = apart_by(&world, LUOHE, ids[0], ids[1]);
    assert_eq!(world.take(&far), Err("MM-LCK-003".to_owned()));
    let handed = apart_by(&world, ZHENGZHOU, ids[0], ids[1]);
    assert_eq!(told(&mut world, &handed).unwrap().len(), 2);
}

struct At(i64);

impl Clock for At {
    fn now(&self) -> i64 {
        self.0
    }
}

/// Opens a register so many days later.
fn days_later(folder: &TempDir, days: i64) -> House {
    let layout = Layout::new(folder.path());
    let opening = Opening {
        store: Arc::new(Sqlite::open(&layout.database()).unwrap()),
        layout,
        profile: Arc::new(shipped::profile("cn").unwrap()),
        clock: Arc::new(At(morning() + days * 24 * HOUR)),
        random: Arc::new(SystemRandom),
        origin: "example.org/henan".to_owned(),
    };
    House::open(opening).unwrap()
}

fn audited(house: &House, folder: &TempDir, now: i64) {
    let (scratch, layout) = (tempfile::tempdir().unwrap(), Layout::new(folder.path()));
    house.sequencer().wait_for(house.registry().newest).unwrap();
    let audit = Audit {
        layout: &layout,
        keys: &layout,
        store: house.store(),
        vault: house.vault(),
        profile: house.profile(),
        log: house.log_key(),
        against: None,
        since: 1,
        scratch: scratch.path(),
        now,
        progress: &|_, _| {},
    };
    let report = audit.run().unwrap();
    assert!(report.clean(), "{:#?}", report.differences);
    assert!(!scratch.path().join("replay-2.db").exists(), "one pass tells that nothing differs");
}

#[test]
fn the_letter_of_a_merging_is_kept_and_audited_also_when_the_other_enrolment_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let (handed, ids) = enrolment_of(&world, &[1, 2]);
    house.submit(&handed).unwrap();
    arrived(&house, &world, vec![arrives(ids[0], "r-1", 3)]);
    let by = |at| By { actor: ZHENGZHOU, at, random: &SystemRandom };
    house.submit(&world.two(merge::compose(by(morning()), ids[0], ids[1], "同一人有两份证件"))).unwrap();
    let letters = |house: &House| [0, 1].map(|n| house.store().letters_of(number(house, ids[n])).unwrap().len());
    assert_eq!(letters(&house), [1, 1], "of the arrival, of the merging");
    assert_eq!(board(&house, &ids), [Some(mingma_model::Colour::Yellow); 2]);
    audited(&house, &folder, morning());
    drop(house);

    let (house, now) = (days_later(&folder, 30), morning() + 30 * 24 * HOUR);
    house.submit(&world.two(closing::compose(by(now), ids[0], "本人申请"))).unwrap();
    house.vault().destroy(number(&house, ids[0])).unwrap();
    audited(&house, &folder, now);
}

#[test]
fn all_enrolments_of_a_person_close_in_one_statement_and_the_audit_knows_each() {
    let folder = tempfile::tempdir().unwrap();
    let (house, register) = opened(&folder);
    let world = story(&house, register);
    let (handed, ids) = enrolment_of(&world, &[1, 2]);
    house.submit(&handed).unwrap();
    arrived(&house, &world, vec![arrives(ids[0], "r-1", 3)]);
    let by = |at| By { actor: ZHENGZHOU, at, random: &SystemRandom };
    house.submit(&world.two(merge::compose(by(morning()), ids[0], ids[1], "同一人有两份证件"))).unwrap();
    drop(house);
    let (house, now) = (days_later(&folder, 30), morning() + 30 * 24 * HOUR);
    house.submit(&world.two(closing::compose_all(by(now), ids[1], &ids[..1], "本人申请"))).unwrap();
    assert_eq!(board(&house, &ids), [None; 2]);
    for id in &ids {
        house.vault().destroy(number(&house, *id)).unwrap();
    }
    audited(&house, &folder, now);
}
