//! Evidence that cannot be used: refused with a code, at its place, all at once.

#![allow(clippy::unwrap_used, clippy::panic)]

use mingma_model::{Faults, Source, read};
use mingma_rules::{Dossier, shipped};
use proptest::prelude::*;

const TEST: &str = r#"{"id":"t1","kind":"nucleic_test","resident":"r1","region":"410105","observed_at":"2022-07-04T10:00:00+08:00","result":"positive","sampled_at":"2022-07-04T02:00:00+08:00","reported_at":"2022-07-04T09:00:00+08:00","institution":"lab-1","sample_id":"s-1"}"#;
const CASE: &str = r#"{"id":"k1","kind":"confirmed_case","resident":"r1","region":"410105","observed_at":"2022-07-04T12:00:00+08:00","confirmed_at":"2022-07-04T11:00:00+08:00"}"#;
const FOLLOW: &str = r#"{"id":"f1","kind":"follow_up","resident":"r1","region":"410105","observed_at":"2022-07-10T12:00:00+08:00","of":"k1","event":"discharged","at":"2022-07-10T11:00:00+08:00"}"#;
const STAY: &str = r#"{"id":"s1","kind":"stay","resident":"r1","region":"410105","observed_at":"2022-07-05T12:00:00+08:00","of":"k1","cap":"yellow","until":"2022-08-01T00:00:00+08:00"}"#;
const NOTICE: &str = r#"{"id":"n1","kind":"notice","resident":"r1","region":"410105","observed_at":"2022-07-04T12:00:00+08:00","origin_region":"310101","origin_colour":"red","origin_kind":"close_contact","origin_case":"c-9","pushed_at":"2022-07-04T11:00:00+08:00","until":"2022-07-20T00:00:00+08:00"}"#;
const DECLARED: &str = r#"{"id":"d1","kind":"self_declaration","resident":"r1","region":"410105","observed_at":"2022-07-04T12:00:00+08:00","temperature":38.5,"symptoms":["fever"],"declared_at":"2022-07-04T11:00:00+08:00"}"#;

fn read_all(text: &str) -> Result<Dossier, Faults> {
    let profile = shipped::profile("cn").unwrap();
    let source = Source::new("people.json", text);
    let placed = read::array(&source, &profile)?;
    Dossier::new(placed.items.clone()).map_err(|found| read::place_contradictions(&source, &placed, found))
}

#[test]
fn what_these_tests_start_from_is_read() {
    let text = format!("\u{feff}[\r\n{TEST},\r\n{CASE},{FOLLOW},{STAY},{NOTICE},{DECLARED}]\r\n");
    assert_eq!(read_all(&text).unwrap().evidence().len(), 6);
}

/// What is changed in which items, and the code that must follow.
const REFUSALS: &[(&str, &[&str], &str, &str)] = &[
    ("MM-EVD-001", &[TEST], "\"r1\",", "\"r1\""),
    ("MM-EVD-002", &["7"], "", ""),
    ("MM-EVD-003", &[TEST], ",\"institution\":\"lab-1\"", ""),
    ("MM-EVD-003", &[TEST], "\"region\":\"410105\",", ""),
    ("MM-EVD-003", &[NOTICE], ",\"until\":\"2022-07-20T00:00:00+08:00\"", ""),
    ("MM-EVD-004", &[TEST], "\"sample_id\"", "\"bank\":\"b\",\"sample_id\""),
    ("MM-EVD-004", &[CASE, FOLLOW], "\"event\"", "\"until\":\"2022-08-01T00:00:00+08:00\",\"event\""),
    ("MM-EVD-005", &[TEST], "nucleic_test", "bank_deposit"),
    ("MM-EVD-005", &[NOTICE], "\"close_contact\"", "\"stay\""),
    ("MM-EVD-006", &[TEST], "\"t1\"", "\"张三\""),
    ("MM-EVD-006", &[TEST], "\"s-1\"", "17"),
    ("MM-EVD-006", &[DECLARED], "38.5", "385"),
    ("MM-EVD-006", &[DECLARED], "[\"fever\"]", "\"fever\""),
    ("MM-EVD-007", &[TEST], "2022-07-04T02:00:00+08:00", "2022-07-04T02:00:00"),
    ("MM-EVD-007", &[TEST], "2022-07-04T02:00:00+08:00", "2022-07-04T02:00:00.5+08:00"),
    ("MM-EVD-007", &[TEST], "2022-07-04T02:00:00+08:00", "2022-02-30T02:00:00+08:00"),
    ("MM-EVD-008", &[TEST], "2022-07-04T09:00:00+08:00", "2022-07-04T10:00:01+08:00"),
    ("MM-EVD-009", &[TEST], "\"410105\"", "\"999999\""),
    ("MM-EVD-009", &[NOTICE], "\"310101\"", "\"31\""),
    ("MM-EVD-010", &[TEST], "\"positive\"", "\"suspect\""),
    ("MM-EVD-010", &[DECLARED], "\"fever\"", "\"poverty\""),
    ("MM-EVD-010", &[CASE, FOLLOW], "\"discharged\"", "\"recheck_negative\""),
    ("MM-EVD-010", &[CASE, STAY], "\"cap\":\"yellow\"", "\"cap\":\"red\""),
    ("MM-EVD-011", &[TEST], "\"sample_id\"", "\"result\":\"negative\",\"sample_id\""),
    ("MM-EVD-012", &[TEST, TEST], "\"positive\"", "\"negative\""),
    (
        "MM-EVD-013",
        &[TEST, CASE],
        "\"k1\",\"kind\":\"confirmed_case\",\"resident\":\"r1\"",
        "\"k1\",\"kind\":\"confirmed_case\",\"resident\":\"r2\"",
    ),
    ("MM-EVD-014", &[FOLLOW], "", ""),
    ("MM-EVD-014", &[TEST], "\"sample_id\"", "\"recheck_of\":\"x\",\"sample_id\""),
    ("MM-EVD-015", &[CASE, FOLLOW], "\"discharged\"", "\"area_lifted\""),
    ("MM-EVD-015", &[CASE, FOLLOW, STAY], "\"of\":\"k1\",\"cap\"", "\"of\":\"f1\",\"cap\""),
    ("MM-EVD-015", &[CASE, TEST], "\"sample_id\"", "\"recheck_of\":\"k1\",\"sample_id\""),
    ("MM-EVD-016", &[CASE, STAY], "2022-07-05T12:00:00", "2022-07-04T11:59:59"),
    ("MM-EVD-017", &[CASE, FOLLOW], "2022-07-10T11:00:00", "2022-07-04T10:59:59"),
];

#[test]
fn every_refusal_has_its_code_its_place_and_both_languages() {
    for (code, items, from, to) in REFUSALS {
        let mut changed: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        // The last item that holds the text is the one that is broken.
        if let Some(item) = changed.iter_mut().rev().find(|item| !from.is_empty() && item.contains(from)) {
            *item = item.replacen(from, to, 1);
        }
        let text = format!("[\n{}\n]", changed.join(",\n"));
        let found = read_all(&text).expect_err(&text);
        let told: Vec<&str> = found.listed().iter().map(|fault| fault.code).collect();
        assert!(told.contains(code), "{code}: {text}\n{found}");
        for fault in found.listed() {
            assert_eq!(fault.file, "people.json");
            assert!(fault.line >= 2 && fault.column >= 1, "{code}: {}", fault.place());
            assert!(
                ![&fault.what.zh, &fault.what.en, &fault.help.zh, &fault.help.en].iter().any(|text| text.is_empty())
            );
        }
    }
}

#[test]
fn all_faults_are_told_in_one_go() {
    let text = format!(
        "[{}, {}]",
        TEST.replace("410105", "000000").replace("positive", "maybe"),
        CASE.replace("confirmed_case", "unknown")
    );
    let found = read_all(&text).unwrap_err();
    assert_eq!(
        found.listed().iter().map(|fault| fault.code).collect::<Vec<_>>(),
        ["MM-EVD-009", "MM-EVD-010", "MM-EVD-005"]
    );
}

#[test]
fn a_fault_points_to_the_value_that_has_it() {
    let text = format!("[\n{}]", TEST.replace("\"positive\"", "\"suspect\""));
    let found = read_all(&text).unwrap_err();
    let fault = &found.listed()[0];
    assert_eq!(&text[fault.span.clone()], "\"result\":\"suspect\"");
    assert_eq!(fault.line, 2);
}

#[test]
fn past_a_thousand_faults_the_total_is_told() {
    let items: Vec<String> =
        (0..1_500).map(|row| TEST.replace("\"t1\"", &format!("\"t{row}\"")).replace("410105", "000000")).collect();
    let found = read_all(&format!("[{}]", items.join(","))).unwrap_err();
    assert_eq!((found.listed().len(), found.total()), (1_000, 1_500));
}

#[test]
fn the_same_item_twice_counts_once_whatever_offset_its_times_are_written_with() {
    let utc = TEST.replace("2022-07-04T02:00:00+08:00", "2022-07-03T18:00:00Z");
    assert_eq!(read_all(&format!("[{TEST},{utc}]")).unwrap().evidence().len(), 1);
}

#[test]
fn too_many_items_of_one_resident_are_refused() {
    let items: Vec<String> = (0..=read::MAX_ITEMS).map(|row| CASE.replace("\"k1\"", &format!("\"k{row}\""))).collect();
    let found = read_all(&format!("[{}]", items.join(","))).unwrap_err();
    assert_eq!(found.listed()[0].code, "MM-EVD-018");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_never_panics(text in "(?s).{0,300}") {
        let _ = read_all(&text);
    }

    #[test]
    fn items_cut_or_changed_anywhere_never_panic(at in 0_usize..2_000, with in "(?s).{0,4}", drop in 0_usize..12) {
        let text = format!("[{TEST},{CASE},{FOLLOW},{STAY},{NOTICE},{DECLARED}]");
        let at = at % text.len();
        let end = (at + drop).min(text.len());
        let _ = read_all(&format!("{}{with}{}", &text[..at], &text[end..]));
    }
}
