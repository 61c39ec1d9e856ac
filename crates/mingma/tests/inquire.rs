//! `mingma sim legacy` and `mingma inquire`, as a reader runs them.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn mingma(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingma")).args(args).output().unwrap()
}

/// A folder of this test's own, removed when it is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("mingma-{name}-{}", std::process::id())))
    }

    fn register(&self, more: &[&str]) -> String {
        let folder = self.0.display().to_string();
        let out = mingma(&[&["sim", "legacy", "--seed", "5", "--out", &folder], more].concat());
        assert!(out.status.success());
        folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn add(folder: &str, file: &str, row: &str) {
    let path = Path::new(folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap() + row + "\n";
    std::fs::write(path, text).unwrap();
}

#[test]
fn the_register_of_june_2022_is_found_out() {
    let scratch = Scratch::new("june");
    let folder = scratch.register(&[]);
    let out = mingma(&["inquire", "--legacy", &folder, "--json"]);
    assert!(out.status.success() && out.stderr.is_empty());
    let found: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let told = &found["unexplained"];
    let figures = [&found["red"], &found["explained"], &told["total"], &told["arrival_scan"], &told["forwarded_scan"]];
    assert_eq!(figures.map(|figure| figure.as_u64().unwrap()), [1_317, 0, 1_317, 446, 871]);
    let text = String::from_utf8(mingma(&["inquire", "--legacy", &folder]).stdout).unwrap();
    for words in ["1,317", "446", "871", "转发码扫码", "scanned a forwarded code", "批次 Batches"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_faulty_register_is_refused_with_every_fault_or_its_rows_are_set_aside() {
    let scratch = Scratch::new("faulty");
    let folder = scratch.register(&["--mixed", "--residents", "2000", "--scans", "1000"]);
    let before = mingma(&["inquire", "--legacy", &folder, "--json"]).stdout;
    add(&folder, "scans.csv", "r000001,p001,2022-06-13T10:00:00,410105");
    add(&folder, "colours.csv", "r000001,blue,2022-06-13T10:00:00+08:00,,,,,");
    let out = mingma(&["inquire", "--legacy", &folder]);
    let told = String::from_utf8(out.stderr).unwrap();
    assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0));
    for words in ["MM-CSV-017", "scans.csv:", "没有时区偏移", "no offset", "MM-CSV-018", "colours.csv:"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let rows = Path::new(&folder).join("rejected.csv");
    let out =
        mingma(&["inquire", "--legacy", &folder, "--json", "--skip-bad", "--rejected", &rows.display().to_string()]);
    let mut found: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rejected = found.as_object_mut().unwrap().remove("rejected").unwrap();
    assert_eq!(rejected, serde_json::json!({"rows": 2, "by_code": {"MM-CSV-017": 1, "MM-CSV-018": 1}}));
    assert_eq!(found, serde_json::from_slice::<serde_json::Value>(&before).unwrap());
    assert_eq!(std::fs::read_to_string(rows).unwrap().lines().count(), 3);
}

#[test]
fn too_few_people_for_the_plan_are_refused() {
    let scratch = Scratch::new("few");
    let folder = scratch.0.display().to_string();
    let out = mingma(&["sim", "legacy", "--out", &folder, "--residents", "10"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8(out.stderr).unwrap().contains("MM-CLI-013"));
}
