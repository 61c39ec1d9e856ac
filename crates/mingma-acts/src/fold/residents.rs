//! Enrolments, merging, evidence, closing: what acts do to a resident's rows.

use mingma_seal::{IndexKey, PublicKey};
use mingma_store::rows::{DeviceRow, DocumentRow, DueRow, KnownCaseRow, LetterRow, OutboxRow, ResidentRow};
use mingma_store::{Change, Row, Value};

use super::{Folding, Opened};
use crate::act::Uid;
use crate::canonical::{Datum, Map};
use crate::error::ActError;
use crate::item::resident_uid;

type Done = Result<(), ActError>;

/// How the register finds a resident by a document without keeping the number: a
/// keyed tag of kind and number.
#[must_use]
pub fn document_tag(index: &IndexKey, kind: &str, number: &str) -> [u8; 32] {
    index.tag(&[kind.as_bytes(), number.as_bytes()])
}

impl Folding<'_> {
    pub(super) fn enrolment(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let level = self.need(body, "level")?;
        // The key that read it is gone: a closing statement follows and says so.
        let readable = self.members.iter().filter_map(|one| one.member.as_ref().map(|member| (one, member)));
        for (one, member) in readable {
            let row = ResidentRow {
                resident: one.sealed.resident,
                id: member.resident.0,
                seq: self.seq(),
                level: level.to_owned(),
                merged_into: None,
                closed_at: None,
            };
            out.push(Change::put(&row));
            out.push(self.document(one, &member.item)?);
            self.device(one, &member.item, out)?;
        }
        Ok(())
    }

    /// A device key that a member brings.
    fn device(&self, one: &Opened, item: &Map, out: &mut Vec<Change>) -> Done {
        let Some(public) = item.bytes("key") else { return Ok(()) };
        let row = DeviceRow {
            resident: one.sealed.resident,
            key: PublicKey::from_bytes(public)?.id().0,
            public: public.to_vec(),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: None,
        };
        out.push(Change::put(&row));
        Ok(())
    }

    fn document(&self, one: &Opened, item: &Map) -> Result<Change, ActError> {
        let tag = document_tag(self.index, self.need(item, "document")?, self.need(item, "number")?);
        Ok(Change::put(&DocumentRow { resident: one.sealed.resident, tag, seq: self.seq() }))
    }

    fn resident(&self, one: &Opened) -> Result<ResidentRow, ActError> {
        self.row(&[Value::Int(i64::from(one.sealed.resident))])
    }

    pub(super) fn enrolled(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        for one in self.members {
            let mut row = self.resident(one)?;
            if let Some(level) = body.text("level") {
                level.clone_into(&mut row.level);
            }
            row.seq = self.seq();
            out.push(Change::put(&row));
            if let Some(member) = &one.member {
                self.device(one, &member.item, out)?;
            }
        }
        Ok(())
    }

    /// Two members, each naming the other: one goes `into` the other.
    pub(super) fn merge(&self, out: &mut Vec<Change>) -> Done {
        let goes = self.members.iter().find(|one| said(one, "into").is_some()).ok_or_else(|| self.unfit("into"))?;
        let stays = self.members.iter().find(|one| said(one, "from").is_some()).ok_or_else(|| self.unfit("from"))?;
        let mut row = self.resident(goes)?;
        (row.seq, row.merged_into) = (self.seq(), Some(stays.sealed.resident));
        out.push(Change::put(&row));
        Ok(())
    }

    pub(super) fn unmerge(&self, out: &mut Vec<Change>) -> Done {
        let apart = self.members.iter().find(|one| said(one, "from").is_some()).ok_or_else(|| self.unfit("from"))?;
        let mut row = self.resident(apart)?;
        (row.seq, row.merged_into) = (self.seq(), None);
        out.push(Change::put(&row));
        Ok(())
    }

    /// A provisional item has its line in the due queue, so that whoever is on the rota is reminded.
    pub(super) fn evidence(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let id = self.record.id();
        for case in body.list("cases") {
            let Datum::Text(id) = case else { return Err(self.unfit("cases")) };
            out.push(Change::put(&KnownCaseRow { id: id.clone(), seq: self.seq() }));
        }
        if let Some(hours) = body.int("hours") {
            let at = self.record.sealed_at + hours * 3_600;
            out.push(Change::put(&DueRow { at, what: "provisional_ends".into(), key: id.to_string() }));
        }
        Ok(())
    }

    /// The resident's row stays, closed; documents no longer lead to it.
    pub(super) fn closing(&self, out: &mut Vec<Change>) -> Done {
        for one in self.members {
            let mut row = self.resident(one)?;
            (row.seq, row.closed_at) = (self.seq(), Some(self.record.sealed_at));
            out.push(Change::put(&row));
            for tag in self.tags_of(one.sealed.resident)? {
                out.push(Change::Delete(DocumentRow::TABLE, vec![Value::Int(i64::from(one.sealed.resident)), tag]));
            }
            for letter in self.view.rows_of(LetterRow::TABLE, one.sealed.resident)? {
                let key = letter[..LetterRow::TABLE.key].to_vec();
                out.push(Change::Delete(OutboxRow::TABLE, key.clone()));
                out.push(Change::Delete(LetterRow::TABLE, key));
            }
            self.appeals_ended(one.sealed.resident, out)?;
            self.visits_gone(one.sealed.resident, out)?;
            for device in self.view.rows_of(DeviceRow::TABLE, one.sealed.resident)? {
                out.push(Change::Delete(DeviceRow::TABLE, device[..DeviceRow::TABLE.key].to_vec()));
            }
        }
        Ok(())
    }

    fn tags_of(&self, resident: u32) -> Result<Vec<Value>, ActError> {
        let rows = self.view.rows_of(DocumentRow::TABLE, resident)?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(1)).collect())
    }
}

fn said(one: &Opened, word: &str) -> Option<Uid> {
    one.member.as_ref().and_then(|member| member.item.text(word)).and_then(resident_uid)
}
