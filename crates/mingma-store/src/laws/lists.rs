//! Laws of small tables that are read whole: units, powers, officers, keys, institutions, areas;
//! and of places, texts and known cases.

use super::sample::{put, row};
use crate::rows::{
    AreaRow, FixtureRow, InstitutionRow, KeyRow, KnownCaseRow, OfficerRow, PlaceRow, PowerRow, TextRow, UnitRow,
};
use crate::scratch::Place;
use crate::{Change, Row, Table};

const SOME: [u32; 4] = [12, 3, 200_001, 7];

fn some(table: &'static Table) -> Vec<Change> {
    SOME.iter().map(|n| put(table, *n)).collect()
}

fn expected<R: Row>() -> Vec<R> {
    let mut rows: Vec<_> = SOME.iter().map(|n| row(R::TABLE, *n)).collect();
    rows.sort();
    rows.iter().map(|values| R::read(values).unwrap()).collect()
}

pub(super) fn small_tables_are_read_whole_in_the_order_of_their_keys(place: &dyn Place) {
    let store = place.open().unwrap();
    assert_eq!(store.units(), Ok(Vec::new()));
    let tables =
        [UnitRow::TABLE, PowerRow::TABLE, OfficerRow::TABLE, KeyRow::TABLE, InstitutionRow::TABLE, AreaRow::TABLE];
    store.commit(0, &tables.into_iter().flat_map(some).collect::<Vec<_>>()).unwrap();
    assert_eq!(store.units(), Ok(expected()));
    assert_eq!(store.powers(), Ok(expected()));
    assert_eq!(store.officers(), Ok(expected()));
    assert_eq!(store.keys(), Ok(expected()));
    assert_eq!(store.institutions(), Ok(expected()));
    assert_eq!(store.areas(), Ok(expected()));
}

pub(super) fn things_are_found_by_their_ids(place: &dyn Place) {
    let store = place.open().unwrap();
    let tables = [KeyRow::TABLE, PlaceRow::TABLE, TextRow::TABLE, KnownCaseRow::TABLE];
    store.commit(0, &tables.into_iter().flat_map(some).collect::<Vec<_>>()).unwrap();
    for n in SOME {
        let (key, text) =
            (KeyRow::read(&row(KeyRow::TABLE, n)).unwrap(), TextRow::read(&row(TextRow::TABLE, n)).unwrap());
        let place = PlaceRow::read(&row(PlaceRow::TABLE, n)).unwrap();
        let case = KnownCaseRow::read(&row(KnownCaseRow::TABLE, n)).unwrap();
        assert_eq!(store.known_case(&case.id), Ok(Some(case)));
        assert_eq!(store.key(&key.id), Ok(Some(key)));
        assert_eq!(store.text(&text.hash), Ok(Some(text)));
        assert_eq!(store.place(&place.id), Ok(Some(place)));
    }
    assert_eq!(store.known_case(""), Ok(None));
    assert_eq!((store.key(&[0; 16]), store.text(&[0; 32]), store.place("")), (Ok(None), Ok(None), Ok(None)));
}

pub(super) fn texts_of_a_kind_come_in_the_order_of_their_acts(place: &dyn Place) {
    let store = place.open().unwrap();
    let text = |hash, kind: &str, seq| TextRow {
        hash: [hash; 32],
        kind: kind.to_owned(),
        name: "henan".to_owned(),
        bytes: b"[pack]".to_vec(),
        seq,
        since: 0,
        until: None,
    };
    let texts = [text(9, "pack", 1), text(1, "pack", 2), text(2, "notice", 1), text(8, "pack", 1)];
    store.commit(0, &texts.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
    let [nine, one, notice, eight] = texts;
    assert_eq!(store.texts("pack"), Ok(vec![eight, nine, one]));
    assert_eq!(store.texts("notice"), Ok(vec![notice]));
    assert_eq!(store.texts("Pack"), Ok(Vec::new()));
}

pub(super) fn fixtures_of_a_place_come_by_their_ids(place: &dyn Place) {
    let store = place.open().unwrap();
    let fixture = |place: &str, id: &str| {
        let base = FixtureRow::read(&row(FixtureRow::TABLE, 1)).unwrap();
        FixtureRow { place: place.to_owned(), id: id.to_owned(), ..base }
    };
    let rows = [fixture("east", "k-2"), fixture("east", "k-1"), fixture("mall", "k-1")];
    store.commit(0, &rows.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
    assert_eq!(store.fixtures_of("east"), Ok(vec![rows[1].clone(), rows[0].clone()]));
    assert_eq!(store.fixtures_of("mall"), Ok(vec![rows[2].clone()]));
    assert_eq!(store.fixtures_of(""), Ok(Vec::new()));
}
