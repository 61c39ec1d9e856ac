//! The generated registers, as the inquiry finds them.

#![allow(clippy::unwrap_used, clippy::panic)]

use mingma_legacy::{Folder, Inquiry, Options, inquire};
use mingma_model::Colour;
use mingma_rules::{load, shipped};
use mingma_sim::{Plan, files};

type Files = Vec<(String, Vec<u8>)>;

fn ask(files: Files) -> Inquiry {
    let profile = shipped::profile("cn").unwrap();
    let book = load::shipped(&profile).unwrap();
    let folder = Folder::from_files(files).unwrap();
    inquire(&folder, &book, &profile, &Options::default(), &mut |_| {}).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn the_register_of_june_2022_has_its_figures_whatever_the_seed() {
    for seed in [1, 2022, 987_654_321] {
        let found = ask(files(&Plan::story(seed)).unwrap());
        let told = &found.unexplained;
        assert_eq!((found.red, found.explained, found.not_covered), (1_317, 0, 0), "{seed}");
        assert_eq!(
            (told.total, told.arrival_scan, told.forwarded_scan, told.unknown_scan, told.no_scan),
            (1_317, 446, 871, 0, 0),
            "{seed}"
        );
        assert_eq!(told.lapsed, 0);
        assert!((1..=9).contains(&told.papered), "{}", told.papered);
        assert_eq!(told.batches.len(), 6);
        assert!(found.turned_back > 600 && found.turned_back < 1_000, "{}", found.turned_back);
        let (first, last) = (found.first.unwrap().shown, found.last.unwrap().shown);
        assert!(first.as_str() >= "2022-06-12" && last.as_str() < "2022-06-15", "{first} {last}");
    }
}

#[test]
fn on_22_june_nine_of_them_have_a_colour_of_their_own_and_1308_none() {
    let profile = shipped::profile("cn").unwrap();
    let book = load::shipped(&profile).unwrap();
    let noon = profile.zone.parse("2022-06-22T12:00:00+08:00").unwrap();
    for seed in [1, 2022, 987_654_321] {
        let files = files(&Plan::story(seed)).unwrap();
        let found = ask(files.clone());
        let text =
            |name: &str| String::from_utf8(files.iter().find(|(file, _)| file == name).unwrap().1.clone()).unwrap();
        let evidence = text("evidence.csv");
        let source = mingma_model::Source::new("evidence.csv", &evidence);
        let mut by_resident = std::collections::BTreeMap::<String, Vec<_>>::new();
        for item in mingma_legacy::evidence_csv(&source, &profile).unwrap() {
            by_resident.entry(item.resident.as_str().to_owned()).or_default().push(item);
        }
        let adverse = |reference: &str| {
            let items = by_resident.get(reference).cloned().unwrap_or_default();
            let dossier = mingma_rules::Dossier::new(items).unwrap();
            book.colour(dossier.items(), noon).unwrap() > Colour::Green
        };
        let keep = found.persons.iter().filter(|person| adverse(&person.reference)).count();
        assert_eq!((found.persons.len(), keep), (1_317, 9), "{seed}");
    }
}

#[test]
fn a_mixed_register_has_people_of_every_class() {
    for seed in [1, 2, 3] {
        let found = ask(files(&Plan::mixed(seed)).unwrap());
        let told = &found.unexplained;
        for figure in [
            found.explained,
            found.not_covered,
            told.arrival_scan,
            told.forwarded_scan,
            told.unknown_scan,
            told.no_scan,
            told.papered,
            told.lapsed,
        ] {
            assert!(figure > 0, "{found:?}");
        }
        assert!(told.batches.len() > 3);
        assert_eq!(found.red, found.explained + told.total + found.not_covered);
        assert_eq!(told.total, told.arrival_scan + told.forwarded_scan + told.unknown_scan + told.no_scan);
        let drawn = Plan::mixed(seed).drawn();
        assert_eq!(
            (found.red, found.explained, found.not_covered, told.lapsed),
            (drawn.red, drawn.explained, drawn.not_covered, 18)
        );
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
    let plan = |seed| Plan { residents: 2_000, scans: 1_000, ..Plan::mixed(seed) };
    assert_eq!(files(&plan(5)).unwrap(), files(&plan(5)).unwrap());
    assert_ne!(files(&plan(5)).unwrap(), files(&plan(6)).unwrap());
}

#[test]
fn one_scan_changed_changes_the_figure() {
    let mut files = files(&Plan::story(1)).unwrap();
    let before = ask(files.clone());
    let person = before.persons.iter().find(|person| person.channel.word() == "forwarded_scan").unwrap();
    let (_, scans) = files.iter_mut().find(|(name, _)| name == "scans.csv").unwrap();
    scans.extend(format!("{},p001,{},410105\n", person.reference, person.from.shown).into_bytes());
    let after = ask(files);
    assert_eq!((after.unexplained.arrival_scan, after.unexplained.forwarded_scan), (447, 870));
}

#[test]
fn the_folder_on_disk_holds_the_same_bytes() {
    let plan = Plan { residents: 2_000, scans: 300, ..Plan::mixed(4) };
    let folder = std::env::temp_dir().join(format!("mingma-sim-{}", std::process::id()));
    mingma_sim::write(&plan, &folder).unwrap();
    for (name, bytes) in files(&plan).unwrap() {
        assert_eq!(std::fs::read(folder.join(&name)).unwrap(), bytes, "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
