//! Attempts on officers and keys.

use mingma_acts::{Class, Map};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::enrolment::{self, Person};
use mingma_app::register::key;
use mingma_app::register::officer::{self, Officer};
use mingma_app::register::story::{
    COUNTY_CDC, HEALTH_COMMISSION, LABORATORY, LUOHE, LUOHE_LABORATORY, PORT, ROOT, ZHENGZHOU, officer_id, officers_of,
};
use mingma_seal::{KeyId, PublicKey};

use crate::Attempt;
use crate::residents::person;
use crate::world::{World, register_key};

fn officer_by(world: &World, actor: &str, id: &str, unit: &str, key: PublicKey) -> Handed {
    world.two(officer::compose(world.by(actor), &Officer { id, unit, key }))
}

fn keys_of(world: &World, officer: &str) -> Vec<KeyId> {
    world.registry.keys_of("officer", officer, world.now).map(|key| key.public.id()).collect()
}

/// Two officers of `unit` revoke another of theirs, or of a unit below.
fn revoke_by(world: &World, actor: &str, officer: &str) -> Handed {
    world.two(officer::compose_revoked(world.by(actor), officer, &keys_of(world, officer), "离岗"))
}

fn gone(world: &mut World, actor: &str, officer: &str) {
    let handed = revoke_by(world, actor, officer);
    world.take(&handed).unwrap();
}

/// An officer's own key, revoked under their own signature.
fn own_key(world: &World, unit: &str, n: u8) -> Handed {
    let id = officer_id(unit, n);
    let key = world.key(&id).public().id();
    world.sign(key::compose_revoked(world.by(unit), key, "遗失"), &[&id])
}

/// The key of a resident's device.
pub fn a_device(world: &mut World) -> PublicKey {
    let key = world.fresh();
    let people = [Person { key: Some(key), ..person(1, "410105") }];
    let handed = world.two(enrolment::compose(world.by(ZHENGZHOU), &people).0);
    world.take(&handed).unwrap();
    key
}

pub fn attempts() -> Vec<Attempt> {
    let mut all = officers();
    all.extend(revocations());
    all.extend(keys());
    all
}

fn officers() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "an officer registered by one",
            code: "MM-LCK-004",
            tried: |w| {
                let key = w.fresh();
                w.one(officer::compose(w.by(LUOHE), &Officer { id: "new-01", unit: LUOHE, key }))
            },
            twin: |w| officer_by(w, LUOHE, "new-01", LUOHE, w.fresh()),
        },
        Attempt {
            what: "a unit without the power to register takes an officer on",
            code: "MM-LCK-003",
            tried: |w| officer_by(w, HEALTH_COMMISSION, "new-01", HEALTH_COMMISSION, w.fresh()),
            twin: |w| officer_by(w, ROOT, "new-01", HEALTH_COMMISSION, w.fresh()),
        },
        Attempt {
            what: "an officer put into another city's unit",
            code: "MM-REG-017",
            tried: |w| officer_by(w, LUOHE, "new-01", ZHENGZHOU, w.fresh()),
            twin: |w| officer_by(w, ZHENGZHOU, "new-01", ZHENGZHOU, w.fresh()),
        },
        Attempt {
            what: "an officer of a unit that there is not",
            code: "MM-REG-003",
            tried: |w| officer_by(w, ROOT, "new-01", "nowhere", w.fresh()),
            twin: |w| officer_by(w, ROOT, "new-01", COUNTY_CDC, w.fresh()),
        },
        Attempt {
            what: "a colleague's key under a new work number",
            code: "MM-REG-005",
            tried: |w| officer_by(w, LUOHE, "new-01", LUOHE, w.key(&officer_id(LUOHE, 3)).public()),
            twin: |w| officer_by(w, LUOHE, "new-01", LUOHE, w.fresh()),
        },
        Attempt {
            what: "a resident's device for an officer's key, so that they would sign unknowing",
            code: "MM-REG-005",
            tried: |w| {
                let key = a_device(w);
                officer_by(w, LUOHE, "new-01", LUOHE, key)
            },
            twin: |w| {
                a_device(w);
                officer_by(w, LUOHE, "new-01", LUOHE, w.fresh())
            },
        },
        Attempt {
            what: "a work number that begins as a resident's id",
            code: "MM-REG-023",
            tried: |w| officer_by(w, LUOHE, "r-2022", LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, "r2022", LUOHE, w.fresh()),
        },
        Attempt {
            what: "a work number that begins as a key's id",
            code: "MM-REG-023",
            tried: |w| officer_by(w, LUOHE, "K-2022", LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, "2022-K", LUOHE, w.fresh()),
        },
        Attempt {
            what: "an officer called as the register",
            code: "MM-REG-023",
            tried: |w| officer_by(w, LUOHE, "register", LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, "registrar", LUOHE, w.fresh()),
        },
        Attempt {
            what: "a work number that differs from a colleague's in case alone",
            code: "MM-REG-004",
            tried: |w| officer_by(w, LUOHE, &officer_id(LUOHE, 3).to_uppercase(), LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, &officer_id(LUOHE, 3), LUOHE, w.fresh()),
        },
        Attempt {
            what: "an officer under a unit's id",
            code: "MM-REG-004",
            tried: |w| officer_by(w, LUOHE, ZHENGZHOU, LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, "zhengzhou-4", LUOHE, w.fresh()),
        },
        Attempt {
            what: "the register's own key for an officer",
            code: "MM-REG-005",
            tried: |w| officer_by(w, LUOHE, "new-01", LUOHE, register_key().public()),
            twin: |w| officer_by(w, LUOHE, "new-01", LUOHE, w.fresh()),
        },
        Attempt {
            what: "a revoked key registered again",
            code: "MM-REG-005",
            tried: |w| {
                gone(w, LUOHE, &officer_id(LUOHE, 3));
                officer_by(w, LUOHE, &officer_id(LUOHE, 3), LUOHE, w.key(&officer_id(LUOHE, 3)).public())
            },
            twin: |w| {
                gone(w, LUOHE, &officer_id(LUOHE, 3));
                officer_by(w, LUOHE, &officer_id(LUOHE, 3), LUOHE, w.fresh())
            },
        },
        Attempt {
            what: "an officer of two units",
            code: "MM-REG-004",
            tried: |w| officer_by(w, ROOT, &officer_id(LUOHE, 3), ZHENGZHOU, w.fresh()),
            twin: |w| officer_by(w, ROOT, &officer_id(LUOHE, 3), LUOHE, w.fresh()),
        },
        Attempt {
            what: "a name where a work number stands",
            code: "MM-REG-008",
            tried: |w| officer_by(w, LUOHE, "某某某", LUOHE, w.fresh()),
            twin: |w| officer_by(w, LUOHE, "LH-2022-17", LUOHE, w.fresh()),
        },
        Attempt {
            what: "bytes that are no key",
            code: "MM-REG-008",
            tried: |w| {
                let body = Map::new().with("officer", "new-01").with("unit", LUOHE).with("key", vec![1_u8; 20]);
                w.two(Draft::new(Class::Officer, LUOHE, body, w.now, &*w.random))
            },
            twin: |w| officer_by(w, LUOHE, "new-01", LUOHE, w.fresh()),
        },
    ]
}

fn revocations() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "an officer revoked by one colleague",
            code: "MM-LCK-004",
            tried: |w| {
                let id = officer_id(LUOHE, 3);
                w.one(officer::compose_revoked(w.by(LUOHE), &id, &keys_of(w, &id), "离岗"))
            },
            twin: |w| revoke_by(w, LUOHE, &officer_id(LUOHE, 3)),
        },
        Attempt {
            what: "an officer revoked by another city",
            code: "MM-REG-017",
            tried: |w| revoke_by(w, LUOHE, &officer_id(ZHENGZHOU, 3)),
            twin: |w| revoke_by(w, ZHENGZHOU, &officer_id(COUNTY_CDC, 3)),
        },
        Attempt {
            what: "an officer revoked with a key left standing",
            code: "MM-REG-021",
            tried: |w| {
                let id = officer_id(LUOHE, 3);
                let more = officer_by(w, LUOHE, &id, LUOHE, w.fresh());
                w.take(&more).unwrap();
                w.two(officer::compose_revoked(w.by(LUOHE), &id, &[w.key(&id).public().id()], "离岗"))
            },
            twin: |w| {
                let id = officer_id(LUOHE, 3);
                let more = officer_by(w, LUOHE, &id, LUOHE, w.fresh());
                w.take(&more).unwrap();
                revoke_by(w, LUOHE, &id)
            },
        },
        Attempt {
            what: "an officer revoked with somebody else's key beside",
            code: "MM-REG-021",
            tried: |w| {
                let [id, other] = [3, 1].map(|n| officer_id(LUOHE, n));
                let keys = [keys_of(w, &id), keys_of(w, &other)].concat();
                w.two(officer::compose_revoked(w.by(LUOHE), &id, &keys, "离岗"))
            },
            twin: |w| revoke_by(w, LUOHE, &officer_id(LUOHE, 3)),
        },
        Attempt {
            what: "an officer who is not there",
            code: "MM-REG-003",
            tried: |w| w.two(officer::compose_revoked(w.by(LUOHE), "nobody", &[], "离岗")),
            twin: |w| revoke_by(w, LUOHE, &officer_id(LUOHE, 3)),
        },
        Attempt {
            what: "the last two officers of the root unit become one",
            code: "MM-REG-007",
            tried: |w| {
                gone(w, ROOT, &officer_id(ROOT, 3));
                revoke_by(w, ROOT, &officer_id(ROOT, 2))
            },
            twin: |w| {
                gone(w, ROOT, &officer_id(ROOT, 3));
                let successor = officer_by(w, ROOT, "successor", ROOT, w.fresh());
                w.take(&successor).unwrap();
                revoke_by(w, ROOT, &officer_id(ROOT, 2))
            },
        },
        Attempt {
            what: "an officer who was revoked signs",
            code: "MM-ACT-005",
            tried: |w| {
                gone(w, ROOT, &officer_id(LUOHE, 2));
                officer_by(w, LUOHE, "new-01", LUOHE, w.fresh())
            },
            twin: |w| {
                gone(w, ROOT, &officer_id(LUOHE, 3));
                officer_by(w, LUOHE, "new-01", LUOHE, w.fresh())
            },
        },
    ]
}

fn keys() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a colleague's key revoked alone",
            code: "MM-LCK-004",
            tried: |w| {
                let key = w.key(&officer_id(LUOHE, 2)).public().id();
                w.one(key::compose_revoked(w.by(LUOHE), key, "遗失"))
            },
            twin: |w| own_key(w, LUOHE, 2),
        },
        Attempt {
            what: "a key revoked by two officers of another city",
            code: "MM-REG-017",
            tried: |w| {
                let key = w.key(&officer_id(ZHENGZHOU, 3)).public().id();
                w.two(key::compose_revoked(w.by(LUOHE), key, "遗失"))
            },
            twin: |w| {
                let key = w.key(&officer_id(ZHENGZHOU, 3)).public().id();
                w.two(key::compose_revoked(w.by(ROOT), key, "遗失"))
            },
        },
        Attempt {
            what: "a key revoked twice",
            code: "MM-REG-003",
            tried: |w| {
                let first = own_key(w, LUOHE, 3);
                w.take(&first).unwrap();
                w.two(key::compose_revoked(w.by(LUOHE), w.key(&officer_id(LUOHE, 3)).public().id(), "遗失"))
            },
            twin: |w| own_key(w, LUOHE, 3),
        },
        Attempt {
            what: "the root unit's last two keys become one",
            code: "MM-REG-007",
            tried: |w| {
                let first = own_key(w, ROOT, 3);
                w.take(&first).unwrap();
                own_key(w, ROOT, 2)
            },
            twin: |w| own_key(w, ROOT, 3),
        },
        Attempt {
            what: "the register's own key revoked",
            code: "MM-REG-014",
            tried: |w| w.two(key::compose_revoked(w.by(ROOT), register_key().public().id(), "遗失")),
            twin: |w| own_key(w, ROOT, 3),
        },
        Attempt {
            what: "another laboratory's key revoked by a laboratory",
            code: "MM-REG-003",
            tried: |w| {
                let key = w.key(LABORATORY).public().id();
                w.sign(key::compose_revoked(w.by(LUOHE_LABORATORY), key, "遗失"), &[LUOHE_LABORATORY])
            },
            twin: |w| {
                let key = w.key(LUOHE_LABORATORY).public().id();
                w.sign(key::compose_revoked(w.by(LUOHE_LABORATORY), key, "遗失"), &[LUOHE_LABORATORY])
            },
        },
        Attempt {
            what: "a port's key revoked by a city",
            code: "MM-LCK-003",
            tried: |w| w.two(key::compose_revoked(w.by(ZHENGZHOU), w.key(PORT).public().id(), "遗失")),
            twin: |w| w.two(key::compose_revoked(w.by(ROOT), w.key(PORT).public().id(), "遗失")),
        },
        Attempt {
            what: "a key id that is none",
            code: "MM-REG-008",
            tried: |w| {
                let body = Map::new().with("key", vec![1_u8; 3]).with("reason", "遗失");
                w.two(Draft::new(Class::KeyRevoked, ROOT, body, w.now, &*w.random))
            },
            twin: |w| own_key(w, ROOT, 3),
        },
    ]
}

#[test]
fn a_further_key_signs_beside_the_first_and_goes_alone() {
    let mut world = World::story();
    let id = officer_id(LUOHE, 1);
    let more = mingma_seal::SigningKey::from_seed([77; 32]);
    let further = officer_by(&world, LUOHE, &id, LUOHE, more.public());
    world.take(&further).unwrap();
    let second = officer_id(LUOHE, 2);
    let draft = officer::compose(world.by(LUOHE), &Officer { id: "new-01", unit: LUOHE, key: world.fresh() });
    assert_eq!(world.take(&draft.clone().sign(&[&more, world.key(&second)])), Ok(()));

    let gone = draft_of(&world, &more.public());
    world.take(&world.sign(gone, &[&id]).clone()).unwrap();
    assert_eq!(keys_of(&world, &id), [world.key(&id).public().id()]);
    let draft = officer::compose(world.by(LUOHE), &Officer { id: "new-02", unit: LUOHE, key: world.fresh() });
    assert_eq!(world.take(&draft.sign(&[&more, world.key(&second)])), Err("MM-ACT-005".into()));
    assert_eq!(officers_of(LUOHE).len(), 3);
}

fn draft_of(world: &World, key: &PublicKey) -> Draft {
    key::compose_revoked(world.by(LUOHE), key.id(), "停用")
}
