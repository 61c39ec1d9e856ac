//! `mingma evidence`: what is said of residents, by whom, on what ground.

mod approve;
mod confirm;
mod correct;
mod declare;
mod file;
mod follow_up;
mod list;
mod propose;
mod withdraw;

use clap::Subcommand;

use crate::context::Answer;

/// Propose, approve, declare, correct and file evidence, and list what waits.
///
/// No command sets a colour: what is admitted is evidence, and the rules that were published
/// derive the rest. What is refused is kept, and `mingma refusals` tells it.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    Propose(propose::ProposeArgs),
    Approve(approve::ApproveArgs),
    Withdraw(withdraw::WithdrawArgs),
    Confirm(confirm::ConfirmArgs),
    Declare(declare::DeclareArgs),
    Correct(correct::CorrectArgs),
    FollowUp(follow_up::FollowUpArgs),
    File(file::FileArgs),
    List(list::ListArgs),
}

impl EvidenceCommand {
    /// Acts, or lists.
    pub fn run(&self) -> Answer {
        match self {
            Self::Propose(args) => args.run(),
            Self::Approve(args) => args.run(),
            Self::Withdraw(args) => args.run(),
            Self::Confirm(args) => args.run(),
            Self::Declare(args) => args.run(),
            Self::Correct(args) => args.run(),
            Self::FollowUp(args) => args.run(),
            Self::File(args) => args.run(),
            Self::List(args) => args.run(),
        }
    }
}
