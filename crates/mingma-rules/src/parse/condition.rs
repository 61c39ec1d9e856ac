//! `where`: eight words and no others.

use mingma_model::{Colour, Country, Kind, Level, Prefix, TestResult};
use toml::de::{DeTable, DeValue};

use super::{Node, Reader, get};
use crate::faults;
use crate::pack::Condition;

/// The words of `where`, each with the kinds that have something to compare.
const WHERE: [(&str, &[Kind]); 8] = [
    ("origin_outside", &[Kind::Arrival, Kind::Notice]),
    ("origin_in", &[Kind::Arrival, Kind::Notice]),
    ("level", &[Kind::RiskAreaStay, Kind::RiskAreaResidence]),
    ("result", &[Kind::NucleicTest]),
    ("origin_colour", &[Kind::Notice]),
    ("country", &[Kind::EntryFromAbroad]),
    ("symptoms_any", &[Kind::SelfDeclaration]),
    ("temperature_from", &[Kind::SelfDeclaration]),
];

impl Reader<'_> {
    pub(super) fn condition(&mut self, table: &DeTable<'_>, on: Option<Kind>) -> Option<Condition> {
        let mut condition = Condition::default();
        let Some((key, node)) = get(table, "where") else {
            return Some(condition);
        };
        let Some(words) = node.get_ref().as_table() else {
            self.fault(
                key.span(),
                faults::form("where", "一组词，如 { level = \"high\" }", "words such as { level = \"high\" }"),
            );
            return None;
        };
        if words.is_empty() {
            self.fault(node.span(), faults::nothing_in("where ", "where"));
        }
        self.unknown(words, WHERE.map(|(word, _)| word).as_slice());
        let mut whole = true;
        for (key, node) in words {
            let word = key.get_ref().as_ref();
            if let (Some((_, kinds)), Some(on)) = (WHERE.iter().find(|(known, _)| *known == word), on)
                && !kinds.contains(&on)
            {
                self.fault(key.span(), faults::word_of_kind(word, on));
            }
            whole &= self.where_word(word, node, &mut condition).is_some();
        }
        whole.then_some(condition)
    }

    pub(super) fn where_word(&mut self, word: &str, node: &Node<'_>, condition: &mut Condition) -> Option<()> {
        match word {
            "origin_outside" => condition.origin_outside = Some(self.origin(word, node)?),
            "origin_in" => condition.origin_in = Some(self.origin(word, node)?),
            "level" => condition.level = Some(self.listed(word, node, "high, medium, low", Level::from_word)?),
            "result" => {
                condition.result = Some(self.listed(word, node, "negative, positive", TestResult::from_word)?);
            }
            "origin_colour" => {
                condition.origin_colour = Some(self.listed(word, node, "green, yellow, red", Colour::from_word)?);
            }
            "country" => condition.country = Some(self.country(word, node)?),
            "symptoms_any" => condition.symptoms_any = Some(self.symptoms(word, node)?),
            "temperature_from" => condition.temperature_from = Some(self.temperature(word, node)?),
            // Told as an unknown word already.
            _ => return None,
        }
        Some(())
    }

    pub(super) fn origin(&mut self, word: &str, node: &Node<'_>) -> Option<Prefix> {
        let text = self.plain(word, node)?;
        let Some(prefix) = Prefix::parse(&text).filter(|prefix| matches!(prefix.len(), 2 | 4)) else {
            self.fault(
                node.span(),
                faults::form(word, "区划代码的前两位或四位", "the first two or four digits of a code"),
            );
            return None;
        };
        if !self.profile.regions.knows_prefix(prefix) {
            self.fault(node.span(), faults::unknown_region(&text));
            return None;
        }
        Some(prefix)
    }

    pub(super) fn country(&mut self, word: &str, node: &Node<'_>) -> Option<Country> {
        let text = self.plain(word, node)?;
        let country = Country::parse(&text).filter(|country| self.profile.knows_country(*country));
        if country.is_none() {
            self.fault(node.span(), faults::unknown_word(word, &text, "GB/T 2659"));
        }
        country
    }

    pub(super) fn symptoms(&mut self, word: &str, node: &Node<'_>) -> Option<u64> {
        let Some(list) = node.get_ref().as_array().filter(|list| !list.is_empty()) else {
            self.fault(node.span(), faults::form(word, "症状词的列表", "a list of symptoms"));
            return None;
        };
        let mut bits = 0;
        for node in list {
            let text = self.plain(word, node)?;
            let Some(row) = self.profile.symptom_row(&text) else {
                let known = self.profile.symptom_words().join(", ");
                self.fault(node.span(), faults::unknown_word(word, &text, &known));
                return None;
            };
            bits |= 1_u64.wrapping_shl(u32::from(row));
        }
        Some(bits)
    }

    pub(super) fn temperature(&mut self, word: &str, node: &Node<'_>) -> Option<u16> {
        let number = match node.get_ref() {
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            DeValue::Integer(integer) => integer.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let tenths = number.and_then(mingma_model::read::tenths);
        if tenths.is_none() {
            self.fault(node.span(), faults::form(word, "摄氏度，30 到 45", "degrees Celsius, 30 to 45"));
        }
        tenths
    }
}
