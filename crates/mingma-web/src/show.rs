//! Small parts that stand on many pages: a colour's sign, a fault, a sentence in its own language.

use maud::{Markup, html};
use mingma_model::{Colour, Fault, Lang, Severity};

/// The shape of a colour, drawn: a disc, a triangle, a square.
pub(crate) fn shape(colour: Colour) -> Markup {
    let class = format!("shape {}", colour.word());
    html! {
        svg class=(class) viewBox="0 0 10 10" aria-hidden="true" focusable="false" {
            @match colour {
                Colour::Green => circle cx="5" cy="5" r="5" {},
                Colour::Yellow => path d="M5 .6 9.9 9.4H.1z" {},
                Colour::Red => rect x=".4" y=".4" width="9.2" height="9.2" {},
            }
        }
    }
}

/// The colour's word with a capital where the language has them.
pub(crate) fn colour_word(colour: Colour, lang: Lang) -> &'static str {
    match (lang, colour) {
        (Lang::Zh, colour) => colour.name(Lang::Zh),
        (Lang::En, Colour::Green) => "Green",
        (Lang::En, Colour::Yellow) => "Yellow",
        (Lang::En, Colour::Red) => "Red",
    }
}

/// Shape and word together.
pub(crate) fn sign(colour: Colour, lang: Lang) -> Markup {
    html! { span class="sign" { (shape(colour)) (colour_word(colour, lang)) } }
}

/// One fault: what is wrong, what to do, its code.
pub(crate) fn fault(fault: &Fault, lang: Lang) -> Markup {
    let weight = match fault.severity {
        Severity::Error => "fault",
        Severity::Warning => "fault warning",
        Severity::Note => "fault note",
    };
    html! {
        div class=(weight) {
            p { (fault.what.of(lang)) " " span class="code" { (fault.code) } }
            p class="help" { (fault.help.of(lang)) }
        }
    }
}

/// A list of faults; nothing where there is none.
pub(crate) fn faults<'a>(list: impl IntoIterator<Item = &'a Fault>, lang: Lang) -> Markup {
    let list: Vec<&Fault> = list.into_iter().collect();
    html! {
        @if !list.is_empty() {
            div role="alert" { ul class="faults" { @for one in list { li { (fault(one, lang)) } } } }
        }
    }
}

/// A text that is kept as it was written: told apart where it is not in the page's language.
pub(crate) fn as_written(text: &str, lang: Lang) -> Markup {
    html! { @if let Some(lang) = foreign(text, lang) { span lang=(lang) { (text) } } @else { (text) } }
}

/// The language of a text that is not in the page's.
pub(crate) fn foreign(text: &str, lang: Lang) -> Option<&'static str> {
    (lang == Lang::En && text.chars().any(is_han)).then_some("zh-Hans")
}

/// True of a Chinese character or its punctuation.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
