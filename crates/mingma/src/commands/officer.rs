//! `mingma officer`: who signs for a unit.

use clap::{Args, Subcommand};
use mingma_app::register::key;
use mingma_app::register::officer::{self, Officer};

use crate::acting::{ActArgs, TwoArgs};
use crate::commands::revoking::{key_id, standing};
use crate::context::Answer;
use crate::words::public_key;

/// Register officers with their keys, and revoke them; each signed by two officers.
#[derive(Debug, Subcommand)]
pub enum OfficerCommand {
    Add(AddArgs),
    Revoke(RevokeArgs),
}

/// Register an officer of a unit with a key, or a further key of theirs.
///
/// Two officers of the unit or of one above it sign. Only the public half of the key is
/// handed in; the officer keeps the other.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The officer's work number; never a name
    #[arg(value_name = "OFFICER")]
    officer: String,
    /// Their unit [default: the unit that acts]
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Their public key: its text, or a file that `mingma key new` wrote
    #[arg(long, value_name = "KEY|FILE")]
    public: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Revoke an officer with every key of theirs, or one key alone.
///
/// An officer revokes a key of their own alone: a key that is lost must not wait for a
/// colleague. The root unit keeps two officers who can sign.
#[derive(Args, Debug)]
pub struct RevokeArgs {
    /// The officer's work number
    #[arg(value_name = "OFFICER")]
    officer: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// This key alone: its id, its public key, or its file
    #[arg(long, value_name = "KEY|FILE")]
    only: Option<String>,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl OfficerCommand {
    /// Acts.
    pub fn run(&self) -> Answer {
        match self {
            Self::Add(args) => args.run(),
            Self::Revoke(args) => args.run(),
        }
    }
}

impl AddArgs {
    fn run(&self) -> Answer {
        let key = public_key("--public", &self.public)?;
        self.act.act(self.two.way(), &|acting| {
            let unit = self.unit.as_deref().unwrap_or(acting.actor);
            Ok(officer::compose(acting.by(), &Officer { id: &self.officer, unit, key }))
        })
    }
}

impl RevokeArgs {
    fn run(&self) -> Answer {
        let only = self.only.as_deref().map(key_id).transpose()?;
        self.act.act(self.two.way(), &|acting| match only {
            Some(id) => Ok(key::compose_revoked(acting.by(), id, &self.reason)),
            None => {
                let keys = standing(acting.house, "officer", &self.officer);
                Ok(officer::compose_revoked(acting.by(), &self.officer, &keys, &self.reason))
            }
        })
    }
}
