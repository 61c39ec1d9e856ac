//! Fixtures of places, visits, and what residents say of them.

use mingma_store::rows::{FixtureRow, VisitRow};
use mingma_store::{Change, Field, Row, Value};

use super::{Folding, Opened};
use crate::canonical::Map;
use crate::error::ActError;

/// Seconds of a day, by which the tags of places change.
const DAY: i64 = 86_400;

impl Folding<'_> {
    pub(super) fn fixture(&self, body: &Map) -> Result<Change, ActError> {
        let row = FixtureRow {
            place: self.need(body, "place")?.to_owned(),
            id: self.need(body, "fixture")?.to_owned(),
            kind: self.need(body, "kind")?.to_owned(),
            number: body.int("number").map(|number| self.narrow(number, "number")).transpose()?,
            key: body.bytes("key").map(<[u8]>::to_vec),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: None,
        };
        Ok(Change::put(&row))
    }

    pub(super) fn fixture_cut(&self, body: &Map) -> Result<Change, ActError> {
        let key = ["place", "fixture"].map(|word| self.need(body, word).map(|id| Value::Text(id.to_owned())));
        let [place, id] = key;
        let mut row: FixtureRow = self.row(&[place?, id?])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        Ok(Change::put(&row))
    }

    /// A row for each visit that can be read: of the others nobody is left to be asked.
    pub(super) fn visits(&self, out: &mut Vec<Change>) -> Result<(), ActError> {
        for (idx, one) in self.members.iter().enumerate() {
            let Some(member) = &one.member else { continue };
            let at = self.int(&member.item, "at")?;
            let row = VisitRow {
                resident: one.sealed.resident,
                seq: self.seq(),
                idx: u32::try_from(idx).expect("fewer members than 2^21"),
                spot: self.index.spot(self.need(&member.item, "place")?, at.div_euclid(DAY)),
                at,
                until: None,
                level: u8::try_from(self.int(&member.item, "level")?).map_err(|_| self.unfit("level"))?,
                said: 0,
            };
            out.push(Change::put(&row));
        }
        Ok(())
    }

    /// The member names the visit by its act and index.
    pub(super) fn visit_said(&self, out: &mut Vec<Change>) -> Result<(), ActError> {
        for one in self.members {
            let Some(member) = &one.member else { continue };
            let mut row = self.visit_of(one, &member.item)?;
            match self.need(&member.item, "said")? {
                "not_there" => row.said = 1,
                "left" => row.until = Some(self.int(&member.item, "at")?),
                other => return Err(self.unfit(other)),
            }
            out.push(Change::put(&row));
        }
        Ok(())
    }

    /// What is left of the visits of somebody whose key goes could not be made again.
    pub(super) fn visits_gone(&self, resident: u32, out: &mut Vec<Change>) -> Result<(), ActError> {
        for values in self.view.rows_of(VisitRow::TABLE, resident)? {
            out.push(Change::Delete(VisitRow::TABLE, values[..VisitRow::TABLE.key].to_vec()));
        }
        Ok(())
    }

    fn visit_of(&self, one: &Opened, item: &Map) -> Result<VisitRow, ActError> {
        let (act, idx) = (self.int(item, "act")?, self.int(item, "idx")?);
        self.row(&[one.sealed.resident.to_value(), Value::Int(act), Value::Int(idx)])
    }

    fn int(&self, map: &Map, word: &str) -> Result<i64, ActError> {
        map.int(word).ok_or_else(|| self.unfit(word))
    }

    fn narrow(&self, number: i64, word: &str) -> Result<u32, ActError> {
        u32::try_from(number).map_err(|_| self.unfit(word))
    }
}
