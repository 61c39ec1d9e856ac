//! What changes for whom between two packs: in words, field by field and day by day.
//!
//! ```
//! use mingma_model::Lang;
//! use mingma_rules::{differ, load, shipped};
//! let profile = shipped::profile("cn").unwrap();
//! let book = load::shipped(&profile).unwrap();
//! let pack = |id: &str| book.packs().iter().find(|pack| pack.id == id).unwrap();
//! let diff = differ::diff(pack("national-2021-05"), pack("ninth-2022-06"), &profile);
//! assert!(diff.tell(Lang::En).contains("milder on days 8 to 14 (was red, now yellow)"));
//! ```

mod tell;

use mingma_model::{Colour, Kind, Lang, Profile, Text};
use serde::{Serialize, Serializer};

use crate::compare::{Days, Difference, Scenario, compare};
use crate::explain::{names, when::When};
use crate::pack::{Pack, Rule};
use crate::prose;

/// Two packs side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// Id of the first.
    pub before: String,
    /// Id of the second.
    pub after: String,
    /// Titles of both.
    pub titles: [Text; 2],
    /// Dates, region, issuer, source, where they differ.
    pub about: Vec<Field>,
    /// Rules added, removed, changed.
    pub rules: Vec<RuleChange>,
    /// Reasons of the rules that stand in both, word for word.
    pub same: Vec<Text>,
    /// Rules that do the same with a reason in other words, by id.
    pub reworded: Vec<Field>,
}

/// One thing that reads differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Stable word: `title`, `region`, `in_force`, `issuer`, `source`, `applies`,
    /// `phase_1` …, `lapse`, `reason`.
    pub field: String,
    /// As it read; none if it did not stand.
    pub before: Option<Text>,
    /// As it reads; none if it stands no more.
    pub after: Option<Text>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the second pack has it.
    Added,
    /// Only the first pack had it.
    Removed,
    /// Both have it, not alike.
    Changed,
}

/// A rule that is not the same in both packs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleChange {
    /// What became of it.
    pub change: Change,
    /// Its id in the first pack.
    pub before: Option<String>,
    /// Its id in the second pack.
    pub after: Option<String>,
    /// The kind of evidence.
    #[serde(serialize_with = "word")]
    pub kind: Kind,
    /// The reason people read, of the second pack where it stands there.
    pub reason: Text,
    /// What reads differently.
    pub fields: Vec<Field>,
    /// For whom it is stricter or milder now, and on which days.
    pub effects: Vec<Effect>,
}

/// Days on which somebody is better or worse off under the second pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// `nothing`, `daily_tests`, or the event that happens on day 5 (with daily
    /// tests or without, as `text` says).
    pub person: &'static str,
    /// True if the second pack is stricter on these days, false if milder.
    pub stricter: bool,
    /// First such day; 0 is the day that counting starts from.
    pub first_day: u32,
    /// Last such day.
    pub last_day: u32,
    /// Colour under the first pack on each of these days.
    pub before: Colour,
    /// Colour under the second pack on each of these days.
    pub after: Colour,
    /// The same in words.
    pub text: Text,
}

fn word<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.word())
}

/// Compares two packs; the second is told as what stands now.
#[must_use]
pub fn diff(a: &Pack, b: &Pack, profile: &Profile) -> Diff {
    let pairs = pairs(a, b);
    // Both are tried in one place, so that packs of different regions compare.
    let here = Pack { region: a.region, ..b.clone() };
    let changes = |(before, after): &(Option<&Rule>, Option<&Rule>)| change(*before, *after, a, &here, profile);
    let alike = |(before, after): &&(Option<&Rule>, Option<&Rule>)| same(*before, *after);
    let both = || pairs.iter().filter(alike).filter_map(|(before, after)| before.zip(*after));
    Diff {
        before: a.id.clone(),
        after: b.id.clone(),
        titles: [a.title.clone(), b.title.clone()],
        about: about(a, b, profile),
        rules: pairs.iter().filter(|pair| !alike(pair)).filter_map(changes).collect(),
        same: both().filter(|(a, b)| a.reason == b.reason).map(|(_, b)| b.reason.clone()).collect(),
        reworded: both().filter_map(|(a, b)| field(&b.id, Some(a.reason.clone()), Some(b.reason.clone()))).collect(),
    }
}

/// Rules of the same id and kind, then of the same kind and condition; the rest alone.
fn pairs<'a>(a: &'a Pack, b: &'a Pack) -> Vec<(Option<&'a Rule>, Option<&'a Rule>)> {
    let mut left: Vec<&Rule> = b.rules.iter().collect();
    let mut out: Vec<(Option<&Rule>, Option<&Rule>)> = Vec::new();
    for rule in &a.rules {
        let by_id = left.iter().position(|other| other.id == rule.id && other.on == rule.on);
        let by_kind = || {
            left.iter().position(|other| {
                other.on == rule.on
                    && other.condition == rule.condition
                    && !a.rules.iter().any(|own| own.id == other.id)
            })
        };
        let found = by_id.or_else(by_kind).map(|row| left.remove(row));
        out.push((Some(rule), found));
    }
    out.extend(left.into_iter().map(|rule| (None, Some(rule))));
    out
}

fn same(before: Option<&Rule>, after: Option<&Rule>) -> bool {
    match (before, after) {
        (Some(a), Some(b)) => (&a.condition, &a.phases, a.lapse) == (&b.condition, &b.phases, b.lapse),
        _ => false,
    }
}

fn change(before: Option<&Rule>, after: Option<&Rule>, a: &Pack, b: &Pack, profile: &Profile) -> Option<RuleChange> {
    let rule = after.or(before)?;
    let change = match (before, after) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        _ => Change::Changed,
    };
    let id = |rule: Option<&Rule>| rule.map(|rule| rule.id.clone());
    let effects = compare(a, b, rule.on, &profile.zone)
        .into_iter()
        .filter(|found| touches(found, before, after))
        .flat_map(|found| effects(&found))
        .collect();
    Some(RuleChange {
        change,
        before: id(before),
        after: id(after),
        kind: rule.on,
        reason: rule.reason.clone(),
        fields: fields(before, after, profile),
        effects,
    })
}

/// A difference belongs to the pair that treats the model person; of a rule that
/// stands alone, also where another rule of its kind takes over.
fn touches(found: &Difference, before: Option<&Rule>, after: Option<&Rule>) -> bool {
    let is = |id: &Option<String>, rule: Option<&Rule>| id.as_deref() == rule.map(|rule| rule.id.as_str());
    match (before, after) {
        (Some(_), Some(_)) => is(&found.rule, before) && is(&found.other_rule, after),
        (Some(_), None) => is(&found.rule, before),
        _ => is(&found.other_rule, after),
    }
}

fn effects(found: &Difference) -> Vec<Effect> {
    // Compared as first against second; told as what the second changes.
    let stricter = !found.stricter;
    let effect = |days: &Days| Effect {
        person: person(found.scenario),
        stricter,
        first_day: days.first,
        last_day: days.last,
        before: days.colour,
        after: days.other,
        text: tell::effect(found.scenario, *days, stricter),
    };
    found.runs.iter().map(effect).collect()
}

const fn person(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::Nothing => "nothing",
        Scenario::DailyTests => "daily_tests",
        Scenario::Event(event) | Scenario::EventAndTests(event) => event.word(),
    }
}

fn field(name: &str, before: Option<Text>, after: Option<Text>) -> Option<Field> {
    (before != after).then(|| Field { field: name.to_owned(), before, after })
}

fn about(a: &Pack, b: &Pack, profile: &Profile) -> Vec<Field> {
    let when = |lang| When { zone: &profile.zone, now: i64::MIN, lang };
    let both = |tell: &dyn Fn(&Pack, Lang) -> String| {
        [a, b].map(|pack| Some(Text::new(tell(pack, Lang::Zh), tell(pack, Lang::En))))
    };
    let plain = |text: &str| Some(Text::new(text, text));
    let [region, other_region] = both(&|pack, lang| names::prefix(profile, pack.region, lang));
    let [force, other_force] = both(&|pack, lang| {
        let (from, to) = (when(lang).moment(pack.from), when(lang).moment(pack.to));
        lang.pick(&format!("{from}至{to}"), &format!("{from} to {to}")).to_owned()
    });
    [
        field("title", Some(a.title.clone()), Some(b.title.clone())),
        field("region", region, other_region),
        field("in_force", force, other_force),
        field("issuer", plain(&a.issuer), plain(&b.issuer)),
        field("source", plain(&a.source), plain(&b.source)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a rule says, sentence by sentence, in both languages.
fn sentences(rule: &Rule, profile: &Profile) -> Vec<(String, Text)> {
    let [zh, en] = Lang::ALL.map(|lang| prose::rule(rule, profile, lang).sentences);
    let last = zh.len().saturating_sub(1);
    let name = |row: usize| match row {
        0 => "applies".to_owned(),
        row if row == last => "lapse".to_owned(),
        row => format!("phase_{row}"),
    };
    zh.into_iter().zip(en).enumerate().map(|(row, (zh, en))| (name(row), Text::new(zh, en))).collect()
}

fn fields(before: Option<&Rule>, after: Option<&Rule>, profile: &Profile) -> Vec<Field> {
    let told = |rule: Option<&Rule>| {
        rule.map_or_else(Vec::new, |rule| {
            let mut rows = sentences(rule, profile);
            rows.push(("reason".to_owned(), rule.reason.clone()));
            rows
        })
    };
    let (before, after) = (told(before), told(after));
    let text =
        |rows: &[(String, Text)], name: &str| rows.iter().find(|(own, _)| own == name).map(|(_, text)| text.clone());
    let mut names: Vec<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
    // Phases of the longer rule stand between the first sentence and the lapse.
    names.sort_by_key(|name| (tell::rank(name), name.len(), name.as_str()));
    names.dedup();
    names.into_iter().filter_map(|name| field(name, text(&before, name), text(&after, name))).collect()
}
