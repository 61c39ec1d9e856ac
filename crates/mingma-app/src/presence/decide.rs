//! Deciding on visits and on what residents say of them. Pure: values in, a decision out.

use mingma_acts::item::resident_id;
use mingma_acts::{Act, ActError, Class, Map, Member};
use mingma_store::rows::VisitRow;

use super::level::{Because, Level};
use super::said::{Said, Stands, say};
use crate::evidence::source::{Source, source};
use crate::ground::{Decision, Ground};
use crate::grounds::Grounds;
use crate::refusal::{Refusal, Why};
use crate::register::particulars::{Particulars, unfit};

/// The visit that each member names, where it is one.
#[derive(Clone, Debug, Default)]
pub struct Known(Vec<Option<VisitRow>>);

impl Known {
    /// Reads what an act needs.
    ///
    /// # Errors
    /// The store cannot be asked.
    pub(crate) fn read(grounds: &Grounds<'_>, act: &Act, members: &[Member]) -> Result<Self, ActError> {
        if act.class != Class::VisitSaid {
            return Ok(Self::default());
        }
        let of = |member: &Member| -> Result<Option<VisitRow>, ActError> {
            let Some(row) = grounds.store.by_outer_id(&member.resident.0)? else { return Ok(None) };
            let (act, idx) = (member.item.int("act"), member.item.int("idx"));
            let named = |row: &VisitRow| i64::try_from(row.seq).ok() == act && Some(i64::from(row.idx)) == idx;
            Ok(grounds.store.visits_of(row.resident)?.into_iter().find(named))
        };
        members.iter().map(of).collect::<Result<_, _>>().map(Self)
    }
}

/// Decides an act of visits.
///
/// # Errors
/// Why it is refused.
pub(crate) fn decide(ground: &Ground<'_>, members: &[Member], known: &Known) -> Result<Decision, Refusal> {
    match ground.permit.act().class {
        Class::Visits => visits(ground, members)?,
        Class::VisitSaid => answered(ground, members, known)?,
        class => return Err(Why::NotHandedIn.of(class.word())),
    }
    Ok(Decision::default())
}

/// The register alone says who scanned: each item is of its form.
fn visits(ground: &Ground<'_>, members: &[Member]) -> Result<(), Refusal> {
    let act = ground.permit.act();
    if source(ground)? != Source::Register {
        return Err(Why::NotHandedIn.of(act.class.word()));
    }
    let body = Particulars::of(&act.body, ground.profile, &["count"])?;
    if members.is_empty() || usize::try_from(body.int("count")?) != Ok(members.len()) {
        return Err(Why::Members.into());
    }
    members.iter().enumerate().try_for_each(|(at, member)| visit(ground, &member.item).map_err(|why| why.at(at)))
}

fn visit(ground: &Ground<'_>, item: &Map) -> Result<(), Refusal> {
    let words = ["place", "at", "arrived", "level", "because", "token", "fixture", "companion"];
    let item = Particulars::of(item, ground.profile, &words)?;
    let place = item.id("place")?;
    if !ground.registry.places.contains_key(place) {
        return Err(Why::NoSuch.of(place));
    }
    let (at, arrived) = (item.int("at")?, item.int("arrived")?);
    Level::from_code(item.int("level")?).ok_or_else(|| unfit("level"))?;
    Because::from_word(item.text("because")?).ok_or_else(|| unfit("because"))?;
    let token = item.maybe("token", Particulars::bytes)?;
    if token.is_some_and(|token| token.len() != 16) {
        return Err(unfit("token"));
    }
    if at <= arrived && arrived <= ground.now { Ok(()) } else { Err(unfit("at")) }
}

/// The resident by a device of theirs, or the register for somebody who is signed in, of
/// one visit of theirs.
fn answered(ground: &Ground<'_>, members: &[Member], known: &Known) -> Result<(), Refusal> {
    Particulars::of(&ground.permit.act().body, ground.profile, &[])?;
    let ([member], [visit]) = (members, known.0.as_slice()) else { return Err(Why::Members.into()) };
    let own = ground.permit.act().actor == resident_id(&member.resident).as_str();
    match source(ground)? {
        Source::Register => {}
        Source::Resident if own => {}
        _ => return Err(Why::NotTheirs.into()),
    }
    let item = Particulars::of(&member.item, ground.profile, &["act", "idx", "said", "at"])?;
    let said = Said::from_word(item.text("said")?).ok_or_else(|| unfit("said"))?;
    let row = visit.as_ref().ok_or(Why::NoVisit)?;
    let at = if said == Said::Left { item.int("at")? } else { row.at };
    let level = Level::from_code(i64::from(row.level)).ok_or_else(|| unfit("level"))?;
    let stands = Stands { at: row.at, level, not_there: row.said != 0, left: row.until };
    say(stands, said, at, ground.now).map(|_| ())
}
