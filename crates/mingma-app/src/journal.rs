//! Looking is an act too: every answer is kept, under the resident's own key, before
//! it is given.
//!
//! Answers that are asked for at once are kept together: one act, a member for each.
//! So a look-up stands among everything else about that person, and an audit derives
//! each answer again at its own moment.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use mingma_acts::{Class, Datum, Map, Uid};
use mingma_model::Colour;
use mingma_rules::Dossier;

use crate::board::Step;
use crate::compose::Draft;
use crate::files::ResidentFile;
use crate::house::House;
use crate::refusal::Why;
use crate::submit::Refused;

/// The most answers of one act.
const BATCH: usize = 1_024;

/// Whom an answer is for, and why it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who looks.
    pub verifier: String,
    /// For which unit or place.
    pub unit: String,
    /// Where; empty at a desk.
    pub place: String,
    /// What for, in words that the resident will read.
    pub purpose: String,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The colour; none where it cannot be told.
    pub colour: Option<Colour>,
    /// Why it cannot be told: the code of what stands in the way. No colour is shown then,
    /// least of all green.
    pub cannot_tell: Option<&'static str>,
    /// When it was answered.
    pub at: i64,
    /// The newest act that the answer knows.
    pub as_of: u64,
    /// The colours to come, if nothing new becomes known.
    pub steps: Vec<Step>,
    /// The act that keeps the answer.
    pub kept: u64,
}

type Reply = SyncSender<Result<Answer, Refused>>;

struct Question {
    resident: Uid,
    asked: Asked,
    reply: Reply,
}

/// Answers and keeps them.
pub struct Journal {
    questions: Option<std::sync::mpsc::Sender<Question>>,
    thread: Option<JoinHandle<()>>,
}

impl Journal {
    /// Starts the journal of a register.
    #[must_use]
    pub fn start(house: Arc<House>) -> Self {
        let (questions, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || work(&house, &waiting))
            .expect("a thread can be started at the start");
        Self { questions: Some(questions), thread: Some(thread) }
    }

    /// Asks for a resident's colour; returns when the answer is kept.
    ///
    /// # Errors
    /// No such resident, or the answer could not be kept: then it is not given.
    pub fn ask(&self, resident: Uid, asked: Asked) -> Result<Answer, Refused> {
        let (reply, answered) = sync_channel(1);
        let closed = || Refused::Act(mingma_acts::ActError::Stopped("closed".into()));
        let questions = self.questions.as_ref().ok_or_else(closed)?;
        questions.send(Question { resident, asked, reply }).map_err(|_| closed())?;
        answered.recv().map_err(|_| closed())?
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.questions = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn work(house: &House, questions: &Receiver<Question>) {
    while let Ok(first) = questions.recv() {
        let mut batch = vec![first];
        batch.extend(questions.try_iter().take(BATCH - 1));
        answer(house, batch);
    }
}

fn answer(house: &House, batch: Vec<Question>) {
    let mut known = Vec::with_capacity(batch.len());
    for question in batch {
        match find(house, &question.resident) {
            Ok((file, seen)) => known.push((question, file, seen)),
            Err(refused) => drop(question.reply.send(Err(refused))),
        }
    }
    if known.is_empty() {
        return;
    }
    let kept = keep(house, &known);
    for (question, _, mut seen) in known {
        let outcome = match &kept {
            Ok(seq) => {
                seen.kept = *seq;
                Ok(seen)
            }
            Err(why) => Err(Refused::Act(mingma_acts::ActError::Stopped(why.clone()))),
        };
        question.reply.send(outcome).ok();
    }
}

fn find(house: &House, resident: &Uid) -> Result<(ResidentFile, Answer), Refused> {
    let row = house.store().by_outer_id(&resident.0).map_err(mingma_acts::ActError::from)?;
    let row = row.ok_or_else(|| Why::NoResident.of(format!("r-{resident}")))?;
    if row.closed_at.is_some() {
        return Err(Why::Closed.of(format!("r-{resident}")).into());
    }
    let at = house.now();
    let (colour, frozen, as_of, steps) = house.with_board(|board| {
        let steps = board.steps(row.resident).to_vec();
        (board.read(row.resident, at), board.is_frozen(row.resident), board.at_act(), steps)
    });
    let cannot_tell = if frozen { Some(in_the_way(house, resident, as_of)?) } else { None };
    if colour.is_none() && !frozen {
        return Err(Why::NoResident.of(format!("r-{resident}")).into());
    }
    let steps = steps.into_iter().filter(|step| step.from() > at).collect();
    let file = ResidentFile::empty(row.resident, *resident, Some(row));
    Ok((file, Answer { colour, cannot_tell, at, as_of, steps, kept: 0 }))
}

/// The code of what stands in the way of deriving somebody who is frozen: their evidence
/// cannot be read, contradicts itself, or two packs of one region speak of it.
fn in_the_way(house: &House, resident: &Uid, as_of: u64) -> Result<&'static str, Refused> {
    let file = match house.file_of(resident) {
        Ok(file) => file,
        Err(error) => return Ok(error.code()),
    };
    let items = file.map_or_else(Vec::new, |file| file.known(as_of));
    let Ok(dossier) = Dossier::new(items) else { return Ok(Why::Contradiction.code()) };
    let clashes = house.rules()?.colour(dossier.items(), house.now()).is_err();
    Ok(if clashes { Why::NoRule } else { Why::Contradiction }.code())
}

fn keep(house: &House, known: &[(Question, ResidentFile, Answer)]) -> Result<u64, String> {
    let random = house.vault().random();
    let body = Map::new().with("count", known.len() as i64);
    let mut draft = Draft::new(Class::Shown, "register", body, house.now(), random);
    for (question, file, seen) in known {
        draft.push(file.uid, item(&question.asked, seen), random);
    }
    let files: Vec<ResidentFile> = known.iter().map(|(_, file, _)| file.clone()).collect();
    house.keep_own(draft, &files).map(|kept| kept.seq).map_err(|error| error.to_string())
}

fn item(asked: &Asked, seen: &Answer) -> Map {
    Map::new()
        .with("at", seen.at)
        .with("as_of", i64::try_from(seen.as_of).unwrap_or(i64::MAX))
        .with_some("colour", seen.colour.map(Colour::word))
        .with_some("cannot_tell", seen.cannot_tell)
        .with("steps", Datum::List(seen.steps.iter().map(step).collect()))
        .with("verifier", asked.verifier.as_str())
        .with("unit", asked.unit.as_str())
        .with("place", asked.place.as_str())
        .with("purpose", asked.purpose.as_str())
}

fn step(step: &Step) -> Datum {
    Datum::List(vec![step.from().into(), step.colour().word().into()])
}
