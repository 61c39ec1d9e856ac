//! The PostgreSQL server that the tests of the store start for themselves.

use crate::run::{program, quiet};
use crate::tools;
use crate::trouble::Trouble;
use std::path::{Path, PathBuf};

/// The oldest version that a register runs on.
const OLDEST: u32 = 15;
/// The programs that the tests start.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Makes sure that the server's programs are there; installs them where they are not.
///
/// # Errors
/// When they cannot be installed, or what was installed is too old; the text says what to do.
pub fn ready() -> Result<(), Trouble> {
    if found() {
        return Ok(());
    }
    tools::debian_packages(&["postgresql"])?;
    if found() {
        return Ok(());
    }
    Err(Trouble::new(
        format!(
            "测试需要 PostgreSQL {OLDEST} 或更新版本的服务器程序，但安装后仍未找到。请安装，并让 pg_config --bindir 指向它"
        ),
        format!(
            "the tests need the server of PostgreSQL {OLDEST} or later, and it is not there after installing. Install it, and let pg_config --bindir point to it"
        ),
    ))
}

/// Whether a server that is new enough stands in one of the places where the tests look for it.
fn found() -> bool {
    let told = quiet(&mut program("pg_config", &["--bindir"])).map(|text| PathBuf::from(text.trim()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let of_debian = versions.map(|entry| entry.path().join("bin"));
    told.into_iter().chain(of_debian).any(|folder| serves(&folder))
}

fn serves(folder: &Path) -> bool {
    let all = PROGRAMS.iter().all(|name| folder.join(name).is_file());
    let version = || quiet(&mut program(&folder.join("postgres").to_string_lossy(), &["--version"]));
    all && version().and_then(|told| major(&told)).is_some_and(|major| major >= OLDEST)
}

/// `postgres (PostgreSQL) 15.4 (Debian 15.4-1)` is 15.
fn major(told: &str) -> Option<u32> {
    told.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 17beta1"), None);
        assert_eq!(major("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_folder_without_a_server_serves_nobody() {
        assert!(!serves(Path::new("/")));
    }
}
