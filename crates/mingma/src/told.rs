//! What acts, items and receipts say, as JSON and as lines for people.

use data_encoding::{BASE32_NOPAD, BASE64};
use mingma_acts::{Act, Class, Datum, Map, Member, Receipt};
use mingma_app::House;
use mingma_model::{Holds, Kind, Lang, Profile};
use mingma_seal::PublicKey;
use serde_json::{Map as Object, Value};

/// Words of bodies and items whose numbers are moments.
const MOMENTS: [&str; 8] = ["at", "from", "to", "until", "declared_at", "lifted_at", "expires", "steps"];

/// A map as a JSON object; moments in the profile's zone.
pub fn map(map: &Map, profile: &Profile) -> Object<String, Value> {
    map.iter().map(|(word, datum)| (word.to_owned(), value(word, datum, profile))).collect()
}

fn value(word: &str, datum: &Datum, profile: &Profile) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Bool(yes) => (*yes).into(),
        Datum::Int(n) if moment(word) => profile.zone.show(*n).into(),
        Datum::Int(n) => (*n).into(),
        Datum::Text(text) => text.as_str().into(),
        Datum::Bytes(bytes) => bytes_of(bytes).into(),
        Datum::List(list) => list.iter().map(|one| value(word, one, profile)).collect(),
        Datum::Map(inner) => Value::Object(map(inner, profile)),
    }
}

fn moment(word: &str) -> bool {
    let time = |kind: &Kind| kind.attribute(word).is_some_and(|attribute| attribute.holds == Holds::Time);
    MOMENTS.contains(&word) || Kind::ALL.iter().any(time)
}

/// A public key as its text, anything else in lowercase base32.
fn bytes_of(bytes: &[u8]) -> String {
    match PublicKey::from_bytes(bytes) {
        Ok(key) => key.to_string(),
        Err(_) => BASE32_NOPAD.encode(bytes).to_ascii_lowercase(),
    }
}

/// A receipt: its canonical bytes in base64.
pub fn receipt(receipt: &Receipt) -> String {
    BASE64.encode(&receipt.to_bytes())
}

/// A text as it is, anything else as JSON.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A row in one line, what it is first; receipts and reasons are for `--json`.
pub fn line(row: &Value) -> String {
    let Value::Object(words) = row else { return plain(row) };
    let short = |word: &str| !matches!(word, "receipt" | "reasons");
    let rest = words.iter().filter(|(word, value)| short(word) && !value.is_null());
    rest.map(|(word, value)| format!("{word} {}", plain(value))).collect::<Vec<_>>().join(" · ")
}

/// What an act's own bytes say, before somebody signs them.
pub fn act(house: &House, act: &Act, members: &[Member]) -> Vec<String> {
    let profile = house.profile();
    let name = |lang| act.class.name(lang);
    let mut lines = vec![
        format!("处置 act {}: {} {}", act.id, name(Lang::Zh), name(Lang::En)),
        format!("  办理 by: {}", unit(house, &act.actor)),
        format!("  拟定于 composed at: {}", profile.zone.show(act.composed_at)),
        format!("  摘要 digest: {}", act.digest()),
    ];
    let words = map(&act.body, profile);
    lines.extend(words.iter().map(|(word, value)| format!("  {word}: {}", plain(value))));
    lines.extend(act.cites.iter().map(|digest| format!("  引用 cites: {digest}")));
    lines.extend(members.iter().map(|one| member(one, act.class, profile)));
    lines
}

fn unit(house: &House, id: &str) -> String {
    match house.registry().units.get(id) {
        Some(row) => format!("{id} {} {}", row.name_zh, row.name_en),
        None => id.to_owned(),
    }
}

/// A member in one line: of whom, and what. Whoever signs an enrolment has the document
/// before them; it is not repeated.
fn member(member: &Member, class: Class, profile: &Profile) -> String {
    let whose = mingma_acts::item::resident_id(&member.resident);
    let kind = member.item.text("kind").and_then(Kind::from_word);
    let name = kind.map_or_else(String::new, |kind| format!("{} {} · ", kind.name(Lang::Zh), kind.name(Lang::En)));
    let item = if class == Class::Enrolment { Map::new() } else { member.item.clone() };
    format!("  {}: {name}{}", whose.as_str(), line(&Value::Object(map(&item, profile))))
}
