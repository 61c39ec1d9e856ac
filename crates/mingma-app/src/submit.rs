//! The one way in: authorise, decide, seal, append, answer. What is refused leaves an
//! act of its own.

use mingma_acts::{
    Act, ActError, Approval, Class, Datum, Kept, Letter, Map, Member, Opened, Permit, Registry, Ring, Sealed,
    Submission, Touch, Uid, digest_of, fold, member, repeated,
};
use mingma_model::{Fault, Id};
use mingma_seal::{Domain, ResidentKey};

use crate::compose::Draft;
use crate::cores;
use crate::files::ResidentFile;
use crate::ground::Decision;
use crate::grounds::Grounds;
use crate::house::House;
use crate::refusal::{Refusal, Why, door_of};

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
        matches!(self, Self::Act(error) if error.ours())
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
        let stale = |refused: &Refused| matches!(refused, Refused::Act(ActError::Stale));
        match until_fresh(stale, || self.attempt(handed)) {
            // What is refused now may have been kept before: the same act again is answered
            // as it was.
            Err(refused) if !stale(&refused) => self.repeated(handed)?.ok_or(refused),
            outcome => outcome,
        }
    }

    /// What would be decided, without keeping anything.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn preview(&self, handed: &Handed) -> Result<Decision, Refused> {
        let registry = self.registry();
        let permit = self.authorise(&registry, handed)?;
        self.decide(&registry, &permit, handed, &[]).map(|(_, decision)| decision)
    }

    fn attempt(&self, handed: &Handed) -> Result<Kept, Refused> {
        let registry = self.registry();
        let permit = self.authorise(&registry, handed)?;
        let numbers = match permit.act().class {
            Class::Enrolment => self.draw_numbers(handed.members.len()),
            _ => Vec::new(),
        };
        let (files, decision) = self.decide(&registry, &permit, handed, &numbers)?;
        Ok(self.appender.append(self.seal(permit, handed, &files, decision)?)?)
    }

    /// Decides on an act, at the moment for which its signatures were verified.
    fn decide(
        &self,
        registry: &Registry,
        permit: &Permit,
        handed: &Handed,
        numbers: &[u32],
    ) -> Result<(Vec<ResidentFile>, Decision), Refused> {
        let (grounds, rules) = (self.grounds(registry), self.rules()?);
        let files = grounds.files(permit.act().class, &handed.members, numbers)?;
        let log_runs = self.sequencer.stopped().is_none();
        let decision = grounds.decide(&rules, permit, &handed.members, &files, permit.at(), log_runs)?;
        Ok((files, decision))
    }

    /// What decisions stand on here.
    #[must_use]
    pub fn grounds<'a>(&'a self, registry: &'a Registry) -> Grounds<'a> {
        Grounds { store: &*self.store, vault: &self.vault, profile: &self.profile, registry }
    }

    fn authorise(&self, registry: &Registry, handed: &Handed) -> Result<Permit, ActError> {
        self.grounds(registry).authorise(handed.act.clone(), handed.approvals.clone(), self.now_by(registry))
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
    ) -> Result<Submission, Refused> {
        let keys = self.keys_for(&permit, files)?;
        let key = |number: u32| keys.of(number).expect("every member's key was read");
        let place = permit.act().place()?;
        let random = self.vault.random();
        let read = fold::reads_members(permit.act().class);
        let seal = |file: usize, idx: u32, member: &Member| {
            let plain = member.to_bytes();
            let sealed = Sealed::seal(files[file].number, &plain, &place, idx, key(files[file].number), random);
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
                Letter { resident, n, sealed: seal_letter(key(resident), &place, n, plain) }
            })
            .collect();
        let mut reads = decision.reads;
        // A person is all of their enrolments.
        let persons = files.iter().flat_map(|file| file.others.iter().copied().chain([file.number]));
        reads.extend(persons.map(Touch::resident));
        // Letters name rules, units and telephones; powers decide who may.
        reads.push(Touch::registry());
        Ok(Submission { permit, members, added, letters, reads })
    }

    /// The keys that the members are sealed by: new ones are kept before they are used.
    fn keys_for(&self, permit: &Permit, files: &[ResidentFile]) -> Result<Ring, Refused> {
        let numbers = files.iter().map(|file| file.number);
        if permit.act().class == Class::Enrolment {
            return Ok(self.vault.new_ring(numbers)?);
        }
        let ring = self.vault.ring(numbers)?;
        if ring.whole() { Ok(ring) } else { Err(Refusal::from(Why::NoLetter).into()) }
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
        let stale = |error: &ActError| matches!(error, ActError::Stale);
        until_fresh(stale, || {
            let permit = self.authorise(&self.registry(), &handed)?;
            let submission = self
                .seal(permit, &handed, files, Decision::default())
                .map_err(|refused| ActError::Stopped(refused.to_string()))?;
            self.appender.append(submission)
        })
    }
}

/// Makes an attempt again while something moved meanwhile, but not for ever.
fn until_fresh<T, E>(stale: impl Fn(&E) -> bool, attempt: impl Fn() -> Result<T, E>) -> Result<T, E> {
    let mut outcome = attempt();
    for _ in 1..TRIES {
        match &outcome {
            Err(error) if stale(error) => outcome = attempt(),
            _ => break,
        }
    }
    outcome
}

fn keys_of(approvals: &[Approval]) -> Datum {
    Datum::List(approvals.iter().map(|approval| approval.key.0.to_vec().into()).collect())
}

/// A letter is sealed at the place that its act and number give, the same each time.
#[must_use]
pub fn seal_letter(key: &ResidentKey, act: &Uid, n: u32, plain: &[u8]) -> Vec<u8> {
    key.seal_derived(Domain::Letter, &member::place(act, n), plain)
}
