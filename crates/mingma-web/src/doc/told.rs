//! A section told in one language.

use maud::{Markup, html};
use mingma_model::Lang;

use super::{Block, Piece, Section, plain};
use crate::fields::capital;
use crate::show::is_han;

impl Section {
    /// The section in a language.
    pub fn html(&self, lang: Lang) -> Markup {
        // Where some paragraph is in the language, those in the other alone are its twins.
        let own = |block: &Block| matches!(block, Block::Paragraph(pieces) if !half(pieces, lang).1);
        let twin = self.blocks.iter().any(own);
        let mut rest = self.blocks.as_slice();
        let mut out: Vec<Markup> = Vec::new();
        while let Some(block) = rest.first() {
            let items = rest.iter().take_while(|block| matches!(block, Block::Item(_))).count();
            out.push(match block {
                Block::Paragraph(pieces) => paragraph(pieces, lang, twin),
                Block::Item(_) => list(&rest[..items], lang),
                Block::Table(rows) => table(rows, lang),
            });
            rest = &rest[items.max(1)..];
        }
        html! { @for block in out { (block) } }
    }
}

/// The pieces of a language; all of them, marked as foreign, where there are none.
fn half(pieces: &[Piece], lang: Lang) -> (Vec<&Piece>, bool) {
    let mine = pieces.iter().any(|piece| piece.lang == Some(lang));
    let other = pieces.iter().any(|piece| piece.lang.is_some_and(|other| other != lang));
    if !mine && other {
        return (pieces.iter().collect(), true);
    }
    (pieces.iter().filter(|piece| piece.lang.is_none_or(|its| its == lang)).collect(), false)
}

fn inline(pieces: &[Piece], lang: Lang) -> Markup {
    let (half, foreign) = half(pieces, lang);
    let other = match lang {
        Lang::Zh => "en",
        Lang::En => "zh-Hans",
    };
    let last = half.len().saturating_sub(1);
    let written = html! {
        @for (row, piece) in half.iter().enumerate() {
            @for run in &piece.runs {
                @if run.code { code { (run.text) } } @else if foreign { (run.text) } @else { (marked(&run.text, piece.lang, lang)) }
            }
            @if row < last && !foreign && (lang == Lang::En || piece.lang.is_none()) { " " }
        }
    };
    if foreign {
        html! { span lang=(other) { (written) } }
    } else {
        written
    }
}

/// The marks of what belongs to both languages are those of the reader's.
fn marked(text: &str, own: Option<Lang>, lang: Lang) -> String {
    let text = text.trim_end_matches(" · ");
    if own.is_some() || lang == Lang::Zh {
        return text.to_owned();
    }
    text.replace('。', ".")
        .replace('：', ": ")
        .replace(['、', '，'], ", ")
        .replace('；', ";")
        .replace('（', " (")
        .replace('）', ")")
}

/// A paragraph; one that is the other language's twin of its neighbour is left out.
fn paragraph(pieces: &[Piece], lang: Lang, twin: bool) -> Markup {
    let (_, foreign) = half(pieces, lang);
    html! { @if !(foreign && twin) { p { (inline(pieces, lang)) } } }
}

fn list(items: &[Block], lang: Lang) -> Markup {
    html! {
        ul {
            @for block in items {
                @if let Block::Item(pieces) = block { li { (inline(pieces, lang)) } }
            }
        }
    }
}

fn table(rows: &[Vec<Vec<Piece>>], lang: Lang) -> Markup {
    let Some((head, body)) = rows.split_first() else {
        return html! {};
    };
    html! {
        div class="scroll broad" tabindex="0" role="group" aria-label=(lang.pick("读法的表", "Table of the reading")) {
            table {
                thead { tr { @for cell in head { th scope="col" { (heading(cell, lang)) } } } }
                tbody { @for row in body { tr { @for cell in row { td { (cell_of(cell, lang)) } } } } }
            }
        }
    }
}

/// A cell; the words of the table of lapses are told in the reader's language.
fn cell_of(cell: &[Piece], lang: Lang) -> Markup {
    match (plain(cell).trim(), lang) {
        ("ours", Lang::Zh) => html! { "我们定的" },
        ("source", Lang::Zh) => html! { "原文" },
        ("source", Lang::En) => html! { "the text" },
        _ => inline(cell, lang),
    }
}

/// Heads of the table of lapses, which stand in English alone.
const HEADS: [(&str, &str); 4] = [("rule", "规则"), ("lapse", "时限"), ("whose", "出自"), ("why", "缘由")];

/// A head names its column in both languages: `规则 rule`.
fn heading(cell: &[Piece], lang: Lang) -> String {
    let text = plain(cell);
    if let Some((en, zh)) = HEADS.iter().find(|(en, _)| *en == text) {
        return capital(lang.pick(zh, en));
    }
    let (han, latin): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(|word| word.chars().any(is_han));
    let told = if lang == Lang::Zh { han } else { latin };
    if told.is_empty() { text } else { capital(&told.join(" ")) }
}
