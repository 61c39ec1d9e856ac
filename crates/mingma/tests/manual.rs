//! `docs/cli.md` is what `--help` says, word for word.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;

const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");

fn help(path: &[String]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_mingma")).args(path).arg("--help").env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success(), "{path:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect()
}

fn tell(path: &[String], out: &mut String) {
    let help = help(path);
    let name = [&["mingma".to_owned()], path].concat().join(" ");
    out.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", help.trim_end()));
    for command in listed(&help) {
        tell(&[path, &[command]].concat(), out);
    }
}

#[test]
fn the_manual_is_what_help_says() {
    let mut manual = "# Commands 命令\n\nWhat `--help` says of every command; `UPDATE_MANUAL=1 cargo test -p mingma --test manual` writes this page anew.\n".to_owned();
    tell(&[], &mut manual);
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(MANUAL, &manual).unwrap();
    }
    let kept = std::fs::read_to_string(MANUAL).unwrap_or_default();
    assert_eq!(kept, manual, "run UPDATE_MANUAL=1 cargo test -p mingma --test manual");
}
