//! The ledger: one writer, many readers.

mod reading;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use mingma_seal::{Digest, SigningKey};

use crate::bundle::Entry;
use crate::cache::Cache;
use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, Page};
use crate::edge::{Edge, edge_names};
use crate::error::{LedgerError, Result};
use crate::mend::mend;
use crate::name::TileName;
use crate::note::Verifier;
use crate::open::{Opened, opened, published};
use crate::tree::Tree;

/// Leaves written in one go: 256 files and the edge.
const BATCH: usize = 32_768;

/// A log in a folder. One process writes; what it does not sign nobody needs to believe.
///
/// * Leaves are durable when [`extend`](Self::extend) returns, and visible when
///   [`publish`](Self::publish) has signed a checkpoint over them.
/// * What was published never changes: files under it are written again only with what the
///   published root commits to.
/// * After a write has failed nothing is written any more ([`LedgerError::Stopped`]) until
///   the folder is opened anew; reading goes on.
/// * Memory does not grow with the log: the right edge, and 16 MiB of tiles at most.
pub struct Ledger {
    disk: Disk,
    verifier: Verifier,
    key: SigningKey,
    cache: Cache,
    now: RwLock<Arc<Now>>,
    writer: Mutex<Writer>,
}

/// What readers see.
struct Now {
    edge: Edge,
    root: Digest,
    published: Option<Checkpoint>,
}

/// What only the writer needs.
struct Writer {
    stopped: Option<String>,
    /// Whether files above the log's size were removed since it was opened.
    tidy: bool,
    /// Files that this size has and the disk does not.
    pending: Vec<Page>,
    /// Partial files on disk.
    partials: BTreeSet<TileName>,
}

impl Ledger {
    /// Opens a log's folder, or a new one. The origin is the log's name, as
    /// `register.example/henan`; the key is its Ed25519 key.
    ///
    /// The size is found from the files: what was published, and what stands whole above it.
    /// If a file on the published edge is missing or torn, the size is that of the leaves
    /// before it: [`extend_from`](Self::extend_from) that size mends it.
    ///
    /// # Errors
    /// [`LedgerError::NoVerifier`] for a name or key that cannot sign notes; those of
    /// [`Checkpoint::parse`] for a checkpoint that is not this log's.
    pub fn open(folder: &Path, origin: &str, key: SigningKey) -> Result<Self> {
        let verifier = Verifier::new(origin, key.public())?;
        let disk = Disk::new(folder);
        let published = published(&disk, &verifier)?;
        let Opened { edge, pending, partials } = opened(&disk, published.as_ref())?;
        let now = RwLock::new(Arc::new(Now { root: edge.root(), edge, published }));
        let writer = Mutex::new(Writer { stopped: None, tidy: false, pending, partials });
        Ok(Self { disk, verifier, key, cache: Cache::default(), now, writer })
    }

    fn now(&self) -> Arc<Now> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, edge: Edge, published: Option<Checkpoint>) {
        let now = Arc::new(Now { root: edge.root(), edge, published });
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    const fn tree<'a>(&'a self, now: &'a Now) -> Tree<'a> {
        Tree { edge: &now.edge, disk: &self.disk, cache: &self.cache }
    }

    /// Leaves kept, published or not.
    pub fn size(&self) -> u64 {
        self.now().edge.size
    }

    /// The root over all leaves kept.
    pub fn root(&self) -> Digest {
        self.now().root
    }

    /// The name and key under which this log signs.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The newest checkpoint; none before the first.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        self.now().published.clone()
    }

    /// Why the sequencer has stopped, if it has.
    pub fn stopped(&self) -> Option<String> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).stopped.clone()
    }

    /// Adds leaves at the end, durably. They are not visible before [`publish`](Self::publish).
    ///
    /// # Errors
    /// [`LedgerError::File`] if they could not be written, [`LedgerError::Stopped`] ever after.
    pub fn extend(&self, entries: &[Entry]) -> Result<()> {
        let mut writer = self.writer()?;
        let size = self.size();
        self.guarded(&mut writer, |writer| self.write(writer, size, entries))
    }

    /// Writes leaves from `index` on. What is published is written again as it was, with the
    /// files over it, if the entries are those that the published root commits to; what is not
    /// published is replaced. Without entries, the files over leaf `index` are made again from
    /// the ones below.
    ///
    /// # Errors
    /// [`LedgerError::Gap`] if the log is shorter than `index`; [`LedgerError::Published`] if
    /// a published leaf would become another one, and nothing is written then;
    /// [`LedgerError::Wrong`] if a file that is needed beside the entries is wrong too;
    /// otherwise as [`extend`](Self::extend).
    pub fn extend_from(&self, index: u64, entries: &[Entry]) -> Result<()> {
        let mut writer = self.writer()?;
        self.guarded(&mut writer, |writer| self.write(writer, index, entries))
    }

    /// Signs and publishes all leaves kept; answers with the newest checkpoint, which is the
    /// last one again if there is nothing new.
    ///
    /// # Errors
    /// [`LedgerError::NotLonger`] if the tree does not contain the published one,
    /// [`LedgerError::OtherWriter`] if somebody else wrote a checkpoint here; otherwise as
    /// [`extend`](Self::extend).
    pub fn publish(&self) -> Result<Checkpoint> {
        let mut writer = self.writer()?;
        self.guarded(&mut writer, |writer| self.sign(writer))
    }

    fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        match &writer.stopped {
            Some(why) => Err(LedgerError::Stopped { why: why.clone() }),
            None => Ok(writer),
        }
    }

    /// Stops the sequencer after a write that failed, and after another writer was met.
    fn guarded<T>(&self, writer: &mut Writer, work: impl FnOnce(&mut Writer) -> Result<T>) -> Result<T> {
        let done = work(writer);
        match &done {
            Err(LedgerError::File { path, why }) => writer.stopped = Some(format!("{path}: {why}")),
            Err(LedgerError::OtherWriter) => writer.stopped = Some("checkpoint".into()),
            _ => {}
        }
        done
    }

    fn write(&self, writer: &mut Writer, index: u64, entries: &[Entry]) -> Result<()> {
        let (now, size) = (self.now(), self.size());
        if index > size {
            return Err(LedgerError::Gap { index, size });
        }
        let published = now.published.as_ref().map_or(0, |checkpoint| checkpoint.size);
        let below = usize::try_from(published.saturating_sub(index)).unwrap_or(usize::MAX).min(entries.len());
        let (below, above) = entries.split_at(below);
        if let Some(checkpoint) = now.published.as_ref().filter(|_| index < published) {
            self.mend(checkpoint, index, below)?;
        }
        if above.is_empty() { Ok(()) } else { self.append(writer, index.max(published), above) }
    }

    /// Makes published files again. A ledger that was opened with a wrong edge has a whole one after.
    fn mend(&self, checkpoint: &Checkpoint, index: u64, entries: &[Entry]) -> Result<()> {
        self.disk.write(&mend(&self.disk, checkpoint, index, entries)?)?;
        self.cache.clear();
        if self.size() < checkpoint.size {
            self.show(Edge::read(&self.disk, checkpoint.size)?, Some(checkpoint.clone()));
        }
        Ok(())
    }

    /// Writes leaves from `index` on, which is not below the published size.
    fn append(&self, writer: &mut Writer, index: u64, entries: &[Entry]) -> Result<()> {
        let now = self.now();
        self.disk.write(&std::mem::take(&mut writer.pending))?;
        let mut edge = now.edge.clone();
        if index < edge.size {
            edge = Edge::read(&self.disk, index)?;
            self.show(edge.clone(), now.published.clone());
            writer.pending = edge.pages();
            writer.tidy = false;
        }
        if !writer.tidy {
            self.disk.clear()?;
            self.disk.remove_above(index)?;
            self.disk.write(&std::mem::take(&mut writer.pending))?;
            self.cache.clear();
            writer.tidy = true;
        }
        for batch in entries.chunks(BATCH) {
            self.disk.write(&edge.grow(batch))?;
            self.show(edge.clone(), now.published.clone());
            self.forget(writer)?;
        }
        Ok(())
    }

    fn sign(&self, writer: &mut Writer) -> Result<Checkpoint> {
        let now = self.now();
        self.compare(&now)?;
        if let Some(last) = now.published.as_ref().filter(|last| last.size == now.edge.size) {
            return Ok(last.clone());
        }
        self.disk.write(&std::mem::take(&mut writer.pending))?;
        let checkpoint = Checkpoint::sign(now.edge.size, now.root, &self.verifier, &self.key);
        self.disk.write(&[Page { path: "checkpoint".into(), bytes: checkpoint.note.clone().into_bytes() }])?;
        self.show(now.edge.clone(), Some(checkpoint.clone()));
        self.forget(writer)?;
        Ok(checkpoint)
    }

    /// Whether the tree contains the published one, and the checkpoint on disk is the last that was written.
    fn compare(&self, now: &Now) -> Result<()> {
        let note = self.disk.read("checkpoint")?;
        if note.as_deref() != now.published.as_ref().map(|last| last.note.as_bytes()) {
            return Err(LedgerError::OtherWriter);
        }
        let Some(last) = &now.published else { return Ok(()) };
        let contained = last.size <= now.edge.size && self.tree(now).root(last.size)? == last.root;
        if contained { Ok(()) } else { Err(LedgerError::NotLonger { size: now.edge.size, published: last.size }) }
    }

    /// Removes the partial files that neither the published size nor this one has: wider ones
    /// stand for them.
    fn forget(&self, writer: &mut Writer) -> Result<()> {
        let now = self.now();
        let published = now.published.as_ref().map_or(0, |last| last.size);
        let needed: BTreeSet<TileName> = edge_names(published).chain(edge_names(now.edge.size)).collect();
        for name in std::mem::replace(&mut writer.partials, needed.clone()) {
            if !needed.contains(&name) {
                self.disk.remove(name)?;
                self.disk.remove_empty(name.shelf, name.index);
            }
        }
        Ok(())
    }
}
