//! What is tried and refused in the evidence room, beside what the scenes try on their
//! way; and the log that stops.

use mingma_acts::ActError;
use mingma_app::evidence::compose;
use mingma_app::register::story::{BIG_DATA_BUREAU, CARRIER, LABORATORY, LUOHE_LABORATORY, ZHENGZHOU};
use mingma_app::{Handed, Why};
use mingma_model::Kind;

use super::error::SimError;
use super::evidence::{by_institution, by_two, declares, said, test, tested};
use super::world::{Done, Somebody, World};
use crate::cast::DAY;

fn arrival(w: &World<'_>, whom: &Somebody, name: &str, at: i64) -> compose::Said {
    debug_assert!(at > w.now() - 30 * DAY);
    said(whom, name, Kind::Arrival).with("origin_region", "310104").with("arrived_at", at)
}

/// What the first lock, the forms and the facts refuse.
pub(crate) fn tried(w: &mut World<'_>) -> Done {
    let whom = w.people[20].clone();
    w.keep("an arrival", &by_institution(w, CARRIER, vec![arrival(w, &whom, "try-1", w.now() - 2 * DAY)]))?;
    let carried = |w: &World<'_>, item: compose::Said| by_institution(w, CARRIER, vec![item]);
    let ahead = arrival(w, &whom, "try-2", w.now() + 600);
    w.refuse("a time ahead", Why::Ahead.code(), &carried(w, ahead))?;
    let bank = arrival(w, &whom, "try-2", w.now()).with("bank", "village");
    w.refuse("a word of no kind", Why::Form.code(), &carried(w, bank))?;
    let other = arrival(w, &whom, "try-1", w.now());
    w.refuse("one id for two contents", Why::Contradiction.code(), &carried(w, other))?;
    let same = arrival(w, &whom, "try-3", w.now() - 2 * DAY);
    w.refuse("the same fact", Why::SameFact.code(), &carried(w, same))?;
    w.refuse("evidence about nobody", Why::Members.code(), &by_institution(w, CARRIER, Vec::new()))?;
    let overlap = said(&whom, "try-4", Kind::PlaceOverlap).with("case", "case-1").with("place", "p009");
    let overlap = overlap.with("from", w.now() - 600).with("to", w.now() - 300);
    w.refuse("an overlap typed in", Why::NotAdmissible.code(), &by_two(w, ZHENGZHOU, "overlap", vec![overlap]))?;
    let mut elsewhere = arrival(w, &whom, "try-5", w.now());
    elsewhere.item.set("region", "370102");
    w.refuse("what no rule speaks of", Why::NoRule.code(), &w.by_resident(&whom, elsewhere))?;
    strangers(w, &whom)
}

/// What is signed by those who may not say it, and members that nobody signed.
fn strangers(w: &mut World<'_>, whom: &Somebody) -> Done {
    let anothers = test(w, whom, "negative", 3);
    let anothers = by_institution(w, LUOHE_LABORATORY, vec![anothers]);
    w.refuse("another laboratory's report", Why::NotTheirKind.code(), &anothers)?;
    let dose = said(whom, "try-6", Kind::Vaccination).with("product", "vaccine-1").with("dose", 1_i64);
    let dose = dose.with("given_at", w.now() - DAY);
    let powerless = w.one(compose::items(&w.with(BIG_DATA_BUREAU), "vaccination", vec![dose]), 1);
    w.refuse("a unit without the power", Why::NoPower.code(), &powerless)?;
    let exchanged = Handed { members: tested(w, whom, "positive", 3).members, ..tested(w, whom, "negative", 3) };
    w.refuse("members that nobody signed", ActError::WrongMembers.code(), &exchanged)
}

/// The log cannot be written: colours are frozen, and say so. It is mended, and goes on.
pub(crate) fn log_stopped(w: &mut World<'_>) -> Done {
    w.follow()?;
    let path = w.house.layout().log().join("checkpoint");
    let torn = |error: std::io::Error| SimError::Act(ActError::Stopped(format!("{}: {error}", path.display())));
    let note = std::fs::read(&path).map_err(torn)?;
    std::fs::write(&path, b"torn\n").map_err(torn)?;
    let whom = w.people[21].clone();
    declares(w, &whom)?;
    // The sequencer meets the torn checkpoint and stops.
    if w.house.sequencer().wait_for(w.house.registry().newest).is_ok() {
        let (what, must) = ("a torn checkpoint".to_owned(), "stopped".to_owned());
        return Err(SimError::Otherwise { what, must, ended: "published".to_owned() });
    }
    let handed = tested(w, &whom, "negative", 3);
    debug_assert_eq!(mingma_acts::Act::from_bytes(&handed.act).map(|act| act.actor).ok().as_deref(), Some(LABORATORY));
    w.refuse("evidence while the log stands still", Why::LogStopped.code(), &handed)?;
    std::fs::write(&path, note).map_err(torn)?;
    w.reopen()?;
    w.keep("evidence once it goes on", &handed).map(drop)
}
