//! The table of what is admissible, and the page made from it.

use super::*;

#[test]
fn every_kind_has_one_row_and_no_row_lacks_its_kind() {
    let rows: Vec<Kind> = TABLE.iter().map(|row| row.kind).collect();
    assert_eq!(rows, Kind::ALL);
    for kind in Kind::ALL {
        assert_eq!(admissible::of(*kind).kind, *kind);
    }
    for rest in Rest::ALL {
        assert!(TABLE.iter().any(|row| row.rest == *rest), "{rest:?}");
    }
    for source in Source::ALL {
        assert!(TABLE.iter().any(|row| row.sources.contains(source)), "{source:?}");
    }
}

#[test]
fn the_page_of_what_is_admissible_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/admissibility.md");
    let page = admissible::page();
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page, "UPDATE_MANUAL=1 writes it");
}

#[test]
fn each_source_is_refused_every_kind_that_the_table_does_not_give_it() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let sources: [(Source, &str, &[&str]); 5] = [
        (Source::TwoOfficers, "zhengzhou", &["zz-1", "zz-2"]),
        (Source::Laboratory, "lab-zz", &["lab-zz"]),
        (Source::Port, "port-zz", &["port-zz"]),
        (Source::Carrier, "rail", &["rail"]),
        (Source::Partner, "shanghai", &["shanghai"]),
    ];
    for row in TABLE {
        for (source, actor, signers) in &sources {
            let handed = stage.by(actor, signers, vec![of_kind(person, row.kind, stage.now)]);
            let code = why(stage.decide(&handed));
            assert_eq!(code == "MM-LCK-001", refused(row, *source), "{} from {source:?}: {code}", row.kind.word());
        }
        let own = stage.by_resident(person, vec![of_kind(person, row.kind, stage.now)]);
        let code = why(stage.decide(&own));
        assert_eq!(code == "MM-LCK-001", refused(row, Source::Resident), "{} by the resident: {code}", row.kind.word());
    }
}

/// Contacts lack their finding, which is the first lock's matter as well.
fn refused(row: &admissible::Admissible, source: Source) -> bool {
    !row.from(source) || matches!(row.rest, Rest::Finding | Rest::FindingOfContact)
}
