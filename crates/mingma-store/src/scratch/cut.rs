//! A line between a store and its server that can be cut at a chosen word.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use tempfile::TempDir;

use super::Scratch;
use super::server::{PORT, address};
use crate::StoreError;

/// Where a line is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nowhere.
    Nowhere,
    /// When the order to keep comes by: the server never reads it.
    BeforeKept,
    /// Right after the order to keep went by: the server keeps while nobody listens.
    AfterOrder,
    /// When the server's word that it kept comes by: the store never reads it.
    BeforeAnswered,
}

/// How the two words stand on the wire: a simple query, and the server's tag for it.
const ORDER: &[u8] = b"COMMIT\0";
const KEPT: &[u8] = b"C\0\0\0\x0bCOMMIT\0";

/// A socket of its own in front of a server's.
pub struct Proxy {
    folder: TempDir,
    database: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    cut: AtomicU8,
    cuts: AtomicU64,
}

impl Proxy {
    /// Listens in front of a scratch database.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] where the socket cannot be made.
    pub fn before(scratch: &Scratch) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::Unreachable { why: error.to_string() };
        let folder = tempfile::Builder::new().prefix("mingma-line-").tempdir().map_err(failed)?;
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).map_err(failed)?;
        let (server, state) = (scratch.server().socket(), Arc::new(State::default()));
        let lines = Arc::clone(&state);
        std::thread::spawn(move || serve(&listener, &server, &lines));
        Ok(Self { folder, database: scratch.name().to_owned(), state })
    }

    /// The address by way of this line.
    #[must_use]
    pub fn address(&self) -> String {
        address(self.folder.path(), PORT, &self.database)
    }

    /// Cuts every connection from now on at this word.
    pub fn cut(&self, at: Cut) {
        self.state.cut.store(at as u8, Ordering::SeqCst);
    }

    /// How many connections were cut so far.
    #[must_use]
    pub fn cuts(&self) -> u64 {
        self.state.cuts.load(Ordering::SeqCst)
    }
}

fn serve(listener: &UnixListener, server: &Path, state: &Arc<State>) {
    for store in listener.incoming().flatten() {
        let Ok(server) = UnixStream::connect(PathBuf::from(server)) else { continue };
        let (Ok(from_server), Ok(to_store)) = (server.try_clone(), store.try_clone()) else { continue };
        let (out, back) = (Arc::clone(state), Arc::clone(state));
        std::thread::spawn(move || carry(store, server, &out, &[Cut::BeforeKept, Cut::AfterOrder], ORDER));
        std::thread::spawn(move || carry(from_server, to_store, &back, &[Cut::BeforeAnswered], KEPT));
    }
}

/// Carries bytes one way until either end closes, or the word comes by at which to cut.
fn carry(mut from: UnixStream, mut to: UnixStream, state: &State, at: &[Cut], word: &[u8]) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let cut = at.iter().find(|cut| **cut as u8 == state.cut.load(Ordering::SeqCst));
        let cut = cut.filter(|_| bytes[..count].windows(word.len()).any(|found| found == word));
        state.cuts.fetch_add(u64::from(cut.is_some()), Ordering::SeqCst);
        let passes = cut.is_none_or(|cut| *cut == Cut::AfterOrder);
        if (passes && to.write_all(&bytes[..count]).is_err()) || cut.is_some() {
            break;
        }
    }
    // Whichever end is gone already needs no closing.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
