//! The commands people rely on, run as people run them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const CONTACT: &str = r#"[
 {"id":"c1","kind":"close_contact","resident":"r1","region":"130102","observed_at":"2022-10-10T10:00:00+08:00","case":"case-1","last_contact_at":"2022-10-09T18:00:00+08:00"},
 {"id":"t1","kind":"nucleic_test","resident":"r1","region":"130102","observed_at":"2022-10-19T20:00:00+08:00","result":"negative","sampled_at":"2022-10-19T08:00:00+08:00","reported_at":"2022-10-19T19:00:00+08:00","institution":"lab-1","sample_id":"s-1"}
]"#;

fn mingma(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingma")).args(args).output().unwrap()
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("input.json");
    std::fs::write(&path, text).unwrap();
    path
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn derive(name: &str, text: &str, at: &str) -> Value {
    let path = scratch(name, text);
    let output = mingma(&["derive", "--evidence", path.to_str().unwrap(), "--at", at, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    json(&output)
}

#[test]
fn derive_prints_the_colour_and_everything_it_rests_on() {
    let found = derive("contact", CONTACT, "2022-10-18T12:00:00+08:00");
    assert_eq!(found["colour"], "yellow");
    assert_eq!(found["next_change"], "2022-10-31T00:00:00+08:00");
    let reason = &found["reasons"][0];
    assert_eq!(reason["pack"], "hebei-2022-10");
    assert_eq!(reason["evidence"], "c1");
    assert_eq!(reason["from"], "2022-10-17T00:00:00+08:00");
    assert_eq!(reason["release"][0]["after"], "2022-10-20T00:00:00+08:00");
    assert_eq!(reason["release"][0]["tests_missing"], 1);
    assert_eq!(reason["release"][0]["sample_from"], "2022-10-19T00:00:00+08:00");
    assert_eq!(found["timelines"][0]["phases"][0]["ended_by"], "after");
    assert_eq!(found["timelines"][0]["phases"][1]["ended_by"], Value::Null);
}

#[test]
fn a_test_on_day_ten_frees_at_the_end_of_day_ten() {
    let found = derive("freed", CONTACT, "2022-10-19T23:59:59+08:00");
    assert_eq!(
        (found["colour"].as_str(), found["next_change"].as_str()),
        (Some("yellow"), Some("2022-10-20T00:00:00+08:00"))
    );
    let found = derive("freed", CONTACT, "2022-10-20T00:00:00+08:00");
    assert_eq!((found["colour"].as_str(), found["next_change"].as_str()), (Some("green"), None));
}

#[test]
fn this_weeks_dates_are_not_covered_and_are_tried_as_if_in_force() {
    let text = CONTACT.replace("2022-10", "2026-11");
    let found = derive("today", &text, "2026-11-18T12:00:00+08:00");
    assert_eq!(found["colour"], "green");
    assert_eq!(found["not_covered"], serde_json::json!(["c1"]));
    let path = scratch("today", &text);
    let args =
        ["derive", "--evidence", path.to_str().unwrap(), "--at", "2026-11-18T12:00:00+08:00", "--json", "--as-if"];
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/hebei-2022-10.toml");
    let found = json(&mingma(&[&args[..], &["--rules", rules]].concat()));
    assert_eq!((found["colour"].as_str(), found["as_if"].as_bool()), (Some("yellow"), Some(true)));
}

#[test]
fn in_a_terminal_the_ribbon_is_drawn_and_the_sentence_said_in_both_languages() {
    let path = scratch("drawn", CONTACT);
    let output = mingma(&["derive", "--evidence", path.to_str().unwrap(), "--at", "2022-10-18T12:00:00+08:00"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains('▲') && text.contains("黄码：") && text.contains("Yellow: "), "{text}");
}

#[test]
fn bad_input_is_exit_two_with_place_and_remedy_in_both_languages() {
    for (text, code) in
        [("[{\"id\":", "MM-EVD-001"), (&CONTACT.replace("close_contact", "depositor") as &str, "MM-EVD-005")]
    {
        let path = scratch("bad", text);
        let output =
            mingma(&["derive", "--evidence", path.to_str().unwrap(), "--at", "2022-10-18T12:00:00+08:00", "--json"]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(output.stdout.is_empty());
        assert!(told.contains(code) && told.contains("input.json") && told.matches('→').count() >= 2, "{told}");
    }
    assert_eq!(
        mingma(&["derive", "--evidence", "missing.json", "--at", "2022-10-18T12:00:00+08:00"]).status.code(),
        Some(2)
    );
    let path = scratch("time", CONTACT);
    assert_eq!(mingma(&["derive", "--evidence", path.to_str().unwrap(), "--at", "2022-10-18"]).status.code(), Some(2));
}

#[test]
fn rules_check_is_one_for_a_faulty_pack_and_zero_for_the_published_set() {
    let output = mingma(&["rules", "check", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let bad = concat!(env!("CARGO_MANIFEST_DIR"), "/../mingma-rules/tests/bad/rises.toml");
    let output = mingma(&["rules", "check", bad, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let found = json(&output);
    assert_eq!(found[0]["code"], "MM-RUL-008");
    for key in ["code", "severity", "file", "line", "column", "zh", "en", "help"] {
        assert!(!found[0][key].is_null(), "{key}");
    }
    let drawn = String::from_utf8(mingma(&["rules", "check", bad]).stderr).unwrap();
    assert!(drawn.contains("MM-RUL-008") && drawn.contains('^'), "{drawn}");
}

#[test]
fn the_next_edition_of_a_pack_passes_its_own_cases() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("renewed");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    let out = folder.to_str().unwrap();
    let output = mingma(&["rules", "renew", "henan-2022-03", "--from", "2026-11-24", "--out", out]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);
    let found = json(&mingma(&["rules", "check", "--rules", out, "--json"]));
    let codes: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] == "error")
        .map(|f| f["code"].as_str().unwrap())
        .collect();
    // Alone it is no floor; everything else holds, its moved cases too.
    assert!(codes.iter().all(|code| *code == "MM-RUL-030"), "{codes:?}");
    let again = mingma(&["rules", "renew", "henan-2022-03", "--from", "2026-11-24", "--out", out]);
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
}

#[test]
fn a_dry_run_counts_whom_a_pack_would_bind() {
    let people = [("r1", "110105"), ("r2", "410105")]
        .map(|(resident, origin)| format!(r#"{{"id":"{resident}","kind":"arrival","resident":"{resident}","region":"410105","observed_at":"2022-06-20T10:00:00+08:00","origin_region":"{origin}","arrived_at":"2022-06-20T09:00:00+08:00"}}"#))
        .join("\n");
    let path = scratch("dry-run", &people);
    let found = json(&mingma(&["rules", "dry-run", "henan-2022-03", "--people", path.to_str().unwrap(), "--json"]));
    assert_eq!((found["people"].as_u64(), found["spoken_of"].as_u64()), (Some(2), Some(1)));
    assert_eq!(found["bound"]["people"], 1);
    // From 10:00 on the 20th to 00:00 after the 27th: the lapse of seven days.
    assert_eq!(found["bound"]["max_days"], 7.58);
}

#[test]
fn the_schema_knows_every_kind_with_an_anchor() {
    let schema = json(&mingma(&["rules", "schema"]));
    let kinds = &schema["properties"]["rule"]["items"]["properties"]["on"]["enum"];
    assert!(kinds.as_array().unwrap().iter().any(|kind| kind == "close_contact"));
    assert!(!kinds.as_array().unwrap().iter().any(|kind| kind == "stay"));
}

#[test]
fn the_calendar_counts_make_up_days_and_skips_holidays() {
    // Filed on the last working day before the National Day of 2022; 8 and 9 October were worked.
    let due = json(&mingma(&["calendar", "due", "--filed", "2022-09-30T10:00:00+08:00", "--days", "2", "--json"]));
    assert_eq!(due["due"], "2022-10-10T00:00:00+08:00");
    assert_eq!(due["assumed"], false);
}

#[test]
fn regions_are_found_by_code_and_by_name_ended_ones_too() {
    for query in ["659012", "540602", "130102", "810000", "710000", "130103", "371202"] {
        let found = json(&mingma(&["regions", query, "--json"]));
        assert_eq!(found[0]["code"], query);
    }
    assert_eq!(json(&mingma(&["regions", "郑州市", "--json"]))[0]["code"], "410100");
    assert_eq!(mingma(&["regions", "亚特兰蒂斯"]).status.code(), Some(1));
}

#[test]
fn another_jurisdiction_is_a_folder() {
    let text = r#"[{"id":"c1","kind":"close_contact","resident":"child-1","region":"110105","observed_at":"2026-11-21T10:00:00+08:00","case":"case-1","last_contact_at":"2026-11-20T09:00:00+08:00"}]"#;
    for (at, colour) in [
        ("2026-11-24T23:59:59+08:00", "green"),
        ("2026-11-25T00:00:00+08:00", "red"),
        ("2026-12-11T23:59:59+08:00", "red"),
        ("2026-12-12T00:00:00+08:00", "green"),
    ] {
        let path = scratch("measles", text);
        let found = json(&mingma(&[
            "derive",
            "--profile",
            "school-exclusion",
            "--evidence",
            path.to_str().unwrap(),
            "--at",
            at,
            "--json",
        ]));
        assert_eq!(found["colour"], colour, "{at}");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_early_is_no_fault() {
    for args in [
        &["regions"][..],
        &["regions", "--json"],
        &["rules", "schema"],
        &["rules", "check"],
        &["rules", "explain", "ninth-2022-06"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingma"))
            .args(args)
            .args(if args[0] == "regions" { &["--limit", "4000"][..] } else { &[] })
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains("panicked"), "{args:?}: {told}");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {told}");
    }
}

#[test]
fn the_schema_and_the_loader_know_the_same_spans() {
    let schema = json(&mingma(&["rules", "schema"]));
    let pattern = schema["$defs"]["span"]["pattern"].as_str().unwrap();
    // The limits that the loader has, and one beyond each.
    assert!(pattern.contains("3650") && pattern.contains("87600"), "{pattern}");
}

#[test]
fn the_next_edition_is_written_into_a_folder_that_is_not_there_yet() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("renewed-anew");
    std::fs::remove_dir_all(&folder).ok();
    let out = folder.join("deep");
    let output = mingma(&["rules", "renew", "henan-2022-03", "--from", "2026-11-24", "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 3);
}
