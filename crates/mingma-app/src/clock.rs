//! What time it is: the machine's clock, or that of a demo folder.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use mingma_acts::ActError;
use mingma_model::{Zone, parse_instant};
use serde::{Deserialize, Serialize};

/// What time it is, in whole seconds of Unix time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }
}

/// What stands in `clock.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The moment at which the clock stands while nobody serves the folder (RFC 3339).
    now: String,
}

/// The clock of a demo folder: it stands while nobody serves it, runs while it is
/// served, and is moved forwards, never back.
pub struct DemoClock {
    path: PathBuf,
    zone: Zone,
    base: Mutex<i64>,
    running_since: Option<Instant>,
}

fn broken(path: &Path, why: impl std::fmt::Display) -> ActError {
    ActError::Stopped(format!("{}: {why}", path.display()))
}

impl DemoClock {
    /// Lays the clock of a demo folder.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn lay(path: &Path, now: i64, zone: &Zone) -> Result<(), ActError> {
        write(path, now, zone)
    }

    /// Reads the clock of a folder; none where it has none and so keeps the machine's time.
    ///
    /// # Errors
    /// The file says no moment.
    pub fn read(path: &Path, zone: &Zone, serving: bool) -> Result<Option<Self>, ActError> {
        let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
        let written: Written = toml::from_str(&text).map_err(|error| broken(path, error))?;
        let base = parse_instant(&written.now).map_err(|_| broken(path, &written.now))?;
        let running_since = serving.then(Instant::now);
        Ok(Some(Self { path: path.to_owned(), zone: zone.clone(), base: Mutex::new(base), running_since }))
    }

    /// Moves the clock forwards.
    ///
    /// # Errors
    /// The moment is not later, or the disk refuses.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn forward(&self, to: i64) -> Result<(), ActError> {
        let now = self.now();
        if to < now {
            return Err(broken(&self.path, format!("{} < {}", self.zone.show(to), self.zone.show(now))));
        }
        write(&self.path, to, &self.zone)?;
        *self.base.lock().expect("no holder of this lock panics") += to - now;
        Ok(())
    }

    /// Writes where the clock stands, so that it goes on from there.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn keep(&self) -> Result<(), ActError> {
        write(&self.path, self.now(), &self.zone)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> i64 {
        let base = *self.base.lock().expect("no holder of this lock panics");
        let run = self.running_since.map_or(0, |since| i64::try_from(since.elapsed().as_secs()).unwrap_or(0));
        base + run
    }
}

fn write(path: &Path, now: i64, zone: &Zone) -> Result<(), ActError> {
    let text = toml::to_string(&Written { now: zone.show(now) }).map_err(|error| broken(path, error))?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path)).map_err(|error| broken(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINE: i64 = 1_657_242_000;

    #[test]
    fn a_demo_clock_goes_forwards_and_never_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock.toml");
        let zone = Zone::named("Asia/Shanghai").unwrap();
        DemoClock::lay(&path, NINE, &zone).unwrap();
        let clock = DemoClock::read(&path, &zone, false).unwrap().unwrap();
        assert_eq!(clock.now(), NINE);
        clock.forward(NINE + 3_600).unwrap();
        assert!(clock.forward(NINE).is_err());
        assert_eq!(clock.now(), NINE + 3_600);
        let again = DemoClock::read(&path, &zone, false).unwrap().unwrap();
        assert_eq!(again.now(), NINE + 3_600);
    }

    #[test]
    fn a_folder_without_a_clock_keeps_the_machines_time() {
        let folder = tempfile::tempdir().unwrap();
        let zone = Zone::named("Asia/Shanghai").unwrap();
        assert!(DemoClock::read(&folder.path().join("clock.toml"), &zone, false).unwrap().is_none());
    }
}
