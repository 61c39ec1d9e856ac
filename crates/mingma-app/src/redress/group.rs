//! What an appeal is grouped by: what was done to many at once is questioned by many and
//! decided once, with a letter each.

use mingma_model::{Evidence, Kind, Lang, Region};
use mingma_seal::sha256;

/// The cause of what is questioned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A notice of another register: where it came from and its case there.
    Notice {
        /// Region of origin.
        origin: Region,
        /// The case as the origin names it.
        case: String,
    },
    /// An overlap at a place with a case.
    Place {
        /// The place.
        place: String,
        /// The case.
        case: String,
    },
    /// An act that said something of several people.
    Batch {
        /// The act's id, as it is shown.
        act: String,
    },
    /// A rule, of what was said of one person alone.
    Rule {
        /// The pack.
        pack: String,
        /// The rule.
        rule: String,
    },
}

impl Cause {
    /// The cause of an item that an act of so many members brought, and that a rule turned
    /// into a colour.
    #[must_use]
    pub fn of(item: &Evidence, act: &str, members: u32, pack: &str, rule: &str) -> Self {
        let id = |word: &str| item.id_of(word).map(|id| id.as_str().to_owned());
        match (item.kind, item.region_of("origin_region")) {
            (Kind::Notice, Some(origin)) => Self::Notice { origin, case: id("origin_case").unwrap_or_default() },
            (Kind::PlaceOverlap, _) => {
                Self::Place { place: id("place").unwrap_or_default(), case: id("case").unwrap_or_default() }
            }
            _ if members > 1 => Self::Batch { act: act.to_owned() },
            _ => Self::Rule { pack: pack.to_owned(), rule: rule.to_owned() },
        }
    }

    /// Sort and words, in the order in which they are hashed.
    fn parts(&self) -> (&'static str, [String; 2]) {
        match self {
            Self::Notice { origin, case } => ("notice", [origin.to_string(), case.clone()]),
            Self::Place { place, case } => ("place", [place.clone(), case.clone()]),
            Self::Batch { act } => ("batch", [act.clone(), String::new()]),
            Self::Rule { pack, rule } => ("rule", [pack.clone(), rule.clone()]),
        }
    }

    /// The word of its sort.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        self.parts().0
    }

    /// Sixteen bytes: the first half of the SHA-256 of `mingma/cause/v1`, sort and words, each
    /// ended by a zero byte, which no word holds.
    #[must_use]
    pub fn bytes(&self) -> [u8; 16] {
        let (sort, words) = self.parts();
        let text = format!("mingma/cause/v1\0{sort}\0{}\0{}\0", words[0], words[1]);
        sha256(text.as_bytes()).0[..16].try_into().expect("32 bytes hold 16")
    }

    /// For a reviewer: what these appeals have in common.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Notice { origin, case } if zh => format!("{origin}推送的案号{case}"),
            Self::Notice { origin, case } => format!("the notice from {origin} of its case {case}"),
            Self::Place { place, case } if zh => format!("场所{place}与病例{case}的时空伴随"),
            Self::Place { place, case } => format!("the overlap with case {case} at place {place}"),
            Self::Batch { act } if zh => format!("同一处置{act}"),
            Self::Batch { act } => format!("one act, {act}"),
            Self::Rule { pack, rule } if zh => format!("规则包{pack}的规则{rule}"),
            Self::Rule { pack, rule } => format!("rule {rule} of pack {pack}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::{Id, Value};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn item(kind: Kind, words: &[(&'static str, Value)]) -> Evidence {
        Evidence {
            id: Id::parse("i-1").unwrap(),
            kind,
            resident: Id::parse("r-1").unwrap(),
            region: Region::parse("410105").unwrap(),
            observed_at: 0,
            until: None,
            attributes: words.iter().cloned().collect::<BTreeMap<_, _>>(),
        }
    }

    fn id(text: &str) -> Value {
        Value::Id(Id::parse(text).unwrap())
    }

    #[test]
    fn an_item_is_grouped_by_what_was_done_to_many() {
        let contact = item(Kind::CloseContact, &[("case", id("c-1"))]);
        let alone = Cause::of(&contact, "A1", 1, "henan-2022-03", "contact");
        assert_eq!(alone, Cause::Rule { pack: "henan-2022-03".into(), rule: "contact".into() });
        assert_eq!(Cause::of(&contact, "A1", 2, "p", "r"), Cause::Batch { act: "A1".into() });
        let overlap = item(Kind::PlaceOverlap, &[("case", id("c-1")), ("place", id("p-9"))]);
        assert_eq!(Cause::of(&overlap, "A1", 900, "p", "r").sort(), "place");
        let origin = Value::Region(Region::parse("310101").unwrap());
        let notice = item(Kind::Notice, &[("origin_case", id("sh-7")), ("origin_region", origin)]);
        let cause = Cause::of(&notice, "A1", 1, "p", "r");
        assert_eq!(cause.tell(Lang::En), "the notice from 310101 of its case sh-7");
        assert_eq!(cause.tell(Lang::Zh), "310101推送的案号sh-7");
    }

    #[test]
    fn words_that_run_together_are_no_other_cause() {
        let rule = |pack: &str, rule: &str| Cause::Rule { pack: pack.into(), rule: rule.into() }.bytes();
        assert_ne!(rule("ab", "c"), rule("a", "bc"));
        assert_ne!(rule("a", ""), Cause::Batch { act: "a".into() }.bytes());
    }

    proptest! {
        #[test]
        fn different_causes_have_different_bytes(a in "[a-c-]{0,6}", b in "[a-c-]{0,6}", c in "[a-c-]{0,6}", d in "[a-c-]{0,6}") {
            let (one, other) = (Cause::Place { place: a.clone(), case: b.clone() }, Cause::Place { place: c.clone(), case: d.clone() });
            prop_assert_eq!(one.bytes() == other.bytes(), one == other);
            prop_assert_ne!(one.bytes(), Cause::Rule { pack: a, rule: b }.bytes());
        }
    }
}
