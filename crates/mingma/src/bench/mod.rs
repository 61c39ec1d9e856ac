//! `mingma bench`: our figure, a baseline of the same run, and the ratio.

mod acts;
mod audit;
mod board;
mod derive;
mod inquire;
mod ledger;
mod machine;
mod show;
mod web;

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::context::{Answer, Outcome, Refusal, print_json};

/// Measure this machine against a baseline of the same run.
///
/// A ratio says how near our figure comes to the baseline: 1 is as fast, more is better.
#[derive(Args, Debug)]
pub struct BenchArgs {
    /// What to measure
    #[arg(value_enum)]
    name: Name,
    /// Of acts: measure this row alone
    #[arg(long, value_name = "ROW")]
    only: Option<String>,
    /// Of acts: an empty PostgreSQL database to measure a laboratory's file in, too
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Print one JSON document: {machine, commit, rows}
    #[arg(long)]
    json: bool,
    /// Append the rows to the file of the day in DIR
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    Derive,
    Inquire,
    Web,
    Ledger,
    Acts,
    Board,
    Audit,
    Show,
    All,
}

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name, such as `derive.colour`.
    pub name: &'static str,
    /// Our figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// What the baseline is.
    pub baseline: &'static str,
    /// The baseline's figure, in the same unit.
    pub baseline_value: f64,
    /// How near ours comes to it.
    pub ratio: f64,
    /// What else was measured, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Row {
    /// A figure of which less is better.
    pub fn less_is_better(
        name: &'static str,
        unit: &'static str,
        value: f64,
        baseline: &'static str,
        baseline_value: f64,
    ) -> Self {
        let ratio = baseline_value / value.max(f64::MIN_POSITIVE);
        Self { name, value, unit, baseline, baseline_value, ratio, note: String::new() }
    }

    /// The same figure with something said beside it.
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

#[derive(Serialize)]
struct Report {
    machine: String,
    commit: String,
    rows: Vec<Row>,
}

impl BenchArgs {
    /// Measures and prints.
    pub fn run(&self) -> Answer {
        let mut rows = Vec::new();
        let wanted = |name| self.name == name || self.name == Name::All;
        if wanted(Name::Derive) {
            rows.extend(derive::rows()?);
        }
        if wanted(Name::Inquire) {
            rows.extend(inquire::rows()?);
        }
        if wanted(Name::Web) {
            rows.extend(web::rows()?);
        }
        if wanted(Name::Ledger) {
            rows.extend(ledger::rows()?);
        }
        if wanted(Name::Acts) {
            rows.extend(acts::rows(self.only.as_deref(), self.store.as_deref())?);
        }
        if wanted(Name::Board) {
            rows.extend(board::rows()?);
        }
        if wanted(Name::Audit) {
            rows.extend(audit::rows()?);
        }
        if wanted(Name::Show) {
            rows.extend(show::rows()?);
        }
        let report = Report { machine: machine::name(), commit: machine::commit(), rows };
        if let Some(folder) = &self.record {
            machine::record(folder, &report.machine, &report.commit, &report.rows)?;
        }
        if self.json {
            print_json(&report)?;
        } else {
            report.tell();
        }
        Ok(Outcome::Holds)
    }
}

impl Report {
    fn tell(&self) {
        say!("{} · {}", self.machine, self.commit);
        for row in &self.rows {
            say!(
                "{:<22} {:>12.4} {:<4}  {:<46} {:>12.4}  ratio {:.4}  {}",
                row.name,
                row.value,
                row.unit,
                row.baseline,
                row.baseline_value,
                row.ratio,
                row.note
            );
        }
    }
}

/// Seconds that a piece of work takes: the least of several rounds, since
/// whatever else runs on the machine can only add.
pub fn least(rounds: u32, mut work: impl FnMut()) -> f64 {
    (0..rounds).fold(f64::INFINITY, |least, _| {
        let start = Instant::now();
        work();
        least.min(start.elapsed().as_secs_f64())
    })
}

/// The middle of several measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What stops a measurement.
pub fn broken(what: &str) -> Refusal {
    use mingma_model::{Fault, Text};
    Fault::new(
        "MM-CLI-011",
        Text::new(format!("测量失败：{what}"), format!("the measurement failed: {what}")),
        Text::new("排除后重试", "mend it and measure again"),
    )
    .into()
}
