//! Laboratories' files.

use super::*;

const HEADER: &str = "document_type,document_number,result,sampled_at,reported_at,sample_id,region,recheck_of,pool\n";

fn laboratory(stage: &Stage) -> file::Laboratory<'_> {
    file::Laboratory { institution: "lab-zz", region: "4101", profile: &PROFILE, now: stage.now, name: "day.csv" }
}

/// Everybody whose passport ends in a known number is enrolled.
fn resolve(documents: &[mingma_model::document::Document]) -> Result<Vec<Option<file::Found>>, mingma_model::Fault> {
    let found = |document: &mingma_model::document::Document| {
        let number = document.reveal(mingma_model::document::Purpose::Matching);
        let number: u32 = number[1..].parse().ok()?;
        (number < 1_000_000).then(|| file::Found { number, resident: uid(number) })
    };
    Ok(documents.iter().map(found).collect())
}

fn row(number: u32, result: &str, sample: &str, rest: &str) -> String {
    format!(
        "passport,E{number:08},{result},2022-07-08T08:00:00+08:00,2022-07-08T10:00:00+08:00,{sample},410103,{rest}\n"
    )
}

#[test]
fn a_file_is_previewed_and_filed_as_one_act_sorted_by_resident() {
    let mut stage = Stage::new();
    for n in 1..=4 {
        stage.enrol(n);
    }
    let text = format!(
        "\u{feff}{HEADER}{}{}{}{}",
        row(3, "negative", "s-3", ","),
        row(1, "screen_positive", "s-1", ",p-1"),
        row(2, "screen_positive", "s-1", ",p-1"),
        row(4, "positive", "s-4", ",")
    );
    let report = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap();
    let preview = &report.preview;
    let counts = (preview.rows, preview.negative, preview.positive, preview.screen_positive);
    assert_eq!(counts, (4, 1, 1, 2));
    let order: Vec<Uid> = report.said.iter().map(|said| said.resident).collect();
    assert_eq!(order, [1, 2, 3, 4].map(uid));
    let ids: Vec<&str> = report.said.iter().filter_map(|said| said.item.text("id")).collect();
    assert_eq!(ids, ["lab-zz.s-1", "lab-zz.s-1.1", "lab-zz.s-3", "lab-zz.s-4"]);
    let handed = signed(compose::file(&stage.with("lab-zz"), report), &["lab-zz"]);
    stage.keep(&handed).unwrap();
    assert_eq!([1, 2, 3, 4].map(|n| stage.colour(&uid(n))), [Colour::Red, Colour::Red, Colour::Green, Colour::Red]);
    stage.later(HOUR);
    let recheck = row(2, "negative", "s-9", "lab-zz.s-1.1,").replace("T08:00", "T12:10").replace("T10:00", "T12:20");
    let report = file::read(format!("{HEADER}{recheck}").as_bytes(), &laboratory(&stage), &mut resolve).unwrap();
    stage.keep(&signed(compose::file(&stage.with("lab-zz"), report), &["lab-zz"])).unwrap();
    assert_eq!(stage.colour(&uid(2)), Colour::Green, "the own recheck frees");
}

#[test]
fn every_fault_of_every_row_is_told_with_its_line_and_no_document() {
    let stage = Stage::new();
    let rows = [
        (row(1, "negative", "s-1", ",").replace("passport", "pass"), "MM-FIL-008"),
        (row(1, "negative", "s-2", ",").replace("E0", "!0"), "MM-FIL-009"),
        (row(9_999_999, "negative", "s-3", ","), "MM-FIL-010"),
        (row(1, "maybe", "s-4", ","), "MM-FIL-011"),
        (row(1, "negative", "s-5", ",").replace("+08:00", ""), "MM-FIL-012"),
        (row(1, "negative", "s-6", ",").replace("T10:00", "T14:00"), "MM-FIL-013"),
        (row(1, "negative", "s-7", ",").replace("T10:00", "T07:00"), "MM-FIL-014"),
        (row(1, "negative", "s 8", ","), "MM-FIL-015"),
        (row(1, "negative", "s-9", ","), "MM-FIL-016"),
        (row(1, "negative", "s-10", ",").replace("410103", "130102"), "MM-FIL-017"),
        (row(1, "negative", "s-11", ",").replace("410103", "999999"), "MM-FIL-017"),
        (row(1, "screen_positive", "s-12", "lab-zz.s-1,"), "MM-FIL-018"),
        (row(1, "", "s-13", ","), "MM-FIL-006"),
        (row(1, "negative", "s-14", ",,,"), "MM-FIL-005"),
    ];
    let first = row(2, "negative", "s-9", ",");
    let text = format!("{HEADER}{first}{}", rows.iter().map(|(row, _)| row.as_str()).collect::<String>());
    let faults = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap_err();
    for (line, (_, code)) in rows.iter().enumerate() {
        let line = line + 3;
        let found: Vec<&str> = faults.listed().iter().filter(|one| one.line == line).map(|one| one.code).collect();
        assert!(found.contains(code), "line {line}: {found:?} instead of {code}");
    }
    assert!(faults.listed().iter().all(|fault| fault.line != 2), "the honest row");
    // Empty lines are lines.
    let spaced = format!("{HEADER}\n\n{first}\r\n\n{}", row(1, "maybe", "s-4", ","));
    let faults = file::read(spaced.as_bytes(), &laboratory(&stage), &mut resolve).unwrap_err();
    assert_eq!(faults.listed().iter().map(|one| (one.line, one.code)).collect::<Vec<_>>(), [(7, "MM-FIL-011")]);
    let told = format!("{faults:?}");
    assert!(!told.contains("E0000") && !told.contains("!0000"), "no document is repeated");
}

#[test]
fn a_header_that_lacks_or_doubles_or_adds_is_refused() {
    let stage = Stage::new();
    let codes = |text: &str| -> Vec<&str> {
        let faults = file::read(text.as_bytes(), &laboratory(&stage), &mut resolve).unwrap_err();
        faults.listed().iter().map(|fault| fault.code).collect()
    };
    assert_eq!(codes(&HEADER.replace("sample_id", "result")), ["MM-FIL-003", "MM-FIL-002"]);
    assert_eq!(codes(&HEADER.replace("pool", "name")), ["MM-FIL-004"]);
    assert_eq!(codes(HEADER), ["MM-FIL-019"]);
    assert_eq!(codes(&format!("{HEADER}passport,E\u{1},negative\n")), ["MM-FIL-005"]);
}
