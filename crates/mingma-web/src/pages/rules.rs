//! `/rules`: every pack that ships, by profile, newest first.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use crate::shell::Page;
use crate::state::{Bench, Jurisdiction, Shipped};
use crate::visit::Visit;
use crate::{show, when};

/// The list.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    let main = html! {
        header class="flow" {
            h1 { (visit.say("已公布的规则", "Published rules")) }
            p class="lead" { (visit.say(
                "一份公布的文本，一个规则包。每个包里写着原文怎么说、我们怎么读、时限是谁定的、什么没有编码，并附用例。",
                "One published text, one pack. Each tells what the text says, how we read it, whose each time limit is, what is not encoded, and carries its cases.")) }
        }
        @for place in bench.places() { (of(place, &visit)) }
        section class="flow prose" {
            h2 { (visit.say("写不成规则的表", "Tables that cannot be rules")) }
            p { (visit.say(
                "广西（A1—A8 红、B1—B6 黄）与湖南只公布了编号或天数，没有触发条件；几乎每张表末尾的“其他需要赋码的情形”一类兜底条款，可以套在任何人身上。这些没有编码，理由写在文档里。",
                "Guangxi (A1–A8 red, B1–B6 yellow) and Hunan published codes or days without triggers; and the open clause at the end of nearly every table, “others deemed necessary”, fits anybody. They are not encoded; the documents say why.")) }
        }
    };
    Page::new(visit.say("规则", "Rules"), main).answer(&visit)
}

fn of(place: &Jurisdiction, visit: &Visit) -> Markup {
    let mut packs: Vec<&Shipped> = place.packs.iter().collect();
    // The floor first, then by region, the newest edition first.
    packs.sort_by_key(|shipped| (shipped.pack.region, std::cmp::Reverse(shipped.pack.from)));
    html! {
        section class="flow" {
            h2 { (place.profile.title.of(visit.lang)) }
            ul class="packs" {
                @for shipped in packs { li { (row(place, shipped, visit)) } }
            }
        }
    }
}

fn row(place: &Jurisdiction, shipped: &Shipped, visit: &Visit) -> Markup {
    let (pack, zone) = (&shipped.pack, &place.profile.zone);
    html! {
        div {
            h3 { a href=(visit.link(&format!("/rules/{}", pack.id))) { (pack.title.of(visit.lang)) } }
            p class="quiet" { (show::as_written(&region(place, shipped, visit), visit.lang)) " · " code { (pack.id) } }
        }
        p class="quiet" {
            (when::date(zone, pack.from, visit.lang)) " — " (when::date(zone, pack.to, visit.lang)) br;
            (pack.rules.len()) (visit.say(" 条规则", if pack.rules.len() == 1 { " rule" } else { " rules" }))
        }
    }
}

/// Where a pack speaks, by name.
pub(crate) fn region(place: &Jurisdiction, shipped: &Shipped, visit: &Visit) -> String {
    let region = shipped.pack.region;
    if region.len() == 0 {
        return visit.say("各地", "everywhere").to_owned();
    }
    place.profile.regions.prefix_name(region, visit.lang).unwrap_or_else(|| region.to_string())
}
