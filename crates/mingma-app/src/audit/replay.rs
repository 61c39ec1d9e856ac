//! Replaying all acts into an empty store, each authorised and decided again.

use std::collections::BTreeMap;
use std::sync::Arc;

use mingma_acts::fold::letter_rows;
use mingma_acts::member::{self, members_of};
use mingma_acts::{
    ActError, Class, Folding, Member, Opened, Permit, Record, Registry, Sealed, Stored, fold, record_of,
};
use mingma_model::Text;
use mingma_rules::Rulebook;
use mingma_seal::ResidentKey;
use mingma_store::rows::{ActRow, LetterRow, MemberRow};
use mingma_store::{Change, Row, Sqlite, Store};

use super::ended::{Ended, letters_kept};
use super::rows::{Acts, blocks};
use super::{Audit, Difference, Report, told};
use crate::files::ResidentFile;
use crate::ground::Decision;
use crate::grounds::{Grounds, open_each};
use crate::house::rulebook;
use crate::submit::{Refused, seal_letter};

/// What the acts make, from nothing.
pub(super) struct Replica<'a> {
    store: Sqlite,
    registry: Registry,
    book: Arc<Rulebook>,
    edition: u64,
    ended: Ended,
    /// Who was enrolled, by their numbers, in the order of the acts.
    enrolled: Vec<u32>,
    audit: &'a Audit<'a>,
}

impl Replica<'_> {
    pub(super) fn store(&self) -> &dyn Store {
        &self.store
    }

    pub(super) const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Everybody who was enrolled, ascending.
    pub(super) fn enrolled(&self) -> Vec<u32> {
        let mut numbers = self.enrolled.clone();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    pub(super) const fn ended(&self) -> &Ended {
        &self.ended
    }

    pub(super) const fn book(&self) -> &Arc<Rulebook> {
        &self.book
    }

    pub(super) fn grounds(&self) -> Grounds<'_> {
        let (vault, profile) = (self.audit.vault, self.audit.profile);
        Grounds { store: &self.store, vault, profile, registry: &self.registry }
    }
}

pub(super) fn run<'a>(audit: &'a Audit<'a>, ended: Ended, report: &mut Report) -> Result<Replica<'a>, ActError> {
    let store = Sqlite::replica(&audit.scratch.join("replay.db"))?;
    let registry = Registry::default();
    let book = Arc::new(rulebook(&registry, audit.profile)?);
    let mut replica = Replica { store, registry, book, edition: 0, ended, enrolled: Vec::new(), audit };
    let newest = audit.store.newest()?;
    let mut acts = Acts::of(audit.store);
    while let Some(rows) = acts.next(report)? {
        for row in rows {
            if row.seq != replica.registry.newest + 1 {
                let what = Text::new("不接前一处置", "does not follow the act before it");
                report.differ(Difference::new("act", row.seq.to_string(), what));
            }
            replica.act(&row, report)?;
        }
        (audit.progress)(replica.registry.newest.min(newest), newest);
    }
    Ok(replica)
}

/// The members of an act; one that does not open is named, and by its index told.
fn opened(audit: &Audit<'_>, record: &Record, report: &mut Report) -> Result<(Vec<Opened>, Vec<u32>), ActError> {
    let place = record.act().place()?;
    let mut sealed: Vec<Sealed> = Vec::new();
    let mut broken = Vec::new();
    for block in blocks(audit.store, record.seq, report)? {
        match member::from_chunk(&block.bytes) {
            Ok(some) => sealed.extend(some),
            Err(_) => report.differ(changed("block", format!("{} {}", record.seq, block.chunk))),
        }
    }
    let found = match audit.vault.ring(sealed.iter().map(|one| one.resident)) {
        Ok(ring) => open_each(&sealed, &place, |resident| ring.of(resident)),
        // One that does not unwrap is named with the keys; the others still open.
        Err(_) => {
            let own = |number: u32| Some((number, audit.vault.key(number).ok().flatten()?));
            let keys: BTreeMap<u32, ResidentKey> = sealed.iter().filter_map(|one| own(one.resident)).collect();
            open_each(&sealed, &place, |resident| keys.get(&resident))
        }
    };
    let mut members = Vec::with_capacity(sealed.len());
    for ((sealed, found), idx) in sealed.into_iter().zip(found).zip(0_u32..) {
        let member = match found {
            None => None,
            Some(Ok(member)) => Some(member),
            Some(Err(_)) => {
                report.differ(changed("block", format!("{} {idx}", record.seq)));
                broken.push(idx);
                None
            }
        };
        members.push(Opened { sealed, member });
    }
    Ok((members, broken))
}

/// Leaves out the rows of members that do not open: nobody could read them.
fn readable(changes: Vec<Change>, broken: &[u32]) -> Vec<Change> {
    if broken.is_empty() {
        return changes;
    }
    let is_broken = |change: &Change| match change {
        Change::Put(table, row) if table.name == MemberRow::TABLE.name => {
            MemberRow::read(row).is_ok_and(|row| broken.contains(&row.idx))
        }
        _ => false,
    };
    changes.into_iter().filter(|change| !is_broken(change)).collect()
}

fn changed(table: &str, key: String) -> Difference {
    Difference::new(table, key, Text::new("被改动", "was changed"))
}

impl Replica<'_> {
    fn act(&mut self, row: &ActRow, report: &mut Report) -> Result<(), ActError> {
        report.acts += 1;
        let Ok(record) = record_of(row) else {
            report.differ(changed("act", row.seq.to_string()));
            return self.keep(row, Vec::new());
        };
        let (members, broken) = opened(self.audit, &record, report)?;
        if record.act().class == Class::Enrolment {
            self.enrolled.extend(members.iter().map(|one| one.sealed.resident));
        }
        report.members += members.len() as u64;
        let signed = record.act().members.map_or(0, |told| told.count as usize).min(members.len());
        let (first, added) = members.split_at(signed);
        self.roots(&record, first, added, report);
        if record.sealed_at < self.registry.sealed_at {
            report.differ(Difference::new(
                "act",
                row.seq.to_string(),
                Text::new("登记时间早于前一处置", "was sealed before the act before it"),
            ));
        }
        let letters = if row.seq >= self.audit.since { self.judge(&record, first, added, report)? } else { Vec::new() };
        let told = self.ended.merging(self.audit.store, &record, &members)?;
        let folding =
            Folding { record: &record, members: &told, view: &Stored(&self.store), index: self.audit.vault.index() };
        match fold(&folding) {
            Ok(changes) => {
                let ended = self.ended.rows(&record, &members);
                let changes = readable(changes, &broken);
                self.keep(row, changes.into_iter().chain(ended).chain(letters).collect())
            }
            Err(error) => {
                report.differ(Difference::new("act", row.seq.to_string(), error.fault().what));
                self.keep(row, Vec::new())
            }
        }
    }

    fn roots(&self, record: &Record, first: &[Opened], added: &[Opened], report: &mut Report) {
        let of = |some: &[Opened]| members_of(some.iter().map(|one| &one.sealed));
        if of(first) != record.act().members || of(added) != record.added {
            let what = Text::new("成员与签署的根不符", "the members are not those under the signed root");
            report.differ(Difference::new("block", record.seq.to_string(), what));
        }
    }

    /// Verifies who signed and decides again; gives the letters that the act brings.
    fn judge(
        &self,
        record: &Record,
        first: &[Opened],
        added: &[Opened],
        report: &mut Report,
    ) -> Result<Vec<Change>, ActError> {
        let seq = record.seq.to_string();
        let permit = self.grounds().authorise(record.bytes.clone(), record.approvals.clone(), record.sealed_at);
        let permit = match permit {
            Ok(permit) => permit,
            Err(ActError::UnknownKey(_)) if self.ended.own_word(record, first) => {
                report.closed += first.len() as u64;
                return Ok(Vec::new());
            }
            Err(error) => {
                report.differ(Difference::new("act", seq, error.fault().what));
                return Ok(Vec::new());
            }
        };
        report.approvals_verified += record.approvals.len() as u64;
        if own(record.act().class) {
            self.own_act(record, &permit, first, report)?;
            return Ok(Vec::new());
        }
        let readable: Vec<&Opened> = first.iter().filter(|one| one.member.is_some()).collect();
        let missing = first.len() - readable.len();
        report.closed += self.ended.count(first);
        if missing > 0 && (readable.is_empty() || !each_alone(record.act().class)) {
            let told = self.ended.touches(&self.store, record, first)?;
            return if told { letters_kept(self.audit.store, record, &readable) } else { Ok(Vec::new()) };
        }
        match self.decide(record, &permit, &readable) {
            Ok((files, decision)) => {
                self.agree(record, &files, &decision, added, report);
                self.letters(record, &files, &decision)
            }
            Err(Refused::Act(error @ (ActError::Store(_) | ActError::Stopped(_)))) => Err(error),
            Err(_) if self.ended.touches(&self.store, record, first)? => {
                letters_kept(self.audit.store, record, &readable)
            }
            Err(refused) => {
                let fault = refused.fault().what;
                let what =
                    Text::new(format!("不应入册：{}", fault.zh), format!("should not have been kept: {}", fault.en));
                report.differ(Difference::new("act", seq, what));
                Ok(Vec::new())
            }
        }
    }

    fn decide(
        &self,
        record: &Record,
        permit: &Permit,
        readable: &[&Opened],
    ) -> Result<(Vec<ResidentFile>, Decision), Refused> {
        let members: Vec<Member> = readable.iter().filter_map(|one| one.member.clone()).collect();
        let numbers: Vec<u32> = readable.iter().map(|one| one.sealed.resident).collect();
        let grounds = self.grounds();
        let files = grounds.files(record.act().class, &members, &numbers)?;
        let decision = grounds.decide(&self.book, permit, &members, &files, record.sealed_at, true)?;
        Ok((files, decision))
    }

    /// What the register added must be what it would add again.
    fn agree(
        &self,
        record: &Record,
        files: &[ResidentFile],
        decision: &Decision,
        added: &[Opened],
        report: &mut Report,
    ) {
        let mut again: Vec<_> = decision.added.iter().map(|one| (files[one.file].number, one.item.clone())).collect();
        let mut kept: Vec<_> =
            added.iter().filter_map(|one| Some((one.sealed.resident, one.member.as_ref()?.item.clone()))).collect();
        again.sort();
        kept.sort();
        if again != kept {
            let what = Text::new("登记系统所加的成员不符", "what the register added is not what it would add");
            report.differ(Difference::new("act", record.seq.to_string(), what));
        }
    }

    fn letters(&self, record: &Record, files: &[ResidentFile], decision: &Decision) -> Result<Vec<Change>, ActError> {
        let place = record.act().place()?;
        let mut out = Vec::new();
        for (file, n, plain) in decision.numbered() {
            let resident = files[file].number;
            let Some(key) = self.audit.vault.key(resident)? else { continue };
            let sealed = seal_letter(&key, &place, n, plain);
            let (seq, at) = (record.seq, record.sealed_at);
            out.extend(letter_rows(&LetterRow { resident, seq, n, at, sealed }));
        }
        Ok(out)
    }

    /// Acts that the register makes by itself bear its own signature and no other.
    fn own_act(&self, record: &Record, permit: &Permit, first: &[Opened], report: &mut Report) -> Result<(), ActError> {
        let signers = permit.signers();
        if signers.len() != 1 || signers[0].holder_kind != "register" {
            let what = Text::new("不是登记系统自己签署的", "is not signed by the register itself");
            report.differ(Difference::new("act", record.seq.to_string(), what));
        }
        if record.act().class == Class::Shown {
            told::shown(self, record, first, report)?;
        }
        Ok(())
    }

    /// Keeps what the act makes; the act itself stands in any case.
    fn keep(&mut self, row: &ActRow, mut changes: Vec<Change>) -> Result<(), ActError> {
        if changes.is_empty() {
            changes.push(Change::put(row));
        }
        self.store.commit(self.registry.newest, &changes)?;
        for change in changes.iter().filter(|change| Registry::holds(change)) {
            self.registry.apply(change)?;
        }
        (self.registry.newest, self.registry.sealed_at) = (row.seq, row.sealed_at);
        if self.edition != self.registry.texts_edition {
            self.book = Arc::new(rulebook(&self.registry, self.audit.profile)?);
            self.edition = self.registry.texts_edition;
        }
        Ok(())
    }
}

/// Classes whose members are decided each alone, so that those that can be read are
/// decided again without the others.
const fn each_alone(class: Class) -> bool {
    matches!(class, Class::Enrolment | Class::Evidence | Class::Proposal)
}

/// Classes that the register itself makes.
#[must_use]
pub fn own(class: Class) -> bool {
    matches!(class, Class::Refusal | Class::Shown)
}
