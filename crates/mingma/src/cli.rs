//! The list of commands; the doc comments here are the manual.

use clap::{Parser, Subcommand};

use crate::bench;
use crate::commands::{
    area, audit, backup, calendar, clock, code, config, derive, doctor, evidence, init, inquire, institution, key,
    ledger, officer, place, refusals, regions, resident, restore, rules, serve, sim, text, try_, unit,
};
use crate::context::Answer;

/// 明码 Mingma: a health code whose colour can be explained, proved and appealed.
///
/// Exit codes: 0 what was asked for holds; 1 it does not (a faulty pack in `rules check`, a
/// lawful refusal, an audit that is not clean); 2 bad input. `inquire`, `rules diff` and `rules dry-run` are 0 whatever they find.
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
    /// Found a register: a data folder, its keys, its log, and the genesis act
    Init(init::InitArgs),
    /// Serve a register: the bench, the public log, health and figures
    Serve(serve::ServeArgs),
    /// Verify everything that is kept, and derive every colour again
    Audit(audit::AuditArgs),
    /// Copy the register, while it goes on being used
    Backup(backup::BackupArgs),
    /// Restore a register from a backup and its keys
    Restore(restore::RestoreArgs),
    /// Look whether a data folder is well
    Doctor(doctor::DoctorArgs),
    /// Show the log's key; prove an act, and verify such a proof offline
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Make a key to sign with; tell the public half of one
    #[command(subcommand)]
    Key(key::KeyCommand),
    #[command(subcommand)]
    Unit(unit::UnitCommand),
    #[command(subcommand)]
    Officer(officer::OfficerCommand),
    #[command(subcommand)]
    Institution(institution::InstitutionCommand),
    #[command(subcommand)]
    Place(place::PlaceCommand),
    #[command(subcommand)]
    Text(text::TextCommand),
    #[command(subcommand)]
    Resident(resident::ResidentCommand),
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    #[command(subcommand)]
    Area(area::AreaCommand),
    /// Show a resident's colour, every look is kept; verify a shown code, offline
    #[command(subcommand)]
    Code(code::CodeCommand),
    /// List what was refused, the newest first
    Refusals(refusals::RefusalsArgs),
    /// Move the clock of a demo folder forwards
    #[command(subcommand)]
    Clock(clock::ClockCommand),
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
            Command::Init(args) => args.run(),
            Command::Serve(args) => args.run(),
            Command::Audit(args) => args.run(),
            Command::Backup(args) => args.run(),
            Command::Restore(args) => args.run(),
            Command::Doctor(args) => args.run(),
            Command::Ledger(command) => command.run(),
            Command::Key(command) => command.run(),
            Command::Unit(command) => command.run(),
            Command::Officer(command) => command.run(),
            Command::Institution(command) => command.run(),
            Command::Place(command) => command.run(),
            Command::Text(command) => command.run(),
            Command::Resident(command) => command.run(),
            Command::Evidence(command) => command.run(),
            Command::Area(command) => command.run(),
            Command::Code(command) => command.run(),
            Command::Refusals(args) => args.run(),
            Command::Clock(command) => command.run(),
            Command::Sim(command) => command.run(),
            Command::Bench(args) => args.run(),
        }
    }
}
