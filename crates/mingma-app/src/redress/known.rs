//! What the register knows of appeals: read before an act is decided, so that deciding stays
//! a function of values.

use std::collections::{BTreeSet, HashMap};

use mingma_acts::kept::record;
use mingma_acts::{Act, ActError, Approval, Class, Datum, Map, Member, Record};
use mingma_model::Id;
use mingma_store::rows::{AppealRow, DueRow};
use mingma_store::{Row, Store, Value};

use crate::files::ResidentFile;
use crate::grounds::{Grounds, open_members};

/// The act that brought an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Its id.
    pub act: String,
    /// Who acted.
    pub actor: String,
    /// How many members were signed.
    pub members: u32,
    /// Who signed: kind of holder and holder.
    pub signers: Vec<(String, String)>,
}

/// Of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownMember {
    /// The appeal that it names.
    pub appeal: Option<AppealRow>,
    /// The act that brought the item in question.
    pub brought: Brought,
    /// The appeal stands in the due queue: its clock is not at rest.
    pub queued: bool,
}

/// Of each member, in their order; and of who appeals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Of each member.
    pub members: Vec<KnownMember>,
    /// All appeals of the person that the first member is about.
    pub own: Vec<AppealRow>,
    /// The number that the act brings is an appeal's already.
    pub taken: bool,
    /// How many files the appeal that the body names has.
    pub attached: usize,
}

impl Known {
    /// Reads what an act needs.
    ///
    /// # Errors
    /// The store cannot be asked.
    pub(crate) fn read(
        grounds: &Grounds<'_>,
        act: &Act,
        members: &[Member],
        files: &[ResidentFile],
    ) -> Result<Self, ActError> {
        let mut reader = Reader::new(grounds);
        let mut known = Self::default();
        let named = act.body.text("number");
        match act.class {
            Class::Appeal => {
                known.own = own(grounds, files.first())?;
                known.taken = named.map_or(Ok(None), |number| grounds.store.appeal(number))?.is_some();
                for (member, file) in members.iter().zip(files) {
                    let brought = reader.brought(file, member.item.text("item"))?;
                    known.members.push(KnownMember { brought, ..KnownMember::default() });
                }
            }
            Class::AppealDecided | Class::AppealEased => {
                reader.read(members.iter().filter_map(|member| member.item.text("number")))?;
                for (member, file) in members.iter().zip(files) {
                    let mut one = reader.named(file, member.item.text("number"))?;
                    if let Some(row) = one.appeal.as_ref().filter(|_| act.class == Class::AppealEased) {
                        one.queued = queued(grounds.store, row)?;
                    }
                    known.members.push(one);
                }
            }
            _ => {
                reader.read(named)?;
                for file in files {
                    known.members.push(reader.named(file, named)?);
                }
                let row = known.members.first().and_then(|one| one.appeal.as_ref());
                if let Some(row) = row.filter(|_| act.class == Class::AppealAdded) {
                    known.attached = attached(grounds, row)?;
                }
            }
        }
        Ok(known)
    }
}

/// The appeals of a person, under each of their numbers.
pub(crate) fn own(grounds: &Grounds<'_>, file: Option<&ResidentFile>) -> Result<Vec<AppealRow>, ActError> {
    let mut rows = Vec::new();
    for number in file.into_iter().flat_map(|file| file.others.iter().copied().chain([file.number])) {
        rows.extend(grounds.store.appeals_of(number)?);
    }
    Ok(rows)
}

/// Reads appeals, and the acts that brought items, each once.
pub(crate) struct Reader<'a> {
    grounds: &'a Grounds<'a>,
    appeals: HashMap<String, AppealRow>,
    records: HashMap<u64, Brought>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(grounds: &'a Grounds<'a>) -> Self {
        Self { grounds, appeals: HashMap::new(), records: HashMap::new() }
    }

    /// Reads the appeals of these numbers at once.
    fn read<'n>(&mut self, numbers: impl IntoIterator<Item = &'n str>) -> Result<(), ActError> {
        let numbers: BTreeSet<&str> = numbers.into_iter().collect();
        let asked: Vec<Value> = numbers.into_iter().map(|number| Value::Text(number.to_owned())).collect();
        for values in self.grounds.store.select_each(AppealRow::TABLE, "number", &asked)? {
            let row = AppealRow::read(&values)?;
            self.appeals.insert(row.number.clone(), row);
        }
        Ok(())
    }

    /// The appeal of a number, where it is this person's, and what it questions.
    fn named(&mut self, file: &ResidentFile, number: Option<&str>) -> Result<KnownMember, ActError> {
        let appeal = number.and_then(|number| self.appeals.get(number)).cloned();
        let appeal = appeal.filter(|row| row.resident == file.number || file.others.contains(&row.resident));
        let brought = self.brought(file, appeal.as_ref().map(|row| row.item.as_str()))?;
        Ok(KnownMember { appeal, brought, queued: false })
    }

    /// The act that brought an item of a file; nothing of an item that is not there.
    pub(crate) fn brought(&mut self, file: &ResidentFile, item: Option<&str>) -> Result<Brought, ActError> {
        let held = item.and_then(Id::parse).and_then(|id| file.find(&id));
        let Some(seq) = held.map(|held| held.seq) else { return Ok(Brought::default()) };
        if let Some(known) = self.records.get(&seq) {
            return Ok(known.clone());
        }
        let found = self.of(&record(self.grounds.store, seq)?);
        self.records.insert(seq, found.clone());
        Ok(found)
    }

    fn of(&self, record: &Record) -> Brought {
        let holder = |approval: &Approval| match self.grounds.registry.keys.get(&approval.key) {
            Some(key) => (key.row.holder_kind.clone(), key.row.holder.clone()),
            None => ("resident".to_owned(), approval.key.to_string()),
        };
        let act = record.act();
        Brought {
            act: act.id.to_string(),
            actor: act.actor.clone(),
            members: act.members.map_or(0, |members| members.count),
            signers: record.approvals.iter().map(holder).collect(),
        }
    }
}

/// True if the line of an appeal stands in the due queue.
pub(crate) fn queued(store: &dyn Store, row: &AppealRow) -> Result<bool, ActError> {
    let line = DueRow { at: row.due_at, what: DUE.into(), key: row.number.clone() };
    // What comes after a number without its last character begins with that number.
    let before = row.number.get(..row.number.len().saturating_sub(1)).unwrap_or_default();
    let after = [Value::Int(row.due_at), Value::Text(DUE.into()), Value::Text(before.into())];
    for values in store.scan(DueRow::TABLE, Some(&after), NEAR)? {
        if DueRow::read(&values)? == line {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The line of the due queue that an open appeal has.
pub(crate) const DUE: &str = "appeal_due";

/// More lines than numbers differ in their last character alone.
const NEAR: usize = 16;

/// How many files stand with an appeal.
fn attached(grounds: &Grounds<'_>, row: &AppealRow) -> Result<usize, ActError> {
    let mut acts: Vec<u64> = Vec::new();
    for member in grounds.store.members_of(row.resident)? {
        let handed = [Class::Appeal, Class::AppealAdded].iter().any(|class| class.code() == member.class);
        if handed && acts.last() != Some(&member.seq) {
            acts.push(member.seq);
        }
    }
    let mut count = 0;
    for seq in acts {
        let record = record(grounds.store, seq)?;
        if record.act().body.text("number") == Some(row.number.as_str()) {
            let opened = open_members(grounds.store, grounds.vault, &record)?;
            count += opened.iter().filter(|one| one.member.as_ref().is_some_and(|one| is_file(&one.item))).count();
        }
    }
    Ok(count)
}

/// True of a member that is a file.
pub(crate) fn is_file(item: &Map) -> bool {
    matches!(item.get("attachment"), Some(Datum::Bytes(_)))
}
