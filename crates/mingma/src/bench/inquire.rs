//! The inquiry into a million people with five million scans.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mingma_legacy::Folder;
use mingma_sim::Plan;

use super::{Row, broken, least};
use crate::context::Refusal;

/// What is asked: every class of the inquiry is in it.
const PLAN: Plan = Plan { seed: 2022, residents: 1_000_000, scans: 5_000_000, mixed: true };

/// Generates the register in a folder of the system's, measures, and removes it.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let folder = std::env::temp_dir().join(format!("mingma-bench-register-{}", std::process::id()));
    let measured = generate(&folder).and_then(|()| million(&folder));
    fs::remove_dir_all(&folder).ok();
    Ok(vec![measured?])
}

/// By a process of its own, so that its memory is not ours.
fn generate(folder: &Path) -> Result<(), Refusal> {
    let Plan { seed, residents, scans, .. } = PLAN;
    let mut command = Command::new(me()?);
    command.args([
        "sim",
        "legacy",
        "--mixed",
        "--seed",
        &seed.to_string(),
        "--residents",
        &residents.to_string(),
        "--scans",
        &scans.to_string(),
        "--out",
    ]);
    let status = command.arg(folder).stdout(Stdio::null()).status().map_err(|error| broken(&error.to_string()))?;
    if status.success() { Ok(()) } else { Err(broken("mingma sim legacy")) }
}

fn million(folder: &Path) -> Result<Row, Refusal> {
    // Once, so that neither pays for the first reading from disk.
    let rows = bare(folder)?;
    let baseline = least(3, || {
        bare(folder).ok();
    });
    let (mut seconds, mut peak) = (f64::INFINITY, 0.0_f64);
    for _ in 0..3 {
        let run = inquire(folder)?;
        seconds = seconds.min(run.seconds);
        peak = peak.max(run.peak_mib);
    }
    let mib = size_mib(folder)?;
    let note = format!(
        "whole process; {rows} rows, {mib:.0} MiB of files; {peak:.0} MiB of memory at most; the expected figures found"
    );
    Ok(Row::less_is_better("inquire.million", "s", seconds, "the same files, the same reader, nothing else", baseline)
        .noting(note))
}

/// Reads every row of every file and nothing else.
fn bare(folder: &Path) -> Result<u64, Refusal> {
    Folder::open(folder)?.count_rows().map_err(|error| broken(&error.to_string()))
}

struct Run {
    seconds: f64,
    peak_mib: f64,
}

/// The inquiry as people run it; its figures must be those that were drawn.
fn inquire(folder: &Path) -> Result<Run, Refusal> {
    let answer = folder.join("answer.json");
    let out = fs::File::create(&answer).map_err(|error| broken(&error.to_string()))?;
    let start = Instant::now();
    let child = Command::new(me()?)
        .args(["inquire", "--json", "--legacy"])
        .arg(folder)
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| broken(&error.to_string()))?;
    let peak_mib = wait(child)?;
    let seconds = start.elapsed().as_secs_f64();
    let found: serde_json::Value =
        fs::read(&answer).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let drawn = PLAN.drawn();
    let figures = ["red", "explained", "not_covered"].map(|name| found[name].as_u64());
    if figures != [Some(drawn.red), Some(drawn.explained), Some(drawn.not_covered)] {
        return Err(broken(&format!("{figures:?} found, {drawn:?} drawn")));
    }
    Ok(Run { seconds, peak_mib })
}

/// Waits for a process, looking at the most memory it has had.
fn wait(mut child: Child) -> Result<f64, Refusal> {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0.0_f64;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let kib =
            text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        peak = peak.max(kib.unwrap_or(0.0) / 1024.0);
        match child.try_wait() {
            Ok(Some(ended)) if ended.success() => return Ok(peak),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            _ => return Err(broken("mingma inquire")),
        }
    }
}

fn size_mib(folder: &Path) -> Result<f64, Refusal> {
    let entries = fs::read_dir(folder).map_err(|error| broken(&error.to_string()))?;
    let bytes: u64 = entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|about| about.len()).sum();
    Ok(f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0)
}

fn me() -> Result<PathBuf, Refusal> {
    std::env::current_exe().map_err(|error| broken(&error.to_string()))
}
