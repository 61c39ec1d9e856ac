//! TOML to packs: every fault at once, each at its place.

use std::ops::Range;

use mingma_model::{Colour, Country, Event, Fault, Faults, Kind, Level, Prefix, Profile, Source, Span, TestResult, Text, parse_instant};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::faults;
use crate::law;
use crate::pack::{Alternative, Condition, Pack, Phase, Release, Rule, Shade};

/// The largest pack, in bytes (256 KiB).
pub const MAX_BYTES: usize = 256 << 10;
/// The most rules of a pack.
pub const MAX_RULES: usize = 500;
/// The most phases of a rule, and alternatives of a phase.
pub const MAX_PHASES: usize = 20;

type Node<'i> = Spanned<DeValue<'i>>;

/// A pack with the places of its parts, for faults that only the whole tells.
#[derive(Clone, Debug)]
pub struct ReadPack {
    /// The pack.
    pub pack: Pack,
    /// The place of `[pack]`'s id.
    pub id_span: Range<usize>,
    /// The place of each rule's `on`.
    pub rule_spans: Vec<Range<usize>>,
}

/// Reads one pack by the loader's law.
///
/// # Errors
/// Every fault of the pack, with its place.
pub fn pack(source: &Source<'_>, profile: &Profile) -> Result<ReadPack, Faults> {
    if source.text.len() > MAX_BYTES {
        return Err(faults::too_large(&format!("{} 字节，上限 {MAX_BYTES}", source.text.len()), &format!("{} bytes, at most {MAX_BYTES}", source.text.len())).of_file(source.name).into());
    }
    let (table, broken) = DeTable::parse_recoverable(source.text);
    let mut reader = Reader { source, profile, found: Faults::none() };
    if !broken.is_empty() {
        for error in &broken {
            reader.fault(error.span().unwrap_or(0..0), faults::syntax(error.message()));
        }
        return Err(reader.found);
    }
    let read = reader.document(table.get_ref());
    let mut found = reader.found;
    found.sort();
    match read {
        Some(read) => found.or(read),
        None => Err(found),
    }
}

pub(crate) struct Reader<'a> {
    source: &'a Source<'a>,
    profile: &'a Profile,
    found: Faults,
}

/// Words that would single somebody out, wherever they stand.
const NAMES_SOMEBODY: &[&str] = &[
    "resident", "residents", "person", "persons", "people", "name", "names", "id_number", "document", "document_number",
    "phone", "bank", "account", "list", "case", "cases", "contact", "area", "areas", "place", "places", "vehicle",
    "institution", "sample_id", "origin_case", "pool", "household", "batch", "address",
];

/// Words that would let a rule fit anybody.
const OPEN_CLAUSES: &[&str] = &["other", "others", "any", "anything", "otherwise", "as_needed", "emergency", "discretion", "manual", "*"];

const OPEN_TEXTS: &[&str] = &["其他需要", "其他人员", "其他认为", "认为有必要", "认为需要", "其他情形", "其他情况", "紧急赋码", "应急赋码", "deemed necessary", "as necessary", "other persons", "at discretion", "other circumstances"];

impl Reader<'_> {
    pub(crate) fn fault(&mut self, span: Range<usize>, fault: Fault) {
        self.found.push(fault.at(self.source, span));
    }

    fn document(&mut self, table: &DeTable<'_>) -> Option<ReadPack> {
        self.unknown(table, &["pack", "rule"]);
        let head = self.table_of(table, "pack");
        let rules = self.rules(table);
        let head = head?;
        let pack = self.head(head.1)?;
        let id_span = head.1.iter().find(|(key, _)| key.get_ref().as_ref() == "id").map_or(head.0, |(_, value)| value.span());
        let (rules, rule_spans) = rules?;
        Some(ReadPack { pack: Pack { rules, ..pack }, id_span, rule_spans })
    }

    fn head(&mut self, table: &DeTable<'_>) -> Option<Pack> {
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
        Some(Pack { id: id?, region: region?, from, to, issuer: issuer?, source: source?, title: title?, rules: Vec::new() })
    }

    fn region(&mut self, table: &DeTable<'_>) -> Option<Prefix> {
        let (text, span) = self.text_at(table, "region", "[pack]")?;
        let known = Prefix::parse(&text).filter(|prefix| self.profile.regions.knows_prefix(*prefix));
        if known.is_none() {
            self.fault(span, faults::unknown_region(&text));
        }
        known
    }

    fn cited(&mut self, table: &DeTable<'_>) -> Option<String> {
        let Some((key, node)) = get(table, "source") else {
            self.fault(0..0, faults::no_source());
            return None;
        };
        match node.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => {
                self.no_numbers(text, node.span());
                Some(text.to_owned())
            }
            _ => {
                self.fault(key.span(), faults::no_source());
                None
            }
        }
    }

    fn instant(&mut self, table: &DeTable<'_>, word: &str) -> Option<i64> {
        let Some((_, node)) = get(table, word) else {
            self.fault(0..0, faults::missing(word, "[pack] ", "[pack]"));
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

    fn rules(&mut self, table: &DeTable<'_>) -> Option<(Vec<Rule>, Vec<Range<usize>>)> {
        let Some((key, node)) = get(table, "rule") else {
            self.fault(0..0, faults::missing("[[rule]]", "规则包", "the pack"));
            return None;
        };
        let Some(list) = node.get_ref().as_array() else {
            self.fault(key.span(), faults::form("rule", " [[rule]] 表", "[[rule]] tables"));
            return None;
        };
        if list.is_empty() || list.len() > MAX_RULES {
            self.fault(key.span(), if list.is_empty() { faults::nothing_in("规则列表", "the list of rules") } else { faults::too_large(&format!("规则多于 {MAX_RULES} 条"), &format!("more than {MAX_RULES} rules")) });
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

    fn rule(&mut self, table: &DeTable<'_>, span: Range<usize>, ids: &mut Vec<String>) -> Option<(Rule, Range<usize>)> {
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

    fn on(&mut self, table: &DeTable<'_>) -> Option<Kind> {
        let (word, span) = self.text_at(table, "on", "[[rule]]")?;
        let kind = Kind::from_word(&word).filter(|kind| kind.anchored());
        if kind.is_none() {
            let open = OPEN_CLAUSES.contains(&word.as_str()) || OPEN_TEXTS.iter().any(|text| word.contains(text));
            self.fault(span, if open { faults::open_clause(&word) } else { faults::unknown_kind(&word) });
        }
        kind
    }

    fn lapse(&mut self, table: &DeTable<'_>, rule: Range<usize>) -> Option<Span> {
        match get(table, "lapse") {
            None => {
                self.fault(rule.start..rule.end.min(rule.start + 8), faults::no_end());
                None
            }
            Some((_, node)) => self.span_of("lapse", node),
        }
    }

    fn condition(&mut self, table: &DeTable<'_>, on: Option<Kind>) -> Option<Condition> {
        let mut condition = Condition::default();
        let Some((key, node)) = get(table, "where") else { return Some(condition) };
        let Some(words) = node.get_ref().as_table() else {
            self.fault(key.span(), faults::form("where", "一组词，如 { level = \"high\" }", "words such as { level = \"high\" }"));
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

    fn where_word(&mut self, word: &str, node: &Node<'_>, condition: &mut Condition) -> Option<()> {
        match word {
            "origin_outside" => condition.origin_outside = Some(self.origin(word, node)?),
            "origin_in" => condition.origin_in = Some(self.origin(word, node)?),
            "level" => condition.level = Some(self.listed(word, node, "high, medium, low", Level::from_word)?),
            "result" => condition.result = Some(self.listed(word, node, "negative, positive", TestResult::from_word)?),
            "origin_colour" => condition.origin_colour = Some(self.listed(word, node, "green, yellow, red", Colour::from_word)?),
            "country" => condition.country = Some(self.country(word, node)?),
            "symptoms_any" => condition.symptoms_any = Some(self.symptoms(word, node)?),
            "temperature_from" => condition.temperature_from = Some(self.temperature(word, node)?),
            // Told as an unknown word already.
            _ => return None,
        }
        Some(())
    }

    fn origin(&mut self, word: &str, node: &Node<'_>) -> Option<Prefix> {
        let text = self.plain(word, node)?;
        let prefix = Prefix::parse(&text).filter(|p| matches!(p.len(), 2 | 4) && self.profile.regions.knows_prefix(*p));
        if prefix.is_none() {
            self.fault(node.span(), faults::unknown_region(&text));
        }
        prefix
    }

    fn listed<T>(&mut self, word: &str, node: &Node<'_>, known: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.plain(word, node)?;
        let value = read(&text);
        if value.is_none() {
            self.fault(node.span(), faults::unknown_word(word, &text, known));
        }
        value
    }

    fn country(&mut self, word: &str, node: &Node<'_>) -> Option<Country> {
        let text = self.plain(word, node)?;
        let country = Country::parse(&text).filter(|country| self.profile.knows_country(*country));
        if country.is_none() {
            self.fault(node.span(), faults::unknown_word(word, &text, "GB/T 2659"));
        }
        country
    }

    fn symptoms(&mut self, word: &str, node: &Node<'_>) -> Option<u64> {
        let Some(list) = node.get_ref().as_array().filter(|list| !list.is_empty()) else {
            self.fault(node.span(), faults::form(word, "症状词的列表", "a list of symptoms"));
            return None;
        };
        let mut bits = 0;
        for node in list.iter() {
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

    fn temperature(&mut self, word: &str, node: &Node<'_>) -> Option<u16> {
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

    fn phases(&mut self, table: &DeTable<'_>) -> Option<(Vec<Phase>, Places)> {
        let Some((key, node)) = get(table, "phases") else {
            self.fault(0..0, faults::missing("phases", "[[rule]] ", "[[rule]]"));
            return None;
        };
        let Some(list) = node.get_ref().as_array() else {
            self.fault(key.span(), faults::form("phases", "阶段列表", "a list of phases"));
            return None;
        };
        if list.is_empty() || list.len() > MAX_PHASES {
            self.fault(key.span(), if list.is_empty() { faults::nothing_in("phases ", "phases") } else { faults::too_large(&format!("阶段多于 {MAX_PHASES} 个"), &format!("more than {MAX_PHASES} phases")) });
            return None;
        }
        let mut places = Places { rule: key.span(), ..Places::default() };
        let phases: Vec<Option<Phase>> = list.iter().map(|node| self.phase(node, &mut places)).collect();
        phases.into_iter().collect::<Option<Vec<_>>>().map(|phases| (phases, places))
    }

    fn phase(&mut self, node: &Node<'_>, places: &mut Places) -> Option<Phase> {
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

    fn shade(&mut self, table: &DeTable<'_>, phase: Range<usize>) -> Option<Shade> {
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

    fn until(&mut self, table: &DeTable<'_>, phase: Range<usize>) -> Option<(Vec<Alternative>, Vec<Range<usize>>)> {
        let Some((key, node)) = get(table, "until") else {
            self.fault(phase, faults::missing("until", "阶段", "the phase"));
            return None;
        };
        let Some(table) = node.get_ref().as_table() else {
            self.fault(key.span(), faults::form("until", "{ after | event | release | any = … }", "{ after | event | release | any = … }"));
            return None;
        };
        let Some((any, list)) = get(table, "any") else {
            return self.alternative(table, node.span()).map(|one| (vec![one], vec![node.span()]));
        };
        if table.len() > 1 {
            self.fault(any.span(), faults::form("any", "单独的 any = […]", "any = […] alone"));
        }
        let Some(list) = list.get_ref().as_array().filter(|list| (1..=MAX_PHASES).contains(&list.len())) else {
            self.fault(any.span(), faults::form("any", "一个或几个 { after | event | release }", "one or several { after | event | release }"));
            return None;
        };
        let read: Vec<Option<Alternative>> = list
            .iter()
            .map(|node| match node.get_ref().as_table() {
                Some(table) => self.alternative(table, node.span()),
                None => {
                    self.fault(node.span(), faults::form("any", "{ after | event | release }", "{ after | event | release }"));
                    None
                }
            })
            .collect();
        let spans = list.iter().map(Spanned::span).collect();
        read.into_iter().collect::<Option<Vec<_>>>().map(|all| (all, spans))
    }

    fn alternative(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Alternative> {
        self.unknown(table, &["after", "event", "release", "any"]);
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

    fn events(&mut self, node: &Node<'_>) -> Option<Vec<Event>> {
        let one = |node: &Node<'_>, reader: &mut Self| {
            reader.listed("event", node, "discharged, withdrawn_at_origin, area_medium, area_lifted, immunity_shown, recheck_negative", Event::from_word)
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

    fn release(&mut self, node: &Node<'_>) -> Option<Release> {
        let Some(table) = node.get_ref().as_table() else {
            self.fault(node.span(), faults::form("release", "{ negative_tests = …, … }", "{ negative_tests = …, … }"));
            return None;
        };
        self.unknown(table, &["negative_tests", "within", "first_within", "gap", "from"]);
        let tests = match get(table, "negative_tests") {
            Some((_, node)) => {
                let number = node.get_ref().as_integer().and_then(|n| n.as_str().parse::<u8>().ok()).filter(|n| (1..=10).contains(n));
                if number.is_none() {
                    self.fault(node.span(), faults::form("negative_tests", "1 到 10 的整数", "a whole number, 1 to 10"));
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

    fn optional_span(&mut self, table: &DeTable<'_>, word: &str) -> Option<Option<Span>> {
        match get(table, word) {
            Some((_, node)) => self.span_of(word, node).map(Some),
            None => Some(None),
        }
    }

    fn optional_hours(&mut self, table: &DeTable<'_>, word: &str) -> Option<Option<u32>> {
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

    fn span_of(&mut self, word: &str, node: &Node<'_>) -> Option<Span> {
        let span = node.get_ref().as_str().and_then(Span::parse);
        if span.is_none() {
            self.fault(node.span(), faults::span(word));
        }
        span
    }

    // Words and texts.

    fn unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
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

    fn table_of<'t, 'i>(&mut self, table: &'t DeTable<'i>, word: &str) -> Option<(Range<usize>, &'t DeTable<'i>)> {
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

    fn plain(&mut self, word: &str, node: &Node<'_>) -> Option<String> {
        let text = node.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(node.span(), faults::form(word, "带引号的一个值", "one value in quotes"));
        }
        text
    }

    fn text_at(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<(String, Range<usize>)> {
        let Some((_, node)) = get(table, word) else {
            self.fault(0..0, faults::missing(word, &format!("{place} "), place));
            return None;
        };
        let text = self.plain(word, node)?;
        if text.trim().is_empty() {
            self.fault(node.span(), faults::nothing_in(&format!("{word} "), word));
            return None;
        }
        Some((text, node.span()))
    }

    fn text(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<String> {
        self.text_at(table, word, place).map(|(text, _)| text)
    }

    fn name(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<String> {
        let (text, span) = self.text_at(table, word, place)?;
        if mingma_model::Id::parse(&text).is_none() {
            self.fault(span, faults::form(word, "1 到 64 个字母、数字或 . _ : -", "1 to 64 letters, digits or . _ : -"));
            return None;
        }
        Some(text)
    }

    fn bilingual(&mut self, table: &DeTable<'_>, word: &str, place: &str) -> Option<Text> {
        let Some((key, node)) = get(table, word) else {
            self.fault(0..0, faults::missing(word, &format!("{place} "), place));
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

    fn one_language(&mut self, table: &DeTable<'_>, word: &str, lang: &str, place: Range<usize>) -> Option<String> {
        let text = get(table, lang).and_then(|(_, node)| node.get_ref().as_str()).map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else {
            self.fault(place, faults::no_language(word, lang));
            return None;
        };
        if let Some(open) = OPEN_TEXTS.iter().find(|open| text.to_lowercase().contains(**open)) {
            self.fault(place.clone(), faults::open_clause(open));
        }
        self.no_numbers(text, place);
        Some(text.to_owned())
    }

    /// Eleven digits in a row are a telephone or a document: no rule names a person.
    fn no_numbers(&mut self, text: &str, place: Range<usize>) {
        let mut run = 0;
        for c in text.chars() {
            run = if c.is_ascii_digit() { run + 1 } else { 0 };
            if run == 11 {
                self.fault(place, faults::personal_number());
                return;
            }
        }
    }
}

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

fn get<'t, 'i>(table: &'t DeTable<'i>, word: &str) -> Option<(&'t Spanned<std::borrow::Cow<'i, str>>, &'t Node<'i>)> {
    table.iter().find(|(key, _)| key.get_ref().as_ref() == word)
}

/// Where the parts of a rule's phases stand.
#[derive(Debug, Default)]
struct Places {
    rule: Range<usize>,
    colours: Vec<Range<usize>>,
    untils: Vec<Vec<Range<usize>>>,
}

impl Places {
    fn span(&self, place: law::Place) -> Range<usize> {
        let found = match place {
            law::Place::Colour(phase) => self.colours.get(phase),
            law::Place::Until(phase, alternative) => self.untils.get(phase).and_then(|all| all.get(alternative)),
        };
        found.cloned().unwrap_or_else(|| self.rule.clone())
    }
}
