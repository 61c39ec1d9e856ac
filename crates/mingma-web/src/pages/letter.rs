//! `POST /try/letter`: what a person is told in writing, on A4.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use mingma_model::{Colour, Lang};

use super::{bench, missing};
use crate::answer::{Told, Verdict, lines};
use crate::setting::Setting;
use crate::shell::{Page, Tongue};
use crate::state::Bench;
use crate::visit::Visit;
use crate::{objection, rows, show, when};

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
    let explained = &told.explained;
    let zone = told.book.zone();
    html! {
        article class="letter" {
            p class="quiet" { (lang.pick("明码试验台 · 不约束任何人", "Mingma's bench · binds nobody")) }
            h1 { (lang.pick("关于你的健康码的告知", "About your health code")) }
            div class="verdict" {
                span { (show::sign(told.derivation.colour, lang)) @if told.derivation.as_if { " " span class="tag" { (lang.pick("试行", "as if in force")) } } }
                span { (when::full(zone, told.derivation.at, lang)) }
            }
            p { (explained.sentence) }
            @if let Some(note) = &explained.as_if { p { (note) } }
            @if let Some(note) = &explained.not_covered { p { (note) } }
            (part(lang.pick("为什么", "Why"), &lines(&explained.why, &explained.sentence)))
            (part(lang.pick("到什么时候", "Until when"), &lines(&explained.until, lang.pick("若无新情况，码色不再变化。", "If nothing new is learnt, the colour does not change."))))
            (part(lang.pick("怎样解除", "What frees you"), &lines(&explained.frees, lang.pick("没有什么需要解除。", "There is nothing to be freed from."))))
            (meaning(told, lang))
            (objecting(told, lang))
            (evidence(told, lang))
            @if !explained.sources.is_empty() {
                (part(lang.pick("出处", "Source"), &html! { ul { @for source in &explained.sources { li { (show::as_written(source, lang)) } } } }))
            }
        }
    }
}

fn part(title: &str, body: &Markup) -> Markup {
    html! { h2 { (title) } (body) }
}

fn meaning(told: &Told<'_>, lang: Lang) -> Markup {
    let Some(meaning) = told.profile.meaning(told.derivation.colour) else {
        return html! {};
    };
    let lists = [
        (lang.pick("你可以", "You may"), &meaning.may),
        (lang.pick("你须", "You must"), &meaning.must),
        (lang.pick("任何人不得", "Nobody may"), &meaning.never),
    ];
    html! {
        @for (title, list) in lists {
            @if !list.is_empty() { (part(title, &html! { ul { @for text in list { li { (text.of(lang)) } } } })) }
        }
    }
}

fn objecting(told: &Told<'_>, lang: Lang) -> Markup {
    let points = objection::points(told, lang);
    html! {
        @if told.derivation.colour > Colour::Green {
            (part(lang.pick("如果你不认同", "If you do not agree"), &html! {
                ul { @for point in &points { li { (point) } } }
                p { (objection::with_whom(told, lang)) }
            }))
        }
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
