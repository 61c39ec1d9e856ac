//! `/try`, the bench: a person, rules, a moment; a colour that explains itself.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use mingma_model::Lang;

use crate::answer::{self, Told, Verdict};
use crate::fields::{self, Around};
use crate::people::{PEOPLE, forwarded};
use crate::setting::{Choice, Setting};
use crate::shell::{Page, Tongue};
use crate::state::Bench;
use crate::tried::Tried;
use crate::visit::{Visit, address};
use crate::{picking, rows, show, when};

/// The limit of a form that is stated to the reader.
pub(crate) const LIMIT: &str = "2 MiB";

/// A ready person, or a setting that stands in the address.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    page(Setting::of_address(&visit.words, &bench), &bench, &visit)
}

/// What was typed, tried and kept.
pub(crate) async fn post(
    State(bench): State<Arc<Bench>>,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    use axum::response::IntoResponse;
    match form {
        Ok(Form(fields)) => page(Setting::of_form(&fields, &bench), &bench, &visit),
        Err(rejection) => super::missing::refused(&visit, rejection.into_response().status(), LIMIT, "/try"),
    }
}

/// The bench with what could not be read yet.
pub(crate) fn unread(setting: Setting, bench: &Bench, visit: &Visit) -> Response {
    page(setting, bench, visit)
}

fn page(mut setting: Setting, bench: &Bench, visit: &Visit) -> Response {
    let tried = setting.tried(bench);
    let verdict = tried.verdict(visit.lang);
    let scene = Scene { setting: &setting, tried: &tried, verdict: &verdict, bench, visit, lang: visit.lang };
    let title = visit.say("试一试", "Try");
    Page::new(title, scene.main()).with("bench").tongue(Tongue::Form("bench", "/try")).answer(visit)
}

struct Scene<'a> {
    setting: &'a Setting,
    tried: &'a Tried<'a>,
    verdict: &'a Verdict<'a>,
    bench: &'a Bench,
    visit: &'a Visit,
    lang: Lang,
}

impl Scene<'_> {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    fn main(&self) -> Markup {
        let action = self.visit.link("/try");
        html! {
            header class="flow" {
                h1 { (self.say("把规则用在一个人身上", "Try rules on a person")) }
                (self.people())
                @if let Some(story) = self.story() { p class="quiet prose" { (story) } }
            }
            form id="bench" class="bench" method="post" action=(action) data-answer=(self.say("正在推导…", "Deriving…")) {
                @if let Some(person) = self.setting.person { input type="hidden" name="person" value=(person.id); }
                section id="answer" class="answer" aria-live="polite" { (self.answer()) }
                (self.moment())
                section id="reasons" { (self.reasons()) }
                div id="inputs" class="inputs" {
                    (self.evidence())
                    (picking::rules(self.setting, self.bench, self.lang))
                }
                (picking::editor(self.setting, self.tried, self.bench, self.lang))
                (self.takeaway())
            }
        }
    }

    fn people(&self) -> Markup {
        let ready = self.setting.is_ready(self.bench);
        html! {
            nav aria-label=(self.say("现成的人", "Ready persons")) {
                ul class="people" {
                    @for person in PEOPLE {
                        li {
                            a href=(self.visit.link(&address("/try", &[("person", person.id)])))
                                aria-current=[(ready && self.setting.person.is_some_and(|p| p.id == person.id)).then_some("true")] { (person.name(self.lang)) }
                        }
                    }
                    li { a href=(self.visit.link("/try?person=own")) aria-current=[self.setting.person.is_none().then_some("true")] { (self.say("自己的", "Your own")) } }
                }
            }
        }
    }

    fn story(&self) -> Option<&'static str> {
        self.setting.person.filter(|_| self.setting.is_ready(self.bench)).map(|person| person.story(self.lang))
    }

    // The answer.

    fn answer(&self) -> Markup {
        html! {
            @match self.verdict {
                Verdict::One(told) => {
                    (answer::head(told, self.lang))
                    (self.untold(told))
                    (answer::ribbon(told, "ribbon", self.lang))
                    (answer::forecast(told, self.lang))
                },
                Verdict::Two(a, b) => {
                    div class="sides" {
                        @for (told, name) in [(a, self.name(&self.setting.rules)), (b, self.other_name())] {
                            div class="side" { h2 { (name) } (answer::head(told, self.lang)) }
                        }
                    }
                    (answer::compared(a, b, [&self.name(&self.setting.rules), &self.other_name()], self.lang))
                    (self.texts_compared(a, b))
                },
                Verdict::Refused(fault) => (show::faults([fault], self.lang)),
                Verdict::Unread => (self.unread()),
            }
        }
    }

    /// Said where a rule in force did not speak: and the way to try it all the same.
    fn untold(&self, told: &Told<'_>) -> Markup {
        html! {
            @if let Some(note) = &told.explained.not_covered {
                div class="notice" {
                    // The sentence has said it already where the whole code rests on it.
                    @if !told.unspoken() { p { (fields::capital(note)) } }
                    @if self.setting.as_if {
                        p { (self.say("即使试行，这些规则也没有处理它。", "Even as if in force, these rules do not treat it.")) }
                    } @else {
                        p { (self.say("规则有生效的日期和地区。可以把日期移过来试一试；结果会写明是试行。", "Rules have their dates and regions. You can move the dates and try; the result will say so.")) }
                        p { button name="as_if" value="on" { (self.say("试行：当作这些规则今天有效", "Try as if in force")) } }
                    }
                }
            }
            @if self.setting.person.is_some_and(|person| person.id == "depositor") && told.dossier.evidence().is_empty() {
                div class="notice" { p { (forwarded().of(self.lang)) } }
            }
        }
    }

    fn unread(&self) -> Markup {
        html! {
            div class="notice" role="alert" {
                p { strong { (self.say("还不能推导：下面有要改的地方。", "Not derived yet: something below needs mending.")) } }
                p class="quiet" { (self.say("写下的都还在；每一处旁边说明了错在哪里、怎么改。", "What you wrote is kept; beside each place stands what is wrong and what to do.")) }
            }
        }
    }

    fn name(&self, choice: &Choice) -> String {
        picking::name(choice, self.bench, self.lang)
    }

    fn other_name(&self) -> String {
        self.setting.against.as_ref().map(|choice| self.name(choice)).unwrap_or_default()
    }

    fn reasons(&self) -> Markup {
        html! {
            @match self.verdict {
                Verdict::One(told) => (answer::four(told, self.lang)),
                Verdict::Two(a, b) => {
                    div class="sides" {
                        @for (told, name) in [(a, self.name(&self.setting.rules)), (b, self.other_name())] {
                            div { h2 { (name) } (answer::four(told, self.lang)) }
                        }
                    }
                },
                _ => {},
            }
        }
    }

    /// What changes for whom between two packs, whoever the person is.
    fn texts_compared(&self, a: &Told<'_>, b: &Told<'_>) -> Markup {
        let ([a, ..], [b, ..]) = (a.book.packs(), b.book.packs()) else { return html! {} };
        let single = [&self.setting.rules, self.setting.against.as_ref().unwrap_or(&self.setting.rules)];
        if single.iter().any(|choice| matches!(choice, Choice::All(_))) {
            return html! {};
        }
        let told = mingma_rules::differ::diff(a, b, self.tried.profile).tell(self.lang);
        html! {
            details class="more" {
                summary class="fold" { (self.say("两个规则包本身有什么不同", "What differs between the two packs themselves")) }
                div class="diff" {
                    @for line in told.lines().filter(|line| !line.trim().is_empty()) {
                        p class=[line.starts_with(' ').then_some("inner")] { (show::as_written(line.trim(), self.lang)) }
                    }
                }
            }
        }
    }

    // The moment.

    fn moment(&self) -> Markup {
        let (from, to) = self.reach();
        let zone = &self.tried.profile.zone;
        let next = match self.verdict {
            Verdict::One(told) | Verdict::Two(told, _) => told.derivation.next_change,
            _ => None,
        };
        html! {
            section class="when" aria-label=(self.say("时刻", "The moment")) {
                div id="reach" hidden data-from=(from) data-to=(to) data-at=(self.tried.at.unwrap_or(from)) data-zone=(zone.name()) {
                    label for="slide" class="sr" { (self.say("把“现在”拨到这一个月里的任何时刻", "Move \u{201c}now\u{201d} through the month")) }
                    input id="slide" type="range" min=(from) max=(to) step="3600" value=(self.tried.at.unwrap_or(from));
                    div class="ends" { span { (when::day(zone, from, self.lang)) } span { (when::day(zone, to, self.lang)) } }
                }
                div class="row" {
                    label class="sr" for="at" { (self.say("现在是", "Now is")) }
                    @if self.tried.at.is_some() && !self.setting.at.contains(['+', 'Z']) {
                        input type="datetime-local" id="at" name="at" value=(self.setting.at) step=[(self.setting.at.len() > 16).then_some("1")];
                    } @else {
                        input id="at" name="at" value=(self.setting.at) aria-invalid=[self.tried.at_fault.as_ref().map(|_| "true")];
                    }
                    button class="main" name="do" value="derive" { (self.say("推导", "Derive")) }
                    button name="do" value="earlier" { (self.say("← 早一天", "← a day earlier")) }
                    button name="do" value="later" { (self.say("晚一天 →", "a day later →")) }
                    span id="next" {
                        @if let Some(next) = next {
                            button name="do" value={ "go:" (when::field(zone, next)) } { (self.say("到下一次变化", "to the next change")) }
                        }
                    }
                }
                (show::faults(&self.tried.at_fault, self.lang))
            }
        }
    }

    /// First and last moment of the slider: a month around the evidence.
    fn reach(&self) -> (i64, i64) {
        let zone = &self.tried.profile.zone;
        let at = self.tried.at.unwrap_or_else(|| self.bench.now());
        let first = self
            .tried
            .dossier
            .as_ref()
            .and_then(|dossier| dossier.evidence().first())
            .map_or(at, |item| item.observed_at);
        let last = self
            .tried
            .dossier
            .as_ref()
            .and_then(|dossier| dossier.evidence().last())
            .map_or(at, |item| item.observed_at);
        let from = zone.midnight_before(first.min(at), 1);
        let month = zone.midnight_after(from, 31);
        (from, month.max(zone.midnight_after(last, 3)).max(zone.midnight_after(at, 1)))
    }

    // What was given.

    fn evidence(&self) -> Markup {
        let around =
            Around { lang: self.lang, profile: self.tried.profile, rows: &self.setting.rows, open: self.setting.added };
        let zone = &self.tried.profile.zone;
        let text = self.setting.json.clone().unwrap_or_else(|| rows::to_json(&self.setting.rows, zone));
        html! {
            section class="flow" {
                h2 { (self.say("依据", "Evidence")) }
                @if self.setting.rows.is_empty() {
                    p class="quiet" { (self.say("没有一条依据。在下面添一条：它当即生效，再改日期。", "No evidence. Add an item below: it works at once, then change its dates.")) }
                }
                div {
                    @for (number, row) in self.setting.rows.iter().enumerate() {
                        (fields::item(number, row, self.tried.row_faults.get(number).map(Vec::as_slice).unwrap_or_default(), around))
                    }
                    div class="adding" {
                        div class="field" {
                            label for="add" { (self.say("再添一条", "Add an item")) }
                            select id="add" name="add" { (fields::kinds(self.lang)) }
                        }
                        button name="do" value="add" { (self.say("添上", "Add")) }
                    }
                }
                details class="more" open[!self.tried.json_faults.is_empty()] {
                    summary class="fold" { (self.say("写成 JSON，或贴上 JSON", "As JSON, or paste JSON")) }
                    div class="flow" {
                        label class="sr" for="json" { (self.say("依据的 JSON", "Evidence as JSON")) }
                        textarea id="json" name="json" spellcheck="false" rows="10" aria-invalid=[(!self.tried.json_faults.is_empty()).then_some("true")] { (text) }
                        @if !self.tried.json_faults.is_empty() {
                            (super::check::findings(&text, &self.tried.json_faults, self.lang))
                        }
                        button name="do" value="json" { (self.say("用这份 JSON", "Use this JSON")) }
                    }
                }
            }
        }
    }

    fn takeaway(&self) -> Markup {
        let ready = matches!(self.verdict, Verdict::One(_) | Verdict::Two(..));
        html! {
            section class="takeaway flow" {
                h2 { (self.say("带走", "Take it with you")) }
                div class="row" {
                    button formaction=(self.visit.link("/try/letter")) disabled[!ready] { (self.say("告知书（可打印）", "The letter, to print")) }
                    button formaction=(self.visit.link("/try/derive.json")) disabled[!ready] { "JSON" }
                    button type="button" id="link" hidden data-done=(self.say("已复制", "Copied")) { (self.say("复制链接", "Copy a link")) }
                }
                p class="quiet" id="link-note" { (self.say("链接把全部内容放在 # 之后：浏览器不会把这一段发给任何服务器。打开这样的链接需要 JavaScript。", "The link holds everything behind its #: a browser sends that part to no server. Opening such a link needs JavaScript.")) }
            }
        }
    }
}
