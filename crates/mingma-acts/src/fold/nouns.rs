//! Units, powers, officers, keys, institutions, places, texts, areas, proposals, refusals.

use mingma_seal::PublicKey;
use mingma_store::rows::{
    AreaRow, DueRow, InstitutionRow, KeyRow, OfficerRow, PlaceRow, PowerRow, ProposalRow, RefusalRow, UnitRow,
};
use mingma_store::{Change, OPEN, Row, Value};

use super::{Folding, text_row};
use crate::act::{Act, Uid};
use crate::canonical::Map;
use crate::error::ActError;

type Done = Result<(), ActError>;
type One = Result<Change, ActError>;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn opt(body: &Map, word: &str) -> Option<String> {
    body.text(word).map(str::to_owned)
}

impl Folding<'_> {
    pub(super) fn genesis(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        out.push(self.key(self.need_bytes(body, "register")?, "register", "register")?);
        self.each(body, "units", |one| self.unit(one).map(|change| out.push(change)))?;
        self.each(body, "powers", |one| self.power(one).map(|change| out.push(change)))?;
        self.each(body, "officers", |one| self.officer(one, out))?;
        self.each(body, "texts", |one| self.text(one).map(|change| out.push(change)))
    }

    pub(super) fn text(&self, body: &Map) -> One {
        let bytes = self.need(body, "text")?.as_bytes().to_vec();
        let mut row = text_row(self.record, self.need(body, "kind")?, self.need(body, "name")?, bytes);
        row.until = body.int("to");
        Ok(Change::put(&row))
    }

    pub(super) fn unit(&self, body: &Map) -> One {
        let id = self.need(body, "unit")?.to_owned();
        let before = self.found::<UnitRow>(&[Value::Text(id.clone())])?;
        let row = UnitRow {
            id,
            seq: self.seq(),
            name_zh: self.need(body, "name_zh")?.to_owned(),
            name_en: self.need(body, "name_en")?.to_owned(),
            region: self.need(body, "region")?.to_owned(),
            parent: opt(body, "parent"),
            telephone: self.need(body, "telephone")?.to_owned(),
            since: before.map_or(self.record.sealed_at, |row| row.since),
            until: None,
        };
        Ok(Change::put(&row))
    }

    pub(super) fn unit_closed(&self, body: &Map) -> One {
        let mut row: UnitRow = self.row(&[text(self.need(body, "unit")?)])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        Ok(Change::put(&row))
    }

    pub(super) fn power(&self, body: &Map) -> One {
        let row = PowerRow {
            unit: self.need(body, "unit")?.to_owned(),
            power: self.need(body, "power")?.to_owned(),
            region: self.need(body, "region")?.to_owned(),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: body.int("until"),
        };
        Ok(Change::put(&row))
    }

    pub(super) fn power_revoked(&self, body: &Map) -> One {
        let key = ["unit", "power", "region"].map(|word| self.need(body, word).map(text));
        let [unit, power, region] = key;
        let mut row: PowerRow = self.row(&[unit?, power?, region?])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        Ok(Change::put(&row))
    }

    pub(super) fn officer(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let id = self.need(body, "officer")?.to_owned();
        let key = [Value::Text(id.clone())];
        let before = self.found::<OfficerRow>(&key)?;
        out.push(self.key(self.need_bytes(body, "key")?, "officer", &id)?);
        let row = OfficerRow {
            id,
            unit: self.need(body, "unit")?.to_owned(),
            seq: self.seq(),
            since: before.filter(|row| row.until.is_none()).map_or(self.record.sealed_at, |row| row.since),
            until: None,
        };
        out.push(Change::put(&row));
        Ok(())
    }

    fn key(&self, public: &[u8], holder_kind: &str, holder: &str) -> One {
        let key = PublicKey::from_bytes(public)?;
        let row = KeyRow {
            id: key.id().0,
            public: public.to_vec(),
            holder_kind: holder_kind.to_owned(),
            holder: holder.to_owned(),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: None,
        };
        Ok(Change::put(&row))
    }

    pub(super) fn officer_revoked(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let id = self.need(body, "officer")?;
        let mut row: OfficerRow = self.row(&[text(id)])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        out.push(Change::put(&row));
        self.revoke_keys(body, out)
    }

    /// The keys that go with their holder; the act names them, so that a fold needs no search.
    fn revoke_keys(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        for key in body.list("keys") {
            let crate::canonical::Datum::Bytes(id) = key else { return Err(self.unfit("keys")) };
            out.push(self.revoke(id)?);
        }
        Ok(())
    }

    fn revoke(&self, id: &[u8]) -> One {
        let mut row: KeyRow = self.row(&[Value::Bytes(id.to_vec())])?;
        row.seq = self.seq();
        row.until = row.until.or(Some(self.record.sealed_at));
        Ok(Change::put(&row))
    }

    pub(super) fn key_revoked(&self, body: &Map) -> One {
        self.revoke(self.need_bytes(body, "key")?)
    }

    pub(super) fn institution(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let id = self.need(body, "institution")?.to_owned();
        out.push(self.key(self.need_bytes(body, "key")?, "institution", &id)?);
        let row = InstitutionRow {
            id,
            kind: self.need(body, "kind")?.to_owned(),
            name_zh: self.need(body, "name_zh")?.to_owned(),
            name_en: self.need(body, "name_en")?.to_owned(),
            region: self.need(body, "region")?.to_owned(),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: None,
        };
        out.push(Change::put(&row));
        Ok(())
    }

    pub(super) fn institution_revoked(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let mut row: InstitutionRow = self.row(&[text(self.need(body, "institution")?)])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        out.push(Change::put(&row));
        self.revoke_keys(body, out)
    }

    pub(super) fn place(&self, body: &Map) -> One {
        let row = PlaceRow {
            id: self.need(body, "place")?.to_owned(),
            kind: self.need(body, "kind")?.to_owned(),
            region: self.need(body, "region")?.to_owned(),
            name_zh: self.need(body, "name_zh")?.to_owned(),
            name_en: self.need(body, "name_en")?.to_owned(),
            unit: self.need(body, "unit")?.to_owned(),
            owner: self.need(body, "owner")?.to_owned(),
            seq: self.seq(),
            since: self.record.sealed_at,
            until: None,
            lat: body.int("lat"),
            lon: body.int("lon"),
        };
        Ok(Change::put(&row))
    }

    pub(super) fn place_closed(&self, body: &Map) -> One {
        let mut row: PlaceRow = self.row(&[text(self.need(body, "place")?)])?;
        (row.seq, row.until) = (self.seq(), Some(self.record.sealed_at));
        Ok(Change::put(&row))
    }

    /// A fast clock is set back to the time of sealing, as those of items are.
    pub(super) fn area(&self, body: &Map) -> One {
        let declared_at = body.int("declared_at").ok_or_else(|| self.unfit("declared_at"))?;
        let row = AreaRow {
            id: self.need(body, "area")?.to_owned(),
            region: self.need(body, "region")?.to_owned(),
            level: self.need(body, "level")?.to_owned(),
            unit: self.record.act().actor.clone(),
            seq: self.seq(),
            declared_at: declared_at.min(self.record.sealed_at),
            lifted_at: None,
        };
        Ok(Change::put(&row))
    }

    pub(super) fn area_lifted(&self, body: &Map) -> One {
        let mut row: AreaRow = self.row(&[text(self.need(body, "area")?)])?;
        let sealed_at = self.record.sealed_at;
        let lifted_at = body.int("lifted_at").map_or(sealed_at, |at| at.min(sealed_at));
        (row.seq, row.lifted_at) = (self.seq(), Some(lifted_at));
        Ok(Change::put(&row))
    }

    /// A proposal waits, and lapses by a line of the due queue.
    pub(super) fn proposal(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let act = Act::from_bytes(self.need_bytes(body, "act")?)?;
        let expires = body.int("expires").ok_or_else(|| self.unfit("expires"))?;
        let row = ProposalRow { act: act.id.0, seq: self.seq(), state: OPEN.into(), expires };
        out.push(Change::put(&row));
        out.push(Change::put(&DueRow { at: expires, what: "proposal_lapses".into(), key: act.id.to_string() }));
        Ok(())
    }

    /// What two officers sign answers the proposal it was signed from.
    pub(super) fn answered(&self, out: &mut Vec<Change>) -> Done {
        if let Some(row) = self.found::<ProposalRow>(&[Value::Bytes(self.record.id().0.to_vec())])? {
            over(row, "approved", out);
        }
        Ok(())
    }

    pub(super) fn proposal_closed(&self, body: &Map, out: &mut Vec<Change>) -> Done {
        let row: ProposalRow = self.row(&[Value::Bytes(self.need_bytes(body, "proposal")?.to_vec())])?;
        over(row, "closed", out);
        Ok(())
    }

    pub(super) fn refusal(&self, body: &Map) -> One {
        let row = RefusalRow {
            seq: self.seq(),
            code: self.need(body, "code")?.to_owned(),
            door: self.need(body, "door")?.to_owned(),
            actor: self.need(body, "actor")?.to_owned(),
            at: self.record.sealed_at,
        };
        Ok(Change::put(&row))
    }
}

/// A proposal that waits no more leaves the due queue.
fn over(mut row: ProposalRow, state: &str, out: &mut Vec<Change>) {
    row.state = state.into();
    let line = DueRow { at: row.expires, what: "proposal_lapses".into(), key: Uid(row.act).to_string() };
    out.push(Change::Delete(DueRow::TABLE, line.values()));
    out.push(Change::put(&row));
}
