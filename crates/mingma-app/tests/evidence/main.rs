//! The evidence room: what is admitted, what is refused and by which code, and what
//! follows. A file a subject; what several need stands here.

#![allow(clippy::unwrap_used, clippy::panic)]

mod areas;
mod attempts;
mod bulk;
mod facts;
mod files;
mod findings;
mod follows;
mod laws;
mod proposals;
#[path = "../stage/mod.rs"]
mod stage;
mod table;

use std::path::Path;

use mingma_acts::{ActError, Class, Datum, Folding, Map, Record, Uid, View, fold};
use mingma_app::evidence::admissible::{self, Rest, TABLE};
use mingma_app::evidence::compose::{self, Area, Finding, Of, Said};
use mingma_app::evidence::{Proposed, Source, file, provisional};
use mingma_app::{Decision, Handed, Refusal};
use mingma_model::{Colour, Event, Id, Kind, Level};
use mingma_seal::{Digest, MasterKey, SystemRandom};
use mingma_store::{Row, Table, Value};
use proptest::prelude::*;
use stage::{DAY, HOUR, PROFILE, Stage, arrival, contact, digest_of, entry, key, notice, region, test, uid};

fn why(outcome: Result<Decision, Refusal>) -> &'static str {
    outcome.map_or_else(|refusal| refusal.why.code(), |_| "admitted")
}

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

/// An item of each kind that fits its form, and rests on nothing yet.
fn of_kind(person: Uid, kind: Kind, now: i64) -> Said {
    let mut said = Said::new(person, "i-1", kind, region("410103"));
    for attribute in kind.attributes().iter().filter(|attribute| attribute.required) {
        use mingma_model::Holds;
        let value: Datum = match attribute.holds {
            Holds::Time => (now - HOUR).into(),
            Holds::Id | Holds::Item => "x-1".into(),
            Holds::Region => "310101".into(),
            Holds::Colour | Holds::Cap => "yellow".into(),
            Holds::Kind => "close_contact".into(),
            Holds::Country => "JP".into(),
            Holds::Level => "high".into(),
            Holds::Result => "positive".into(),
            Holds::Symptoms => Datum::List(Vec::new()),
            Holds::Temperature => 366.into(),
            Holds::Dose => 1.into(),
            Holds::Event => "discharged".into(),
        };
        said.item.set(attribute.word, value);
    }
    if kind == Kind::Notice { said.with("until", now + DAY) } else { said }
}

/// A patient with a case, a person with a tie, and what the finding says of them.
fn outbreak() -> (Stage, Uid, Uid) {
    let mut stage = Stage::new();
    let (patient, person) = (stage.enrol(1), stage.enrol(2));
    stage.case(patient, "c-1");
    stage.declares(person, "410103");
    stage.later(600);
    (stage, patient, person)
}

fn found(stage: &Stage) -> Finding {
    Finding { place: id("p-1"), from: stage.now - 6 * HOUR, to: stage.now - 3 * HOUR, how: id("interview") }
}

fn finds(stage: &Stage, said: Vec<Said>, signers: &[&str]) -> Handed {
    let keys: Vec<_> = signers.iter().map(|one| key(one)).collect();
    compose::finding(&stage.with("zhengzhou"), &found(stage), said).sign(&keys.iter().collect::<Vec<_>>())
}

fn by_night(stage: &Stage, officer: &str, name: &str, person: Uid, setting: Option<&str>) -> Handed {
    let said = vec![contact(person, name, "p-c-1", stage.now - 4 * HOUR)];
    compose::night(&stage.with("zhengzhou"), digest_of(stage, "p-c-1"), setting, said).sign(&[&key(officer)])
}

fn signed(draft: mingma_app::compose::Draft, signers: &[&str]) -> Handed {
    let keys: Vec<_> = signers.iter().map(|one| key(one)).collect();
    draft.sign(&keys.iter().collect::<Vec<_>>())
}

fn area(stage: &Stage, level: Level) -> Area {
    Area {
        area: id("a-1"),
        region: region("410103"),
        level,
        declared_at: stage.now - 60,
        name_zh: "某街道".into(),
        name_en: "a street".into(),
    }
}
