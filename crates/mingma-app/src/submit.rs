//! The one way in: authorise, decide, seal, append, answer. What is refused leaves an
//! act of its own.

use mingma_acts::{
    Act, ActError, Approval, Class, Kept, Letter, Map, Member, Opened, Permit, Registry, Sealed, Submission, Touch,
    Uid, authorise, digest_of, fold, repeated,
};
use mingma_model::{Fault, Id};
use mingma_seal::{Domain, KeyId, ResidentKey};

use crate::compose::Draft;
use crate::files::ResidentFile;
use crate::ground::Decision;
use crate::grounds::Grounds;
use crate::house::House;
use crate::refusal::{Refusal, Why, door_of};
use crate::{cores, evidence};

/// How often a decision is made again because something moved meanwhile.
const TRIES: usize = 32;

/// What somebody hands in: an act's bytes, the signatures, its members in the clear.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The act's bytes, as they were signed.
    pub act: Vec<u8>,
    /// The signatures.
    pub approvals: Vec<Approval>,
    /// The members that the act commits to, in their order.
    pub members: Vec<Member>,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Decided: the ground does not bear it.
    #[error(transparent)]
    Decided(#[from] Refusal),
    /// Signatures, bytes, store or log.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decided(refusal) => refusal.why.code(),
            Self::Act(error) => error.code(),
        }
    }

    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Decided(refusal) => refusal.fault(),
            Self::Act(error) => error.fault(),
        }
    }

    fn door(&self) -> &'static str {
        match self {
            Self::Decided(refusal) => refusal.why.door(),
            Self::Act(error) => door_of(error),
        }
    }

    /// True where the register itself is at fault, not what was handed in.
    const fn ours(&self) -> bool {
        matches!(self, Self::Act(ActError::Stopped(_) | ActError::Store(_) | ActError::Ledger(_)))
    }
}

impl House {
    /// Takes an act: who signed is verified, whether they may is decided, and it is
    /// kept, or refused and the refusal kept.
    ///
    /// # Errors
    /// Why nothing was kept.
    pub fn submit(&self, handed: &Handed) -> Result<Kept, Refused> {
        let outcome = self.take(handed);
        if let Err(refused) = &outcome
            && !refused.ours()
        {
            self.keep_refusal(handed, refused);
        }
        outcome
    }

    /// Refuses what is no act that could be handed in, such as a look: kept like every
    /// refusal, with what was asked by its digest alone.
    pub fn refuse(&self, asked: &Handed, why: Refusal) -> Refused {
        let refused = Refused::Decided(why);
        self.keep_refusal(asked, &refused);
        refused
    }

    fn take(&self, handed: &Handed) -> Result<Kept, Refused> {
        let mut last = ActError::Stale;
        for _ in 0..TRIES {
            match self.attempt(handed) {
                Err(Refused::Act(ActError::Stale)) => last = ActError::Stale,
                // What is refused now may have been kept before: the same act again is
                // answered as it was.
                Err(refused) => return self.repeated(handed)?.ok_or(refused),
                kept => return kept,
            }
        }
        Err(last.into())
    }

    /// What would be decided, without keeping anything.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn preview(&self, handed: &Handed) -> Result<Decision, Refused> {
        let registry = self.registry();
        let now = self.clock.now().max(registry.sealed_at);
        let permit = self.authorise(&registry, handed, now)?;
        let (grounds, rules) = (self.grounds(&registry), self.rules()?);
        let files = grounds.files(permit.act().class, &handed.members, &[])?;
        let log_runs = self.sequencer.stopped().is_none();
        grounds.decide(&rules, &permit, &handed.members, &files, now, log_runs)
    }

    fn attempt(&self, handed: &Handed) -> Result<Kept, Refused> {
        let registry = self.registry();
        let now = self.clock.now().max(registry.sealed_at);
        let permit = self.authorise(&registry, handed, now)?;
        let new = if permit.act().class == Class::Enrolment { handed.members.len() } else { 0 };
        let numbers = self.draw_numbers(new);
        let (grounds, rules) = (self.grounds(&registry), self.rules()?);
        let files = grounds.files(permit.act().class, &handed.members, &numbers)?;
        let log_runs = self.sequencer.stopped().is_none();
        let decision = grounds.decide(&rules, &permit, &handed.members, &files, now, log_runs)?;
        let submission = self.seal(permit, handed, &files, decision, registry.newest, now)?;
        Ok(self.appender.append(submission)?)
    }

    /// What decisions stand on here.
    #[must_use]
    pub fn grounds<'a>(&'a self, registry: &'a Registry) -> Grounds<'a> {
        Grounds { store: &*self.store, vault: &self.vault, profile: &self.profile, registry }
    }

    fn authorise(&self, registry: &Registry, handed: &Handed, now: i64) -> Result<Permit, Refused> {
        let grounds = self.grounds(registry);
        Ok(grounds.authorise(handed.act.clone(), handed.approvals.clone(), now)?)
    }

    /// The same act again is answered as it was.
    fn repeated(&self, handed: &Handed) -> Result<Option<Kept>, ActError> {
        match Act::from_bytes(&handed.act) {
            Ok(act) => repeated(&*self.store, &act.id, &digest_of(&handed.act)),
            Err(_) => Ok(None),
        }
    }

    fn seal(
        &self,
        permit: Permit,
        handed: &Handed,
        files: &[ResidentFile],
        decision: Decision,
        as_of: u64,
        sealed_at: i64,
    ) -> Result<Submission, Refused> {
        let keys = self.keys_for(&permit, files)?;
        let place = evidence::place_of(permit.act())?;
        let random = self.vault.random();
        let read = fold::reads_members(permit.act().class);
        let seal = |file: usize, idx: u32, member: &Member| {
            let plain = member.to_bytes();
            let sealed = Sealed::seal(files[file].number, &plain, &place, idx, keys.of(files[file].number), random);
            Opened { sealed, member: read.then(|| member.clone()) }
        };
        let members = cores::each(handed.members.len(), |row| {
            seal(row, u32::try_from(row).expect("fewer members than 2^20"), &handed.members[row])
        });
        let first = u32::try_from(members.len()).expect("fewer members than 2^20");
        let added =
            decision.added.iter().zip(first..).map(|(extra, idx)| {
                seal(extra.file, idx, &Member::new(files[extra.file].uid, extra.item.clone(), random))
            });
        let added: Vec<Opened> = added.collect();
        let letters: Vec<Letter> = decision
            .numbered()
            .map(|(file, n, plain)| {
                let resident = files[file].number;
                Letter { resident, n, sealed: seal_letter(keys.of(resident), &place, n, plain) }
            })
            .collect();
        let mut reads = decision.reads;
        // A person is all of their enrolments.
        let persons = files.iter().flat_map(|file| file.others.iter().copied().chain([file.number]));
        reads.extend(persons.map(Touch::resident));
        // Letters name rules, units and telephones; powers decide who may.
        reads.push(Touch::registry());
        Ok(Submission { permit, sealed_at, members, added, letters, reads, as_of })
    }

    /// The keys that the members are sealed by: new ones are kept before they are used.
    fn keys_for(&self, permit: &Permit, files: &[ResidentFile]) -> Result<Keys, Refused> {
        let mut numbers: Vec<u32> = files.iter().map(|file| file.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let keys = if permit.act().class == Class::Enrolment {
            self.vault.make(&numbers)?
        } else {
            let keys: Option<Vec<ResidentKey>> = self.vault.keys(&numbers)?.into_iter().collect();
            keys.ok_or_else(|| Refusal::from(Why::NoLetter))?
        };
        Ok(Keys { numbers, keys })
    }

    /// Keeps a refusal as an act of its own; what cannot be kept does not hide the refusal.
    fn keep_refusal(&self, handed: &Handed, refused: &Refused) {
        let now = self.now();
        let random = self.vault.random();
        let act = Act::from_bytes(&handed.act).ok();
        // What is no id is not repeated: nothing that a stranger wrote is kept in a row.
        let actor = act.as_ref().map(|act| act.actor.as_str()).filter(|actor| Id::parse(actor).is_some());
        let actor = actor.unwrap_or("?");
        let body = Map::new()
            .with("code", refused.code())
            .with("door", refused.door())
            .with("actor", actor)
            .with_some("class", act.as_ref().map(|act| act.class.word()))
            .with("attempt", digest_of(&handed.act).0.to_vec())
            .with("keys", keys_of(&handed.approvals));
        let draft = Draft::new(Class::Refusal, "register", body, now, random);
        self.keep_own(draft, &[]).ok();
    }

    /// Keeps an act that the register itself makes and signs.
    pub(crate) fn keep_own(&self, draft: Draft, files: &[ResidentFile]) -> Result<Kept, ActError> {
        let handed = draft.sign(&[&self.register_key]);
        let mut last = ActError::Stale;
        for _ in 0..TRIES {
            let registry = self.registry();
            let now = self.clock.now().max(registry.sealed_at);
            let none = |_: &KeyId| Ok(None);
            let permit = authorise(&registry, &none, handed.act.clone(), handed.approvals.clone(), now)?;
            let submission = self
                .seal(permit, &handed, files, Decision::default(), registry.newest, now)
                .map_err(|refused| ActError::Stopped(refused.to_string()))?;
            match self.appender.append(submission) {
                Err(ActError::Stale) => last = ActError::Stale,
                outcome => return outcome,
            }
        }
        Err(last)
    }
}

/// Keys by the residents' numbers.
struct Keys {
    numbers: Vec<u32>,
    keys: Vec<ResidentKey>,
}

impl Keys {
    fn of(&self, number: u32) -> &ResidentKey {
        &self.keys[self.numbers.binary_search(&number).expect("every member's key was read")]
    }
}

fn keys_of(approvals: &[Approval]) -> mingma_acts::Datum {
    mingma_acts::Datum::List(approvals.iter().map(|approval| approval.key.0.to_vec().into()).collect())
}

/// A letter is sealed at the place that its act and number give, the same each time.
#[must_use]
pub fn seal_letter(key: &ResidentKey, act: &Uid, n: u32, plain: &[u8]) -> Vec<u8> {
    key.seal_derived(Domain::Letter, &letter_place(act, n), plain)
}

/// What binds a letter to its act.
#[must_use]
pub fn letter_place(act: &Uid, n: u32) -> [u8; 20] {
    let mut place = [0; 20];
    place[..16].copy_from_slice(&act.0);
    place[16..].copy_from_slice(&n.to_be_bytes());
    place
}
