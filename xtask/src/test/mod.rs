//! `cargo xtask test`: everything that is tested, as one table of steps.
//!
//! All chosen steps run even when one fails; then a table tells each one's seconds, a list tells
//! what failed, and the closing line counts the tests that the runners counted.

mod cargo_steps;
mod count;
mod docs;
pub mod postgres;
mod words;

use crate::tree;
use crate::trouble::Trouble;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What a step found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Tests that passed, as the runner counted them; 1 for a step that counts none.
    pub passed: u64,
    /// Tests that failed; at least 1 when the step failed.
    pub failed: u64,
}

impl Outcome {
    /// A step without a count of its own: it holds or it does not.
    pub fn single(ok: bool) -> Self {
        Self { passed: u64::from(ok), failed: u64::from(!ok) }
    }
}

/// One step: its name on the command line, what it does, and the doing.
pub struct Step {
    /// The word that selects it.
    pub name: &'static str,
    /// What it checks, in one line.
    pub what: &'static str,
    run: fn() -> Result<Outcome, Trouble>,
}

/// Everything that is tested, in the order in which it runs: cheap and telling steps first.
pub const STEPS: &[Step] = &[
    Step {
        name: "words",
        what: "no machine's path, registry host, secret or unfinished mark in the tree",
        run: words::step,
    },
    Step { name: "docs", what: "every path, crate, command and test named in the docs exists", run: docs::step },
    Step { name: "fmt", what: "cargo fmt --check", run: cargo_steps::fmt },
    Step { name: "deny", what: "licences, bans and sources of all dependencies (deny.toml)", run: cargo_steps::deny },
    Step { name: "clippy", what: "clippy over all targets, warnings are errors", run: cargo_steps::clippy },
    Step { name: "cargo", what: "unit, property, snapshot and doc tests of all crates", run: cargo_steps::test },
    Step {
        name: "packs",
        what: "mingma rules check: the loader's law and every pack's cases",
        run: cargo_steps::packs,
    },
    Step {
        name: "protocol",
        what: "a second program reads every vector and refuses every bad one",
        run: cargo_steps::protocol,
    },
    Step { name: "rustdoc", what: "documentation of all crates, warnings are errors", run: cargo_steps::rustdoc },
    Step {
        name: "browser",
        what: "every page in Chromium, zh and en, three widths, with axe-core",
        run: cargo_steps::browser,
    },
];

/// Install what the tests need and run everything, or only the steps named.
#[derive(clap::Args)]
pub struct Args {
    /// Steps to run; all when none is named.
    #[arg(value_name = "STEP")]
    steps: Vec<String>,
    /// List the steps and stop.
    #[arg(long)]
    list: bool,
}

/// Runs the chosen steps and tells the result.
///
/// # Errors
/// When a named step does not exist. A step that fails is no error here: the exit code tells.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    if args.list {
        for step in STEPS {
            println!("{:<8} {}", step.name, step.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let began = Instant::now();
    let ran: Vec<Ran> = chosen(&args.steps)?.into_iter().map(Ran::of).collect();
    let total = tree::since_start().unwrap_or_else(|| began.elapsed());
    print!("{}", report(&ran, total));
    let ok = ran.iter().all(|ran| ran.outcome.failed == 0);
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>, Trouble> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            return Err(Trouble::new(
                format!("没有名为“{name}”的步骤：cargo xtask test --list 列出全部步骤"),
                format!("no step is called \"{name}\": cargo xtask test --list lists them"),
            ));
        }
    }
    let wanted = |step: &&Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(wanted).collect())
}

/// A step that ran.
struct Ran {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

impl Ran {
    fn of(step: &Step) -> Self {
        println!("\n── {} · {}", step.name, step.what);
        let began = Instant::now();
        let outcome = (step.run)().unwrap_or_else(|trouble| {
            eprintln!("{trouble}");
            Outcome::single(false)
        });
        Self { name: step.name, outcome, took: began.elapsed() }
    }
}

/// The table of steps, what failed, and the closing line that is read by machines too.
fn report(ran: &[Ran], total: Duration) -> String {
    use std::fmt::Write as _;
    let mut text = format!("\n{:<10}{:>9}{:>9}{:>9}\n", "step", "passed", "failed", "seconds");
    for Ran { name, outcome, took } in ran {
        let _ = writeln!(text, "{name:<10}{:>9}{:>9}{:>9.1}", outcome.passed, outcome.failed, took.as_secs_f64());
    }
    let passed: u64 = ran.iter().map(|ran| ran.outcome.passed).sum();
    let failed: u64 = ran.iter().map(|ran| ran.outcome.failed).sum();
    let _ = writeln!(text, "{:<10}{passed:>9}{failed:>9}{:>9.1}", "total", total.as_secs_f64());
    let fallen: Vec<&str> = ran.iter().filter(|ran| ran.outcome.failed > 0).map(|ran| ran.name).collect();
    if !fallen.is_empty() {
        let names = fallen.join(" ");
        let _ = writeln!(text, "\n✗ 未通过：{names}；重跑：cargo xtask test {names}");
        let _ = writeln!(text, "✗ failed: {names}; again: cargo xtask test {names}");
    }
    let _ = writeln!(text, "\n{passed} passed, {failed} failed");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(name: &'static str, passed: u64, failed: u64) -> Ran {
        let outcome = Outcome { passed, failed };
        Ran { name, outcome, took: Duration::from_millis(1500) }
    }

    #[test]
    fn the_report_names_what_failed_and_closes_with_the_count() {
        let text = report(&[ran("fmt", 1, 0), ran("cargo", 40, 2)], Duration::from_secs(4));
        assert!(text.contains("cargo            40        2      1.5\n"), "{text}");
        assert!(text.contains("again: cargo xtask test cargo\n"), "{text}");
        assert!(text.ends_with("\n41 passed, 2 failed\n"), "{text}");
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused() {
        assert!(chosen(&["no-such-step".to_owned()]).is_err());
        assert_eq!(chosen(&["fmt".to_owned()]).unwrap().len(), 1);
        assert_eq!(chosen(&[]).unwrap().len(), STEPS.len());
    }
}
