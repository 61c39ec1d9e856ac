//! The audit: believes nothing but signatures and the log.
//!
//! Every act is read from the store, its leaf compared with the public log, its
//! signatures verified against the keys registered at that time, its decision made
//! again; all acts are replayed into an empty store, and every table is compared with
//! what that replay holds. What differs is named by table and key. Every answer that
//! was shown is derived again at its own moment.
//!
//! Memory: 32 bytes an act and 4 a resident; the members of two lots of acts, one of them
//! with its residents' evidence; and the shelf of evidence that was opened already, which is
//! bounded. A lot is an act of many members, or a thousand acts of few.

mod ahead;
mod compare;
mod ended;
mod keys;
mod laid;
mod log;
mod replay;
mod rows;
mod schema;
mod shelf;
mod sum;
mod told;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use mingma_acts::ActError;
use mingma_ledger::{Checkpoint, Verifier};
use mingma_model::{Profile, Text};
use mingma_store::Store;
use serde::Serialize;

use crate::layout::Layout;
use ended::Ended;

/// What an audit looks at.
pub struct Audit<'a> {
    /// The folder, or what was copied of it at one moment.
    pub layout: &'a Layout,
    /// The folder whose key files are in use.
    pub keys: &'a Layout,
    /// Acts and projections.
    pub store: &'a dyn Store,
    /// Residents' keys.
    pub vault: &'a mingma_acts::Vault,
    /// The jurisdiction.
    pub profile: &'a Profile,
    /// The log's name and key.
    pub log: &'a Verifier,
    /// A checkpoint kept elsewhere.
    pub against: Option<Checkpoint>,
    /// Signatures and decisions from this act on; those before are replayed unverified.
    pub since: u64,
    /// Where the replay is laid; deleted by the caller.
    pub scratch: &'a Path,
    /// The moment at which colours are derived.
    pub now: i64,
    /// Told how many acts of how many are done.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table, file or part.
    pub table: String,
    /// The key, path or act's number.
    pub key: String,
    /// What is wrong.
    pub zh: String,
    /// What is wrong.
    pub en: String,
}

impl Difference {
    pub(crate) fn new(table: impl Into<String>, key: impl Into<String>, what: Text) -> Self {
        Self { table: table.into(), key: key.into(), zh: what.zh, en: what.en }
    }
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Acts read.
    pub acts: u64,
    /// Members read.
    pub members: u64,
    /// Signatures verified.
    pub approvals_verified: u64,
    /// Residents whose colour was derived again.
    pub colours_rederived: u64,
    /// Answers shown that were derived again.
    pub shown_rederived: u64,
    /// Members that cannot be read because a closing statement ended their key.
    pub closed: u64,
    /// What differs.
    pub differences: Vec<Difference>,
    /// True if every leaf, tile and checkpoint is as it must be.
    pub ledger_verified: bool,
    /// True if a checkpoint kept elsewhere was compared.
    pub compared_outside: bool,
}

/// The most differences that are listed; more are counted by their number alone.
pub const LISTED: usize = 10_000;

impl Report {
    pub(crate) fn differ(&mut self, difference: Difference) {
        if self.differences.len() < LISTED {
            self.differences.push(difference);
        }
    }

    /// True if nothing differs.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.differences.is_empty() && self.ledger_verified
    }
}

impl Audit<'_> {
    /// Runs it.
    ///
    /// # Errors
    /// Something cannot be read at all; what can be read and differs stands in the report.
    pub fn run(&self) -> Result<Report, ActError> {
        let found = self.pass(Pass::First);
        match found {
            Ok(report) if report.clean() => Ok(report),
            _ => self.pass(Pass::Second),
        }
    }

    fn pass(&self, pass: Pass) -> Result<Report, ActError> {
        let mut report = Report { ledger_verified: true, ..Report::default() };
        schema::check(self, &mut report)?;
        let statements = log::check(self, &mut report)?;
        let ended = Ended::read(self, &statements)?;
        if pass == Pass::First && !report.clean() {
            return Ok(report);
        }
        let replica = replay::run(self, pass, ended, &mut report)?;
        if pass == Pass::First && !report.clean() {
            return Ok(report);
        }
        let (kept, laid) = (self.store, replica.store());
        let tables = thread::scope(|scope| {
            let tables = scope.spawn(|| {
                let mut found = Report::default();
                compare::tables(kept, laid, &mut found).map(|()| found)
            });
            keys::residents(self, &replica.enrolled(), replica.ended(), &mut report)?;
            keys::files(self, replica.registry(), &mut report);
            told::colours(self, &replica, &mut report)?;
            tables.join().expect("comparing does not panic")
        })?;
        tables.differences.into_iter().for_each(|one| report.differ(one));
        report.differences.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
        report.differences.dedup();
        Ok(report)
    }
}

/// An audit that finds nothing is one pass; one that finds something begins again, to tell
/// exactly what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Opens each member once, compares the two largest tables by their sums, and ends
    /// where something differs. Only a clean report of it is believed.
    First,
    /// Replays everything into a database of its own and compares row by row.
    Second,
}

impl Pass {
    /// The file of its replay.
    const fn file(self) -> &'static str {
        match self {
            Self::First => "replay.db",
            Self::Second => "replay-2.db",
        }
    }
}

/// What a thread that panicked left behind is whole: each holds it for one call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn changed(table: &str, key: String) -> Difference {
    Difference::new(table, key, Text::new("被改动", "was changed"))
}
