//! A register laid from nothing: store, vault, log, sequencer, writer; officers who sign;
//! residents who are enrolled. Everything random is counted up from a seed.
#![allow(dead_code, reason = "each test program uses a part")]

pub mod guard;
pub mod tamper;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use mingma_acts::{
    Act, ActError, Appender, Approval, Class, Datum, Guard, Kept, Map, Member, MemberPath, Opened, Permit, Receipt,
    Registry, Running, Sealed, Sequencer, Submission, Touch, Turn, Uid, Vault, Waiting, Writer, authorise, member,
    record_of,
};
use mingma_ledger::{Ledger, Verifier};
use mingma_seal::{Digest, MasterKey, Random, SigningKey, leaf_hash, sha256, tree_path};
use mingma_store::{Change, KeyStore, Store};
use tempfile::TempDir;

pub const ORIGIN: &str = "register.example/henan";
pub const MASTER: &str = "mingma-master-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
/// 2022-06-20T15:00:00+08:00.
pub const T0: i64 = 1_655_708_400;

/// SHA-256 of seed and counter: the same bytes in every run.
pub struct Counted(u64, AtomicU64);

impl Counted {
    pub fn from(seed: u64) -> Arc<dyn Random> {
        Arc::new(Self(seed, AtomicU64::new(0)))
    }
}

impl Random for Counted {
    fn fill(&self, to: &mut [u8]) {
        for part in to.chunks_mut(32) {
            let n = self.1.fetch_add(1, Ordering::Relaxed);
            let block = sha256(&[self.0.to_be_bytes(), n.to_be_bytes()].concat());
            part.copy_from_slice(&block.0[..part.len()]);
        }
    }
}

pub fn log_key() -> SigningKey {
    SigningKey::from_seed([9; 32])
}

pub fn log_verifier() -> Verifier {
    Verifier::new(ORIGIN, log_key().public()).unwrap()
}

/// The officers of the root unit, and two of its centre for disease control.
pub fn officer(n: u8) -> SigningKey {
    SigningKey::from_seed([n; 32])
}

pub fn uid(n: u32) -> Uid {
    let mut bytes = [0xAA; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    Uid(bytes)
}

/// An act as it is signed, with its members sealed.
#[derive(Clone)]
pub struct Signed {
    pub bytes: Vec<u8>,
    pub approvals: Vec<Approval>,
    pub members: Vec<Opened>,
}

impl Signed {
    pub fn digest(&self) -> Digest {
        mingma_acts::digest_of(&self.bytes)
    }

    pub fn id(&self) -> Uid {
        Act::from_bytes(&self.bytes).unwrap().id
    }

    /// The same act, signed by others.
    pub fn signed_by(mut self, keys: &[&SigningKey]) -> Self {
        let digest = self.digest();
        self.approvals = keys.iter().map(|key| Approval::sign(key, &digest)).collect();
        self
    }
}

/// The folder of a register.
pub struct Ground {
    pub folder: TempDir,
    opened: AtomicU64,
}

impl Ground {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), opened: AtomicU64::new(1) }
    }

    pub fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    pub fn lock(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn vault(&self, seed: u64) -> Vault {
        let keys = KeyStore::open(&self.folder.path().join("keys.db")).unwrap();
        Vault::new(MasterKey::from_file_text(MASTER).unwrap(), keys, Counted::from(seed))
    }
}

/// A register, open.
pub struct Register {
    pub store: Arc<dyn Store>,
    pub registry: Arc<RwLock<Arc<Registry>>>,
    pub vault: Vault,
    pub sequencer: Arc<Sequencer>,
    pub random: Arc<dyn Random>,
    pub clock: AtomicI64,
    appender: Appender,
    _running: Running,
}

impl Register {
    /// Opens it with its guard of acts and its turn at the log. Each opening draws other
    /// random bytes.
    pub fn open(ground: &Ground, store: Arc<dyn Store>, guard: Box<dyn Guard>, turn: Box<dyn Turn>) -> Self {
        let seed = ground.opened.fetch_add(2, Ordering::Relaxed);
        let log = ground.log();
        let reopen = move || Ledger::open(&log, ORIGIN, log_key());
        let registry = Arc::new(RwLock::new(Arc::new(Registry::load(&*store).unwrap())));
        let sequencer = Sequencer::open_shared(Box::new(reopen), store.clone(), turn).unwrap();
        let vault = ground.vault(seed);
        let random = Counted::from(seed + 1);
        let writer = Writer::new(
            store.clone(),
            registry.clone(),
            vault.index().clone(),
            random.clone(),
            sequencer.clone(),
            guard,
        );
        Self {
            appender: Appender::start(writer),
            _running: sequencer.run(),
            clock: AtomicI64::new(T0),
            store,
            registry,
            vault,
            sequencer,
            random,
        }
    }

    /// One that is alone on its folder.
    pub fn alone(ground: &Ground, store: Arc<dyn Store>) -> Self {
        Self::open(ground, store, Box::new(guard::Free), Box::new(guard::Free))
    }

    /// One that is alone, and founded.
    pub fn founded(ground: &Ground, store: Box<dyn Store>) -> Self {
        let register = Self::alone(ground, Arc::from(store));
        register.found();
        register
    }

    pub fn registry(&self) -> Arc<Registry> {
        self.registry.read().unwrap().clone()
    }

    /// The register's time, never before the newest act.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed).max(self.registry().sealed_at)
    }

    /// Composes and signs an act.
    pub fn sign(&self, class: Class, body: Map, about: &[(u32, Map)], keys: &[&SigningKey]) -> Signed {
        let id = Uid::new(&*self.random);
        let members = self.seal(&id, about);
        let act = Act {
            class,
            id,
            actor: "henan".into(),
            composed_at: self.now(),
            body,
            members: member::members_of(members.iter().map(|one| &one.sealed)),
            cites: Vec::new(),
        };
        Signed { bytes: act.to_bytes(), approvals: Vec::new(), members }.signed_by(keys)
    }

    /// Seals items for their places in an act; residents without a key get one.
    pub fn seal(&self, act: &Uid, about: &[(u32, Map)]) -> Vec<Opened> {
        let seal = |(at, (resident, item)): (usize, &(u32, Map))| {
            let key = self.vault.key(*resident).unwrap();
            let key = key.unwrap_or_else(|| self.vault.make(&[*resident]).unwrap().remove(0));
            let member = Member::new(uid(*resident), item.clone(), &*self.random);
            let at = u32::try_from(at).unwrap();
            let sealed = Sealed::seal(*resident, &member.to_bytes(), act, at, &key, &*self.random);
            Opened { sealed, member: Some(member) }
        };
        about.iter().enumerate().map(seal).collect()
    }

    /// Decides on what stands now: whose signatures hold, at what moment it is sealed.
    pub fn decide(&self, signed: &Signed) -> Result<Submission, ActError> {
        let registry = self.registry();
        let permit = self.permit(&registry, signed)?;
        let reads = signed.members.iter().map(|one| Touch::resident(one.sealed.resident)).collect();
        Ok(self.submission(permit, reads, signed))
    }

    fn permit(&self, registry: &Registry, signed: &Signed) -> Result<Permit, ActError> {
        let at = self.clock.load(Ordering::Relaxed).max(registry.sealed_at);
        authorise(registry, &|_| Ok(None), signed.bytes.clone(), signed.approvals.clone(), at)
    }

    fn submission(&self, permit: Permit, reads: Vec<Touch>, signed: &Signed) -> Submission {
        Submission { permit, members: signed.members.clone(), added: vec![], letters: vec![], reads }
    }

    /// Hands a decision in, once.
    pub fn hand(&self, submission: Submission) -> Result<Kept, ActError> {
        self.appender.append(submission)
    }

    /// Hands a decision in without waiting for the answer.
    pub fn hand_in(&self, submission: Submission) -> Waiting {
        self.appender.hand(submission)
    }

    /// Decides again and hands in until it is kept or refused.
    pub fn submit(&self, signed: &Signed) -> Result<Kept, ActError> {
        for _ in 0..10_000 {
            match self.hand(self.decide(signed)?) {
                Err(ActError::Stale) => {}
                other => return other,
            }
        }
        panic!("decided again ten thousand times");
    }

    /// The first act: root unit, two officers, their powers.
    pub fn found(&self) -> Kept {
        let signed = self.sign(Class::Genesis, genesis_body(), &[], &[&officer(1), &officer(2)]);
        // The act brings the keys that sign it.
        let mut provisional = Registry::default();
        for n in [1, 2] {
            let row = mingma_store::rows::KeyRow {
                id: officer(n).public().id().0,
                public: officer(n).public().to_bytes(),
                holder_kind: "register".into(),
                holder: format!("officer-{n}"),
                seq: 0,
                since: 0,
                until: None,
            };
            provisional.apply(&Change::put(&row)).unwrap();
        }
        let permit = self.permit(&provisional, &signed).unwrap();
        self.hand(self.submission(permit, vec![], &signed)).unwrap()
    }

    /// Enrols residents of these numbers.
    pub fn enrol(&self, numbers: std::ops::RangeInclusive<u32>) -> Kept {
        let about: Vec<_> = numbers.map(|n| (n, particulars(n))).collect();
        let signed = self.sign(Class::Enrolment, Map::new().with("level", "claimed"), &about, &[&officer(1)]);
        self.submit(&signed).unwrap()
    }

    /// A negative test of a resident, signed by one officer.
    pub fn test_of(&self, resident: u32) -> Signed {
        self.sign(
            Class::Evidence,
            Map::new().with("source", "laboratory"),
            &[(resident, item(resident))],
            &[&officer(1)],
        )
    }

    /// The receipt of an act, or of one of its members.
    pub fn receipt(&self, seq: u64, of: Option<(u32, &[Opened])>) -> Receipt {
        self.sequencer.wait_for(seq).unwrap();
        let record = record_of(&self.store.act(seq).unwrap().unwrap()).unwrap();
        let ledger = self.sequencer.ledger();
        let checkpoint = ledger.checkpoint().unwrap();
        Receipt {
            seq,
            salt: record.salt,
            record: record.to_bytes(),
            path: ledger.prove(seq - 1, checkpoint.size).unwrap(),
            checkpoint: checkpoint.note,
            member: of.map(|(index, members)| member_path(index, members)),
            added: Vec::new(),
        }
    }

    pub fn newest(&self) -> u64 {
        self.store.newest().unwrap()
    }
}

pub fn member_path(index: u32, members: &[Opened]) -> MemberPath {
    let leaves: Vec<Digest> = members.iter().map(|one| leaf_hash(&one.sealed.commitment.0)).collect();
    MemberPath {
        index,
        count: u32::try_from(members.len()).unwrap(),
        plain: members[index as usize].member.as_ref().unwrap().to_bytes().to_vec(),
        path: tree_path(&leaves, index as usize).unwrap(),
    }
}

pub fn genesis_body() -> Map {
    let unit = Map::new()
        .with("unit", "henan")
        .with("name_zh", "河南省指挥部")
        .with("name_en", "Henan command")
        .with("region", "410000")
        .with("telephone", "0371-00000000");
    let power = Map::new().with("unit", "henan").with("power", "register").with("region", "41");
    let officers = [1, 2].map(|n| {
        let key = officer(n).public().to_bytes();
        Datum::Map(Map::new().with("officer", format!("officer-{n}")).with("unit", "henan").with("key", key))
    });
    let pack = Map::new().with("kind", "pack").with("name", "henan-2022-03").with("text", "[pack]\n");
    Map::new()
        .with("origin", ORIGIN)
        .with("profile", "cn")
        .with("register", SigningKey::from_seed([99; 32]).public().to_bytes())
        .with("units", Datum::List(vec![Datum::Map(unit)]))
        .with("powers", Datum::List(vec![Datum::Map(power)]))
        .with("officers", Datum::List(officers.to_vec()))
        .with("texts", Datum::List(vec![Datum::Map(pack)]))
}

pub fn particulars(n: u32) -> Map {
    Map::new().with("document", "resident_id").with("number", format!("41010519900101{n:04}")).with("name", "张明")
}

pub fn item(n: u32) -> Map {
    Map::new()
        .with("id", format!("test-{n}"))
        .with("kind", "nucleic_test")
        .with("region", "410105")
        .with("result", "negative")
        .with("sampled_at", T0 - 3_600)
        .with("reported_at", T0 - 600)
        .with("institution", "lab-1")
        .with("sample_id", format!("s-{n}"))
}

/// Every row of a table.
pub fn rows(store: &dyn Store, table: &'static mingma_store::Table) -> Vec<Vec<mingma_store::Value>> {
    let mut all: Vec<Vec<mingma_store::Value>> = Vec::new();
    loop {
        let after = all.last().map(|row| row[..table.key].to_vec());
        let page = store.scan(table, after.as_deref(), 500).unwrap();
        let last = page.len() < 500;
        all.extend(page);
        if last {
            return all;
        }
    }
}

pub fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}
