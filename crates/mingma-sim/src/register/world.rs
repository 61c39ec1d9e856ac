//! The register while it is being laid: who signs, who lives there, what time it is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use mingma_acts::{Kept, Uid};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{Composing, Said, as_resident, declare};
use mingma_app::register::By;
use mingma_app::register::enrolment::{self, Person, Phone};
use mingma_app::register::story::{Cast, officer_id};
use mingma_app::{Clock as _, DemoClock, Handed, House, Opening};
use mingma_model::document::{Document, DocumentKind, PersonName};
use mingma_model::{Profile, Region};
use mingma_seal::{Digest, SigningKey};

use super::error::{SimError, not_kept};
use super::random::Seeded;
use crate::chance::Chance;
use crate::people;

pub(crate) type Done = Result<(), SimError>;

/// Opens the register, and opens it again after a fault.
pub(crate) type Open<'a> = &'a dyn Fn() -> Result<Opening, SimError>;

/// Somebody who was enrolled.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub(crate) uid: Uid,
    pub(crate) county: &'static str,
    /// Their device.
    pub(crate) device: Arc<SigningKey>,
    /// The document's number, for a laboratory's file.
    pub(crate) number: String,
}

/// The register while it is being laid.
pub(crate) struct World<'a> {
    pub(crate) house: Arc<House>,
    pub(crate) profile: Arc<Profile>,
    pub(crate) cast: Cast,
    pub(crate) clock: Arc<DemoClock>,
    pub(crate) random: Arc<Seeded>,
    pub(crate) chance: Chance,
    pub(crate) people: Vec<Somebody>,
    open: Open<'a>,
    numbers: BTreeSet<String>,
    /// How many items or things of a letter were named.
    names: HashMap<&'static str, u64>,
    /// Keys that took the place of those of the cast.
    renewed: HashMap<String, SigningKey>,
    /// The acts that admitted items, by the items' ids.
    filed: HashMap<String, Digest>,
}

impl<'a> World<'a> {
    pub(crate) fn new(open: Open<'a>, clock: Arc<DemoClock>, random: Arc<Seeded>, seed: u64) -> Result<Self, SimError> {
        let opening = open()?;
        let profile = Arc::clone(&opening.profile);
        let house = Arc::new(House::open(opening)?);
        let cast = Cast::draw(&*random);
        Ok(Self {
            house,
            profile,
            cast,
            clock,
            random,
            chance: Chance::new(seed),
            people: Vec::new(),
            open,
            numbers: BTreeSet::new(),
            names: HashMap::new(),
            renewed: HashMap::new(),
            filed: HashMap::new(),
        })
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Moves the clock forwards.
    pub(crate) fn later(&self, seconds: i64) -> Done {
        Ok(self.clock.forward(self.now() + seconds)?)
    }

    pub(crate) fn by<'b>(&'b self, actor: &'b str) -> By<'b> {
        By { actor, at: self.now(), random: &*self.random }
    }

    pub(crate) fn with<'b>(&'b self, actor: &'b str) -> Composing<'b> {
        Composing { actor, now: self.now(), random: &*self.random }
    }

    pub(crate) fn key(&self, holder: &str) -> &SigningKey {
        self.renewed.get(holder).or_else(|| self.cast.key(holder)).expect("a key was drawn for everybody of the story")
    }

    /// Somebody of the story signs with another key from now on.
    pub(crate) fn renew(&mut self, holder: &str, key: SigningKey) {
        self.renewed.insert(holder.to_owned(), key);
    }

    /// A name that nothing else has: the letter and a number.
    pub(crate) fn name(&mut self, letter: &'static str) -> String {
        let next = self.names.entry(letter).or_default();
        *next += 1;
        format!("{letter}-{next}")
    }

    // Signing.

    pub(crate) fn sign(&self, draft: Draft, holders: &[&str]) -> Handed {
        let keys: Vec<&SigningKey> = holders.iter().map(|holder| self.key(holder)).collect();
        draft.sign(&keys)
    }

    /// Signed by the first two officers of whoever acts.
    pub(crate) fn two(&self, draft: Draft) -> Handed {
        let actor = draft.act().actor;
        let ids = [1, 2].map(|n| officer_id(&actor, n));
        self.sign(draft, &ids.each_ref().map(String::as_str))
    }

    /// Signed by one officer of whoever acts.
    pub(crate) fn one(&self, draft: Draft, n: u8) -> Handed {
        let id = officer_id(&draft.act().actor, n);
        self.sign(draft, &[&id])
    }

    /// Signed by the institution that acts.
    pub(crate) fn own(&self, draft: Draft) -> Handed {
        let actor = draft.act().actor;
        self.sign(draft, &[&actor])
    }

    /// Signed by a resident's device.
    pub(crate) fn by_resident(&self, somebody: &Somebody, said: Said) -> Handed {
        let actor = as_resident(&somebody.uid);
        declare(&self.with(&actor), said).sign(&[&somebody.device])
    }

    // Handing in.

    /// Hands in what must be kept; a few seconds pass.
    pub(crate) fn keep(&mut self, what: &str, handed: &Handed) -> Result<Kept, SimError> {
        let kept = self.house.submit(handed).map_err(|refused| not_kept(what, &refused))?;
        let digest = mingma_acts::digest_of(&handed.act);
        let ids = handed.members.iter().filter_map(|member| member.item.text("id"));
        self.filed.extend(ids.map(|id| (id.to_owned(), digest)));
        self.later(7)?;
        Ok(kept)
    }

    /// Hands in what must be refused with this code.
    pub(crate) fn refuse(&self, what: &str, code: &str, handed: &Handed) -> Done {
        let ended = match self.house.submit(handed) {
            Ok(kept) => format!("kept as {}", kept.seq),
            Err(refused) if refused.code() == code => return self.later(3),
            Err(refused) => refused.fault().what.en,
        };
        Err(SimError::Otherwise { what: what.to_owned(), must: code.to_owned(), ended })
    }

    /// The act that admitted an item.
    pub(crate) fn act_of(&self, item: &str) -> Digest {
        *self.filed.get(item).expect("a scene names what an earlier one filed")
    }

    /// Everybody who signs, with their keys.
    pub(crate) fn holders(&self) -> Vec<(String, Arc<SigningKey>)> {
        let copy =
            |key: &SigningKey| Arc::new(SigningKey::from_pem(&key.pem()).expect("a key is read as it was written"));
        let of_story = self.cast.holders().map(|(holder, _)| (holder.to_owned(), copy(self.key(holder))));
        let residents = self.people.iter().map(|one| (as_resident(&one.uid), Arc::clone(&one.device)));
        of_story.chain(residents).collect()
    }

    /// Opens the register anew.
    pub(crate) fn reopen(&mut self) -> Done {
        self.house = Arc::new(House::open((self.open)()?)?);
        Ok(())
    }

    /// Waits until the log shows everything, and brings the board up to it.
    pub(crate) fn follow(&self) -> Done {
        self.house.sequencer().wait_for(self.house.registry().newest)?;
        Ok(self.house.follow()?)
    }

    // People.

    /// Somebody who is not enrolled yet.
    pub(crate) fn draw(&mut self, county: &'static str) -> (Person, Somebody) {
        let number = loop {
            let number = people::document_number(&mut self.chance, county);
            if self.numbers.insert(number.clone()) {
                break number;
            }
        };
        let device = Arc::new(SigningKey::generate(&*self.random));
        let person = Person {
            document: Document::parse(DocumentKind::ResidentId, &number).expect("it has its check character"),
            name: PersonName::parse(&people::name(&mut self.chance)).expect("two or three characters"),
            phone: Phone::parse(&people::phone(&mut self.chance)).expect("eleven digits"),
            region: region(county),
            key: Some(device.public()),
        };
        (person, Somebody { uid: Uid([0; 16]), county, device, number })
    }

    /// Enrols so many people of a county by one act of a unit; gives who they are.
    pub(crate) fn enrol(&mut self, unit: &str, county: &'static str, count: usize) -> Result<Vec<Somebody>, SimError> {
        let (persons, mut some): (Vec<Person>, Vec<Somebody>) = (0..count).map(|_| self.draw(county)).unzip();
        let (draft, ids) = enrolment::compose(self.by(unit), &persons);
        self.keep("enrolment", &self.two(draft))?;
        for (somebody, uid) in some.iter_mut().zip(ids) {
            somebody.uid = uid;
        }
        self.people.extend(some.iter().cloned());
        Ok(some)
    }
}

/// A county of the table of regions.
pub(crate) fn region(county: &str) -> Region {
    Region::parse(county).expect("the table of counties holds it")
}
