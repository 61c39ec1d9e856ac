//! Making the ground of a decision: what a store says of residents, acts, cases,
//! proposals. The register decides on its own store, an audit on a replay of the acts:
//! both by this one file.

use mingma_acts::{
    Act, ActError, Approval, Class, Folding, Member, Opened, Permit, Record, Registry, Sealed, Uid, Vault, View,
    authorise, fold, kept,
};
use mingma_model::Profile;
use mingma_rules::Rulebook;
use mingma_seal::{KeyId, ResidentKey};
use mingma_store::rows::{DeviceRow, ResidentRow};
use mingma_store::{Store, Table, Value};

use crate::cores;
use crate::files::{Reader, ResidentFile};
use crate::ground::{Decision, Ground, Note};
use crate::presence::read::Diaries;
use crate::refusal::Why;
use crate::submit::Refused;
use crate::{evidence, presence, redress, register};

/// A store, with what opens it.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// Rows.
    pub store: &'a dyn Store,
    /// Residents' keys.
    pub vault: &'a Vault,
    /// The jurisdiction.
    pub profile: &'a Profile,
    /// Who may do what.
    pub registry: &'a Registry,
}

impl Grounds<'_> {
    /// A resident's device key, with the resident's id outside.
    pub(crate) fn device(&self, key: &KeyId) -> Result<Option<(DeviceRow, Uid)>, ActError> {
        let Some(row) = self.store.device(&key.0)? else { return Ok(None) };
        let whose = self.store.resident(row.resident)?;
        Ok(whose.map(|whose| (row, Uid(whose.id))))
    }

    /// Verifies the signatures under an act. The first act brings its own keys.
    pub(crate) fn authorise(&self, bytes: Vec<u8>, approvals: Vec<Approval>, now: i64) -> Result<Permit, ActError> {
        let device = |key: &KeyId| self.device(key);
        if self.registry.newest > 0 {
            return authorise(self.registry, &device, bytes, approvals, now);
        }
        let registry = self.registry_of_genesis(&bytes, now)?;
        authorise(&registry, &device, bytes, approvals, now)
    }

    /// Who may do what by the first act alone.
    fn registry_of_genesis(&self, bytes: &[u8], now: i64) -> Result<Registry, ActError> {
        let record = Record::read(1, now, bytes.to_vec(), Vec::new(), None, [0; 16])?;
        let mut registry = Registry::default();
        if record.act().class != Class::Genesis {
            return Ok(registry);
        }
        let folding = Folding { record: &record, members: &[], view: &Nothing, index: self.vault.index() };
        let changes = fold(&folding)?;
        changes.iter().filter(|change| Registry::holds(change)).try_for_each(|one| registry.apply(one))?;
        Ok(registry)
    }

    /// What the store holds of the members' residents, in the order of the members. Of
    /// somebody who is being enrolled, `numbers` are the new ones; of others they may say
    /// where to look first.
    pub(crate) fn files(
        &self,
        class: Class,
        members: &[Member],
        numbers: &[u32],
    ) -> Result<Vec<ResidentFile>, Refused> {
        if class == Class::Enrolment {
            let numbers = numbers.iter().copied().chain(std::iter::repeat(0));
            let file = |(one, number): (&Member, u32)| ResidentFile::empty(number, one.resident, None);
            return Ok(members.iter().zip(numbers).map(file).collect());
        }
        self.files_by(members, numbers, |rows| Reader::new(*self).files(rows))
    }

    /// Files of members' residents, in the order of the members, each read once by `read`:
    /// it is asked for rows ascending by number, and answers with a file for each.
    pub(crate) fn files_by(
        &self,
        members: &[Member],
        numbers: &[u32],
        read: impl FnOnce(Vec<ResidentRow>) -> Result<Vec<ResidentFile>, ActError>,
    ) -> Result<Vec<ResidentFile>, Refused> {
        let rows = match self.rows_at(members, numbers)? {
            Some(rows) => rows,
            None => self.rows_of(members)?,
        };
        let wanted: Vec<u32> = rows.iter().map(|row| row.resident).collect();
        let mut each = rows;
        each.sort_by_key(|row| row.resident);
        each.dedup_by_key(|row| row.resident);
        Ok(in_order(&wanted, read(each)?))
    }

    fn rows_of(&self, members: &[Member]) -> Result<Vec<ResidentRow>, Refused> {
        let ids: Vec<[u8; 16]> = members.iter().map(|member| member.resident.0).collect();
        let rows = self.store.by_outer_ids(&ids).map_err(ActError::from)?;
        let known = |(at, row): (usize, Option<ResidentRow>)| {
            row.ok_or_else(|| Why::NoResident.of(format!("r-{}", members[at].resident)).at(at).into())
        };
        rows.into_iter().enumerate().map(known).collect()
    }

    /// The rows of these numbers, if they are the members' indeed.
    fn rows_at(&self, members: &[Member], numbers: &[u32]) -> Result<Option<Vec<ResidentRow>>, ActError> {
        if members.is_empty() || numbers.len() != members.len() {
            return Ok(None);
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let rows = self.store.residents_of(&sorted)?;
        let row = |(member, number): (&Member, &u32)| {
            let at = rows.binary_search_by_key(number, |row| row.resident).ok()?;
            (rows[at].id == member.resident.0).then(|| rows[at].clone())
        };
        Ok(members.iter().zip(numbers).map(row).collect())
    }

    /// Decides on an act.
    pub(crate) fn decide(
        &self,
        book: &Rulebook,
        permit: &Permit,
        members: &[Member],
        files: &[ResidentFile],
        now: i64,
        log_runs: bool,
    ) -> Result<Decision, Refused> {
        let cited = self.cited(permit.act())?;
        let cases = |id: &str| self.store.known_case(id).ok().flatten().and_then(|row| self.note(row.seq).ok());
        let note = |seq: u64| self.note(seq).ok();
        let struck = |note: &Note, id: &str| self.struck(note, id).unwrap_or(true);
        let (registry, profile, cited, cases, note) = (self.registry, self.profile, &cited, &cases, &note);
        let visits = |number: u32| Diaries::new(*self).counting(number).unwrap_or_default();
        let visits = &visits;
        let struck = &struck;
        let ground =
            Ground { registry, profile, book, now, permit, files, cited, cases, struck, note, visits, log_runs };
        let decision = match permit.act().class {
            Class::Evidence | Class::Proposal | Class::ProposalClosed | Class::Area | Class::AreaLifted => {
                evidence::decide(&ground, members, &|act| self.proposal(act))?
            }
            Class::Appeal
            | Class::AppealAdded
            | Class::AppealWithdrawn
            | Class::AppealAsked
            | Class::AppealDecided
            | Class::AppealEased => {
                let known = redress::Known::read(self, permit.act(), members, files)?;
                redress::decide(&ground, members, &known)?
            }
            Class::Visits | Class::VisitSaid => {
                let known = presence::Known::read(self, permit.act(), members)?;
                presence::decide(&ground, members, &known)?
            }
            _ => {
                let known = register::Known::read(self, permit.act(), members, now)?;
                register::decide(&ground, members, &known)?
            }
        };
        Ok(decision)
    }

    fn cited(&self, act: &Act) -> Result<Vec<Note>, Refused> {
        let known = |digest: &mingma_seal::Digest| {
            let row = self.store.act_by_digest(&digest.0).map_err(ActError::from)?;
            let row = row.ok_or_else(|| Why::NoGround.of(digest.to_string()))?;
            Ok(self.note(row.seq)?)
        };
        act.cites.iter().map(known).collect()
    }

    /// True if an item of a record was struck out since.
    fn struck(&self, note: &Note, id: &str) -> Result<bool, ActError> {
        let Some(whose) = note.whose(id) else { return Ok(false) };
        let rows = self.store.residents_of(&[whose])?;
        let files = Reader::new(*self).files(rows)?;
        let stands =
            |file: &ResidentFile| evidence::filing::standing(file).iter().any(|held| held.item.id.as_str() == id);
        Ok(!files.iter().any(stands))
    }

    /// A record of before, opened as far as it can be.
    pub(crate) fn note(&self, seq: u64) -> Result<Note, ActError> {
        let record = kept::record(self.store, seq)?;
        let holder = |approval: &Approval| match self.registry.keys.get(&approval.key) {
            Some(key) => (key.row.holder_kind.clone(), key.row.holder.clone()),
            None => ("resident".to_owned(), approval.key.to_string()),
        };
        let items = open_members(self.store, self.vault, &record)?;
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

    /// A proposal: the act proposed, its first approval and its members.
    pub(crate) fn proposal(&self, act: &Uid) -> Option<evidence::Proposed> {
        let row = self.store.proposal(&act.0).ok()??;
        let record = kept::record(self.store, row.seq).ok()?;
        evidence::Proposed::of(&record, &row)
    }
}

/// Files, sorted by number, in the order in which they are wanted; one that is wanted
/// once is moved there.
fn in_order(wanted: &[u32], read: Vec<ResidentFile>) -> Vec<ResidentFile> {
    let place = |number: &u32| read.binary_search_by_key(number, |file| file.number).expect("it was read");
    let places: Vec<usize> = wanted.iter().map(place).collect();
    if places.len() == read.len() && places.is_sorted() {
        return read;
    }
    let mut left: Vec<Option<ResidentFile>> = read.into_iter().map(Some).collect();
    let mut again = vec![0_usize; left.len()];
    places.iter().for_each(|at| again[*at] += 1);
    let mut take = |at: usize| {
        again[at] -= 1;
        let file = if again[at] == 0 { left[at].take() } else { left[at].clone() };
        file.expect("it is taken when it is wanted for the last time")
    };
    places.into_iter().map(&mut take).collect()
}

/// Nothing stands before the first act.
struct Nothing;

impl View for Nothing {
    fn get(&self, _: &'static Table, _: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        Ok(None)
    }

    fn rows_of(&self, _: &'static Table, _: u32) -> Result<Vec<Vec<Value>>, ActError> {
        Ok(Vec::new())
    }
}

/// The members of a record, opened where their key still stands.
///
/// # Errors
/// The block cannot be read, or a member was changed.
pub fn open_members(store: &dyn Store, vault: &Vault, record: &Record) -> Result<Vec<Opened>, ActError> {
    let sealed = kept::sealed(store, record.seq)?;
    let ring = vault.ring(sealed.iter().map(|one| one.resident))?;
    let found = open_each(&sealed, &record.act().place()?, |resident| ring.of(resident));
    sealed.into_iter().zip(found).map(|(sealed, found)| Ok(Opened { sealed, member: found.transpose()? })).collect()
}

/// Opens members at their place, on every core; none where the key is gone.
pub(crate) fn open_each<'k>(
    sealed: &[Sealed],
    place: &Uid,
    key: impl Fn(u32) -> Option<&'k ResidentKey> + Sync,
) -> Vec<Option<Result<Member, ActError>>> {
    cores::each(sealed.len(), |row| {
        let idx = u32::try_from(row).expect("fewer members than 2^21");
        key(sealed[row].resident).map(|key| sealed[row].open(place, idx, key))
    })
}
