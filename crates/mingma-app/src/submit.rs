//! The one way in: authorise, decide, seal, append, answer. What is refused leaves an
//! act of its own.

use mingma_acts::{
    Act, ActError, Approval, Class, Kept, Letter, Map, Member, Opened, Permit, Registry, Sealed, Submission, Touch, Uid,
    approval, authorise,
};
use mingma_model::Fault;
use mingma_seal::{Domain, ResidentKey};
use mingma_store::ResidentRow;

use crate::compose::Draft;
use crate::files::{Reader, ResidentFile};
use crate::ground::{Decision, Ground, Note};
use crate::house::House;
use crate::refusal::{Refusal, Why, door_of};
use crate::{evidence, register};

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

    fn take(&self, handed: &Handed) -> Result<Kept, Refused> {
        let mut last = ActError::Stale;
        for _ in 0..TRIES {
            match self.attempt(handed) {
                Err(Refused::Act(ActError::Stale)) => last = ActError::Stale,
                outcome => return outcome,
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
        let files = self.files(&permit, &handed.members, &[])?;
        Ok(self.decide(&registry, &permit, handed, &files, now)?)
    }

    fn attempt(&self, handed: &Handed) -> Result<Kept, Refused> {
        let registry = self.registry();
        let now = self.clock.now().max(registry.sealed_at);
        let permit = self.authorise(&registry, handed, now)?;
        if let Some(kept) = self.repeated(&permit)? {
            return Ok(kept);
        }
        let new = if permit.act().class == Class::Enrolment { handed.members.len() } else { 0 };
        let numbers = self.draw_numbers(new);
        let files = self.files(&permit, &handed.members, &numbers)?;
        let decision = self.decide(&registry, &permit, handed, &files, now)?;
        let submission = self.seal(permit, handed, &files, decision, registry.newest, now)?;
        Ok(self.appender.append(submission)?)
    }

    fn authorise(&self, registry: &Registry, handed: &Handed, now: i64) -> Result<Permit, Refused> {
        let device = |key: &mingma_seal::KeyId| self.store.device(&key.0).map_err(ActError::from);
        Ok(authorise(registry, &device, handed.act.clone(), handed.approvals.clone(), now)?)
    }

    /// The same act again is answered as it was.
    fn repeated(&self, permit: &Permit) -> Result<Option<Kept>, ActError> {
        let Some(row) = self.store.act_by_id(&permit.act().id.0)? else { return Ok(None) };
        if row.digest != permit.digest().0 {
            return Err(ActError::DuplicateId(permit.act().id.to_string()));
        }
        Ok(Some(Kept { seq: row.seq, sealed_at: row.sealed_at, fresh: false }))
    }

    /// What the register holds of the members' residents, in the order of the members.
    fn files(&self, permit: &Permit, members: &[Member], new: &[u32]) -> Result<Vec<ResidentFile>, Refused> {
        if permit.act().class == Class::Enrolment {
            let numbers = new.iter().copied().chain(std::iter::repeat(0));
            return Ok(members.iter().zip(numbers).map(|(one, n)| ResidentFile::empty(n, one.resident, None)).collect());
        }
        let ids: Vec<[u8; 16]> = members.iter().map(|member| member.resident.0).collect();
        let rows = self.store.by_outer_ids(&ids)?;
        let mut order: Vec<(usize, ResidentRow)> = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            order.push((at, row.ok_or_else(|| Why::NoResident.of(members[at].resident.to_string()).at(at))?));
        }
        order.sort_by_key(|(_, row)| row.resident);
        let (places, mut rows): (Vec<usize>, Vec<ResidentRow>) = order.into_iter().unzip();
        let every: Vec<u32> = rows.iter().map(|row| row.resident).collect();
        rows.dedup_by_key(|row| row.resident);
        let read = Reader::new(&*self.store, &self.vault, &self.profile).files(rows)?;
        let mut files: Vec<Option<ResidentFile>> = vec![None; members.len()];
        let mut at = 0;
        for (place, number) in places.into_iter().zip(every) {
            while read[at].number != number {
                at += 1;
            }
            files[place] = Some(read[at].clone());
        }
        Ok(files.into_iter().flatten().collect())
    }

    fn decide(
        &self,
        registry: &Registry,
        permit: &Permit,
        handed: &Handed,
        files: &[ResidentFile],
        now: i64,
    ) -> Result<Decision, Refused> {
        let book = self.rules()?;
        let cited = self.cited(permit.act())?;
        let cases = |id: &str| self.store.known_case(id).ok().flatten().and_then(|row| self.note(row.seq).ok());
        let ground = Ground {
            registry,
            profile: &self.profile,
            book: &book,
            now,
            permit,
            files,
            cited: &cited,
            cases: &cases,
            log_runs: self.sequencer.stopped().is_none(),
        };
        let decision = match permit.act().class {
            Class::Evidence | Class::Proposal | Class::ProposalClosed | Class::Area | Class::AreaLifted => {
                evidence::decide(&ground, &handed.members, &|uid| self.proposal(uid))?
            }
            _ => register::decide(&ground, &handed.members, &self.vault_of_documents())?,
        };
        Ok(decision)
    }

    fn cited(&self, act: &Act) -> Result<Vec<Note>, Refused> {
        act.cites
            .iter()
            .map(|digest| {
                let row = self.store.act_by_digest(&digest.0)?;
                let row = row.ok_or_else(|| Why::NoGround.of(digest.to_string()))?;
                Ok(self.note(row.seq)?)
            })
            .collect()
    }

    /// A record of before, opened as far as it can be.
    ///
    /// # Errors
    /// The record or its block cannot be read.
    pub fn note(&self, seq: u64) -> Result<Note, ActError> {
        let record = self.record(seq)?;
        let registry = self.registry();
        let holder = |approval: &Approval| match registry.keys.get(&approval.key) {
            Some(key) => (key.row.holder_kind.clone(), key.row.holder.clone()),
            None => ("resident".to_owned(), approval.key.to_string()),
        };
        let items = self.opened(&record)?;
        let act = record.act();
        Ok(Note {
            seq,
            sealed_at: record.sealed_at,
            class: act.class,
            actor: act.actor.clone(),
            digest: record.digest().0,
            commitment: record.commitment().0,
            signers: record.approvals.iter().map(holder).collect(),
            body: act.body.clone(),
            items: items.into_iter().filter_map(|one| Some((one.sealed.resident, one.member?.item))).collect(),
        })
    }

    /// The members of a record, opened where the key still stands.
    ///
    /// # Errors
    /// The block cannot be read, or a member was changed.
    pub fn opened(&self, record: &mingma_acts::Record) -> Result<Vec<Opened>, ActError> {
        crate::audit::open_members(&*self.store, &self.vault, record)
    }

    /// An open proposal: the act proposed, its first approval and its members.
    fn proposal(&self, act: &Uid) -> Option<evidence::Proposed> {
        let row = self.store.proposal(&act.0).ok()??;
        let record = self.record(row.seq).ok()?;
        evidence::Proposed::of(&record, &row)
    }

    fn vault_of_documents(&self) -> impl Fn(&str, &str) -> Option<u32> + '_ {
        |kind, number| {
            let tag = fold_tag(self.vault.index(), kind, number);
            self.store.by_document(&tag).ok().flatten().map(|row| row.resident)
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
        let seal = |file: usize, idx: u32, member: &Member| {
            let plain = member.to_bytes();
            let sealed = Sealed::seal(files[file].number, &plain, &place, idx, &keys[file], random);
            Opened { sealed, member: Some(member.clone()) }
        };
        let members: Vec<Opened> =
            handed.members.iter().enumerate().zip(0..).map(|((file, one), idx)| seal(file, idx, one)).collect();
        let first = u32::try_from(members.len()).expect("fewer members than 2^20");
        let added = decision.added.into_iter().zip(first..).map(|(extra, idx)| {
            seal(extra.file, idx, &Member::new(files[extra.file].uid, extra.item, random))
        });
        let added: Vec<Opened> = added.collect();
        let letters = decision.letters.iter().zip(0_u32..).map(|((file, plain), n)| Letter {
            resident: files[*file].number,
            n,
            sealed: seal_letter(&keys[*file], &place, n, plain),
        });
        let letters = letters.collect();
        let mut reads = decision.reads;
        reads.extend(files.iter().map(|file| Touch::resident(file.number)));
        Ok(Submission { permit, sealed_at, members, added, letters, reads, as_of })
    }

    /// The keys that the members are sealed by: new ones are kept before they are used.
    fn keys_for(&self, permit: &Permit, files: &[ResidentFile]) -> Result<Vec<ResidentKey>, Refused> {
        let numbers: Vec<u32> = files.iter().map(|file| file.number).collect();
        if permit.act().class == Class::Enrolment {
            return Ok(self.vault.make(&numbers)?);
        }
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let keys = self.vault.keys(&sorted)?;
        numbers
            .iter()
            .map(|number| {
                let at = sorted.binary_search(number).expect("it was put there");
                keys[at].clone().ok_or_else(|| Refused::from(Refusal::from(Why::NoLetter)))
            })
            .collect()
    }

    /// Keeps a refusal as an act of its own; what cannot be kept does not hide the refusal.
    fn keep_refusal(&self, handed: &Handed, refused: &Refused) {
        let now = self.now();
        let random = self.vault.random();
        let act = Act::from_bytes(&handed.act).ok();
        let actor = act.as_ref().map_or("?", |act| act.actor.as_str());
        let body = Map::new()
            .with("code", refused.code())
            .with("door", refused.door())
            .with("actor", actor)
            .with_some("class", act.as_ref().map(|act| act.class.word()))
            .with("attempt", mingma_acts::digest_of(&handed.act).0.to_vec())
            .with("keys", keys_of(&handed.approvals));
        let draft = Draft::new(Class::Refusal, "register", body, now, random);
        self.keep_own(draft, &[]).ok();
    }

    /// Keeps an act that the register itself makes and signs.
    pub(crate) fn keep_own(&self, draft: Draft, files: &[ResidentFile]) -> Result<Kept, ActError> {
        let mut handed = draft.sign(&[&self.register_key]);
        let mut last = ActError::Stale;
        for _ in 0..TRIES {
            let registry = self.registry();
            let now = self.clock.now().max(registry.sealed_at);
            let none = |_: &mingma_seal::KeyId| Ok(None);
            let permit = authorise(&registry, &none, handed.act.clone(), handed.approvals.clone(), now)?;
            let submission = self
                .seal(permit, &handed, files, Decision::default(), registry.newest, now)
                .map_err(|refused| ActError::Stopped(refused.to_string()))?;
            match self.appender.append(submission) {
                Err(ActError::Stale) => last = ActError::Stale,
                outcome => return outcome,
            }
        }
        handed.members.clear();
        Err(last)
    }
}

fn keys_of(approvals: &[Approval]) -> mingma_acts::Datum {
    mingma_acts::Datum::List(approvals.iter().map(|approval| approval.key.0.to_vec().into()).collect())
}

fn fold_tag(index: &mingma_seal::IndexKey, kind: &str, number: &str) -> [u8; 32] {
    mingma_acts::fold::document_tag(index, kind, number)
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

/// The canonical bytes of approvals, for those who keep them elsewhere.
#[must_use]
pub fn approvals_bytes(handed: &Handed) -> Vec<u8> {
    approval::to_bytes(&handed.approvals)
}
