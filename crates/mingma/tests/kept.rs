//! A kept register from the command line: founded, served, audited, backed up, restored.

#![allow(clippy::unwrap_used, clippy::panic)]

mod register;

use std::path::Path;

use register::{Register, Server, code_of, json, mingma, refused};
use serde_json::Value;

#[test]
fn a_register_is_founded_served_audited_backed_up_and_restored() {
    let register = Register::found("whole");
    let checkpoint = served(&register);
    let audit = json(&register.run(&["audit", "--json"]));
    let keys: Vec<&str> = audit.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "acts",
            "approvals_verified",
            "closed",
            "colours_rederived",
            "compared_outside",
            "differences",
            "ledger_verified",
            "members",
            "shown_rederived"
        ]
    );
    assert_eq!(
        (&audit["acts"], &audit["approvals_verified"], &audit["ledger_verified"]),
        (&1.into(), &2.into(), &true.into())
    );
    assert_eq!((&audit["differences"], &audit["compared_outside"]), (&Value::Array(Vec::new()), &false.into()));
    let kept = register.file("kept.checkpoint", checkpoint.as_bytes());
    let audit = json(&register.run(&["audit", "--json", "--against", &kept]));
    assert_eq!((&audit["compared_outside"], &audit["ledger_verified"]), (&true.into(), &true.into()));
    assert!(register.run(&["audit", "--since", "1"]).status.success());
    let beyond = register.run(&["audit", "--since", "2"]);
    refused(&beyond, 2, "MM-KPT-018");
    assert!(String::from_utf8_lossy(&beyond.stderr).contains("the newest is 1"));
    restored(&register, &kept);
}

/// Serves the register; gives the checkpoint that is answered.
fn served(register: &Register) -> String {
    let server = Server::start(register);
    let (status, health) = server.get("/healthz");
    let health: Value = serde_json::from_str(&health).unwrap();
    assert_eq!(
        (status, &health["well"], &health["newest"], &health["board"]),
        (200, &true.into(), &1.into(), &1.into())
    );
    let (status, checkpoint) = server.get("/checkpoint");
    assert_eq!((status, checkpoint.lines().nth(1)), (200, Some("1")));
    assert_eq!(server.get("/metrics").0, 200);
    assert_eq!(server.get("/try").0, 200);
    let second = register.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((second.status.code(), code_of(&second).as_str()), (Some(1), "MM-KPT-006"));
    let doctor = json(&register.run(&["doctor", "--json"]));
    let lock = doctor.as_array().unwrap().iter().find(|line| line["check"] == "lock").unwrap();
    assert!(lock["en"].as_str().unwrap().contains("127.0.0.1:"), "{lock}");
    assert_eq!(code_of(&register.run(&["clock", "forward", "2099-01-01T00:00:00+08:00"])), "MM-KPT-006");
    server.stop();
    assert!(register.path("board.snap").exists(), "the board is kept for the next start");
    checkpoint
}

fn restored(register: &Register, checkpoint: &str) {
    let (backup, keys) = (register.beside("backup"), register.beside("keys"));
    let told = json(&register.run(&["backup", &backup, "--keys", &keys, "--json"]));
    assert_eq!((&told["acts"], &told["checkpoint"], &told["database"]), (&1.into(), &1.into(), &true.into()));
    assert!(!Path::new(&backup).join("keys").exists(), "the backup of the data holds no keys");
    let again = register.beside("again");
    let restore =
        |more: &[&str]| mingma(&[&["restore", &backup, "--keys", &keys, "--data", &again, "--json"], more].concat());
    let told = json(&restore(&["--against", checkpoint]));
    assert_eq!((&told["acts"], &told["audit"]["compared_outside"]), (&1.into(), &true.into()));
    refused(&restore(&[]), 2, "MM-KPT-002");
    let doctor = mingma(&["doctor", "--data", &again, "--json"]);
    let lines = json(&doctor);
    assert_eq!(doctor.status.code(), Some(0), "{lines}");
    assert!(lines.as_array().unwrap().iter().all(|line| line["state"] == "ok"), "{lines}");
}

#[test]
fn whoever_restores_without_a_checkpoint_is_told_that_nothing_outside_was_compared() {
    let register = Register::found("untold");
    let (backup, keys, again) = (register.beside("backup"), register.beside("keys"), register.beside("again"));
    assert!(register.run(&["backup", &backup, "--keys", &keys]).status.success());
    let told = mingma(&["restore", &backup, "--keys", &keys, "--data", &again]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(text.contains("nothing outside was compared") && text.contains("未与外部任何内容比对"), "{text}");
}

#[test]
fn a_backup_that_ends_before_a_known_checkpoint_is_not_restored() {
    let register = Register::found("older");
    let (backup, keys, again) = (register.beside("backup"), register.beside("keys"), register.beside("again"));
    assert!(register.run(&["backup", &backup, "--keys", &keys]).status.success());
    register.refuse_something();
    let newer = register.path("log/checkpoint");
    let restore =
        mingma(&["restore", &backup, "--keys", &keys, "--data", &again, "--against", newer.to_str().unwrap()]);
    refused(&restore, 1, "MM-KPT-014");
    assert!(!Path::new(&again).exists(), "nothing is left behind");
}

#[test]
fn a_backup_that_was_changed_is_not_restored() {
    let register = Register::found("changed");
    let (backup, keys, again) = (register.beside("backup"), register.beside("keys"), register.beside("again"));
    assert!(register.run(&["backup", &backup, "--keys", &keys]).status.success());
    let tile = Path::new(&backup).join("log/tile/entries/000.p/1");
    let mut bytes = std::fs::read(&tile).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    let restore = mingma(&["restore", &backup, "--keys", &keys, "--data", &again]);
    refused(&restore, 1, "MM-KPT-013");
    assert!(!Path::new(&again).exists());
}

#[test]
fn keys_are_never_backed_up_beside_the_data() {
    let register = Register::found("apart");
    let backup = register.beside("backup");
    let inside = format!("{backup}/keys");
    for keys in [&backup, &inside, &register.data] {
        refused(&register.run(&["backup", &backup, "--keys", keys]), 2, "MM-KPT-011");
    }
    assert!(!Path::new(&backup).exists());
}

#[test]
fn an_audit_names_what_was_changed_and_does_not_hold() {
    let register = Register::found("tampered");
    let checkpoint = register.path("log/checkpoint");
    std::fs::write(&checkpoint, std::fs::read_to_string(&checkpoint).unwrap().replace("\n1\n", "\n2\n")).unwrap();
    let audit = register.run(&["audit"]);
    assert_eq!((audit.status.code(), code_of(&audit).as_str()), (Some(1), "MM-KPT-021"));
    assert!(String::from_utf8(audit.stdout).unwrap().contains("log  checkpoint"));
    let doctor = register.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
}

#[test]
fn founding_fails_with_a_code_and_leaves_nothing_behind() {
    let register = Register::keys_only("unfounded");
    let taken = register.beside("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(Path::new(&taken).join("file"), "somebody's").unwrap();
    let (one, two) = (register.key(0), register.key(1));
    for (more, exit, code) in [
        (&["--key", &one, "--key", &one][..], 2, "MM-KPT-008"),
        (&["--key", &one], 2, "MM-KPT-008"),
        (&["--key", &one, "--key", &two, "--region", "9"], 2, "MM-KPT-009"),
        (&["--key", &one, "--key", &two, "--origin", "https://a"], 2, "MM-CFG-003"),
        (&["--key", &one, "--key", &two, "--telephone", "x"], 1, "MM-REG-008"),
        (&["--key", &one, "--key", &two, "--store", "postgres://user:word@127.0.0.1:1/x"], 2, "MM-KPT-022"),
        (&["--key", &one, "--key", &two, "--store", "postgres://127.0.0.1:1/x?password=word"], 2, "MM-KPT-022"),
        (&["--key", &one, "--key", &two, "--store", "postgres://127.0.0.1:1/x?sslmode=prefer"], 2, "MM-STO-014"),
        (&["--key", &one, "--key", &two, "--store", "postgres://user@127.0.0.1:1/x"], 2, "MM-STO-003"),
        (&["--key", &one, "--key", &two, "--clock", "soon"], 2, "MM-CLI-005"),
        (&["--key", &taken, "--key", &two], 2, "MM-CLI-002"),
    ] {
        let init = mingma(&[&["init", "--data", &register.data, "--demo"], more].concat());
        refused(&init, exit, code);
        assert_eq!(register.folders(), ["officers", "taken"], "{more:?}");
    }
    let init = mingma(&["init", "--data", &taken, "--demo", "--key", &one, "--key", &two]);
    refused(&init, 2, "MM-KPT-002");
}

#[test]
fn what_is_not_there_is_refused_with_its_code() {
    let register = Register::found("refused");
    let nowhere = register.beside("nowhere");
    refused(&mingma(&["audit", "--data", &nowhere]), 2, "MM-KPT-001");
    refused(&register.run(&["ledger", "prove", "7"]), 1, "MM-KPT-018");
    refused(&register.run(&["ledger", "prove", "1", "--member", "somebody"]), 2, "MM-KPT-019");
    let stranger = format!("r-{}", "a".repeat(26));
    refused(&register.run(&["ledger", "prove", "1", "--member", &stranger]), 1, "MM-KPT-017");
    refused(
        &register.run(&["code", "show", &stranger, "--purpose", "try", "--key", &register.key(0)]),
        1,
        "MM-REG-001",
    );
    refused(&register.run(&["audit", "--against", &register.key(0)]), 2, "MM-LED-");
    let (backup, again) = (register.beside("no-backup"), register.beside("again"));
    refused(&mingma(&["restore", &backup, "--keys", &backup, "--data", &again]), 2, "MM-KPT-023");
    std::fs::rename(register.path("register.db"), register.path("elsewhere.db")).unwrap();
    refused(&register.run(&["audit"]), 2, "MM-KPT-003");
    assert!(!register.path("register.db").exists(), "looking makes no store");
}

#[test]
fn folder_and_store_of_two_registers_do_not_meet() {
    let (one, two) = (Register::found("one"), Register::found("two"));
    for file in ["register.db-wal", "register.db-shm"] {
        std::fs::remove_file(one.path(file)).ok();
    }
    std::fs::copy(two.path("register.db"), one.path("register.db")).unwrap();
    refused(&one.run(&["serve", "--listen", "127.0.0.1:0"]), 2, "MM-KPT-004");
    assert_eq!(std::fs::read_to_string(one.path("log/checkpoint")).unwrap().lines().nth(1), Some("1"));
}

#[test]
fn a_store_that_was_rolled_back_behind_its_log_is_not_gone_on_with() {
    let register = Register::found("rolled");
    let backup = register.beside("backup");
    assert!(register.run(&["backup", &backup]).status.success());
    register.refuse_something();
    for file in ["register.db-wal", "register.db-shm"] {
        std::fs::remove_file(register.path(file)).ok();
    }
    std::fs::copy(Path::new(&backup).join("register.db"), register.path("register.db")).unwrap();
    refused(&register.run(&["serve", "--listen", "127.0.0.1:0"]), 2, "MM-KPT-005");
}

#[test]
fn a_receipt_is_verified_offline_and_one_that_was_changed_is_not() {
    let register = Register::found("receipt");
    let out = register.beside("1.receipt");
    assert!(register.run(&["ledger", "prove", "1", "--out", &out]).status.success());
    refused(&register.run(&["ledger", "prove", "1", "--out", &out]), 2, "MM-KPT-025");
    let key = String::from_utf8(register.run(&["ledger", "key"]).stdout).unwrap();
    let verify = |key: &str| mingma(&["ledger", "verify", &out, "--log-key", key, "--json"]);
    let told = json(&verify(key.trim()));
    assert_eq!((&told["holds"], &told["seq"], &told["class"]), (&true.into(), &1.into(), &"genesis".into()));
    assert_eq!(told["signed_by"].as_array().unwrap().len(), 2);
    let file = register.file("log.key", key.as_bytes());
    assert!(verify(&file).status.success(), "the key may stand in a file");
    refused(&verify("nonsense"), 2, "MM-LED-");
    let other = Register::found("receipt-other");
    let strange = String::from_utf8(other.run(&["ledger", "key"]).stdout).unwrap();
    refused(&verify(strange.trim()), 1, "MM-KPT-020");
    let mut bytes = std::fs::read(&out).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&out, bytes).unwrap();
    refused(&verify(key.trim()), 1, "MM-KPT-020");
}

#[test]
fn a_key_file_is_its_owners_alone_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let register = Register::keys_only("key");
    let out = register.beside("new.pem");
    let made = json(&mingma(&["key", "new", "--out", &out, "--json"]));
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(made["id"].as_str().unwrap().starts_with("k-") && made["public"].as_str().unwrap().starts_with("ed25519-"));
    assert_eq!(json(&mingma(&["key", "show", &out, "--json"])), made);
    let again = mingma(&["key", "new", "--out", &out]);
    refused(&again, 2, "MM-KPT-025");
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(told.contains("→") && told.contains("--out"), "it says what to do: {told}");
    assert_eq!(json(&mingma(&["key", "show", &out, "--json"])), made, "the old key stands");
}

#[test]
fn a_demo_clock_goes_forwards_while_nobody_serves_it() {
    let register = Register::found("clock");
    let forward = |to: &str| register.run(&["clock", "forward", to, "--json"]);
    assert_eq!(json(&forward("2022-07-09T00:00:00+08:00"))["now"], "2022-07-09T00:00:00+08:00");
    refused(&forward("2022-07-08T23:59:59+08:00"), 1, "MM-KPT-016");
    refused(&forward("tomorrow"), 2, "MM-CLI-005");
}

#[test]
fn a_register_is_a_demo_because_its_first_act_says_so_and_not_by_a_file() {
    let demo = Register::found("demo");
    let clock = std::fs::read(demo.path("clock.toml")).unwrap();
    std::fs::remove_file(demo.path("clock.toml")).unwrap();
    let real = real("real");
    refused(&real.run(&["clock", "forward", "2099-01-01T00:00:00+08:00"]), 1, "MM-KPT-015");
    assert!(real.run(&["audit"]).status.success());
    std::fs::write(real.path("clock.toml"), &clock).unwrap();
    let shown = ["code", "show", "r-aaaaaaaaaaaaaaaaaaaaaaaaaa", "--purpose", "try", "--verifier", "gate"];
    for register in [&demo, &real] {
        for command in [&["audit"][..], &["clock", "forward", "2099-01-01T00:00:00+08:00"], &shown] {
            refused(&register.run(command), 2, "MM-KPT-024");
        }
        let backup = register.beside("backup");
        refused(&register.run(&["backup", &backup]), 2, "MM-KPT-024");
        refused(&register.run(&["serve", "--listen", "127.0.0.1:0"]), 2, "MM-KPT-024");
        assert_eq!(register.run(&["doctor"]).status.code(), Some(1));
    }
}

/// A register that keeps the machine's time.
fn real(name: &str) -> Register {
    let register = Register::keys_only(name);
    let (one, two) = (register.key(0), register.key(1));
    let of =
        ["--origin", "log.invalid/real", "--unit", "henan-command", "--region", "41", "--telephone", "0371-00000001"];
    let names = ["--name-zh", "指挥部", "--name-en", "Command", "--key", &one, "--key", &two];
    let init = mingma(&[&["init", "--data", &register.data][..], &of, &names].concat());
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    register
}

#[test]
fn an_audit_names_acts_that_were_sealed_after_its_own_clock() {
    let register = real("ahead");
    register.refuse_something();
    let now = mingma_app::Clock::now(&mingma_app::SystemClock);
    let change = format!("UPDATE act SET sealed_at = {} WHERE seq = 2", now + 1_000);
    rusqlite::Connection::open(register.path("register.db")).unwrap().execute_batch(&change).unwrap();
    let audit = json(&register.run(&["audit", "--json"]));
    let ahead = |one: &&Value| one["en"].as_str().unwrap().contains("after the audit's own clock");
    let named: Vec<&Value> = audit["differences"].as_array().unwrap().iter().filter(ahead).collect();
    let [one] = named.as_slice() else { panic!("{audit}") };
    assert_eq!((&one["table"], &one["key"]), (&"act".into(), &"2".into()));
}

#[test]
fn what_was_refused_can_be_found_afterwards() {
    let register = Register::found("found-again");
    register.refuse_something();
    let page = json(&register.run(&["refusals", "--json"]));
    let refusal = &page["refusals"][0];
    assert_eq!((&refusal["seq"], &refusal["code"], &page["next"]), (&2.into(), &"MM-ACT-004".into(), &Value::Null));
    let text = String::from_utf8(register.run(&["refusals"]).stdout).unwrap();
    assert!(text.contains("MM-ACT-004"), "{text}");
}

#[test]
fn a_server_takes_up_what_commands_beside_it_keep() {
    let register = Register::found("beside");
    let server = Server::start(&register);
    register.refuse_something();
    server.until("/healthz", |health| health["newest"] == 2 && health["board"] == 2);
    let (_, figures) = server.get("/metrics");
    assert!(figures.contains("mingma_refusals_total{code=\"MM-ACT-004\"} 1"), "{figures}");
    server.stop();
    assert!(register.run(&["audit"]).status.success());
}

#[test]
fn what_a_killed_audit_left_goes_with_the_next_one_and_a_doctor_names_it() {
    let register = Register::found("left");
    let (left, held) = (register.path(".moment-left"), register.path(".moment-held"));
    std::fs::create_dir(&held).unwrap();
    let owner = std::fs::File::open(&held).unwrap();
    owner.lock().unwrap();
    let leave = || {
        std::fs::create_dir_all(left.join("log/tile")).unwrap();
        std::fs::write(left.join("replay.db"), "somebody's").unwrap();
    };
    leave();
    assert!(register.run(&["audit"]).status.success());
    assert!(!left.exists() && held.exists(), "who still audits keeps their folder");
    leave();
    let doctor = register.run(&["doctor", "--json"]);
    assert_eq!(doctor.status.code(), Some(0));
    let lines = json(&doctor);
    let named: Vec<&Value> = lines.as_array().unwrap().iter().filter(|line| line["check"] == "left").collect();
    let [line] = named.as_slice() else { panic!("{lines}") };
    assert!(line["state"] == "warn" && line["en"].as_str().unwrap().contains(".moment-left"), "{line}");
    assert!(!left.exists() && held.exists());
    drop(owner);
    assert!(register.run(&["audit"]).status.success());
    assert!(!held.exists());
}

#[test]
fn a_killed_audit_lets_go_of_its_folder() {
    let register = Register::found("killed");
    let lock =
        std::fs::File::options().write(true).create(true).truncate(false).open(register.path("write.lock")).unwrap();
    lock.lock().unwrap();
    let mut audit = std::process::Command::new(env!("CARGO_BIN_EXE_mingma"))
        .args(["audit", "--data", &register.data])
        .spawn()
        .unwrap();
    let moments = || {
        let names = std::fs::read_dir(&register.data).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(".moment-")).count()
    };
    while moments() == 0 {
        std::thread::yield_now();
    }
    audit.kill().unwrap();
    audit.wait().unwrap();
    drop(lock);
    assert_eq!(moments(), 1);
    assert!(register.run(&["audit"]).status.success());
    assert_eq!(moments(), 0);
}

#[test]
fn an_audit_names_what_was_added_to_a_schema_and_files_that_nobody_laid() {
    let register = Register::found("strange");
    let execute = |file: &str, sql: &str| {
        rusqlite::Connection::open(register.path(file)).unwrap().execute_batch(sql).unwrap();
    };
    execute("register.db", "CREATE TRIGGER late AFTER INSERT ON refusal BEGIN DELETE FROM refusal; END");
    execute("register.db", "DROP INDEX text_by_kind");
    execute("keys/keys.db", "CREATE TRIGGER stay BEFORE DELETE ON wrapped BEGIN SELECT RAISE(IGNORE); END");
    std::fs::write(register.path("keys/copy.pem"), "somebody's").unwrap();
    std::fs::write(register.path("log/tile/note"), "somebody's").unwrap();
    std::fs::write(register.path("log/checkpoint.old"), "somebody's").unwrap();
    let audit = json(&register.run(&["audit", "--json"]));
    let named = audit["differences"].as_array().unwrap().iter();
    let named: Vec<(&str, &str)> =
        named.map(|one| (one["table"].as_str().unwrap(), one["key"].as_str().unwrap())).collect();
    assert_eq!(
        named,
        [
            ("keys", "copy.pem"),
            ("log", "checkpoint.old"),
            ("log", "tile/note"),
            ("schema", "index text_by_kind"),
            ("schema", "keys.db trigger stay"),
            ("schema", "trigger late"),
        ]
    );
}
