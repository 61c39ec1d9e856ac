//! Replaying all acts into an empty store, each authorised and decided again.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;

use mingma_acts::fold::letter_rows;
use mingma_acts::member::members_of;
use mingma_acts::{ActError, Class, Folding, Member, Opened, Permit, Record, Registry, Stored, Uid, fold};
use mingma_model::Text;
use mingma_rules::Rulebook;
use mingma_store::rows::{ActRow, LetterRow, MemberRow, ResidentRow};
use mingma_store::{Change, Row, Sqlite};

use super::ahead::{self, Ahead, Found, Read};
use super::ended::{Ended, letters_kept};
use super::laid::Laid;
use super::shelf::Shelf;
use super::{Audit, Difference, Pass, Report, lock, told};
use crate::files::{Held, Reader, ResidentFile};
use crate::ground::Decision;
use crate::grounds::Grounds;
use crate::house::rulebook;
use crate::submit::{Refused, seal_letter};

/// Members of an act that are let go of beside the replay.
const MANY: usize = 4_096;

/// What the acts make, from nothing.
pub(super) struct Replica<'a> {
    store: Laid<'a>,
    /// Evidence opened before, while nothing has differed yet; none where each is read again.
    shelf: Option<Mutex<Shelf>>,
    registry: Registry,
    book: Arc<Rulebook>,
    edition: u64,
    ended: Ended,
    /// Who was enrolled, by their numbers, in the order of the acts.
    enrolled: Vec<u32>,
    /// The highest of them.
    highest: u32,
    audit: &'a Audit<'a>,
}

impl Replica<'_> {
    pub(super) const fn store(&self) -> &Laid<'_> {
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

/// Replays every act. The first pass ends where something differs: the second tells what.
pub(super) fn run<'a>(
    audit: &'a Audit<'a>,
    pass: Pass,
    ended: Ended,
    report: &mut Report,
) -> Result<Replica<'a>, ActError> {
    let own = Sqlite::replica(&audit.scratch.join(pass.file()))?;
    let (store, shelf) = match pass {
        Pass::First => (Laid::beside(own, audit.store, audit.vault.random()), Some(Mutex::default())),
        Pass::Second => (Laid::whole(own), None),
    };
    let registry = Registry::default();
    let book = Arc::new(rulebook(&registry, audit.profile)?);
    let mut replica =
        Replica { store, shelf, registry, book, edition: 0, ended, enrolled: Vec::new(), highest: 0, audit };
    let newest = audit.store.newest()?;
    thread::scope(|scope| {
        let (to, lots) = sync_channel(0);
        let ahead = Ahead { audit, items: pass == Pass::First };
        scope.spawn(move || ahead::read(ahead, &to));
        for lot in lots {
            let lot = lot?;
            lot.differences.into_iter().for_each(|one| report.differ(one));
            for read in lot.acts {
                if pass == Pass::First && !report.clean() {
                    return Ok(replica);
                }
                let done = replica.act(read, report)?;
                // To let go of a million members takes as long as to make them.
                if done.len() > MANY {
                    scope.spawn(move || drop(done));
                }
            }
            (audit.progress)(replica.registry.newest.min(newest), newest);
        }
        Ok(replica)
    })
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

impl Replica<'_> {
    /// Replays an act; gives its members back, of no use any more.
    fn act(&mut self, read: Read, report: &mut Report) -> Result<Vec<Opened>, ActError> {
        let row = &read.row;
        report.acts += 1;
        if row.seq != self.registry.newest + 1 {
            let what = Text::new("不接前一处置", "does not follow the act before it");
            report.differ(Difference::new("act", row.seq.to_string(), what));
        }
        let Some(Found { record, mut members, broken, items }) = read.found else {
            return self.keep(row, Vec::new()).map(|()| Vec::new());
        };
        if record.act().class == Class::Enrolment {
            self.enrol(&members);
        }
        report.members += members.len() as u64;
        let signed = record.act().members.map_or(0, |told| told.count as usize).min(members.len());
        let (first, added) = members.split_at_mut(signed);
        self.roots(&record, first, added, report);
        if record.sealed_at < self.registry.sealed_at {
            report.differ(Difference::new(
                "act",
                row.seq.to_string(),
                Text::new("登记时间早于前一处置", "was sealed before the act before it"),
            ));
        }
        let mut files = Vec::new();
        let letters = match row.seq >= self.audit.since {
            true => self.judge(&record, first, added, &mut files, report)?,
            false => Vec::new(),
        };
        let told = self.ended.merging(self.audit.store, &record, &members)?;
        let folding =
            Folding { record: &record, members: &told, view: &Stored(&self.store), index: self.audit.vault.index() };
        match fold(&folding) {
            Ok(changes) => {
                let ended = self.ended.rows(&record, &members);
                let changes = readable(changes, &broken);
                self.keep(row, changes.into_iter().chain(ended).chain(letters).collect())?;
            }
            Err(error) => {
                report.differ(Difference::new("act", row.seq.to_string(), error.fault().what));
                self.keep(row, Vec::new())?;
            }
        }
        self.shelve(&record, &members, items, files);
        Ok(members)
    }

    /// Notes who is enrolled. Numbers ascend: of a number above all before, nothing was said.
    fn enrol(&mut self, members: &[Opened]) {
        for number in members.iter().map(|one| one.sealed.resident) {
            if number > self.highest {
                self.highest = number;
                // Where not every act is decided again, one may name a number before its time.
                let shelf = self.shelf.as_ref().filter(|_| self.audit.since <= 1);
                shelf.into_iter().for_each(|shelf| lock(shelf).put(number, Vec::new()));
            }
            self.enrolled.push(number);
        }
    }

    /// Files of residents, ascending by number: what stands on the shelf is taken from it,
    /// the others are read.
    pub(super) fn files(
        &self,
        rows: Vec<ResidentRow>,
        read: impl FnOnce(Vec<ResidentRow>) -> Result<Vec<ResidentFile>, ActError>,
    ) -> Result<Vec<ResidentFile>, ActError> {
        let Some(shelf) = &self.shelf else { return read(rows) };
        let (mut files, mut unread) = (Vec::with_capacity(rows.len()), Vec::new());
        {
            let mut shelf = lock(shelf);
            for row in rows {
                // The evidence of one person under two numbers is read together.
                let alone = row.merged_into.is_none() && !self.registry.merged.contains_key(&row.resident);
                match shelf.take(row.resident).filter(|_| alone) {
                    Some(held) => {
                        let uid = Uid(row.id);
                        files.push(ResidentFile { held, ..ResidentFile::empty(row.resident, uid, Some(row)) });
                    }
                    None => unread.push(row),
                }
            }
        }
        if !unread.is_empty() {
            files.extend(read(unread)?);
            files.sort_by_key(|file| file.number);
        }
        Ok(files)
    }

    /// Puts files that were read back on the shelf.
    pub(super) fn shelve_again(&self, files: Vec<ResidentFile>) {
        let Some(shelf) = &self.shelf else { return };
        let mut shelf = lock(shelf);
        files.into_iter().filter(shelvable).for_each(|file| shelf.put(file.number, file.held));
    }

    /// Puts files on the shelf, with what the act has added to them.
    fn shelve(&self, record: &Record, members: &[Opened], items: Vec<Option<Held>>, files: Vec<ResidentFile>) {
        if record.act().class != Class::Evidence {
            return self.shelve_again(files);
        }
        let Some(shelf) = &self.shelf else { return };
        let mut shelf = lock(shelf);
        let mut standing: BTreeMap<u32, Vec<Held>> =
            files.into_iter().filter(shelvable).map(|file| (file.number, file.held)).collect();
        for (one, item) in members.iter().zip(items) {
            let number = one.sealed.resident;
            match (standing.get_mut(&number), item) {
                (Some(held), Some(item)) => held.push(item),
                // Not all of theirs is known here any more: it is read when it is asked for.
                _ => drop(standing.remove(&number).or_else(|| shelf.take(number))),
            }
        }
        standing.into_iter().for_each(|(number, held)| shelf.put(number, held));
    }

    fn roots(&self, record: &Record, first: &[Opened], added: &[Opened], report: &mut Report) {
        let of = |some: &[Opened]| members_of(some.iter().map(|one| &one.sealed));
        if of(first) != record.act().members || of(added) != record.added {
            let what = Text::new("成员与签署的根不符", "the members are not those under the signed root");
            report.differ(Difference::new("block", record.seq.to_string(), what));
        }
    }

    /// Verifies who signed and decides again; gives the letters that the act brings, and in
    /// `read` the files that were read for it.
    fn judge(
        &self,
        record: &Record,
        first: &mut [Opened],
        added: &[Opened],
        read: &mut Vec<ResidentFile>,
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
        let readable = first.iter().filter(|one| one.member.is_some()).count();
        report.closed += self.ended.count(first);
        if readable < first.len() && (readable == 0 || !each_alone(record.act().class)) {
            let told = self.ended.touches(&self.store, record, first)?;
            return if told { letters_kept(self.audit.store, record, first) } else { Ok(Vec::new()) };
        }
        match self.decide(record, &permit, first) {
            Ok((files, decision)) => {
                theirs(record, first, &files, report);
                self.agree(record, &files, &decision, added, report);
                let letters = self.letters(record, &files, &decision);
                *read = files;
                letters
            }
            Err(Refused::Act(error @ (ActError::Store(_) | ActError::Stopped(_)))) => Err(error),
            Err(_) if self.ended.touches(&self.store, record, first)? => letters_kept(self.audit.store, record, first),
            Err(refused) => {
                let fault = refused.fault().what;
                let what =
                    Text::new(format!("不应入册：{}", fault.zh), format!("should not have been kept: {}", fault.en));
                report.differ(Difference::new("act", seq, what));
                Ok(Vec::new())
            }
        }
    }

    /// Decides on the members that can be read.
    fn decide(
        &self,
        record: &Record,
        permit: &Permit,
        first: &mut [Opened],
    ) -> Result<(Vec<ResidentFile>, Decision), Refused> {
        let readable: Vec<usize> = (0..first.len()).filter(|at| first[*at].member.is_some()).collect();
        let numbers: Vec<u32> = readable.iter().map(|at| first[*at].sealed.resident).collect();
        // Lent, not copied: there may be a million.
        let members: Vec<Member> = first.iter_mut().filter_map(|one| one.member.take()).collect();
        let decided = self.decided(record, permit, &members, &numbers);
        readable.into_iter().zip(members).for_each(|(at, member)| first[at].member = Some(member));
        decided
    }

    fn decided(
        &self,
        record: &Record,
        permit: &Permit,
        members: &[Member],
        numbers: &[u32],
    ) -> Result<(Vec<ResidentFile>, Decision), Refused> {
        let (grounds, class) = (self.grounds(), record.act().class);
        let files = match class {
            Class::Enrolment => grounds.files(class, members, numbers)?,
            _ => {
                let read = |rows| Reader::new(grounds).files(rows);
                grounds.files_by(members, numbers, |rows| self.files(rows, read))?
            }
        };
        let decision = grounds.decide(&self.book, permit, members, &files, record.sealed_at, true)?;
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
        for change in changes.iter().filter(|change| Registry::holds(change)) {
            self.registry.apply(change)?;
        }
        self.store.keep(self.registry.newest, row.seq, changes)?;
        (self.registry.newest, self.registry.sealed_at) = (row.seq, row.sealed_at);
        if self.edition != self.registry.texts_edition {
            self.book = Arc::new(rulebook(&self.registry, self.audit.profile)?);
            self.edition = self.registry.texts_edition;
        }
        Ok(())
    }
}

/// Every member stands under the number of whom it is about.
fn theirs(record: &Record, first: &[Opened], files: &[ResidentFile], report: &mut Report) {
    let readable = first.iter().zip(0_u32..).filter(|(one, _)| one.member.is_some());
    for ((_, idx), _) in readable.zip(files).filter(|((one, _), file)| one.sealed.resident != file.number) {
        let what = Text::new("在别人的编号下", "stands under somebody else's number");
        report.differ(Difference::new("block", format!("{} {idx}", record.seq), what));
    }
}

/// Files that a shelf may hold: of one enrolment, all of it read.
const fn shelvable(file: &ResidentFile) -> bool {
    file.readable && file.others.is_empty() && file.row.is_some()
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
