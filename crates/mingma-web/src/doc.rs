//! A pack's reading (`<id>.md`): its sections, in the half of the reader's language where the text can be parted.
//!
//! The texts stand in both languages side by side, sentence after sentence. A piece is
//! Chinese if a Chinese character stands in it; a block that has nothing in the
//! reader's language is shown as it is written.

use maud::{Markup, html};
use mingma_model::Lang;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::show::is_han;

/// A part under a heading of the second level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// The heading's first word, in lower case: `published`, `reading`, `lapses`, `not encoded`, `history`.
    pub name: String,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Paragraph(Vec<Piece>),
    Item(Vec<Piece>),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Piece>>>),
}

/// A run of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    /// None where it belongs to both: a number, a code.
    lang: Option<Lang>,
    code: bool,
    text: String,
}

/// Reads the sections of a text.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.sections
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    pieces: Vec<Piece>,
    rows: Vec<Vec<Vec<Piece>>>,
    heading: bool,
    depth: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = level == HeadingLevel::H2;
                self.pieces.clear();
            }
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Start(Tag::Paragraph) if self.depth == 0 => self.pieces.clear(),
            Event::End(TagEnd::Paragraph) if self.depth == 0 => self.end_block(Block::Paragraph),
            Event::Start(Tag::Item) => {
                self.depth += 1;
                self.pieces.clear();
            }
            Event::End(TagEnd::Item) => {
                self.depth -= 1;
                self.end_block(Block::Item);
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => self.pieces.clear(),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.pieces);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Table) => {
                let rows = std::mem::take(&mut self.rows);
                self.push(Block::Table(rows));
            }
            Event::Text(text) => self.pieces.extend(parted(&text)),
            Event::Code(code) => self.pieces.push(Piece {
                lang: None,
                code: true,
                text: code.into_string(),
            }),
            Event::SoftBreak | Event::HardBreak => self.pieces.push(Piece {
                lang: None,
                code: false,
                text: " ".to_owned(),
            }),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text: String = std::mem::take(&mut self.pieces)
            .into_iter()
            .map(|piece| piece.text)
            .collect();
        if level == HeadingLevel::H2 {
            let name = text
                .split('/')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase();
            self.sections.push(Section {
                name,
                blocks: Vec::new(),
            });
        }
    }

    fn end_block(&mut self, block: fn(Vec<Piece>) -> Block) {
        let pieces = std::mem::take(&mut self.pieces);
        if !pieces.is_empty() {
            self.push(block(pieces));
        }
    }

    /// What stands before the first section is the title, which the page has already.
    fn push(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }
}

/// Parts a text into runs of one language, at the ends of sentences.
fn parted(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut run = String::new();
    for (i, c) in chars.iter().enumerate() {
        run.push(*c);
        if ends(*c, &chars[i + 1..]) || (text[..].contains(" · ") && run.ends_with(" · ")) {
            out.push(piece(std::mem::take(&mut run)));
        }
    }
    if !run.is_empty() {
        out.push(piece(run));
    }
    out
}

/// A sentence ends here: 。！？, or a Latin stop with Chinese behind it.
fn ends(c: char, rest: &[char]) -> bool {
    match c {
        '。' | '！' | '？' | '；' => true,
        '.' | ';' | '!' | '?' | ' ' if c == ' ' || rest.first() == Some(&' ') => {
            let next = rest.iter().find(|c| **c != ' ');
            c != ' ' && next.is_some_and(|next| is_han(*next))
        }
        _ => false,
    }
}

fn piece(text: String) -> Piece {
    let lang = if text.chars().any(|c| is_han(c) && !is_mark(c)) {
        Some(Lang::Zh)
    } else if text.chars().any(|c| c.is_ascii_alphabetic()) {
        Some(Lang::En)
    } else {
        None
    };
    Piece {
        lang,
        code: false,
        text,
    }
}

/// Punctuation alone tells no language.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

impl Section {
    /// The section in a language.
    pub fn html(&self, lang: Lang) -> Markup {
        let mut rest = self.blocks.as_slice();
        let mut out: Vec<Markup> = Vec::new();
        while let Some(block) = rest.first() {
            let items = rest
                .iter()
                .take_while(|block| matches!(block, Block::Item(_)))
                .count();
            out.push(match block {
                Block::Paragraph(pieces) => paragraph(pieces, lang),
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
    let other = pieces
        .iter()
        .any(|piece| piece.lang.is_some_and(|other| other != lang));
    if !mine && other {
        return (pieces.iter().collect(), true);
    }
    (
        pieces
            .iter()
            .filter(|piece| piece.lang.is_none_or(|its| its == lang))
            .collect(),
        false,
    )
}

fn inline(pieces: &[Piece], lang: Lang) -> Markup {
    let (half, foreign) = half(pieces, lang);
    let other = match lang {
        Lang::Zh => "en",
        Lang::En => "zh-Hans",
    };
    let written = html! { @for piece in half { @if piece.code { code { (piece.text) } } @else { (piece.text.trim_end_matches(" · ")) } } };
    if foreign {
        html! { span lang=(other) { (written) } }
    } else {
        written
    }
}

fn paragraph(pieces: &[Piece], lang: Lang) -> Markup {
    let (half, foreign) = half(pieces, lang);
    // The same paragraph stands in the other language before or after it.
    let alone = foreign
        && half
            .iter()
            .all(|piece| piece.lang.is_none_or(|its| its != lang))
        && half.len() == 1;
    html! { @if !alone || lang == Lang::En && !half.is_empty() { p { (inline(pieces, lang)) } } }
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
        div class="scroll" tabindex="0" role="group" aria-label=(lang.pick("读法的表", "Table of the reading")) {
            table {
                thead { tr { @for cell in head { th scope="col" { (heading(cell, lang)) } } } }
                tbody { @for row in body { tr { @for cell in row { td { (inline(cell, lang)) } } } } }
            }
        }
    }
}

/// A head names its column in both languages: `规则 rule`.
fn heading(cell: &[Piece], lang: Lang) -> String {
    let text: String = cell.iter().map(|piece| piece.text.as_str()).collect();
    let (han, latin): (Vec<&str>, Vec<&str>) = text
        .split_whitespace()
        .partition(|word| word.chars().any(is_han));
    let told = match lang {
        Lang::Zh if !han.is_empty() => han,
        Lang::En if !latin.is_empty() => latin,
        _ => return text,
    };
    crate::fields::capital(&told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, lang: Lang) -> String {
        let pieces = parted(text);
        half(&pieces, lang)
            .0
            .iter()
            .map(|piece| piece.text.as_str())
            .collect::<String>()
            .trim()
            .to_owned()
    }

    #[test]
    fn sentences_side_by_side_are_parted_by_language() {
        let text = "红。Red. 第7天满，且一次阴性。Through day seven, and one negative";
        assert_eq!(told(text, Lang::Zh), "红。第7天满，且一次阴性。");
        assert_eq!(
            told(text, Lang::En),
            "Red. Through day seven, and one negative"
        );
        assert_eq!(
            told("时空交集 · same place and time", Lang::En),
            "same place and time"
        );
    }

    #[test]
    fn what_stands_in_one_language_alone_is_shown_as_it_is() {
        assert_eq!(told("只有中文。", Lang::En), "只有中文。");
        assert_eq!(told("2022-12-07", Lang::Zh), "2022-12-07");
    }
}
