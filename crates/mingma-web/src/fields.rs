//! The form of a person's evidence: one fieldset an item, its fields made from the table of kinds.

use maud::{Markup, html};
use mingma_model::{Colour, Event, FieldFault, Holds, Kind, Lang, Level, Profile, Region, TestResult};

use crate::rows::Row;
use crate::{show, when};

/// What the fields need to know beside their own row.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub lang: Lang,
    pub profile: &'a Profile,
    pub rows: &'a [Row],
    /// The row that is shown open though nothing is wrong with it.
    pub open: Option<usize>,
}

/// One item: its fields, its faults beside them, and a button that takes it away.
pub(crate) fn item(number: usize, row: &Row, faults: &[FieldFault], around: Around<'_>) -> Markup {
    let lang = around.lang;
    let kind = row.kind();
    let field = |word: &'static str, name: &str, holds: Holds, required: bool| {
        one(&Field { number, row, word, name, holds, required }, faults, around)
    };
    html! {
        details class="item" open[!faults.is_empty() || around.open == Some(number)] {
            summary class="fold" {
                span {
                    @if let Some(kind) = kind { (capital(kind.name(lang))) } @else { (lang.pick("未知的依据", "Unknown evidence")) }
                    " " span class="hint" { (anchor_of(row, around)) }
                }
            }
            (show::faults(faults.iter().filter(|fault| !placed(fault, kind)).map(|fault| &fault.fault), lang))
            div class="fields" {
                input type="hidden" name={ "e" (number) ".kind" } value=(row.value("kind"));
                @for attribute in kind.map(Kind::attributes).unwrap_or_default() {
                    (field(attribute.word, attribute.name(lang), attribute.holds, attribute.required))
                }
                (field("region", lang.pick("发生地（区划代码）", "where it happened (region code)"), Holds::Region, true))
                (field("observed_at", lang.pick("登记时间", "registered at"), Holds::Time, true))
                @if kind.is_some_and(Kind::allows_until) {
                    (field("until", lang.pick("自身的终点", "its own end"), Holds::Time, kind.is_some_and(Kind::requires_until)))
                }
                (field("id", lang.pick("编号", "id"), Holds::Id, true))
                (field("resident", lang.pick("持码人", "resident"), Holds::Id, true))
            }
            div class="row" {
                button name="do" value={ "remove:" (number) } { (lang.pick("去掉这一条", "Remove this item")) }
            }
        }
    }
}

/// What stands beside the name of a folded item: its result, and when it happened.
fn anchor_of(row: &Row, around: Around<'_>) -> String {
    let (lang, kind) = (around.lang, row.kind());
    let word = kind.and_then(Kind::anchor).unwrap_or("at");
    let typed =
        [row.value(word), row.value("observed_at")].into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    let zone = &around.profile.zone;
    let moment = when::read(zone, typed).map_or_else(|| typed.to_owned(), |at| when::moment(zone, at, lang));
    let result = TestResult::from_word(row.value("result")).map(|result| result_name(result, lang));
    let event = Event::from_word(row.value("event")).map(|event| event.name(lang));
    result.or(event).map_or_else(|| moment.clone(), |what| format!("{what} · {moment}"))
}

/// Whether a fault has a field to stand beside.
fn placed(fault: &FieldFault, kind: Option<Kind>) -> bool {
    fault.field.as_deref().is_some_and(|word| {
        matches!(word, "region" | "observed_at" | "id" | "resident")
            || (word == "until" && kind.is_some_and(Kind::allows_until))
            || kind.is_some_and(|kind| kind.attribute(word).is_some())
    })
}

struct Field<'a> {
    number: usize,
    row: &'a Row,
    word: &'static str,
    name: &'a str,
    holds: Holds,
    required: bool,
}

impl Field<'_> {
    fn name(&self) -> String {
        format!("e{}.{}", self.number, self.word)
    }
}

fn one(field: &Field<'_>, faults: &[FieldFault], around: Around<'_>) -> Markup {
    let lang = around.lang;
    let mine: Vec<&FieldFault> = faults.iter().filter(|fault| fault.field.as_deref() == Some(field.word)).collect();
    let class = if mine.is_empty() { "field" } else { "field bad" };
    if field.holds == Holds::Symptoms {
        return symptoms(field, around);
    }
    html! {
        div class=(class) {
            label for=(field.name()) {
                (capital(field.name))
                @if !field.required { " " span class="hint" { (lang.pick("（可不填）", "(optional)")) } }
            }
            (control(field, !mine.is_empty(), around))
            @if field.holds == Holds::Region { (region_name(field, around)) }
            (show::faults(mine.into_iter().map(|fault| &fault.fault), lang))
        }
    }
}

fn control(field: &Field<'_>, bad: bool, around: Around<'_>) -> Markup {
    let (name, value) = (field.name(), field.row.value(field.word));
    let invalid = bad.then_some("true");
    let lang = around.lang;
    match field.holds {
        // What cannot be shown by a field of dates is shown as it was typed.
        Holds::Time if value.is_empty() || is_local(value) => html! {
            input type="datetime-local" id=(name) name=(name) value=(value) step=[value.len().gt(&16).then_some("1")] aria-invalid=[invalid];
        },
        Holds::Time | Holds::Id | Holds::Symptoms => {
            html! { input id=(name) name=(name) value=(value) autocomplete="off" spellcheck="false" aria-invalid=[invalid]; }
        }
        Holds::Region => {
            html! { input id=(name) name=(name) value=(value) autocomplete="off" data-region aria-invalid=[invalid]; }
        }
        Holds::Temperature => {
            html! { input id=(name) name=(name) value=(value) inputmode="decimal" autocomplete="off" placeholder="37.8" aria-invalid=[invalid]; }
        }
        Holds::Dose => {
            html! { input id=(name) name=(name) value=(value) inputmode="numeric" autocomplete="off" aria-invalid=[invalid]; }
        }
        _ => html! {
            select id=(name) name=(name) aria-invalid=[invalid] {
                @for (word, text) in with_typed(choices(field, around), value, field.required) {
                    option value=(word) selected[word == value] { (show::as_written(&text, lang)) }
                }
            }
        },
    }
}

fn is_local(value: &str) -> bool {
    matches!(value.len(), 16 | 19) && value.as_bytes().get(10) == Some(&b'T')
}

/// The words that a field may hold, with the names people read.
fn choices(field: &Field<'_>, around: Around<'_>) -> Vec<(String, String)> {
    let lang = around.lang;
    let colours = |most: Colour| {
        Colour::ALL
            .into_iter()
            .filter(move |c| *c <= most)
            .map(move |c| (c.word().to_owned(), show::colour_word(c, lang).to_owned()))
            .collect()
    };
    match field.holds {
        Holds::Colour => colours(Colour::Red),
        Holds::Cap => colours(Colour::Yellow),
        Holds::Level => Level::ALL
            .into_iter()
            .rev()
            .map(|level| (level.word().to_owned(), level_name(level, lang).to_owned()))
            .collect(),
        Holds::Result => TestResult::ALL
            .into_iter()
            .map(|result| (result.word().to_owned(), result_name(result, lang).to_owned()))
            .collect(),
        Holds::Event => Event::ALL
            .into_iter()
            .filter(|event| *event != Event::RecheckNegative)
            .map(|event| (event.word().to_owned(), event.name(lang).to_owned()))
            .collect(),
        Holds::Kind => Kind::ALL
            .iter()
            .filter(|kind| kind.anchored())
            .map(|kind| (kind.word().to_owned(), kind.name(lang).to_owned()))
            .collect(),
        Holds::Country => around
            .profile
            .countries()
            .iter()
            .map(|(code, name)| (code.as_str().to_owned(), name.of(lang).to_owned()))
            .collect(),
        Holds::Item => others(field, around),
        _ => Vec::new(),
    }
}

/// The other items that one may be about.
fn others(field: &Field<'_>, around: Around<'_>) -> Vec<(String, String)> {
    let mine = field.row.value("id");
    around
        .rows
        .iter()
        .filter(|row| row.value("id") != mine)
        .map(|row| {
            (
                row.value("id").to_owned(),
                format!("{} · {}", row.value("id"), row.kind().map_or("", |kind| kind.name(around.lang))),
            )
        })
        .collect()
}

/// What was typed stays even where it is none of the words.
fn with_typed(mut list: Vec<(String, String)>, value: &str, required: bool) -> Vec<(String, String)> {
    if !required || value.is_empty() {
        list.insert(0, (String::new(), "—".to_owned()));
    }
    if !value.is_empty() && !list.iter().any(|(word, _)| word == value) {
        list.push((value.to_owned(), value.to_owned()));
    }
    list
}

fn symptoms(field: &Field<'_>, around: Around<'_>) -> Markup {
    let words = around.profile.symptom_words();
    html! {
        fieldset class="set" {
            legend class="label" { (capital(field.name)) }
            div class="row" {
                @for (row, word) in (0_u16..).zip(words) {
                    label class="check" {
                        input type="checkbox" name=(field.name()) value=(word) checked[field.row.values("symptoms").any(|typed| typed == word)];
                        (around.profile.symptom_name(row, around.lang).unwrap_or(word))
                    }
                }
            }
        }
    }
}

fn region_name(field: &Field<'_>, around: Around<'_>) -> Markup {
    let name = Region::parse(field.row.value(field.word))
        .and_then(|region| around.profile.regions.full_name(region, around.lang));
    html! { p class="hint" data-region-name aria-live="polite" { @if let Some(name) = name { (show::as_written(&name, around.lang)) } } }
}

pub(crate) fn level_name(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::High => lang.pick("高风险", "high"),
        Level::Medium => lang.pick("中风险", "medium"),
        Level::Low => lang.pick("低风险", "low"),
    }
}

pub(crate) fn result_name(result: TestResult, lang: Lang) -> &'static str {
    match result {
        TestResult::Negative => lang.pick("阴性", "negative"),
        TestResult::Positive => lang.pick("阳性", "positive"),
    }
}

/// The first letter large, as a label begins.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The kinds that can be added, each with what it needs.
pub(crate) fn kinds(lang: Lang) -> Markup {
    html! {
        @for kind in Kind::ALL {
            option value=(kind.word()) { (capital(kind.name(lang))) }
        }
    }
}
