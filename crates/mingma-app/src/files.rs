//! What the register holds of a resident, opened for a decision.

use std::collections::HashMap;

use mingma_acts::item::{Admission, from_map};
use mingma_acts::kept::record;
use mingma_acts::member::open_row;
use mingma_acts::{ActError, Class, Datum, Map, Record, Uid};
use mingma_model::{Evidence, Id, Profile};
use mingma_seal::ResidentKey;
use mingma_store::rows::{MemberRow, ResidentRow};

use crate::cores;
use crate::grounds::Grounds;

/// An item of a resident, with where it stands.
#[derive(Clone, Debug)]
pub struct Held {
    /// The number of the enrolment that it was said of.
    pub of: u32,
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

    /// The items that were known as of an act, as derivation takes them.
    #[must_use]
    pub fn known(&self, upto: u64) -> Vec<Evidence> {
        self.held.iter().filter(|held| held.seq <= upto).map(|held| held.item.clone()).collect()
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
    grounds: Grounds<'a>,
    /// Acts read before: several items of one act are read once.
    records: HashMap<u64, Record>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(grounds: Grounds<'a>) -> Self {
        Self { grounds, records: HashMap::new() }
    }

    /// Files of residents, as far as they can be read: of whom one cannot, in `unread`,
    /// with the reason. Halving finds them: who shares a page with one is read all the same.
    /// A reason that is `fatal` ends it.
    pub(crate) fn apart(
        &mut self,
        mut rows: Vec<ResidentRow>,
        unread: &mut Vec<(ResidentRow, ActError)>,
        fatal: fn(&ActError) -> bool,
    ) -> Result<Vec<ResidentFile>, ActError> {
        match self.files(rows.clone()) {
            Err(error) if fatal(&error) => Err(error),
            Err(error) if rows.len() == 1 => {
                unread.extend(rows.pop().map(|row| (row, error)));
                Ok(Vec::new())
            }
            Err(_) => {
                let half = rows.split_off(rows.len() / 2);
                let mut files = self.apart(rows, unread, fatal)?;
                files.append(&mut self.apart(half, unread, fatal)?);
                Ok(files)
            }
            files => files,
        }
    }

    /// Files of residents, ascending by number; their evidence only where they have some.
    pub(crate) fn files(&mut self, rows: Vec<ResidentRow>) -> Result<Vec<ResidentFile>, ActError> {
        let numbers: Vec<u32> = rows.iter().map(|row| row.resident).collect();
        let members = self.members(&numbers)?;
        let with: Vec<u32> = members.chunk_by(same_resident).map(|own| own[0].resident).collect();
        let keys = self.grounds.vault.keys(&with)?;
        let own: Vec<&[MemberRow]> = members.chunk_by(same_resident).collect();
        let mut files: Vec<ResidentFile> =
            rows.into_iter().map(|row| ResidentFile::empty(row.resident, Uid(row.id), Some(row))).collect();
        let at: Vec<usize> =
            with.iter().map(|resident| numbers.binary_search(resident).expect("it was asked for")).collect();
        let opened = cores::each(own.len(), |n| self.open(&files[at[n]].uid, own[n], keys[n].as_ref()));
        for (at, held) in at.into_iter().zip(opened) {
            match held? {
                Some(held) => files[at].held = held,
                None => files[at].readable = false,
            }
        }
        files.iter_mut().try_for_each(|file| self.join(file))?;
        Ok(files)
    }

    /// Evidence rows of residents, by resident, act and index; the acts are read with them.
    fn members(&mut self, numbers: &[u32]) -> Result<Vec<MemberRow>, ActError> {
        let mut members = self.grounds.store.members_of_many(numbers)?;
        members.retain(|row| is_evidence(row.class));
        for row in &members {
            if !self.records.contains_key(&row.seq) {
                self.records.insert(row.seq, record(self.grounds.store, row.seq)?);
            }
        }
        Ok(members)
    }

    /// The evidence of the other enrolments of the same person.
    fn join(&mut self, file: &mut ResidentFile) -> Result<(), ActError> {
        let person = file.row.as_ref().map_or_else(Vec::new, |row| self.grounds.registry.one_person(row));
        file.others = person.into_iter().filter(|number| *number != file.number).collect();
        for other in file.others.clone() {
            let members = self.members(&[other])?;
            // An enrolment that was merged into this one may be closed and its key gone;
            // this one stands.
            let key = self.grounds.vault.key(other)?;
            file.held.extend(self.open(&file.uid, &members, key.as_ref())?.unwrap_or_default());
        }
        if !file.others.is_empty() {
            file.held.sort_by_key(|held| (held.seq, held.idx));
        }
        Ok(())
    }

    /// Opens what stands under one key; none where the key is gone.
    fn open(&self, uid: &Uid, members: &[MemberRow], key: Option<&ResidentKey>) -> Result<Option<Vec<Held>>, ActError> {
        let Some(key) = key else { return Ok(members.is_empty().then(Vec::new)) };
        let open = |row: &MemberRow| {
            let record = &self.records[&row.seq];
            let member = open_row(&row.sealed, &record.act().place()?, row.idx, key)?;
            let Some(said) = said(record.act().class, &member.item) else { return Ok(None) };
            let item = from_map(said, uid, admission(record, row.idx), self.grounds.profile);
            let item =
                item.ok_or_else(|| ActError::Unfoldable { seq: row.seq, what: format!("member {}", row.idx) })?;
            Ok(Some(Held { of: row.resident, seq: row.seq, idx: row.idx, item }))
        };
        members.iter().filter_map(|row| open(row).transpose()).collect::<Result<Vec<Held>, ActError>>().map(Some)
    }
}

fn same_resident(a: &MemberRow, b: &MemberRow) -> bool {
    a.resident == b.resident
}

/// True of classes whose members are evidence in force.
#[must_use]
pub(crate) fn is_evidence(class: u8) -> bool {
    Class::from_code(u64::from(class)).is_some_and(Class::holds_evidence)
}

/// The item of evidence that a member says: of an act of evidence the whole member; of a
/// decision on an appeal, or of the clock, what stands under `item`, if anything does.
pub(crate) fn said(class: Class, member: &Map) -> Option<&Map> {
    match class {
        Class::AppealDecided | Class::AppealEased => match member.get("item") {
            Some(Datum::Map(item)) => Some(item),
            _ => None,
        },
        _ => Some(member),
    }
}

/// An item of a record as derivation takes it.
pub(crate) fn evidence(member: &Map, uid: &Uid, record: &Record, idx: u32, profile: &Profile) -> Option<Evidence> {
    from_map(said(record.act().class, member)?, uid, admission(record, idx), profile)
}

/// When an item was sealed and, of a provisional act, when it ends by itself: what
/// the register added has an end of its own.
pub(crate) fn admission(record: &Record, idx: u32) -> Admission {
    let signed = record.act().members.map_or(0, |members| members.count);
    let hours = record.act().body.int("hours").filter(|_| idx < signed);
    Admission { sealed_at: record.sealed_at, until: hours.map(|hours| record.sealed_at + hours * 3_600) }
}
