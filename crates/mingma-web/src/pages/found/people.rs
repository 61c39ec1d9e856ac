//! The people whom nothing explains, page by page, and what the packs say instead.

use maud::{Markup, html};
use mingma_legacy::{LISTED_PERSONS, Person};
use mingma_model::Lang;

use super::{Origin, Sheet};
use crate::chart::grouped;
use crate::show;
use crate::visit::address;

/// People a page of the list; of a register that was dropped, people in all on the page.
const PAGE: usize = 50;
const PAGE_OWN: usize = 500;

impl Sheet<'_> {
    pub(super) fn people(&self) -> Markup {
        let chosen: Vec<&Person> = self.inquiry.persons.iter().filter(|person| self.wanted(person)).collect();
        let (size, page) = match self.origin {
            Origin::Sample(_) => {
                (PAGE, self.visit.word("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).max(1))
            }
            Origin::Own => (PAGE_OWN, 1),
        };
        let pages = chosen.len().div_ceil(size).max(1);
        let page = page.min(pages);
        let shown = &chosen[(page - 1) * size..chosen.len().min(page * size)];
        html! {
            section id="people" class="flow" {
                h2 { (self.say("没有解释的人，和规则本来怎么说", "The people, and what the packs say instead")) }
                p class="quiet" { (self.listed(chosen.len(), shown.len())) (self.all_again(chosen.len())) }
                div class="scroll broad" tabindex="0" role="group" aria-label=(self.say("没有解释的人", "The people")) {
                    table {
                        thead { tr {
                            th scope="col" { (self.say("编号", "Ref")) }
                            th scope="col" { (self.say("变红", "Red from")) }
                            th scope="col" { (self.say("渠道", "Way")) }
                            th scope="col" { (self.say("账号", "Account")) }
                            th scope="col" { (self.say("规则说", "The packs say")) }
                        } }
                        tbody { @for person in shown { (self.person(person)) } }
                    }
                }
                (self.turning(page, pages))
            }
        }
    }

    /// Whether a person belongs to what the address asks for.
    fn wanted(&self, person: &Person) -> bool {
        let fits = |word: &str, holds: &dyn Fn(&str) -> bool| {
            self.visit.words.iter().find(|(name, _)| name == word).is_none_or(|(_, value)| holds(value))
        };
        fits("channel", &|value| person.channel.word() == value)
            && fits("batch", &|value| person.batch == value)
            && fits("papered", &|_| person.papered)
            && fits("lapsed", &|_| person.lapsed)
    }

    fn listed(&self, chosen: usize, shown: usize) -> String {
        let more = usize::try_from(self.inquiry.unexplained.total).unwrap_or(usize::MAX) > LISTED_PERSONS;
        let cut = if more {
            self.say("（名单最多一万人，数目是全的）", " (the list holds ten thousand at most; the figures are whole)")
        } else {
            ""
        };
        let [chosen, shown] = [chosen, shown].map(|count| grouped(count as u64));
        match self.lang {
            Lang::Zh => format!("{chosen} 人，这里列出 {shown} 人{cut}。"),
            Lang::En => format!("{chosen} people, {shown} of them here{cut}. "),
        }
    }

    fn all_again(&self, chosen: usize) -> Markup {
        html! {
            @if let Origin::Sample(sample) = self.origin {
                @if chosen < self.inquiry.persons.len() {
                    a href={ (self.visit.link(&address("/try/register", &[("sample", sample.word())]))) "#people" } { (self.say("列出全部", "List all")) }
                }
            }
        }
    }

    fn person(&self, person: &Person) -> Markup {
        html! {
            tr {
                td class="nowrap" { code { (person.reference) } }
                td class="nowrap" { (self.moment(&person.from)) }
                td class="nowrap" { (person.channel.name(self.lang)) }
                td class="nowrap" { (show::as_written(&person.account, self.lang)) }
                td {
                    (show::shape(person.derived)) " "
                    @if person.papered { span class="tag" { (self.say("事后补依据", "papered")) } " " }
                    @if person.lapsed { span class="tag" { (self.say("依据已到期", "lapsed")) } " " }
                    (person.says.of(self.lang))
                }
            }
        }
    }

    fn turning(&self, page: usize, pages: usize) -> Markup {
        let to = |page: usize| {
            let number = page.to_string();
            let mut words: Vec<(&str, &str)> = self
                .visit
                .words
                .iter()
                .filter(|(word, _)| word != "page")
                .map(|(w, v)| (w.as_str(), v.as_str()))
                .collect();
            words.push(("page", &number));
            format!("{}#people", self.visit.link(&address("/try/register", &words)))
        };
        html! {
            @if pages > 1 && self.origin != Origin::Own {
                nav class="pages" aria-label=(self.say("翻页", "Pages")) {
                    @if page > 1 { a class="button" rel="prev" href=(to(page - 1)) { (self.say("← 上一页", "← Previous")) } }
                    span { (page) " / " (pages) }
                    @if page < pages { a class="button" rel="next" href=(to(page + 1)) { (self.say("下一页 →", "Next →")) } }
                }
            }
        }
    }
}
