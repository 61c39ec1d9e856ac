//! Enrolments: made, vouched for, merged, parted, closed, and what is refused.

use std::sync::Arc;

use mingma_acts::Uid;
use mingma_app::register::story::{LABORATORY, LUOHE, ZHENGZHOU};
use mingma_app::register::{closing, enrolled, enrolment, merge};
use mingma_app::{Handed, Why};
use mingma_seal::SigningKey;

use super::world::{Done, Somebody, World};

/// How many are enrolled for the scenes; more come in the course of ordinary days.
pub(crate) const SCENE: usize = 30;

/// The county of the scenes.
pub(crate) const HERE: &str = "410105";

fn merging(w: &World<'_>, goes: &Somebody, stays: &Somebody) -> Handed {
    w.two(merge::compose(w.by(ZHENGZHOU), goes.uid, stays.uid, "同一人有两份证件"))
}

/// People of Zhengzhou and Luohe; one of them vouched for, with a second device.
pub(crate) fn enrolments(w: &mut World<'_>) -> Done {
    w.enrol(ZHENGZHOU, HERE, SCENE)?;
    let luohe = w.enrol(LUOHE, "411102", 3)?;
    let (mut person, _) = w.draw("410103");
    person.document =
        mingma_model::document::Document::parse(mingma_model::document::DocumentKind::ResidentId, &w.people[0].number)
            .expect("it was read before");
    let again = enrolment::compose(w.by(ZHENGZHOU), &[person]).0;
    w.refuse("a document that is enrolled", Why::DocumentTaken.code(), &w.two(again))?;
    w.keep("vouched for", &w.one(enrolled::compose_vouched(w.by(LUOHE), luohe[0].uid), 2))?;
    let device = Arc::new(SigningKey::generate(&*w.random));
    let brings = enrolled::compose_device(w.by(LUOHE), luohe[0].uid, &device.public());
    w.keep("a second device", &w.two(brings))?;
    let nobody = enrolled::compose_vouched(w.by(LUOHE), Uid::new(&*w.random));
    w.refuse("nobody", Why::NoResident.code(), &w.one(nobody, 1))
}

/// Two enrolments of one person are merged; of another pair the merging is undone.
pub(crate) fn merged(w: &mut World<'_>) -> Done {
    let pairs = [0, 2].map(|at| [w.people[SCENE - 4 + at].clone(), w.people[SCENE - 3 + at].clone()]);
    for [goes, stays] in &pairs {
        w.keep("merged", &merging(w, goes, stays))?;
    }
    let [goes, stays] = &pairs[0];
    w.refuse("merged already", Why::Merged.code(), &merging(w, goes, stays))?;
    let apart = merge::compose_unmerge(w.by(ZHENGZHOU), goes.uid, stays.uid, "误并");
    w.keep("parted", &w.two(apart)).map(drop)
}

/// Some leave: their keys are destroyed, and what the register held of them with these.
/// Whom one of them was merged into stays, and goes on being tested.
pub(crate) fn closed(w: &mut World<'_>) -> Done {
    let alone = w.enrol(ZHENGZHOU, HERE, 1)?.remove(0);
    let [of_many, merged, stays] = [SCENE - 5, SCENE - 2, SCENE - 1].map(|at| w.people[at].clone());
    for whom in [&alone, &of_many, &merged] {
        let tested = super::evidence::tested(w, whom, "negative", 3);
        w.keep("tested before", &tested)?;
        leaves(w, whom)?;
    }
    let tested = super::evidence::tested(w, &stays, "negative", 3);
    w.keep("tested after the other enrolment was closed", &tested)?;
    together(w)
}

/// Of one person two enrolments, whose evidence rests on each other: they close in one
/// statement and not apart.
fn together(w: &mut World<'_>) -> Done {
    let pair = w.enrol(ZHENGZHOU, HERE, 2)?;
    let (goes, stays) = (&pair[0], &pair[1]);
    w.keep("merged", &merging(w, goes, stays))?;
    let test = super::evidence::test(w, goes, "negative", 4);
    let tested = test.item.text("id").unwrap_or_default().to_owned();
    w.keep("tested", &super::evidence::by_institution(w, LABORATORY, vec![test]))?;
    let again = super::evidence::test(w, stays, "negative", 2).with("recheck_of", tested);
    w.keep("tested again", &super::evidence::by_institution(w, LABORATORY, vec![again]))?;
    let alone = closing::compose(w.by(ZHENGZHOU), goes.uid, "本人申请");
    w.refuse("closed while the other rests on it", Why::Torn.code(), &w.two(alone))?;
    let both = closing::compose_all(w.by(ZHENGZHOU), goes.uid, &[stays.uid], "本人申请");
    w.keep("a closing statement of two enrolments", &w.two(both))?;
    for somebody in &pair {
        destroyed(w, somebody)?;
    }
    Ok(())
}

/// The key of somebody who was closed goes, and nobody has to do with them any more.
fn destroyed(w: &mut World<'_>, whom: &Somebody) -> Done {
    let row = w.house.store().by_outer_id(&whom.uid.0).map_err(mingma_acts::ActError::from)?;
    w.house.vault().destroy(row.expect("they are enrolled").resident)?;
    w.people.retain(|somebody| somebody.uid != whom.uid);
    Ok(())
}

fn leaves(w: &mut World<'_>, whom: &Somebody) -> Done {
    let statement = closing::compose(w.by(ZHENGZHOU), whom.uid, "本人申请");
    w.keep("a closing statement", &w.two(statement))?;
    destroyed(w, whom)?;
    let vouched = enrolled::compose_vouched(w.by(ZHENGZHOU), whom.uid);
    w.refuse("a closed enrolment", Why::Closed.code(), &w.one(vouched, 1))?;
    let tested = super::evidence::tested(w, whom, "negative", 2);
    w.refuse("a letter that cannot be sealed", Why::NoLetter.code(), &tested)
}

/// Somebody against whom something stands is not let go.
pub(crate) fn still_open(w: &World<'_>, somebody: &Somebody) -> Done {
    let statement = closing::compose(w.by(ZHENGZHOU), somebody.uid, "本人申请");
    w.refuse("closed while something stands", Why::StillOpen.code(), &w.two(statement))
}
