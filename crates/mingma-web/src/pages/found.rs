//! What an inquiry found: the figure first, then its pictures, then the tables behind them.

mod people;

use maud::{Markup, html};
use mingma_legacy::{Batch, Channel, Inquiry, Moment};
use mingma_model::{Lang, Zone};

use super::register::Sample;
use crate::chart::{self, grouped};
use crate::visit::{Visit, address};
use crate::{flow, show, when};

/// Where the figures come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A generated register: it can be asked for again, page by page.
    Sample(Sample),
    /// A dropped one: nothing of it is kept.
    Own,
}

/// The whole page.
pub(crate) fn page(inquiry: &Inquiry, visit: &Visit, origin: Origin, zone: &Zone) -> Markup {
    let sheet = Sheet { inquiry, visit, origin, zone, lang: visit.lang };
    html! {
        (sheet.head())
        @if inquiry.unexplained.total > 0 {
            (sheet.pictures())
            (sheet.batches())
        }
        (sheet.classes())
        @if inquiry.unexplained.total > 0 { (sheet.people()) }
        (sheet.notes())
    }
}

struct Sheet<'a> {
    inquiry: &'a Inquiry,
    visit: &'a Visit,
    origin: Origin,
    zone: &'a Zone,
    lang: Lang,
}

impl Sheet<'_> {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    fn moment(&self, moment: &Moment) -> String {
        when::moment(self.zone, moment.at, self.lang)
    }

    // The figure.

    fn head(&self) -> Markup {
        let total = self.inquiry.unexplained.total;
        html! {
            header class="flow" {
                p { a href=(self.visit.link("/try/register")) { (self.say("← 登记册", "← Registers")) } }
                h1 {
                    span class="figure" { (grouped(total)) } " "
                    (match (self.lang, total) {
                        (Lang::Zh, 0) => "人的红码没有解释：每个红码都有依据".to_owned(),
                        (Lang::Zh, _) => "人的红码，没有任何依据可以解释".to_owned(),
                        (Lang::En, 0) => "red codes without an explanation".to_owned(),
                        (Lang::En, 1) => "person turned red, and nothing explains it".to_owned(),
                        (Lang::En, _) => "people turned red, and nothing explains it".to_owned(),
                    })
                }
                p class="lead" { (self.lead()) }
                (self.origin_note())
            }
        }
    }

    fn lead(&self) -> String {
        let found = &self.inquiry.unexplained;
        let span = match (&self.inquiry.first, &self.inquiry.last) {
            (Some(first), Some(last)) => {
                [first, last].map(|moment| when::moment(self.zone, moment.at.div_euclid(60) * 60, self.lang))
            }
            _ => {
                return self
                    .say("登记册里没有需要解释的红码。", "There is no red code to explain in this register.")
                    .to_owned();
            }
        };
        let by = |channel: Channel| self.count(channel);
        let told = match self.lang {
            Lang::Zh => format!(
                "从{}到{}。{} 人到达时扫码，{} 人在别处扫了转发来的场所码。登记册里共有 {} 人红过，{} 人的红码由公布的规则和依据可以推导出来。",
                span[0],
                span[1],
                grouped(by(Channel::ArrivalScan)),
                grouped(by(Channel::ForwardedScan)),
                grouped(self.inquiry.red),
                grouped(self.inquiry.explained)
            ),
            Lang::En => format!(
                "From {} to {}. {} scanned a place code on arriving, {} scanned a forwarded picture elsewhere. {} people of the register were ever red; the published rules and the evidence derive the reds of {}.",
                span[0],
                span[1],
                grouped(by(Channel::ArrivalScan)),
                grouped(by(Channel::ForwardedScan)),
                grouped(self.inquiry.red),
                grouped(self.inquiry.explained)
            ),
        };
        let papered = if found.papered > 0 {
            self.say("有人的依据是后来才补上的。", " Some were given evidence only afterwards.")
        } else {
            ""
        };
        told + papered
    }

    fn origin_note(&self) -> Markup {
        html! {
            p class="row" {
                @if let Origin::Sample(sample) = self.origin {
                    a class="button" href=(self.visit.link(&format!("/try/register.json?sample={}", sample.word()))) { "JSON" }
                    span class="quiet" { (self.say("人是生成的，数字是查出来的。", "The people are generated; the figures are found.")) }
                } @else {
                    span class="quiet" { (self.say("这份登记册没有保存；离开本页即不复存在。要 JSON，请在表单上选 JSON。", "This register was not stored; it is gone when you leave. For JSON, choose JSON on the form.")) }
                }
            }
        }
    }

    fn count(&self, channel: Channel) -> u64 {
        let found = &self.inquiry.unexplained;
        match channel {
            Channel::ArrivalScan => found.arrival_scan,
            Channel::ForwardedScan => found.forwarded_scan,
            Channel::UnknownScan => found.unknown_scan,
            Channel::NoScan => found.no_scan,
        }
    }

    // The pictures.

    fn pictures(&self) -> Markup {
        html! {
            section class="flow" {
                h2 { (self.say("谁批的 → 哪个账号 → 什么渠道 → 几个人", "Who approved → which account → by which way → how many")) }
                div class="scroll" tabindex="0" role="group" aria-label=(self.say("流向图", "The flow")) { (flow::drawn(&self.inquiry.flow, self.lang)) }
            }
            section class="flow" {
                h2 { (self.say("什么时候", "When")) }
                (chart::time(&self.inquiry.by_time, self.zone, self.lang))
            }
        }
    }

    fn batches(&self) -> Markup {
        html! {
            section class="flow" {
                h2 { (self.say("批次", "Batches")) }
                div class="scroll broad" tabindex="0" role="group" aria-label=(self.say("批次", "Batches")) {
                    table {
                        thead { tr {
                            th scope="col" { (self.say("批次", "Batch")) }
                            th scope="col" class="n" { (self.say("人数", "People")) }
                            th scope="col" { (self.say("账号", "Account")) }
                            th scope="col" { (self.say("单位", "Unit")) }
                            th scope="col" { (self.say("批准人", "Approved by")) }
                            th scope="col" { (self.say("最早", "First")) }
                            th scope="col" { (self.say("最晚", "Last")) }
                        } }
                        tbody { @for batch in self.inquiry.unexplained.batches.iter().take(100) { (self.batch(batch)) } }
                    }
                }
                @if self.inquiry.unexplained.batches.len() > 100 { p class="quiet" { (self.say("列出最大的 100 批，其余见 JSON。", "The 100 largest are listed; the rest is in the JSON.")) } }
            }
        }
    }

    fn batch(&self, batch: &Batch) -> Markup {
        let blank = self.say("（空白）", "(blank)");
        let named = |text: &str| {
            if text.is_empty() {
                html! { (blank) }
            } else {
                show::as_written(text, self.lang)
            }
        };
        html! {
            tr {
                td { (self.narrowed("batch", &batch.batch, &named(&batch.batch))) }
                td class="n" { (grouped(batch.count)) }
                td { (named(&batch.account)) }
                td { (named(&batch.unit)) }
                td { (named(&batch.approved_by)) }
                td class="nowrap" { (self.moment(&batch.first)) }
                td class="nowrap" { (self.moment(&batch.last)) }
            }
        }
    }

    /// A figure of a generated register leads to the people behind it.
    fn narrowed(&self, word: &str, value: &str, text: &Markup) -> Markup {
        match self.origin {
            Origin::Sample(sample) => html! {
                a href={ (self.visit.link(&address("/try/register", &[("sample", sample.word()), (word, value)]))) "#people" } { (text) }
            },
            Origin::Own => text.clone(),
        }
    }

    /// Every class of the inquiry, with what it means.
    fn classes(&self) -> Markup {
        let (all, found) = (self.inquiry, &self.inquiry.unexplained);
        let link = |word: &str, value: &str, count: u64| self.narrowed(word, value, &html! { (grouped(count)) });
        let plain = |count: u64| html! { (grouped(count)) };
        let rows: [(&str, &str, Markup); 10] = [
            ("红过的人", "ever red", plain(all.red)),
            ("有解释：规则在那一刻推导得出", "explained: the rules derive it for that moment", plain(all.explained)),
            ("没有解释", "not explained", plain(found.total)),
            ("　其中到达时扫码", "of these, scanned on arrival", link("channel", "arrival_scan", found.arrival_scan)),
            (
                "　其中在别处扫转发码",
                "of these, scanned a forwarded code",
                link("channel", "forwarded_scan", found.forwarded_scan),
            ),
            (
                "　其中扫码地不明",
                "of these, scanned, unknown where",
                link("channel", "unknown_scan", found.unknown_scan),
            ),
            ("　其中没有扫码", "of these, no scan", link("channel", "no_scan", found.no_scan)),
            ("　事后才补依据", "papered over: evidence known only afterwards", link("papered", "yes", found.papered)),
            ("　依据已经到期", "lapsed: earlier evidence had ended", link("lapsed", "yes", found.lapsed)),
            ("　后来由人手工转回", "turned back by hand later", plain(all.turned_back)),
        ];
        html! {
            section class="flow" {
                h2 { (self.say("全部数目", "All figures")) }
                div class="scroll prose" tabindex="0" role="group" aria-label=(self.say("全部数目", "All figures")) {
                    table {
                        caption { (self.say("按人计，按第一个没有解释的红码归类", "Counted by person, by the first red that is not explained")) }
                        tbody {
                            @for (zh, en, count) in rows { tr { th scope="row" { (self.say(zh, en)) } td class="n" { (count) } } }
                            tr { th scope="row" { (self.say("不在任何全国规则的时间内，不作判断", "not covered: outside the time of every pack of the floor; nothing is said")) } td class="n" { (grouped(all.not_covered)) } }
                            @if let Some(rejected) = &all.rejected {
                                tr { th scope="row" { (self.say("放到一边的行", "rows set aside")) } td class="n" { (grouped(rejected.rows)) } }
                                @for (code, count) in &rejected.by_code { tr { th scope="row" { code { (code) } } td class="n" { (grouped(*count)) } } }
                            }
                        }
                    }
                }
                p class="quiet" { (self.say("红过 = 有解释 + 没有解释 + 不作判断。", "Ever red = explained + not explained + not covered.")) }
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if !self.inquiry.notes.is_empty() {
                section class="flow" {
                    h2 { (self.say("读到的其他情况", "Read over")) }
                    (show::faults(&self.inquiry.notes, self.lang))
                }
            }
        }
    }
}
