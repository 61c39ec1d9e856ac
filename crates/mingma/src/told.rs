//! What acts, items and receipts say, as JSON and as lines for people.

use data_encoding::{BASE32_NOPAD, BASE64};
use mingma_acts::{Act, Class, Datum, Map, Member, Receipt};
use mingma_app::House;
use mingma_app::evidence::bodies::reasonable;
use mingma_model::{Holds, Kind, Lang, Profile, unseen};
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
        // A calendar would bend a number that is no moment into one.
        Datum::Int(n) if moment(word) && reasonable(*n) => profile.zone.show(*n).into(),
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

/// A text as it is, anything else as JSON; both as a terminal may be handed them.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| shown(&value.to_string()), shown)
}

/// A text as a terminal may be handed it: whatever an eye does not see, or what moves what
/// it sees, is written out as `\u{…}`. All that an act's own bytes say goes through here.
pub fn shown(text: &str) -> String {
    let one = |c: char| if unseen(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(one).collect()
}

/// A row in one line, what it is first; receipts and reasons are for `--json`.
pub fn line(row: &Value) -> String {
    let Value::Object(words) = row else { return plain(row) };
    let short = |word: &str| !matches!(word, "receipt" | "reasons");
    let rest = words.iter().filter(|(word, value)| short(word) && !value.is_null());
    rest.map(|(word, value)| format!("{} {}", shown(word), plain(value))).collect::<Vec<_>>().join(" · ")
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
    lines.extend(said(&act.body, profile));
    lines.extend(act.cites.iter().map(|digest| format!("  引用 cites: {digest}")));
    lines.extend(members.iter().map(|one| member(one, act.class, profile)));
    lines
}

/// A body, a line a word.
fn said(body: &Map, profile: &Profile) -> Vec<String> {
    map(body, profile).iter().map(|(word, value)| format!("  {}: {}", shown(word), plain(value))).collect()
}

fn unit(house: &House, id: &str) -> String {
    match house.registry().units.get(id) {
        Some(row) => shown(&format!("{id} {} {}", row.name_zh, row.name_en)),
        None => shown(id),
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

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_acts::Uid;
    use mingma_rules::shipped;

    fn cn() -> Profile {
        shipped::profile("cn").unwrap()
    }

    /// What a terminal must never be handed: it wipes, turns round or hides a line.
    const FORGED: [(&str, &str); 8] = [
        ("\u{1b}[2K\u{1b}[1A", "\\u{1b}[2K\\u{1b}[1A"),
        ("\u{9b}2K", "\\u{9b}2K"),
        ("\r\n", "\\u{d}\\u{a}"),
        ("\u{7f}\u{8}", "\\u{7f}\\u{8}"),
        ("\u{202e}der", "\\u{202e}der"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("\u{2028}", "\\u{2028}"),
        ("a\u{200b}b", "a\\u{200b}b"),
    ];

    #[test]
    fn a_forged_member_line_is_told_with_its_escapes_written_out() {
        for (forged, told) in FORGED {
            let item = Map::new().with("id", "l-1").with("kind", "correction").with("reason", forged).with(forged, "x");
            let inner = Map::new().with(forged, forged);
            let item = item.with("list", Datum::List(vec![forged.into(), Datum::Map(inner)]));
            let forger = Member { salt: [0; 16], resident: Uid([1; 16]), item };
            let line = member(&forger, Class::Evidence, &cn());
            assert!(!line.chars().any(unseen), "{line:?}");
            assert!(line.contains(&format!("reason {told}")), "{line:?}");
        }
    }

    #[test]
    fn every_line_of_a_forged_act_is_one_line() {
        for (forged, told) in FORGED {
            let body = Map::new().with("reason", forged).with(forged, "x");
            let lines = said(&body, &cn());
            assert_eq!(lines.len(), 2);
            assert!(lines.contains(&format!("  reason: {told}")), "{lines:?}");
            assert!(lines.iter().all(|line| !line.chars().any(unseen)), "{lines:?}");
            assert_eq!(shown(&format!("unit{forged}")), format!("unit{told}"));
        }
    }

    #[test]
    fn what_people_write_is_told_as_it_is() {
        for text in ["郑州市二七区 · Erqi", "ئۇيغۇر\u{200c}چە", "G123, \"seen\"", "👩\u{200d}⚕️"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_moment_that_no_calendar_holds_is_told_as_its_number() {
        let body = Map::new().with("expires", i64::MIN).with("until", i64::MAX);
        assert_eq!(said(&body, &cn()), [format!("  expires: {}", i64::MIN), format!("  until: {}", i64::MAX)]);
    }
}
