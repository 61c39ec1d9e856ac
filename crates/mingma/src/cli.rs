//! The list of commands; the doc comments here are the manual.

use clap::{Parser, Subcommand};

use crate::bench;
use crate::commands::{calendar, config, derive, inquire, regions, rules, sim, try_};
use crate::context::Answer;

/// 明码 Mingma: a health code whose colour can be explained, proved and appealed.
///
/// Exit codes: 0 what was asked for holds; 1 it does not (a faulty pack in `rules check`);
/// 2 bad input. `inquire`, `rules diff` and `rules dry-run` are 0 whatever they find.
/// With --json one document is printed on stdout and nothing else.
#[derive(Debug, Parser)]
#[command(name = "mingma", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the bench: bring your table and your people (no accounts, no state)
    Try(try_::TryArgs),
    /// Derive one person's colour from evidence and rule packs
    Derive(derive::DeriveArgs),
    /// Check, explain, compare, try and renew rule packs
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Ask a legacy register what explains its red codes, and what nothing explains
    Inquire(inquire::InquireArgs),
    /// Find administrative regions by code or by part of a name
    Regions(regions::RegionsArgs),
    /// Count working days
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Tell the settings of a data folder, and where each comes from
    Config(config::ShowArgs),
    /// Generate people and registers from a seed
    #[command(subcommand)]
    Sim(sim::SimCommand),
    /// Measure this machine against a baseline of the same run
    Bench(bench::BenchArgs),
}

impl Cli {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        match &self.command {
            Command::Try(args) => args.run(),
            Command::Derive(args) => args.run(),
            Command::Rules(command) => command.run(),
            Command::Inquire(args) => args.run(),
            Command::Regions(args) => args.run(),
            Command::Calendar(command) => command.run(),
            Command::Config(args) => args.run(),
            Command::Sim(command) => command.run(),
            Command::Bench(args) => args.run(),
        }
    }
}
