//! The loader's law, broken one part at a time. Each bad pack names its fault in
//! a comment above the line that has it: `# expect: MM-RUL-008`.

#![allow(clippy::unwrap_used, clippy::panic)]

use mingma_model::Source;
use mingma_rules::{PackFile, cases, check, parse, shipped};
use proptest::prelude::*;

fn bad_packs() -> Vec<PackFile> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| PackFile::new(path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn every_bad_pack_is_refused_with_the_fault_it_names_at_the_line_it_names() {
    let profile = shipped::profile("cn").unwrap();
    for file in bad_packs() {
        let row = file
            .text
            .lines()
            .position(|line| line.starts_with("# expect: "))
            .unwrap_or_else(|| panic!("{} expects nothing", file.name));
        let code = file.text.lines().nth(row).unwrap().trim_start_matches("# expect: ");
        let found = file.read(&profile).expect_err(&file.name);
        let places: Vec<(&str, usize)> = found.listed().iter().map(|fault| (fault.code, fault.line)).collect();
        assert_eq!(places, [(code, row + 2)], "{}: {found}", file.name);
        for fault in found.listed() {
            assert!(
                !fault.what.zh.is_empty()
                    && !fault.what.en.is_empty()
                    && !fault.help.zh.is_empty()
                    && !fault.help.en.is_empty()
            );
            assert!(!fault.span.is_empty() && fault.span.end <= file.text.len(), "{}", file.name);
        }
    }
}

#[test]
fn a_bad_pack_mended_at_that_line_is_read() {
    // Otherwise a test above could pass for a reason of its own.
    let profile = shipped::profile("cn").unwrap();
    let good = include_str!("bad/span-under-an-hour.toml").replace("\"0h\"", "\"7d\"");
    assert!(PackFile::new("x.toml", good).read(&profile).is_ok());
}

#[test]
fn no_rule_can_name_a_person() {
    let profile = shipped::profile("cn").unwrap();
    let good = include_str!("bad/span-under-an-hour.toml").replace("\"0h\"", "\"7d\"");
    for word in [
        "resident",
        "id_number",
        "name",
        "phone",
        "bank",
        "list",
        "case",
        "place",
        "area",
        "vehicle",
        "contact",
        "household",
    ] {
        let tried = good.replace("lapse = ", &format!("where = {{ {word} = \"x\" }}\nlapse = "));
        let found = PackFile::new("x.toml", tried).read(&profile).expect_err(word);
        assert!(found.listed().iter().any(|fault| fault.code == "MM-RUL-009"), "{word}: {found}");
    }
}

#[test]
fn all_faults_of_all_packs_are_told_at_once() {
    let profile = shipped::profile("cn").unwrap();
    let files = bad_packs();
    let found = check::law(&files, &profile);
    for file in &files {
        assert!(found.listed().iter().any(|fault| fault.file == file.name), "{}", file.name);
    }
}

#[test]
fn tests_that_come_too_late_for_everybody_are_pointed_out_and_not_refused() {
    let profile = shipped::profile("cn").unwrap();
    let good = include_str!("bad/span-under-an-hour.toml");
    let with = |release: &str| {
        good.replace("{ after = \"0h\" }", &format!("{{ release = {{ negative_tests = 1, {release} }} }}"))
    };
    for (release, late) in [
        ("from = \"6d\", within = \"24h\"", true),
        ("from = \"22d\"", true),
        ("from = \"21d\"", false),
        ("from = \"1d\", within = \"48h\"", false),
    ] {
        let file = PackFile::new("x.toml", with(release));
        assert!(file.read(&profile).is_ok(), "{release}");
        let codes: Vec<&str> = check::law(&[file], &profile).listed().iter().map(|fault| fault.code).collect();
        assert_eq!(codes, if late { vec!["MM-RUL-042"] } else { vec![] }, "{release}");
    }
}

#[test]
fn two_packs_of_one_id_are_refused() {
    let profile = shipped::profile("cn").unwrap();
    let text = shipped::rule_file("cn", "henan-2022-03.toml").unwrap();
    let files = [PackFile::new("a.toml", &*text), PackFile::new("b.toml", &*text)];
    let found = check::law(&files, &profile);
    assert_eq!(found.listed().iter().map(|fault| fault.code).collect::<Vec<_>>(), ["MM-RUL-023"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(text in "(?s).{0,400}") {
        let profile = shipped::profile("school-exclusion").unwrap();
        let _ = parse::pack(&Source::new("x.toml", &text), &profile);
    }

    #[test]
    fn cases_cut_or_changed_anywhere_never_panic(at in 0_usize..4_000, with in "(?s).{0,4}") {
        let profile = shipped::profile("school-exclusion").unwrap();
        let text = shipped::rule_file("cn", "henan-2022-03.cases.json").unwrap();
        let chars: Vec<char> = text.chars().take(4_000).collect();
        let at = at % chars.len();
        let changed: String = chars[..at].iter().copied().chain(with.chars()).chain(chars[at..].iter().copied()).collect();
        let _ = cases::read_cases(&Source::new("x.cases.json", &changed), &profile);
        let _ = cases::read_cases(&Source::new("x.cases.json", &with), &profile);
    }

    #[test]
    fn a_pack_cut_or_changed_anywhere_never_panics(at in 0_usize..4_000, with in "(?s).{0,6}", drop in 0_usize..30) {
        let profile = shipped::profile("school-exclusion").unwrap();
        let text = shipped::rule_file("cn", "hebei-2022-10.toml").unwrap();
        let chars: Vec<char> = text.chars().collect();
        let at = at % chars.len();
        let end = (at + drop).min(chars.len());
        let changed: String = chars[..at].iter().copied().chain(with.chars()).chain(chars[end..].iter().copied()).collect();
        let _ = parse::pack(&Source::new("x.toml", &changed), &profile);
    }
}
