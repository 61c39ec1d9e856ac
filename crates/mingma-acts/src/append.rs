//! The one append: act, members, projections, due-queue and outbox lines in one
//! transaction. Nobody else writes.
//!
//! A single thread writes; what waits is taken together and kept by one commit. It
//! decides nothing: it refuses what was decided on rows that have moved since, and
//! whoever decided reads again and tries once more.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;

use mingma_seal::{Digest, IndexKey, Random};
use mingma_store::rows::{LetterRow, ResidentRow};
use mingma_store::{Change, Row, Store, StoreError, Value};

use crate::act::Uid;
use crate::class::Class;
use crate::error::ActError;
use crate::fold::{Folding, Opened, fold, letter_rows};
use crate::member::members_of;
use crate::permit::Permit;
use crate::record::Record;
use crate::registry::{Registry, stands};
use crate::sequencer::Sequencer;
use crate::touch::Touch;
use crate::view::{Overlay, View};

/// The most acts of one transaction.
pub const BATCH: usize = 256;

/// How many acts the writer remembers the touched rows of; what was decided on older
/// ones is decided again.
const REMEMBERED: u64 = 1 << 20;

/// After so many batches in a row whose answer was lost and that were not kept, the
/// writer stops.
const UNSURE: u32 = 8;

/// A letter to a resident, sealed under their key at the place that the act and `n` give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Whose.
    pub resident: u32,
    /// Which of the act's letters to them.
    pub n: u32,
    /// The letter, sealed.
    pub sealed: Vec<u8>,
}

/// What is handed to the writer: an act whose signatures hold, and what it brings. It was
/// decided as of the permit's act and moment; it is sealed at that second, or decided again.
pub struct Submission {
    /// The act.
    pub permit: Permit,
    /// The members that were signed.
    pub members: Vec<Opened>,
    /// The members that the register adds.
    pub added: Vec<Opened>,
    /// The letters that stand on the residents' pages at once.
    pub letters: Vec<Letter>,
    /// What the decision read.
    pub reads: Vec<Touch>,
}

/// What is answered when an act is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub seq: u64,
    /// When it was sealed.
    pub sealed_at: i64,
    /// False where the same act was kept before.
    pub fresh: bool,
}

type Answer = Result<Kept, ActError>;

enum Job {
    Append(Box<Submission>, SyncSender<Answer>),
    Stop,
}

/// Answers to those who wait for them.
type Told = Vec<(SyncSender<Answer>, Answer)>;

/// The handle that acts are handed to.
pub struct Appender {
    jobs: Sender<Job>,
    threads: Vec<JoinHandle<()>>,
}

impl Appender {
    /// Starts the writer.
    #[must_use]
    ///
    /// # Panics
    /// The system can start no thread.
    pub fn start(mut writer: Writer) -> Self {
        let (jobs, waiting) = channel();
        let (tell, told) = channel();
        let thread = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let started = std::thread::Builder::new().name(name.into()).spawn(work);
            started.expect("a thread can be started at the start")
        };
        let append = thread("append", Box::new(move || writer.run(&waiting, &tell)));
        let answer = thread("answer", Box::new(move || answer_all(&told)));
        Self { jobs, threads: vec![append, answer] }
    }

    /// Appends an act; returns when it is durable.
    ///
    /// # Errors
    /// Nothing was kept; or, with [`ActError::Stopped`], the writer has stopped.
    pub fn append(&self, submission: Submission) -> Answer {
        self.hand(submission).wait()
    }

    /// Hands an act in behind those handed in before; [`Waiting::wait`] tells when it is durable.
    #[must_use]
    pub fn hand(&self, submission: Submission) -> Waiting {
        let (answer, answered) = sync_channel(1);
        // A writer that is gone drops the other end, which `wait` tells.
        self.jobs.send(Job::Append(Box::new(submission), answer)).ok();
        Waiting(answered)
    }
}

/// An act that was handed in and is not answered yet.
pub struct Waiting(Receiver<Answer>);

impl Waiting {
    /// Waits for the answer.
    ///
    /// # Errors
    /// As [`Appender::append`].
    pub fn wait(self) -> Answer {
        self.0.recv().unwrap_or_else(|_| Err(ActError::Stopped("closed".into())))
    }
}

impl Drop for Appender {
    fn drop(&mut self) {
        // What was handed in before is still kept.
        self.jobs.send(Job::Stop).ok();
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}

/// Wakes those whose acts were kept while the writer takes the next: whoever is woken may
/// run at once, in the place of whoever woke them.
fn answer_all(told: &Receiver<Told>) {
    for (answer, with) in told.iter().flatten() {
        answer.send(with).ok();
    }
}

/// The writer's own state.
pub struct Writer {
    store: Arc<dyn Store>,
    registry: Arc<RwLock<Arc<Registry>>>,
    index: Arc<IndexKey>,
    random: Arc<dyn Random>,
    sequencer: Arc<Sequencer>,
    guard: Box<dyn Guard>,
    newest: u64,
    newest_at: i64,
    recent: HashMap<Touch, u64>,
    /// Decisions that knew nothing newer than this are decided again.
    floor: u64,
    stopped: Option<String>,
    /// How many batches in a row were not kept and their answer lost.
    unsure: u32,
}

/// Held while a batch is written, so that two processes on one folder take turns.
pub trait Guard: Send {
    /// Waits for its turn.
    ///
    /// # Errors
    /// The lock cannot be had.
    fn lock(&mut self) -> Result<(), ActError>;
    /// Lets others have their turn.
    fn unlock(&mut self);
}

/// An act that is ready to be committed.
struct Ready {
    record: Record,
    changes: Vec<Change>,
    answer: SyncSender<Answer>,
    /// Others of the batch that have its id: whether they are the same act, and who asks.
    namesakes: Vec<(bool, SyncSender<Answer>)>,
}

impl Writer {
    /// A writer over a store, up to date with it.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        registry: Arc<RwLock<Arc<Registry>>>,
        index: Arc<IndexKey>,
        random: Arc<dyn Random>,
        sequencer: Arc<Sequencer>,
        guard: Box<dyn Guard>,
    ) -> Self {
        let (newest, newest_at) = {
            let known = registry.read().expect("no holder of this lock panics");
            (known.newest, known.sealed_at)
        };
        let recent = HashMap::new();
        Self {
            store,
            registry,
            index,
            random,
            sequencer,
            guard,
            newest,
            newest_at,
            recent,
            floor: newest,
            stopped: None,
            unsure: 0,
        }
    }

    fn run(&mut self, jobs: &Receiver<Job>, tell: &Sender<Told>) {
        while let Ok(Job::Append(first, answer)) = jobs.recv() {
            let mut batch = vec![(first, answer)];
            let mut last = false;
            while batch.len() < BATCH {
                match jobs.try_recv() {
                    Ok(Job::Append(next, answer)) => batch.push((next, answer)),
                    Ok(Job::Stop) => {
                        last = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            self.write(batch, tell);
            if last {
                break;
            }
        }
    }

    fn write(&mut self, batch: Vec<(Box<Submission>, SyncSender<Answer>)>, tell: &Sender<Told>) {
        if let Some(why) = &self.stopped {
            refuse_all(batch.into_iter().map(|(_, answer)| answer), why);
            return;
        }
        if let Err(error) = self.guard.lock().and_then(|()| self.catch_up()) {
            refuse_all(batch.into_iter().map(|(_, answer)| answer), &error.to_string());
            self.guard.unlock();
            return;
        }
        let ready = self.prepare_all(batch);
        if !ready.is_empty() {
            self.commit(ready, tell);
        }
        self.guard.unlock();
    }

    /// Another process on this folder may have written meanwhile.
    fn catch_up(&mut self) -> Result<(), ActError> {
        if self.store.newest()? == self.newest {
            return Ok(());
        }
        let registry = Registry::load(&*self.store)?;
        (self.newest, self.newest_at) = (registry.newest, registry.sealed_at);
        self.floor = self.newest;
        self.recent.clear();
        *self.registry.write().expect("no holder of this lock panics") = Arc::new(registry);
        self.sequencer.catch_up()
    }

    fn prepare_all(&mut self, batch: Vec<(Box<Submission>, SyncSender<Answer>)>) -> Vec<Ready> {
        let store = self.store.clone();
        let registry = self.registry.read().expect("no holder of this lock panics").clone();
        let mut overlay = Overlay::over(&*store, &registry.proposals);
        let mut ready: Vec<Ready> = Vec::with_capacity(batch.len());
        for (submission, answer) in batch {
            if let Some(first) = overlay.ids.get(&submission.permit.act().id).and_then(|at| ready.get_mut(*at)) {
                let same = first.record.digest() == submission.permit.digest();
                first.namesakes.push((same, answer));
                continue;
            }
            let seq = self.newest + 1 + ready.len() as u64;
            match self.prepare(*submission, seq, &mut overlay) {
                Ok((record, changes)) => {
                    overlay.ids.insert(record.id(), ready.len());
                    ready.push(Ready { record, changes, answer, namesakes: Vec::new() });
                }
                Err(error) => drop(answer.send(Err(error))),
            }
        }
        ready
    }

    fn prepare(
        &mut self,
        job: Submission,
        seq: u64,
        overlay: &mut Overlay<'_>,
    ) -> Result<(Record, Vec<Change>), ActError> {
        self.fresh(&job)?;
        let act = job.permit.act();
        agree(act.members, &job.members)?;
        if act.class == Class::Enrolment {
            self.numbers_are_free(&job.members, overlay)?;
        }
        let record = Record::new(
            seq,
            job.permit.at(),
            job.permit.bytes().to_vec(),
            job.permit.approvals().to_vec(),
            members_of(job.added.iter().map(|one| &one.sealed)),
            &*self.random,
        )?;
        let mut members = job.members;
        members.extend(job.added);
        let folding = Folding { record: &record, members: &members, view: overlay, index: &self.index };
        let (mut changes, at) = (fold(&folding)?, job.permit.at());
        changes.extend(job.letters.into_iter().flat_map(|letter| {
            let Letter { resident, n, sealed } = letter;
            letter_rows(&LetterRow { resident, seq, n, at, sealed })
        }));
        // What no table can hold is that act's own fault, and stops nobody else.
        changes.iter().try_for_each(Change::fits)?;
        self.remember(&changes, seq);
        self.newest_at = at;
        overlay.take(&changes);
        Ok((record, changes))
    }

    /// The same act again is answered as it was; another act under its id is refused;
    /// what merely stood beside one is tried again by whoever decided.
    fn known(&self, record: &Record) -> Answer {
        match repeated(&*self.store, &record.id(), record.digest())? {
            Some(kept) => Ok(kept),
            None => Err(ActError::Stale),
        }
    }

    /// Time never goes back, nothing that was read has moved, every key still stands.
    fn fresh(&self, job: &Submission) -> Result<(), ActError> {
        if job.permit.at() < self.newest_at || job.permit.as_of() < self.floor {
            return Err(ActError::Stale);
        }
        let moved = |touch: &Touch| self.recent.get(touch).is_some_and(|seq| *seq > job.permit.as_of());
        let keys = job.permit.signers().iter().map(|signer| Touch::of("key", &Value::Bytes(signer.key.0.to_vec())));
        if job.reads.iter().any(moved) || keys.into_iter().any(|touch| moved(&touch)) {
            return Err(ActError::Stale);
        }
        let registry = self.registry.read().expect("no holder of this lock panics");
        for signer in job.permit.signers().iter().filter(|signer| signer.holder_kind != "resident") {
            let stand =
                registry.keys.get(&signer.key).is_some_and(|key| stands(key.row.since, key.row.until, job.permit.at()));
            // The genesis act brings its own keys.
            if !stand && registry.newest > 0 {
                return Err(ActError::KeyNotInForce(signer.key.to_string()));
            }
        }
        Ok(())
    }

    /// Two enrolments at once may have drawn one number.
    fn numbers_are_free(&self, members: &[Opened], overlay: &Overlay<'_>) -> Result<(), ActError> {
        let newest = self.store.newest_resident()?;
        for member in members {
            let resident = member.sealed.resident;
            let key = [Value::Int(i64::from(resident))];
            if overlay.has_changed(ResidentRow::TABLE, &key)
                || (resident <= newest && overlay.get(ResidentRow::TABLE, &key)?.is_some())
            {
                return Err(ActError::Stale);
            }
        }
        Ok(())
    }

    fn remember(&mut self, changes: &[Change], seq: u64) {
        if self.recent.len() as u64 > REMEMBERED {
            self.recent.clear();
            self.floor = seq;
        }
        self.recent.extend(changes.iter().flat_map(Touch::of_change).map(|touch| (touch, seq)));
    }

    fn commit(&mut self, mut ready: Vec<Ready>, tell: &Sender<Told>) {
        let changes: Vec<Change> = ready.iter_mut().flat_map(|one| std::mem::take(&mut one.changes)).collect();
        let last = self.newest + ready.len() as u64;
        let outcome = match self.store.commit(self.newest, &changes) {
            // The answer was lost: the store tells, once nothing is on its way any more,
            // whether the batch is there.
            Err(StoreError::Unknown) => self.settled(last),
            other => other.map_err(ActError::from),
        };
        match outcome {
            Ok(()) => drop(tell.send(self.kept(ready, last, &changes))),
            Err(error) => self.lost(ready, &error),
        }
    }

    /// Whether a batch whose answer was lost is there. What was not kept is tried again,
    /// but not for ever: a disk that fails each time stops the writer.
    fn settled(&mut self, last: u64) -> Result<(), ActError> {
        self.unsure += 1;
        match self.store.settled() {
            Ok(newest) if newest == last => Ok(()),
            Ok(newest) if newest == self.newest && self.unsure < UNSURE => Err(ActError::Stale),
            Ok(newest) if newest == self.newest => Err(StoreError::Unknown.into()),
            other => Err(ActError::Stopped(format!("{other:?}"))),
        }
    }

    fn kept(&mut self, ready: Vec<Ready>, last: u64, changes: &[Change]) -> Told {
        (self.newest, self.unsure) = (last, 0);
        self.move_registry(changes, last);
        self.sequencer.hand(ready.iter().map(|one| (one.record.seq, one.record.leaf())).collect());
        let mut told = Told::with_capacity(ready.len());
        for one in ready {
            let kept = Kept { seq: one.record.seq, sealed_at: one.record.sealed_at, fresh: true };
            told.push((one.answer, Ok(kept)));
            told.extend(one.namesakes.into_iter().map(|(same, answer)| {
                let again = if same { Ok(Kept { fresh: false, ..kept }) } else { Err(duplicate(&one.record.id())) };
                (answer, again)
            }));
        }
        told
    }

    fn move_registry(&mut self, changes: &[Change], last: u64) {
        let mut known = self.registry.write().expect("no holder of this lock panics");
        let registry = Arc::make_mut(&mut known);
        for change in changes.iter().filter(|change| Registry::holds(change)) {
            registry.apply(change).expect("a fold has read this key");
        }
        (registry.newest, registry.sealed_at) = (last, self.newest_at);
    }

    /// Nothing of the batch was kept. What was only late is tried again by whoever
    /// decided; a store that fails otherwise stops the writer.
    fn lost(&mut self, ready: Vec<Ready>, error: &ActError) {
        let taken =
            matches!(error, ActError::Store(StoreError::Taken { table: "act" } | StoreError::Written { table: "act" }));
        let again = taken || matches!(error, ActError::Stale | ActError::Store(StoreError::Moved { .. }));
        if !again {
            self.stopped = Some(error.to_string());
        }
        self.newest_at = self.registry.read().expect("no holder of this lock panics").sealed_at;
        // What the batch touched was remembered under numbers that others get now.
        self.recent.clear();
        self.floor = self.newest;
        for one in ready {
            let late = || if again { ActError::Stale } else { ActError::Stopped(error.to_string()) };
            one.namesakes.into_iter().for_each(|(_, answer)| drop(answer.send(Err(late()))));
            let answer = match again {
                true if taken => self.known(&one.record),
                _ => Err(late()),
            };
            one.answer.send(answer).ok();
        }
    }
}

/// How an act of this id was answered, if it was kept before.
///
/// # Errors
/// Another act has the id, or the store cannot be asked.
pub fn repeated(store: &dyn Store, id: &Uid, digest: &Digest) -> Result<Option<Kept>, ActError> {
    let Some(row) = store.act_by_id(&id.0)? else { return Ok(None) };
    if row.digest != digest.0 {
        return Err(duplicate(id));
    }
    Ok(Some(Kept { seq: row.seq, sealed_at: row.sealed_at, fresh: false }))
}

fn duplicate(id: &Uid) -> ActError {
    ActError::DuplicateId(id.to_string())
}

fn refuse_all(answers: impl Iterator<Item = SyncSender<Answer>>, why: &str) {
    answers.for_each(|answer| drop(answer.send(Err(ActError::Stopped(why.to_owned())))));
}

/// The members handed in must be those that the act commits to.
fn agree(told: Option<crate::act::Members>, members: &[Opened]) -> Result<(), ActError> {
    if members_of(members.iter().map(|one| &one.sealed)) == told { Ok(()) } else { Err(ActError::WrongMembers) }
}
