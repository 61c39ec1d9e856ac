//! `POST /try/letter`: what a person is told in writing, on A4.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use mingma_model::Lang;
use mingma_rules::letter::{Section, Table};

use super::{bench, missing};
use crate::answer::{Told, Verdict};
use crate::fields::capital;
use crate::setting::Setting;
use crate::shell::{Page, Tongue};
use crate::state::Bench;
use crate::visit::Visit;
use crate::{rows, show, when};

/// The letter of a setting; what cannot be read yet goes back to the bench.
pub(crate) async fn post(
    State(bench): State<Arc<Bench>>,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let fields = match form {
        Ok(Form(fields)) => fields,
        Err(rejection) => {
            return missing::refused(&visit, rejection.into_response().status(), bench::LIMIT, "/try");
        }
    };
    let mut setting = Setting::of_form(&fields, &bench);
    let tried = setting.tried(&bench);
    let told = match tried.verdict(visit.lang) {
        Verdict::One(told) | Verdict::Two(told, _) => told,
        Verdict::Refused(_) | Verdict::Unread => return bench::unread(setting, &bench, &visit),
    };
    let main = html! {
        (bar(&setting, &bench, &visit))
        (letter(&told, visit.lang))
    };
    Page::new(visit.say("告知书", "Letter"), main)
        .with("letter")
        .tongue(Tongue::Form("again", "/try/letter"))
        .status(StatusCode::OK)
        .answer(&visit)
}

/// What does not go on paper: back with everything, print.
fn bar(setting: &Setting, bench: &Bench, visit: &Visit) -> Markup {
    let zone = &setting.place(bench).profile.zone;
    html! {
        form id="again" class="letter-bar" method="post" action=(visit.link("/try")) {
            input type="hidden" name="source" value="json";
            input type="hidden" name="json" value=(rows::to_json(&setting.rows, zone));
            input type="hidden" name="packs" value=(setting.rules.word());
            input type="hidden" name="at" value=(setting.at);
            @if !setting.toml.is_empty() { input type="hidden" name="toml" value=(setting.toml); }
            @if setting.as_if { input type="hidden" name="as_if" value="on"; }
            @if let Some(person) = setting.person { input type="hidden" name="person" value=(person.id); }
            button { (visit.say("← 回到试验台", "← Back to the bench")) }
            button type="button" id="print" class="main" hidden { (visit.say("打印", "Print")) }
        }
    }
}

/// The letter itself.
pub(crate) fn letter(told: &Told<'_>, lang: Lang) -> Markup {
    let letter = &told.letter;
    html! {
        article class="letter" {
            p class="quiet" { (letter.trial) }
            h1 { (letter.title) }
            p { (letter.to) }
            div class="verdict" {
                span { (show::sign(letter.colour, lang)) @if letter.as_if.is_some() { " " span class="tag" { (lang.pick("试行", "as if in force")) } } }
                span { (letter.date) }
            }
            @for paragraph in &letter.paragraphs { p { (capital(paragraph)) } }
            @if let Some(note) = &letter.as_if { p { (note) } }
            (picture(told, lang))
            @if let Some(table) = &letter.reasons { (reasons(table, lang)) }
            @for part in letter.sections() {
                section {
                    h2 { (part.heading) }
                    (written(part, lang))
                }
            }
            (evidence(told, lang))
        }
    }
}

/// The ribbon at the width of the sheet.
fn picture(told: &Told<'_>, lang: Lang) -> Markup {
    let options = mingma_ribbon::Options {
        id: "letter".to_owned(),
        words: crate::picture::words(lang),
        ..mingma_ribbon::Options::default()
    };
    html! {
        figure {
            div class="small-only" { (PreEscaped(told.ribbon.svg(&mingma_ribbon::Options { id: "letter-small".to_owned(), ..options.clone() }))) }
            div class="wide-only" { (PreEscaped(told.ribbon.svg(&options.width(640)))) }
        }
    }
}

/// The reasons, one below another: six columns fit no sheet.
fn reasons(table: &Table, lang: Lang) -> Markup {
    html! {
        section {
            h2 { (table.heading) }
            @for row in &table.rows {
                dl class="facts reason" {
                    @for (column, cell) in table.columns.iter().zip(row) { dt { (column) } dd { (show::as_written(&capital(cell), lang)) } }
                }
            }
        }
    }
}

fn written(part: &Section, lang: Lang) -> Markup {
    // What introduces the points stands before them; their source, behind.
    let (after, before): (Vec<&String>, Vec<&String>) =
        part.paragraphs.iter().partition(|paragraph| paragraph.starts_with(lang.pick("出处", "Source")));
    let paragraphs = |list: Vec<&String>, class: Option<&'static str>| {
        html! { @for paragraph in list { p class=[class] { (show::as_written(&capital(paragraph), lang)) } } }
    };
    html! {
        (paragraphs(before, None))
        @if !part.points.is_empty() { ul { @for point in &part.points { li { (show::as_written(&capital(point), lang)) } } } }
        (paragraphs(after, Some("quiet")))
    }
}

/// The items known by then, as the register holds them.
fn evidence(told: &Told<'_>, lang: Lang) -> Markup {
    let zone = told.book.zone();
    let known: Vec<_> = told.dossier.evidence().iter().filter(|item| item.observed_at <= told.derivation.at).collect();
    html! {
        h2 { (lang.pick("推导所用的依据", "Evidence that this was derived from")) }
        @if known.is_empty() {
            p { (lang.pick("没有任何依据。", "None.")) }
        } @else {
            table {
                thead { tr { th { (lang.pick("编号", "Id")) } th { (lang.pick("依据", "Evidence")) } th { (lang.pick("何时", "When")) } } }
                tbody {
                    @for item in known {
                        tr {
                            td { code { (item.id) } }
                            td { (item.kind.name(lang)) }
                            td { (item.anchor().or_else(|| item.time("at")).map_or_else(|| when::moment(zone, item.observed_at, lang), |at| when::moment(zone, at, lang))) }
                        }
                    }
                }
            }
        }
        p class="tracks" {
            (lang.pick("推导的简码：", "Short code of this derivation: ")) code { (digest(told)) }
            (lang.pick("。同样的依据、规则与时刻在任何机器上得出同样的简码。", ". The same evidence, rules and moment give the same code on any machine."))
        }
    }
}

/// Eight letters that stand for the derivation, so that paper leads back to it.
fn digest(told: &Told<'_>) -> String {
    let report = mingma_rules::json::Report::new(&told.derivation, told.dossier.evidence(), told.book.zone());
    let text = serde_json::to_string(&report).unwrap_or_default();
    let sum = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let hex = format!("{sum:016X}");
    format!("{}-{}", &hex[..4], &hex[4..8])
}
