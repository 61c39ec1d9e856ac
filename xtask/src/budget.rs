//! `cargo xtask budget`: what each dependency costs in a clean build.
//!
//! A dependency that adds more than 20 s needs a decision record; this prints the seconds.

use crate::run::{cargo, shown};
use crate::tree;
use crate::trouble::Trouble;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

/// Seconds above which a dependency needs a record in `docs/decisions`.
const DEAR: f64 = 20.0;
/// Where `--timings` puts its report, below the target folder.
const REPORT: &str = "cargo-timings/cargo-timing.html";

/// Build the binary afresh and print compile seconds by crate.
#[derive(clap::Args)]
pub struct Args {
    /// The package to build.
    #[arg(long, default_value = "mingma")]
    package: String,
    /// The profile to build.
    #[arg(long, default_value = "release")]
    profile: String,
    /// How many crates to list.
    #[arg(long, default_value_t = 30)]
    top: usize,
}

/// Builds into `target/budget`, emptied before, and reads cargo's own report.
///
/// # Errors
/// When the build fails or cargo's report has another form.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let folder = tree::root().join("target/budget");
    let _ = std::fs::remove_dir_all(&folder);
    let began = Instant::now();
    let words = ["build", "--locked", "--timings", "--package", &args.package];
    let mut build = cargo(&words);
    build.args(["--profile", &args.profile, "--target-dir"]).arg(&folder);
    if !shown(&mut build)?.ok {
        return Err(Trouble::new("构建失败：错误见上", "the build failed: see the errors above"));
    }
    let wall = began.elapsed().as_secs_f64();
    let report = std::fs::read_to_string(folder.join(REPORT)).map_err(|error| Trouble::io(REPORT, &error))?;
    let seconds = by_crate(&report).ok_or_else(|| {
        Trouble::new(
            "cargo --timings 的报告格式已变：请更新 xtask/src/budget.rs",
            "the report of cargo --timings has another form: update xtask/src/budget.rs",
        )
    })?;
    print(&seconds, wall, args.top);
    Ok(ExitCode::SUCCESS)
}

/// Compile seconds by crate, dearest first: all units of one crate (library, build script, its run) together.
fn by_crate(report: &str) -> Option<Vec<(String, f64)>> {
    let start = report.find("const UNIT_DATA = ")? + "const UNIT_DATA = ".len();
    let data = &report[start..];
    let units: Vec<Value> = serde_json::from_str(data[..data.find("];")? + 1].trim()).ok()?;
    let mut seconds = BTreeMap::new();
    for unit in &units {
        let name = format!("{} {}", unit["name"].as_str()?, unit["version"].as_str()?);
        *seconds.entry(name).or_insert(0.0) += unit["duration"].as_f64()?;
    }
    let mut sorted: Vec<(String, f64)> = seconds.into_iter().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Some(sorted)
}

fn print(seconds: &[(String, f64)], wall: f64, top: usize) {
    let all: f64 = seconds.iter().map(|(_, spent)| spent).sum();
    println!("\n{:>8}  crate", "seconds");
    for (name, spent) in seconds.iter().take(top) {
        let mark = if *spent > DEAR { "  ← needs a decision record" } else { "" };
        println!("{spent:>8.1}  {name}{mark}");
    }
    println!("{all:>8.1}  all {} crates, added up", seconds.len());
    println!("{wall:>8.1}  by the clock on the wall");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_crate_are_added_and_sorted() {
        let report = r#"<script>
const UNIT_DATA = [
  {"name": "a", "version": "1.0.0", "duration": 1.5, "unblocked_units": []},
  {"name": "b", "version": "2.0.0", "duration": 4.0, "unblocked_units": [0]},
  {"name": "a", "version": "1.0.0", "duration": 0.25, "unblocked_units": []}
];
const CONCURRENCY_DATA = [];"#;
        let seconds = by_crate(report).unwrap();
        assert_eq!(seconds, [("b 2.0.0".to_owned(), 4.0), ("a 1.0.0".to_owned(), 1.75)]);
    }

    #[test]
    fn a_report_of_another_form_is_not_read_as_empty() {
        assert_eq!(by_crate("<html></html>"), None);
        assert_eq!(by_crate("const UNIT_DATA = [{\"name\": 1}];"), None);
    }
}
