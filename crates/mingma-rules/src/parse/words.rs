//! Words and texts: what is written at all, in both languages, naming nobody.

use std::ops::Range;

use mingma_model::{Span, Text};
use toml::de::DeTable;

use super::{Node, Reader, get};
use crate::faults;

/// Words that would single somebody out, wherever they stand.
pub(super) const NAMES_SOMEBODY: &[&str] = &[
    "resident",
    "residents",
    "person",
    "persons",
    "people",
    "name",
    "names",
    "id_number",
    "document",
    "document_number",
    "phone",
    "bank",
    "account",
    "list",
    "case",
    "cases",
    "contact",
    "area",
    "areas",
    "place",
    "places",
    "vehicle",
    "institution",
    "sample_id",
    "origin_case",
    "pool",
    "household",
    "batch",
    "address",
];

/// Words that would let a rule fit anybody.
pub(super) const OPEN_CLAUSES: &[&str] =
    &["other", "others", "any", "anything", "otherwise", "as_needed", "emergency", "discretion", "manual", "*"];

pub(super) const OPEN_TEXTS: &[&str] = &[
    "其他需要",
    "其他人员",
    "其他认为",
    "认为有必要",
    "认为需要",
    "其他情形",
    "其他情况",
    "紧急赋码",
    "应急赋码",
    "deemed necessary",
    "as necessary",
    "other persons",
    "at discretion",
    "other circumstances",
];

impl Reader<'_> {
    pub(super) fn unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if known.contains(&word) {
                continue;
            }
            let fault = if NAMES_SOMEBODY.contains(&word) {
                faults::names_somebody(word)
            } else if OPEN_CLAUSES.contains(&word) {
                faults::open_clause(word)
            } else {
                faults::unknown_key(word, known)
            };
            self.fault(key.span(), fault);
        }
    }

    pub(super) fn table_of<'t, 'i>(
        &mut self,
        table: &'t DeTable<'i>,
        word: &str,
    ) -> Option<(Range<usize>, &'t DeTable<'i>)> {
        let Some((key, node)) = get(table, word) else {
            self.fault(0..0, faults::missing("[pack]", "规则包", "the pack"));
            return None;
        };
        let inner = node.get_ref().as_table();
        if inner.is_none() {
            self.fault(key.span(), faults::form(word, " [pack] 表", "a [pack] table"));
        }
        inner.map(|inner| (key.span(), inner))
    }

    pub(super) fn plain(&mut self, word: &str, node: &Node<'_>) -> Option<String> {
        let text = node.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(node.span(), faults::form(word, "带引号的一个值", "one value in quotes"));
        }
        text
    }

    pub(super) fn text_at(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<(String, Range<usize>)> {
        let Some((_, node)) = get(table, word) else {
            self.fault(self.here.clone(), faults::missing(word, &format!("{place} "), place));
            return None;
        };
        let text = self.plain(word, node)?;
        self.no_controls(word, &text, node.span());
        if text.trim().is_empty() {
            self.fault(node.span(), faults::nothing_in(&format!("{word} "), word));
            return None;
        }
        Some((text, node.span()))
    }

    pub(super) fn text(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<String> {
        self.text_at(table, word, place).map(|(text, _)| text)
    }

    pub(super) fn name(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<String> {
        let (text, span) = self.text_at(table, word, place)?;
        if mingma_model::Id::parse(&text).is_none() {
            self.fault(
                span,
                faults::form(word, "1 到 64 个字母、数字或 . _ : -", "1 to 64 letters, digits or . _ : -"),
            );
            return None;
        }
        Some(text)
    }

    pub(super) fn bilingual(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<Text> {
        let Some((key, node)) = get(table, word) else {
            self.fault(self.here.clone(), faults::missing(word, &format!("{place} "), place));
            return None;
        };
        let Some(inner) = node.get_ref().as_table() else {
            self.fault(key.span(), faults::no_language(word, "zh, en"));
            return None;
        };
        self.unknown(inner, &["zh", "en"]);
        let zh = self.one_language(inner, word, "zh", node.span());
        let en = self.one_language(inner, word, "en", node.span());
        Some(Text::new(zh?, en?))
    }

    pub(super) fn one_language(
        &mut self,
        table: &DeTable<'_>,
        word: &str,
        lang: &str,
        place: Range<usize>,
    ) -> Option<String> {
        let text = get(table, lang)
            .and_then(|(_, node)| node.get_ref().as_str())
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let Some(text) = text else {
            self.fault(place, faults::no_language(word, lang));
            return None;
        };
        if let Some(open) = OPEN_TEXTS.iter().find(|open| text.to_lowercase().contains(**open)) {
            self.fault(place.clone(), faults::open_clause(open));
        }
        self.no_controls(word, text, place.clone());
        self.no_numbers(text, place);
        Some(text.to_owned())
    }

    /// What an eye does not see, or what turns the text round, has no place in a reason.
    pub(super) fn no_controls(&mut self, word: &str, text: &str, place: Range<usize>) {
        if text.chars().any(mingma_model::unseen) {
            self.fault(place, faults::form(word, "不含控制字符的文字", "a text without control characters"));
        }
    }

    /// Eleven digits in a row are a telephone or a document: no rule names a person.
    pub(super) fn no_numbers(&mut self, text: &str, place: Range<usize>) {
        let mut run = 0;
        for c in text.chars() {
            run = if c.is_ascii_digit() { run + 1 } else { 0 };
            if run == 11 {
                self.fault(place, faults::personal_number());
                return;
            }
        }
    }

    pub(super) fn listed<T>(
        &mut self,
        word: &str,
        node: &Node<'_>,
        known: &str,
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.plain(word, node)?;
        let value = read(&text);
        if value.is_none() {
            self.fault(node.span(), faults::unknown_word(word, &text, known));
        }
        value
    }

    pub(super) fn span_of(&mut self, word: &str, node: &Node<'_>) -> Option<Span> {
        let span = node.get_ref().as_str().and_then(Span::parse);
        if span.is_none() {
            self.fault(node.span(), faults::span(word));
        }
        span
    }
}
