//! Appeals: filed, taken back, decided, eased by the clock.

use mingma_store::rows::{AppealRow, DueRow};
use mingma_store::{Change, OPEN, Row, Value};

use super::{Folding, Opened};
use crate::canonical::Map;
use crate::error::ActError;

type Done = Result<(), ActError>;

/// The line of the due queue that an open appeal has.
pub const DUE: &str = "appeal_due";

fn line(row: &AppealRow) -> DueRow {
    DueRow { at: row.due_at, what: DUE.into(), key: row.number.clone() }
}

impl Folding<'_> {
    /// The first member says what is questioned; the others are attachments. Of whom the
    /// key was destroyed nothing is left to decide.
    pub(super) fn appeal(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let one = self.members.first().ok_or_else(|| self.unfit("members"))?;
        let Some(member) = &one.member else { return Ok(()) };
        let cause = self.need_bytes(body, "cause")?;
        let row = AppealRow {
            resident: one.sealed.resident,
            number: self.need(body, "number")?.to_owned(),
            seq: self.seq(),
            item: self.need(&member.item, "item")?.to_owned(),
            ground: self.need(body, "ground")?.to_owned(),
            lane: self.need(body, "lane")?.to_owned(),
            cause: cause.try_into().map_err(|_| self.unfit("cause"))?,
            unit: self.need(body, "unit")?.to_owned(),
            filed_at: self.record.sealed_at,
            due_at: body.int("due").ok_or_else(|| self.unfit("due"))?,
            eased: 0,
            state: OPEN.into(),
            decided_at: None,
        };
        out.push(Change::put(&line(&row)));
        out.push(Change::put(&row));
        Ok(())
    }

    pub(super) fn appeal_withdrawn(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let number = self.need(body, "number")?;
        let one = self.members.first().ok_or_else(|| self.unfit("members"))?;
        let row = self.appeal_of(one, number)?;
        self.over(row, "withdrawn", out);
        Ok(())
    }

    pub(super) fn appeals_decided(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let state = match self.need(body, "decision")? {
            "uphold" => "upheld",
            "lift" => "lifted",
            "correct" => "corrected",
            other => return Err(self.unfit(other)),
        };
        for (one, item) in self.readable() {
            let row = self.appeal_of(one, self.need(item, "number")?)?;
            self.over(row, state, out);
        }
        Ok(())
    }

    pub(super) fn appeals_eased(&self, out: &mut Vec<Change>) -> Done {
        for (one, item) in self.readable() {
            let mut row = self.appeal_of(one, self.need(item, "number")?)?;
            let passed = line(&row);
            out.push(Change::Delete(DueRow::TABLE, passed.values()));
            row.eased += 1;
            if let Some(next) = item.int("next") {
                row.due_at = next;
                out.push(Change::put(&line(&row)));
            }
            out.push(Change::put(&row));
        }
        Ok(())
    }

    /// What is left of the appeals of somebody whose key goes could not be made again.
    pub(super) fn appeals_ended(&self, resident: u32, out: &mut Vec<Change>) -> Done {
        for values in self.view.rows_of(AppealRow::TABLE, resident)? {
            let row = AppealRow::read(&values)?;
            if row.state == OPEN {
                out.push(Change::Delete(DueRow::TABLE, line(&row).values()));
            }
            out.push(Change::Delete(AppealRow::TABLE, values[..AppealRow::TABLE.key].to_vec()));
        }
        Ok(())
    }

    fn readable(&self) -> impl Iterator<Item = (&Opened, &Map)> {
        self.members.iter().filter_map(|one| Some((one, &one.member.as_ref()?.item)))
    }

    fn appeal_of(&self, one: &Opened, number: &str) -> Result<AppealRow, ActError> {
        self.row(&[Value::Int(i64::from(one.sealed.resident)), Value::Text(number.to_owned())])
    }

    /// It waits no more, and leaves the due queue.
    fn over(&self, mut row: AppealRow, state: &str, out: &mut Vec<Change>) {
        out.push(Change::Delete(DueRow::TABLE, line(&row).values()));
        state.clone_into(&mut row.state);
        row.decided_at = Some(self.record.sealed_at);
        out.push(Change::put(&row));
    }
}
