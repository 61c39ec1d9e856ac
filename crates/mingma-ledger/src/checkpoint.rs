//! Checkpoints (C2SP tlog-checkpoint): how long the log was, and what it hashed to.

use data_encoding::BASE64;
use mingma_seal::{Digest, SigningKey};

use crate::error::{LedgerError, Result};
use crate::note::{self, Verifier};

/// A signed statement of a log about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// The signed note, as it is served.
    pub note: String,
}

impl Checkpoint {
    /// Reads a note and verifies its signature. Lines after the root and signatures of
    /// others (witnesses) are let be.
    ///
    /// # Errors
    /// [`LedgerError::NoCheckpoint`], [`LedgerError::NotSigned`], or
    /// [`LedgerError::OtherLog`] if its origin is not the key's name.
    pub fn parse(note: &str, verifier: &Verifier) -> Result<Self> {
        let text = note::open(note, verifier)?;
        let (origin, size, root) = read(text).ok_or(LedgerError::NoCheckpoint)?;
        if origin != verifier.name() {
            return Err(LedgerError::OtherLog { origin: origin.to_owned() });
        }
        Ok(Self { origin: origin.to_owned(), size, root, note: note.to_owned() })
    }

    /// Signs one.
    pub(crate) fn sign(size: u64, root: Digest, verifier: &Verifier, key: &SigningKey) -> Self {
        let text = format!("{}\n{size}\n{}\n", verifier.name(), BASE64.encode(&root.0));
        Self { origin: verifier.name().to_owned(), size, root, note: note::sign(&text, verifier, key) }
    }
}

fn read(text: &str) -> Option<(&str, u64, Digest)> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let number: u64 = size.parse().ok().filter(|number: &u64| number.to_string() == size)?;
    let root = Digest::from_slice(&BASE64.decode(root.as_bytes()).ok()?)?;
    (!origin.is_empty() && lines.all(|line| !line.is_empty())).then_some((origin, number, root))
}
