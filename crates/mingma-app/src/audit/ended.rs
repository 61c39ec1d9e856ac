//! What a closing statement ended: whose key is gone by a logged act, and what can still
//! be told of them. Their members cannot be read; that they were there, who signed and
//! what followed can be proved as before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use mingma_acts::fold::letter_rows;
use mingma_acts::item::{resident_id, resident_uid};
use mingma_acts::member::from_chunk;
use mingma_acts::{ActError, Class, Datum, Map, Member, Opened, Record, Uid, record_of};
use mingma_store::rows::ResidentRow;
use mingma_store::{Change, Store};

use super::Audit;

/// Residents whose key is gone and whom a closing statement names, by their number.
#[derive(Default)]
pub(super) struct Ended(BTreeMap<u32, Uid>);

impl Ended {
    /// Reads the closing statements among the acts.
    pub(super) fn read(audit: &Audit<'_>, statements: &[u64]) -> Result<Self, ActError> {
        let mut ended = Self::default();
        for seq in statements {
            let Some(row) = audit.store.act(*seq)? else { continue };
            // What was changed is named where it is replayed.
            let Ok(record) = record_of(&row) else { continue };
            let body = &record.act().body;
            let others = body.list("others").iter().map(|other| match other {
                Datum::Text(text) => Some(text.as_str()),
                _ => None,
            });
            let mut named = std::iter::once(body.text("resident")).chain(others);
            for block in audit.store.blocks(*seq)? {
                for sealed in from_chunk(&block.bytes).unwrap_or_default() {
                    let Some(uid) = named.next().flatten().and_then(resident_uid) else { continue };
                    if matches!(audit.vault.key(sealed.resident), Ok(None)) {
                        ended.0.insert(sealed.resident, uid);
                    }
                }
            }
        }
        Ok(ended)
    }

    fn holds(&self, one: &Opened) -> bool {
        one.member.is_none() && self.0.contains_key(&one.sealed.resident)
    }

    /// How many members cannot be read because their key was ended.
    pub(super) fn count(&self, members: &[Opened]) -> u64 {
        members.iter().filter(|one| self.holds(one)).count() as u64
    }

    /// True if one of these enrolments was ended.
    pub(super) fn any(&self, numbers: &[u32]) -> bool {
        numbers.iter().any(|number| self.0.contains_key(number))
    }

    /// True of an act about nobody but people whose keys are gone, by one of them: their
    /// device went with their key, so nobody can verify it any more.
    pub(super) fn own_word(&self, record: &Record, members: &[Opened]) -> bool {
        let actor = resident_uid(&record.act().actor);
        let theirs = |one: &Opened| self.holds(one) && self.0.get(&one.sealed.resident) == actor.as_ref();
        !members.is_empty() && members.iter().all(theirs)
    }

    /// True if an act, or one that it cites, says something of somebody who was ended.
    pub(super) fn touches(&self, store: &dyn Store, record: &Record, members: &[Opened]) -> Result<bool, ActError> {
        if members.iter().any(|one| self.holds(one)) {
            return Ok(true);
        }
        for digest in &record.act().cites {
            let Some(row) = store.act_by_digest(&digest.0)? else { continue };
            for block in store.blocks(row.seq)? {
                let sealed = from_chunk(&block.bytes).unwrap_or_default();
                if sealed.iter().any(|one| self.0.contains_key(&one.resident)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The rows of those who were enrolled by an act and ended later: whom, as their
    /// statement names them; documents and devices went with it.
    pub(super) fn rows(&self, record: &Record, members: &[Opened]) -> Vec<Change> {
        if record.act().class != Class::Enrolment {
            return Vec::new();
        }
        let level = record.act().body.text("level").unwrap_or_default();
        let row = |one: &Opened| {
            let id = self.0.get(&one.sealed.resident)?.0;
            let (resident, seq, level) = (one.sealed.resident, record.seq, level.to_owned());
            Some(Change::put(&ResidentRow { resident, id, seq, level, merged_into: None, closed_at: None }))
        };
        members.iter().filter(|one| self.holds(one)).filter_map(row).collect()
    }

    /// The members of a merging, what cannot be read told by the other: each named the
    /// other. Of two that cannot be read the first moved, unless the kept rows say
    /// otherwise.
    pub(super) fn merging<'m>(
        &self,
        store: &dyn Store,
        record: &Record,
        members: &'m [Opened],
    ) -> Result<Cow<'m, [Opened]>, ActError> {
        let class = record.act().class;
        let [one, other] = members else { return Ok(Cow::Borrowed(members)) };
        if !matches!(class, Class::Merge | Class::Unmerge) || !members.iter().any(|one| self.holds(one)) {
            return Ok(Cow::Borrowed(members));
        }
        let (moves, stays) = if class == Class::Merge { ("into", "from") } else { ("from", "into") };
        let says = |one: &Opened, word: &str| one.member.as_ref().is_some_and(|member| member.item.get(word).is_some());
        let turned = says(one, stays) || says(other, moves) || self.turned(store, one, other)?;
        let words = if turned { [stays, moves] } else { [moves, stays] };
        let told = |own: &Opened, whom: &Opened, word: &str| match &own.member {
            Some(_) => own.clone(),
            None => {
                let named = self.0.get(&whom.sealed.resident).copied();
                let named = named.or_else(|| whom.member.as_ref().map(|member| member.resident));
                let item = Map::new().with_some(word, named.map(|uid| resident_id(&uid).as_str().to_owned()));
                let resident = self.0.get(&own.sealed.resident).copied().unwrap_or(Uid([0; 16]));
                Opened { sealed: own.sealed.clone(), member: Some(Member { salt: [0; 16], resident, item }) }
            }
        };
        Ok(Cow::Owned(vec![told(one, other, words[0]), told(other, one, words[1])]))
    }

    fn turned(&self, store: &dyn Store, one: &Opened, other: &Opened) -> Result<bool, ActError> {
        if !(self.holds(one) && self.holds(other)) {
            return Ok(false);
        }
        let row = store.resident(other.sealed.resident)?;
        Ok(row.is_some_and(|row| row.merged_into == Some(one.sealed.resident)))
    }
}

/// The letters that stand with an act whose decision cannot be made again, because what
/// it rested on was ended: of its members that can be read.
pub(super) fn letters_kept(store: &dyn Store, record: &Record, members: &[Opened]) -> Result<Vec<Change>, ActError> {
    let mut out = Vec::new();
    for one in members.iter().filter(|one| one.member.is_some()) {
        for row in store.letters_of(one.sealed.resident)?.into_iter().filter(|row| row.seq == record.seq) {
            out.extend(letter_rows(&row));
        }
    }
    Ok(out)
}
