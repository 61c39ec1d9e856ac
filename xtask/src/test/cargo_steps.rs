//! The steps that another program does: cargo, cargo-deny, the binary itself, Node.
//!
//! One build profile serves them all (`dev`), so that dependencies are compiled once.

use super::{Outcome, count};
use crate::demo::binary;
use crate::look::browser_environment;
use crate::run::{cargo, program, shown};
use crate::tools;
use crate::tree;
use crate::trouble::Trouble;
use std::path::PathBuf;

/// All sources are formatted.
pub fn fmt() -> Result<Outcome, Trouble> {
    Ok(Outcome::single(shown(&mut cargo(&["fmt", "--all", "--check"]))?.ok))
}

/// No warning in any target.
pub fn clippy() -> Result<Outcome, Trouble> {
    let args = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
    Ok(Outcome::single(shown(&mut cargo(&args))?.ok))
}

/// Only licences, crates and sources that `deny.toml` allows. Advisories need a network and stay out.
pub fn deny() -> Result<Outcome, Trouble> {
    let deny = tools::cargo_deny()?;
    let args = ["--workspace", "--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    Ok(Outcome::single(shown(&mut program(&deny.to_string_lossy(), &args))?.ok))
}

/// Every test of every crate. Snapshots are compared, never written.
pub fn test() -> Result<Outcome, Trouble> {
    super::postgres::ready()?;
    let args = ["test", "--workspace", "--locked", "--no-fail-fast"];
    let mut command = cargo(&args);
    command.env("INSTA_UPDATE", "no").env("INSTA_FORCE_PASS", "0").env("CI", "true");
    Ok(count::cargo(&shown(&mut command)?))
}

/// The shipped packs, asked by the binary that users run.
pub fn packs() -> Result<Outcome, Trouble> {
    if !build()? {
        return Ok(Outcome::single(false));
    }
    Ok(Outcome::single(shown(&mut program(&binary("debug"), &["rules", "check"]))?.ok))
}

/// The documentation builds without a warning: no broken link, no undocumented public item.
pub fn rustdoc() -> Result<Outcome, Trouble> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--locked", "--quiet"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    Ok(Outcome::single(shown(&mut command)?.ok))
}

/// The second program of `tests/protocol`, against the files of `vectors/`.
pub fn protocol() -> Result<Outcome, Trouble> {
    tools::for_protocol()?;
    let mut command = program("node", &["--test", "--test-reporter=spec"]);
    Ok(count::node(&shown(command.args(suites("tests/protocol")?))?))
}

/// The suite in `tests/browser`, against the binary.
pub fn browser() -> Result<Outcome, Trouble> {
    tools::for_browser()?;
    if !build()? {
        return Ok(Outcome::single(false));
    }
    let mut command = program("node", &["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    command.args(suites("tests/browser")?);
    browser_environment(&mut command);
    Ok(count::node(&shown(&mut command)?))
}

/// Every `*.test.mjs` of a suite, so that a new one needs no line here.
fn suites(folder: &str) -> Result<Vec<String>, Trouble> {
    let of_suite = |file: &PathBuf| file.starts_with(folder);
    let names = tree::files()?.into_iter().filter(of_suite);
    let names = names.map(|file| file.to_string_lossy().into_owned());
    Ok(names.filter(|name| name.ends_with(".test.mjs")).collect())
}

fn build() -> Result<bool, Trouble> {
    Ok(shown(&mut cargo(&["build", "--locked", "--quiet", "--package", "mingma"]))?.ok)
}
