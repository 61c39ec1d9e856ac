//! A register without a house: acts are authorised, decided and folded in memory, as the
//! one way in does it, and nothing is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use mingma_acts::item::resident_id;
use mingma_acts::member::commitment;
use mingma_acts::{
    Act, ActError, Class, Folding, Map, Member, Opened, Permit, Record, Registry, Sealed, Uid, View, authorise, fold,
};
use mingma_app::compose::Draft;
use mingma_app::register::story::{self, Cast, Telling};
use mingma_app::register::text::Publication;
use mingma_app::register::{By, Known, KnownMember, decide};
use mingma_app::{Decision, Ground, Handed, Held, Refusal, ResidentFile};
use mingma_model::{Evidence, Profile, parse_instant};
use mingma_rules::{PackFile, Rulebook, load, shipped};
use mingma_seal::{KeyId, MasterKey, PublicKey, Random, SigningKey, sha256};
use mingma_store::rows::{DeviceRow, ResidentRow};
use mingma_store::{Change, Row, Table, Value};

/// A fixed stream of bytes: the same world every time.
pub struct Stream(AtomicU64);

impl Random for Stream {
    fn fill(&self, to: &mut [u8]) {
        for chunk in to.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&sha256(&n.to_be_bytes()).0[..chunk.len()]);
        }
    }
}

pub type Rows = BTreeMap<(&'static str, Vec<Value>), Vec<Value>>;

struct Standing<'a>(&'a Rows);

impl View for Standing<'_> {
    fn get(&self, table: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        Ok(self.0.get(&(table.name, key.to_vec())).cloned())
    }

    fn rows_of(&self, table: &'static Table, resident: u32) -> Result<Vec<Vec<Value>>, ActError> {
        let first = Value::Int(i64::from(resident));
        let of = |((name, key), row): (&(&'static str, Vec<Value>), &Vec<Value>)| {
            (*name == table.name && key[0] == first).then(|| row.clone())
        };
        Ok(self.0.iter().filter_map(of).collect())
    }
}

#[derive(Clone)]
pub struct World {
    pub registry: Registry,
    pub now: i64,
    pub cast: Arc<Cast>,
    pub random: Arc<Stream>,
    pub profile: Arc<Profile>,
    pub book: Arc<Rulebook>,
    /// Evidence that stands of a resident.
    pub held: BTreeMap<Uid, Vec<Evidence>>,
    /// Letters, in the order in which they were written.
    pub letters: Vec<(Uid, String)>,
    /// Residents about whom something waits.
    pub waiting: BTreeSet<Uid>,
    rows: Rows,
    documents: BTreeSet<(String, String)>,
    index: Arc<mingma_seal::IndexKey>,
}

/// 09:00 on 8 July 2022.
pub fn morning() -> i64 {
    parse_instant("2022-07-08T09:00:00+08:00").unwrap()
}

/// The seed of the register's own key.
pub fn register_key() -> SigningKey {
    SigningKey::from_seed([9; 32])
}

impl World {
    /// Nothing yet.
    pub fn empty() -> Self {
        let random = Arc::new(Stream(AtomicU64::new(0)));
        let profile = Arc::new(shipped::profile("cn").unwrap());
        Self {
            registry: Registry::default(),
            now: morning(),
            cast: Arc::new(Cast::draw(&*random)),
            book: Arc::new(Rulebook::new(Vec::new(), profile.zone.clone())),
            index: Arc::new(MasterKey::generate(&*random).index_key()),
            held: BTreeMap::new(),
            waiting: BTreeSet::new(),
            letters: Vec::new(),
            rows: Rows::new(),
            documents: BTreeSet::new(),
            random,
            profile,
        }
    }

    /// The story's register with every pack that ships.
    pub fn story() -> Self {
        static STORY: OnceLock<World> = OnceLock::new();
        STORY
            .get_or_init(|| {
                let mut world = Self::empty();
                let files = load::shipped_files("cn");
                let profile = world.profile.clone();
                let texts: Vec<Publication<'_>> =
                    files.iter().map(|file| Publication::of_pack(file, &profile).unwrap()).collect();
                let random = world.random.clone();
                let telling = Telling {
                    origin: "example.org/henan",
                    profile: &profile,
                    register: register_key().public(),
                    texts: &texts,
                    at: world.now,
                    random: &*random,
                };
                for step in world.cast.clone().steps(telling) {
                    let handed = world.cast.sign(step);
                    world.take(&handed).unwrap();
                }
                world
            })
            .clone()
    }

    pub fn by<'a>(&'a self, actor: &'a str) -> By<'a> {
        By { actor, at: self.now, random: &*self.random }
    }

    pub fn key(&self, holder: &str) -> &SigningKey {
        self.cast.key(holder).unwrap()
    }

    /// A new key.
    pub fn fresh(&self) -> PublicKey {
        SigningKey::generate(&*self.random).public()
    }

    pub fn sign(&self, draft: Draft, holders: &[&str]) -> Handed {
        let keys: Vec<&SigningKey> = holders.iter().map(|holder| self.key(holder)).collect();
        draft.sign(&keys)
    }

    /// Signed by the first two officers of whoever acts.
    pub fn two(&self, draft: Draft) -> Handed {
        let actor = draft.act().actor;
        let ids = [1, 2].map(|n| story::officer_id(&actor, n));
        self.sign(draft, &[&ids[0], &ids[1]])
    }

    /// Signed by the first officer of whoever acts.
    pub fn one(&self, draft: Draft) -> Handed {
        let id = story::officer_id(&draft.act().actor, 1);
        self.sign(draft, &[&id])
    }

    /// What the one way in does. The code of a refusal comes back, and nothing changed.
    pub fn take(&mut self, handed: &Handed) -> Result<(), String> {
        let permit = self.permit(handed).map_err(|error| error.code().to_owned())?;
        let files = self.files(permit.act().class, &handed.members);
        let decided = self.decide(handed, &permit, &files, &self.known(handed));
        let decision = decided.map_err(|refusal| refusal.why.code().to_owned())?;
        assert!(decision.added.is_empty() && !decision.reads.is_empty());
        let letter = |(file, plain): &(usize, Vec<u8>)| (files[*file].uid, String::from_utf8(plain.clone()).unwrap());
        self.letters.extend(decision.letters.iter().map(letter));
        self.keep(handed, &files);
        Ok(())
    }

    /// The refusal of an act whose signatures hold.
    pub fn refused(&self, handed: &Handed, known: &Known) -> Refusal {
        let permit = self.permit(handed).unwrap();
        let files = self.files(permit.act().class, &handed.members);
        self.decide(handed, &permit, &files, known).unwrap_err()
    }

    fn permit(&self, handed: &Handed) -> Result<Permit, ActError> {
        let none = |_: &KeyId| Ok(None);
        let brought = self.brought(handed);
        let registry = brought.as_ref().unwrap_or(&self.registry);
        authorise(registry, &none, handed.act.clone(), handed.approvals.clone(), self.now)
    }

    fn decide(
        &self,
        handed: &Handed,
        permit: &Permit,
        files: &[ResidentFile],
        known: &Known,
    ) -> Result<Decision, Refusal> {
        let ground = Ground {
            registry: &self.registry,
            profile: &self.profile,
            book: &self.book,
            now: self.now,
            permit,
            files,
            cited: &[],
            cases: &|_| None,
            struck: &|_, _| false,
            note: &|_| None,
            visits: &|_| Vec::new(),
            log_runs: true,
        };
        decide(&ground, &handed.members, known)
    }

    /// The genesis act brings its own keys.
    fn brought(&self, handed: &Handed) -> Option<Registry> {
        let genesis = Act::from_bytes(&handed.act).ok()?.class == Class::Genesis;
        if self.registry.newest > 0 || !genesis {
            return None;
        }
        let mut registry = Registry::default();
        let changes = self.fold(handed, &[]);
        changes.iter().filter(|one| Registry::holds(one)).for_each(|one| registry.apply(one).unwrap());
        Some(registry)
    }

    fn fold(&self, handed: &Handed, files: &[ResidentFile]) -> Vec<Change> {
        let seq = self.registry.newest + 1;
        let record = Record::read(seq, self.now, handed.act.clone(), handed.approvals.clone(), None, [0; 16]).unwrap();
        let opened = |(member, file): (&Member, &ResidentFile)| Opened {
            sealed: Sealed { resident: file.number, commitment: commitment(&member.to_bytes()), sealed: Vec::new() },
            member: Some(member.clone()),
        };
        let members: Vec<Opened> = handed.members.iter().zip(files).map(opened).collect();
        fold(&Folding { record: &record, members: &members, view: &Standing(&self.rows), index: &self.index }).unwrap()
    }

    fn keep(&mut self, handed: &Handed, files: &[ResidentFile]) {
        for change in self.fold(handed, files) {
            match &change {
                Change::Put(table, row) => {
                    self.rows.insert((table.name, row[..table.key].to_vec()), row.clone());
                }
                Change::Delete(table, key) => drop(self.rows.remove(&(table.name, key.clone()))),
            }
            if Registry::holds(&change) {
                self.registry.apply(&change).unwrap();
            }
        }
        for member in &handed.members {
            if let Some(document) = document_of(member) {
                self.documents.insert(document);
            }
        }
        self.registry.newest += 1;
        self.registry.sealed_at = self.now;
        self.read_book();
    }

    fn read_book(&mut self) {
        if self.book.packs().len() == self.registry.texts.len() {
            return;
        }
        let file = |text: &mingma_store::rows::TextRow| {
            PackFile::new(text.name.clone(), String::from_utf8(text.bytes.clone()).unwrap())
        };
        let files: Vec<PackFile> = self.registry.texts_of("pack").map(file).collect();
        self.book = Arc::new(load::rulebook(&files, &self.profile).unwrap());
    }

    pub fn residents(&self) -> Vec<ResidentRow> {
        let name = ResidentRow::TABLE.name;
        self.rows
            .iter()
            .filter(|((table, _), _)| *table == name)
            .map(|(_, row)| ResidentRow::read(row).unwrap())
            .collect()
    }

    pub fn devices(&self) -> Vec<DeviceRow> {
        let name = DeviceRow::TABLE.name;
        self.rows
            .iter()
            .filter(|((table, _), _)| *table == name)
            .map(|(_, row)| DeviceRow::read(row).unwrap())
            .collect()
    }

    pub fn resident(&self, uid: Uid) -> Option<ResidentRow> {
        self.residents().into_iter().find(|row| row.id == uid.0)
    }

    fn files(&self, class: Class, members: &[Member]) -> Vec<ResidentFile> {
        let newest = u32::try_from(self.residents().len()).unwrap();
        let numbered = members.iter().zip(newest + 1..);
        numbered.map(|(member, n)| if class == Class::Enrolment { new(n, member) } else { self.file(member) }).collect()
    }

    fn file(&self, member: &Member) -> ResidentFile {
        let Some(row) = self.resident(member.resident) else { return new(0, member) };
        let main = row.merged_into.unwrap_or(row.resident);
        let one_person = |other: &ResidentRow| other.merged_into == Some(main) || other.resident == main;
        let others = self.residents().into_iter().filter(|other| one_person(other) && other.resident != row.resident);
        let others: Vec<ResidentRow> = others.collect();
        let mut file = ResidentFile::empty(row.resident, member.resident, Some(row));
        file.others = others.iter().map(|other| other.resident).collect();
        let enrolments = others.iter().map(|other| (other.resident, Uid(other.id)));
        for (of, uid) in std::iter::once((file.number, file.uid)).chain(enrolments) {
            let resident = resident_id(&member.resident);
            let items = self.held.get(&uid).into_iter().flatten();
            let items = items.map(|item| Evidence { resident: resident.clone(), ..item.clone() });
            file.held.extend(items.map(|item| Held { of, seq: 1, idx: 0, item }));
        }
        file
    }

    fn known(&self, handed: &Handed) -> Known {
        let devices: BTreeSet<[u8; 16]> = self.devices().iter().map(|row| row.key).collect();
        let one = |member: &Member| KnownMember {
            document: document_of(member).is_some_and(|document| self.documents.contains(&document)),
            id: self.resident(member.resident).is_some(),
            device: key_of(&member.item).is_some_and(|key| devices.contains(&key.0)),
            proposal: self.waiting.contains(&member.resident),
        };
        let body = Act::from_bytes(&handed.act).unwrap().body;
        let device = key_of(&body).is_some_and(|key| devices.contains(&key.0));
        let open = handed.members.iter().filter_map(|member| self.resident(member.resident)).flat_map(|row| {
            let main = row.merged_into.unwrap_or(row.resident);
            let theirs = move |other: &ResidentRow| other.merged_into == Some(main) || other.resident == main;
            self.residents().into_iter().filter(theirs)
        });
        let open = open.filter(|row| row.closed_at.is_none()).map(|row| row.resident).collect();
        Known {
            members: handed.members.iter().map(one).collect(),
            device,
            open,
            fixtures: Vec::new(),
            reads: Vec::new(),
        }
    }

    /// What a refusal must leave as it was.
    pub fn standing(&self) -> (u64, Rows) {
        (self.registry.newest, self.rows.clone())
    }
}

fn new(number: u32, member: &Member) -> ResidentFile {
    ResidentFile::empty(number, member.resident, None)
}

fn document_of(member: &Member) -> Option<(String, String)> {
    Some((member.item.text("document")?.to_owned(), member.item.text("number")?.to_owned()))
}

fn key_of(words: &Map) -> Option<KeyId> {
    PublicKey::from_bytes(words.bytes("key")?).ok().map(|key| key.id())
}
