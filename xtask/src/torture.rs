//! `cargo xtask torture`: what the ordinary tests do a few times, hundreds of times.
//!
//! A register is changed behind its back, one random thing a round, and audited; writers
//! are killed at random moments on both databases; PostgreSQL is stopped in mid-commit and
//! its lines are cut. Takes some twenty minutes on two cores.

use std::process::ExitCode;

use crate::run::{cargo, shown};
use crate::test::postgres;
use crate::trouble::Trouble;

/// Kill, cut off and tamper with registers, hundreds of times.
#[derive(clap::Args)]
pub struct Args {
    /// Rounds in each of which one random thing is changed.
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// The seed of these rounds.
    #[arg(long, default_value_t = 2022)]
    seed: u64,
    /// Writers that are killed, on each database.
    #[arg(long, default_value_t = 300)]
    kills: u32,
    /// Stops of PostgreSQL in mid-commit.
    #[arg(long, default_value_t = 40)]
    restarts: u32,
    /// Lines to PostgreSQL that are cut.
    #[arg(long, default_value_t = 60)]
    cuts: u32,
    /// Only the tests whose name holds this.
    #[arg(long)]
    only: Option<String>,
}

/// Runs the long tests, one after another, and shows what they count.
///
/// # Errors
/// When PostgreSQL cannot be installed, or cargo cannot be started.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    postgres::ready()?;
    let mut command =
        cargo(&["test", "--locked", "--package", "mingma", "--test", "tamper", "--test", "torture", "--"]);
    command.args(args.only.as_deref()).args(["--ignored", "--nocapture", "--test-threads=1"]);
    command.env("MINGMA_ROUNDS", args.rounds.to_string()).env("MINGMA_SEED", args.seed.to_string());
    command.env("MINGMA_KILLS", args.kills.to_string()).env("MINGMA_RESTARTS", args.restarts.to_string());
    command.env("MINGMA_CUTS", args.cuts.to_string());
    let held = shown(&mut command)?.ok;
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
