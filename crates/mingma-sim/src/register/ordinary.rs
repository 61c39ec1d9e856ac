//! Ordinary days: enrolments, tests, arrivals, doses, declarations, answers to
//! verifiers, and now and then something that is refused.

use std::sync::Arc;

use mingma_app::Why;
use mingma_app::evidence::compose;
use mingma_app::journal::{Asked, Journal};
use mingma_app::register::story::{CARRIER, COUNTY_CDC, LABORATORY, ZHENGZHOU};
use mingma_model::Kind;

use super::error::SimError;
use super::evidence::{by_institution, declares, test};
use super::residents::HERE;
use super::world::{Done, Somebody, World, region};
use crate::cast::{DAY, HOUR};
use crate::geography::{CITY, COUNTRY};

/// How long the ordinary days of a register last at most (seconds): the packs in force
/// on its first day are in force on its last.
const SPAN: i64 = 40 * DAY;

/// After so many acts the board is brought up to the log.
const FOLLOWED: u64 = 100;

/// Answers to verifiers about those who are enrolled.
pub(crate) fn looks(w: &mut World<'_>, count: usize) -> Done {
    w.follow()?;
    let known = w.people.len();
    look(w, known, count)
}

/// Asks the board about some of the first so many people.
fn look(w: &mut World<'_>, known: usize, count: usize) -> Done {
    let journal = Journal::start(Arc::clone(&w.house));
    for _ in 0..count {
        let whom = w.people[w.chance.row(known)].uid;
        let asked =
            Asked { verifier: "guard-1".into(), unit: ZHENGZHOU.into(), place: "p001".into(), purpose: "entry".into() };
        journal.ask(whom, asked).map_err(|refused| super::error::not_kept("an answer", &refused))?;
        w.later(5)?;
    }
    Ok(())
}

/// Fills the register up to so many acts.
pub(crate) fn days(w: &mut World<'_>, acts: u64) -> Done {
    let begun = w.house.registry().newest;
    let pace = SPAN / i64::try_from(acts.saturating_sub(begun).max(1)).unwrap_or(i64::MAX);
    let (mut known, mut followed) = (w.people.len(), begun);
    while w.house.registry().newest < acts {
        let pause = w.chance.between(0, pace.clamp(0, 2 * HOUR));
        w.later(pause)?;
        if w.house.registry().newest >= followed + FOLLOWED {
            w.follow()?;
            (known, followed) = (w.people.len(), w.house.registry().newest);
        }
        something(w, known)?;
    }
    Ok(())
}

fn something(w: &mut World<'_>, known: usize) -> Done {
    match w.chance.below(100) {
        0..8 => {
            let county = w.chance.pick(&CITY);
            let count = 1 + w.chance.row(5);
            w.enrol(ZHENGZHOU, county, count).map(drop)
        }
        8..45 => laboratory(w),
        45..60 => {
            let whom = anybody(w);
            declares(w, &whom)
        }
        60..70 => arrives(w),
        70..80 => dose(w),
        80..94 => look(w, known, 1),
        _ => refused(w),
    }
}

fn anybody(w: &mut World<'_>) -> Somebody {
    w.people[w.chance.row(w.people.len())].clone()
}

/// Negative tests of some who are told apart; one of a few hundred is positive.
fn laboratory(w: &mut World<'_>) -> Done {
    let from = w.chance.row(w.people.len());
    let count = (1 + w.chance.row(12)).min(w.people.len() - from);
    let some: Vec<Somebody> = w.people[from..from + count].to_vec();
    let items = some.iter().map(|whom| test(w, whom, "negative", 3)).collect();
    let handed = by_institution(w, LABORATORY, items);
    w.keep("a laboratory's tests", &handed).map(drop)
}

/// Somebody who comes from another province is enrolled on arriving.
fn arrives(w: &mut World<'_>) -> Done {
    let county = w.chance.pick(&CITY);
    let whom = w.enrol(ZHENGZHOU, county, 1)?.remove(0);
    let (name, origin) = (w.name("a"), w.chance.pick(&COUNTRY));
    let item = compose::Said::new(whom.uid, &name, Kind::Arrival, region(county));
    let handed =
        by_institution(w, CARRIER, vec![item.with("origin_region", origin).with("arrived_at", w.now() - HOUR)]);
    w.keep("an arrival", &handed).map(drop)
}

fn dose(w: &mut World<'_>) -> Done {
    let whom = anybody(w);
    let (name, product) = (w.name("v"), w.name("vaccine"));
    let item = compose::Said::new(whom.uid, &name, Kind::Vaccination, region(HERE)).with("product", product);
    let item = item.with("dose", 1_i64).with("given_at", w.now() - HOUR);
    let handed = w.one(compose::items(&w.with(COUNTY_CDC), "vaccination", vec![item]), 1);
    w.keep("a vaccination", &handed).map(drop)
}

/// One officer alone orders somebody's isolation to have ended.
fn refused(w: &mut World<'_>) -> Result<(), SimError> {
    let whom = anybody(w);
    let name = w.name("i");
    let item = compose::Said::new(whom.uid, &name, Kind::IsolationEnd, region(HERE)).with("ended_at", w.now());
    let handed = w.one(compose::items(&w.with(ZHENGZHOU), "isolation", vec![item]), 1);
    w.refuse("an end of what nobody ordered", Why::NoGround.code(), &handed)
}
