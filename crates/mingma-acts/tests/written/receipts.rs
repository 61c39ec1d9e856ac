//! Receipts, whole, and such as prove nothing.

use mingma_acts::{MemberPath, Receipt};
use mingma_ledger::{Entry, Ledger};
use serde_json::{Value, json};

use super::{hex, members, records};
use crate::common::{ORIGIN, log_key, log_verifier, officer};

fn path(count: u8, at: u8) -> MemberPath {
    MemberPath {
        index: u32::from(at),
        count: u32::from(count),
        plain: members::member(at).to_bytes().to_vec(),
        path: members::path(count, usize::from(at)),
    }
}

/// The receipt of an act of the small log, or of a member of it.
fn of(seq: u64, member: Option<u8>) -> Receipt {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(folder.path(), ORIGIN, log_key()).unwrap();
    let log = records::log();
    let entries: Vec<Entry> = log.iter().map(|record| Entry::new(record.leaf()).unwrap()).collect();
    ledger.extend(&entries).unwrap();
    let checkpoint = ledger.publish().unwrap();
    let record = &log[usize::try_from(seq - 1).unwrap()];
    Receipt {
        seq,
        salt: record.salt,
        record: record.to_bytes(),
        path: ledger.prove(seq - 1, checkpoint.size).unwrap(),
        checkpoint: checkpoint.note,
        member: member.map(|at| path(5, at)),
        added: Vec::new(),
    }
}

/// The receipt of what the register added to the fourth act, with a signed member or
/// without one.
fn with_added(member: Option<u8>, added: &[u8]) -> Receipt {
    Receipt { added: added.iter().map(|at| path(2, *at)).collect(), ..of(4, member) }
}

pub fn all() -> Vec<Value> {
    let one = |path: &MemberPath| json!({ "index": path.index, "bytes": hex(&path.plain) });
    let keys: Vec<String> = [1, 2].map(|n| hex(officer(n).public().to_bytes())).to_vec();
    let told = |receipt: Receipt| {
        let seq = receipt.seq;
        let proved = receipt.verify(&log_verifier()).unwrap();
        json!({ "verifier": log_verifier().to_string(), "keys": keys, "seq": seq, "bytes": hex(receipt.to_bytes()),
                "act_digest": proved.record.digest().to_string(), "size": proved.checkpoint.size,
                "root": proved.checkpoint.root.to_string(), "path": receipt.path.len(),
                "member": receipt.member.as_ref().map(one), "added": receipt.added.iter().map(one).collect::<Vec<_>>() })
    };
    let signed =
        [(1, None), (2, None), (5, None), (4, Some(0)), (4, Some(2)), (4, Some(4))].map(|(seq, at)| of(seq, at));
    let added = [with_added(None, &[0]), with_added(None, &[1]), with_added(Some(1), &[1])];
    signed.into_iter().chain(added).map(told).collect()
}

pub fn not_proved() -> Vec<Value> {
    let bad = |why: &str, change: &dyn Fn(&mut Receipt)| {
        let mut receipt = of(4, Some(2));
        change(&mut receipt);
        assert!(receipt.verify(&log_verifier()).is_err(), "{why}");
        json!({ "why": why, "verifier": log_verifier().to_string(), "bytes": hex(receipt.to_bytes()) })
    };
    let member = |receipt: &mut Receipt, change: &dyn Fn(&mut MemberPath)| change(receipt.member.as_mut().unwrap());
    let log = records::log();
    vec![
        bad("another number than the record's", &|receipt| receipt.seq = 5),
        bad("another salt", &|receipt| receipt.salt[0] ^= 1),
        bad("another record of the same log", &|receipt| receipt.record = log[4].to_bytes()),
        bad("one approval less", &|receipt| {
            let mut record = log[3].clone();
            record.approvals.pop();
            receipt.record = record.to_bytes();
        }),
        bad("sealed a second later", &|receipt| {
            let mut record = log[3].clone();
            record.sealed_at += 1;
            receipt.record = record.to_bytes();
        }),
        bad("a path too short", &|receipt| receipt.path.truncate(1)),
        bad("a path too long", &|receipt| receipt.path.push(receipt.path[0])),
        bad("a path in another order", &|receipt| receipt.path.reverse()),
        bad("no path", &|receipt| receipt.path.clear()),
        bad("a note of another size", &|receipt| receipt.checkpoint = receipt.checkpoint.replace("\n6\n", "\n7\n")),
        bad("a note of another log", &|receipt| receipt.checkpoint = receipt.checkpoint.replace("register.", "other.")),
        bad("a note without a signature", &|receipt| {
            let text = receipt.checkpoint.split("\n\n").next().unwrap().to_owned() + "\n\n";
            receipt.checkpoint = text;
        }),
        bad("another member's index", &|receipt| member(receipt, &|path| path.index = 1)),
        bad("an index that is none", &|receipt| member(receipt, &|path| path.index = 5)),
        bad("another count of members", &|receipt| member(receipt, &|path| path.count = 6)),
        bad("another member", &|receipt| member(receipt, &|path| path.plain = members::member(3).to_bytes().to_vec())),
        bad("bytes that are no member", &|receipt| member(receipt, &|path| path.plain.push(0))),
        bad("a member's path too short", &|receipt| member(receipt, &|path| path.path.truncate(1))),
        bad("a member of an act without members", &|receipt| {
            let path = receipt.member.take();
            *receipt = of(5, None);
            receipt.member = path;
        }),
        bad("a signed member as what the register added", &|receipt| receipt.added.extend(receipt.member.take())),
        bad("what the register added as a signed member", &|receipt| receipt.member = Some(path(2, 1))),
        bad("what the register added to another act", &|receipt| {
            *receipt = Receipt { added: vec![path(2, 1)], ..of(5, None) };
        }),
        bad("another count of what was added", &|receipt| {
            *receipt = with_added(None, &[1]);
            receipt.added[0].count = 5;
        }),
        bad("an added member changed", &|receipt| {
            *receipt = with_added(None, &[1]);
            *receipt.added[0].plain.last_mut().unwrap() ^= 1;
        }),
        bad("what was added about somebody else", &|receipt| *receipt = with_added(Some(2), &[1])),
        bad("the same addition twice", &|receipt| *receipt = with_added(None, &[1, 1])),
    ]
}
