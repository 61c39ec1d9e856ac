//! A server of the process's own, and a database for each test.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use postgres::{Client, NoTls};
use tempfile::TempDir;

use super::Past;
use super::binaries;
use super::keeper::Keeper;
use crate::sqlite::hold;
use crate::{Postgres, StoreError};

/// The port that a socket is named after, unless another is needed.
pub(super) const PORT: u16 = 5432;

/// A PostgreSQL server in a temporary folder.
pub struct Server {
    folder: PathBuf,
    port: u16,
    keeper: Mutex<Keeper>,
    databases: AtomicU64,
}

impl Server {
    /// Starts one. `durable`: what is kept is on the disk (slower; for benches and torture).
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where PostgreSQL is not installed or does not start.
    pub fn start(durable: bool) -> Result<Arc<Self>, StoreError> {
        Self::within(folder()?, durable, PORT, "")
    }

    /// Starts one that speaks TLS, beside its socket, at a free port of 127.0.0.1; a certificate
    /// and its key in PEM. Not durable.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn encrypted(certificate: &str, key: &str) -> Result<Arc<Self>, StoreError> {
        let folder = folder()?;
        secret(&folder.path().join("server.crt"), certificate).map_err(failed)?;
        secret(&folder.path().join("server.key"), key).map_err(failed)?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(failed)?;
        let file = |what: &str, name: &str| format!("-c {what}='{}'", folder.path().join(name).display());
        let files = [file("ssl_cert_file", "server.crt"), file("ssl_key_file", "server.key")].join(" ");
        let more = format!("-p {} -c listen_addresses=127.0.0.1 -c ssl=on {files}", free.port());
        Self::within(folder, false, free.port(), &more)
    }

    fn within(folder: TempDir, durable: bool, port: u16, more: &str) -> Result<Arc<Self>, StoreError> {
        let keeper = Keeper::start(&binaries::folder()?, folder.path(), durable, more)?;
        let (keeper, databases) = (Mutex::new(keeper), AtomicU64::new(0));
        // From here on the keeper removes the folder, for it outlives us.
        Ok(Arc::new(Self { folder: folder.keep(), port, keeper, databases }))
    }

    /// The one that all tests of this process share; not durable.
    ///
    /// # Errors
    /// As [`Server::start`], the same each time.
    pub fn shared() -> Result<Arc<Self>, StoreError> {
        static SHARED: LazyLock<Result<Arc<Server>, StoreError>> = LazyLock::new(|| Server::start(false));
        SHARED.clone()
    }

    /// Makes a database.
    ///
    /// # Errors
    /// What the server says.
    pub fn database(self: &Arc<Self>) -> Result<Scratch, StoreError> {
        self.database_like("template1")
    }

    fn database_like(self: &Arc<Self>, other: &str) -> Result<Scratch, StoreError> {
        let name = format!("scratch{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {other}"))?;
        Ok(Scratch { server: Arc::clone(self), name })
    }

    /// Stops it as a power cut would, and starts it again.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where it does not start again.
    pub fn restart(&self) -> Result<(), StoreError> {
        self.stop()?;
        self.resume()
    }

    /// Stops it as a power cut would.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where it does not stop.
    pub fn stop(&self) -> Result<(), StoreError> {
        hold(&self.keeper).tell("stop")
    }

    /// Starts it again.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where it does not start again.
    pub fn resume(&self) -> Result<(), StoreError> {
        hold(&self.keeper).tell("start")
    }

    /// The socket that it listens on.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{}", self.port))
    }

    /// The address of one of its databases.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        address(&self.folder, self.port, database)
    }

    /// The port at which it listens, where it speaks TLS; its socket is named after it in any case.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Runs one statement as the server's own user.
    ///
    /// # Errors
    /// What the server says.
    pub fn run(&self, statement: &str) -> Result<(), StoreError> {
        run(&self.address("postgres"), statement)
    }
}

/// The address of a database behind a socket in this folder.
pub(super) fn address(folder: &Path, port: u16, database: &str) -> String {
    format!("postgres://postgres@{}:{port}/{database}", folder.to_string_lossy().replace('/', "%2F"))
}

fn folder() -> Result<TempDir, StoreError> {
    tempfile::Builder::new().prefix("mingma-pg-").tempdir().map_err(failed)
}

#[allow(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn failed(error: std::io::Error) -> StoreError {
    StoreError::Unreachable { why: error.to_string() }
}

/// Writes a file for its owner's eyes only: the server takes no other key.
fn secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create_new(true), 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn run(address: &str, statement: &str) -> Result<(), StoreError> {
    let unreachable = |error: postgres::Error| StoreError::Unreachable { why: error.to_string() };
    let mut client = Client::connect(address, NoTls).map_err(unreachable)?;
    client.batch_execute(statement).map_err(|error| {
        let why = error.as_db_error().map_or_else(|| error.to_string(), |told| told.message().to_owned());
        StoreError::Database { why }
    })
}

/// A database of one's own, dropped at the end.
pub struct Scratch {
    server: Arc<Server>,
    name: String,
}

impl Scratch {
    /// A database of the shared server.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn new() -> Result<Self, StoreError> {
        Server::shared()?.database()
    }

    /// Its address, as `--store` takes it.
    #[must_use]
    pub fn address(&self) -> String {
        self.server.address(&self.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its server.
    #[must_use]
    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    /// Opens it as a register.
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub fn open(&self) -> Result<Postgres, StoreError> {
        Postgres::open(&self.address())
    }

    /// Another database that holds the same; nobody may have this one open.
    ///
    /// # Errors
    /// What the server says.
    pub fn copy(&self) -> Result<Self, StoreError> {
        self.server.database_like(&self.name)
    }

    /// A connection past everything that a register promises.
    ///
    /// # Errors
    /// What the server says.
    pub fn past(&self) -> Result<Past, StoreError> {
        Past::of(self)
    }

    /// Runs statements in it, past everything that a register promises.
    ///
    /// # Errors
    /// What the server says.
    pub fn run(&self, statements: &str) -> Result<(), StoreError> {
        run(&self.address(), statements)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It goes with its server at the latest.
        let _ = self.server.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}
