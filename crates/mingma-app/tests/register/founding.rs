//! The genesis act: the very first, signed with the keys that it brings.

use mingma_acts::{Class, Power};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::By;
use mingma_app::register::area;
use mingma_app::register::genesis::{self, Genesis};
use mingma_app::register::officer::Officer;
use mingma_app::register::power::Grant;
use mingma_app::register::text::Publication;
use mingma_app::register::unit::{self, Unit};
use mingma_rules::{PackFile, load};
use mingma_seal::SigningKey;

use crate::world::{World, register_key};

const ORIGIN: &str = "example.org/log";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}

fn a_unit<'a>(id: &'a str, parent: Option<&'a str>) -> Unit<'a> {
    let region = area("41").unwrap();
    Unit { id, name_zh: "指挥部", name_en: "Command", region, parent, telephone: "0371-00000001" }
}

fn an_officer<'a>(id: &'a str, unit: &'a str, seed: u8) -> Officer<'a> {
    Officer { id, unit, key: key(seed).public() }
}

fn a_grant<'a>(unit: &'a str, power: Power, region: &str) -> Grant<'a> {
    Grant { unit, power, region: area(region).unwrap(), until: None }
}

fn lawful() -> Genesis<'static> {
    Genesis {
        origin: ORIGIN,
        profile: "cn",
        demo: false,
        register: register_key().public(),
        units: vec![a_unit("root", None), a_unit("below", Some("root"))],
        powers: vec![
            a_grant("root", Power::Register, "41"),
            a_grant("root", Power::Assign, "41"),
            a_grant("below", Power::Assign, "4101"),
        ],
        officers: vec![an_officer("a-1", "root", 1), an_officer("a-2", "root", 2), an_officer("b-1", "below", 3)],
        texts: Vec::new(),
    }
}

fn signed(world: &World, actor: &str, genesis: &Genesis<'_>, seeds: &[u8]) -> Handed {
    let keys: Vec<SigningKey> = seeds.iter().map(|seed| key(*seed)).collect();
    let draft = genesis::compose(By { actor, at: world.now, random: &*world.random }, genesis);
    draft.sign(&keys.iter().collect::<Vec<_>>())
}

fn founded(world: &World, genesis: &Genesis<'_>) -> Handed {
    signed(world, "root", genesis, &[1, 2])
}

/// A demo that says it is none, in place of not saying it.
fn no_yes(world: &World) -> Handed {
    let body = lawful().body().with("demo", false);
    let draft = Draft::new(Class::Genesis, "root", body, world.now, &*world.random);
    let keys = [key(1), key(2)];
    draft.sign(&keys.iter().collect::<Vec<_>>())
}

/// A pack of the folder, with its name.
fn pack(file: &PackFile, world: &World) -> (String, i64, i64) {
    let read = Publication::of_pack(file, &world.profile).unwrap();
    (read.name, read.from, read.to)
}

type Tried = (&'static str, &'static str, fn(&World) -> Handed);

pub fn attempts() -> Vec<Tried> {
    let mut all = signatures();
    all.extend(contents());
    all
}

fn signatures() -> Vec<Tried> {
    vec![
        ("one officer", "MM-LCK-004", |w| signed(w, "root", &lawful(), &[1])),
        ("an officer of the root and one of another unit", "MM-LCK-004", |w| signed(w, "root", &lawful(), &[1, 3])),
        ("a key that the act does not bring", "MM-ACT-004", |w| signed(w, "root", &lawful(), &[1, 4])),
        ("one officer twice", "MM-ACT-007", |w| signed(w, "root", &lawful(), &[1, 1])),
        ("another unit acts", "MM-REG-008", |w| signed(w, "below", &lawful(), &[1, 2])),
        ("another act comes first", "MM-ACT-004", |w| {
            unit::compose(w.by("root"), &a_unit("below", Some("root"))).sign(&[&key(1), &key(2)])
        }),
        ("founded a second time", "MM-REG-015", |w| {
            // The story's officers are registered there, and sign a genesis act of their own.
            let mut genesis = lawful();
            let root = mingma_app::register::story::ROOT;
            genesis.units = vec![a_unit(root, None)];
            w.two(genesis::compose(w.by(root), &genesis))
        }),
    ]
}

fn contents() -> Vec<Tried> {
    vec![
        ("no yes", "MM-REG-008", no_yes),
        ("another profile", "MM-REG-008", |w| founded(w, &Genesis { profile: "elsewhere", ..lawful() })),
        ("two roots", "MM-REG-008", |w| {
            founded(w, &Genesis { units: vec![a_unit("root", None), a_unit("below", None)], ..lawful() })
        }),
        ("no unit", "MM-ACT-005", |w| founded(w, &Genesis { units: Vec::new(), ..lawful() })),
        ("a unit below one that is not there", "MM-REG-003", |w| {
            founded(w, &Genesis { units: vec![a_unit("root", None), a_unit("below", Some("nowhere"))], ..lawful() })
        }),
        ("a unit twice", "MM-REG-004", |w| {
            let units = vec![a_unit("root", None), a_unit("below", Some("root")), a_unit("below", Some("root"))];
            founded(w, &Genesis { units, ..lawful() })
        }),
        ("a unit that differs from another in case alone", "MM-REG-004", |w| {
            let mut genesis = lawful();
            genesis.units.push(a_unit("Below", Some("root")));
            founded(w, &genesis)
        }),
        ("a unit called as the register", "MM-REG-023", |w| {
            let mut genesis = lawful();
            genesis.units.push(a_unit("register", Some("root")));
            founded(w, &genesis)
        }),
        ("an officer under a unit's id", "MM-REG-004", |w| {
            let mut genesis = lawful();
            genesis.officers.push(an_officer("BELOW", "below", 5));
            founded(w, &genesis)
        }),
        ("an officer called as a resident", "MM-REG-023", |w| {
            let mut genesis = lawful();
            genesis.officers.push(an_officer("r-1", "below", 5));
            founded(w, &genesis)
        }),
        ("one key of two officers", "MM-REG-005", |w| {
            let mut genesis = lawful();
            genesis.officers.push(an_officer("a-0", "root", 2));
            genesis.officers.rotate_right(1);
            founded(w, &genesis)
        }),
        ("an officer's key for the register's", "MM-REG-005", |w| {
            founded(w, &Genesis { register: key(3).public(), ..lawful() })
        }),
        ("an officer of no unit", "MM-REG-003", |w| {
            let mut genesis = lawful();
            genesis.officers.push(an_officer("x-1", "nowhere", 5));
            founded(w, &genesis)
        }),
        ("nobody can register", "MM-LCK-003", |w| {
            let mut genesis = lawful();
            genesis.powers.remove(0);
            founded(w, &genesis)
        }),
        ("a unit below has more than the root", "MM-REG-006", |w| {
            let mut genesis = lawful();
            genesis.powers.push(a_grant("below", Power::Oversee, "41"));
            founded(w, &genesis)
        }),
        ("a unit below has a wider region than the root", "MM-REG-006", |w| {
            let mut genesis = lawful();
            genesis.powers.push(a_grant("below", Power::Assign, "00"));
            founded(w, &genesis)
        }),
        ("a power twice", "MM-REG-004", |w| {
            let mut genesis = lawful();
            genesis.powers.push(a_grant("below", Power::Assign, "4101"));
            founded(w, &genesis)
        }),
        ("a pack with a fault", "MM-REG-012", |w| {
            let files = load::shipped_files("cn");
            let (name, from, to) = pack(&files[0], w);
            let text = files[0].text.replace("lapse", "laps");
            let texts = vec![Publication { name, text: &text, from, to }];
            founded(w, &Genesis { texts, ..lawful() })
        }),
        ("a pack twice", "MM-REG-004", |w| {
            let files = load::shipped_files("cn");
            let (name, from, to) = pack(&files[0], w);
            let one = Publication { name, text: &files[0].text, from, to };
            founded(w, &Genesis { texts: vec![one.clone(), one], ..lawful() })
        }),
    ]
}

#[test]
fn a_genesis_act_that_is_not_lawful_founds_nothing() {
    for (what, code, tried) in attempts() {
        let mut world = if code == "MM-REG-015" { World::story() } else { World::empty() };
        let before = world.standing();
        let handed = tried(&world);
        assert_eq!(world.take(&handed), Err(code.to_owned()), "{what}");
        assert!(world.standing() == before, "{what}");
    }
}

#[test]
fn the_lawful_twin_founds_a_register_whose_officers_can_act() {
    let mut world = World::empty();
    let genesis = lawful();
    let handed = founded(&world, &genesis);
    world.take(&handed).unwrap();
    let registry = &world.registry;
    assert_eq!(registry.units.keys().collect::<Vec<_>>(), ["below", "root"]);
    assert_eq!(registry.keys.len(), 4);
    assert!(registry.may("below", Power::Assign, "410105", world.now));
    assert!(!registry.may("below", Power::Register, "410105", world.now));
    let draft = unit::compose(world.by("root"), &a_unit("third", Some("below")));
    assert_eq!(world.take(&draft.sign(&[&key(1), &key(2)])), Ok(()));
}
