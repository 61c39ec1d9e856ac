//! The checkout: where it stands, which files belong to it, how long the command has run.

use crate::trouble::Trouble;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The root of the checkout this command was built from.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands one folder below the root")
}

/// Every file of the checkout that is tracked, or new and not ignored; relative to [`root`], sorted.
///
/// # Errors
/// When git cannot be asked.
pub fn files() -> Result<Vec<PathBuf>, Trouble> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .map_err(|error| Trouble::io("git ls-files", &error))?;
    if !listed.status.success() {
        return Err(Trouble::new(
            "git ls-files 失败：请在 git 检出的目录中运行",
            "git ls-files failed: run this inside a git checkout",
        ));
    }
    let mut files: Vec<PathBuf> = String::from_utf8_lossy(&listed.stdout)
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .filter(|name| root().join(name).is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// The text of a file of the checkout; none when it is not UTF-8 (a picture, say) or cannot be read.
pub fn text(file: &Path) -> Option<String> {
    fs::read_to_string(root().join(file)).ok()
}

/// Time since this process began. `cargo run` becomes the program it built, so under
/// `cargo xtask` this includes the building of xtask itself. Linux tells it; elsewhere none.
pub fn since_start() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    age(&stat, &uptime)
}

/// `stat` counts the start in clock ticks (a hundredth of a second) since boot, as its 22nd field.
fn age(stat: &str, uptime: &str) -> Option<Duration> {
    const FIELD_AFTER_NAME: usize = 19;
    let after_name = &stat[stat.rfind(')')? + 1..];
    let ticks: f64 = after_name.split_whitespace().nth(FIELD_AFTER_NAME)?.parse().ok()?;
    let up: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(up - ticks / 100.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_uptime_less_start() {
        let stat = "7 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 1250 0 0";
        assert_eq!(age(stat, "20.00 1.0"), Some(Duration::from_millis(7500)));
    }

    #[test]
    fn the_checkout_holds_this_file() {
        let files = files().unwrap();
        assert!(files.contains(&PathBuf::from("xtask/src/tree.rs")));
        assert!(files.iter().all(|file| !file.starts_with("target")));
    }
}
