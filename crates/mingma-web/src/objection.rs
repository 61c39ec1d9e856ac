//! I do not agree: what can be contested, with whom, in which words. On the page and in the letter.

use maud::{Markup, html};
use mingma_model::{Colour, Lang};

use crate::answer::Told;

/// What can be said against each item that holds the colour.
pub(crate) fn points(told: &Told<'_>, lang: Lang) -> Vec<String> {
    let zone = told.book.zone();
    let mut out: Vec<String> = Vec::new();
    for reason in told.derivation.reasons.iter().filter(|_| told.derivation.colour > Colour::Green) {
        let item = &told.dossier.evidence()[reason.row];
        let name = item.kind.name(lang);
        let anchor = item.anchor().map(|at| crate::when::moment(zone, at, lang)).unwrap_or_default();
        let rule = reason.rule.reason.of(lang);
        let pack = reason.pack.title.of(lang);
        let line = match lang {
            Lang::Zh => format!(
                "“{name}”（{anchor}）：事情没有发生，或时间、地点不对，或说的不是我；“{pack}”里的“{rule}”不适用于此事。"
            ),
            Lang::En => format!(
                "\u{201c}{name}\u{201d} ({anchor}): it did not happen, or not then or there, or it was not me; or \u{201c}{rule}\u{201d} of \u{201c}{pack}\u{201d} does not apply to it."
            ),
        };
        if !out.contains(&line) {
            out.push(line);
        }
    }
    out
}

/// The fourth answer.
pub(crate) fn answer(told: &Told<'_>, lang: Lang) -> Markup {
    let points = points(told, lang);
    let meaning = told.profile.meaning(told.derivation.colour);
    html! {
        @if points.is_empty() {
            p { (lang.pick("现在没有什么限制你。如果有人仍以健康码为由拦你，可以这样说：", "Nothing restricts you now. If somebody stops you on account of the code all the same, you can say:")) }
        } @else {
            p { (lang.pick("你可以反对的是事实，或规则对事实的适用：", "You can contest the fact, or that the rule applies to it:")) }
            ul { @for point in &points { li { (point) } } }
            p { (with_whom(told, lang)) }
        }
        @if let Some(meaning) = meaning {
            p class="label" { (lang.pick("任何人都不得：", "Nobody may:")) }
            ul { @for text in &meaning.never { li { (text.of(lang)) } } }
        }
    }
}

/// With whom an objection is raised; hotlines are the mainland's.
pub(crate) fn with_whom(told: &Told<'_>, lang: Lang) -> &'static str {
    if told.profile.id == "cn" {
        lang.pick(
            "向出具依据的单位提出；不清楚是谁，打 12345（政务）或 12320（卫生）。超过48小时没有自动转码，或有任何异议，都可以申请。把告知书打印出来带去，依据、规则和出处都在上面。",
            "Put it to the unit that filed the evidence; if you do not know which, call 12345 (general) or 12320 (health). More than 48 hours without conversion, or any objection at all, entitles you to apply. Print the letter and take it with you: evidence, rule and source stand on it.",
        )
    } else {
        lang.pick(
            "向出具依据的单位提出，例如学校的卫生室。把告知书打印出来带去，依据、规则和出处都在上面。",
            "Put it to whoever filed the evidence, such as the school's health office. Print the letter and take it with you: evidence, rule and source stand on it.",
        )
    }
}
