//! `/rules/{id}`: one pack: its table, reading, lapses, source, cases, history, what is not encoded, its TOML.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use mingma_model::{Kind, Lang, Source, Span, Zone};
use mingma_rules::lapses::{self, LapseRow};
use mingma_rules::{Rule, Shade, cases, check, compare, prose};

use crate::doc::{self, Section};
use crate::fields::capital;
use crate::people::PEOPLE;
use crate::shell::Page;
use crate::state::{Bench, Jurisdiction, Shipped};
use crate::visit::{Visit, address};
use crate::{show, when};

/// One pack, or that there is none of that name.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, Path(id): Path<String>, visit: Visit) -> Response {
    let Some((place, shipped)) = bench.pack(&id) else {
        return super::missing::get(visit).await;
    };
    let sheet = Sheet {
        place,
        shipped,
        visit: &visit,
        sections: doc::sections(&shipped.doc),
        lapses: lapses::rows(&shipped.doc),
    };
    Page::new(shipped.pack.title.of(visit.lang), sheet.main()).answer(&visit)
}

struct Sheet<'a> {
    place: &'a Jurisdiction,
    shipped: &'a Shipped,
    visit: &'a Visit,
    sections: Vec<Section>,
    lapses: Vec<LapseRow>,
}

impl Sheet<'_> {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.visit.say(zh, en)
    }

    fn zone(&self) -> &Zone {
        &self.place.profile.zone
    }

    fn main(&self) -> Markup {
        let pack = &self.shipped.pack;
        html! {
            header class="flow" {
                p { a href=(self.visit.link("/rules")) { (self.say("← 全部规则", "← All rules")) } }
                h1 { (pack.title.of(self.visit.lang)) }
                (self.facts())
                (self.tries())
                (self.contents())
            }
            (self.table())
            (self.told("published", "公布的文本", "What was published"))
            (self.told("reading", "我们的读法", "Our reading"))
            (self.left_green())
            (self.told("lapses", "时限从何而来", "Where the time limits come from"))
            (self.told("not encoded", "没有编码的", "Not encoded"))
            (self.differences())
            (self.cases())
            (self.told("history", "沿革", "History"))
            (self.toml())
        }
    }

    fn facts(&self) -> Markup {
        let (pack, lang) = (&self.shipped.pack, self.visit.lang);
        html! {
            dl class="facts" {
                dt { (self.say("在哪里", "Where")) }
                dd { (show::as_written(&super::rules::region(self.place, self.shipped, self.visit), lang)) " " span class="quiet" { (pack.region) } }
                dt { (self.say("有效期", "In force")) }
                dd { (when::full(self.zone(), pack.from, lang)) " — " (when::full(self.zone(), pack.to, lang)) }
                dt { (self.say("出处", "Source")) }
                dd { (show::as_written(&pack.source, lang)) }
                dt { (self.say("编号", "Id")) }
                dd { code { (pack.id) } }
            }
        }
    }

    fn tries(&self) -> Markup {
        let id = self.shipped.pack.id.as_str();
        let kinds: Vec<Kind> = self.shipped.pack.rules.iter().map(|rule| rule.on).collect();
        let fits = |person: &&crate::people::Person| {
            let rows = crate::rows::of_json(person.evidence, self.zone());
            person.rules == self.place.profile.id
                && rows.iter().any(|row| row.kind().is_some_and(|kind| kinds.contains(&kind)))
        };
        html! {
            p class="row" {
                @for person in PEOPLE.iter().filter(fits).take(3) {
                    a class="button" href=(self.visit.link(&address("/try", &[("person", person.id), ("packs", id), ("as_if", "on")]))) {
                        (self.say("用在：", "Try on: ")) (person.name(self.visit.lang))
                    }
                }
                a class="button" href=(self.visit.link(&address("/try", &[("person", "own"), ("packs", "own"), ("from", id)]))) { (self.say("在试验台上改它", "Change it on the bench")) }
            }
        }
    }

    fn contents(&self) -> Markup {
        let parts = [
            ("table", "规则表", "Table"),
            ("published", "公布", "Published"),
            ("reading", "读法", "Reading"),
            ("lapses", "时限", "Limits"),
            ("not-encoded", "未编码", "Not encoded"),
            ("cases", "用例", "Cases"),
            ("history", "沿革", "History"),
            ("toml", "原文件", "File"),
        ];
        html! {
            nav class="toc" aria-label=(self.say("本页内容", "On this page")) {
                @for (id, zh, en) in parts { a href={ "#" (id) } { (self.say(zh, en)) } }
            }
        }
    }

    // The table.

    fn table(&self) -> Markup {
        html! {
            section id="table" class="flow" {
                h2 { (self.say("规则表", "The table")) }
                div class="scroll broad" tabindex="0" role="group" aria-label=(self.say("规则表", "The table")) {
                    table {
                        thead {
                            tr {
                                th scope="col" { (self.say("情形", "Trigger")) }
                                th scope="col" { (self.say("颜色，到何时", "Colour, until")) }
                                th scope="col" { (self.say("最长", "At most")) }
                                th scope="col" { (self.say("时限出自", "Whose limit")) }
                            }
                        }
                        tbody { @for rule in &self.shipped.pack.rules { (self.row(rule)) } }
                    }
                }
            }
        }
    }

    fn row(&self, rule: &Rule) -> Markup {
        let lang = self.visit.lang;
        let told = prose::rule(rule, &self.place.profile, lang);
        let trigger = told.sentences.first().cloned().unwrap_or_default();
        let whose = self.lapses.iter().find(|row| row.rule == rule.id).map(|row| row.whose.as_str());
        html! {
            tr id=(rule.id) {
                td {
                    (capital(&told.reason)) br;
                    span class="quiet" { (show::as_written(&trigger, lang)) }
                }
                td {
                    ul class="phases" {
                        @for (phase, sentence) in rule.phases.iter().zip(told.sentences.iter().skip(1)) {
                            li {
                                @if let Shade::Plain(colour) = phase.colour { (show::shape(colour)) " " }
                                (sentence)
                            }
                        }
                    }
                }
                td class="nowrap" { (length(rule.lapse, lang)) }
                td {
                    @match whose {
                        Some("source") => (self.say("原文", "the text")),
                        Some("ours") => (self.say("我们定的", "ours")),
                        _ => "—",
                    }
                }
            }
        }
    }

    // The reading.

    fn told(&self, name: &str, zh: &str, en: &str) -> Markup {
        let Some(section) = self.sections.iter().find(|section| section.name == name) else {
            return html! {};
        };
        html! {
            section id=(name.replace(' ', "-")) class="flow" {
                h2 { (self.say(zh, en)) }
                (section.html(self.visit.lang))
            }
        }
    }

    /// What the pack leaves green, and what it does not speak of.
    fn left_green(&self) -> Markup {
        let left = prose::pack(&self.shipped.pack, &self.place.profile, self.visit.lang).left_out;
        html! {
            @if !left.is_empty() {
                section id="left-green" class="flow" {
                    h2 { (self.say("不赋色的", "What it leaves green")) }
                    ul { @for line in &left { li { (show::as_written(&capital(line), self.visit.lang)) } } }
                }
            }
        }
    }

    /// Where this pack departs from a wider one in force at the same time.
    fn differences(&self) -> Markup {
        let rows = self.shipped.differences(self.place);
        let wider: Vec<&Shipped> =
            self.place.packs.iter().filter(|other| rows.iter().any(|(id, ..)| *id == other.pack.id)).collect();
        html! {
            @if !rows.is_empty() {
                section id="differences" class="flow" {
                    h2 { (self.say("与更广区划的规则不同之处", "Where it departs from a wider pack")) }
                    p class="quiet" { (self.say("更严（层层加码）或更宽（瞒报），都要上级单位的两名经办人一并签署。", "Stricter or milder: either needs two officers of the wider unit as well.")) }
                    @for other in wider { (self.departures_from(other, rows)) }
                }
            }
        }
    }

    fn departures_from(&self, wider: &Shipped, rows: &[Departure]) -> Markup {
        html! {
            details class="more" {
                summary class="fold" { (wider.pack.title.of(self.visit.lang)) }
                ul {
                    @for (_, rule, difference) in rows.iter().filter(|(id, ..)| *id == wider.pack.id) {
                        @let (zh, en) = check::tell(difference);
                        li { code { (rule) } " " (self.say(&zh, &en)) }
                    }
                }
                p { a href=(self.visit.link(&format!("/rules/{}", wider.pack.id))) { (self.say("看那个规则包", "See that pack")) } }
            }
        }
    }

    fn cases(&self) -> Markup {
        let (passed, failed) = self.shipped.cases(self.place);
        let total = passed + failed.len();
        html! {
            section id="cases" class="flow" {
                h2 { (self.say("用例", "Cases")) }
                p { (match self.visit.lang {
                    Lang::Zh => format!("{total} 个用例，走过公布的每一行、每个界限的两侧；刚才在这台机器上跑过，{passed} 个相符。"),
                    Lang::En => format!("{total} cases walk every row of the published table and both sides of each boundary; run on this machine just now, {passed} agree."),
                }) }
                @if !failed.is_empty() {
                    ul { @for name in failed { li { (name) } } }
                }
            }
        }
    }

    fn toml(&self) -> Markup {
        html! {
            section id="toml" class="flow source" {
                h2 { (self.say("规则包原文件", "The pack's file")) }
                details {
                    summary class="fold" { code { (self.shipped.pack.id) ".toml" } }
                    pre tabindex="0" { code { (self.shipped.toml) } }
                }
            }
        }
    }
}

/// A span as a length.
fn length(span: Span, lang: Lang) -> String {
    match (lang, span) {
        (Lang::Zh, Span::Days(n)) => format!("{n}天"),
        (Lang::Zh, Span::Hours(n)) => format!("{n}小时"),
        (Lang::En, Span::Days(1)) => "1 day".to_owned(),
        (Lang::En, Span::Days(n)) => format!("{n} days"),
        (Lang::En, Span::Hours(n)) => format!("{n} h"),
    }
}

/// A difference from a wider pack: its id, the rule here, the days.
pub(crate) type Departure = (String, String, compare::Difference);

/// All departures of a pack from wider packs of its profile that are in force with it.
pub(crate) fn departures(place: &Jurisdiction, shipped: &Shipped) -> Vec<Departure> {
    let (pack, zone) = (&shipped.pack, &place.profile.zone);
    let wider = place.packs.iter().map(|other| &other.pack).filter(|other| {
        other.region.len() < pack.region.len()
            && other.region.covers(pack.region)
            && pack.from.max(other.from) < pack.to.min(other.to)
    });
    let mut out = Vec::new();
    for other in wider {
        for kind in Kind::ALL.iter().filter(|kind| pack.treats(**kind) && other.treats(**kind)) {
            for difference in compare::compare(pack, other, *kind, zone) {
                let rule = difference.rule.clone().unwrap_or_else(|| kind.word().to_owned());
                out.push((other.id.clone(), rule, difference));
            }
        }
    }
    out
}

/// Runs a pack's cases: how many agree, and the names of those that do not.
pub(crate) fn run(place: &Jurisdiction, shipped: &Shipped) -> (usize, Vec<String>) {
    let name = format!("{}.cases.json", shipped.pack.id);
    let text = mingma_rules::shipped::rule_file(&place.profile.id, &name).unwrap_or_default();
    let read = cases::read_cases(&Source::new(&name, &text), &place.profile).unwrap_or_default();
    let agrees = |case: &cases::Case| case.run(&shipped.alone).is_ok_and(|outcome| outcome.passed());
    let (passed, failed): (Vec<_>, Vec<_>) = read.into_iter().partition(agrees);
    (passed.len(), failed.into_iter().map(|case| case.name).collect())
}
