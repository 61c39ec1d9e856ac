//! A register as it is served: followed, worked, told to the pages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mingma_acts::{ActError, Class};
use mingma_app::{House, Why};
use mingma_web::operate::{Figures, Health, Kept as ForPages, Stopwatch};

use super::Kept;

/// How many acts are counted at a time.
const STEP: usize = 4_096;
/// Between two looks at the due queue.
const DUE: Duration = Duration::from_secs(1);

/// A register, with what was counted since it is served.
pub struct Served {
    house: Arc<House>,
    demo: bool,
    counted: Mutex<Counted>,
    append: Stopwatch,
}

#[derive(Default)]
struct Counted {
    upto: u64,
    acts: BTreeMap<&'static str, u64>,
    refusals: BTreeMap<&'static str, u64>,
}

impl Served {
    /// Counts from here on.
    pub fn new(kept: &Kept) -> Self {
        let upto = kept.house.registry().newest;
        let counted = Mutex::new(Counted { upto, ..Counted::default() });
        Self { house: kept.house.clone(), demo: kept.demo.is_some(), counted, append: Stopwatch::default() }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up what was kept meanwhile, by whomever.
    fn follow(&self) -> Result<(), ActError> {
        self.house.refresh()?;
        self.house.follow()?;
        let mut counted = self.counted();
        loop {
            let rows = self.house.store().acts(counted.upto + 1, STEP)?;
            for row in &rows {
                counted.upto = row.seq;
                if let Some(class) = Class::from_code(u64::from(row.class)) {
                    *counted.acts.entry(class.word()).or_default() += 1;
                }
                if row.class == Class::Refusal.code() {
                    self.refused(row.seq, &mut counted)?;
                }
            }
            if rows.len() < STEP {
                return Ok(());
            }
        }
    }

    fn refused(&self, seq: u64, counted: &mut Counted) -> Result<(), ActError> {
        let row = self.house.store().refusals(Some(seq + 1), 1)?.into_iter().next();
        let code = row.map_or("other", |row| known(&row.code));
        *counted.refusals.entry(code).or_default() += 1;
        Ok(())
    }

    fn work(&self) -> Result<(), ActError> {
        let begun = Instant::now();
        if self.house.work_due()? > 0 {
            self.append.count(begun.elapsed());
        }
        Ok(())
    }

    /// Seconds since an act was sealed; 0 where it is not there yet.
    fn since(&self, seq: u64) -> f64 {
        let sealed = self.house.store().act(seq).ok().flatten().map(|row| row.sealed_at);
        let seconds = sealed.map_or(0, |sealed| self.house.now().saturating_sub(sealed).max(0));
        f64::from(u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

/// A code of the closed lists; any other would be somebody's own word.
fn known(code: &str) -> &'static str {
    let acts = [
        "MM-ACT-001",
        "MM-ACT-002",
        "MM-ACT-003",
        "MM-ACT-004",
        "MM-ACT-005",
        "MM-ACT-006",
        "MM-ACT-007",
        "MM-ACT-008",
        "MM-ACT-009",
        "MM-ACT-010",
        "MM-ACT-011",
        "MM-ACT-012",
        "MM-ACT-013",
        "MM-ACT-015",
    ];
    let all = Why::ALL.iter().map(|why| why.code()).chain(acts);
    all.into_iter().find(|word| *word == code).unwrap_or("other")
}

impl ForPages for Served {
    fn text(&self, hash: &[u8; 32]) -> Option<Vec<u8>> {
        self.house.store().text(hash).ok().flatten().map(|row| row.bytes)
    }

    fn health(&self) -> Health {
        let (health, newest) = (self.house.health(), self.house.store().newest());
        Health {
            writing: health.stopped.is_none(),
            sequencer: health.stopped,
            newest: newest.as_ref().map_or(health.newest, |newest| *newest),
            published: health.published,
            board: health.board,
            store: newest.is_ok(),
            clock: health.now,
            demo: self.demo,
        }
    }

    fn figures(&self) -> Figures {
        let health = self.house.health();
        let counted = self.counted();
        Figures {
            acts: counted.acts.clone(),
            refusals: counted.refusals.clone(),
            append: self.append.timed(),
            published_lag: self.since(health.published + 1),
            board_lag: if health.board < health.published { self.since(health.board + 1) } else { 0.0 },
        }
    }
}

/// The thread that keeps a served register up to date; it ends when this is dropped.
pub struct Followed {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Followed {
    /// Starts it: board and figures at every beat, the due queue each second.
    pub fn start(served: Arc<Served>, beat: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let thread = std::thread::Builder::new()
            .name("follow".into())
            .spawn(move || work(&served, beat, &told))
            .expect("a thread can be started at the start");
        Self { stop, thread: Some(thread) }
    }
}

fn work(served: &Served, beat: Duration, stop: &AtomicBool) {
    let mut due = Instant::now();
    let mut told = "";
    while !stop.load(Ordering::Relaxed) {
        let mut done = served.follow();
        if done.is_ok() && due.elapsed() >= DUE {
            due = Instant::now();
            done = served.work();
        }
        // A fault that lasts is told once, not at every beat; only its code names nobody.
        let code = done.as_ref().err().map_or("", ActError::code);
        if code != told {
            match code {
                "" => tracing::info!(target: "mingma::follow", "following again"),
                code => tracing::error!(target: "mingma::follow", code, "the register cannot be followed"),
            }
            told = code;
        }
        std::thread::park_timeout(beat);
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            thread.join().ok();
        }
    }
}
