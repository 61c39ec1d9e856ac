//! Mingma 明码: health codes in plain sight.
//!
//! The binary. **What lives here**: one file a command, reading files, drawing
//! faults, exit codes. **What never will**: a rule, a derivation, a page.
//! **Where to start**: `cli.rs`, the list of commands.

#![allow(clippy::print_stdout, clippy::print_stderr)]

/// Says a line on stdout; a reader that closed the pipe has what it wanted.
macro_rules! say {
    () => { say!("") };
    ($($told:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout(), $($told)*).ok();
    }};
}

mod acting;
mod bench;
mod cli;
mod commands;
mod config;
mod context;
mod draw;
mod enrolling;
mod files;
mod kept;
mod people;
mod said;
mod told;
mod whom;
mod words;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli.run() {
        Ok(outcome) => outcome.into(),
        Err(refusal) => {
            refusal.tell();
            ExitCode::from(refusal.exit())
        }
    }
}
