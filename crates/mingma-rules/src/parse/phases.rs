//! `phases`: colours, and what ends each of them.

use std::ops::Range;

use mingma_model::{Colour, Event, Span};
use toml::Spanned;
use toml::de::DeTable;

use super::{MAX_PHASES, Node, Reader, get};
use crate::faults;
use crate::law;
use crate::pack::{Alternative, Phase, Release, Shade};

/// Where the parts of a rule's phases stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) rule: Range<usize>,
    colours: Vec<Range<usize>>,
    untils: Vec<Vec<Range<usize>>>,
}

impl Places {
    pub(super) fn span(&self, place: law::Place) -> Range<usize> {
        let found = match place {
            law::Place::Colour(phase) => self.colours.get(phase),
            law::Place::Until(phase, alternative) => self.untils.get(phase).and_then(|all| all.get(alternative)),
        };
        found.cloned().unwrap_or_else(|| self.rule.clone())
    }
}

impl Reader<'_> {
    pub(super) fn phases(&mut self, table: &DeTable<'_>) -> Option<(Vec<Phase>, Places)> {
        let Some((key, node)) = get(table, "phases") else {
            self.fault(self.here.clone(), faults::missing("phases", "[[rule]] ", "[[rule]]"));
            return None;
        };
        let Some(list) = node.get_ref().as_array() else {
            self.fault(key.span(), faults::form("phases", "阶段列表", "a list of phases"));
            return None;
        };
        if list.is_empty() || list.len() > MAX_PHASES {
            self.fault(
                key.span(),
                if list.is_empty() {
                    faults::nothing_in("phases ", "phases")
                } else {
                    faults::too_large(&format!("阶段多于 {MAX_PHASES} 个"), &format!("more than {MAX_PHASES} phases"))
                },
            );
            return None;
        }
        let mut places = Places { rule: key.span(), ..Places::default() };
        let phases: Vec<Option<Phase>> = list.iter().map(|node| self.phase(node, &mut places)).collect();
        phases.into_iter().collect::<Option<Vec<_>>>().map(|phases| (phases, places))
    }

    pub(super) fn phase(&mut self, node: &Node<'_>, places: &mut Places) -> Option<Phase> {
        let Some(table) = node.get_ref().as_table() else {
            self.fault(node.span(), faults::form("phases", "{ colour = …, until = … }", "{ colour = …, until = … }"));
            return None;
        };
        self.unknown(table, &["colour", "until"]);
        let colour = self.shade(table, node.span());
        let until = self.until(table, node.span());
        places.colours.push(get(table, "colour").map_or(node.span(), |(_, node)| node.span()));
        let (until, spans) = until?;
        places.untils.push(spans);
        Some(Phase { colour: colour?, until })
    }

    pub(super) fn shade(&mut self, table: &DeTable<'_>, phase: Range<usize>) -> Option<Shade> {
        let Some((_, node)) = get(table, "colour") else {
            self.fault(phase, faults::missing("colour", "阶段", "the phase"));
            return None;
        };
        let text = self.plain("colour", node)?;
        let shade = match text.as_str() {
            "origin" => Some(Shade::Origin),
            word => Colour::from_word(word).map(Shade::Plain),
        };
        if shade.is_none() {
            self.fault(node.span(), faults::unknown_word("colour", &text, "green, yellow, red, origin"));
        }
        shade
    }

    pub(super) fn until(
        &mut self,
        table: &DeTable<'_>,
        phase: Range<usize>,
    ) -> Option<(Vec<Alternative>, Vec<Range<usize>>)> {
        let Some((key, node)) = get(table, "until") else {
            self.fault(phase, faults::missing("until", "阶段", "the phase"));
            return None;
        };
        let Some(table) = node.get_ref().as_table() else {
            self.fault(
                key.span(),
                faults::form("until", "{ after | event | release | any = … }", "{ after | event | release | any = … }"),
            );
            return None;
        };
        let Some((any, list)) = get(table, "any") else {
            return self.alternative(table, node.span()).map(|one| (vec![one], vec![node.span()]));
        };
        if table.len() > 1 {
            self.fault(any.span(), faults::form("any", "单独的 any = […]", "any = […] alone"));
        }
        let Some(list) = list.get_ref().as_array().filter(|list| (1..=MAX_PHASES).contains(&list.len())) else {
            self.fault(
                any.span(),
                faults::form(
                    "any",
                    "一个或几个 { after | event | release }",
                    "one or several { after | event | release }",
                ),
            );
            return None;
        };
        let read: Vec<Option<Alternative>> = list
            .iter()
            .map(|node| match node.get_ref().as_table() {
                Some(table) => self.alternative(table, node.span()),
                None => {
                    self.fault(
                        node.span(),
                        faults::form("any", "{ after | event | release }", "{ after | event | release }"),
                    );
                    None
                }
            })
            .collect();
        let spans = list.iter().map(Spanned::span).collect();
        read.into_iter().collect::<Option<Vec<_>>>().map(|all| (all, spans))
    }

    pub(super) fn alternative(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Alternative> {
        if let Some((key, _)) = get(table, "any") {
            self.fault(key.span(), faults::form("any", "单独一层，不套在 any 之中", "alone, not one within another"));
            return None;
        }
        self.unknown(table, &["after", "event", "release"]);
        if table.is_empty() {
            self.fault(span, faults::nothing_in("until ", "until"));
            return None;
        }
        let after = match get(table, "after") {
            Some((_, node)) => Some(self.span_of("after", node)?),
            None => None,
        };
        let events = match get(table, "event") {
            Some((_, node)) => self.events(node)?,
            None => Vec::new(),
        };
        let release = match get(table, "release") {
            Some((_, node)) => Some(self.release(node)?),
            None => None,
        };
        Some(Alternative { after, events, release })
    }

    pub(super) fn events(&mut self, node: &Node<'_>) -> Option<Vec<Event>> {
        let one = |node: &Node<'_>, reader: &mut Self| {
            reader.listed(
                "event",
                node,
                "discharged, withdrawn_at_origin, area_medium, area_lifted, immunity_shown, recheck_negative",
                Event::from_word,
            )
        };
        match node.get_ref().as_array() {
            None => one(node, self).map(|event| vec![event]),
            Some(list) if list.is_empty() => {
                self.fault(node.span(), faults::nothing_in("event ", "event"));
                None
            }
            Some(list) => list.iter().map(|node| one(node, self)).collect(),
        }
    }

    pub(super) fn release(&mut self, node: &Node<'_>) -> Option<Release> {
        let Some(table) = node.get_ref().as_table() else {
            self.fault(node.span(), faults::form("release", "{ negative_tests = …, … }", "{ negative_tests = …, … }"));
            return None;
        };
        self.unknown(table, &["negative_tests", "within", "first_within", "gap", "from"]);
        let tests = match get(table, "negative_tests") {
            Some((_, node)) => {
                let number = node
                    .get_ref()
                    .as_integer()
                    .and_then(|n| n.as_str().parse::<u8>().ok())
                    .filter(|n| (1..=10).contains(n));
                if number.is_none() {
                    self.fault(
                        node.span(),
                        faults::form("negative_tests", "1 到 10 的整数", "a whole number, 1 to 10"),
                    );
                }
                number
            }
            None => {
                self.fault(node.span(), faults::missing("negative_tests", "release ", "release"));
                None
            }
        };
        let within = self.optional_span(table, "within")?;
        let from = self.optional_span(table, "from")?;
        let first_within = self.optional_hours(table, "first_within")?;
        let gap = self.optional_hours(table, "gap")?;
        Some(Release { negative_tests: tests?, within, first_within, gap, from })
    }

    pub(super) fn optional_span(&mut self, table: &DeTable<'_>, word: &str) -> Option<Option<Span>> {
        match get(table, word) {
            Some((_, node)) => self.span_of(word, node).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn optional_hours(&mut self, table: &DeTable<'_>, word: &str) -> Option<Option<u32>> {
        match self.optional_span(table, word)? {
            Some(Span::Hours(hours)) => Some(Some(hours)),
            None => Some(None),
            Some(Span::Days(_)) => {
                let span = get(table, word).map_or(0..0, |(_, node)| node.span());
                self.fault(span, faults::form(word, "小时，如 \"24h\"", "hours, such as \"24h\""));
                None
            }
        }
    }
}
