//! `[pack]`: what a pack is called, where and when it is in force, where it was published.

use mingma_model::{Prefix, parse_instant};
use toml::de::{DeTable, DeValue};

use super::{Reader, get};
use crate::faults;
use crate::pack::Pack;

impl Reader<'_> {
    pub(super) fn head(&mut self, table: &DeTable<'_>) -> Option<Pack> {
        self.unknown(table, &["id", "region", "from", "to", "issuer", "source", "title"]);
        let id = self.name(table, "id", "[pack]");
        let region = self.region(table);
        let from = self.instant(table, "from");
        let to = self.instant(table, "to");
        let issuer = self.text(table, "issuer", "[pack]");
        let source = self.cited(table);
        let title = self.bilingual(table, "title", "[pack]");
        let (from, to) = (from?, to?);
        if let Some((_, node)) = get(table, "to")
            && !(72 * 3600..=180 * 86_400).contains(&(to.saturating_sub(from)))
        {
            self.fault(node.span(), faults::duration());
        }
        Some(Pack {
            id: id?,
            region: region?,
            from,
            to,
            issuer: issuer?,
            source: source?,
            title: title?,
            rules: Vec::new(),
        })
    }

    pub(super) fn region(&mut self, table: &DeTable<'_>) -> Option<Prefix> {
        let (text, span) = self.text_at(table, "region", "[pack]")?;
        let known = Prefix::parse(&text).filter(|prefix| self.profile.regions.knows_prefix(*prefix));
        if known.is_none() {
            self.fault(span, faults::unknown_region(&text));
        }
        known
    }

    pub(super) fn cited(&mut self, table: &DeTable<'_>) -> Option<String> {
        let Some((key, node)) = get(table, "source") else {
            self.fault(self.here.clone(), faults::no_source());
            return None;
        };
        match node.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => {
                self.no_controls("source", text, node.span());
                self.no_numbers(text, node.span());
                Some(text.to_owned())
            }
            _ => {
                self.fault(key.span(), faults::no_source());
                None
            }
        }
    }

    pub(super) fn instant(&mut self, table: &DeTable<'_>, word: &str) -> Option<i64> {
        let Some((_, node)) = get(table, word) else {
            self.fault(self.here.clone(), faults::missing(word, "[pack] ", "[pack]"));
            return None;
        };
        // The text as written: TOML allows forms (a space, no seconds) that are no RFC 3339.
        let text = match node.get_ref() {
            DeValue::Datetime(at) => at.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let read = parse_instant(&text).ok();
        if read.is_none() {
            self.fault(node.span(), faults::bad_time(word));
        }
        read
    }
}
