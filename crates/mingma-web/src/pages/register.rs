//! `/try/register`: an old register in, and what nothing explains out.

mod dropped;

use std::sync::Arc;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use mingma_legacy::{Folder, Inquiry, Options, Table, inquire};
use mingma_model::Faults;
use mingma_sim::Plan;

use self::dropped::{Examined, SHOWN_ROWS, Taken};
use super::{found, missing};
use crate::shell::{Page, Tongue};
use crate::show;
use crate::state::Bench;
use crate::visit::Visit;

/// The most that is taken at once.
pub(crate) const LIMIT: usize = 64 << 20;
/// The seed of the generated registers: everybody sees the same people.
const SEED: u64 = 2022;
const LIMIT_WORD: &str = "64 MiB";

/// The empty form, or the figures of a generated register.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    let Some(sample) = visit.word("sample").and_then(Sample::of) else {
        return Page::new(visit.say("查一份登记册", "Inquire into a register"), form_page(&visit, None))
            .with("register")
            .answer(&visit);
    };
    let zone = bench.place("cn").profile.zone.clone();
    match examined(bench, sample).await {
        Ok(inquiry) => {
            let main = html! { (found::page(&inquiry, &visit, found::Origin::Sample(sample), &zone)) (again(&visit)) };
            Page::new(sample.name(&visit), main).with("register").answer(&visit)
        }
        Err(faults) => refused(&faults, &visit),
    }
}

/// The same figures as one JSON document.
pub(crate) async fn get_json(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    let Some(sample) = visit.word("sample").and_then(Sample::of) else {
        return missing::get(visit).await;
    };
    match examined(bench, sample).await {
        Ok(inquiry) => super::derive::json(StatusCode::OK, &*inquiry),
        Err(faults) => super::derive::json(StatusCode::INTERNAL_SERVER_ERROR, &faults.listed()),
    }
}

/// A register that was dropped: read in memory, told, forgotten.
pub(crate) async fn post(
    State(bench): State<Arc<Bench>>,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let taken = match form {
        Ok(form) => Taken::read(form).await.map_err(IntoResponse::into_response),
        Err(rejection) => Err(rejection.into_response()),
    };
    let taken = match taken {
        Ok(taken) => taken,
        Err(answer) => {
            return missing::refused(&visit, answer.status(), LIMIT_WORD, "/try/register");
        }
    };
    let as_json = taken.as_json;
    let zone = bench.place("cn").profile.zone.clone();
    let outcome = tokio::task::spawn_blocking(move || taken.examine(&bench)).await;
    match outcome {
        Ok(Ok(found)) if as_json => super::derive::json(StatusCode::OK, &found.inquiry),
        Ok(Ok(Examined { inquiry, set_aside })) => {
            let main = html! { (found::page(&inquiry, &visit, found::Origin::Own, &zone)) (aside(&set_aside, &visit)) (again(&visit)) };
            Page::new(visit.say("调查结果", "What was found"), main)
                .with("register")
                .tongue(Tongue::Back("/try/register"))
                .answer(&visit)
        }
        Ok(Err(faults)) if as_json => super::derive::json(StatusCode::UNPROCESSABLE_ENTITY, &faults.listed()),
        Ok(Err(faults)) => refused(&faults, &visit),
        Err(_) => missing::refused(&visit, StatusCode::INTERNAL_SERVER_ERROR, LIMIT_WORD, "/try/register"),
    }
}

fn refused(faults: &Faults, visit: &Visit) -> Response {
    Page::new(visit.say("登记册有要改的地方", "The register needs mending"), form_page(visit, Some(faults)))
        .with("register")
        .tongue(Tongue::Back("/try/register"))
        .answer(visit)
}

// The generated registers.

/// A register that the house writes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    /// June 2022: 1,317 = 446 + 871.
    June,
    /// One in which every class of the inquiry is above zero.
    Mixed,
}

impl Sample {
    /// The sample of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::June, Self::Mixed].into_iter().find(|sample| sample.word() == word)
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::June => "june-2022",
            Self::Mixed => "mixed",
        }
    }

    /// What people call it.
    pub fn name(self, visit: &Visit) -> &str {
        match self {
            Self::June => visit.say("2022年6月的登记册", "The register of June 2022"),
            Self::Mixed => visit.say("各种情形都有的登记册", "A register in which everything occurs"),
        }
    }
}

/// The inquiry into a generated register, made once.
async fn examined(bench: Arc<Bench>, sample: Sample) -> Result<Arc<Inquiry>, Faults> {
    let made = tokio::task::spawn_blocking(move || bench.sample(sample)).await;
    made.unwrap_or_else(|_| Err(Faults::none()))
}

/// Generates and inquires.
pub(crate) fn make(bench: &Bench, sample: Sample) -> Result<Inquiry, Faults> {
    let plan = match sample {
        Sample::June => Plan::story(SEED),
        Sample::Mixed => Plan::mixed(SEED),
    };
    // Writing to memory does not fail; a folder without files would say what is missing.
    let folder = Folder::from_files(mingma_sim::files(&plan).unwrap_or_default())?;
    examine(bench, &folder, &Options::default())
}

fn examine(bench: &Bench, folder: &Folder, options: &Options) -> Result<Inquiry, Faults> {
    let place = bench.place("cn");
    inquire(folder, &place.book, &place.profile, options, &mut |_| {})
}

// The form.

/// The rows that were set aside, for the reader to take along.
fn aside(rows: &str, visit: &Visit) -> Markup {
    html! {
        @if rows.lines().count() > 1 {
            section class="flow" {
                h2 { (visit.say("放到一边的行", "Rows set aside")) }
                label class="sr" for="aside" { (visit.say("放到一边的行，CSV", "Rows set aside, CSV")) }
                textarea id="aside" readonly rows="8" { (rows) }
                @if rows.len() >= SHOWN_ROWS { p class="quiet" { (visit.say("只显示开头；完整的请用命令行。", "The beginning alone; the command writes all of them.")) } }
            }
        }
    }
}

fn again(visit: &Visit) -> Markup {
    html! { p { a class="button" href=(visit.link("/try/register")) { (visit.say("查另一份登记册", "Inquire into another register")) } } }
}

fn form_page(visit: &Visit, faults: Option<&Faults>) -> Markup {
    html! {
        header class="flow" {
            h1 { (visit.say("查一份登记册", "Inquire into a register")) }
            p class="lead" { (visit.say(
                "把旧系统的七个表放进来：哪些红码有公布的规则和依据可以解释，哪些没有；没有的，是谁批的、哪个账号录的、经什么渠道、几个人。",
                "Drop the seven tables of an old system: which red codes a published rule and evidence explain, and which none; of those: who approved, which account entered, by which way, how many.")) }
        }
        @if let Some(faults) = faults { (told(faults, visit)) }
        section class="flow" {
            h2 { (visit.say("先看一份生成的", "See a generated one first")) }
            p class="row" {
                a class="button main" href=(visit.link("/try/register?sample=june-2022")) { (visit.say("2022年6月：1,317 人", "June 2022: 1,317 people")) }
                a class="button" href=(visit.link("/try/register?sample=mixed")) { (visit.say("各种情形都有的", "One in which everything occurs")) }
            }
            p class="quiet" { (visit.say("人都是生成的；数字是查出来的，没有一处写死。", "Every person is generated; the figures are found, none is written in.")) }
        }
        (upload(visit))
        (tables(visit))
    }
}

fn told(faults: &Faults, visit: &Visit) -> Markup {
    html! {
        section class="flow notice" role="alert" {
            h2 { (match visit.lang {
                mingma_model::Lang::Zh => format!("有 {} 处要改，所以什么都没有算", faults.total()),
                mingma_model::Lang::En => format!("{} things need mending, so nothing was counted", faults.total()),
            }) }
            ul class="faults" {
                @for fault in faults.listed().iter().take(50) {
                    li { @if !fault.file.is_empty() { p { code { (fault.place()) } } } (show::fault(fault, visit.lang)) }
                }
            }
            @if faults.total() > 50 { p class="quiet" { (visit.say("先列出前 50 处。", "The first 50 are listed.")) } }
        }
    }
}

fn upload(visit: &Visit) -> Markup {
    html! {
        section class="flow" {
            h2 { (visit.say("放进自己的", "Bring your own")) }
            form id="register" method="post" action=(visit.link("/try/register")) enctype="multipart/form-data" class="flow" {
                div class="drop" {
                    label for="files" { (visit.say("七个 CSV 文件，或一个 ZIP", "Seven CSV files, or one ZIP")) }
                    input id="files" type="file" name="files" multiple accept=".csv,.zip";
                    p class="quiet" { (visit.say("一共不超过 64 MiB。只在内存里读，读完就忘：不保存，不记录。", "64 MiB at most. Read in memory and forgotten: not stored, not logged.")) }
                    p class="quiet" id="chosen" aria-live="polite" {}
                }
                div class="fields" {
                    div class="field" {
                        label for="encoding" { (visit.say("文字编码", "Encoding")) }
                        select id="encoding" name="encoding" { option value="utf8" { "UTF-8" } option value="gb18030" { "GB18030" } }
                    }
                    label class="check" { input type="checkbox" name="skip_bad" value="on"; span { (visit.say("把有错的行放到一边，并数出来", "Set faulty rows aside and count them")) } }
                }
                div class="row" {
                    button class="main" { (visit.say("调查", "Inquire")) }
                    button name="as" value="json" { "JSON" }
                }
            }
        }
    }
}

fn tables(visit: &Visit) -> Markup {
    html! {
        section class="flow" {
            h2 { (visit.say("七个表", "The seven tables")) }
            p class="quiet" { (visit.say("UTF-8，第一行是列名，列的次序随意；时间写成 2022-06-13T10:00:00+08:00。", "UTF-8, the first line names the columns, in any order; times as 2022-06-13T10:00:00+08:00.")) }
            dl class="facts" {
                @for table in Table::ALL {
                    dt { code { (table.file()) } }
                    dd { code { (table.columns().join(", ")) } }
                }
            }
        }
    }
}
