//! What the register does when nobody decides: each stroke of the clock is an act of its own,
//! made from the due queue, and no other than the one that the clock computes.

use mingma_acts::{ActError, Class, Map, Member};
use mingma_model::{Evidence, Id, Kind};
use mingma_store::OPEN;
use mingma_store::rows::AppealRow;

use super::compose;
use super::decide::Desk;
use super::ease::{Silence, Strike, Waiting, silence};
use super::form;
use super::known::queued;
use super::letters::Letter;
use super::questioned::{On, Subject, above};
use super::review::read;
use crate::compose::Draft;
use crate::evidence::filing::of_member;
use crate::evidence::locks;
use crate::evidence::source::{Source, source};
use crate::ground::Decision;
use crate::house::House;
use crate::refusal::{Refusal, Why};
use crate::submit::Refused;

pub(crate) fn eased(desk: &Desk<'_>) -> Result<Decision, Refusal> {
    form::only(desk.body(), &["count"])?;
    if source(desk.ground)? != Source::Register {
        return Err(Why::NotHandedIn.of(Class::AppealEased.word()));
    }
    locks::log_runs(desk.ground)?;
    let one = |row: usize| Ok((row, member(desk, row).map_err(|refusal| of_member(refusal, row))?));
    let letters = (0..desk.members.len()).map(one).collect::<Result<_, Refusal>>()?;
    Ok(Decision { letters, ..Decision::default() })
}

/// One appeal: the member says exactly what the clock does now.
fn member(desk: &Desk<'_>, row: usize) -> Result<Vec<u8>, Refusal> {
    let (file, said) = (&desk.ground.files[row], &desk.members[row].item);
    let appeal = desk.open(row)?;
    let subject = Subject::of(desk.on(), file, &appeal.item)?;
    let strike = due(appeal, &subject, desk.ground.now).filter(|_| desk.known.members[row].queued);
    let strike = strike.ok_or(Why::NotDue)?;
    if *said != compose::stroke(&appeal.number, &subject.held.item, &strike) {
        return Err(Why::NotDue.into());
    }
    locks::letter(file)?;
    let stay = match said.get("item") {
        Some(mingma_acts::Datum::Map(item)) => Some(read(desk, row, item)?),
        _ => None,
    };
    let unit = escalated(desk.on(), appeal, &subject, strike.step);
    let letter = Letter { ground: desk.ground, number: &appeal.number, unit: &unit, subject: &subject };
    letter.eased(file, &strike, stay.as_ref())
}

/// The stroke that is due, if one is.
fn due(appeal: &AppealRow, subject: &Subject<'_>, now: i64) -> Option<Strike> {
    let waiting = Waiting { due: Some(appeal.due_at), struck: appeal.eased };
    match silence(waiting, subject.questioned, now) {
        Silence::Strikes(strike) => Some(strike),
        Silence::Waits(_) => None,
    }
}

/// The unit that goes on after so many strokes: each time the next one above, as far as there
/// is one.
pub(crate) fn escalated(on: On<'_>, appeal: &AppealRow, subject: &Subject<'_>, steps: u32) -> String {
    let mut unit = appeal.unit.clone();
    for _ in 0..steps {
        match above(on, &unit, subject.region()) {
            Some(next) => unit = next,
            None => break,
        }
    }
    unit
}

impl House {
    /// Works one line of the due queue: every stroke that is due for an appeal, an act each.
    /// Answers with how many there were.
    pub(crate) fn ease(&self, number: &str) -> Result<u64, ActError> {
        let mut struck = 0;
        while let Some(draft) = self.stroke(number)? {
            match self.submit(&draft.sign(&[&self.register_key])) {
                Ok(_) => struck += 1,
                Err(Refused::Act(error)) => return Err(error),
                // Decided, withdrawn or eased by another node meanwhile.
                Err(Refused::Decided(_)) => break,
            }
        }
        Ok(struck)
    }

    /// The stroke that is due for an appeal that waits, as an act of the register.
    fn stroke(&self, number: &str) -> Result<Option<Draft>, ActError> {
        let Some(appeal) = self.store().appeal(number)?.filter(|row| row.state == OPEN) else { return Ok(None) };
        if !queued(self.store(), &appeal)? {
            return Ok(None);
        }
        let (registry, book, now) = (self.registry(), self.rules()?, self.now());
        let grounds = self.grounds(&registry);
        let Some(row) = self.store().resident(appeal.resident)? else { return Ok(None) };
        let uid = mingma_acts::Uid(row.id);
        let asked = Member { salt: [0; 16], resident: uid, item: Map::new() };
        let files = match grounds.files(Class::AppealEased, &[asked], &[]) {
            Ok(files) => files,
            Err(Refused::Act(error)) => return Err(error),
            Err(Refused::Decided(_)) => return Ok(None),
        };
        let on = On { registry: &registry, profile: self.profile(), book: &book, now };
        let Ok(subject) = Subject::of(on, &files[0], &appeal.item) else { return Ok(None) };
        let Some(strike) = due(&appeal, &subject, now) else { return Ok(None) };
        let said = compose::stroke(&appeal.number, &subject.held.item, &strike);
        Ok(Some(compose::eased(now, self.vault().random(), vec![(uid, said)])))
    }
}

/// A stay that the clock makes: its id is made from appeal and step, so that it is the same on
/// every node.
pub(crate) fn stay(number: &str, of: &Evidence, strike: &Strike) -> Option<Map> {
    let (cap, until) = strike.stay?;
    let id = format!("eased-{number}-{}", strike.step);
    debug_assert!(Id::parse(&id).is_some());
    Some(
        Map::new()
            .with("id", id)
            .with("kind", Kind::Stay.word())
            .with("region", of.region.to_string())
            .with("of", of.id.as_str())
            .with("cap", cap.word())
            .with("until", until),
    )
}
