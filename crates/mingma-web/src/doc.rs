//! A pack's reading (`<id>.md`): its sections, in the half of the reader's language where the text can be parted.
//!
//! The texts stand in both languages side by side, sentence after sentence. A piece is
//! Chinese if a Chinese character stands in it; a block that has nothing in the
//! reader's language is shown as it is written.

mod told;

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

/// A sentence, with the codes that stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Piece {
    /// None where it belongs to both: a number, a code, a date.
    lang: Option<Lang>,
    runs: Vec<Run>,
}

/// A run of plain text or of code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
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
    open: Piece,
    strong: bool,
    rows: Vec<Vec<Vec<Piece>>>,
    depth: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => self.clear(),
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Start(Tag::Paragraph) if self.depth == 0 => self.clear(),
            Event::End(TagEnd::Paragraph) if self.depth == 0 => self.end_block(Block::Paragraph),
            Event::Start(Tag::Item) => {
                self.depth += 1;
                self.clear();
            }
            Event::End(TagEnd::Item) => {
                self.depth -= 1;
                self.end_block(Block::Item);
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let cell = self.taken();
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Table) => {
                let rows = std::mem::take(&mut self.rows);
                self.push(Block::Table(rows));
            }
            Event::Start(Tag::Strong) => self.strong = true,
            Event::End(TagEnd::Strong) => self.strong = false,
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.open.runs.push(Run { code: true, text: code.into_string() }),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text = plain(&self.taken());
        if level == HeadingLevel::H2 {
            let name = text.split('/').next().unwrap_or_default().trim().to_lowercase();
            self.sections.push(Section { name, blocks: Vec::new() });
        }
    }

    fn end_block(&mut self, block: fn(Vec<Piece>) -> Block) {
        let pieces = self.taken();
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

impl Reader {
    /// Adds a text, closing a sentence wherever one ends in it.
    fn text(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut run = String::new();
        for (i, c) in chars.iter().enumerate() {
            run.push(*c);
            if ends(&run, &chars[i + 1..]) {
                self.run(std::mem::take(&mut run));
                self.close();
            }
        }
        self.run(run);
    }

    fn run(&mut self, text: String) {
        let text = if self.open.runs.is_empty() { text.trim_start().to_owned() } else { text };
        // What is set strong is a word of both languages (**ours**): it tells none.
        if !self.strong && self.open.lang != Some(Lang::Zh) {
            self.open.lang = language(&text).or(self.open.lang);
        }
        if !text.is_empty() {
            self.open.runs.push(Run { code: false, text });
        }
    }

    fn close(&mut self) {
        let mut piece = std::mem::take(&mut self.open);
        // Codes and a date at the head belong to both languages.
        let head = piece.runs.iter().take_while(|run| run.code || run.text.chars().all(|c| c == ' ')).count();
        if head > 0 && head < piece.runs.len() {
            let rest = piece.runs.split_off(head);
            self.pieces.push(Piece { lang: None, runs: std::mem::replace(&mut piece.runs, rest) });
        } else if let Some(date) = piece.runs.first_mut().and_then(dated) {
            self.pieces.push(Piece { lang: None, runs: vec![date] });
        }
        if !piece.runs.is_empty() {
            self.pieces.push(piece);
        }
    }

    fn taken(&mut self) -> Vec<Piece> {
        self.close();
        std::mem::take(&mut self.pieces)
    }

    fn clear(&mut self) {
        self.pieces.clear();
        self.open = Piece::default();
    }
}

/// Takes the date that a run begins with: `2022-06-28 `.
fn dated(run: &mut Run) -> Option<Run> {
    let date = run
        .text
        .get(..11)
        .filter(|head| {
            !run.code && head.ends_with(' ') && head.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '))
        })?
        .to_owned();
    run.text.drain(..11);
    Some(Run { code: false, text: date.trim_end().to_owned() })
}

/// A sentence ends here: after 。！？；, before Chinese after a Latin stop, and at ` · `.
fn ends(run: &str, rest: &[char]) -> bool {
    let next = rest.iter().find(|c| **c != ' ');
    match run.chars().last() {
        Some('。' | '！' | '？' | '；') => true,
        Some('.' | ';' | '!' | '?') => rest.first() == Some(&' ') && next.is_some_and(|next| is_han(*next)),
        Some(' ') => run.ends_with(" · "),
        _ => false,
    }
}

fn language(text: &str) -> Option<Lang> {
    if text.chars().any(|c| is_han(c) && !is_mark(c)) {
        Some(Lang::Zh)
    } else if text.chars().any(|c| c.is_ascii_alphabetic()) {
        Some(Lang::En)
    } else {
        None
    }
}

/// The text of pieces, without marks.
fn plain(pieces: &[Piece]) -> String {
    pieces.iter().flat_map(|piece| &piece.runs).map(|run| run.text.as_str()).collect()
}

/// Punctuation alone tells no language.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, lang: Lang) -> String {
        let text = format!("## X / x\n\n- {text}\n");
        let html = sections(&text)[0].html(lang).into_string();
        html.replace("<ul><li>", "").replace("</li></ul>", "")
    }

    #[test]
    fn sentences_side_by_side_are_parted_by_language() {
        let text = "红。Red. 第7天满，且一次阴性。Through day seven, and one negative";
        assert_eq!(told(text, Lang::Zh), "红。第7天满，且一次阴性。");
        assert_eq!(told(text, Lang::En), "Red. Through day seven, and one negative");
        assert_eq!(told("时空交集 · same place and time", Lang::En), "same place and time");
        assert_eq!(told("时空交集 · same place and time", Lang::Zh), "时空交集");
    }

    #[test]
    fn codes_dates_and_strong_words_belong_to_both() {
        assert_eq!(told("**ours**。红，至阴性。Red until negative", Lang::En), "ours. Red until negative");
        assert_eq!(told("`a` `b`：不赋色。No colour", Lang::En), "<code>a</code> <code>b</code> No colour");
        assert_eq!(told("2022-06-28 接替 `c`。Follows `c`.", Lang::En), "2022-06-28 Follows <code>c</code>.");
    }

    #[test]
    fn what_stands_in_one_language_alone_is_shown_as_it_is() {
        assert_eq!(told("只有中文。", Lang::En), "<span lang=\"zh-Hans\">只有中文。</span>");
        assert_eq!(told("2022-12-07", Lang::Zh), "2022-12-07");
    }

    #[test]
    fn every_reading_that_ships_has_its_sections() {
        for (name, _) in mingma_rules::shipped::packs("cn") {
            let doc = mingma_rules::shipped::rule_file("cn", &name.replace(".toml", ".md")).unwrap();
            let names: Vec<String> = sections(&doc).into_iter().map(|section| section.name).collect();
            assert_eq!(names, ["published", "reading", "lapses", "not encoded", "history"], "{name}");
        }
    }
}
