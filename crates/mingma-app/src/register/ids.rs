//! Ids 编号 of units, officers, institutions, places and risk areas: whoever acts or signs is named by
//! one id and by no other, so that no reader of the log takes one for another.

use std::collections::BTreeMap;
use std::ops::Bound;

use mingma_acts::Registry;

use crate::refusal::{Refusal, Why};

/// What acts or signs under an id; the three share one namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    /// 单位.
    Unit,
    /// 经办人.
    Officer,
    /// 机构.
    Institution,
}

/// True of an id that means something else: the register, a resident (`r-…`), a key
/// (`k-…`), a folder, standard input. Case makes no difference.
pub(crate) fn reserved(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    matches!(id.as_str(), "register" | "." | ".." | "-") || id.starts_with("r-") || id.starts_with("k-")
}

/// An id that its own noun has already, or that nobody had, in whichever case.
pub(crate) fn free(registry: &Registry, noun: Noun, id: &str) -> Result<(), Refusal> {
    let had = [
        (Noun::Unit, twin(&registry.units, id)),
        (Noun::Officer, twin(&registry.officers, id)),
        (Noun::Institution, twin(&registry.institutions, id)),
    ];
    let another = |(of, had): &(Noun, Option<&str>)| had.is_some_and(|had| (*of, had) != (noun, id));
    if had.iter().any(another) { Err(Why::IdTaken.of(id)) } else { Ok(()) }
}

/// A place's id that it has already, or that no place had, in whichever case.
pub(crate) fn free_place(registry: &Registry, id: &str) -> Result<(), Refusal> {
    match twin(&registry.places, id) {
        Some(had) if had != id => Err(Why::IdTaken.of(id)),
        _ => Ok(()),
    }
}

/// An area's id that it has already, or that no area had, in whichever case.
pub(crate) fn free_area(registry: &Registry, id: &str) -> Result<(), Refusal> {
    match twin(&registry.areas, id) {
        Some(had) if had != id => Err(Why::IdTaken.of(id)),
        _ => Ok(()),
    }
}

/// An id of the map that is this one but for case; this one itself before any other.
fn twin<'a, Row>(map: &'a BTreeMap<String, Row>, id: &str) -> Option<&'a str> {
    below(map, &mut String::with_capacity(id.len()), id)
}

/// Goes down the sorted ids letter by letter, only where some id begins so: about as many
/// look-ups as the id has letters, however many ids there are.
fn below<'a, Row>(map: &'a BTreeMap<String, Row>, begun: &mut String, rest: &str) -> Option<&'a str> {
    let first = map.range::<str, _>((Bound::Included(begun.as_str()), Bound::Unbounded)).next()?.0;
    let Some(letter) = rest.chars().next() else { return (first == begun).then_some(first) };
    if !first.starts_with(begun.as_str()) {
        return None;
    }
    let swapped = if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    let ways = if swapped == letter { &[letter][..] } else { &[letter, swapped] };
    ways.iter().find_map(|way| {
        begun.push(*way);
        let found = below(map, begun, &rest[letter.len_utf8()..]);
        begun.pop();
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow<'a>(map: &'a BTreeMap<String, ()>, id: &str) -> Option<&'a str> {
        let exact = map.get_key_value(id).map(|(had, ())| had.as_str());
        exact.or_else(|| map.keys().map(String::as_str).find(|had| had.eq_ignore_ascii_case(id)))
    }

    #[test]
    fn a_twin_is_found_as_by_comparing_with_every_id() {
        let ids = ["a", "Ab", "aB", "abc", "ABD", "b-1", "B_1", "x.Y", "zZ9"];
        let map: BTreeMap<String, ()> = ids.iter().map(|id| ((*id).to_owned(), ())).collect();
        for asked in
            ["A", "ab", "AB", "aB", "Ab", "ABC", "abd", "abe", "B-1", "b_1", "b", "X.y", "ZZ9", "zz", "", "zz99"]
        {
            let (fast, slow) = (twin(&map, asked), slow(&map, asked));
            assert_eq!(fast.map(str::to_ascii_lowercase), slow.map(str::to_ascii_lowercase), "{asked}");
            assert_eq!(fast == Some(asked), slow == Some(asked), "{asked}");
        }
    }

    #[test]
    fn what_means_something_else_is_no_id() {
        let kept = ["register", "REGISTER", "r-1", "R-", "k-x", "K-x", ".", "..", "-"];
        assert!(kept.iter().all(|id| reserved(id)));
        assert!(["registers", "root", "r1", "k", "...", "--", "a-r-1"].iter().all(|id| !reserved(id)));
    }
}
