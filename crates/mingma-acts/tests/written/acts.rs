//! An act of every class.

use mingma_acts::{Act, Class, Datum, Map, Members, Uid};
use mingma_seal::Digest;
use serde_json::{Value, json};

use super::{counted, hex, told_map};
use crate::common::{ORIGIN, T0, genesis_body, item, officer};

fn key(n: u8) -> Vec<u8> {
    officer(n).public().to_bytes()
}

fn key_id(n: u8) -> Datum {
    officer(n).public().id().0.to_vec().into()
}

fn unit() -> Map {
    let named =
        Map::new().with("unit", "zhengzhou-cdc").with("name_zh", "郑州市疾控中心").with("name_en", "Zhengzhou CDC");
    named.with("region", "410100").with("parent", "henan").with("telephone", "0371-00000001")
}

fn area() -> Map {
    Map::new()
        .with("area", "area-1")
        .with("region", "410105")
        .with("level", "high")
        .with("declared_at", T0 - 60)
        .with("name_zh", "花园路小区")
        .with("name_en", "Huayuan Road estate")
}

fn because(word: &str, value: impl Into<Datum>) -> Map {
    Map::new().with(word, value).with("reason", "closed")
}

fn place() -> Map {
    let kind = Map::new().with("place", "gate-1").with("kind", "entry").with("region", "410105");
    kind.with("name_zh", "东站").with("name_en", "East station").with("unit", "zhengzhou-cdc").with("owner", "henan")
}

fn institution() -> Map {
    let kind = Map::new().with("institution", "lab-1").with("kind", "laboratory").with("region", "4101");
    kind.with("name_zh", "检验所").with("name_en", "Laboratory").with("key", key(4))
}

/// Every kind of value, and numbers at the ends of each length of their encoding.
fn finding() -> Map {
    let numbers = [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, i64::MAX];
    let both = numbers.iter().flat_map(|n| [Datum::Int(*n), Datum::Int(-1 - *n)]);
    let deep = (0..6).fold(Datum::List(vec![]), |inner, _| Datum::List(vec![inner]));
    Map::new()
        .with("purpose", "finding")
        .with("hours", 48)
        .with(
            "finding",
            Map::new().with("place", "gate-1").with("from", T0 - 7_200).with("to", T0).with("how", "interview"),
        )
        .with("numbers", Datum::List(both.collect()))
        .with("deep", deep)
        .with("nothing", Datum::Null)
        .with("yes", true)
        .with("no", false)
        .with("bytes", counted::<24>(1).to_vec())
        .with("b", "")
        .with("a", "明码")
        .with("aa", "字")
}

fn body(class: Class) -> Map {
    let named = |word: &str, id: &str| Map::new().with(word, id);
    match class {
        Class::Genesis => genesis_body().with("origin", ORIGIN),
        Class::Text => {
            let text = Map::new().with("kind", "pack").with("name", "henan-2022-03").with("text", "[pack]\n# 规则\n");
            text.with("from", T0).with("to", T0 + 86_400 * 180)
        }
        Class::Unit => unit(),
        Class::UnitClosed => because("unit", "zhengzhou-cdc"),
        Class::Power => {
            named("unit", "zhengzhou-cdc").with("power", "assign").with("region", "4101").with("until", T0 + 1)
        }
        Class::PowerRevoked => because("unit", "zhengzhou-cdc").with("power", "assign").with("region", "4101"),
        Class::Officer => named("officer", "officer-3").with("unit", "zhengzhou-cdc").with("key", key(3)),
        Class::OfficerRevoked => because("officer", "officer-3").with("keys", Datum::List(vec![key_id(3)])),
        Class::KeyRevoked => because("key", key_id(3)),
        Class::Institution => institution(),
        Class::InstitutionRevoked => because("institution", "lab-1").with("keys", Datum::List(vec![key_id(4)])),
        Class::Place => place(),
        Class::PlaceClosed => because("place", "gate-1"),
        Class::Enrolment => named("level", "claimed"),
        Class::Enrolled => named("level", "vouched"),
        Class::Merge | Class::Unmerge | Class::Closing => named("reason", "one-person"),
        Class::Evidence => finding(),
        Class::Proposal => {
            let proposed = of(Class::Evidence);
            let approvals = super::approvals::of(&proposed.digest(), &[1]);
            Map::new().with("act", proposed.to_bytes()).with("approval", approvals).with("expires", T0 + 86_400)
        }
        Class::ProposalClosed => because("proposal", counted::<16>(0x80).to_vec()),
        Class::Refusal => {
            let attempt = named("code", "MM-EVD-004").with("door", "evidence").with("actor", "zhengzhou-cdc");
            attempt.with("class", "evidence").with("attempt", vec![7; 32]).with("keys", Datum::List(vec![key_id(2)]))
        }
        Class::Area => area(),
        Class::AreaLifted => named("area", "area-1").with("lifted_at", T0 + 7),
        Class::Shown => Map::new().with("count", 3),
        Class::Appeal => {
            let filed = named("number", "A7K2-MQ4P-X3").with("ground", "not_there").with("lane", "ordinary");
            filed.with("cause", vec![9; 16]).with("unit", "henan").with("due", T0 + 172_800)
        }
        Class::AppealAdded | Class::AppealWithdrawn | Class::AppealAsked => named("number", "A7K2-MQ4P-X3"),
        Class::AppealDecided => named("decision", "lift").with("count", 2).with("cause", vec![9; 16]),
        Class::AppealEased => Map::new().with("count", 3),
        Class::Fixture => named("place", "gate-1").with("fixture", "k-1").with("kind", "kiosk").with("number", 1),
        Class::FixtureCut => because("place", "gate-1").with("fixture", "k-1"),
        Class::Visits => Map::new().with("count", 3),
        Class::VisitSaid => Map::new(),
    }
}

/// How many members an act of a class has here.
fn members(class: Class) -> Option<u32> {
    match class {
        Class::Evidence | Class::Proposal => Some(5),
        Class::Enrolment => Some(1 << 20),
        Class::Merge | Class::Unmerge | Class::Appeal | Class::AppealDecided => Some(2),
        Class::Enrolled | Class::Closing | Class::AppealAdded | Class::AppealAsked | Class::AppealWithdrawn => Some(1),
        Class::VisitSaid => Some(1),
        Class::Shown | Class::AppealEased | Class::Visits => Some(3),
        _ => None,
    }
}

/// The act of a class.
pub fn of(class: Class) -> Act {
    let cites = if class == Class::Evidence { vec![Digest([4; 32]), Digest([5; 32])] } else { vec![] };
    let root = if members(class) == Some(5) { super::members::root(5) } else { Digest([3; 32]) };
    Act {
        class,
        id: Uid(counted(class.code())),
        actor: if class == Class::Shown { "register" } else { "henan" }.into(),
        composed_at: T0 - 30,
        body: body(class),
        members: members(class).map(|count| Members { count, root }),
        cites,
    }
}

pub fn all() -> Vec<Value> {
    // The items of evidence that members hold are told where members are.
    assert!(item(1).text("kind").is_some());
    let told = |class: &Class| {
        let act = of(*class);
        json!({
            "class": class.code(), "id": hex(act.id.0), "id_text": act.id.to_string(), "actor": act.actor,
            "composed_at": act.composed_at, "body": told_map(&act.body),
            "members": act.members.map(|members| json!({ "count": members.count, "root": members.root.to_string() })),
            "cites": act.cites.iter().map(Digest::to_string).collect::<Vec<_>>(),
            "bytes": hex(act.to_bytes()), "digest": act.digest().to_string(),
        })
    };
    Class::ALL.iter().map(told).collect()
}
