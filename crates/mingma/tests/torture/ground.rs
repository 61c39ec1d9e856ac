//! A register to be tortured: laid, opened, written by a process of its own, audited.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use mingma_acts::{ActError, Class, Uid, Vault};
use mingma_app::audit::{Audit, Report};
use mingma_app::{Clock, DemoClock, House, Layout, Opening, init};
use mingma_ledger::Verifier;
use mingma_model::Profile;
use mingma_rules::shipped;
use mingma_seal::{MasterKey, SigningKey, SystemRandom};
use mingma_sim::register::{Demo, lay};
use mingma_store::{KeyStore, Postgres, Sqlite, Store};
use tempfile::TempDir;

pub const ORIGIN: &str = "demo.invalid/register";

pub static PROFILE: LazyLock<Arc<Profile>> = LazyLock::new(|| Arc::new(shipped::profile("cn").unwrap()));

/// A data folder, and where acts are kept.
pub struct Ground {
    pub folder: TempDir,
    /// The address of a PostgreSQL database; none for SQLite in the folder.
    pub address: Option<String>,
}

pub fn store(folder: &Path, address: Option<&str>) -> Result<Arc<dyn Store>, ActError> {
    Ok(match address {
        None => Arc::new(Sqlite::open(&Layout::new(folder).database())?),
        Some(address) => Arc::new(Postgres::open(address)?),
    })
}

/// Opens the register of a folder by a clock.
pub fn house_by(folder: &Path, address: Option<&str>, clock: Arc<dyn Clock>) -> Result<House, ActError> {
    house_of(folder, store(folder, address)?, clock)
}

/// Opens it over a store.
pub fn house_of(folder: &Path, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Result<House, ActError> {
    let layout = Layout::new(folder);
    let (profile, random) = (PROFILE.clone(), Arc::new(SystemRandom));
    House::open(Opening { layout, store, profile, clock, random, origin: ORIGIN.into() })
}

/// Opens it by its own clock, which runs.
pub fn house(folder: &Path, address: Option<&str>) -> Result<House, ActError> {
    let clock = DemoClock::read(&Layout::new(folder).clock(), &PROFILE.zone, true)?;
    house_by(folder, address, Arc::new(clock.expect("a demo folder has a clock")))
}

/// The folder of everybody's keys.
fn holders(folder: &Path) -> PathBuf {
    folder.join("holders")
}

pub fn key(folder: &Path, holder: &str) -> SigningKey {
    let pem = std::fs::read_to_string(holders(folder).join(format!("{holder}.pem"))).unwrap();
    SigningKey::from_pem(&pem).unwrap()
}

impl Ground {
    /// Lays a register in a database of PostgreSQL.
    pub fn postgres(address: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        laid(folder.path(), Some(&address));
        Self { folder, address: Some(address) }
    }

    /// A register in SQLite: a copy of one that is laid once.
    pub fn sqlite() -> Self {
        static LAID: LazyLock<TempDir> = LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            laid(folder.path(), None);
            folder
        });
        let folder = tempfile::tempdir().unwrap();
        copy(LAID.path(), folder.path());
        Self { folder, address: None }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> Arc<dyn Store> {
        store(self.path(), self.address.as_deref()).unwrap()
    }

    pub fn house(&self) -> Result<House, ActError> {
        house(self.path(), self.address.as_deref())
    }

    /// Starts a process that writes until it is killed.
    pub fn writer(&self) -> Writer {
        Writer::start(self.path(), self.address.as_deref(), None)
    }

    /// Opens it as whoever starts it again does, closes it, and audits it.
    pub fn audited(&self) -> Report {
        drop(self.house().unwrap());
        audit(self.path(), &*self.store())
    }

    /// Everything that was acknowledged is kept, under the number that was told, and the
    /// numbers have no gap.
    pub fn holds(&self, kept: &[(Option<Uid>, u64)]) {
        let store = self.store();
        let newest = store.newest().unwrap();
        for (id, seq) in kept {
            let row = match id {
                Some(id) => store.act_by_id(&id.0).unwrap(),
                None => store.act(*seq).unwrap().filter(|row| row.class == Class::Shown.code()),
            };
            assert_eq!(row.map(|row| row.seq), Some(*seq), "acknowledged and gone (newest is {newest})");
        }
        let numbers: Vec<u64> = store.acts(1, usize::MAX >> 1).unwrap().into_iter().map(|row| row.seq).collect();
        assert!(numbers.iter().copied().eq(1..=newest), "the numbers have a gap");
    }
}

fn laid(folder: &Path, address: Option<&str>) {
    let open = |layout: &Layout| store(layout.folder(), address);
    let (layout, profile) = (Layout::new(folder), PROFILE.clone());
    let demo = Demo { seed: 11, acts: 0, layout, profile, origin: ORIGIN.into(), store: &open };
    let laid = lay(&demo).unwrap_or_else(|error| panic!("{error}"));
    std::fs::create_dir(holders(folder)).unwrap();
    for (holder, key) in &laid.holders {
        init::write_secret(&holders(folder).join(format!("{holder}.pem")), key.pem().as_bytes()).unwrap();
    }
}

pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir_all(&there).unwrap();
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).unwrap();
        }
    }
}

pub fn audit(folder: &Path, store: &dyn Store) -> Report {
    let layout = Layout::new(folder);
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let master = MasterKey::from_file_text(&text(&layout.master())).unwrap();
    let vault = Vault::new(master, KeyStore::open(&layout.key_store()).unwrap(), Arc::new(SystemRandom));
    let log = SigningKey::from_pem(&text(&layout.log_key())).unwrap().public();
    let newest = store.act(store.newest().unwrap()).unwrap().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    Audit {
        layout: &layout,
        keys: &layout,
        store,
        vault: &vault,
        profile: &PROFILE,
        log: &Verifier::new(ORIGIN, log).unwrap(),
        against: None,
        since: 0,
        scratch: scratch.path(),
        now: newest.sealed_at,
        progress: &|_, _| {},
    }
    .run()
    .unwrap()
}

/// Demands that an audit finds nothing; gives how many acts it read.
pub fn clean(report: &Report) -> u64 {
    assert!(report.clean(), "{:#?}", report.differences.iter().take(20).collect::<Vec<_>>());
    report.acts
}

/// What a writer says, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It opened the register.
    Open,
    /// It could not, with this code.
    Closed(String),
    /// An act was kept: its id (none of an answer that was kept by the journal), its number.
    Kept(Option<Uid>, u64),
    /// An act was not kept, with this code.
    Refused(String),
    /// It gave up by itself.
    Ended,
}

impl Word {
    /// A line that ends with a point was written whole.
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.strip_suffix(" .")?.split(' ').collect();
        Some(match words[..] {
            ["open"] => Self::Open,
            ["ended"] => Self::Ended,
            ["closed", code] => Self::Closed(code.to_owned()),
            ["refused", code] => Self::Refused(code.to_owned()),
            ["kept", id, seq] => Self::Kept(Uid::parse(id), seq.parse().ok()?),
            _ => return None,
        })
    }
}

/// A process that writes.
pub struct Writer {
    child: Child,
    said: Arc<Mutex<Vec<Word>>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    /// Starts one; `shell` is run before it in the same process, such as a limit.
    pub fn start(folder: &Path, address: Option<&str>, shell: Option<&str>) -> Self {
        let test = ["writer::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture"];
        let own = std::env::current_exe().unwrap();
        let mut command = match shell {
            None => Command::new(own),
            Some(script) => {
                let mut command = Command::new("sh");
                command.arg("-c").arg(format!("{script}; exec \"$0\" \"$@\"")).arg(own);
                command
            }
        };
        command.args(test).env("MINGMA_WRITER", folder).env("MINGMA_STORE", address.unwrap_or("sqlite"));
        Self::of(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))
    }

    /// Starts one as a user who owns nothing.
    pub fn as_nobody(folder: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["writer::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture"]);
        command.env("MINGMA_WRITER", folder).env("MINGMA_STORE", "sqlite").uid(65_534).gid(65_534);
        Self::of(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let reader = std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The harness writes its own words before the first.
                let from =
                    ["open", "closed", "kept", "refused", "ended"].iter().filter_map(|word| line.find(word)).min();
                if let Some(word) = from.and_then(|from| Word::read(&line[from..])) {
                    heard.lock().unwrap().push(word);
                }
            }
        });
        Self { child, said, reader: Some(reader) }
    }

    pub fn said(&self) -> Vec<Word> {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it said something like this; false if it ended, or a minute passed.
    pub fn waits_for(&self, like: impl Fn(&[Word]) -> bool) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if like(&self.said()) {
                return true;
            }
            if self.reader.as_ref().is_some_and(std::thread::JoinHandle::is_finished) {
                return like(&self.said());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    /// Kills it with signal 9, and hears what it had still said.
    pub fn kill(mut self) -> Vec<Word> {
        self.child.kill().unwrap();
        self.close()
    }

    fn close(&mut self) -> Vec<Word> {
        self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.said()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.close();
    }
}

/// What was acknowledged.
pub fn kept(said: &[Word]) -> Vec<(Option<Uid>, u64)> {
    let one = |word: &Word| match word {
        Word::Kept(id, seq) => Some((*id, *seq)),
        _ => None,
    };
    said.iter().filter_map(one).collect()
}

/// The codes of what was not kept.
pub fn codes(said: &[Word]) -> std::collections::BTreeSet<String> {
    let one = |word: &Word| match word {
        Word::Refused(code) | Word::Closed(code) => Some(code.clone()),
        _ => None,
    };
    said.iter().filter_map(one).collect()
}
