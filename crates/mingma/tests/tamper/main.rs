//! Anything that is changed in a data folder behind the register's back is found by an
//! audit, and named by table and key or by file.
//!
//! A small register is laid once in each database. Each round copies it, changes one random
//! thing, and audits the copy. The ordinary run draws every table that follows from acts at
//! least once in each, and every class of file; `cargo xtask torture` draws 200 rounds and
//! more in each.

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
use stage::{Copy, LAID, Laid, SERVED, told};

/// The tables of `docs/privacy.toml` that an audit answers for and a demo folder fills.
fn watched() -> Vec<&'static Table> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/privacy.toml")).unwrap();
    let page: toml::Table = page.parse().unwrap();
    let tables = page["table"].as_array().unwrap();
    let name = |table: &toml::Value| table["name"].as_str().unwrap().to_owned();
    let free = |table: &&toml::Value| table["audit"].as_str() == Some("free");
    let watched: Vec<String> = tables.iter().filter(|table| !free(table)).map(name).collect();
    let found: Vec<&Table> = TABLES.iter().copied().filter(|table| watched.contains(&table.name.to_owned())).collect();
    assert_eq!(found.len(), watched.len(), "every table of the page is a table of the program");
    // What a room brings that no demo folder lays yet has no row to change.
    let waits = mingma_sim::register::not_yet();
    found.into_iter().filter(|table| waits.iter().all(|one| !one.what.starts_with(table.name))).collect()
}

/// Changes one thing of a copy; true if the audit named it.
fn round(laid: &'static Laid, target: &Target, how: How, dice: &mut Dice) -> Option<(Done, Result<(), String>)> {
    let copy = Copy::of(laid);
    let done = match target {
        Target::Table(table) => change::table(&copy, table, how, dice)?,
        Target::File(class) => change::file(&copy, *class, how, dice)?,
    };
    let found = copy.audit(None);
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
struct Counted {
    laid: &'static Laid,
    found: BTreeMap<(How, String), u32>,
    missed: Vec<String>,
}

impl Counted {
    fn of(laid: &'static Laid) -> Self {
        Self { laid, found: BTreeMap::new(), missed: Vec::new() }
    }

    /// One way or another of changing each target, the next where there is nothing to change so.
    fn each(mut self, targets: &[Target]) {
        for (n, target) in targets.iter().enumerate() {
            let mut dice = Dice::new(n as u64);
            let ways = target.ways();
            let taken = (0..ways.len()).find(|turn| self.take(target, ways[(n + turn) % ways.len()], &mut dice));
            assert!(taken.is_some(), "nothing could be changed");
        }
        self.close();
    }

    /// As many random changes as the environment says, or 200.
    fn random(mut self) {
        let rounds = std::env::var("MINGMA_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
        let seed = std::env::var("MINGMA_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(2022);
        let (mut dice, targets, mut done) = (Dice::new(seed), Target::all(), 0);
        while done < rounds {
            let target = dice.pick(&targets);
            let how = *dice.pick(target.ways());
            done += u32::from(self.take(target, how, &mut dice));
        }
        println!("{rounds} rounds in {}, seed {seed}", self.laid.name());
        self.close();
    }

    fn take(&mut self, target: &Target, how: How, dice: &mut Dice) -> bool {
        let Some((done, outcome)) = round(self.laid, target, how, dice) else { return false };
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
    for laid in [&*LAID, &*SERVED] {
        let copy = Copy::of(laid);
        let report = copy.audit(Some(&laid.kept)).unwrap();
        assert!(report.clean() && report.compared_outside, "{:#?}", report.differences);
        for table in watched() {
            assert!(!change::rows(&copy.open(), table).is_empty(), "{} has no row to change", table.name);
        }
    }
}

#[test]
fn every_table_and_every_class_of_file_is_watched() {
    Counted::of(&LAID).each(&Target::all());
}

#[test]
fn every_table_in_a_server_is_watched() {
    Counted::of(&SERVED).each(&watched().into_iter().map(Target::Table).collect::<Vec<_>>());
}

#[test]
fn what_works_behind_a_servers_back_is_named() {
    let copy = Copy::of(&SERVED);
    let quiet = "CREATE RULE quiet AS ON INSERT TO refusal DO INSTEAD NOTHING";
    copy.database.as_ref().unwrap().run(quiet).unwrap();
    let found = copy.audit(None);
    let named = |one: &mingma_app::audit::Difference| one.table == "schema" && one.key == "rule quiet on refusal";
    assert!(found.as_ref().unwrap().differences.iter().any(named), "{}", told(&found));
    assert_eq!(found.unwrap().differences.len(), 1, "and nothing else");
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn two_hundred_random_changes_are_found() {
    Counted::of(&LAID).random();
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn two_hundred_random_changes_in_a_server_are_found() {
    Counted::of(&SERVED).random();
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
