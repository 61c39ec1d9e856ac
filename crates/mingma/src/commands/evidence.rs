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
    /// Say something of residents: the first of two officers, or both at once
    Propose(propose::ProposeArgs),
    /// Read what was proposed, and sign it as the second officer
    Approve(approve::ApproveArgs),
    /// Take a proposal back
    Withdraw(withdraw::WithdrawArgs),
    /// Confirm what was admitted for hours only: a night's act, a finding
    Confirm(confirm::ConfirmArgs),
    /// Declare something of oneself, signed by one's own device
    Declare(declare::DeclareArgs),
    /// Strike an item out, as if it had never been said
    Correct(correct::CorrectArgs),
    /// Say what happened to an item afterwards
    FollowUp(follow_up::FollowUpArgs),
    /// File a laboratory's results, many in one act
    File(file::FileArgs),
    /// List what waits for somebody's signature, or one resident's items
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
