//! Several processes on one folder: a server, and commands beside it. They write in
//! turns, and each takes up what the others wrote.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mingma_acts::{ActError, Guard, Registry, Turn};
use mingma_store::Store;

use super::House;
use crate::layout::Layout;

impl House {
    /// Takes up what other processes on this folder wrote: who may do what, and the log,
    /// which is brought up to the store if whoever wrote last did not come to it.
    ///
    /// # Errors
    /// Store or log cannot be read or written, or do not belong together.
    ///
    /// # Panics
    /// Never: no holder of the lock panics.
    pub fn refresh(&self) -> Result<(), ActError> {
        let newest = self.store.newest()?;
        if newest > self.registry().newest {
            let loaded = Arc::new(registry(&*self.store)?);
            let mut known = self.registry.write().expect("no holder of this lock panics");
            // Our own writer may have come further meanwhile.
            if loaded.newest > known.newest {
                *known = loaded;
            }
        }
        if newest > self.sequencer.published() { self.sequencer.catch_up() } else { Ok(()) }
    }
}

/// The registry as of one act: read again where another act came in between.
pub(super) fn registry(store: &dyn Store) -> Result<Registry, ActError> {
    loop {
        let before = store.newest()?;
        let registry = Registry::load(store)?;
        if registry.newest == before {
            return Ok(registry);
        }
    }
}

fn lock_file(path: &Path) -> Result<File, ActError> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    file.map_err(|error| ActError::Stopped(format!("{}: {error}", path.display())))
}

fn wait_for(file: &File) -> Result<(), ActError> {
    file.lock().map_err(|error| ActError::Stopped(error.to_string()))
}

/// Held while a batch is kept.
pub(super) struct FileGuard(File);

impl FileGuard {
    pub(super) fn new(layout: &Layout) -> Result<Self, ActError> {
        lock_file(&layout.lock()).map(Self)
    }
}

impl Guard for FileGuard {
    fn lock(&mut self) -> Result<(), ActError> {
        wait_for(&self.0)
    }

    fn unlock(&mut self) {
        self.0.unlock().ok();
    }
}

/// Held while the log is written.
pub(super) struct LogTurn {
    file: File,
    checkpoint: PathBuf,
}

impl LogTurn {
    pub(super) fn new(layout: &Layout) -> Result<Self, ActError> {
        Ok(Self { file: lock_file(&layout.log_lock())?, checkpoint: layout.log().join("checkpoint") })
    }
}

impl Turn for LogTurn {
    fn take(&mut self, ours: Option<&str>) -> Result<bool, ActError> {
        wait_for(&self.file)?;
        // A note that cannot be read is the ledger's to refuse.
        let note = std::fs::read_to_string(&self.checkpoint).ok();
        Ok(note.as_deref() != ours)
    }

    fn give(&mut self) {
        self.file.unlock().ok();
    }
}
