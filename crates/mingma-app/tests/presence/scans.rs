//! What scans become as they arrive.

use std::sync::Arc;

use mingma_app::presence::door::{Brought, Door, Scanned};
use mingma_app::presence::level::{Because, Level};
use mingma_app::presence::token::FixtureKind;
use mingma_wire::PlaceToken;

use crate::stage::{HOUR, MINUTE, Stage, id};

fn both(story: fn(Stage)) {
    story(Stage::sqlite());
    story(Stage::postgres());
}

#[test]
fn a_scan_has_the_level_that_its_arrival_proves_and_an_audit_agrees() {
    both(|mut stage| {
        assert_eq!(Stage::level(&stage.scans(0, "east")), (Level::Rotating, Because::InTime));
        let poster = stage.house.poster(&id("east"), 1).unwrap();
        let printed = stage.take(stage.scanned(0, poster)).unwrap().remove(0);
        assert_eq!(Stage::level(&printed), (Level::Static, Because::Printed));
        assert_eq!(Stage::level(&stage.shows(0, "mall")), (Level::Attested, Because::BothSigned));
        let token = stage.token("mall", stage.now());
        stage.later(5 * MINUTE);
        let late = stage.take(stage.scanned(0, token.clone())).unwrap().remove(0);
        assert_eq!(Stage::level(&late), (Level::Late, Because::CameLater));
        let again = stage.take(stage.scanned(0, token)).unwrap().remove(0);
        assert_eq!(Stage::level(&again), (Level::Remote, Because::UsedBefore));
        let rows = stage.house.store().visits_of(stage.number(0)).unwrap();
        assert_eq!(rows.iter().map(|row| row.level).collect::<Vec<_>>(), [3, 1, 4, 2, 0]);
        stage.audited();
    });
}

#[test]
fn a_token_twice_in_one_batch_is_once_a_visit() {
    both(|mut stage| {
        let token = stage.token("east", stage.now());
        let scans = [stage.scanned(0, token.clone()), stage.scanned(1, token.clone()), stage.scanned(0, token)];
        let levels: Vec<Level> =
            stage.take_all(&scans).into_iter().map(|answer| answer.unwrap()[0].levelled.level).collect();
        assert_eq!(levels, [Level::Rotating, Level::Rotating, Level::Remote]);
    });
}

#[test]
fn who_is_proved_elsewhere_was_sent_a_picture() {
    both(|mut stage| {
        stage.scans(0, "far");
        stage.later(20 * MINUTE);
        assert_eq!(Stage::level(&stage.scans(0, "east")), (Level::Remote, Because::OutOfReach));
        stage.later(3 * HOUR);
        assert_eq!(Stage::level(&stage.scans(0, "east")), (Level::Rotating, Because::InTime));
    });
}

#[test]
fn companions_have_visits_of_their_own_and_are_never_attested() {
    both(|mut stage| {
        let token = stage.token("east", stage.now());
        let scan = Scanned { companions: vec![stage.people[1], stage.people[2]], ..stage.scanned(0, token) };
        let taken = stage.take(scan).unwrap();
        assert_eq!(taken.iter().map(|one| one.resident).collect::<Vec<_>>(), stage.people[..3]);
        assert!(taken.iter().all(|one| one.levelled.level == Level::Rotating));
        assert_eq!(stage.house.store().visits_of(stage.number(2)).unwrap().len(), 1);
        stage.audited();
    });
}

#[test]
fn leaving_ends_the_visit_that_is_open() {
    both(|mut stage| {
        let came = stage.scans(0, "mall");
        stage.later(2 * HOUR);
        let token = stage.token("mall", stage.now());
        let leave = Scanned { leaving: true, ..stage.scanned(0, token) };
        let left = stage.take(leave.clone()).unwrap().remove(0);
        assert_eq!(left.visit, came.visit);
        let row = stage.house.store().visits_of(stage.number(0)).unwrap().remove(0);
        assert_eq!(row.until, Some(stage.now() / 30 * 30));
        // Nothing is open any more, nor was anything ever elsewhere.
        assert_eq!(stage.take(leave).unwrap_err().code(), "MM-PRE-004");
        let token = stage.token("east", stage.now());
        let nowhere = Scanned { leaving: true, ..stage.scanned(0, token) };
        assert_eq!(stage.take(nowhere).unwrap_err().code(), "MM-PRE-004");
        stage.audited();
    });
}

#[test]
fn a_token_of_another_place_kiosk_or_day_is_refused_and_the_others_of_the_batch_are_kept() {
    both(|mut stage| {
        let now = stage.now();
        let PlaceToken::Rotating { kiosk, step, tag, .. } = stage.token("east", now) else { panic!() };
        let elsewhere = PlaceToken::Rotating { place: id("mall"), kiosk, step, tag };
        let other_kiosk = PlaceToken::Rotating { place: id("east"), kiosk: 2, step, tag };
        let other_day = PlaceToken::Rotating { place: id("east"), kiosk, step: step + 2_880, tag };
        let nowhere = PlaceToken::Rotating { place: id("nowhere"), kiosk, step, tag };
        let scans: Vec<Scanned> = [elsewhere, other_kiosk, other_day, nowhere, stage.token("east", now)]
            .into_iter()
            .map(|token| stage.scanned(0, token))
            .collect();
        let codes: Vec<_> =
            stage.take_all(&scans).into_iter().map(|answer| answer.err().map(|why| why.code())).collect();
        let wrong = Some("MM-PRE-001");
        assert_eq!(codes, [wrong, wrong, wrong, Some("MM-REG-003"), None]);
        assert_eq!(stage.house.store().visits_of(stage.number(0)).unwrap().len(), 1);
    });
}

#[test]
fn a_stolen_kiosk_is_cut_out_and_gets_no_more_keys() {
    both(|mut stage| {
        let stolen = stage.house.kiosk_keys(&id("east"), 1).unwrap();
        assert_eq!(stolen.len(), 3, "today and two days on");
        let cut = mingma_app::presence::fixture::compose_cut(stage.by("zhengzhou-command"), "east", "kiosk-1", "失窃");
        stage.hand(&stage.one(cut));
        assert_eq!(stage.house.kiosk_keys(&id("east"), 1).unwrap_err().code(), "MM-PRE-002");
        stage.later(HOUR);
        let token = stolen[0].key.token(id("east"), 1, stage.now());
        assert_eq!(stage.take(stage.scanned(0, token)).unwrap_err().code(), "MM-PRE-002");
        // Its number is never given again: whoever has it holds its keys.
        assert_eq!(stage.refused(&stage.fixture("east", "kiosk-2", FixtureKind::Kiosk)), "MM-REG-004");
        stage.audited();
    });
}

#[test]
fn a_picture_that_is_sent_around_is_told_by_where_the_others_are() {
    let mut stage = Stage::sqlite();
    stage.enrol(12);
    // Ten people elsewhere, proved there; two who stand in the hall.
    for n in 6..16 {
        stage.scans(n, "far");
    }
    stage.scans(16, "mall");
    stage.later(10 * MINUTE);
    let token = stage.token("east", stage.now());
    let sent: Vec<Scanned> = (6..16).map(|n| stage.scanned(n, token.clone())).collect();
    let levels: Vec<_> = stage.take_all(&sent).into_iter().map(|answer| Stage::level(&answer.unwrap()[0])).collect();
    assert!(levels.iter().all(|level| *level == (Level::Remote, Because::OutOfReach)), "{levels:?}");
    // Of whom nothing is known the token itself tells by now.
    let unknown = stage.take(stage.scanned(17, token.clone())).unwrap().remove(0);
    assert_eq!(Stage::level(&unknown), (Level::Remote, Because::PassedOn));
    let fresh = stage.scans(16, "mall");
    assert_eq!(fresh.levelled.level, Level::Rotating, "another token is another matter");
}

#[test]
fn scans_at_once_are_kept_together_and_each_is_answered() {
    let stage = Stage::sqlite();
    let scans: Vec<Scanned> = (0..6).map(|n| stage.scanned(n, stage.token("east", stage.now()))).collect();
    let newest = stage.house.registry().newest;
    let house = Arc::new(stage.town.house);
    let door = Door::open(house.clone());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asked: Vec<_> = scans.iter().map(|scan| scope.spawn(|| door.scan(scan.clone()))).collect();
        asked.into_iter().map(|one| one.join().unwrap().unwrap().remove(0)).collect()
    });
    drop(door);
    assert!(answers.iter().all(|taken| taken.levelled.level == Level::Rotating && taken.kept > newest));
    assert!(house.registry().newest <= newest + 6);
    let bad = Scanned { brought: Brought::Token(house_token()), ..scans[0].clone() };
    assert_eq!(Door::open(house).scan(bad).unwrap_err().code(), "MM-REG-003");
}

fn house_token() -> PlaceToken {
    PlaceToken::Poster { place: id("nowhere"), number: 1, tag: [0; 12] }
}
