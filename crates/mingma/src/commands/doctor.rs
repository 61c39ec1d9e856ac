//! `mingma doctor`: whether a data folder is well, line by line.

mod checks;

use std::path::PathBuf;

use clap::Args;
use mingma_model::{Fault, Text};
use serde::Serialize;

use crate::config::ConfigArgs;
use crate::context::{Answer, Outcome, print_json};

/// Look whether a data folder is well: permissions, keys, store, log, clock, room, locks.
///
/// Every line is ok, warn or fail, and says what to do. It looks at files and at what belongs
/// together; whether what is kept is right, `mingma audit` tells. Exit 1 if a line fails.
#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// sqlite, or postgres://user@host/name [default: as mingma.toml says]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The jurisdiction [default: as mingma.toml says]
    #[arg(long, value_name = "NAME|DIR")]
    profile: Option<String>,
    /// Print one JSON document: [{check, state, zh, en}]
    #[arg(long)]
    json: bool,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and should be mended.
    Warn,
    /// It does not work.
    Fail,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One line.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What was looked at, in one word.
    check: &'static str,
    /// How it is.
    state: State,
    #[serde(flatten)]
    told: Text,
}

impl Line {
    fn new(check: &'static str, state: State, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { check, state, told: Text::new(zh, en) }
    }

    /// What a fault says, with its code and its remedy.
    fn of(check: &'static str, fault: &Fault) -> Self {
        let Fault { code, what, help, .. } = fault;
        let place = if fault.file.is_empty() { String::new() } else { format!("{}: ", fault.place()) };
        let zh = format!("{code} {place}{} → {}", what.zh, help.zh);
        Self::new(check, State::Fail, zh, format!("{code} {place}{} → {}", what.en, help.en))
    }
}

impl DoctorArgs {
    /// Looks, tells.
    pub fn run(&self) -> Answer {
        let lines = checks::all(&self.data, &ConfigArgs::of(self.store.clone(), self.profile.clone()));
        if self.json {
            print_json(&lines)?;
        } else {
            for Line { check, state, told } in &lines {
                say!("{:4}  {check:8}  {}", state.word(), told.zh);
                say!("                {}", told.en);
            }
        }
        let fails = lines.iter().any(|line| line.state == State::Fail);
        Ok(if fails { Outcome::DoesNotHold } else { Outcome::Holds })
    }
}
