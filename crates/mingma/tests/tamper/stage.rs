//! A register that is laid once, copied for every round, and audited as the command does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use mingma_acts::{ActError, Vault};
use mingma_app::audit::{Audit, Difference, Report};
use mingma_app::{Clock, DemoClock, Layout};
use mingma_ledger::{Checkpoint, Verifier};
use mingma_model::Profile;
use mingma_rules::shipped;
use mingma_seal::{MasterKey, SigningKey, SystemRandom};
use mingma_sim::register::{self, Demo, OpenStore};
use mingma_store::scratch::Scratch;
use mingma_store::{Change, KeyStore, Select, Sqlite, Store, StoreError, Table, Value};
use tempfile::TempDir;

use crate::change::{self, Db};

pub const ORIGIN: &str = "demo.invalid/register";

/// Acts of the register: the scenes, and some ordinary days.
const ACTS: u64 = 300;

pub static PROFILE: LazyLock<Arc<Profile>> = LazyLock::new(|| Arc::new(shipped::profile("cn").unwrap()));

/// What stood before something else came to stand there.
#[derive(Default)]
pub struct Before {
    /// Rows that were replaced, by table.
    pub rows: BTreeMap<&'static str, Vec<Vec<Value>>>,
    /// What files held, by their path in the folder.
    pub files: BTreeMap<String, Vec<Vec<u8>>>,
}

/// The register, and what stood in it before.
pub struct Laid {
    pub folder: TempDir,
    /// Where its acts are kept; none for a file in the folder.
    database: Option<Scratch>,
    pub before: Arc<Mutex<Before>>,
    /// A checkpoint that somebody kept, of about half way.
    pub kept: String,
    pub holders: BTreeMap<String, Arc<SigningKey>>,
}

/// The register in SQLite.
pub static LAID: LazyLock<Laid> = LazyLock::new(|| Laid::new(None));

/// The same in PostgreSQL.
pub static SERVED: LazyLock<Laid> = LazyLock::new(|| Laid::new(Some(Scratch::new().unwrap())));

/// A store that remembers what is replaced.
struct Recorder {
    store: Box<dyn Store>,
    log: PathBuf,
    before: Arc<Mutex<Before>>,
}

impl Recorder {
    fn remember(&self, changes: &[Change]) {
        let mut before = self.before.lock().unwrap();
        for change in changes {
            let Change::Put(table, row) = change else { continue };
            let found = self.store.select_each(table, table.columns[0].name, &row[..1]).unwrap();
            let replaced = found.into_iter().find(|old| old[..table.key] == row[..table.key] && old != row);
            before.rows.entry(table.name).or_default().extend(replaced);
        }
        // The one that a scene tears is none.
        if let Ok(note) = std::fs::read(self.log.join("checkpoint"))
            && note.starts_with(ORIGIN.as_bytes())
        {
            let notes = before.files.entry("log/checkpoint".into()).or_default();
            if notes.last() != Some(&note) {
                notes.push(note);
            }
        }
    }
}

impl Select for Recorder {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.select(query, with)
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.select_each(table, column, of)
    }
}

impl Store for Recorder {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.store.differences()
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        self.remember(changes);
        self.store.commit(expect_newest, changes)
    }

    fn scan(
        &self,
        table: &'static Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.store.scan(table, after, limit)
    }
}

/// Lays the same register in another folder, as it was before its ordinary days.
pub fn earlier(folder: &Path) {
    let open = |layout: &Layout| Ok::<Arc<dyn Store>, ActError>(Arc::new(Sqlite::open(&layout.database())?));
    laid(folder, 0, &open);
}

fn laid(folder: &Path, acts: u64, store: OpenStore<'_>) -> register::Laid {
    let (layout, profile) = (Layout::new(folder), PROFILE.clone());
    let demo = Demo { seed: 7, acts, layout, profile, origin: ORIGIN.into(), store };
    register::lay(&demo).unwrap_or_else(|error| panic!("{error}"))
}

/// The store of a folder: a file in it, or a database of a server.
fn store(layout: &Layout, database: Option<&Scratch>) -> Result<Box<dyn Store>, StoreError> {
    Ok(match database {
        None => Box::new(Sqlite::open(&layout.database())?),
        Some(database) => Box::new(database.open()?),
    })
}

impl Laid {
    fn new(database: Option<Scratch>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let before = Arc::new(Mutex::new(Before::default()));
        let open = |layout: &Layout| {
            let store = store(layout, database.as_ref())?;
            let recorder = Recorder { store, log: layout.log(), before: Arc::clone(&before) };
            Ok::<Arc<dyn Store>, ActError>(Arc::new(recorder))
        };
        let laid = laid(folder.path(), ACTS, &open);
        let notes = before.lock().unwrap().files["log/checkpoint"].clone();
        let kept = String::from_utf8(notes[notes.len() / 2].clone()).unwrap();
        let holders = laid.holders.into_iter().collect();
        Self { folder, database, before, kept, holders }
    }

    /// A copy of the folder, to be tampered with.
    pub fn copy(&self) -> TempDir {
        let to = tempfile::tempdir().unwrap();
        copy(self.folder.path(), to.path());
        to
    }

    pub const fn name(&self) -> &'static str {
        if self.database.is_some() { "PostgreSQL" } else { "SQLite" }
    }
}

/// A register to be tampered with, wherever its acts are kept.
pub struct Copy {
    pub of: &'static Laid,
    folder: TempDir,
    pub database: Option<Scratch>,
}

impl Copy {
    pub fn of(laid: &'static Laid) -> Self {
        let database = laid.database.as_ref().map(|database| database.copy().unwrap());
        Self { of: laid, folder: laid.copy(), database }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The database, past the register.
    pub fn open(&self) -> Db {
        match &self.database {
            None => Db::File(change::open(&Layout::new(self.path()).database())),
            Some(database) => Db::Server(database.past().unwrap()),
        }
    }

    /// Audits it as the command does.
    pub fn audit(&self, against: Option<&str>) -> Result<Report, String> {
        audit_of(self.path(), self.database.as_ref(), against)
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&there).unwrap();
            copy(&path, &there);
        } else {
            // SQLite takes its side files away when the last connection goes.
            match std::fs::copy(&path, &there) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                copied => drop(copied.unwrap()),
            }
        }
    }
}

/// Audits a folder as the command does; a file that cannot be read at all is an error
/// that names it.
pub fn audit(folder: &Path, against: Option<&str>) -> Result<Report, String> {
    audit_of(folder, None, against)
}

fn audit_of(folder: &Path, database: Option<&Scratch>, against: Option<&str>) -> Result<Report, String> {
    let layout = Layout::new(folder);
    let text = |path: PathBuf| std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
    let told = |path: PathBuf, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let log = SigningKey::from_pem(&text(layout.log_key())?).map_err(|error| told(layout.log_key(), &error))?;
    let log = Verifier::new(ORIGIN, log.public()).unwrap();
    let master = MasterKey::from_file_text(&text(layout.master())?).map_err(|error| told(layout.master(), &error))?;
    let keys = KeyStore::open(&layout.key_store()).map_err(|error| told(layout.key_store(), &error))?;
    let vault = Vault::new(master, keys, Arc::new(SystemRandom));
    let store = store(&layout, database).map_err(|error| told(layout.database(), &error))?;
    let clock = DemoClock::read(&layout.clock(), &PROFILE.zone, false).unwrap().unwrap();
    let against = against.map(|note| Checkpoint::parse(note, &log).unwrap());
    let scratch = tempfile::tempdir().unwrap();
    Audit {
        layout: &layout,
        keys: &layout,
        store: &*store,
        vault: &vault,
        profile: &PROFILE,
        log: &log,
        against,
        since: 0,
        scratch: scratch.path(),
        now: clock.now(),
        progress: &|_, _| {},
    }
    .run()
    .map_err(|error| format!("the audit could not go on: {error}"))
}

/// What an audit found, short enough to print.
pub fn told(found: &Result<Report, String>) -> String {
    match found {
        Err(error) => error.clone(),
        Ok(report) => {
            let one = |one: &Difference| format!("{} {}: {}", one.table, one.key, one.en);
            report.differences.iter().take(6).map(one).collect::<Vec<_>>().join(" | ")
        }
    }
}
