//! Records and their leaves.

use mingma_acts::{Act, Class, Datum, Map, Members, Record};
use serde_json::{Value, json};

use super::{acts, approvals, counted, hex, members};
use crate::common::T0;

/// The record of an act, as number `seq`.
pub fn of(seq: u64, act: &Act, officers: &[u8], added: Option<Members>) -> Record {
    let approvals = approvals::signed(&act.digest(), officers);
    let salt = counted(u8::try_from(seq).unwrap());
    Record::read(seq, T0 + i64::try_from(seq).unwrap() * 3_000, act.to_bytes(), approvals, added, salt).unwrap()
}

/// A public text of more than 32 KiB.
pub fn long() -> Act {
    let text = Map::new().with("kind", "notice").with("name", "long").with("text", "长".repeat(11_000));
    Act { body: text, ..acts::of(Class::Text) }
}

/// The acts of a small log: not public, public, public and long, with members that the
/// register added, before 1970.
pub fn log() -> Vec<Record> {
    let added = Members { count: 2, root: members::root(2) };
    let early = Act { body: Map::new().with("count", Datum::Int(-1)), ..acts::of(Class::Shown) };
    let mut early = of(6, &early, &[], None);
    early.sealed_at = -1;
    vec![
        of(1, &acts::of(Class::Genesis), &[1, 2], None),
        of(2, &acts::of(Class::Power), &[1, 2], None),
        of(3, &long(), &[1, 2], None),
        of(4, &acts::of(Class::Evidence), &[1, 2], Some(added)),
        of(5, &acts::of(Class::Officer), &[1], None),
        early,
    ]
}

pub fn all() -> Vec<Value> {
    let told = |record: Record| {
        json!({ "seq": record.seq, "sealed_at": record.sealed_at, "class": record.act().class.code(),
                "act_digest": record.digest().to_string(), "salt": hex(record.salt), "approvals": record.approvals.len(),
                "added": record.added.map(|added| json!({ "count": added.count, "root": added.root.to_string() })),
                "bytes": hex(record.to_bytes()),
                "digest": mingma_acts::record::record_digest(&record.to_bytes()).to_string(),
                "commitment": record.commitment().to_string(), "leaf": hex(record.leaf()) })
    };
    log().into_iter().map(told).collect()
}
