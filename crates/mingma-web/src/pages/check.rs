//! `POST /try/check`: a pasted pack is read, its findings stand beside their lines.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use mingma_model::{Fault, Faults, Lang};
use mingma_rules::load::PackFile;
use mingma_rules::{Pack, check};

use crate::setting::value;
use crate::show;
use crate::state::Bench;
use crate::tried::PASTED;
use crate::visit::Visit;

/// Answers with the findings alone, as part of a page.
pub(crate) async fn post(
    State(bench): State<Arc<Bench>>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let toml = value(&fields, "toml").unwrap_or_default().replace('\r', "");
    let profile = &bench.place("").profile;
    let file = PackFile::new(PASTED, toml.as_str());
    let found = match file.read(profile) {
        Ok(read) => well(&read.pack, &check::law(std::slice::from_ref(&file), profile), &toml, visit.lang),
        Err(mut faults) => {
            faults.sort();
            findings(&toml, &faults, visit.lang)
        }
    };
    Html(found.into_string()).into_response()
}

/// What is said of a pack that can be read: that it can, and what is worth knowing.
pub(crate) fn well(pack: &Pack, notes: &Faults, toml: &str, lang: Lang) -> Markup {
    let count = pack.rules.len();
    html! {
        p role="status" {
            @match lang {
                Lang::Zh => { "读得懂：“" (pack.title.zh) "”，" (count) " 条规则，可以试。" },
                Lang::En => { "It reads well: \u{201c}" (pack.title.en) "\u{201d}, " (count) @if count == 1 { " rule" } @else { " rules" } ", ready to try." },
            }
        }
        (list(toml, notes, lang))
    }
}

/// Every finding with its line, the place underlined.
pub(crate) fn findings(toml: &str, faults: &Faults, lang: Lang) -> Markup {
    html! {
        p role="status" {
            @match lang {
                Lang::Zh => { (faults.total()) " 处要改；写的都还在。" },
                Lang::En => { (faults.total()) @if faults.total() == 1 { " thing" } @else { " things" } " to mend; what you wrote is kept." },
            }
        }
        (list(toml, faults, lang))
    }
}

fn list(text: &str, faults: &Faults, lang: Lang) -> Markup {
    html! {
        @if !faults.is_empty() {
            ul class="faults" {
                @for fault in faults.listed() {
                    li data-line=(fault.line) {
                        @if fault.line > 0 { (excerpt(text, fault)) }
                        (show::fault(fault, lang))
                    }
                }
            }
        }
    }
}

/// The line of a finding, the place underlined.
pub(crate) fn excerpt(text: &str, fault: &Fault) -> Markup {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = text.lines().nth(fault.line.saturating_sub(1)).unwrap_or_default();
    let column = fault.column.saturating_sub(1);
    let marked =
        text.get(fault.span.clone()).and_then(|part| part.lines().next()).map_or(1, |part| part.chars().count().max(1));
    let (before, rest): (String, String) = (line.chars().take(column).collect(), line.chars().skip(column).collect());
    let (under, after): (String, String) = (rest.chars().take(marked).collect(), rest.chars().skip(marked).collect());
    html! { code class="excerpt" { i { (fault.line) } (before) mark { (under) } (after) } }
}
