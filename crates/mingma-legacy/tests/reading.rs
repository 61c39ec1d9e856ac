//! What real files hold is read; what is wrong is told in one go, with file, line, field and remedy.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use mingma_legacy::{Encoding, Folder, Options, RejectedRows, Table};
use proptest::prelude::*;
use support::{Register, ask, codes};
use zip::write::SimpleFileOptions;

fn red_of_r1() -> Register {
    let mut register = Register::new();
    register.red("r1", "06-13 10:00", "").scan("r1", "zz", "06-13 09:00", "410105");
    register
}

#[test]
fn columns_in_another_order_marks_returns_and_empty_lines_are_read() {
    let text = "\u{feff}client_region,remark,place,resident,scanned_at\r\n\r\n410105,\"a, b\",zz,r1,2022-06-13T09:00:00+08:00\r\n,,,,\r\n";
    let found = red_of_r1().with(Table::Scans, text).inquire();
    assert_eq!(found.unexplained.arrival_scan, 1);
    assert_eq!(found.notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["MM-CSV-008"]);
}

#[test]
fn every_fault_of_every_file_is_told_in_one_go() {
    let mut register = red_of_r1();
    register
        .row(Table::Accounts, "clerk-1,Bureau,Director")
        .row(Table::Places, "pp,Hall,palace,999999")
        .row(Table::Residents, "r1,,,,,310101")
        .row(Table::Residents, "no ref,,,,,")
        .row(Table::Residents, "13800000000,,,,13800000000,")
        .row(Table::Colours, "nobody,blue,2022-06-13T10:00:00,2022-06-13T09:00:00+08:00,ghost,,,")
        .row(Table::Colours, "r2,red,2022-06-13T10:00:00+08:00,2022-06-13T09:59:59+08:00,clerk-1,,,")
        .row(Table::Scans, "r1,nowhere,yesterday,4101")
        .row(Table::Scans, "r1,zz,2022-06-13T09:00:00+08:00")
        .row(Table::Scans, "r1,zz,\"2022-06-13T09:00:00+08:00,410105")
        .row(Table::Evidence, "e1,r1,close_contact,410105,2022-06-12T09:00:00+08:00,\"{\"\"case\"\":\"\"c\"\",\"\"last_contact_at\"\":\"\"2022-06-13T09:00:00+08:00\"\",\"\"bank\"\":\"\"x\"\"}\"")
        .row(Table::Evidence, "e2,r1,telepathy,410105,2022-06-12T09:00:00+08:00,[]")
        .row(Table::Conversions, "r1,,clerk-1,");
    let faults = register.faults();
    let found = codes(&faults);
    let expected: &[(&str, &str, usize)] = &[
        ("MM-CSV-015", "accounts.csv", 3),
        ("MM-CSV-018", "places.csv", 4),
        ("MM-CSV-019", "places.csv", 4),
        ("MM-CSV-015", "residents.csv", 11),
        ("MM-CSV-014", "residents.csv", 12),
        ("MM-CSV-022", "residents.csv", 13),
        ("MM-CSV-016", "colours.csv", 3),
        ("MM-CSV-018", "colours.csv", 3),
        ("MM-CSV-017", "colours.csv", 3),
        ("MM-CSV-016", "colours.csv", 3),
        ("MM-CSV-020", "colours.csv", 4),
        ("MM-CSV-016", "scans.csv", 3),
        ("MM-CSV-017", "scans.csv", 3),
        ("MM-CSV-019", "scans.csv", 3),
        ("MM-CSV-012", "scans.csv", 4),
        ("MM-CSV-010", "scans.csv", 5),
        ("MM-EVD-004", "evidence.csv", 2),
        ("MM-EVD-008", "evidence.csv", 2),
        ("MM-EVD-002", "evidence.csv", 3),
        ("MM-CSV-013", "conversions.csv", 2),
    ];
    let expected: Vec<_> = expected.iter().map(|(code, file, line)| (*code, (*file).to_owned(), *line)).collect();
    assert_eq!(found, expected);
    let time = &faults.listed()[8];
    assert_eq!(time.column, 13);
    assert!(time.what.zh.contains("from") && time.what.en.contains("no offset") && time.help.zh.contains("+08:00"));
}

#[test]
fn a_missing_file_a_missing_column_and_a_column_twice_are_told_together() {
    let mut register = red_of_r1();
    register.0.remove(&Table::Conversions);
    let register = register.with(Table::Scans, "resident,place,place,client_region\n").with(Table::Accounts, "\n\n");
    let found = codes(&register.faults());
    let expected = [
        ("MM-CSV-005", "accounts.csv"),
        ("MM-CSV-007", "scans.csv"),
        ("MM-CSV-006", "scans.csv"),
        ("MM-CSV-001", "conversions.csv"),
    ];
    assert_eq!(found.iter().map(|(code, file, _)| (*code, file.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_that_could_not_be_read_does_not_make_every_reference_a_fault() {
    let found = codes(&red_of_r1().with(Table::Residents, "ref\n").faults());
    assert!(found.iter().all(|(code, file, _)| *code == "MM-CSV-006" && file == "residents.csv"), "{found:?}");
}

#[test]
fn a_thousand_faults_are_listed_and_all_are_counted() {
    let mut register = red_of_r1();
    for _ in 0..1_500 {
        register.row(Table::Scans, "r1,zz,never,410105");
    }
    let faults = register.faults();
    assert_eq!((faults.listed().len(), faults.total()), (1_000, 1_500));
}

#[test]
fn many_rows_are_told_in_the_order_of_the_file() {
    let mut register = red_of_r1();
    let text = register.0.get_mut(&Table::Scans).unwrap();
    for n in 0..60_000 {
        text.push_str(match n % 9_000 {
            500 => "r1,zz,never,410105\n",
            700 => "r1,\"zz,2022-06-13T08:00:00+08:00,410105\n",
            _ => "r2,zz,2022-06-13T08:00:00+08:00,410105\n",
        });
    }
    // The same second as the first row, tens of thousands of rows later.
    text.push_str("r1,zz,2022-06-13T09:00:00+08:00,310101\n");
    let faults = register.faults();
    let lines: Vec<usize> = faults.listed().iter().map(|fault| fault.line).collect();
    let expected: Vec<usize> =
        (0..7).flat_map(|n| [n * 9_000 + 503, n * 9_000 + 703]).filter(|line| *line < 60_000).collect();
    assert_eq!(lines, expected);
    let found = register.skip_bad();
    assert_eq!((found.unexplained.forwarded_scan, found.rejected.unwrap().rows), (1, 14));
}

#[test]
fn one_id_for_two_contents_or_two_people_is_a_fault() {
    let mut register = red_of_r1();
    register
        .contact("e1", "r1", "06-10 08:00", "06-12 09:00")
        .contact("e1", "r1", "06-11 08:00", "06-12 09:00")
        .contact("e1", "r2", "06-10 08:00", "06-12 09:00");
    register.contact("e2", "r3", "06-10 08:00", "06-12 09:00").contact("e2", "r3", "06-11 08:00", "06-12 09:00");
    register.evidence(
        "f1",
        "r4",
        "follow_up",
        "06-12 10:00",
        "{\"of\":\"gone\",\"event\":\"discharged\",\"at\":\"2022-06-12T09:00:00+08:00\"}",
    );
    let found = codes(&register.faults());
    let expected = [("MM-CSV-021", 4), ("MM-EVD-012", 3), ("MM-EVD-012", 6), ("MM-EVD-014", 7)];
    assert_eq!(found.iter().map(|(code, _, line)| (*code, *line)).collect::<Vec<_>>(), expected);
}

#[test]
fn the_same_item_twice_is_no_fault_and_counts_once() {
    let mut register = red_of_r1();
    register.contact("e1", "r1", "06-10 08:00", "06-12 09:00").contact("e1", "r1", "06-10 08:00", "06-12 09:00");
    assert_eq!(register.inquire().explained, 1);
}

#[test]
fn too_many_items_of_one_person_are_a_fault() {
    let mut register = red_of_r1();
    for n in 0..=10_000 {
        register.evidence(
            &format!("v{n}"),
            "r2",
            "isolation_end",
            "06-12 09:00",
            "{\"ended_at\":\"2022-06-12T08:00:00+08:00\"}",
        );
    }
    assert_eq!(codes(&register.faults()), [("MM-CSV-024", "evidence.csv".to_owned(), 10_002)]);
}

/// A file in memory that can be looked at afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn skip_bad_sets_rows_aside_counts_them_and_keeps_them_with_line_and_code() {
    let mut register = red_of_r1();
    register.red("r2", "06-13 10:00", "").row(Table::Colours, "r3,red,never,,clerk-1,,,b1");
    register.row(Table::Scans, "r2,zz,2022-06-13T09:00:00+08:00,999999").row(Table::Residents, "r 10,,,,,");
    register.row(Table::Scans, "r2,\"zz,2022-06-13T09:00:00+08:00,410105");
    register.contact("e1", "r1", "06-10 08:00", "06-12 09:00").contact("e1", "r1", "06-11 08:00", "06-12 09:00");
    register.evidence(
        "f1",
        "r2",
        "follow_up",
        "06-12 10:00",
        "{\"of\":\"gone\",\"event\":\"discharged\",\"at\":\"2022-06-12T09:00:00+08:00\"}",
    );
    let shared = Shared::default();
    let options =
        Options { skip_bad: true, rejected: Some(RejectedRows::to(Box::new(shared.clone()))), ..Options::default() };
    let found = register.ask(&options).unwrap();
    options.rejected.unwrap().finish().unwrap();
    assert_eq!((found.red, found.explained, found.unexplained.total, found.unexplained.no_scan), (2, 1, 1, 1));
    let rejected = found.rejected.unwrap();
    assert_eq!(rejected.rows, 6);
    let by_code: Vec<_> = rejected.by_code.into_iter().collect();
    assert_eq!(
        by_code,
        [
            ("MM-CSV-010", 1),
            ("MM-CSV-014", 1),
            ("MM-CSV-017", 1),
            ("MM-CSV-019", 1),
            ("MM-EVD-012", 1),
            ("MM-EVD-014", 1)
        ]
    );
    let rows = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
    assert!(rows.starts_with("file,line,code,what_zh,what_en,row\n"));
    assert!(rows.contains("colours.csv,4,MM-CSV-017,") && rows.contains("\"r3,red,never,,clerk-1,,,b1\""), "{rows}");
    assert!(rows.contains("evidence.csv,3,MM-EVD-012,") && rows.contains("\"f1,r2,follow_up"), "{rows}");
    assert_eq!(rows.lines().count(), 7);
}

#[test]
fn a_row_set_aside_takes_with_it_what_refers_to_it() {
    let mut register = red_of_r1();
    register.row(Table::Residents, "s1,,,,,999999").red("s1", "06-13 10:00", "");
    assert_eq!(codes(&register.faults()).len(), 1);
    let found = register.skip_bad();
    assert_eq!((found.red, found.rejected.unwrap().rows), (1, 2));
}

#[test]
fn a_missing_file_is_refused_even_when_rows_may_be_set_aside() {
    let mut register = red_of_r1();
    register.0.remove(&Table::Scans);
    let faults = register.ask(&Options { skip_bad: true, ..Options::default() }).unwrap_err();
    assert_eq!(codes(&faults), [("MM-CSV-001", "scans.csv".to_owned(), 0)]);
}

fn gb18030(register: &Register) -> Folder {
    let files = register.files().into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        (name, encoding_rs::GB18030.encode(&text).0.into_owned())
    });
    Folder::from_files(files).unwrap()
}

#[test]
fn gb18030_is_read_when_said_and_refused_with_that_remedy_otherwise() {
    let mut register = red_of_r1();
    register.row(Table::Accounts, "账号甲,市大数据局,某副局长").row(Table::Accounts, "账号乙,市防控指挥部,某部长");
    register.row(Table::Colours, "r2,red,2022-06-13T10:00:00+08:00,,账号甲,,境外入豫人员,批次一");
    let folder = gb18030(&register);
    let found = ask(&folder, &Options { encoding: Encoding::Gb18030, ..Options::default() }).unwrap();
    assert!(found.unexplained.batches.iter().any(|batch| batch.unit == "市大数据局" && batch.batch == "批次一"));
    let faults = ask(&folder, &Options::default()).unwrap_err();
    let first = &faults.listed()[0];
    assert_eq!((first.code, first.file.as_str(), first.line), ("MM-CSV-009", "accounts.csv", 3));
    assert!(first.help.zh.contains("--encoding gb18030") && first.help.en.contains("--encoding gb18030"));
    assert!(first.what.en.contains("2 rows"), "{}", first.what.en);
    let faults = ask(&register.folder(), &Options { encoding: Encoding::Gb18030, ..Options::default() });
    assert!(faults.is_err());
}

fn zipped(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(
            name.as_str(),
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_is_read_with_its_files_in_a_folder_or_not() {
    for below in ["", "register/", "register\\"] {
        let mut entries: Vec<_> =
            red_of_r1().files().into_iter().map(|(name, bytes)| (format!("{below}{name}"), bytes)).collect();
        entries.push(("__MACOSX/._scans.csv".to_owned(), b"x".to_vec()));
        let folder = Folder::from_zip("register.zip", zipped(&entries)).unwrap();
        assert_eq!(ask(&folder, &Options::default()).unwrap().unexplained.arrival_scan, 1, "{below}");
    }
}

#[test]
fn a_zip_with_path_tricks_two_of_a_name_or_too_many_entries_is_refused() {
    let good = red_of_r1().files();
    for bad in ["../scans.csv", "/etc/x.csv", "a/../../b", "C:\\x"] {
        let mut entries = good.clone();
        entries.push((bad.to_owned(), Vec::new()));
        let faults = Folder::from_zip("x.zip", zipped(&entries)).unwrap_err();
        assert_eq!(faults.listed()[0].code, "MM-CSV-003", "{bad}");
    }
    let mut entries = good.clone();
    entries.push(("again/scans.csv".to_owned(), Vec::new()));
    assert_eq!(Folder::from_zip("x.zip", zipped(&entries)).unwrap_err().listed()[0].code, "MM-CSV-003");
    let many: Vec<_> = (0..1_001).map(|n| (format!("{n}.txt"), Vec::new())).collect();
    assert_eq!(Folder::from_zip("x.zip", zipped(&many)).unwrap_err().listed()[0].code, "MM-CSV-003");
    assert_eq!(Folder::from_zip("x.zip", b"not a zip".to_vec()).unwrap_err().listed()[0].code, "MM-CSV-002");
    assert_eq!(Folder::open("no-such-folder").unwrap_err().listed()[0].code, "MM-CSV-002");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_bytes_in_any_file_never_panic(table in 0_usize..7, bytes in prop::collection::vec(any::<u8>(), 0..400), skip_bad: bool, gb18030: bool) {
        let mut files = red_of_r1().files();
        files[table].1.extend(bytes);
        let encoding = if gb18030 { Encoding::Gb18030 } else { Encoding::Utf8 };
        let _ = ask(&Folder::from_files(files).unwrap(), &Options { skip_bad, encoding, rejected: None });
    }

    #[test]
    fn random_rows_of_likely_pieces_never_panic(table in 0_usize..7, pieces in prop::collection::vec(prop::sample::select(vec![
        "r1", "zz", "red", "clerk-1", ",", "\"", "\n", "\r", "2022-06-13T09:00:00+08:00", "410105", "e1", "close_contact", "stay", "correction",
        "\"{\"\"of\"\":\"\"e1\"\"}\"", "\"{\"\"case\"\":\"\"c\"\",\"\"last_contact_at\"\":\"\"2022-06-10T09:00:00+08:00\"\"}\"", "甲", "\u{feff}",
    ]), 0..60), skip_bad: bool) {
        let mut files = red_of_r1().files();
        files[table].1.extend(pieces.concat().into_bytes());
        let _ = ask(&Folder::from_files(files).unwrap(), &Options { skip_bad, ..Options::default() });
    }

    #[test]
    fn random_bytes_as_a_zip_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..2_000, byte: u8) {
        let _ = Folder::from_zip("x.zip", bytes);
        let mut zip = zipped(&red_of_r1().files());
        let at = at % zip.len();
        zip[at] = byte;
        if let Ok(folder) = Folder::from_zip("x.zip", zip) {
            let _ = ask(&folder, &Options::default());
        }
    }
}

#[test]
fn a_name_or_number_in_the_place_of_a_reference_is_never_repeated() {
    let mut register = red_of_r1();
    register.row(Table::Residents, "沈远舟,,,,,").row(Table::Residents, "41010520000101005X,,41010520000101005X,,,");
    register.red("沈远舟", "06-13 10:00", "").scan("10900123456", "zz", "06-13 09:00", "");
    register.contact("e1", "沈远舟", "06-10 08:00", "06-12 09:00");
    let told = register.faults().to_string();
    for secret in ["沈远", "4101052000", "10900123"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert_eq!(register.faults().total(), 5);
}
