//! Cases beside a pack: evidence, a moment, the colour that the published text gives.

use mingma_model::{Colour, Fault, Faults, FieldFault, Profile, Source, Text, parse_instant, read};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::book::Rulebook;
use crate::faults;
use crate::item::Dossier;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase<'a> {
    name: String,
    #[serde(borrow)]
    evidence: &'a RawValue,
    at: String,
    colour: String,
    #[serde(default, borrow, deserialize_with = "given")]
    next_change: Option<&'a RawValue>,
}

/// A `null` that stands there is something told; only a missing field is none.
fn given<'de: 'a, 'a, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// One case as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The evidence of one resident.
    pub dossier: Vec<mingma_model::Evidence>,
    /// The moment.
    pub at: i64,
    /// The colour wanted.
    pub colour: Colour,
    /// The next change wanted, where the case says one (or says none).
    pub next_change: Option<Option<i64>>,
}

/// How a case came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The case's name.
    pub name: String,
    /// What was wanted.
    pub wanted: String,
    /// What was derived.
    pub found: String,
}

impl Outcome {
    /// True if the derivation gave what was wanted.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.wanted == self.found
    }
}

/// Reads a file of cases.
///
/// # Errors
/// Every fault, at its place.
pub fn read_cases(source: &Source<'_>, profile: &Profile) -> Result<Vec<Case>, Faults> {
    let raw: Vec<&RawValue> =
        serde_json::from_str(source.text).map_err(|error| bad_case(told(&error)).of_file(source.name))?;
    let mut found = Faults::none();
    let mut out = Vec::new();
    for text in raw.into_iter().map(RawValue::get) {
        match case(source, text, profile) {
            Ok(case) => out.push(case),
            Err(faults) => found.extend(faults),
        }
    }
    found.or(out)
}

fn case(source: &Source<'_>, text: &str, profile: &Profile) -> Result<Case, Faults> {
    let start = source.offset_of(text);
    let place = |fault: Fault| Faults::from(fault.at(source, start..start + text.len()));
    let raw: RawCase<'_> = serde_json::from_str(text).map_err(|error| place(bad_case(told(&error))))?;
    let items = read::array(&Source::new(source.name, raw.evidence.get()), profile)?.items;
    let at = parse_instant(&raw.at).map_err(|_| place(bad_case("at")))?;
    let colour = Colour::from_word(&raw.colour).ok_or_else(|| place(bad_case("colour")))?;
    // `null` says that nothing more changes; a missing field says nothing.
    let next_change = match raw.next_change.map(|raw| serde_json::from_str::<Option<String>>(raw.get())) {
        None => None,
        Some(Ok(None)) => Some(None),
        Some(Ok(Some(text))) => Some(Some(parse_instant(&text).map_err(|_| place(bad_case("next_change")))?)),
        Some(Err(_)) => return Err(place(bad_case("next_change"))),
    };
    Ok(Case { name: raw.name, dossier: items, at, colour, next_change })
}

impl Case {
    /// Derives the case.
    ///
    /// # Errors
    /// The evidence contradicts itself.
    pub fn run(&self, book: &Rulebook) -> Result<Outcome, FieldFault> {
        let dossier = Dossier::new(self.dossier.clone())
            .map_err(|found| found.into_iter().next().map_or_else(unnamed, |(_, fault)| fault))?;
        let tell = |colour: Colour, change: Option<Option<i64>>| match change {
            None => colour.word().to_owned(),
            Some(None) => format!("{}, then nothing more", colour.word()),
            Some(Some(at)) => format!("{} until {}", colour.word(), book.zone().show(at)),
        };
        let found = match book.derive(&dossier, self.at) {
            Ok(found) => tell(found.colour, self.next_change.map(|_| found.next_change)),
            Err(clash) => format!("{} / {}", clash.packs[0], clash.packs[1]),
        };
        Ok(Outcome { name: self.name.clone(), wanted: tell(self.colour, self.next_change), found })
    }
}

fn unnamed() -> FieldFault {
    FieldFault { field: None, fault: bad_case("evidence") }
}

/// Runs every case and tells those that fail.
pub(crate) fn failing(source: &Source<'_>, profile: &Profile, book: &Rulebook) -> Faults {
    let cases = match read_cases(source, profile) {
        Ok(cases) => cases,
        Err(faults) => return faults,
    };
    let mut found = Faults::none();
    for case in &cases {
        match case.run(book) {
            Ok(outcome) if outcome.passed() => {}
            Ok(outcome) => {
                found.push(faults::case_fails(&outcome.name, &outcome.wanted, &outcome.found).of_file(source.name));
            }
            Err(fault) => found.push(fault.fault.of_file(source.name)),
        }
    }
    found
}

/// What kind of fault the JSON has; the library's own words are English alone.
fn told(error: &serde_json::Error) -> &'static str {
    if error.is_data() { "JSON: fields" } else { "JSON" }
}

fn bad_case(what: &str) -> Fault {
    Fault::new(
        "MM-RUL-040",
        Text::new(format!("用例读不懂：{what}"), format!("the case cannot be read: {what}")),
        Text::new(
            "写成 {\"name\", \"evidence\", \"at\", \"colour\", \"next_change\"?}",
            "write {\"name\", \"evidence\", \"at\", \"colour\", \"next_change\"?}",
        ),
    )
}
