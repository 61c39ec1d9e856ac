//! The story's register, as its own acts make it.

use std::collections::BTreeMap;

use mingma_acts::{Class, Power, Registry};
use mingma_app::register::institution::InstitutionKind;
use mingma_app::register::story::{
    BIG_DATA_BUREAU, CITY_HEALTH_COMMISSION, CONTRACTOR, COUNTY_CDC, Cast, HEALTH_COMMISSION, INFORMATION_BUREAU,
    INSPECTION, LUOHE, PARTNER, ROOT, Telling, ZHENGZHOU, officers_of,
};

use crate::world::{World, register_key};

fn may(world: &World, unit: &str) -> Vec<Power> {
    let registry: &Registry = &world.registry;
    let here = &registry.units[unit].region;
    Power::ALL.iter().copied().filter(|power| registry.may(unit, *power, here, world.now)).collect()
}

#[test]
fn who_only_answers_can_only_answer_and_the_contractor_can_do_nothing() {
    let world = World::story();
    for unit in [CITY_HEALTH_COMMISSION, BIG_DATA_BUREAU, INFORMATION_BUREAU] {
        assert_eq!(may(&world, unit), [Power::Answer], "{unit}");
    }
    assert_eq!(may(&world, CONTRACTOR), []);
    assert_eq!(may(&world, INSPECTION), [Power::Oversee]);
    assert_eq!(may(&world, HEALTH_COMMISSION), [Power::Assign, Power::Convert, Power::Answer]);
    assert_eq!(may(&world, ROOT), Power::ALL);
}

#[test]
fn a_city_may_at_home_and_nowhere_else() {
    let world = World::story();
    for (unit, home, elsewhere) in [(ZHENGZHOU, "410105", "411102"), (LUOHE, "411102", "410105")] {
        assert!(world.registry.may(unit, Power::Assign, home, world.now), "{unit}");
        assert!(!world.registry.may(unit, Power::Assign, elsewhere, world.now), "{unit}");
    }
    assert!(!world.registry.may(COUNTY_CDC, Power::Assign, "410102", world.now));
}

#[test]
fn every_unit_has_two_officers_and_every_kind_of_institution_is_there() {
    let world = World::story();
    for unit in world.registry.units.keys() {
        let ids: Vec<&String> =
            world.registry.officers.values().filter(|row| row.unit == *unit).map(|row| &row.id).collect();
        assert!(ids.len() >= 2, "{unit}");
        assert_eq!(ids, officers_of(unit).iter().collect::<Vec<_>>());
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for row in world.registry.institutions.values() {
        *kinds.entry(&row.kind).or_default() += 1;
    }
    let wanted =
        InstitutionKind::ALL.map(|kind| (kind.word(), if kind == InstitutionKind::Laboratory { 2 } else { 1 }));
    assert_eq!(kinds, BTreeMap::from(wanted));
    assert_eq!(world.registry.institutions[PARTNER].region, "37");
}

#[test]
fn each_act_of_the_story_is_signed_by_two_and_the_first_is_the_genesis_act() {
    let world = World::empty();
    let cast = Cast::draw(&*world.random);
    let telling = Telling {
        origin: "example.org/henan",
        profile: &world.profile,
        register: register_key().public(),
        texts: &[],
        at: world.now,
        random: &*world.random,
    };
    let steps = cast.steps(telling);
    assert_eq!(steps[0].draft.act().class, Class::Genesis);
    assert!(steps[1..].iter().all(|step| step.draft.act().class != Class::Genesis));
    assert!(steps.iter().all(|step| step.signers.len() == 2));
    let officers = steps.iter().filter(|step| step.draft.act().class == Class::Officer).count();
    let in_genesis = officers_of(ROOT).len();
    let institutions = steps.iter().filter(|step| step.draft.act().class == Class::Institution).count();
    assert_eq!(cast.holders().count(), officers + in_genesis + institutions);
    assert!(officers_of("nowhere").is_empty());
}
