//! Bytes that each reader must refuse, and why.

use mingma_acts::{Class, approval};
use serde_json::{Value, json};

use super::{acts, approvals, bstr, counted, hex, members, raw, records};

const MALFORMED: &str = "MM-ACT-001";
const NOT_CANONICAL: &str = "MM-ACT-002";
const NO_CLASS: &str = "MM-ACT-003";
const NO_KIND: &str = "MM-ACT-013";

fn bad(what: &str, why: &str, code: &str, bytes: impl AsRef<[u8]>) -> Value {
    json!({ "what": what, "why": why, "code": code, "bytes": hex(bytes) })
}

/// The values of a small act, by key.
fn parts() -> Vec<(u8, Vec<u8>)> {
    let members = [&[0x82, 0x05][..], &bstr(&[3; 32])].concat();
    let cites = [&[0x81][..], &bstr(&[4; 32])].concat();
    let id = bstr(&counted::<16>(1));
    vec![
        (0, vec![1]),
        (1, vec![18]),
        (2, id),
        (3, vec![0x61, b'a']),
        (4, vec![0]),
        (5, vec![0xa0]),
        (6, members),
        (7, cites),
    ]
}

/// The small act with some values changed.
fn act(changes: &[(u8, &[u8])]) -> Vec<u8> {
    let mut fields = parts();
    for (key, value) in changes {
        fields[usize::from(*key)].1 = value.to_vec();
    }
    let fields: Vec<(u8, &[u8])> = fields.iter().map(|(key, value)| (*key, value.as_slice())).collect();
    raw(&fields)
}

/// The small act with these fields in this order.
fn chosen(keys: &[u8]) -> Vec<u8> {
    let parts = parts();
    let fields: Vec<(u8, &[u8])> = keys.iter().map(|key| (*key, parts[usize::from(*key)].1.as_slice())).collect();
    raw(&fields)
}

fn framed() -> Vec<Value> {
    let good = act(&[]);
    let bad = |why, code, bytes: Vec<u8>| bad("act", why, code, bytes);
    let long_key = [&good[..1], &[0x18, 0x00], &good[2..]].concat();
    vec![
        bad("nothing", MALFORMED, vec![]),
        bad("cut short", MALFORMED, good[..good.len() - 1].to_vec()),
        bad("a byte too many", NOT_CANONICAL, [good.as_slice(), &[0]].concat()),
        bad("no map", MALFORMED, vec![0x80]),
        bad("a map of indefinite length", MALFORMED, [&[0xbf], &good[1..], &[0xff]].concat()),
        bad("a key in a longer encoding", NOT_CANONICAL, long_key),
        bad("the length of the map in a longer encoding", NOT_CANONICAL, [&[0xb8, 8], &good[1..]].concat()),
        bad("a tag before it", MALFORMED, [&[0xd9, 0xd9, 0xf7][..], &good].concat()),
        bad("a field missing", MALFORMED, chosen(&[0, 1, 2, 3, 4])),
        bad("fields in another order", MALFORMED, chosen(&[0, 2, 1, 3, 4, 5])),
        bad("what it rests on before its members", NOT_CANONICAL, chosen(&[0, 1, 2, 3, 4, 5, 7, 6])),
        bad("a field twice", NOT_CANONICAL, chosen(&[0, 1, 2, 3, 4, 5, 6, 6])),
        bad("a field that is not known", MALFORMED, {
            let mut bytes = [good.as_slice(), &[8, 0]].concat();
            bytes[0] += 1;
            bytes
        }),
    ]
}

fn valued() -> Vec<Value> {
    let bad = |why, code, change: (u8, &[u8])| bad("act", why, code, act(&[change]));
    let members = |count: &[u8], root: usize| [&[0x82][..], count, &bstr(&vec![3; root])].concat();
    vec![
        bad("version 2", MALFORMED, (0, &[2])),
        bad("a version that is text", MALFORMED, (0, &[0x61, b'1'])),
        bad("class 0", NO_CLASS, (1, &[0])),
        bad("class 36", NO_CLASS, (1, &[0x18, 36])),
        bad("class 255", NO_CLASS, (1, &[0x18, 255])),
        bad("class 274, which is 18 in eight bits", NO_CLASS, (1, &[0x19, 1, 18])),
        bad("a class in a longer encoding", NOT_CANONICAL, (1, &[0x18, 18])),
        bad("a class below zero", MALFORMED, (1, &[0x31])),
        bad("an id of 15 bytes", MALFORMED, (2, &bstr(&counted::<15>(1)))),
        bad("an id of 17 bytes", MALFORMED, (2, &bstr(&counted::<17>(1)))),
        bad("an id in pieces", MALFORMED, (2, &[&[0x5f][..], &bstr(&counted::<16>(1)), &[0xff]].concat())),
        bad("an actor that is bytes", MALFORMED, (3, &[0x41, b'a'])),
        bad("an actor that is not UTF-8", MALFORMED, (3, &[0x61, 0xff])),
        bad("a time with a fraction", MALFORMED, (4, &[0xf9, 0x3c, 0x00])),
        bad("a time of more than 63 bits", MALFORMED, (4, &[0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0])),
        bad("a body that is a list", MALFORMED, (5, &[0x80])),
        bad("members of whom there are none", MALFORMED, (6, &members(&[0], 32))),
        bad("more than 2^20 members", MALFORMED, (6, &members(&[0x1a, 0, 0x10, 0, 1], 32))),
        bad("a root of 31 bytes", MALFORMED, (6, &members(&[5], 31))),
        bad("no root", MALFORMED, (6, &[0x81, 5])),
        bad("resting on an empty list", NOT_CANONICAL, (7, &[0x80])),
        bad("resting on 33 bytes", MALFORMED, (7, &[&[0x81][..], &bstr(&[4; 33])].concat())),
        bad("a list longer than the bytes", MALFORMED, (7, &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
    ]
}

fn bodies() -> Vec<Value> {
    let of = |value: &[u8]| [&[0xa1, 0x61, b'a'], value].concat();
    let bad = |why, code, bytes: Vec<u8>| bad("body", why, code, bytes);
    let nested = |n: usize| [vec![0x81; n - 1], vec![0x80]].concat();
    vec![
        bad("no map", MALFORMED, vec![0x01]),
        bad("a number in a longer encoding", NOT_CANONICAL, of(&[0x18, 23])),
        bad("a number in two bytes that fits one", NOT_CANONICAL, of(&[0x19, 0, 255])),
        bad("a number below zero in a longer encoding", NOT_CANONICAL, of(&[0x38, 0])),
        bad("a number over 2^63 - 1", MALFORMED, of(&[0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0])),
        bad("a number under -2^63", MALFORMED, of(&[0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0])),
        bad("half a float", MALFORMED, of(&[0xf9, 0x3c, 0])),
        bad("a float", MALFORMED, of(&[0xfa, 0x3f, 0x80, 0, 0])),
        bad("a double", MALFORMED, of(&[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0])),
        bad("undefined", MALFORMED, of(&[0xf7])),
        bad("a simple value", MALFORMED, of(&[0xe0])),
        bad("no in a longer encoding", MALFORMED, of(&[0xf8, 20])),
        bad("a tag", MALFORMED, of(&[0xc1, 0x00])),
        bad("a big number", MALFORMED, of(&[0xc2, 0x41, 1])),
        bad("text in pieces", MALFORMED, of(&[0x7f, 0x61, b'a', 0xff])),
        bad("a list of indefinite length", MALFORMED, of(&[0x9f, 0xff])),
        bad("a map of indefinite length", MALFORMED, of(&[0xbf, 0xff])),
        bad("text that is not UTF-8", MALFORMED, of(&[0x62, 0xc0, 0x80])),
        bad("half a surrogate pair as text", MALFORMED, of(&[0x63, 0xed, 0xa0, 0x80])),
        bad("a length in a longer encoding", NOT_CANONICAL, of(&[0x78, 1, b'a'])),
        bad("a key that is a number", MALFORMED, vec![0xa1, 1, 1]),
        bad("a key twice", MALFORMED, vec![0xa2, 0x61, b'a', 1, 0x61, b'a', 1]),
        bad("keys in another order", NOT_CANONICAL, vec![0xa2, 0x61, b'b', 1, 0x61, b'a', 1]),
        bad("a longer key before a shorter one", NOT_CANONICAL, vec![0xa2, 0x62, b'a', b'a', 1, 0x61, b'b', 1]),
        bad("a value within nine maps and lists", MALFORMED, of(&nested(9))),
        bad("a length that nothing could hold", MALFORMED, vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ]
}

fn signed() -> Vec<Value> {
    let digest = acts::of(Class::Evidence).digest();
    let good = approvals::of(&digest, &[1]);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        bytes
    };
    let (key, signature) = (bstr(&counted::<16>(1)), bstr(&[1; 64]));
    let one = |fields: &[(u8, &[u8])]| [vec![0x81], raw(fields)].concat();
    let many: Vec<_> = std::iter::repeat_n(approvals::signed(&digest, &[1]).remove(0), 17).collect();
    let bad = |why, code, bytes: Vec<u8>| bad("approvals", why, code, bytes);
    vec![
        bad("seventeen", MALFORMED, approval::to_bytes(&many)),
        bad("of a kind that is none", NO_KIND, with(&|bytes| bytes[3] = 4)),
        bad("of kind 0", NO_KIND, with(&|bytes| bytes[3] = 0)),
        bad("a byte too many", NOT_CANONICAL, with(&|bytes| bytes.push(0))),
        bad("fields in another order", MALFORMED, one(&[(1, &key), (0, &[1]), (2, &signature)])),
        bad("no signature", MALFORMED, one(&[(0, &[1]), (1, &key)])),
        bad("half an assertion", MALFORMED, one(&[(0, &[3]), (1, &key), (2, &signature), (3, &[0x41, 1])])),
        bad("a key's id of 15 bytes", MALFORMED, one(&[(0, &[1]), (1, &bstr(&counted::<15>(1))), (2, &signature)])),
    ]
}

fn about() -> Vec<Value> {
    let (salt, resident) = (bstr(&counted::<16>(1)), bstr(&counted::<16>(9)));
    let good = members::member(2).to_bytes();
    let member = |why, code, bytes: Vec<u8>| bad("member", why, code, bytes);
    let chunk = |why, code, bytes: Vec<u8>| bad("chunk", why, code, bytes);
    let one = |resident: &[u8], commitment: usize| {
        [&[0x81, 0x83][..], resident, &bstr(&vec![1; commitment]), &[0x40]].concat()
    };
    vec![
        member("a byte too many", NOT_CANONICAL, [good.as_slice(), &[0]].concat()),
        member("a salt of 15 bytes", MALFORMED, raw(&[(0, &bstr(&counted::<15>(1))), (1, &resident), (2, &[0xa0])])),
        member("without a salt", MALFORMED, raw(&[(1, &resident), (2, &[0xa0])])),
        member("with a field more", MALFORMED, raw(&[(0, &salt), (1, &resident), (2, &[0xa0]), (3, &[0])])),
        member("fields in another order", MALFORMED, raw(&[(1, &resident), (0, &salt), (2, &[0xa0])])),
        member("an item that is text", MALFORMED, raw(&[(0, &salt), (1, &resident), (2, &[0x60])])),
        chunk("a resident's number of more than 32 bits", MALFORMED, one(&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], 32)),
        chunk("a resident's number in a longer encoding", NOT_CANONICAL, one(&[0x18, 1], 32)),
        chunk("a commitment of 31 bytes", MALFORMED, one(&[1], 31)),
        chunk("a byte too many", NOT_CANONICAL, [one(&[1], 32), vec![0]].concat()),
        chunk("of indefinite length", MALFORMED, vec![0x9f, 0xff]),
    ]
}

fn sealed() -> Vec<Value> {
    let small = act(&[]);
    let record = |why, code, parts: &[&[u8]]| {
        bad("record", why, code, [&[0x80 | u8::try_from(parts.len()).unwrap()][..], &parts.concat()].concat())
    };
    let good = bstr(&small);
    let none = [&[0x82, 0][..], &bstr(&[3; 32])].concat();
    let public = records::log()[1].leaf();
    let hidden = records::log()[3].leaf();
    let leaf = |why, code, bytes: Vec<u8>| bad("leaf", why, code, bytes);
    let salt = bstr(&[0; 16]);
    let whole: [(u8, &[u8]); 6] = [(0, &[1]), (1, &[1]), (2, &salt), (3, &[0x40]), (4, &[0x60]), (5, &[0x80])];
    let member = [0x84, 0, 1, 0x40, 0x80];
    let members = [&[0x81][..], &member].concat();
    let head = |head: &[u8]| [head, &hidden[3..]].concat();
    vec![
        record("version 2", MALFORMED, &[&[2], &[1], &[0], &good, &[0x80], &[0xf6]]),
        record("a number below zero", MALFORMED, &[&[1], &[0x20], &[0], &good, &[0x80], &[0xf6]]),
        record("number 0", MALFORMED, &[&[1], &[0], &[0], &good, &[0x80], &[0xf6]]),
        record("a part missing", MALFORMED, &[&[1], &[1], &[0], &good, &[0x80]]),
        record("a part too many", MALFORMED, &[&[1], &[1], &[0], &good, &[0x80], &[0xf6], &[0]]),
        record("bytes that are no act", MALFORMED, &[&[1], &[1], &[0], &[0x41, 0], &[0x80], &[0xf6]]),
        record(
            "an act in another encoding",
            NOT_CANONICAL,
            &[&[1], &[1], &[0], &bstr(&[&small[..], &[0]].concat()), &[0x80], &[0xf6]],
        ),
        record("added members of whom there are none", MALFORMED, &[&[1], &[1], &[0], &good, &[0x80], &none]),
        record("a time in a longer encoding", NOT_CANONICAL, &[&[1], &[1], &[0x18, 0], &good, &[0x80], &[0xf6]]),
        leaf("version 2", MALFORMED, head(&[0x84, 2, 18])),
        leaf("a class that is none", NO_CLASS, head(&[0x84, 1, 0])),
        leaf("a class in a longer encoding", NOT_CANONICAL, head(&[0x84, 1, 0x18, 18])),
        leaf("a public class without its text", MALFORMED, head(&[0x84, 1, 5])),
        leaf("a class that is not public with a text", MALFORMED, [&[0x85, 1, 18][..], &public[3..]].concat()),
        leaf("a byte too many", NOT_CANONICAL, [hidden.as_slice(), &[0]].concat()),
        leaf("a commitment of 31 bytes", MALFORMED, [&[0x84, 1, 18, 0][..], &bstr(&[1; 31])].concat()),
        bad("receipt", "no map", MALFORMED, [0x80]),
        bad(
            "receipt",
            "a field too few",
            MALFORMED,
            raw(&[(0, &[1]), (1, &[1]), (2, &bstr(&[0; 16])), (3, &[0x40]), (4, &[0x60])]),
        ),
        bad(
            "receipt",
            "version 2",
            MALFORMED,
            raw(&[(0, &[2]), (1, &[1]), (2, &bstr(&[0; 16])), (3, &[0x40]), (4, &[0x60]), (5, &[0x80])]),
        ),
        bad(
            "receipt",
            "a salt of 15 bytes",
            MALFORMED,
            raw(&[(0, &[1]), (1, &[1]), (2, &bstr(&[0; 15])), (3, &[0x40]), (4, &[0x60]), (5, &[0x80])]),
        ),
        bad(
            "receipt",
            "half a member",
            MALFORMED,
            raw(&[
                (0, &[1]),
                (1, &[1]),
                (2, &bstr(&[0; 16])),
                (3, &[0x40]),
                (4, &[0x60]),
                (5, &[0x80]),
                (6, &[0x82, 0, 1]),
            ]),
        ),
        bad("receipt", "an empty list of what was added", NOT_CANONICAL, raw(&[&whole[..], &[(7, &[0x80])]].concat())),
        bad("receipt", "a field of a later version", MALFORMED, raw(&[&whole[..], &[(8, &[0x80])]].concat())),
        bad("receipt", "what was added before the member", MALFORMED, {
            raw(&[&whole[..], &[(7, members.as_slice()), (6, member.as_slice())]].concat())
        }),
    ]
}

pub fn all() -> Vec<Value> {
    [framed(), valued(), bodies(), signed(), about(), sealed()].concat()
}
