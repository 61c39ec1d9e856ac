//! Proposals: approved, taken back, run out, and those that are none.

use mingma_acts::{Class, Map};
use mingma_app::evidence::compose::{self, Area};
use mingma_app::register::story::{ROOT, ZHENGZHOU, officer_id};
use mingma_app::register::{By, area, unit};
use mingma_app::{Handed, Why};

use super::evidence::{declares, id};
use super::world::{Done, World};
use crate::cast::HOUR;

/// Residences that one officer proposes: one is approved by another, one is taken back,
/// one runs out.
pub(crate) fn residences(w: &mut World<'_>, high: &Area) -> Done {
    let first = officer_id(ZHENGZHOU, 1);
    let mut proposed: Vec<Handed> = Vec::new();
    for at in [23, 24, 25] {
        let whom = w.people[at].clone();
        declares(w, &whom)?;
        let draft = compose::residence(&w.with(ZHENGZHOU), high, &[whom.uid]);
        let with = w.with(ZHENGZHOU);
        let late = compose::propose(&with, draft.clone(), w.key(&first), w.now() + 25 * HOUR);
        w.refuse("a proposal that waits too long", Why::Proposal.code(), &late)?;
        let with = w.with(ZHENGZHOU);
        let proposal = compose::propose(&with, draft.clone(), w.key(&first), w.now() + 2 * HOUR);
        w.keep("a proposal", &proposal)?;
        proposed.push(w.two(draft));
    }
    w.keep("a proposal approved", &proposed[0])?;
    let inner = mingma_acts::Act::from_bytes(&proposed[1].act)?.id;
    let back = compose::withdraw(&w.with(ZHENGZHOU), inner, &id("mistaken"));
    w.keep("a proposal taken back", &w.one(back, 3))?;
    w.refuse("a proposal that was taken back", Why::NotOpen.code(), &proposed[1])?;
    w.later(3 * HOUR)?;
    w.house.work_due()?;
    w.refuse("a proposal that ran out", Why::NotOpen.code(), &proposed[2])
}

/// A unit that one officer proposes and another approves.
pub(crate) fn of_a_unit(w: &mut World<'_>) -> Done {
    let region = area("4101").expect("a prefecture of the table");
    let (name_zh, name_en, telephone) = ("郑州市流调中心", "Centre for interviews of Zhengzhou", "0371-00000032");
    let centre = unit::Unit { id: "zhengzhou-interviews", name_zh, name_en, region, parent: Some(ROOT), telephone };
    let by: By<'_> = w.by(ROOT);
    let draft = unit::compose(by, &centre);
    let first = officer_id(ROOT, 1);
    let proposal = compose::propose(&w.with(ROOT), draft.clone(), w.key(&first), w.now() + HOUR);
    w.keep("a unit proposed", &proposal)?;
    w.keep("a unit approved", &w.two(draft))?;
    let nothing = Map::new().with("proposal", vec![0_u8; 16]).with("reason", "none");
    let draft = mingma_app::compose::Draft::new(Class::ProposalClosed, ROOT, nothing, w.now(), &*w.random);
    w.refuse("a proposal of nothing taken back", Why::NoGround.code(), &w.one(draft, 1))
}
