//! Ways of taking turns.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};

use mingma_acts::{ActError, Guard, Turn};

/// Nobody else is there.
pub struct Free;

impl Guard for Free {
    fn lock(&mut self) -> Result<(), ActError> {
        Ok(())
    }

    fn unlock(&mut self) {}
}

impl Turn for Free {
    fn take(&mut self, _: Option<&str>) -> Result<bool, ActError> {
        Ok(false)
    }

    fn give(&mut self) {}
}

/// Processes on one folder take turns by a file.
pub struct FileTurn {
    file: File,
    checkpoint: PathBuf,
}

impl FileTurn {
    /// By the file `lock`, over the log in this folder.
    pub fn by(lock: &Path, log: &Path) -> Box<Self> {
        let file = File::options().create(true).truncate(false).write(true).open(lock).unwrap();
        Box::new(Self { file, checkpoint: log.join("checkpoint") })
    }

    fn wait(&self) -> Result<(), ActError> {
        self.file.lock().map_err(|error| ActError::Stopped(error.to_string()))
    }
}

impl Guard for FileTurn {
    fn lock(&mut self) -> Result<(), ActError> {
        self.wait()
    }

    fn unlock(&mut self) {
        self.file.unlock().unwrap();
    }
}

impl Turn for FileTurn {
    fn take(&mut self, ours: Option<&str>) -> Result<bool, ActError> {
        self.wait()?;
        Ok(std::fs::read_to_string(&self.checkpoint).ok().as_deref() != ours)
    }

    fn give(&mut self) {
        self.file.unlock().unwrap();
    }
}

/// Tells that somebody waits, and opens once for each word; open for good when the
/// other end is gone.
pub struct Gate {
    pub arrived: Sender<()>,
    pub open: Receiver<()>,
}

impl Guard for Gate {
    fn lock(&mut self) -> Result<(), ActError> {
        self.arrived.send(()).ok();
        self.open.recv().ok();
        Ok(())
    }

    fn unlock(&mut self) {}
}
