//! Development commands of the house: `cargo xtask demo`, `test`, `budget`, `look`, `torture`.
//!
//! One file a command. Nothing here is part of the product, and no crate of the product
//! depends on it. Start reading at [`test::STEPS`], the table of everything that is tested.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands for a terminal print")]

mod budget;
mod demo;
mod import;
mod look;
mod run;
mod test;
mod tools;
mod torture;
mod tree;
mod trouble;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use trouble::Trouble;

/// Development commands of Mingma.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Args),
    Import(import::Args),
    Test(test::Args),
    Budget(budget::Args),
    Look(look::Args),
    Torture(torture::Args),
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode, Trouble> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Budget(args) => budget::run(&args),
        Command::Look(args) => look::run(&args),
        Command::Torture(args) => torture::run(&args),
    }
}
