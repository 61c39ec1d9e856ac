//! Every command that acts, once, as people do it; then the audit finds no difference.

#![allow(clippy::unwrap_used, clippy::panic)]

mod register;
mod stage;

use register::{Register, json, refused};
use serde_json::Value;
use stage::{CONTACT, LABORATORY, PATIENT, Stage, case_of, met, unit_of};

fn colour(stage: &Stage, who: &str) -> String {
    let shown = json(&stage.run(&["code", "show", who, "--purpose", "test", "--json"], &["a"]));
    shown["colour"].as_str().unwrap().to_owned()
}

fn clean(stage: &Stage) {
    let audit = json(&stage.0.run(&["audit", "--json"]));
    assert_eq!(audit["differences"], Value::Array(Vec::new()), "{audit}");
}

#[test]
fn units_officers_institutions_and_places_come_and_go() {
    let stage = Stage::new("doing-register");
    stage.does(&unit_of("bureau", "4101"), &["a", "b"]);
    stage.does(
        &[
            "unit",
            "add",
            "bureau",
            "--region",
            "4101",
            "--parent",
            "henan-command",
            "--name-zh",
            "新名",
            "--name-en",
            "New name",
            "--telephone",
            "0371-00000099",
        ],
        &["a", "b"],
    );
    stage.does(&["unit", "grant", "bureau", "answer", "4101"], &["a", "b"]);
    stage.does(&["unit", "revoke", "bureau", "answer", "4101", "--reason", "moved"], &["a", "b"]);
    stage.does(&["unit", "close", "bureau", "--reason", "merged into another"], &["a", "b"]);
    let more = stage.make("more");
    stage.does(&["officer", "add", "city-1", "--unit", "city", "--public", &more], &["a", "b"]);
    stage.does(&["officer", "revoke", "city-1", "--only", &more, "--reason", "lost"], &["city-1"]);
    stage.does(&["officer", "revoke", "city-1", "--reason", "retired"], &["a", "b"]);
    stage.does(&["institution", "revoke", "lab", "--only", &stage.key("lab"), "--reason", "lost"], &["lab"]);
    stage.does(&["institution", "revoke", "lab", "--reason", "closed"], &["a", "b"]);
    stage.does(
        &[
            "place",
            "add",
            "market",
            "--kind",
            "venue",
            "--region",
            "410105",
            "--name-zh",
            "市场",
            "--name-en",
            "Market",
            "--owner",
            "keeper-1",
        ],
        &["a"],
    );
    stage.does(&["place", "close", "market", "--reason", "gone"], &["a"]);
    clean(&stage);
}

#[test]
fn a_pack_is_published_before_it_is_in_force() {
    let stage = Stage::new("doing-text");
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/henan-2022-03.toml");
    refused(&stage.run(&["text", "publish", rules], &["a", "b"]), 1, "MM-REG-013");
    let later = std::fs::read_to_string(rules).unwrap();
    let later = later
        .replace("henan-2022-03", "henan-2022-10")
        .replace("2022-03-22T", "2022-10-01T")
        .replace("2022-09-18T", "2022-12-01T");
    let later = stage.0.file("henan-2022-10.toml", later.as_bytes());
    stage.does(&["text", "publish", &later], &["a", "b"]);
    stage.0.run(&["clock", "forward", "2022-10-02T00:00:00+08:00"]);
    refused(&stage.run(&["text", "publish", &stage.late(&later)], &["a", "b"]), 1, "MM-REG-019");
    clean(&stage);
}

#[test]
fn residents_are_vouched_for_merged_taken_apart_and_closed() {
    let stage = Stage::new("doing-residents");
    stage.does(
        &[
            "resident",
            "enrol",
            "--document",
            "hk_macao_permit",
            "--number",
            "H00000001",
            "--name",
            "林一",
            "--phone",
            "10000000004",
            "--region",
            "410105",
        ],
        &["a"],
    );
    let other = "hk_macao_permit:H00000001";
    stage.does(&["resident", "vouch", PATIENT], &["a"]);
    let device = ["resident", "device", PATIENT, "--public", &stage.make("his")];
    refused(&stage.run(&device, &["a"]), 1, "MM-LCK-004");
    stage.does(&device, &["a", "b"]);
    stage.does(&["resident", "merge", other, PATIENT, "--reason", "one person"], &["a", "b"]);
    let shown = json(&stage.run(&["resident", "show", PATIENT, "--json"], &["his"]));
    assert_eq!((&shown["merged"], &shown["level"]), (&true.into(), &"vouched".into()));
    assert_eq!(shown["letters"][0]["device"], shown["devices"][0]["key"], "they are told of the device");
    assert_eq!(shown["particulars"].as_array().unwrap().len(), 2, "both documents are theirs");
    stage.does(&["resident", "unmerge", other, PATIENT, "--reason", "two after all"], &["a", "b"]);
    stage.does(&["resident", "close", other, "--reason", "moved away"], &["a", "b"]);
    refused(&stage.run(&["resident", "vouch", other], &["a"]), 1, "MM-REG-001");
    clean(&stage);
}

#[test]
fn a_case_is_discharged_and_a_wrong_one_struck_out() {
    let stage = Stage::new("doing-evidence");
    stage.case();
    assert_eq!(colour(&stage, PATIENT), "red");
    let follow = ["evidence", "follow-up", PATIENT, "case-1", "--event", "discharged"];
    stage.0.run(&["clock", "forward", "2022-07-08T11:00:00+08:00"]);
    stage.does(&follow, &["a"]);
    refused(&stage.run(&follow, &["b"]), 1, "MM-ADM-001");
    let correct = ["evidence", "correct", PATIENT, "case-1", "--reason", "wrong-person"];
    stage.does(&[&correct[..], &["--propose", "--id", "strike"]].concat(), &["a"]);
    let looked = stage.0.run(&["evidence", "approve", "strike", "--look"]);
    assert!(String::from_utf8_lossy(&looked.stderr).contains("wrong-person"));
    stage.does(&["evidence", "withdraw", "strike", "--reason", "in-haste"], &["b"]);
    refused(&stage.run(&["evidence", "approve", "strike"], &["b"]), 1, "MM-ADM-010");
    stage.does(&correct, &["a", "b"]);
    stage.does(&["evidence", "correct", PATIENT, "lab.S-1", "--reason", "mixed-up"], &["a", "b"]);
    assert_eq!(colour(&stage, PATIENT), "green");
    clean(&stage);
}

#[test]
fn a_night_with_one_officer_ends_by_itself_or_is_confirmed() {
    let stage = Stage::new("doing-night");
    stage.case();
    stage.does(
        &["evidence", "declare", "--kind", "self_declaration", "--region", "410105", "--set", "symptoms="],
        &["me"],
    );
    let positive = format!("{PATIENT}/lab.S-1");
    let night = [
        "evidence",
        "propose",
        "--kind",
        "close_contact",
        "--item",
        "night-1",
        "--resident",
        CONTACT,
        "--region",
        "410105",
        "--set",
        "case=lab.S-1",
        "--set",
        "last_contact_at=2022-07-07T22:00:00+08:00",
        "--provisional",
        "--cite",
        &positive,
    ];
    stage.does(&night, &["a"]);
    assert_eq!(colour(&stage, CONTACT), "yellow");
    refused(&stage.run(&["evidence", "confirm", &format!("{CONTACT}/night-1")], &["a"]), 1, "MM-ADM-008");
    stage.0.run(&["clock", "forward", "2022-07-08T21:00:00+08:00"]);
    assert_eq!(colour(&stage, CONTACT), "green", "twelve hours are over");
    refused(&stage.run(&night, &["a"]), 1, "MM-ADM-001");
    let first = format!("{CONTACT}/night-1");
    refused(&stage.run(&[&night[..], &["--cite", &first]].concat(), &["a"]), 1, "MM-ADM-008");
    clean(&stage);
}

#[test]
fn an_area_is_declared_lived_in_and_lifted() {
    let stage = Stage::new("doing-area");
    let declare = |level| {
        [
            "area",
            "declare",
            "street",
            "--region",
            "410105",
            "--level",
            level,
            "--name-zh",
            "某街",
            "--name-en",
            "A street",
        ]
    };
    stage.does(
        &["evidence", "declare", "--kind", "self_declaration", "--region", "410105", "--set", "symptoms="],
        &["me"],
    );
    stage.does(&declare("high"), &["a", "b"]);
    let list = stage.0.file("street.txt", format!("{CONTACT}\n\n").as_bytes());
    stage.does(&["area", "residents", "street", &list], &["a", "b"]);
    assert_eq!(colour(&stage, CONTACT), "red");
    stage.0.run(&["clock", "forward", "2022-07-09T09:00:00+08:00"]);
    stage.does(&["area", "lift", "street"], &["a"]);
    stage.does(&["area", "residents", "street", &list, "--event", "area_lifted"], &["a"]);
    assert_eq!(colour(&stage, CONTACT), "green");
    let areas = json(&stage.0.run(&["area", "list", "--json"]));
    assert_eq!((&areas[0]["area"], &areas[0]["lifted_at"]), (&"street".into(), &"2022-07-09T09:00:00+08:00".into()));
    let nobody = stage.0.file("nobody.txt", b"passport:E12345678\nsomebody\n");
    let told = stage.run(&["area", "residents", "street", &nobody], &["a", "b"]);
    refused(&told, 2, "MM-ARG-001");
    assert!(String::from_utf8_lossy(&told.stderr).contains("nobody.txt:2"));
    clean(&stage);
}

#[test]
fn the_same_fact_is_said_again_by_another_pair_that_says_why() {
    let stage = Stage::new("doing-again");
    stage.case();
    stage.does(&["unit", "grant", "city", "assign", "4101"], &["a", "b"]);
    stage.does(&["evidence", "correct", PATIENT, "case-1", "--reason", "doubt"], &["a", "b"]);
    let mut again = case_of(PATIENT);
    again[5] = "case-2";
    refused(&stage.run(&again, &["city-1", "city-2"]), 1, "MM-ADM-001");
    let again = [&again[..], &["--cite", "case-1", "--why", "a second sample"]].concat();
    stage.does(&again, &["city-1", "city-2"]);
    assert_eq!(colour(&stage, PATIENT), "red");
    clean(&stage);
}

#[test]
fn a_preview_counts_asks_and_keeps_nothing() {
    let stage = Stage::new("doing-preview");
    let rows = "passport,E12345678,negative,2022-07-08T07:00:00+08:00,2022-07-08T08:00:00+08:00,S-1,410105\n\
                passport,E12345678,negative,2022-07-08T07:30:00+08:00,2022-07-08T08:00:00+08:00,S-2,410105\n";
    let file = stage.0.file("results.csv", format!("{LABORATORY}{rows}").as_bytes());
    let acts = stage.acts();
    let preview = json(&stage.run(&["evidence", "file", &file, "--preview", "--json"], &["lab"]));
    assert_eq!((&preview["rows"], &preview["negative"]), (&2.into(), &2.into()));
    let officer = stage.run(&["evidence", "file", &file, "--preview", "--by", "lab"], &["a"]);
    refused(&officer, 1, "MM-LCK-004");
    assert_eq!((stage.acts(), stage.refusals()), (acts, Vec::new()), "nothing was kept");
    stage.does(&["evidence", "file", &file], &["lab"]);
    refused(&stage.run(&["evidence", "file", &file], &["lab"]), 1, "MM-ADM");
    clean(&stage);
}

#[test]
fn postgresql_keeps_the_same_acts() {
    let database = mingma_store::scratch::Scratch::new().unwrap();
    let register = Register::keys_only("doing-postgres");
    let (one, two) = (register.key(0), register.key(1));
    let init = register.run(&["init", "--demo", "--store", &database.address(), "--key", &one, "--key", &two]);
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let stage = Stage::upon(register);
    stage.case();
    stage.does(
        &["evidence", "declare", "--kind", "self_declaration", "--region", "410105", "--set", "symptoms="],
        &["me"],
    );
    refused(&stage.run(&case_of(PATIENT), &["a", "b"]), 1, "MM-ADM-004");
    stage.does(&[&met(CONTACT, "case=case-1")[..], &["--id", "found"]].concat(), &["a", "b"]);
    assert_eq!((colour(&stage, PATIENT).as_str(), colour(&stage, CONTACT).as_str()), ("red", "yellow"));
    let again =
        json(&stage.run(&[&met(CONTACT, "case=case-1")[..], &["--id", "found", "--json"]].concat(), &["a", "b"]));
    assert_eq!(again["members"].as_array().map(Vec::len), Some(1));
    assert_eq!(again["act"]["fresh"], false);
    assert_eq!(stage.refusals(), ["MM-ADM-004"]);
    clean(&stage);
}
