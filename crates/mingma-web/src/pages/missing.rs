//! What is not there, and what could not be taken.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use crate::shell::{Page, Tongue};
use crate::visit::Visit;

/// Nothing stands at this address.
pub(crate) async fn get(visit: Visit) -> Response {
    let main = html! {
        div class="flow prose" {
            h1 { (visit.say("这里没有页面", "There is no page here")) }
            p { (visit.say("地址可能写错了，或页面已经搬走。没有丢失任何东西。", "The address may be mistaken, or the page has moved. Nothing was lost.")) }
            ul {
                li { a href=(visit.link("/")) { (visit.say("首页", "The front page")) } }
                li { a href=(visit.link("/try")) { (visit.say("用一个人试一试", "Try it on a person")) } }
                li { a href=(visit.link("/rules")) { (visit.say("所有已公布的规则", "All published rules")) } }
            }
        }
    };
    Page::new(visit.say("没有这个页面", "No such page"), main)
        .tongue(Tongue::Back("/"))
        .status(StatusCode::NOT_FOUND)
        .answer(&visit)
}

/// A form that could not be taken as it came: too large, broken off, not UTF-8.
pub(crate) fn refused(visit: &Visit, status: StatusCode, limit: &str, back: &'static str) -> Response {
    let large = status == StatusCode::PAYLOAD_TOO_LARGE;
    let main = html! {
        div class="flow prose" {
            @if large {
                h1 { (visit.say("太大了", "That is too large")) }
                p { (visit.say("上限是 ", "The limit is ")) (limit) (visit.say("。没有保存任何东西，请把内容拆开再发。", ". Nothing was kept; split it and send it again.")) }
            } @else {
                h1 { (visit.say("没有收全", "It did not arrive whole")) }
                p { (visit.say("发来的内容不完整，或不是网页表单。没有保存任何东西，请返回再发一次。", "What was sent is incomplete, or no form of these pages. Nothing was kept; go back and send it again.")) }
            }
            p { a class="button" href=(visit.link(back)) { (visit.say("返回", "Go back")) } }
        }
    };
    Page::new(visit.say("没有收下", "Not taken"), main).tongue(Tongue::Back(back)).status(status).answer(visit)
}
