//! Which rules: a set, one pack, two side by side, or one that was pasted.

use maud::{Markup, html};
use mingma_model::Lang;
use mingma_rules::check;

use crate::pages::check as checking;
use crate::setting::{Choice, Setting};
use crate::state::{Bench, Jurisdiction};
use crate::tried::{PASTED, Tried};

/// The pack that stands in the editor before anything was written.
const FIRST: &str = "henan-2022-03";

/// What a choice is called.
pub(crate) fn name(choice: &Choice, bench: &Bench, lang: Lang) -> String {
    match choice {
        Choice::All(id) => all(bench.place(id), lang),
        Choice::Pack(id) => {
            bench.pack(id).map(|(_, shipped)| shipped.pack.title.of(lang).to_owned()).unwrap_or_default()
        }
        Choice::Own => lang.pick("自己的规则包", "Your own pack").to_owned(),
    }
}

fn all(place: &Jurisdiction, lang: Lang) -> String {
    match (lang, place.packs.len()) {
        (Lang::Zh, n) => format!("{}：全部 {n} 个规则包", place.profile.title.zh),
        (Lang::En, 1) => format!("{}: its pack", place.profile.title.en),
        (Lang::En, n) => format!("{}: all {n} packs", place.profile.title.en),
    }
}

/// The fields that choose the rules, and the editor.
pub(crate) fn rules(setting: &Setting, bench: &Bench, lang: Lang) -> Markup {
    html! {
        section class="flow" {
            h2 { (lang.pick("规则", "Rules")) }
            div class="field" {
                label for="packs" { (lang.pick("用哪些规则", "Which rules")) }
                select id="packs" name="packs" { (options(Some(&setting.rules), bench, lang)) }
            }
            div class="field" {
                label for="b" { (lang.pick("与谁并排比较", "Side by side with")) }
                select id="b" name="b" {
                    option value="" selected[setting.against.is_none()] { (lang.pick("不比较", "nothing")) }
                    (options(setting.against.as_ref(), bench, lang))
                }
            }
            label class="check" {
                input type="checkbox" name="as_if" value="on" checked[setting.as_if];
                span { (lang.pick("试行：把规则包的日期移到依据的日子", "Try as if in force: move the packs' dates to the evidence")) br; span class="hint" { (lang.pick("同一区划有几版时用最新一版；结果不约束任何人", "of several editions of one region the newest is taken; the result binds nobody")) } }
            }
        }
    }
}

fn options(chosen: Option<&Choice>, bench: &Bench, lang: Lang) -> Markup {
    let is = |choice: &Choice| chosen == Some(choice);
    html! {
        @for place in bench.places() {
            @let set = Choice::All(place.profile.id.clone());
            optgroup label=(place.profile.title.of(lang)) {
                option value=(set.word()) selected[is(&set)] { (all(place, lang)) }
                @for shipped in &place.packs {
                    @let one = Choice::Pack(shipped.pack.id.clone());
                    option value=(one.word()) selected[is(&one)] { (shipped.pack.title.of(lang)) " · " (one.word()) }
                }
            }
        }
        optgroup label=(lang.pick("自己的", "Your own")) {
            option value="own" selected[is(&Choice::Own)] { (lang.pick("下面写的规则包", "the pack written below")) }
        }
    }
}

/// What stands in the editor: what was written, or the pack that was picked.
pub(crate) fn text<'a>(setting: &'a Setting, bench: &'a Bench) -> &'a str {
    if !setting.toml.is_empty() {
        return &setting.toml;
    }
    let picked = match &setting.rules {
        Choice::Pack(id) => bench.pack(id),
        _ => None,
    };
    picked.or_else(|| bench.pack(FIRST)).map_or("", |(_, shipped)| shipped.toml.as_str())
}

/// The editor of a pack, its findings beside the lines.
pub(crate) fn editor(setting: &Setting, tried: &Tried<'_>, bench: &Bench, lang: Lang) -> Markup {
    let own = setting.rules == Choice::Own || setting.against == Some(Choice::Own);
    let text = text(setting, bench);
    html! {
        details id="own" class="more" open[own] {
            summary class="fold" { (lang.pick("写自己的规则包，或贴上一个", "Write your own pack, or paste one")) }
            div class="editor" {
                p class="quiet" { (lang.pick("改下面的文字，上面选“下面写的规则包”。", "Change the text below and choose \u{201c}the pack written below\u{201d} above.")) }
                label class="sr" for="toml" { (lang.pick("规则包（TOML）", "The pack (TOML)")) }
                div class="paper-lines" {
                    div class="gutter" aria-hidden="true" {}
                    textarea id="toml" name="toml" spellcheck="false" rows="18" aria-describedby="findings" aria-invalid=[(!tried.toml_faults.is_empty()).then_some("true")] { (text) }
                }
                div id="findings" aria-live="polite" {
                    @if !tried.toml_faults.is_empty() {
                        (checking::findings(text, &tried.toml_faults, lang))
                    } @else if own {
                        (read_well(tried, text, lang))
                    }
                }
            }
        }
    }
}

fn read_well(tried: &Tried<'_>, text: &str, lang: Lang) -> Markup {
    let file = mingma_rules::PackFile::new(PASTED, text);
    match file.read(tried.profile) {
        Ok(read) => checking::well(&read.pack, &check::law(std::slice::from_ref(&file), tried.profile), text, lang),
        Err(_) => html! {},
    }
}
