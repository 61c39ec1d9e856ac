//! Attempts on enrolments.

use mingma_acts::item::{Admission, from_map, resident_id};
use mingma_acts::{Class, Map, Uid};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::enrolment::{self, Level, Person, Phone};
use mingma_app::register::story::{BIG_DATA_BUREAU, COUNTY_CDC, LUOHE, ROOT, ZHENGZHOU, officer_id};
use mingma_app::register::{Known, KnownMember, closing, enrolled, merge};
use mingma_model::document::{Document, DocumentKind, PersonName, check_character};
use mingma_model::{Evidence, Region};

use crate::Attempt;
use crate::world::World;

/// A generated person: the n-th born on the first day of 2000 in a region.
pub fn person(n: u16, region: &str) -> Person {
    let digits = format!("{region}20000101{n:03}");
    let number = format!("{digits}{}", check_character(&digits).unwrap());
    Person {
        document: Document::parse(DocumentKind::ResidentId, &number).unwrap(),
        name: PersonName::parse("某某某").unwrap(),
        phone: Phone::parse("00000000000").unwrap(),
        region: Region::parse(region).unwrap(),
        key: None,
    }
}

fn enrol_by(world: &World, actor: &str, people: &[Person]) -> Handed {
    let draft = enrolment::compose(world.by(actor), people).0;
    // A voice takes two.
    if people.iter().any(|person| person.key.is_some()) { world.two(draft) } else { world.one(draft) }
}

/// An enrolment whose item is changed by hand.
fn changed(world: &World, change: impl Fn(Map) -> Map) -> Handed {
    let body = Map::new().with("level", "claimed");
    let draft = Draft::new(Class::Enrolment, ZHENGZHOU, body, world.now, &*world.random);
    world.one(draft.about(Uid::new(&*world.random), change(person(1, "410105").item()), &*world.random))
}

/// Enrols people of Zhengzhou and gives their ids.
pub fn enrolled(world: &mut World, count: u16) -> Vec<Uid> {
    let people: Vec<Person> = (1..=count).map(|n| person(n, "410105")).collect();
    let (draft, ids) = enrolment::compose(world.by(ZHENGZHOU), &people);
    let handed = world.one(draft);
    world.take(&handed).unwrap();
    ids
}

pub fn merged(world: &mut World, goes: Uid, stays: Uid) {
    let handed = merge_by(world, ZHENGZHOU, goes, stays);
    world.take(&handed).unwrap();
}

pub fn merge_by(world: &World, actor: &str, goes: Uid, stays: Uid) -> Handed {
    world.two(merge::compose(world.by(actor), goes, stays, "同一人有两份证件"))
}

fn close_by(world: &World, actor: &str, resident: Uid) -> Handed {
    world.two(closing::compose(world.by(actor), resident, "本人申请"))
}

fn closed(world: &mut World, resident: Uid) {
    let handed = close_by(world, ZHENGZHOU, resident);
    world.take(&handed).unwrap();
}

/// An arrival from another province, sealed so many days ago.
fn arrival(world: &World, resident: Uid, days: i64) -> Evidence {
    let at = world.now - days * 86_400;
    let item = Map::new()
        .with("id", "a1")
        .with("kind", "arrival")
        .with("region", "410105")
        .with("origin_region", "310101")
        .with("arrived_at", at);
    from_map(&item, &resident, Admission { sealed_at: at, until: None }, &world.profile).unwrap()
}

pub fn attempts() -> Vec<Attempt> {
    let mut all = enrolments();
    all.extend(changes());
    all.extend(mergings());
    all.extend(closings());
    all
}

fn enrolments() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a document that is enrolled already",
            code: "MM-REG-002",
            tried: |w| {
                enrolled(w, 2);
                enrol_by(w, ZHENGZHOU, &[person(3, "410105"), person(2, "410105")])
            },
            twin: |w| {
                enrolled(w, 2);
                enrol_by(w, ZHENGZHOU, &[person(3, "410105"), person(4, "410105")])
            },
        },
        Attempt {
            what: "one document twice in an act",
            code: "MM-REG-002",
            tried: |w| enrol_by(w, ZHENGZHOU, &[person(1, "410105"), person(1, "410105")]),
            twin: |w| enrol_by(w, ZHENGZHOU, &[person(1, "410105"), person(2, "410105")]),
        },
        Attempt {
            what: "vouched for at once",
            code: "MM-REG-008",
            tried: |w| {
                let body = Map::new().with("level", Level::Vouched.word());
                let draft = Draft::new(Class::Enrolment, ZHENGZHOU, body, w.now, &*w.random);
                w.one(draft.about(Uid::new(&*w.random), person(1, "410105").item(), &*w.random))
            },
            twin: |w| enrol_by(w, ZHENGZHOU, &[person(1, "410105")]),
        },
        Attempt {
            what: "a number whose check character is wrong",
            code: "MM-REG-008",
            tried: |w| changed(w, |item| item.with("number", "410105200001010051")),
            twin: |w| changed(w, |item| item),
        },
        Attempt {
            what: "a number in another writing, which would be a second enrolment",
            code: "MM-REG-008",
            tried: |w| changed(w, |item| item.with("number", "41010520000101005x")),
            twin: |w| changed(w, |item| item.with("number", "41010520000101005X")),
        },
        Attempt {
            what: "a name with spaces at its end",
            code: "MM-REG-008",
            tried: |w| changed(w, |item| item.with("name", "某某某 ")),
            twin: |w| changed(w, |item| item.with("name", "某某某")),
        },
        Attempt {
            what: "a telephone that is none",
            code: "MM-REG-008",
            tried: |w| changed(w, |item| item.with("phone", "none")),
            twin: |w| changed(w, |item| item.with("phone", "+8600000000000")),
        },
        Attempt {
            what: "a particular that nobody asked for",
            code: "MM-REG-008",
            tried: |w| changed(w, |item| item.with("bank", "village")),
            twin: |w| changed(w, |item| item),
        },
        Attempt {
            what: "somebody who lives elsewhere",
            code: "MM-LCK-003",
            tried: |w| enrol_by(w, LUOHE, &[person(1, "410105")]),
            twin: |w| enrol_by(w, LUOHE, &[person(1, "411102")]),
        },
        Attempt {
            what: "an enrolment that a bureau without the power signs",
            code: "MM-LCK-003",
            tried: |w| enrol_by(w, BIG_DATA_BUREAU, &[person(1, "410105")]),
            twin: |w| enrol_by(w, COUNTY_CDC, &[person(1, "410105")]),
        },
        Attempt {
            what: "an enrolment signed by an officer of another unit",
            code: "MM-REG-016",
            tried: |w| {
                let draft = enrolment::compose(w.by(ZHENGZHOU), &[person(1, "410105")]).0;
                w.sign(draft, &[&officer_id(LUOHE, 1)])
            },
            twin: |w| enrol_by(w, ZHENGZHOU, &[person(1, "410105")]),
        },
        Attempt {
            what: "an enrolment of nobody",
            code: "MM-ADM-011",
            tried: |w| enrol_by(w, ZHENGZHOU, &[]),
            twin: |w| enrol_by(w, ZHENGZHOU, &[person(1, "410105")]),
        },
        Attempt {
            what: "somebody else's id",
            code: "MM-REG-004",
            tried: |w| {
                let ids = enrolled(w, 1);
                let body = Map::new().with("level", "claimed");
                let draft = Draft::new(Class::Enrolment, ZHENGZHOU, body, w.now, &*w.random);
                w.one(draft.about(ids[0], person(2, "410105").item(), &*w.random))
            },
            twin: |w| {
                enrolled(w, 1);
                enrol_by(w, ZHENGZHOU, &[person(2, "410105")])
            },
        },
        Attempt {
            what: "a voice for a document, by one officer",
            code: "MM-LCK-004",
            tried: |w| {
                let people = [person(2, "410105"), Person { key: Some(w.fresh()), ..person(1, "410105") }];
                w.one(enrolment::compose(w.by(ZHENGZHOU), &people).0)
            },
            twin: |w| enrol_by(w, ZHENGZHOU, &[Person { key: Some(w.fresh()), ..person(1, "410105") }]),
        },
        Attempt {
            what: "one device of two people",
            code: "MM-REG-005",
            tried: |w| {
                let key = Some(w.fresh());
                let [one, two] = [1, 2].map(|n| Person { key, ..person(n, "410105") });
                enrol_by(w, ZHENGZHOU, &[one, two])
            },
            twin: |w| {
                let [one, two] = [1, 2].map(|n| Person { key: Some(w.fresh()), ..person(n, "410105") });
                enrol_by(w, ZHENGZHOU, &[one, two])
            },
        },
        Attempt {
            what: "an officer's key for a device",
            code: "MM-REG-005",
            tried: |w| {
                let key = Some(w.key(&officer_id(ROOT, 1)).public());
                enrol_by(w, ZHENGZHOU, &[Person { key, ..person(1, "410105") }])
            },
            twin: |w| enrol_by(w, ZHENGZHOU, &[Person { key: Some(w.fresh()), ..person(1, "410105") }]),
        },
    ]
}

fn changes() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "vouching without the power to enrol",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = enrolled(w, 1);
                w.one(enrolled::compose_vouched(w.by(BIG_DATA_BUREAU), ids[0]))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                w.one(enrolled::compose_vouched(w.by(COUNTY_CDC), ids[0]))
            },
        },
        Attempt {
            what: "a level that a counter cannot give",
            code: "MM-REG-008",
            tried: |w| {
                let ids = enrolled(w, 1);
                let body = Map::new().with("level", "federated");
                let draft = Draft::new(Class::Enrolled, ZHENGZHOU, body, w.now, &*w.random);
                w.one(draft.about(ids[0], Map::new(), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), ids[0]))
            },
        },
        Attempt {
            what: "a change of nothing",
            code: "MM-REG-008",
            tried: |w| {
                let ids = enrolled(w, 1);
                let draft = Draft::new(Class::Enrolled, ZHENGZHOU, Map::new(), w.now, &*w.random);
                w.one(draft.about(ids[0], Map::new(), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh()))
            },
        },
        Attempt {
            what: "two residents vouched for in one act",
            code: "MM-ADM-011",
            tried: |w| {
                let ids = enrolled(w, 2);
                let draft = enrolled::compose_vouched(w.by(ZHENGZHOU), ids[0]);
                w.one(draft.about(ids[1], Map::new(), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), ids[1]))
            },
        },
        Attempt {
            what: "a device that one officer brings for a resident, to declare as them",
            code: "MM-LCK-004",
            tried: |w| {
                let ids = enrolled(w, 1);
                w.one(enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh()))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh()))
            },
        },
        Attempt {
            what: "a device brought by an officer and one of another unit",
            code: "MM-LCK-004",
            tried: |w| {
                let ids = enrolled(w, 1);
                let draft = enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh());
                w.sign(draft, &[&officer_id(ZHENGZHOU, 1), &officer_id(LUOHE, 1)])
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                let draft = enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh());
                w.sign(draft, &[&officer_id(ZHENGZHOU, 1), &officer_id(ZHENGZHOU, 3)])
            },
        },
        Attempt {
            what: "a device that one officer brings in the act that vouches",
            code: "MM-LCK-004",
            tried: |w| {
                let ids = enrolled(w, 1);
                let body = Map::new().with("level", Level::Vouched.word());
                let draft = Draft::new(Class::Enrolled, ZHENGZHOU, body, w.now, &*w.random);
                w.one(draft.about(ids[0], Map::new().with("key", w.fresh().to_bytes()), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                let body = Map::new().with("level", Level::Vouched.word());
                let draft = Draft::new(Class::Enrolled, ZHENGZHOU, body, w.now, &*w.random);
                w.one(draft.about(ids[0], Map::new(), &*w.random))
            },
        },
        Attempt {
            what: "a device that is another resident's",
            code: "MM-REG-005",
            tried: |w| {
                let (ids, key) = (enrolled(w, 2), w.fresh());
                let first = w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &key));
                w.take(&first).unwrap();
                w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[1], &key))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                let first = w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[0], &w.fresh()));
                w.take(&first).unwrap();
                w.two(enrolled::compose_device(w.by(ZHENGZHOU), ids[1], &w.fresh()))
            },
        },
        Attempt {
            what: "a closed enrolment vouched for",
            code: "MM-REG-010",
            tried: |w| {
                let ids = enrolled(w, 2);
                closed(w, ids[0]);
                w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), ids[0]))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                closed(w, ids[0]);
                w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), ids[1]))
            },
        },
        Attempt {
            what: "somebody who is not enrolled",
            code: "MM-REG-001",
            tried: |w| w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), Uid([7; 16]))),
            twin: |w| {
                let ids = enrolled(w, 1);
                w.one(enrolled::compose_vouched(w.by(ZHENGZHOU), ids[0]))
            },
        },
    ]
}

fn mergings() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "two enrolments merged by one officer",
            code: "MM-LCK-004",
            tried: |w| {
                let ids = enrolled(w, 2);
                w.one(merge::compose(w.by(ZHENGZHOU), ids[0], ids[1], "同一人"))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merge_by(w, ZHENGZHOU, ids[0], ids[1])
            },
        },
        Attempt {
            what: "two enrolments merged by a bureau that only answers",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = enrolled(w, 2);
                merge_by(w, BIG_DATA_BUREAU, ids[0], ids[1])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merge_by(w, COUNTY_CDC, ids[0], ids[1])
            },
        },
        Attempt {
            what: "an enrolment merged into itself",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 2);
                merge_by(w, ZHENGZHOU, ids[0], ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merge_by(w, ZHENGZHOU, ids[1], ids[0])
            },
        },
        Attempt {
            what: "an enrolment merged twice",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                merge_by(w, ZHENGZHOU, ids[0], ids[2])
            },
            twin: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                merge_by(w, ZHENGZHOU, ids[2], ids[1])
            },
        },
        Attempt {
            what: "a chain of mergings",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                merge_by(w, ZHENGZHOU, ids[1], ids[2])
            },
            twin: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                merge_by(w, ZHENGZHOU, ids[2], ids[1])
            },
        },
        Attempt {
            what: "members that do not name each other",
            code: "MM-REG-008",
            tried: |w| {
                let ids = enrolled(w, 3);
                let names = |word: &str, whom: Uid| Map::new().with(word, resident_id(&whom).as_str());
                let body = Map::new().with("reason", "同一人");
                let draft = Draft::new(Class::Merge, ZHENGZHOU, body, w.now, &*w.random);
                let draft = draft.about(ids[0], names("into", ids[2]), &*w.random);
                w.two(draft.about(ids[1], names("from", ids[0]), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 3);
                let names = |word: &str, whom: Uid| Map::new().with(word, resident_id(&whom).as_str());
                let body = Map::new().with("reason", "同一人");
                let draft = Draft::new(Class::Merge, ZHENGZHOU, body, w.now, &*w.random);
                let draft = draft.about(ids[1], names("from", ids[0]), &*w.random);
                w.two(draft.about(ids[0], names("into", ids[1]), &*w.random))
            },
        },
        Attempt {
            what: "an enrolment merged into a closed one",
            code: "MM-REG-010",
            tried: |w| {
                let ids = enrolled(w, 3);
                closed(w, ids[0]);
                merge_by(w, ZHENGZHOU, ids[1], ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 3);
                closed(w, ids[0]);
                merge_by(w, ZHENGZHOU, ids[1], ids[2])
            },
        },
        Attempt {
            what: "a merging undone that never was",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                w.two(merge::compose_unmerge(w.by(ZHENGZHOU), ids[0], ids[2], "误并"))
            },
            twin: |w| {
                let ids = enrolled(w, 3);
                merged(w, ids[0], ids[1]);
                w.two(merge::compose_unmerge(w.by(ZHENGZHOU), ids[0], ids[1], "误并"))
            },
        },
        Attempt {
            what: "a merging undone from the wrong side",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                w.two(merge::compose_unmerge(w.by(ZHENGZHOU), ids[1], ids[0], "误并"))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                w.two(merge::compose_unmerge(w.by(ZHENGZHOU), ids[0], ids[1], "误并"))
            },
        },
    ]
}

fn closings() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "an enrolment closed while its code is yellow",
            code: "MM-REG-011",
            tried: |w| {
                let ids = enrolled(w, 1);
                w.held.insert(ids[0], vec![arrival(w, ids[0], 2)]);
                close_by(w, ZHENGZHOU, ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                w.held.insert(ids[0], vec![arrival(w, ids[0], 8)]);
                close_by(w, ZHENGZHOU, ids[0])
            },
        },
        Attempt {
            what: "an enrolment closed while a proposal waits",
            code: "MM-REG-011",
            tried: |w| {
                let ids = enrolled(w, 2);
                w.waiting.insert(ids[0]);
                close_by(w, ZHENGZHOU, ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                w.waiting.insert(ids[0]);
                close_by(w, ZHENGZHOU, ids[1])
            },
        },
        Attempt {
            what: "an enrolment closed that others were merged into",
            code: "MM-REG-009",
            tried: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                close_by(w, ZHENGZHOU, ids[1])
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                merged(w, ids[0], ids[1]);
                close_by(w, ZHENGZHOU, ids[0])
            },
        },
        Attempt {
            what: "an enrolment closed twice",
            code: "MM-REG-010",
            tried: |w| {
                let ids = enrolled(w, 1);
                closed(w, ids[0]);
                close_by(w, ZHENGZHOU, ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                close_by(w, ZHENGZHOU, ids[0])
            },
        },
        Attempt {
            what: "a closing statement that names somebody else",
            code: "MM-REG-008",
            tried: |w| {
                let ids = enrolled(w, 2);
                let body = Map::new().with("reason", "本人申请").with("resident", resident_id(&ids[1]).as_str());
                let draft = Draft::new(Class::Closing, ZHENGZHOU, body, w.now, &*w.random);
                w.two(draft.about(ids[0], Map::new(), &*w.random))
            },
            twin: |w| {
                let ids = enrolled(w, 2);
                close_by(w, ZHENGZHOU, ids[0])
            },
        },
        Attempt {
            what: "an enrolment closed by one officer",
            code: "MM-LCK-004",
            tried: |w| {
                let ids = enrolled(w, 1);
                w.one(closing::compose(w.by(ZHENGZHOU), ids[0], "本人申请"))
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                close_by(w, ZHENGZHOU, ids[0])
            },
        },
        Attempt {
            what: "an enrolment closed by a bureau that only answers",
            code: "MM-LCK-003",
            tried: |w| {
                let ids = enrolled(w, 1);
                close_by(w, BIG_DATA_BUREAU, ids[0])
            },
            twin: |w| {
                let ids = enrolled(w, 1);
                close_by(w, ROOT, ids[0])
            },
        },
    ]
}

#[test]
fn residents_are_claimed_at_first_and_vouched_for_by_a_counter() {
    let mut world = World::story();
    let ids = enrolled(&mut world, 3);
    assert!(world.residents().iter().all(|row| row.level == "claimed"));
    let handed = world.one(enrolled::compose_vouched(world.by(COUNTY_CDC), ids[1]));
    world.take(&handed).unwrap();
    let levels: Vec<String> = world.residents().into_iter().map(|row| row.level).collect();
    assert_eq!(levels, ["claimed", "vouched", "claimed"]);
}

#[test]
fn a_device_is_enrolled_with_its_resident_or_later() {
    let mut world = World::story();
    let key = world.fresh();
    let first = enrol_by(&world, ZHENGZHOU, &[Person { key: Some(key), ..person(1, "410105") }]);
    world.take(&first).unwrap();
    let later = world.fresh();
    let ids = world.residents().iter().map(|row| Uid(row.id)).collect::<Vec<_>>();
    let second = world.two(enrolled::compose_device(world.by(ZHENGZHOU), ids[0], &later));
    world.take(&second).unwrap();
    let mut keys: Vec<_> = world.devices().into_iter().map(|row| row.public).collect();
    let mut wanted = [key, later].map(|key| key.to_bytes());
    keys.sort();
    wanted.sort();
    assert_eq!(keys, wanted);
}

#[test]
fn a_device_brought_later_leaves_a_letter_and_vouching_none() {
    let mut world = World::story();
    let ids = enrolled(&mut world, 2);
    let vouched = world.one(enrolled::compose_vouched(world.by(COUNTY_CDC), ids[1]));
    world.take(&vouched).unwrap();
    assert_eq!(world.letters, []);
    let key = world.fresh();
    let brought = world.two(enrolled::compose_device(world.by(ZHENGZHOU), ids[1], &key));
    world.take(&brought).unwrap();
    let unit = world.registry.unit(ZHENGZHOU, world.now).unwrap();
    let letter = format!(
        r#"{{"at":"2022-07-08T09:00:00+08:00","device":"{}","telephone":"{}","unit":{{"id":"{ZHENGZHOU}","name_en":"{}","name_zh":"{}"}}}}"#,
        key.id(),
        unit.telephone,
        unit.name_en,
        unit.name_zh,
    );
    assert_eq!(world.letters, [(ids[1], letter)]);
}

#[test]
fn a_merging_is_undone_as_it_was_done() {
    let mut world = World::story();
    let ids = enrolled(&mut world, 2);
    let before = world.residents().into_iter().map(|row| row.merged_into).collect::<Vec<_>>();
    merged(&mut world, ids[0], ids[1]);
    let stays = world.resident(ids[1]).unwrap();
    assert_eq!(world.resident(ids[0]).unwrap().merged_into, Some(stays.resident));
    assert_eq!(stays.merged_into, None);
    let handed = world.two(merge::compose_unmerge(world.by(ROOT), ids[0], ids[1], "误并"));
    world.take(&handed).unwrap();
    assert_eq!(world.residents().into_iter().map(|row| row.merged_into).collect::<Vec<_>>(), before);
}

#[test]
fn a_refusal_says_which_row_and_never_what_stands_in_it() {
    let world = World::story();
    let draft = enrolment::compose(world.by(ZHENGZHOU), &[person(1, "410105"), person(2, "410105")]).0;
    let taken = Known {
        members: vec![KnownMember::default(), KnownMember { document: true, ..KnownMember::default() }],
        ..Known::default()
    };
    let refusal = world.refused(&world.one(draft), &taken);
    assert_eq!(refusal.member, Some(1));
    let wrong = changed(&world, |item| item.with("number", "410105200001010051"));
    let refusal = world.refused(&wrong, &Known { members: vec![KnownMember::default()], ..Known::default() });
    assert_eq!((refusal.detail.as_deref(), refusal.member), (Some("number"), Some(0)));
    let told = format!("{refusal} {:?}", refusal.fault());
    assert!(!told.contains("4101052000") && !told.contains("某某某"), "{told}");
}
