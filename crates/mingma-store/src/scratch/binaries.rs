//! Where the system keeps PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::StoreError;

/// The oldest version that is used, as folders name it.
const OLDEST: u32 = 15;

/// The folder of `initdb`, `pg_ctl` and `postgres`.
///
/// # Errors
/// [`StoreError::Unreachable`] where there is none of a version that is new enough.
pub(super) fn folder() -> Result<PathBuf, StoreError> {
    let told = Command::new("pg_config").arg("--bindir").output().ok().filter(|out| out.status.success());
    let told = told.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    let mut found: Vec<PathBuf> = told.into_iter().chain(of_debian()).collect();
    found.retain(|folder| version(folder).is_some_and(|version| version >= OLDEST));
    found.into_iter().next().ok_or_else(|| StoreError::Unreachable {
        why: format!("no server of PostgreSQL {OLDEST} or later is installed; cargo xtask test installs it"),
    })
}

/// Debian's folders, the newest first.
fn of_debian() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders
}

/// The major version of the server in this folder; none where not all three programs are there.
fn version(folder: &Path) -> Option<u32> {
    let all = ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
    let told = Command::new(folder.join("postgres")).arg("--version").output().ok().filter(|_| all)?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    told.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}
