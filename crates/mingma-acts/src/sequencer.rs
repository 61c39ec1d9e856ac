//! From kept acts to the public log: leaves in, checkpoints out.
//!
//! Acts are durable in the store before their leaves are written; what a crash leaves
//! between the two is caught up from the store. Stopped, it says so, and the board
//! stays at the newest checkpoint.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mingma_ledger::{Checkpoint, Entry, Ledger, LedgerError};
use mingma_store::Store;

use crate::error::ActError;
use crate::kept::record_of;

/// The longest time between an act and the checkpoint that shows it.
const CADENCE: Duration = Duration::from_millis(200);

/// How many acts are caught up at a time.
const STEP: usize = 4_096;

#[derive(Default)]
struct State {
    waiting: Vec<(u64, Vec<u8>)>,
    published: u64,
    stopped: Option<String>,
    closing: bool,
}

/// Held while the log is written, so that two processes on one folder take turns.
pub trait Turn: Send {
    /// Waits for its turn; true if the checkpoint on disk is not `ours`: another process
    /// has published meanwhile.
    ///
    /// # Errors
    /// The lock cannot be had.
    fn take(&mut self, ours: Option<&str>) -> Result<bool, ActError>;
    /// Lets others have their turn.
    fn give(&mut self);
}

/// The turn of a process that is alone with its log.
struct Alone;

impl Turn for Alone {
    fn take(&mut self, _: Option<&str>) -> Result<bool, ActError> {
        Ok(false)
    }

    fn give(&mut self) {}
}

/// Opens the log anew, after another process wrote it.
pub type Reopen = Box<dyn Fn() -> Result<Ledger, LedgerError> + Send + Sync>;

/// Writes leaves and publishes checkpoints.
pub struct Sequencer {
    state: Mutex<State>,
    moved: Condvar,
    // Taken before the ledger, wherever both are.
    turn: Mutex<Box<dyn Turn>>,
    ledger: Mutex<Ledger>,
    reopen: Reopen,
    store: Arc<dyn Store>,
    cadence: Mutex<Duration>,
}

const SOUND: &str = "no holder of this lock panics";

impl Sequencer {
    /// A sequencer over a log and the store that fills it; what the log lacks is
    /// caught up, and a log that is ahead of the store is refused.
    ///
    /// # Errors
    /// Log and store disagree, or one cannot be read or written.
    pub fn open(reopen: Reopen, store: Arc<dyn Store>) -> Result<Arc<Self>, ActError> {
        Self::open_shared(reopen, store, Box::new(Alone))
    }

    /// The same, over a log that other processes write as well, in turns.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_shared(reopen: Reopen, store: Arc<dyn Store>, turn: Box<dyn Turn>) -> Result<Arc<Self>, ActError> {
        let sequencer = Self {
            state: Mutex::default(),
            moved: Condvar::new(),
            turn: Mutex::new(turn),
            ledger: Mutex::new(reopen()?),
            reopen,
            store,
            cadence: Mutex::new(CADENCE),
        };
        sequencer.catch_up()?;
        Ok(Arc::new(sequencer))
    }

    /// Publishes at least this often while leaves come, a fifth of a second if not said.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn pace(&self, cadence: Duration) {
        *self.cadence.lock().expect(SOUND) = cadence;
    }

    /// Runs it in a thread of its own until [`Running`] is dropped.
    #[must_use]
    pub fn run(self: &Arc<Self>) -> Running {
        let own = self.clone();
        let thread = std::thread::Builder::new()
            .name("sequencer".into())
            .spawn(move || own.work())
            .expect("a thread can be started at the start");
        Running { sequencer: self.clone(), thread: Some(thread) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(SOUND)
    }

    /// The log, for proofs and entries.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().expect(SOUND)
    }

    /// Takes the leaves of acts that are durable.
    pub fn hand(&self, leaves: Vec<(u64, Vec<u8>)>) {
        self.state().waiting.extend(leaves);
        self.moved.notify_all();
    }

    /// The number of the newest act that a checkpoint shows.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.state().published
    }

    /// Why it stopped, if it did.
    #[must_use]
    pub fn stopped(&self) -> Option<String> {
        self.state().stopped.clone()
    }

    /// Waits until a checkpoint shows an act.
    ///
    /// # Errors
    /// The sequencer has stopped.
    pub fn wait_for(&self, seq: u64) -> Result<(), ActError> {
        let mut state = self.state();
        while state.published < seq {
            if let Some(why) = &state.stopped {
                return Err(ActError::Stopped(why.clone()));
            }
            state = self.moved.wait(state).expect(SOUND);
        }
        Ok(())
    }

    /// Writes every leaf that the store has and the log has not, and publishes.
    ///
    /// # Errors
    /// Log and store disagree, or one cannot be read or written.
    pub fn catch_up(&self) -> Result<(), ActError> {
        self.in_turn(|moved| self.caught_up(moved))
    }

    /// Writes the log while no other process does; the work is told whether another has
    /// published since this one did.
    fn in_turn<T>(&self, work: impl FnOnce(bool) -> Result<T, ActError>) -> Result<T, ActError> {
        let mut turn = self.turn.lock().expect(SOUND);
        let ours = self.ledger().checkpoint();
        let moved = turn.take(ours.as_ref().map(|checkpoint| checkpoint.note.as_str()))?;
        let done = work(moved);
        turn.give();
        done
    }

    /// Takes up from disk what another process has published, if one has, and from the
    /// store what the log lacks.
    fn caught_up(&self, moved: bool) -> Result<(), ActError> {
        let mut ledger = self.ledger();
        if moved {
            *ledger = (self.reopen)()?;
        }
        let newest = self.store.newest()?;
        if ledger.size() > newest {
            return Err(ActError::Stopped(format!("log {} > store {newest}", ledger.size())));
        }
        while ledger.size() < newest {
            let rows = self.store.acts(ledger.size() + 1, STEP)?;
            let leaves = rows
                .iter()
                .map(|row| record_of(row).and_then(|record| entry(record.leaf())))
                .collect::<Result<Vec<_>, _>>()?;
            if leaves.is_empty() {
                return Err(ActError::Stopped(format!("act {} is missing", ledger.size() + 1)));
            }
            ledger.extend(&leaves)?;
        }
        let published = self.publish(&ledger)?;
        let mut state = self.state();
        state.waiting.retain(|(seq, _)| *seq > published);
        state.published = published;
        self.moved.notify_all();
        Ok(())
    }

    fn publish(&self, ledger: &Ledger) -> Result<u64, ActError> {
        let size = ledger.size();
        if size > 0 && ledger.checkpoint().is_none_or(|checkpoint| checkpoint.size < size) {
            ledger.publish()?;
        }
        Ok(size)
    }

    fn work(&self) {
        loop {
            let (leaves, closing) = self.take();
            if !leaves.is_empty()
                && let Err(error) = self.write(leaves)
            {
                self.state().stopped = Some(error.to_string());
                self.moved.notify_all();
                return;
            }
            if closing {
                return;
            }
        }
    }

    /// Waits for leaves; takes those that wait, and a moment later those that came with them.
    fn take(&self) -> (Vec<(u64, Vec<u8>)>, bool) {
        let mut state = self.state();
        while state.waiting.is_empty() && !state.closing {
            state = self.moved.wait(state).expect(SOUND);
        }
        (std::mem::take(&mut state.waiting), state.closing)
    }

    fn write(&self, leaves: Vec<(u64, Vec<u8>)>) -> Result<(), ActError> {
        let begun = Instant::now();
        self.in_turn(|moved| if moved { self.caught_up(moved) } else { self.written(leaves) })?;
        self.rest(begun);
        Ok(())
    }

    fn written(&self, mut leaves: Vec<(u64, Vec<u8>)>) -> Result<(), ActError> {
        let ledger = self.ledger();
        leaves.retain(|(seq, _)| *seq > ledger.size());
        leaves.sort_unstable_by_key(|(seq, _)| *seq);
        if leaves.first().is_some_and(|(seq, _)| *seq != ledger.size() + 1) {
            drop(ledger);
            return self.caught_up(false);
        }
        let bytes = leaves.into_iter().map(|(_, leaf)| entry(leaf)).collect::<Result<Vec<_>, _>>()?;
        ledger.extend(&bytes)?;
        let published = self.publish(&ledger)?;
        drop(ledger);
        self.state().published = published;
        self.moved.notify_all();
        Ok(())
    }

    /// A busy register publishes a few times a second, not after each commit; who closes
    /// it does not wait for that.
    fn rest(&self, begun: Instant) {
        let cadence = *self.cadence.lock().expect(SOUND);
        let mut state = self.state();
        while !state.closing
            && let Some(left) = cadence.checked_sub(begun.elapsed())
        {
            state = self.moved.wait_timeout(state, left).expect(SOUND).0;
        }
    }

    /// The newest checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        self.ledger().checkpoint()
    }
}

/// Stops the sequencer's thread when dropped, after it wrote what it was handed.
pub struct Running {
    sequencer: Arc<Sequencer>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.sequencer.state().closing = true;
        self.sequencer.moved.notify_all();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn entry(leaf: Vec<u8>) -> Result<Entry, ActError> {
    Ok(Entry::new(leaf)?)
}
