//! `mingma evidence correct`: items are struck out.

use clap::Args;
use mingma_app::evidence::compose::{Of, correct};

use crate::acting::{ActArgs, Acting, TwoArgs};
use crate::context::{Answer, Refusal};
use crate::whom;
use crate::words::id;

/// Strike an item out, as if it had never been said.
///
/// Who established them, or a unit above; what can only ease takes one officer, what can
/// raise a colour two. The acts that admitted them are cited by themselves.
#[derive(Args, Debug)]
pub struct CorrectArgs {
    /// Of whom they were said
    #[arg(value_name = "RESIDENT")]
    resident: String,
    /// The items' ids
    #[arg(value_name = "ITEM", required = true)]
    item: Vec<String>,
    /// Why, in a word such as wrong-person
    #[arg(long, value_name = "WORD")]
    reason: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl CorrectArgs {
    /// Finds, signs, hands in.
    pub fn run(&self) -> Answer {
        let reason = id("--reason", &self.reason)?;
        self.act.act(self.two.way(), &|acting| {
            Ok(correct(&acting.with(), &reason, &of(acting, &self.resident, &self.item)?))
        })
    }
}

/// Items of a resident, each with the act that admitted it.
pub fn of(acting: &Acting<'_>, resident: &str, items: &[String]) -> Result<Vec<Of>, Refusal> {
    let house = acting.house;
    let resident = whom::resident(house, resident)?;
    let file = whom::file(house, &resident)?;
    let one = |item: &String| {
        let held = whom::held(&file, item)?;
        let act = *house.record(held.seq).map_err(whom::broken)?.digest();
        Ok(Of { resident, of: held.item.id.clone(), region: held.item.region, act })
    };
    items.iter().map(one).collect()
}
