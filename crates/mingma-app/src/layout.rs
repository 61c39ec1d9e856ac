//! Where things lie in a data folder.

use std::path::{Path, PathBuf};

/// The folder of a register.
#[derive(Clone, Debug)]
pub struct Layout(PathBuf);

impl Layout {
    /// A folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Acts and projections, in SQLite; absent where PostgreSQL holds them.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("register.db")
    }

    /// The public log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The folder of keys; backed up apart.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// Residents' keys, wrapped.
    #[must_use]
    pub fn key_store(&self) -> PathBuf {
        self.keys().join("keys.db")
    }

    /// The key that wraps residents' keys.
    #[must_use]
    pub fn master(&self) -> PathBuf {
        self.keys().join("master.key")
    }

    /// The key that signs checkpoints.
    #[must_use]
    pub fn log_key(&self) -> PathBuf {
        self.keys().join("log.pem")
    }

    /// The key that the register itself signs with.
    #[must_use]
    pub fn register_key(&self) -> PathBuf {
        self.keys().join("register.pem")
    }

    /// Held while a batch is written.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.0.join("write.lock")
    }

    /// Held while the log is written.
    #[must_use]
    pub fn log_lock(&self) -> PathBuf {
        self.0.join("log.lock")
    }

    /// Held by the one server of the folder.
    #[must_use]
    pub fn serving(&self) -> PathBuf {
        self.0.join("serve.lock")
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.0.join("mingma.toml")
    }

    /// The clock of a demo folder.
    #[must_use]
    pub fn clock(&self) -> PathBuf {
        self.0.join("clock.toml")
    }

    /// The board as it was, so that a start need not derive everybody.
    #[must_use]
    pub fn board(&self) -> PathBuf {
        self.0.join("board.snap")
    }
}
