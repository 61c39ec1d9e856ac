//! The register as a whole: what is kept, the log, the keys, who may do what, the board.

mod due;
mod look;
mod shared;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use mingma_acts::{ActError, Appender, Receipt, Record, Registry, Running, Sequencer, Vault, Writer, kept};
use mingma_ledger::{Checkpoint, Ledger, Verifier};
use mingma_model::Profile;
use mingma_rules::{PackFile, Rulebook, load};
use mingma_seal::{MasterKey, Random, SigningKey};
use mingma_store::{KeyStore, Store};

use crate::board::Board;
use crate::clock::Clock;
use crate::layout::Layout;

/// The rules that were published, as of an edition of the texts.
type Rules = Mutex<Option<(u64, Arc<Rulebook>)>>;

/// What a register is opened with.
pub struct Opening {
    /// Where it lies.
    pub layout: Layout,
    /// Acts and projections.
    pub store: Arc<dyn Store>,
    /// The jurisdiction.
    pub profile: Arc<Profile>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The name of the log.
    pub origin: String,
}

/// A register, open.
pub struct House {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Vault,
    pub(crate) registry: Arc<RwLock<Arc<Registry>>>,
    pub(crate) profile: Arc<Profile>,
    pub(crate) register_key: SigningKey,
    pub(crate) sequencer: Arc<Sequencer>,
    pub(crate) appender: Appender,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) next_number: AtomicU32,
    layout: Layout,
    origin: String,
    log_key: Verifier,
    rules: Rules,
    board: OnceLock<RwLock<Board>>,
    // Dropped after the appender: what it handed over is still published.
    _running: Running,
}

/// What a probe of health sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The newest act.
    pub newest: u64,
    /// The newest act that a checkpoint shows.
    pub published: u64,
    /// The newest act that the board has taken.
    pub board: u64,
    /// Why the log stopped, if it did.
    pub stopped: Option<String>,
    /// The register's time.
    pub now: i64,
}

impl House {
    /// Opens a register: the log is brought up to the store. The board stands where its
    /// snapshot left it, until [`Self::follow`] brings it up to the log.
    ///
    /// # Errors
    /// Keys, store or log cannot be read, or do not belong together.
    pub fn open(opening: Opening) -> Result<Self, ActError> {
        let Opening { layout, store, profile, clock, random, origin } = opening;
        let public = read_key(&layout.log_key())?.public();
        let reopen = {
            let (layout, origin) = (layout.clone(), origin.clone());
            let pem = read(&layout.log_key())?;
            move || Ledger::open(&layout.log(), &origin, SigningKey::from_pem(&pem)?)
        };
        let registry = Arc::new(RwLock::new(Arc::new(shared::registry(&*store)?)));
        let turn = Box::new(shared::LogTurn::new(&layout)?);
        let sequencer = Sequencer::open_shared(Box::new(reopen), store.clone(), turn)?;
        let running = sequencer.run();
        let vault = open_vault(&layout, random.clone())?;
        let guard = Box::new(shared::FileGuard::new(&layout)?);
        let writer =
            Writer::new(store.clone(), registry.clone(), vault.index().clone(), random, sequencer.clone(), guard);
        let next_number = AtomicU32::new(store.newest_resident()? + 1);
        Ok(Self {
            register_key: read_key(&layout.register_key())?,
            appender: Appender::start(writer),
            board: OnceLock::new(),
            rules: Mutex::new(None),
            _running: running,
            store,
            vault,
            registry,
            profile,
            sequencer,
            clock,
            next_number,
            layout,
            log_key: Verifier::new(&origin, public)?,
            origin,
        })
    }

    /// Who may do what, as of now.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    #[must_use]
    pub fn registry(&self) -> Arc<Registry> {
        self.registry.read().expect("no holder of this lock panics").clone()
    }

    /// The register's time: the clock's, but never before the newest act.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now_by(&self.registry())
    }

    pub(crate) fn now_by(&self, registry: &Registry) -> i64 {
        self.clock.now().max(registry.sealed_at)
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Residents' keys.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The jurisdiction.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Where it lies.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The key that checkpoints are verified with.
    #[must_use]
    pub const fn log_key(&self) -> &Verifier {
        &self.log_key
    }

    /// The public log.
    #[must_use]
    pub fn sequencer(&self) -> &Sequencer {
        &self.sequencer
    }

    /// Numbers for new residents.
    pub(crate) fn draw_numbers(&self, count: usize) -> Vec<u32> {
        let count = u32::try_from(count).expect("fewer members than 2^20");
        let newest = self.store.newest_resident().unwrap_or(0) + 1;
        self.next_number.fetch_max(newest, Ordering::Relaxed);
        let first = self.next_number.fetch_add(count, Ordering::Relaxed);
        (first..first + count).collect()
    }

    /// The packs that were published in the log.
    ///
    /// # Errors
    /// A published pack cannot be read any more: it was changed behind the register's back.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn rules(&self) -> Result<Arc<Rulebook>, ActError> {
        let registry = self.registry();
        let mut known = self.rules.lock().expect("no holder of this lock panics");
        if let Some((edition, book)) = &*known
            && *edition == registry.texts_edition
        {
            return Ok(book.clone());
        }
        let book = Arc::new(rulebook(&registry, &self.profile)?);
        *known = Some((registry.texts_edition, book.clone()));
        Ok(book)
    }

    /// The board, which few commands ask for: its snapshot is read when one does.
    fn board(&self) -> &RwLock<Board> {
        self.board.get_or_init(|| RwLock::new(Board::load(&self.layout.board(), &self.vault).unwrap_or_default()))
    }

    /// Brings the board up to the newest checkpoint.
    ///
    /// # Errors
    /// An act or a key cannot be read.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn follow(&self) -> Result<(), ActError> {
        let mut board = self.board().write().expect("no holder of this lock panics");
        crate::board::follow(self, &mut board)
    }

    /// Keeps the board on disk, so that the next start need not derive everybody.
    ///
    /// # Errors
    /// The disk refuses; the snapshot of before stays.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn save_board(&self) -> Result<(), ActError> {
        let board = self.board().read().expect("no holder of this lock panics");
        let path = self.layout.board();
        board.save(&path, &self.vault).map_err(|error| ActError::Stopped(format!("{}: {error}", path.display())))
    }

    /// Reads the board.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn with_board<T>(&self, read: impl FnOnce(&Board) -> T) -> T {
        read(&self.board().read().expect("no holder of this lock panics"))
    }

    /// A record by its number.
    ///
    /// # Errors
    /// There is none, or it was changed.
    pub fn record(&self, seq: u64) -> Result<Record, ActError> {
        kept::record(&*self.store, seq)
    }

    /// The receipt of an act: its path to the newest checkpoint, which must show it.
    ///
    /// # Errors
    /// The log has stopped, or a tile cannot be read.
    pub fn receipt(&self, seq: u64) -> Result<Receipt, ActError> {
        self.sequencer.wait_for(seq)?;
        let record = self.record(seq)?;
        let ledger = self.sequencer.ledger();
        let checkpoint: Checkpoint = ledger.checkpoint().ok_or_else(|| ActError::Stopped("no checkpoint".into()))?;
        let path = ledger.prove(seq - 1, checkpoint.size)?;
        Ok(Receipt {
            seq,
            salt: record.salt,
            record: record.to_bytes(),
            checkpoint: checkpoint.note,
            path,
            member: None,
            added: Vec::new(),
        })
    }

    /// How it is.
    #[must_use]
    pub fn health(&self) -> Health {
        Health {
            newest: self.registry().newest,
            published: self.sequencer.published(),
            board: self.with_board(Board::at_act),
            stopped: self.sequencer.stopped(),
            now: self.now(),
        }
    }
}

/// The packs among the published texts, as a book of rules.
///
/// # Errors
/// A pack that cannot be read.
pub fn rulebook(registry: &Registry, profile: &Profile) -> Result<Rulebook, ActError> {
    let files: HashMap<String, PackFile> = registry
        .texts_of("pack")
        .map(|text| {
            let body = String::from_utf8_lossy(&text.bytes).into_owned();
            (text.name.clone(), PackFile::new(format!("{}.toml", text.name), body))
        })
        .collect();
    if files.is_empty() {
        return Ok(Rulebook::new(Vec::new(), profile.zone.clone()));
    }
    let mut files: Vec<PackFile> = files.into_values().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    load::rulebook(&files, profile)
        .map_err(|faults| ActError::Unfoldable { seq: registry.newest, what: faults.to_string() })
}

fn read_key(path: &std::path::Path) -> Result<SigningKey, ActError> {
    Ok(SigningKey::from_pem(&read(path)?)?)
}

fn read(path: &std::path::Path) -> Result<String, ActError> {
    std::fs::read_to_string(path).map_err(|error| ActError::Stopped(format!("{}: {error}", path.display())))
}

/// Opens the vault of a folder.
pub(crate) fn open_vault(layout: &Layout, random: Arc<dyn Random>) -> Result<Vault, ActError> {
    let master = MasterKey::from_file_text(&read(&layout.master())?)?;
    Ok(Vault::new(master, KeyStore::open(&layout.key_store())?, random))
}
