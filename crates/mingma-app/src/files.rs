//! What the register holds of a resident, opened for a decision.

use std::collections::{BTreeMap, HashMap};

use mingma_acts::item::{Admission, from_map};
use mingma_acts::member::open_row;
use mingma_acts::{ActError, Class, Map, Record, Uid, Vault, fold, record_of};
use mingma_model::{Evidence, Id, Profile};
use mingma_store::Store;
use mingma_store::rows::{MemberRow, ResidentRow};

/// An item of a resident, with where it stands.
#[derive(Clone, Debug)]
pub struct Held {
    /// The act.
    pub seq: u64,
    /// Its index among the act's members.
    pub idx: u32,
    /// The item as derivation takes it.
    pub item: Evidence,
}

/// A resident, with all evidence about the person: where two enrolments are one
/// person, that of both.
#[derive(Clone, Debug)]
pub struct ResidentFile {
    /// The number inside.
    pub number: u32,
    /// The id outside.
    pub uid: Uid,
    /// The row; none of a resident who is being enrolled.
    pub row: Option<ResidentRow>,
    /// The other enrolments of the same person.
    pub others: Vec<u32>,
    /// Evidence, by act and index.
    pub held: Vec<Held>,
    /// True while their key stands.
    pub readable: bool,
}

impl ResidentFile {
    /// A file without evidence.
    #[must_use]
    pub const fn empty(number: u32, uid: Uid, row: Option<ResidentRow>) -> Self {
        Self { number, uid, row, others: Vec::new(), held: Vec::new(), readable: true }
    }

    /// The items as derivation takes them.
    #[must_use]
    pub fn items(&self) -> Vec<Evidence> {
        self.held.iter().map(|held| held.item.clone()).collect()
    }

    /// An item by its id.
    #[must_use]
    pub fn find(&self, id: &Id) -> Option<&Held> {
        self.held.iter().find(|held| held.item.id == *id)
    }
}

/// Reads residents' files.
pub(crate) struct Reader<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) vault: &'a Vault,
    pub(crate) profile: &'a Profile,
    /// Who turned out to be whom.
    merged: &'a BTreeMap<u32, Vec<u32>>,
    /// Acts read before: several items of one act are read once.
    records: HashMap<u64, Record>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        store: &'a dyn Store,
        vault: &'a Vault,
        profile: &'a Profile,
        merged: &'a BTreeMap<u32, Vec<u32>>,
    ) -> Self {
        Self { store, vault, profile, merged, records: HashMap::new() }
    }

    /// A record by its number.
    pub(crate) fn record(&mut self, seq: u64) -> Result<&Record, ActError> {
        if !self.records.contains_key(&seq) {
            let row = self.store.act(seq)?.ok_or(ActError::Unfoldable { seq, what: "act".into() })?;
            self.records.insert(seq, record_of(&row)?);
        }
        Ok(&self.records[&seq])
    }

    /// Files of residents, ascending by number; their evidence only where they have some.
    pub(crate) fn files(&mut self, rows: Vec<ResidentRow>) -> Result<Vec<ResidentFile>, ActError> {
        let numbers: Vec<u32> = rows.iter().map(|row| row.resident).collect();
        let mut members = self.store.members_of_many(&numbers)?;
        members.retain(|row| is_evidence(row.class));
        let mut at = 0;
        let mut files = Vec::with_capacity(rows.len());
        for row in rows {
            let from = at;
            while members.get(at).is_some_and(|member| member.resident == row.resident) {
                at += 1;
            }
            files.push(self.file(row, &members[from..at])?);
        }
        Ok(files)
    }

    fn file(&mut self, row: ResidentRow, members: &[MemberRow]) -> Result<ResidentFile, ActError> {
        let mut file = ResidentFile::empty(row.resident, Uid(row.id), Some(row.clone()));
        self.open_into(&mut file, members)?;
        file.others = self.one_person(&row);
        for other in file.others.clone() {
            let members = self.store.members_of(other)?;
            let members: Vec<MemberRow> = members.into_iter().filter(|row| is_evidence(row.class)).collect();
            // An enrolment that was merged into this one may be closed and its key gone;
            // this one stands.
            let readable = file.readable;
            self.open_into(&mut file, &members)?;
            file.readable = readable;
        }
        file.held.sort_by_key(|held| (held.seq, held.idx));
        Ok(file)
    }

    /// The other enrolments of the same person.
    fn one_person(&self, row: &ResidentRow) -> Vec<u32> {
        let main = row.merged_into.unwrap_or(row.resident);
        let others = self.merged.get(&main).map_or(&[][..], Vec::as_slice);
        others.iter().copied().chain([main]).filter(|number| *number != row.resident).collect()
    }

    fn open_into(&mut self, file: &mut ResidentFile, members: &[MemberRow]) -> Result<(), ActError> {
        let Some(first) = members.first() else { return Ok(()) };
        let Some(key) = self.vault.key(first.resident)? else {
            file.readable = false;
            return Ok(());
        };
        let profile = self.profile;
        for row in members {
            let record = self.record(row.seq)?;
            let member = open_row(&row.sealed, &fold::place_of(record)?, row.idx, &key)?;
            let item = evidence(&member.item, &file.uid, record, row.idx, profile);
            let item = item.ok_or_else(|| ActError::Unfoldable { seq: row.seq, what: format!("member {}", row.idx) })?;
            file.held.push(Held { seq: row.seq, idx: row.idx, item });
        }
        Ok(())
    }
}

/// True of classes whose members are evidence in force.
#[must_use]
pub(crate) fn is_evidence(class: u8) -> bool {
    class == Class::Evidence.code()
}

/// An item of a record as derivation takes it.
pub(crate) fn evidence(item: &Map, uid: &Uid, record: &Record, idx: u32, profile: &Profile) -> Option<Evidence> {
    from_map(item, uid, admission(record, idx), profile)
}

/// When an item was sealed and, of a provisional act, when it ends by itself: what
/// the register added has an end of its own.
pub(crate) fn admission(record: &Record, idx: u32) -> Admission {
    let signed = record.act().members.map_or(0, |members| members.count);
    let hours = record.act().body.int("hours").filter(|_| idx < signed);
    Admission { sealed_at: record.sealed_at, until: hours.map(|hours| record.sealed_at + hours * 3_600) }
}
