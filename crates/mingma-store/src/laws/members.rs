//! Laws of members.

use super::sample::Numbers;
use crate::rows::{MemberRow, VisitRow};
use crate::scratch::Place;
use crate::{Change, Store};

/// Members of 30 residents in an order that is nobody's, and all of them sorted.
fn register(place: &dyn Place) -> (Box<dyn Store>, Vec<MemberRow>) {
    let mut numbers = Numbers::new(5);
    let mut members = Vec::new();
    for n in 0..200_u32 {
        let resident = 1 + u32::try_from(numbers.below(30)).unwrap();
        let seq = 1 + numbers.below(300);
        members.push(MemberRow { resident, seq, idx: n, class: 3, sealed: n.to_be_bytes().to_vec() });
    }
    let store = place.open().unwrap();
    for some in members.chunks(70) {
        store.commit(0, &some.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
    }
    members.sort_by_key(|member| (member.resident, member.seq, member.idx));
    (store, members)
}

pub(super) fn members_of_one_come_by_act_and_index(place: &dyn Place) {
    let (store, members) = register(place);
    for resident in 0..=31 {
        let own: Vec<_> = members.iter().filter(|member| member.resident == resident).cloned().collect();
        assert_eq!(store.members_of(resident), Ok(own));
    }
}

pub(super) fn members_of_many_come_sorted_whoever_has_none(place: &dyn Place) {
    let (store, members) = register(place);
    let asked: Vec<u32> = (0..100).filter(|n| n % 3 == 1).collect();
    let expected: Vec<_> = members.iter().filter(|member| asked.contains(&member.resident)).cloned().collect();
    assert_eq!(store.members_of_many(&asked), Ok(expected));
    assert_eq!(store.members_of_many(&[]), Ok(Vec::new()));
    assert_eq!(store.members_of_many(&[u32::MAX]), Ok(Vec::new()));
    assert_eq!(store.members_of_many(&(0..20_000).collect::<Vec<_>>()), Ok(members));
}

pub(super) fn visits_are_found_by_resident_and_by_spot(place: &dyn Place) {
    let store = place.open().unwrap();
    let visit = |resident, idx, spot, at| VisitRow {
        resident,
        seq: 5,
        idx,
        spot: [spot; 16],
        at,
        until: None,
        level: 3,
        said: 0,
    };
    let rows = [visit(1, 0, 7, 100), visit(2, 1, 7, 50), visit(1, 2, 8, 60), visit(3, 3, 7, 200)];
    store.commit(0, &rows.iter().map(Change::put).collect::<Vec<_>>()).unwrap();
    let [one, two, three, four] = rows;
    assert_eq!(store.visits_of(1), Ok(vec![one.clone(), three.clone()]));
    assert_eq!(store.visits_of(9), Ok(Vec::new()));
    assert_eq!(store.visits_at(&[7; 16], 0, 999), Ok(vec![two.clone(), one.clone(), four]));
    assert_eq!(store.visits_at(&[7; 16], 50, 200), Ok(vec![two, one]));
    assert_eq!(store.visits_at(&[8; 16], 60, 61), Ok(vec![three]));
    assert_eq!(store.visits_at(&[9; 16], 0, 999), Ok(Vec::new()));
}
