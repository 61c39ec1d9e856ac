//! Visits that count: as ties, and as overlaps with a case.

use mingma_app::presence::level::Level;
use mingma_model::Colour;

use crate::stage::{HOUR, MINUTE, Stage};

fn both(story: fn(Stage)) {
    story(Stage::sqlite());
    story(Stage::postgres());
}

/// One in the shop who turns out to be ill, with others there and elsewhere.
fn afternoon(stage: &mut Stage) {
    stage.shows(0, "mall");
    // By a scanner; by a token alone; by a token and a sample taken there; elsewhere.
    stage.later(5 * MINUTE);
    stage.shows(1, "mall");
    stage.scans(2, "mall");
    stage.scans(3, "mall");
    stage.shows(4, "east");
    stage.later(2 * HOUR);
    stage.tests(3, "negative");
    // Long after.
    stage.shows(5, "mall");
    stage.later(20 * HOUR);
    stage.case(0, "case-1");
}

#[test]
fn a_case_meets_by_visits_that_count_and_the_register_files_it_through_the_locks() {
    both(|mut stage| {
        afternoon(&mut stage);
        let met: Vec<_> = stage.house.meetings("case-1").unwrap();
        let who: Vec<_> =
            met.iter().map(|one| (one.file.uid, one.place.as_str(), (one.to - one.from) / MINUTE)).collect();
        assert_eq!(who, [(stage.people[1], "mall", 25), (stage.people[3], "mall", 25)]);
        stage.later(MINUTE);
        assert!(stage.house.file_overlaps("case-1").unwrap().is_some());
        let colours: Vec<Colour> = (1..6).map(|n| stage.colour(n)).collect();
        let (green, yellow) = (Colour::Green, Colour::Yellow);
        assert_eq!(colours, [yellow, green, yellow, green, green], "a machine source alone is yellow at most");
        // Filed once.
        assert!(stage.house.file_overlaps("case-1").unwrap().is_none());
        stage.audited();
    });
}

#[test]
fn who_was_not_there_has_no_overlap() {
    both(|mut stage| {
        stage.shows(0, "mall");
        let taken = stage.scans(3, "mall");
        stage.later(2 * HOUR);
        stage.tests(3, "negative");
        assert_eq!(taken.levelled.level, Level::Rotating);
        stage.hand(&stage.answers(3, &taken, "not_there", None));
        stage.later(20 * HOUR);
        stage.case(0, "case-1");
        assert!(stage.house.meetings("case-1").unwrap().is_empty());
        assert!(stage.house.file_overlaps("case-1").unwrap().is_none());
        assert_eq!(stage.house.meetings("case-2").unwrap_err().code(), "MM-ADM-005");
        stage.audited();
    });
}

#[test]
fn a_visit_lasts_as_long_as_its_resident_says() {
    let mut stage = Stage::sqlite();
    let came = stage.shows(0, "mall");
    stage.later(2 * HOUR);
    stage.shows(1, "mall");
    stage.later(HOUR);
    stage.case(0, "case-1");
    assert!(stage.house.meetings("case-1").unwrap().is_empty(), "half an hour, if nobody says more");
    stage.hand(&stage.answers(0, &came, "left", Some(stage.now() - 30 * MINUTE)));
    let met = stage.house.meetings("case-1").unwrap();
    assert_eq!(
        met.iter().map(|one| (one.file.uid, one.to - one.from)).collect::<Vec<_>>(),
        [(stage.people[1], 30 * MINUTE)]
    );
}

/// Somebody scans the hall's token, is tested there, and was there with a case; the token
/// is then sent to others, or is not.
fn hall(sent: bool) -> usize {
    let mut stage = Stage::sqlite();
    stage.enrol(10);
    for n in 6..16 {
        stage.scans(n, "far");
    }
    stage.later(10 * MINUTE);
    stage.shows(0, "east");
    let token = stage.token("east", stage.now());
    let first = stage.take(stage.scanned(3, token.clone())).unwrap().remove(0);
    assert_eq!(first.levelled.level, Level::Rotating);
    stage.later(30);
    for n in 6..16 {
        let token = if sent { token.clone() } else { stage.token("far", stage.now()) };
        stage.take(stage.scanned(n, token)).unwrap();
    }
    stage.later(2 * HOUR);
    stage.tests(3, "negative");
    stage.later(20 * HOUR);
    stage.case(0, "case-1");
    stage.house.meetings("case-1").unwrap().len()
}

#[test]
fn a_token_that_is_found_to_have_been_sent_around_counts_no_more() {
    assert_eq!((hall(false), hall(true)), (1, 0));
}
