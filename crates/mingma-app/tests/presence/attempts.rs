//! What is refused of fixtures, visits and words, each beside its honest twin.

use mingma_acts::{Class, Map};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::presence::fixture::{self, Installed};
use mingma_app::presence::token::FixtureKind;
use mingma_app::register::By;
use mingma_app::register::place::{self, Place, PlaceKind};
use mingma_app::register::story::{BIG_DATA_BUREAU, LUOHE, ROOT, ZHENGZHOU};
use mingma_seal::SystemRandom;

use crate::stage::{HOUR, MINUTE, Stage, key, region};

fn kiosk<'a>(place: &'a str, id: &'a str, number: u32) -> Installed<'a> {
    Installed { place, id, kind: FixtureKind::Kiosk, number: Some(number), key: None }
}

fn scanner<'a>(id: &'a str, of: &str) -> Installed<'a> {
    Installed { place: "east", id, kind: FixtureKind::Scanner, number: None, key: Some(key(of).public()) }
}

fn by(stage: &Stage, unit: &str, installed: &Installed<'_>) -> Handed {
    stage.one(fixture::compose(stage.by(unit), installed))
}

fn cut(stage: &Stage, unit: &str, place: &str, id: &str) -> Handed {
    stage.one(fixture::compose_cut(stage.by(unit), place, id, "失窃"))
}

type Tried = fn(&mut Stage) -> Handed;

/// What somebody tries, its code, the attempt, its honest twin.
const ATTEMPTS: &[(&str, &str, Tried, Tried)] = &[
    (
        "a kiosk by a unit without the power",
        "MM-REG-017",
        |s| by(s, BIG_DATA_BUREAU, &kiosk("east", "kiosk-9", 9)),
        |s| by(s, ZHENGZHOU, &kiosk("east", "kiosk-9", 9)),
    ),
    (
        "a kiosk by another city",
        "MM-REG-017",
        |s| by(s, LUOHE, &kiosk("east", "kiosk-9", 9)),
        |s| by(s, ROOT, &kiosk("east", "kiosk-9", 9)),
    ),
    (
        "a kiosk of no place",
        "MM-REG-003",
        |s| by(s, ZHENGZHOU, &kiosk("nowhere", "kiosk-9", 9)),
        |s| by(s, ZHENGZHOU, &kiosk("mall", "kiosk-9", 9)),
    ),
    (
        "a number twice",
        "MM-REG-004",
        |s| by(s, ZHENGZHOU, &kiosk("east", "kiosk-9", 1)),
        |s| by(s, ZHENGZHOU, &kiosk("east", "kiosk-9", 2)),
    ),
    (
        "an id twice",
        "MM-REG-004",
        |s| by(s, ZHENGZHOU, &kiosk("east", "KIOSK-1", 2)),
        |s| by(s, ZHENGZHOU, &kiosk("east", "KIOSK-2", 2)),
    ),
    (
        "a kiosk without a number",
        "MM-REG-008",
        |s| by(s, ZHENGZHOU, &Installed { number: None, ..kiosk("east", "kiosk-9", 1) }),
        |s| by(s, ZHENGZHOU, &kiosk("east", "kiosk-9", 9)),
    ),
    (
        "a scanner without a key",
        "MM-REG-008",
        |s| by(s, ZHENGZHOU, &Installed { key: None, ..scanner("s-9", "s-9") }),
        |s| by(s, ZHENGZHOU, &scanner("s-9", "s-9")),
    ),
    (
        "a scanner with somebody's device key",
        "MM-REG-005",
        |s| by(s, ZHENGZHOU, &scanner("s-9", "device 0")),
        |s| by(s, ZHENGZHOU, &scanner("s-9", "s-9")),
    ),
    (
        "cutting out what is not there",
        "MM-REG-003",
        |s| cut(s, ZHENGZHOU, "east", "kiosk-7"),
        |s| cut(s, ZHENGZHOU, "east", "kiosk-1"),
    ),
    (
        "cutting out another city's",
        "MM-REG-017",
        |s| cut(s, LUOHE, "east", "kiosk-1"),
        |s| cut(s, ROOT, "east", "kiosk-1"),
    ),
    (
        "a place with one coordinate",
        "MM-REG-008",
        |s| placed(s, |body| body.with("lat", 34_000_000)),
        |s| placed(s, |body| body.with("lat", 34_000_000).with("lon", 113_000_000)),
    ),
    (
        "a place beyond the pole",
        "MM-REG-008",
        |s| placed(s, |body| body.with("lat", 90_000_001).with("lon", 0)),
        |s| placed(s, |body| body.with("lat", 90_000_000).with("lon", 0)),
    ),
    (
        "visits that somebody hands in",
        "MM-REG-014",
        |s| {
            let item = Map::new().with("place", "east").with("at", s.now()).with("arrived", s.now());
            let item = item.with("level", 4).with("because", "both_signed");
            let draft = Draft::new(Class::Visits, ZHENGZHOU, Map::new().with("count", 1), s.now(), &SystemRandom);
            s.one(draft.about(s.people[0], item, &SystemRandom))
        },
        |s| by(s, ZHENGZHOU, &kiosk("east", "kiosk-9", 9)),
    ),
    (
        "a word on another's visit",
        "MM-PRE-004",
        |s| {
            let taken = s.scans(0, "east");
            s.answers(1, &taken, "not_there", None)
        },
        |s| {
            let taken = s.scans(0, "east");
            s.answers(0, &taken, "not_there", None)
        },
    ),
    (
        "disowning what the phone signed",
        "MM-PRE-006",
        |s| {
            let taken = s.shows(0, "east");
            s.answers(0, &taken, "not_there", None)
        },
        |s| {
            let taken = s.scans(0, "east");
            s.answers(0, &taken, "not_there", None)
        },
    ),
    (
        "disowning twice",
        "MM-PRE-005",
        |s| {
            let taken = s.scans(0, "east");
            s.hand(&s.answers(0, &taken, "not_there", None));
            s.answers(0, &taken, "not_there", None)
        },
        |s| {
            let taken = s.scans(0, "east");
            s.answers(0, &taken, "not_there", None)
        },
    ),
    ("having left before coming", "MM-PRE-007", |s| left(s, -MINUTE), |s| left(s, MINUTE)),
    ("having left later than now", "MM-PRE-007", |s| left(s, 3 * HOUR), |s| left(s, HOUR)),
];

fn left(stage: &mut Stage, after: i64) -> Handed {
    let taken = stage.scans(0, "east");
    stage.later(2 * HOUR);
    stage.answers(0, &taken, "left", Some(taken.levelled.at + after))
}

fn placed(stage: &Stage, with: fn(Map) -> Map) -> Handed {
    let place = Place {
        id: "new",
        kind: PlaceKind::Venue,
        region: region(),
        name_zh: "新场所",
        name_en: "A new place",
        unit: ZHENGZHOU,
        owner: "keeper-1",
        point: None,
    };
    let By { actor, at, random } = stage.by(ZHENGZHOU);
    let body = place::compose(By { actor, at, random }, &place).act().body;
    stage.one(Draft::new(Class::Place, actor, with(body), at, random))
}

#[test]
fn every_attempt_is_refused_with_its_code_and_has_an_honest_twin() {
    let mut stage = Stage::sqlite();
    for (what, code, tried, _) in ATTEMPTS {
        let handed = tried(&mut stage);
        let newest = stage.house.registry().newest;
        assert_eq!(stage.refused(&handed), *code, "{what}");
        assert_eq!(stage.house.registry().newest, newest + 1, "{what}: the refusal alone is kept");
        stage.later(MINUTE);
    }
    stage.audited();
    for (what, _, _, twin) in ATTEMPTS {
        let mut stage = Stage::sqlite();
        let handed = twin(&mut stage);
        let outcome = stage.house.submit(&handed).map(drop).map_err(|refused| refused.to_string());
        assert_eq!(outcome, Ok(()), "{what}: the honest twin");
    }
}
