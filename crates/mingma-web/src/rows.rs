//! Evidence as it is typed: one row of fields an item, kept word for word, read by the same law as a file.

use mingma_model::{Evidence, FieldFault, Holds, Kind, Profile, Zone, read};
use serde_json::Value;

use crate::when;

/// One item as its fields were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    fields: Vec<(String, String)>,
}

/// The fields that every item has, in their order.
pub(crate) const COMMON: [&str; 5] = ["id", "kind", "resident", "region", "observed_at"];

impl Row {
    /// What was typed in a field; empty where nothing was.
    pub fn value(&self, word: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == word).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that may stand several times.
    pub fn values<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(name, _)| name == word).map(|(_, value)| value.as_str())
    }

    /// Adds a value.
    pub fn push(&mut self, word: impl Into<String>, value: impl Into<String>) {
        self.fields.push((word.into(), value.into()));
    }

    /// The kind, if it is one.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_word(self.value("kind"))
    }

    /// An item of this kind that can stand as it is: everything happened at `at`.
    pub fn fresh(kind: Kind, others: &[Self], at: i64, zone: &Zone) -> Self {
        let first = others.first();
        let like = |word: &str, otherwise: &str| {
            first.map(|row| row.value(word)).filter(|v| !v.is_empty()).unwrap_or(otherwise).to_owned()
        };
        let moment = when::field(zone, at);
        let mut row = Self::default();
        row.push("id", free_id(kind, others));
        row.push("kind", kind.word());
        row.push("resident", like("resident", "r-1"));
        row.push("region", like("region", "410105"));
        row.push("observed_at", moment.clone());
        for attribute in kind.attributes().iter().filter(|attribute| attribute.required) {
            row.push(attribute.word, fresh_value(attribute.word, attribute.holds, others, &moment));
        }
        if kind.requires_until() {
            row.push("until", when::field(zone, zone.midnight_after(at, 7)));
        }
        row
    }

    /// Reads a JSON object; times become what a field shows.
    fn of_json(object: &serde_json::Map<String, Value>, zone: &Zone) -> Self {
        let mut row = Self::default();
        let kind = object.get("kind").and_then(Value::as_str).and_then(Kind::from_word);
        for (word, value) in object {
            match value {
                Value::Array(list) => list.iter().for_each(|one| row.push(word, text(one))),
                value => row.push(word, shown(kind, word, text(value), zone)),
            }
        }
        row
    }

    /// The item as a JSON object, empty fields left out.
    pub fn json(&self, zone: &Zone) -> Value {
        let kind = self.kind();
        let mut out = serde_json::Map::new();
        for (word, value) in self.fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
            if holds(kind, word) != Some(Holds::Symptoms) {
                out.insert(word.clone(), typed(holds(kind, word), value.trim(), zone));
            }
        }
        if kind.is_some_and(|kind| kind.attribute("symptoms").is_some()) {
            let words = self.values("symptoms").filter(|word| !word.is_empty()).map(Value::from).collect();
            out.insert("symptoms".to_owned(), words);
        }
        Value::Object(out)
    }

    /// Reads the item by the law of files.
    ///
    /// # Errors
    /// Every fault, with its field.
    pub fn read(&self, profile: &Profile) -> Result<Evidence, Vec<FieldFault>> {
        let json = self.json(&profile.zone).to_string();
        match read::object(&json) {
            Ok(fields) => read::item(&fields, profile),
            Err(fault) => Err(vec![FieldFault { field: None, fault }]),
        }
    }
}

/// What a field of a kind holds.
pub(crate) fn holds(kind: Option<Kind>, word: &str) -> Option<Holds> {
    match word {
        "observed_at" | "until" => Some(Holds::Time),
        "region" => Some(Holds::Region),
        _ => kind.and_then(|kind| kind.attribute(word)).map(|attribute| attribute.holds),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(kind: Option<Kind>, word: &str, text: String, zone: &Zone) -> String {
    let time = holds(kind, word) == Some(Holds::Time);
    time.then(|| zone.parse(&text)).flatten().map_or(text, |at| when::field(zone, at))
}

fn typed(holds: Option<Holds>, text: &str, zone: &Zone) -> Value {
    match holds {
        Some(Holds::Time) => when::read(zone, text).map_or_else(|| text.into(), |at| zone.show(at).into()),
        Some(Holds::Temperature | Holds::Dose) => {
            text.parse::<serde_json::Number>().map_or_else(|_| text.into(), Value::Number)
        }
        _ => text.into(),
    }
}

fn fresh_value(word: &str, holds: Holds, others: &[Row], moment: &str) -> String {
    let last = others.iter().rev().find(|row| row.kind().is_some_and(Kind::anchored)).map_or("", |row| row.value("id"));
    match holds {
        Holds::Time => moment.to_owned(),
        Holds::Item => last.to_owned(),
        Holds::Region => "310104".to_owned(),
        Holds::Colour => "red".to_owned(),
        Holds::Cap => "green".to_owned(),
        Holds::Kind => "close_contact".to_owned(),
        Holds::Country => "SG".to_owned(),
        Holds::Level => "high".to_owned(),
        Holds::Result => "negative".to_owned(),
        Holds::Dose => "1".to_owned(),
        Holds::Event => "discharged".to_owned(),
        Holds::Symptoms | Holds::Temperature => String::new(),
        Holds::Id => format!("{}-1", word.replace('_', "-")),
    }
}

fn free_id(kind: Kind, others: &[Row]) -> String {
    let word = kind.word().replace('_', "-");
    let taken = |id: &String| others.iter().any(|row| row.value("id") == id);
    (1..).map(|n| format!("{word}-{n}")).find(|id| !taken(id)).unwrap_or(word)
}

/// Rows of a JSON array that was read without a fault.
pub(crate) fn of_json(text: &str, zone: &Zone) -> Vec<Row> {
    let list: Vec<serde_json::Map<String, Value>> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    list.iter().map(|object| Row::of_json(object, zone)).collect()
}

/// Rows as a JSON array, one item a line, fields in the order of the table.
pub(crate) fn to_json(rows: &[Row], zone: &Zone) -> String {
    let lines: Vec<String> = rows.iter().map(|row| line(row, zone)).collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

fn line(row: &Row, zone: &Zone) -> String {
    let Value::Object(mut object) = row.json(zone) else {
        return String::new();
    };
    let known = row.kind().map(Kind::attributes).unwrap_or_default().iter().map(|attribute| attribute.word);
    let order: Vec<&str> = COMMON.into_iter().chain(known).chain(["until"]).collect();
    let mut parts: Vec<String> = Vec::new();
    for word in order {
        parts.extend(object.remove(word).map(|value| format!("\"{word}\": {value}")));
    }
    parts.extend(object.iter().map(|(word, value)| format!("{}: {value}", Value::from(word.as_str()))));
    format!("  {{{}}}", parts.join(", "))
}

/// Rows out of a form's fields: `e0.kind`, `e0.region`, `e1.kind` …; at most 200.
pub(crate) fn of_form(fields: &[(String, String)]) -> Vec<Row> {
    let mut rows: std::collections::BTreeMap<u16, Row> = std::collections::BTreeMap::new();
    for (name, value) in fields {
        let Some((number, word)) = name.strip_prefix('e').and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        if let Ok(number) = number.parse::<u16>()
            && number < 200
        {
            rows.entry(number).or_default().push(word, value.replace('\r', ""));
        }
    }
    rows.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ready_person_survives_the_way_through_the_form() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        for person in crate::people::PEOPLE {
            let rows = of_json(person.evidence, &zone);
            let before: Value = serde_json::from_str(person.evidence).unwrap();
            let after: Value = serde_json::from_str(&to_json(&rows, &zone)).unwrap();
            assert_eq!(before, after, "{}", person.id);
            let form: Vec<(String, String)> = rows
                .iter()
                .enumerate()
                .flat_map(|(n, row)| row.fields.iter().map(move |(w, v)| (format!("e{n}.{w}"), v.clone())))
                .collect();
            assert_eq!(of_form(&form), rows, "{}", person.id);
        }
    }
}
