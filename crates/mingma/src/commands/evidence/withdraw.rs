//! `mingma evidence withdraw`: a proposal is taken back.

use clap::Args;
use mingma_app::evidence::compose::withdraw;

use crate::acting::{ActArgs, Way, own_id};
use crate::context::Answer;
use crate::words::id;

/// Take a proposal back.
///
/// Its unit, or one above it, while it waits.
#[derive(Args, Debug)]
pub struct WithdrawArgs {
    /// The proposed act's id, or the name that its proposer gave it
    #[arg(value_name = "ACT")]
    act: String,
    /// Why, in a word such as wrong-person
    #[arg(long, value_name = "WORD")]
    reason: String,
    #[command(flatten)]
    with: ActArgs,
}

impl WithdrawArgs {
    /// Signs, hands in.
    pub fn run(&self) -> Answer {
        let reason = id("--reason", &self.reason)?;
        self.with.act(Way::Whole, &|acting| Ok(withdraw(&acting.with(), own_id(acting.actor, &self.act), &reason)))
    }
}
