//! The register room by its attempts: each refused with its code and nothing changed,
//! each beside its honest twin, which differs in the one forbidden thing and succeeds.

#![allow(clippy::unwrap_used, clippy::panic)]

mod founding;
mod frozen;
mod house;
mod merges;
mod powers;
mod residents;
mod signers;
mod story;
mod texts;
mod units;
mod world;

use std::collections::BTreeSet;

use mingma_app::{Handed, Why};

use world::World;

/// Something that somebody tries.
pub struct Attempt {
    what: &'static str,
    code: &'static str,
    tried: fn(&mut World) -> Handed,
    twin: fn(&mut World) -> Handed,
}

fn attempts() -> Vec<Attempt> {
    let mut all = units::attempts();
    all.extend(powers::attempts());
    all.extend(signers::attempts());
    all.extend(texts::attempts());
    all.extend(residents::attempts());
    all.extend(merges::attempts());
    all
}

#[test]
fn every_attempt_is_refused_with_its_code_changes_nothing_and_has_an_honest_twin() {
    for Attempt { what, code, tried, twin } in attempts() {
        let mut world = World::story();
        let handed = tried(&mut world);
        let before = world.standing();
        assert_eq!(world.take(&handed), Err(code.to_owned()), "{what}");
        assert!(world.standing() == before, "{what}: something changed");

        let mut world = World::story();
        let handed = twin(&mut world);
        let before = world.standing();
        assert_eq!(world.take(&handed), Ok(()), "{what}: the honest twin");
        assert!(world.standing() != before, "{what}: the honest twin changed nothing");
    }
}

#[test]
fn every_refusal_of_the_room_is_tried() {
    let mut tried: BTreeSet<&str> = attempts().iter().map(|attempt| attempt.code).collect();
    tried.extend(founding::attempts().iter().map(|attempt| attempt.1));
    let missing: Vec<&str> = Why::ALL
        .iter()
        .filter(|why| why.door() == "register")
        .map(|why| why.code())
        .filter(|code| !tried.contains(code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
