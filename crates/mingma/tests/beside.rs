//! A register with company: commands beside a server, a database of its own, time that passes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod register;
mod stage;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use mingma_store::scratch;
use register::{Register, Server, json, mingma, refused};
use stage::{CONTACT, PATIENT, Stage, unit_of};

#[test]
fn many_commands_at_once_beside_a_server_lose_nothing() {
    let register = Register::found("many");
    register.refuse_something();
    let server = Server::start(&register);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..3).for_each(|_| register.refuse_something()));
        }
    });
    server.until("/healthz", |health| health["newest"] == 14 && health["published"] == 14 && health["board"] == 14);
    assert_eq!(server.get("/checkpoint").1.lines().nth(1), Some("14"));
    server.stop();
    let audit = json(&register.run(&["audit", "--json"]));
    assert_eq!((&audit["acts"], &audit["differences"]), (&14.into(), &serde_json::json!([])));
}

#[test]
fn an_audit_looks_at_one_moment_while_others_write() {
    let register = Register::found("moment");
    let server = Server::start(&register);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                register.refuse_something();
            }
        });
        let audits: Vec<u64> = (0..8)
            .map(|_| {
                let audit = json(&register.run(&["audit", "--json"]));
                assert_eq!((&audit["differences"], &audit["ledger_verified"]), (&serde_json::json!([]), &true.into()));
                audit["acts"].as_u64().unwrap()
            })
            .collect();
        done.store(true, Ordering::Relaxed);
        assert!(audits[0] < audits[7], "it was written meanwhile: {audits:?}");
    });
    server.stop();
    let left = std::fs::read_dir(&register.data).unwrap();
    assert!(left.into_iter().all(|entry| !entry.unwrap().file_name().to_string_lossy().starts_with(".moment")));
}

#[test]
fn a_proposal_that_nobody_answers_is_closed_by_the_clock() {
    let register = Register::found("lapses");
    let propose = register.run(&[
        "unit",
        "add",
        "new-unit",
        "--name-zh",
        "新单位",
        "--name-en",
        "New unit",
        "--region",
        "4101",
        "--parent",
        "henan-command",
        "--telephone",
        "0371-00000002",
        "--key",
        &register.key(0),
        "--propose",
        "--json",
    ]);
    assert_eq!(json(&propose)["act"]["class"], "proposal");
    assert!(register.run(&["clock", "forward", "2022-07-09T08:59:00+08:00"]).status.success());
    served_until(&register, 2);
    assert!(register.run(&["clock", "forward", "2022-07-09T09:30:00+08:00"]).status.success());
    served_until(&register, 3);
    served_until(&register, 3);
    assert!(register.run(&["audit"]).status.success(), "the register's own closing is admissible");
}

/// Serves until an act is on the board, and looks that no further one comes.
fn served_until(register: &Register, act: u64) {
    let server = Server::start(register);
    server.until("/healthz", |health| health["board"] == act);
    // The due queue is worked each second: two of its beats, by the demo clock that runs.
    let (_, health) = server.get("/healthz");
    let clock = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["clock"].as_i64().unwrap();
    let begun = clock(&health);
    server.until("/healthz", |health| health["clock"].as_i64().unwrap() >= begun + 3);
    let (_, health) = server.get("/healthz");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&health).unwrap()["newest"], act, "{health}");
    server.stop();
}

#[test]
fn a_look_is_kept_before_it_is_answered_and_a_green_that_no_rule_speaks_of_is_not_bare() {
    let register = Register::found("look");
    let key = register.key(0);
    let enrol = register.run(&[
        "resident",
        "enrol",
        "--document",
        "passport",
        "--number",
        "E12345678",
        "--name",
        "林一",
        "--phone",
        "10000000001",
        "--region",
        "410105",
        "--key",
        &key,
        "--json",
    ]);
    assert!(enrol.status.success(), "{}", String::from_utf8_lossy(&enrol.stderr));
    let resident = json(&enrol)["members"][0]["resident"].as_str().unwrap().to_owned();
    let show =
        |more: &[&str]| register.run(&[&["code", "show", &resident, "--purpose", "进站 boarding"], more].concat());
    let place = register.run(&[
        "place",
        "add",
        "station-1",
        "--kind",
        "venue",
        "--region",
        "410105",
        "--name-zh",
        "车站",
        "--name-en",
        "Station",
        "--owner",
        "keeper-1",
        "--key",
        &key,
    ]);
    assert!(place.status.success(), "{}", String::from_utf8_lossy(&place.stderr));
    let told = json(&show(&["--json", "--verifier", "gate-1", "--place", "station-1"]));
    assert_eq!((&told["colour"], &told["as_of"], &told["kept"]), (&"green".into(), &3.into(), &4.into()));
    assert_eq!(told["not_covered"], serde_json::json!([]));
    let text = String::from_utf8(show(&["--key", &key]).stdout).unwrap();
    assert!(text.contains("绿码") && text.contains("Green") && text.contains("as of act 4"), "{text}");
    assert!(text.contains("演示时间") && text.contains("demo time"), "{text}");
    let audit = json(&register.run(&["audit", "--json"]));
    assert_eq!((&audit["shown_rederived"], &audit["differences"]), (&2.into(), &serde_json::json!([])));
    // Their own receipt of that look proves it to them, and to nobody else.
    let out = register.beside("look.receipt");
    assert!(register.run(&["ledger", "prove", "4", "--member", &resident, "--out", &out]).status.success());
    let log = String::from_utf8(register.run(&["ledger", "key"]).stdout).unwrap();
    let proved = json(&mingma(&["ledger", "verify", &out, "--log-key", log.trim(), "--json"]));
    assert_eq!(proved["member"]["resident"], resident.as_str());
    assert_eq!((&proved["member"]["item"]["purpose"], &proved["class"]), (&"进站 boarding".into(), &"shown".into()));
    assert_eq!(proved["member"]["item"]["verifier"], "gate-1");
}

#[test]
fn acts_in_postgresql_belong_to_one_folder() {
    let database = scratch::Scratch::new().unwrap();
    let address = database.address();
    let register = Register::keys_only("postgres");
    let (one, two) = (register.key(0), register.key(1));
    let init = |data: &str| {
        mingma(&["init", "--data", data, "--demo", "--store", &address, "--key", &one, "--key", &two, "--json"])
    };
    let told = init(&register.data);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(!register.path("register.db").exists());
    register.refuse_something();
    assert_eq!(json(&register.run(&["audit", "--json"]))["acts"], 2);
    let doctor = register.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", String::from_utf8_lossy(&doctor.stdout));
    let server = Server::start(&register);
    server.until("/healthz", |health| health["well"] == true && health["board"] == 2);
    server.stop();
    // Another folder cannot be founded on it, nor opened over it.
    refused(&init(&register.beside("second")), 2, "MM-KPT-010");
    assert!(!Path::new(&register.beside("second")).exists());
    let other = Register::found("postgres-other");
    refused(&other.run(&["ledger", "prove", "1", "--store", &address]), 2, "MM-KPT-004");
    restored_beside(&register);
}

/// The database is restored by its own tools; the folder comes from the backup.
fn restored_beside(register: &Register) {
    let (backup, keys, again) = (register.beside("backup"), register.beside("kept-keys"), register.beside("again"));
    let told = json(&register.run(&["backup", &backup, "--keys", &keys, "--json"]));
    assert_eq!((&told["acts"], &told["database"]), (&2.into(), &false.into()));
    let restore = mingma(&["restore", &backup, "--keys", &keys, "--data", &again, "--json"]);
    assert_eq!(json(&restore)["acts"], 2, "{}", String::from_utf8_lossy(&restore.stderr));
}

#[test]
fn a_certificate_that_is_not_there_stops_the_start() {
    let register = Register::found("tls");
    let missing = register.beside("no.pem");
    let serve = register.run(&["serve", "--listen", "127.0.0.1:0", "--tls-cert", &missing, "--tls-key", &missing]);
    refused(&serve, 2, "MM-OPS-001");
    refused(&register.run(&["serve", "--listen", "nowhere"]), 2, "MM-CFG-003");
}

#[test]
fn nobody_looks_at_a_resident_who_is_not_known_and_has_no_power_and_the_attempt_is_kept() {
    let stage = Stage::new("lookers");
    let show = ["resident", "show", CONTACT, "--purpose", "counter"];
    let code = ["code", "show", PATIENT, "--purpose", "counter"];
    let with = |args: &[&'static str], more: &[&'static str]| [args, more].concat();
    stage.does(&unit_of("gatehouse", "4101"), &["a", "b"]);
    let public = stage.make("porter");
    stage.does(&["officer", "add", "porter", "--unit", "gatehouse", "--public", &public], &["a", "b"]);
    stage.does(&["unit", "grant", "gatehouse", "places", "4101"], &["a", "b"]);
    let long = "长".repeat(201);
    let attempts: Vec<(Vec<&str>, &[&str], &str)> = vec![
        (show.to_vec(), &["porter"], "MM-LCK-003"),
        (show.to_vec(), &["stranger"], "MM-REG-016"),
        (code.to_vec(), &["porter"], "MM-LCK-003"),
        (code.to_vec(), &["stranger"], "MM-REG-016"),
        (code.to_vec(), &[], "MM-REG-016"),
        (with(&code, &["--place", "nowhere"]), &["a"], "MM-REG-003"),
        (with(&code, &["--unit", "nowhere"]), &["a"], "MM-REG-003"),
        (with(&code, &["--unit", "gatehouse"]), &["a"], "MM-REG-016"),
        (with(&code, &["--verifier", "a gate"]), &[], "MM-REG-008"),
        (vec!["code", "show", PATIENT, "--purpose", "two\nlines"], &["a"], "MM-REG-008"),
        (vec!["code", "show", PATIENT, "--purpose", " "], &["a"], "MM-REG-008"),
        (vec!["code", "show", PATIENT, "--purpose", &long], &["a"], "MM-REG-008"),
        (vec!["resident", "show", CONTACT, "--purpose", &long], &["a"], "MM-REG-008"),
    ];
    for (args, keys, code) in &attempts {
        refused(&stage.run(args, keys), 1, code);
    }
    let codes: Vec<&str> = attempts.iter().map(|attempt| attempt.2).collect();
    assert_eq!(stage.refusals(), codes);
    // With a power they may, and an institution is known.
    stage.does(&["unit", "grant", "gatehouse", "answer", "4101"], &["a", "b"]);
    stage.does(&show, &["porter"]);
    stage.does(&code, &["lab"]);
    stage.does(&["officer", "revoke", "porter", "--reason", "retired"], &["a", "b"]);
    refused(&stage.run(&show, &["porter"]), 1, "MM-REG-016");
    let audit = json(&stage.0.run(&["audit", "--json"]));
    assert_eq!(audit["differences"], serde_json::json!([]), "{audit}");
}
