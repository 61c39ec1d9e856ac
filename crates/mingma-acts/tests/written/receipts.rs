//! Receipts, whole, and such as prove nothing.

use mingma_acts::{MemberPath, Receipt};
use mingma_ledger::{Entry, Ledger};
use serde_json::{Value, json};

use super::{hex, members, records};
use crate::common::{ORIGIN, log_key, log_verifier, officer};

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
        member: member.map(|at| MemberPath {
            index: u32::from(at),
            count: 5,
            plain: members::member(at).to_bytes().to_vec(),
            path: members::path(5, usize::from(at)),
        }),
    }
}

pub fn all() -> Vec<Value> {
    let keys: Vec<String> = [1, 2].map(|n| hex(officer(n).public().to_bytes())).to_vec();
    let told = |(seq, member): (u64, Option<u8>)| {
        let receipt = of(seq, member);
        let proved = receipt.verify(&log_verifier()).unwrap();
        json!({ "verifier": log_verifier().to_string(), "keys": keys, "seq": seq, "bytes": hex(receipt.to_bytes()),
                "act_digest": proved.record.digest().to_string(), "size": proved.checkpoint.size,
                "root": proved.checkpoint.root.to_string(), "path": receipt.path.len(),
                "member": member.map(|at| json!({ "index": at, "bytes": hex(&*members::member(at).to_bytes()) })) })
    };
    [(1, None), (2, None), (5, None), (4, Some(0)), (4, Some(2)), (4, Some(4))].map(told).to_vec()
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
    ]
}
