//! The vectors, made from fixed seeds.

pub mod acts;
pub mod approvals;
pub mod members;
pub mod receipts;
pub mod records;
pub mod refused;

use data_encoding::HEXLOWER;
use mingma_acts::{Datum, Map};
use mingma_seal::Random;
use serde_json::{Value, json};

/// What a vector states, instead of random bytes.
pub struct Given(pub u8);

impl Random for Given {
    fn fill(&self, to: &mut [u8]) {
        for (at, byte) in to.iter_mut().enumerate() {
            *byte = self.0.wrapping_add(u8::try_from(at).unwrap());
        }
    }
}

pub fn counted<const N: usize>(first: u8) -> [u8; N] {
    let mut bytes = [0; N];
    Given(first).fill(&mut bytes);
    bytes
}

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

pub fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// A value as the file tells it; bytes are `{"bytes": hex}`.
pub fn told(value: &Datum) -> Value {
    match value {
        Datum::Null => Value::Null,
        Datum::Bool(yes) => json!(yes),
        Datum::Int(n) => json!(n),
        Datum::Text(text) => json!(text),
        Datum::Bytes(bytes) => json!({ "bytes": hex(bytes) }),
        Datum::List(list) => list.iter().map(told).collect(),
        Datum::Map(map) => json!({ "map": told_map(map) }),
    }
}

pub fn told_map(map: &Map) -> Value {
    map.iter().map(|(word, value)| (word.to_owned(), told(value))).collect::<serde_json::Map<_, _>>().into()
}

/// A map of whole-number keys with these encoded values, as CBOR; fewer than 24.
pub fn raw(fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = vec![0xa0 | u8::try_from(fields.len()).unwrap()];
    for (key, value) in fields {
        out.push(*key);
        out.extend_from_slice(value);
    }
    out
}

/// A byte string of fewer than 256 bytes, as CBOR.
pub fn bstr(bytes: &[u8]) -> Vec<u8> {
    let n = u8::try_from(bytes.len()).unwrap();
    let head: &[u8] = if n < 24 { &[0x40 | n] } else { &[0x58, n] };
    [head, bytes].concat()
}
