//! `/`, the front door: in five seconds what this is; the bench at once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use crate::answer::{self, Verdict};
use crate::people::PEOPLE;
use crate::setting::Setting;
use crate::shell::Page;
use crate::state::Bench;
use crate::visit::{Visit, address};

/// The front page.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    let main = html! {
        (hero(&visit))
        (start(&bench, &visit))
        (ways(&bench, &visit))
        (never(&visit))
    };
    Page::new(visit.say("说得清、查得证、可申诉的健康码", "A health code in plain sight"), main).answer(&visit)
}

fn hero(visit: &Visit) -> Markup {
    html! {
        section class="hero" {
            h1 { (visit.say("明码：每一个颜色都说得清、查得证、可申诉", "A health code in plain sight: every colour can be explained, proved and appealed.")) }
            p class="lead" {
                (visit.say(
                    "颜色从不由人设定，只由公布的规则和一个人的依据推导出来。挑一个人，或放进自己的日期和规则，看它怎样推导。",
                    "A colour is never set; it is derived from published rules and a person's evidence. Pick a person, or bring your own dates and rules, and watch it being derived.",
                ))
            }
        }
    }
}

fn start(bench: &Bench, visit: &Visit) -> Markup {
    let mut setting = Setting::of_address(&[], bench);
    let tried = setting.tried(bench);
    html! {
        section class="start" aria-label=(visit.say("现成的人", "Ready persons")) {
            ul class="stories" {
                @for (row, person) in PEOPLE.iter().enumerate() {
                    li {
                        a href=(visit.link(&address("/try", &[("person", person.id)]))) aria-current=[(row == 0).then_some("true")] {
                            b { (person.name(visit.lang)) }
                            span class="hint" { (person.story(visit.lang)) }
                        }
                    }
                }
            }
            div class="live" {
                @if let Verdict::One(told) = tried.verdict(visit.lang) {
                    (answer::head(&told, visit.lang))
                    (answer::ribbon(&told, "front", visit.lang))
                    div class="desk-only" { (answer::four(&told, visit.lang)) }
                    p { a class="button main" href=(visit.link(&address("/try", &[("person", PEOPLE[0].id)]))) { (visit.say("拨动时间，看它怎样变化", "Move the time and watch it change")) } }
                }
            }
        }
    }
}

fn ways(bench: &Bench, visit: &Visit) -> Markup {
    let packs: usize = bench.places().iter().map(|place| place.packs.len()).sum();
    let rules: usize =
        bench.places().iter().flat_map(|place| &place.packs).map(|shipped| shipped.pack.rules.len()).sum();
    html! {
        section class="ways" aria-label=(visit.say("三条路", "Three ways on")) {
            div {
                h2 { (visit.say("试你自己的规则和人", "Try your own rules and people")) }
                p { (visit.say("写一张表，给出日期，看码色、理由、何时到期、差什么，打印告知书；两套规则可以并排比。", "Write a table, give the dates; see colour, reason, end and what is missing; print the letter; set two tables side by side.")) }
                p { a href=(visit.link("/try?person=own")) { (visit.say("打开试验台", "Open the bench")) } }
            }
            div {
                h2 { (visit.say("查一份登记册", "Inquire into a register")) }
                p class="figure" { "1,317 " small { "= 446 + 871" } }
                p { (visit.say("2022年6月22日通报的数目。一份照此生成的登记册，由调查自己数出来：谁批的，谁录的，经什么渠道，几个人，凭什么。", "As the notice of 22 June 2022 counted. A register generated after it is counted anew by the inquiry: who approved, who entered, by which channel, how many, on what ground.")) }
                p { a href=(visit.link("/try/register")) { (visit.say("看这次调查，或放进自己的登记册", "See the inquiry, or bring your own register")) } }
            }
            div {
                h2 { (visit.say("读已公布的规则", "Read the published rules")) }
                p class="figure" { (packs) " " small { (visit.say("个规则包", "packs")) ", " (rules) (visit.say(" 条规则", " rules")) } }
                p { (visit.say("2021至2022年各地公布的赋码转码表，逐条写明原文、读法、时限出自谁，并附每个界限两侧的用例。", "Tables that governments published in 2021 and 2022: the text, our reading, whose each time limit is, and a case on both sides of every boundary.")) }
                p { a href=(visit.link("/rules")) { (visit.say("看全部规则", "See all rules")) } }
            }
        }
    }
}

fn never(visit: &Visit) -> Markup {
    let list = [
        ("用手或名单设定颜色", "set a colour by hand or by list"),
        ("收与健康无关的理由", "take a reason that is not about health"),
        ("收能指名道姓的规则", "accept a rule that can name a person"),
        ("追踪手机，比对人脸", "track phones or compare faces"),
        ("在用途之外留存数据", "keep data past its purpose"),
    ];
    html! {
        section class="flow" {
            h2 { (visit.say("它做不到，也不会做的事", "What it cannot do, and will not")) }
            ul class="never" { @for (zh, en) in list { li { (visit.say(zh, en)) } } }
        }
    }
}
