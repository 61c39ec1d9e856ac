//! The ledger: one writer, many readers.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use mingma_seal::{Digest, SigningKey, leaf_hash};

use crate::bundle::{self, Entry};
use crate::cache::Cache;
use crate::check::{Wrong, check};
use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, Page};
use crate::edge::{Edge, edge_names, read_bundle};
use crate::error::{LedgerError, Result};
use crate::mend::mend;
use crate::name::{FULL, Shelf, TileName};
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

    /// The audit path of a leaf in the tree of the first `size` leaves.
    ///
    /// # Errors
    /// [`LedgerError::Beyond`] if there is no such leaf or size; [`LedgerError::Wrong`] or
    /// [`LedgerError::File`] if a tile cannot be read.
    pub fn prove(&self, index: u64, size: u64) -> Result<Vec<Digest>> {
        let now = self.now();
        has(size, now.edge.size)?;
        has(index.saturating_add(1), size)?;
        self.tree(&now).inclusion(index, size)
    }

    /// The proof that the tree of `to` leaves begins with that of `from` leaves.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn consistency(&self, from: u64, to: u64) -> Result<Vec<Digest>> {
        let now = self.now();
        has(to, now.edge.size)?;
        has(from, to)?;
        self.tree(&now).consistency(from, to)
    }

    /// The root over the first `size` leaves.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn root_at(&self, size: u64) -> Result<Digest> {
        let now = self.now();
        has(size, now.edge.size)?;
        self.tree(&now).root(size)
    }

    /// The hash of a leaf.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn leaf(&self, index: u64) -> Result<Digest> {
        let now = self.now();
        has(index.saturating_add(1), now.edge.size)?;
        self.tree(&now).node(0, index)
    }

    /// The bytes of a leaf.
    ///
    /// # Errors
    /// As [`prove`](Self::prove); [`LedgerError::Wrong`] also if they do not hash to the leaf.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        let leaf = self.leaf(index)?;
        let now = self.now();
        let name = TileName::full(Shelf::Entries, index / FULL);
        let on_edge = name.index == now.edge.size / FULL;
        let bundle = if on_edge { Arc::clone(&now.edge.bundle) } else { Arc::new(read_bundle(&self.disk, name)?) };
        let at = usize::try_from(index % FULL).expect("below 256");
        let entry = bundle::split(&bundle).and_then(|entries| entries.get(at).map(|entry| entry.to_vec()));
        entry.filter(|entry| leaf_hash(entry) == leaf).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
    }

    /// A tile or bundle as the standard serves it: what the newest checkpoint has, and each
    /// narrower partial one, cut from it. None for what is not published.
    ///
    /// # Errors
    /// [`LedgerError::Wrong`] or [`LedgerError::File`] if it cannot be read.
    pub fn file(&self, name: TileName) -> Result<Option<Vec<u8>>> {
        let now = self.now();
        let size = now.published.as_ref().map_or(0, |last| last.size);
        let widest = TileName::within(name.shelf, name.index, size);
        if widest.is_none_or(|widest| widest.width < name.width) {
            return Ok(None);
        }
        let bytes = self.disk.read_at_least(name)?;
        let cut = bytes.as_deref().and_then(|bytes| match name.shelf {
            Shelf::Entries => bundle::cut(bytes, usize::from(name.width)),
            Shelf::Level(_) => bytes.get(..usize::from(name.width) * 32),
        });
        cut.map(|cut| Some(cut.to_vec())).ok_or_else(|| LedgerError::Wrong { path: name.to_string() })
    }

    /// Reads every file of the log and names each that is wrong; see [`check_folder`](crate::check_folder).
    ///
    /// # Errors
    /// [`LedgerError::File`] if the system refuses to read.
    pub fn check_files(&self) -> Result<Vec<Wrong>> {
        let now = self.now();
        check(&self.disk, now.published.as_ref(), now.edge.size)
    }
}

const fn has(asked: u64, size: u64) -> Result<()> {
    if asked <= size { Ok(()) } else { Err(LedgerError::Beyond { asked, size }) }
}
