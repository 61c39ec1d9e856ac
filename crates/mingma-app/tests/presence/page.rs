//! `docs/presence.md` and the code, in both directions.

use std::collections::BTreeSet;

use mingma_app::presence::counts::{SAME_STAY, Trace};
use mingma_app::presence::level::{Because, Level};
use mingma_app::presence::overlap::BEFORE;
use mingma_app::presence::{dwell, expiry, relay, travel};
use mingma_app::register::place::PlaceKind;
use mingma_model::Lang::{En, Zh};

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/presence.md")).unwrap()
}

/// The first words of the rows of the table under a heading of its first column.
fn rows(page: &str, heading: &str) -> BTreeSet<String> {
    let table = page.lines().skip_while(|line| !line.starts_with(&format!("| {heading}"))).skip(2);
    table.take_while(|line| line.starts_with('|')).map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    words.map(str::to_owned).collect()
}

#[test]
fn every_level_reason_and_trace_stands_on_the_page_and_no_row_lacks_its_word() {
    let page = page();
    assert_eq!(rows(&page, "level"), words(Level::ALL.iter().map(|one| one.word())));
    assert_eq!(rows(&page, "reason"), words(Because::ALL.iter().map(|one| one.word())));
    assert_eq!(rows(&page, "trace"), words(Trace::ALL.iter().map(|one| one.word())));
    assert_eq!(rows(&page, "kind"), words(PlaceKind::ALL.iter().map(|one| one.word())));
    for level in Level::ALL {
        assert!(page.contains(&format!("| `{}` {} |", level.word(), level.name(Zh))), "{level:?}");
    }
    for one in Because::ALL {
        assert!(page.contains(&format!("| `{}` | {} | {} |", one.word(), one.name(Zh), one.name(En))), "{one:?}");
    }
    for one in Trace::ALL {
        assert!(page.contains(&format!("| `{}` | {} · {} |", one.word(), one.name(Zh), one.name(En))), "{one:?}");
    }
}

#[test]
fn every_figure_of_the_page_is_the_codes() {
    let page = page();
    for kind in PlaceKind::ALL {
        let row = format!("| `{}` | {} | {} |", kind.word(), dwell::minutes(kind), dwell::shared(kind));
        assert!(page.contains(&row), "{row}");
    }
    for told in [
        format!("what {} km/h cover", travel::METRES_AN_HOUR / 1_000),
        format!("nothing within {} km", travel::METRES_AN_HOUR * travel::GRACE / 3_600_000),
        format!("proved within {} h", relay::NEAR / 3_600),
        format!("one in {} of those", relay::ONE_IN),
        format!("at least {} of these", relay::LEAST),
        format!("within {} h of the visit's beginning", SAME_STAY / 3_600),
        format!("never over {} h", dwell::LONGEST / 3_600),
        format!("{} h before the onset", BEFORE / 3_600),
        format!("through the {}th day", expiry::DAYS),
    ] {
        assert!(page.contains(&told), "{told}");
    }
}
