//! `mingma code verify`, run as a gate runs it: offline, with a file of keys.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/wire.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn scratch(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("code");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
    folder.join(name)
}

fn verify(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingma")).args(["code", "verify"]).args(args).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn unhex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// RFC 3339 of a vector's moment.
fn moment(at: &Value) -> String {
    jiff::Timestamp::from_second(at.as_i64().unwrap()).unwrap().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[test]
fn every_verdict_of_the_vectors_comes_out_on_the_command_line() {
    let vectors = vectors();
    let keys = scratch("keys.json", vectors["keys"]["json"].as_str().unwrap());
    for (number, row) in vectors["verdict"].as_array().unwrap().iter().enumerate() {
        let at = moment(&row["at"]);
        let mut args = vec!["--json", "--keys", keys.to_str().unwrap(), "--at", &at];
        let lists: Vec<PathBuf> = row["lists"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(at, bytes)| scratch(&format!("list-{number}-{at}.cwt"), unhex(bytes.as_str().unwrap())))
            .collect();
        lists.iter().for_each(|path| args.extend(["--status", path.to_str().unwrap()]));
        if let Some(challenge) = row["challenge"].as_str() {
            args.extend(["--challenge", challenge]);
        }
        let within = row["as_of_within"].as_i64().map(|seconds| seconds.to_string());
        if let Some(within) = &within {
            args.extend(["--as-of-within", within]);
        }
        if row["demo"] == true {
            args.push("--demo");
        }
        args.extend(["--", row["text"].as_str().unwrap()]);
        let output = verify(&args);
        if row["code"] == "MM-WIR-001" {
            assert_eq!(output.status.code(), Some(2), "{row}");
            continue;
        }
        let found = json(&output);
        let holds = row["code"].is_null();
        assert_eq!(output.status.code(), Some(i32::from(!holds)), "{row}");
        assert_eq!((&found["verdict"], &found["code"]), (&row["answer"], &row["code"]), "{row}");
        assert_eq!(found["as_of"].is_null(), row["as_of"].is_null(), "{row}");
    }
}

#[test]
fn a_picture_is_verified_like_its_text_and_the_lines_of_a_key_file_like_its_json() {
    let vectors = vectors();
    let keys = scratch("keys.txt", vectors["keys"]["lines"].as_str().unwrap());
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/turned.jpg");
    let output = verify(&["--image", picture, "--keys", keys.to_str().unwrap(), "--at", "2022-07-08T09:00:00+08:00"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("截至") || told.contains("MM-WIR"), "{told}");
}

#[test]
fn what_is_no_code_no_key_file_and_no_picture_is_bad_input() {
    let vectors = vectors();
    let keys = scratch("keys.json", vectors["keys"]["json"].as_str().unwrap());
    let keys = keys.to_str().unwrap();
    let bad_keys = scratch("bad.txt", "k-x ed25519-y z\n");
    let text = scratch("text.png", "no picture");
    let cases: [(&[&str], &str); 5] = [
        (&["hello", "--keys", keys], "MM-WIR-001"),
        (&["MM2:A", "--keys", keys], "MM-WIR-003"),
        (&["MM2:BB8", "--keys", bad_keys.to_str().unwrap()], "MM-WIR-028"),
        (&["--image", text.to_str().unwrap(), "--keys", keys], "MM-PIC-001"),
        (&["MM2:BB8", "--keys", keys, "--challenge", "MMC:"], "MM-WIR-004"),
    ];
    for (args, code) in cases {
        let output = verify(args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains(code), "{args:?}: {told}");
    }
}
