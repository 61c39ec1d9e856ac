//! What the pages need to know of the kept register, and no more: texts that are public,
//! how it goes, and figures without anybody in them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A register that is kept. Calls may read a disk or a database, and are made where that may block.
pub trait Kept: Send + Sync {
    /// A public text by its SHA-256, or none: the register has no such text, or it is not public.
    fn text(&self, hash: &[u8; 32]) -> Option<Vec<u8>>;
    /// How it goes, now.
    fn health(&self) -> Health;
    /// What was counted since the process began.
    fn figures(&self) -> Figures;
}

/// How a register goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// True if acts are taken.
    pub writing: bool,
    /// Why the sequencer stopped: its error's sentence, which begins with the code; none while
    /// it runs. A sentence could tell a path or a name, so that only the code goes further.
    pub sequencer: Option<String>,
    /// The number of the newest act that is kept; 0 before the first.
    pub newest: u64,
    /// The number of the newest act that the published checkpoint covers.
    pub published: u64,
    /// The number of the act that the board has come to.
    pub board: u64,
    /// True if the store answers.
    pub store: bool,
    /// The register's clock, in whole seconds of the Unix epoch.
    pub clock: i64,
    /// True if that clock is a demo folder's own.
    pub demo: bool,
}

impl Health {
    /// True if acts are taken, kept, and reach the log: what is asked of a whole service.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.writing && self.store && self.sequencer.is_none()
    }
}

/// What was counted. Names are those of closed lists: classes of acts, codes of refusals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Acts kept since the process began, by class.
    pub acts: BTreeMap<&'static str, u64>,
    /// Refusals since the process began, by code.
    pub refusals: BTreeMap<&'static str, u64>,
    /// How long appending took, from the call until it was durable.
    pub append: Timed,
    /// Seconds since the oldest act was sealed that no published checkpoint covers; 0 if there is none.
    pub published_lag: f64,
    /// Seconds since the oldest published act was sealed that the board has not taken; 0 if there is none.
    pub board_lag: f64,
}

/// Upper bounds of the steps in which times are counted, in seconds; the last is all the rest.
pub const STEPS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, f64::INFINITY];

/// Times that were counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timed {
    /// How many fell into each of [`STEPS`], each once.
    pub counts: [u64; STEPS.len()],
    /// Their sum, in seconds.
    pub sum: f64,
}

/// Counts times, from any thread.
#[derive(Debug, Default)]
pub struct Stopwatch {
    counts: [AtomicU64; STEPS.len()],
    micros: AtomicU64,
}

impl Stopwatch {
    /// Counts one.
    pub fn count(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let step = STEPS.iter().position(|bound| seconds <= *bound).unwrap_or(STEPS.len() - 1);
        self.counts[step].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// What was counted so far.
    #[must_use]
    pub fn timed(&self) -> Timed {
        let sum = Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64();
        Timed { counts: self.counts.each_ref().map(|count| count.load(Ordering::Relaxed)), sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_falls_into_the_first_step_that_reaches_it() {
        let watch = Stopwatch::default();
        for millis in [0, 1, 2, 5_000, 5_001] {
            watch.count(Duration::from_millis(millis));
        }
        let timed = watch.timed();
        assert_eq!(timed.counts, [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
        assert!((timed.sum - 10.004).abs() < 1e-9);
    }

    #[test]
    fn whatever_stops_makes_it_unwell() {
        let well = Health {
            writing: true,
            sequencer: None,
            newest: 3,
            published: 2,
            board: 1,
            store: true,
            clock: 0,
            demo: false,
        };
        assert!(well.is_well());
        assert!(!Health { writing: false, ..well.clone() }.is_well());
        assert!(!Health { store: false, ..well.clone() }.is_well());
        assert!(!Health { sequencer: Some("MM-OPS-001".into()), ..well }.is_well());
    }
}
