//! Anything that is changed in a data folder behind the register's back is found by an
//! audit, and named by table and key or by file.
//!
//! A small register is laid once. Each round copies it, changes one random thing, and
//! audits the copy. The ordinary run draws every table that follows from acts and every
//! class of file at least once; `cargo xtask torture` draws 200 rounds and more.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod attacks;
mod change;
mod dice;
mod stage;

use std::collections::BTreeMap;

use change::{Class, Done, How};
use dice::Dice;
use mingma_store::Table;
use mingma_store::rows::TABLES;
use stage::{LAID, audit, told};

/// The tables of `docs/privacy.toml` that an audit answers for.
fn watched() -> Vec<&'static Table> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/privacy.toml")).unwrap();
    let page: toml::Table = page.parse().unwrap();
    let tables = page["table"].as_array().unwrap();
    let name = |table: &toml::Value| table["name"].as_str().unwrap().to_owned();
    let free = |table: &&toml::Value| table["audit"].as_str() == Some("free");
    let watched: Vec<String> = tables.iter().filter(|table| !free(table)).map(name).collect();
    let found: Vec<&Table> = TABLES.iter().copied().filter(|table| watched.contains(&table.name.to_owned())).collect();
    assert_eq!(found.len(), watched.len(), "every table of the page is a table of the program");
    found
}

/// Changes one thing of a copy; true if the audit named it.
fn round(target: &Target, how: How, dice: &mut Dice) -> Option<(Done, Result<(), String>)> {
    let copy = LAID.copy();
    let done = match target {
        Target::Table(table) => change::table(copy.path(), table, how, dice)?,
        Target::File(class) => change::file(copy.path(), *class, how, dice)?,
    };
    let found = audit(copy.path(), None);
    let named = match &found {
        Ok(report) => !report.clean() && report.differences.iter().any(|one| names(&done, &one.table, &one.key)),
        // A key file that cannot be read at all is named before anything is audited.
        Err(error) => matches!(target, Target::File(_)) && done.keys.iter().any(|key| error.contains(key.as_str())),
    };
    Some((done, if named { Ok(()) } else { Err(told(&found)) }))
}

fn names(done: &Done, table: &str, key: &str) -> bool {
    let same = |wanted: &String| key == wanted || (done.what == "block" && first(key) == first(wanted));
    done.tables.contains(&table) && done.keys.iter().any(same)
}

/// The act of a block's key: the audit names the member within it.
fn first(key: &str) -> &str {
    key.split(' ').next().unwrap_or_default()
}

#[derive(Clone, Copy)]
enum Target {
    Table(&'static Table),
    File(Class),
}

impl Target {
    fn all() -> Vec<Self> {
        let files = Class::ALL.into_iter().map(Target::File);
        watched().into_iter().map(Target::Table).chain(files).collect()
    }

    fn ways(&self) -> &'static [How] {
        match self {
            Self::Table(_) => &How::ALL,
            Self::File(class) => class.ways(),
        }
    }
}

/// Rounds, counted by class of change and by what was changed; misses are told at the end.
#[derive(Default)]
struct Counted {
    found: BTreeMap<(How, String), u32>,
    missed: Vec<String>,
}

impl Counted {
    fn take(&mut self, target: &Target, how: How, dice: &mut Dice) -> bool {
        let Some((done, outcome)) = round(target, how, dice) else { return false };
        match outcome {
            Ok(()) => *self.found.entry((how, done.what)).or_default() += 1,
            Err(told) => self.missed.push(format!("{:?} {}: {} — {told}", done.how, done.what, done.told)),
        }
        true
    }

    fn close(self) {
        for how in How::ALL {
            let of = self.found.iter().filter(|((one, _), _)| *one == how);
            let total: u32 = of.clone().map(|(_, count)| count).sum();
            let each: Vec<String> = of.map(|((_, what), count)| format!("{what} {count}")).collect();
            println!("{how:?}: {total} found ({})", each.join(", "));
        }
        assert!(self.missed.is_empty(), "{} missed:\n{}", self.missed.len(), self.missed.join("\n"));
    }
}

#[test]
fn the_register_that_is_tampered_with_is_clean_before() {
    let report = audit(LAID.copy().path(), Some(&LAID.kept)).unwrap();
    assert!(report.clean() && report.compared_outside, "{:#?}", report.differences);
    let db = change::open(&LAID.folder.path().join("register.db"));
    for table in watched() {
        assert!(!change::rows(&db, table).is_empty(), "{} has no row to change", table.name);
    }
}

#[test]
fn every_table_and_every_class_of_file_is_watched() {
    let mut counted = Counted::default();
    for (n, target) in Target::all().iter().enumerate() {
        let mut dice = Dice::new(n as u64);
        let ways = target.ways();
        // Another way each time, the next where there is nothing to change so.
        let taken = (0..ways.len()).find(|turn| counted.take(target, ways[(n + turn) % ways.len()], &mut dice));
        assert!(taken.is_some(), "nothing could be changed");
    }
    counted.close();
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn two_hundred_random_changes_are_found() {
    let rounds = std::env::var("MINGMA_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let seed = std::env::var("MINGMA_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(2022);
    let mut dice = Dice::new(seed);
    let (mut counted, targets) = (Counted::default(), Target::all());
    let mut done = 0;
    while done < rounds {
        let target = dice.pick(&targets);
        let how = *dice.pick(target.ways());
        done += u32::from(counted.take(target, how, &mut dice));
    }
    println!("{rounds} rounds, seed {seed}");
    counted.close();
}

#[test]
fn the_command_lays_a_register_that_the_command_finds_clean() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mingma"));
        let done = command.args(args).arg("--data").arg(&data).arg("--json").output().unwrap();
        (done.status.code(), serde_json::from_slice::<serde_json::Value>(&done.stdout).unwrap_or_default())
    };
    let (code, laid) = run(&["sim", "register", "--seed", "5", "--acts", "260"]);
    assert_eq!((code, laid["acts"].as_u64().is_some_and(|acts| acts >= 260)), (Some(0), true), "{laid}");
    let (code, report) = run(&["audit"]);
    assert_eq!((code, &report["acts"], &report["differences"]), (Some(0), &laid["acts"], &serde_json::json!([])));
    assert!(data.join("holders/zhengzhou-command-01.pem").exists());
    // Where something stands nothing is laid.
    assert_eq!(run(&["sim", "register"]).0, Some(2));
}
