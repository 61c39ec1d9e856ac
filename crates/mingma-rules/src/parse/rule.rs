//! `[[rule]]`: what a rule is on, what it leaves out, when it ends.

use std::ops::Range;

use mingma_model::{Kind, Span};
use toml::de::DeTable;

use super::words::{OPEN_CLAUSES, OPEN_TEXTS};
use super::{MAX_RULES, Reader, get};
use crate::faults;
use crate::law;
use crate::pack::Rule;

impl Reader<'_> {
    pub(super) fn rules(&mut self, table: &DeTable<'_>) -> Option<(Vec<Rule>, Vec<Range<usize>>)> {
        let Some((key, node)) = get(table, "rule") else {
            self.fault(0..0, faults::missing("[[rule]]", "规则包", "the pack"));
            return None;
        };
        let Some(list) = node.get_ref().as_array() else {
            self.fault(key.span(), faults::form("rule", " [[rule]] 表", "[[rule]] tables"));
            return None;
        };
        if list.is_empty() || list.len() > MAX_RULES {
            self.fault(
                key.span(),
                if list.is_empty() {
                    faults::nothing_in("规则列表", "the list of rules")
                } else {
                    faults::too_large(&format!("规则多于 {MAX_RULES} 条"), &format!("more than {MAX_RULES} rules"))
                },
            );
        }
        let mut out = Some((Vec::new(), Vec::new()));
        let mut ids: Vec<String> = Vec::new();
        for node in list.iter().take(MAX_RULES) {
            let read = match node.get_ref().as_table() {
                Some(table) => self.rule(table, node.span(), &mut ids),
                None => {
                    self.fault(node.span(), faults::form("rule", " [[rule]] 表", "[[rule]] tables"));
                    None
                }
            };
            out = out.zip(read).map(|((mut rules, mut spans), (rule, span))| {
                rules.push(rule);
                spans.push(span);
                (rules, spans)
            });
        }
        out
    }

    pub(super) fn rule(
        &mut self,
        table: &DeTable<'_>,
        span: Range<usize>,
        ids: &mut Vec<String>,
    ) -> Option<(Rule, Range<usize>)> {
        self.here = span.start..span.end.min(span.start + "[[rule]]".len());
        self.unknown(table, &["id", "on", "where", "phases", "lapse", "reason"]);
        let id = self.name(table, "id", "[[rule]]");
        if let (Some(id), Some((_, node))) = (&id, get(table, "id")) {
            if ids.contains(id) {
                self.fault(node.span(), faults::same_rule(id));
            }
            ids.push(id.clone());
        }
        let on = self.on(table);
        let condition = self.condition(table, on);
        let phases = self.phases(table);
        let lapse = self.lapse(table, span.clone());
        let reason = self.bilingual(table, "reason", "[[rule]]");
        let on_span = get(table, "on").map_or(span, |(_, node)| node.span());
        let (phases, places) = phases?;
        let rule = Rule { id: id?, on: on?, condition: condition?, phases, lapse: lapse?, reason: reason? };
        for (place, fault) in law::faults(&rule) {
            self.fault(places.span(place), fault);
        }
        Some((rule, on_span))
    }

    pub(super) fn on(&mut self, table: &DeTable<'_>) -> Option<Kind> {
        let (word, span) = self.text_at(table, "on", "[[rule]]")?;
        let kind = Kind::from_word(&word).filter(|kind| kind.anchored());
        if kind.is_none() {
            let open = OPEN_CLAUSES.contains(&word.as_str()) || OPEN_TEXTS.iter().any(|text| word.contains(text));
            self.fault(span, if open { faults::open_clause(&word) } else { faults::unknown_kind(&word) });
        }
        kind
    }

    pub(super) fn lapse(&mut self, table: &DeTable<'_>, rule: Range<usize>) -> Option<Span> {
        match get(table, "lapse") {
            None => {
                self.fault(rule.start..rule.end.min(rule.start + 8), faults::no_end());
                None
            }
            Some((_, node)) => self.span_of("lapse", node),
        }
    }
}
