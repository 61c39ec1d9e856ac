//! `mingma evidence confirm`: what was admitted for hours only holds for good.

use clap::Args;
use mingma_acts::Record;
use mingma_app::evidence::compose::{Said, confirm};
use mingma_app::{House, open_members};

use crate::acting::{ActArgs, Acting, Way};
use crate::context::{Answer, Refusal};
use crate::whom::{self, broken};

/// Confirm what was admitted for hours only: a night's act, a finding.
///
/// The same facts are said under new ids, for good, and the act that said them first is cited.
///
/// A night's act is confirmed by another officer of its unit; a finding by the officer of
/// another unit whom the register drew (`evidence list` names them).
#[derive(Args, Debug)]
pub struct ConfirmArgs {
    /// The act to confirm: its id or number, or RESIDENT/ITEM
    #[arg(value_name = "ACT")]
    first: String,
    #[command(flatten)]
    act: ActArgs,
}

impl ConfirmArgs {
    /// Reads, signs, hands in.
    pub fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            let first = whom::act(acting.house, &self.first)?;
            Ok(confirm(&acting.with(), *first.digest(), same(acting, &first)?))
        })
    }
}

/// The facts that an act's signed members said, under new ids.
fn same(acting: &Acting<'_>, first: &Record) -> Result<Vec<Said>, Refusal> {
    let mut said = signed(acting.house, first)?;
    for one in &mut said {
        one.item.set("id", acting.fresh("i"));
    }
    Ok(said)
}

fn signed(house: &House, record: &Record) -> Result<Vec<Said>, Refusal> {
    let opened = open_members(house.store(), house.vault(), record).map_err(broken)?;
    let count = record.act().members.map_or(0, |members| members.count as usize);
    let members = opened.into_iter().take(count).filter_map(|one| one.member);
    Ok(members.map(|member| Said { resident: member.resident, item: member.item }).collect())
}
