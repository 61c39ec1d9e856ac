//! `/about`: what it is, what happens to what is typed, how to cite.

use axum::response::Response;
use maud::html;

use crate::shell::Page;
use crate::visit::Visit;

/// What the house is, its privacy, its limits.
pub(crate) async fn get(visit: Visit) -> Response {
    let main = html! {
        div class="flow prose" {
            h1 { (visit.say("这是什么", "What this is")) }
            p { (visit.say(
                "明码把一张公布的赋码表写成规则，把一个人的事实写成依据，由两者推导出码色。每一个颜色都能答出：为什么、到什么时候、怎样解除、向谁反对。答不出的，就是绿色，并说明没有规则涉及。",
                "Mingma writes a published table as rules and the facts of a person as evidence, and derives the colour from the two. Every colour can answer: why, until when, what frees me, with whom I disagree. What cannot answer is green, and is said to be covered by no rule."
            )) }
            p { (visit.say(
                "这里是试验台：没有账号，没有状态，结果不约束任何人。人物与登记册都是生成的。",
                "This is the bench: no accounts, no state, and a result binds nobody. People and registers are generated."
            )) }
            h2 id="privacy" { (visit.say("你填的内容去了哪里", "What happens to what you enter")) }
            ul {
                li { (visit.say("只用来回答这一次请求，随后即从内存消失；不写盘，不记日志。", "It answers this one request and is then gone from memory; nothing is written to disk or to a log.")) }
                li { (visit.say("没有 cookie，没有第三方，没有统计。", "No cookie, no third party, no analytics.")) }
                li { (visit.say("“复制链接”把内容放在 # 之后，浏览器不会把它发给服务器；打开链接的人能读到全部内容，请当作信件对待。", "\u{201c}Copy a link\u{201d} puts the content behind the #, which a browser sends to no server; whoever opens the link can read all of it, so treat it as a letter.")) }
                li { (visit.say("在自己的电脑上运行 mingma try，连本机之外都不会连接。", "Run mingma try on your own machine and it connects to nothing beyond it.")) }
            }
            h2 { (visit.say("怎样推导", "How a colour is derived")) }
            ol {
                li { (visit.say("一条依据遇到一条规则，成为一条时间线：几段颜色，各有起止。", "A rule turns a piece of evidence into a timeline: stretches of colour, each with its beginning and end.")) }
                li { (visit.say("同一条依据，先后有几个规则包涉及的，取最轻的：规则不溯及既往。", "Of the packs that ever spoke of one item the mildest counts: no rule reaches back.")) }
                li { (visit.say("各条时间线的上沿，就是码色。每条规则都有终点，所以没有永远的红码。", "The upper edge of all timelines is the colour. Every rule ends, so no code is red for ever.")) }
                li { (visit.say("“7天”指第7天过完，即第8天的0时；“24小时”就是24小时。", "\u{201c}7d\u{201d} runs through the seventh day, to 00:00 of the eighth; \u{201c}24h\u{201d} is 24 hours.")) }
            }
            h2 id="cite" { (visit.say("怎样引用", "How to cite")) }
            p { (visit.say("引用规则，请写规则包的编号、规则的编号和它的出处；引用一次推导，请写时刻和告知书上的简码。", "To cite a rule, give the pack's id, the rule's id and its source; to cite a derivation, give the moment and the short code of the letter.")) }
            p { (visit.say("例：", "Example: ")) code { "Mingma " (env!("CARGO_PKG_VERSION")) ", henan-2022-03/arrival" } }
            p { (visit.say("许可：", "Licence: ")) "Apache-2.0" }
        }
    };
    Page::new(visit.say("说明", "About"), main).answer(&visit)
}
