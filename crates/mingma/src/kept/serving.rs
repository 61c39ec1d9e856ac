//! The lock of the one server of a folder.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::Path;

use mingma_app::Layout;

use super::faults;
use crate::context::Refusal;

/// Held while a folder is served; the system lets go of it when the process ends,
/// however it ends.
pub struct Serving(File);

impl Serving {
    /// Takes the lock, or tells who holds it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn hold(layout: &Layout) -> Result<Result<Self, String>, Refusal> {
        let path = layout.serving();
        let refused = |error: std::io::Error| faults::unwritable(&path, &error);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => Ok(Ok(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(Err(holder(&path))),
            Err(TryLockError::Error(error)) => Err(refused(error).into()),
        }
    }

    /// Writes who holds it, for whoever finds it held.
    pub fn sign(&mut self, at: SocketAddr) {
        let told = format!("pid {} {at}\n", std::process::id());
        // Only a hint: the lock itself is the system's.
        self.0.set_len(0).and_then(|()| self.0.write_all(told.as_bytes())).ok();
    }
}

fn holder(path: &Path) -> String {
    let mut told = String::new();
    let read = File::open(path).and_then(|file| file.take(128).read_to_string(&mut told));
    if read.is_ok() && !told.trim().is_empty() { told.trim().to_owned() } else { "?".to_owned() }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.set_len(0).ok();
        self.0.unlock().ok();
    }
}
