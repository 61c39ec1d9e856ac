//! What machine a figure belongs to, and where it is kept.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::{Row, broken};
use crate::context::Refusal;

/// Processor and cores.
pub fn name() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!("{model}, {cores} cores")
}

/// The commit of the working tree that the binary is run in.
pub fn commit() -> String {
    let out = Command::new("git").args(["describe", "--always", "--dirty", "--abbrev=12"]).output();
    out.ok()
        .filter(|out| out.status.success())
        .map_or_else(|| "unknown".to_owned(), |out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// The most memory this process has had, in MiB.
pub fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

/// Appends rows to `<folder>/<date>.csv`.
pub fn record(folder: &Path, machine: &str, commit: &str, rows: &[Row]) -> Result<(), Refusal> {
    let failed = |error: std::io::Error| broken(&error.to_string());
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    fs::create_dir_all(folder).map_err(failed)?;
    let path = folder.join(format!("{date}.csv"));
    let new = !path.exists();
    let mut file = fs::OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    if new {
        writeln!(file, "machine,commit,name,value,unit,baseline,baseline_value,ratio,note").map_err(failed)?;
    }
    for row in rows {
        let note = row.note.replace('"', "'");
        writeln!(
            file,
            "\"{machine}\",{commit},{},{:.6},{},\"{}\",{:.6},{:.4},\"{note}\"",
            row.name, row.value, row.unit, row.baseline, row.baseline_value, row.ratio
        )
        .map_err(failed)?;
    }
    eprintln!("{}", path.display());
    Ok(())
}
