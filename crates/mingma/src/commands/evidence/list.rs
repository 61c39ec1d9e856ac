//! `mingma evidence list`: what waits for somebody, or one resident's items.

use clap::Args;
use mingma_acts::{Act, Class, Record, Uid};
use mingma_app::evidence::drawn_for;
use mingma_app::evidence::facts::fact;
use mingma_app::{Held, House, open_members};
use mingma_model::Lang;
use mingma_store::rows::{DueRow, ProposalRow};
use mingma_store::{Row, Value as Cell};
use serde_json::{Value, json};

use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::kept::DataArgs;
use crate::told;
use crate::whom::{self, broken};

/// List what waits for somebody's signature.
///
/// Proposals wait for a second officer of their unit; a night's act for another officer of
/// it; a finding for the officer of another unit whom the register drew, who is named. It
/// tells acts, units, times and kinds, and nobody's name.
#[derive(Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl ListArgs {
    /// Reads, tells.
    pub fn run(&self) -> Answer {
        let house = self.data.open()?;
        let rows = house.store().open_proposals().map_err(broken)?;
        let waiting = rows.iter().filter(|row| house.now() < row.expires);
        let proposals = waiting.map(|row| proposal(&house, row)).collect::<Result<Vec<Value>, Refusal>>()?;
        let provisional = provisional(&house)?;
        if self.json {
            print_json(&json!({ "proposals": proposals, "provisional": provisional }))?;
            return Ok(Outcome::Holds);
        }
        for (zh, en, rows) in [("拟定待签", "Proposals", &proposals), ("待核实", "To be confirmed", &provisional)]
        {
            say!("{zh} {en}: {}", rows.len());
            rows.iter().for_each(|row| say!("  {}", told::line(row)));
        }
        Ok(Outcome::Holds)
    }
}

fn proposal(house: &House, row: &ProposalRow) -> Result<Value, Refusal> {
    let record = house.record(row.seq).map_err(broken)?;
    let inner = record.act().body.bytes("act").map(Act::from_bytes).transpose().map_err(broken)?;
    let class = inner.map(|act| act.class);
    Ok(json!({
        "act": Uid(row.act).to_string(),
        "class": class.map(Class::word),
        "name": class.map(|class| format!("{} {}", class.name(Lang::Zh), class.name(Lang::En))),
        "unit": record.act().actor,
        "signed": signers(house, &record),
        "members": record.act().members.map_or(0, |members| members.count),
        "expires": house.profile().zone.show(row.expires),
    }))
}

/// Who signed a record: work numbers.
fn signers(house: &House, record: &Record) -> Vec<String> {
    let registry = house.registry();
    let holder = |approval: &mingma_acts::Approval| registry.keys.get(&approval.key).map(|key| key.row.holder.clone());
    record.approvals.iter().filter_map(holder).collect()
}

/// How many lines of the due queue are read at a time.
const STEP: usize = 1_024;

/// Acts in force for hours only, each with whoever may confirm it.
fn provisional(house: &House) -> Result<Vec<Value>, Refusal> {
    let mut after = vec![Cell::Int(house.now()), Cell::Text(String::new()), Cell::Text(String::new())];
    let mut out = Vec::new();
    loop {
        let rows = house.store().scan(DueRow::TABLE, Some(&after), STEP).map_err(broken)?;
        let Some(last) = rows.last() else { return Ok(out) };
        after = last[..DueRow::TABLE.key].to_vec();
        for row in rows {
            let line = DueRow::read(&row).map_err(broken)?;
            let act = Uid::parse(&line.key).filter(|_| line.what == "provisional_ends");
            let Some(act) = act else { continue };
            let Some(row) = house.store().act_by_id(&act.0).map_err(broken)? else { continue };
            out.extend(waits(house, &house.record(row.seq).map_err(broken)?, line.at)?);
        }
    }
}

/// An act of hours whose first fact nobody has confirmed.
fn waits(house: &House, record: &Record, ends: i64) -> Result<Option<Value>, Refusal> {
    let opened = open_members(house.store(), house.vault(), record).map_err(broken)?;
    let Some(member) = opened.into_iter().next().and_then(|one| one.member) else { return Ok(None) };
    let file = whom::file(house, &member.resident)?;
    let Ok(held) = whom::held(&file, member.item.text("id").unwrap_or_default()) else { return Ok(None) };
    let zone = &house.profile().zone;
    let same = |one: &&Held| one.item.until.is_none() && fact(&one.item, zone) == fact(&held.item, zone);
    if file.held.iter().any(|one| same(&one)) {
        return Ok(None);
    }
    let region = held.item.region.to_string();
    let officer = drawn_for(house, record.digest()).map_err(broken)?.remove(&region);
    Ok(Some(json!({
        "act": record.act().id.to_string(),
        "unit": record.act().actor,
        "kind": held.item.kind.word(),
        "region": region,
        "signed": signers(house, record),
        "ends": zone.show(ends),
        "drawn": officer.as_ref().map(|row| &row.id),
        "drawn_unit": officer.as_ref().map(|row| &row.unit),
    })))
}
