//! What the published set must keep beyond the law of each pack: the floor,
//! the meanings, overlaps and gaps, companions, and narrower rules that differ.

use mingma_model::{Colour, Faults, Kind, Profile, Source, TestResult, Zone};

use crate::book::Rulebook;
use crate::cases;
use crate::compare::{Days, Difference, Scenario, compare};
use crate::faults;
use crate::lapses;
use crate::law;
use crate::load::{PackFile, try_packs};
use crate::pack::{Pack, Rule, Shade};

/// A file that stands beside the packs, by its name.
pub type Beside<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Checks packs by the loader's law alone.
#[must_use]
pub fn law(files: &[PackFile], profile: &Profile) -> Faults {
    let (read, mut found) = try_packs(files, profile);
    for (file, read) in files.iter().zip(&read) {
        hints(file, read.as_ref(), &mut found);
    }
    found.sort();
    found
}

/// What is lawful and hardly meant.
fn hints(file: &PackFile, read: Option<&crate::parse::ReadPack>, found: &mut Faults) {
    let rules = read.into_iter().flat_map(|read| read.pack.rules.iter().zip(&read.rule_spans));
    for (_, span) in rules.filter(|(rule, _)| law::frees_nobody(rule)) {
        found.push(faults::frees_nobody().at(&file.source(), span.clone()));
    }
}

/// Checks the published set: the law of each pack, and what the set must keep.
#[must_use]
pub fn published(files: &[PackFile], profile: &Profile, beside: Beside<'_>) -> Faults {
    let (read, mut found) = try_packs(files, profile);
    let mut packs = Vec::new();
    for (file, read) in files.iter().zip(&read) {
        let Some(read) = read else { continue };
        hints(file, Some(read), &mut found);
        companions(file, &read.pack, profile, beside, &mut found);
        let source = file.source();
        if !file.name.ends_with(&format!("{}.toml", read.pack.id)) {
            found.push(faults::file_name(&read.pack.id).at(&source, read.id_span.clone()));
        }
        for (rule, span) in read.pack.rules.iter().zip(&read.rule_spans) {
            if turns_on_negative(rule) {
                found.push(faults::turns_on_negative().at(&source, span.clone()));
            }
        }
        for (kind, span) in leaves_out(&read.pack, &read.rule_spans) {
            found.push(faults::leaves_out(kind).at(&source, span));
        }
        packs.push(read.pack.clone());
    }
    meanings(profile, &mut found);
    floor(&packs, profile, &mut found);
    clashes(&packs, &profile.zone, &mut found);
    gaps(&packs, &profile.zone, &mut found);
    narrower(files, &read, &profile.zone, &mut found);
    found.sort();
    found
}

fn companions(file: &PackFile, pack: &Pack, profile: &Profile, beside: Beside<'_>, found: &mut Faults) {
    let reading = format!("{}.md", pack.id);
    match beside(&reading) {
        Some(text) => found.extend(lapses::compare(&Source::new(&reading, &text), pack)),
        None => found.push(
            faults::no_companion(
                &reading,
                "公布了什么、我们的读法、何者不编码",
                "what was published, our reading, and what is not encoded",
            )
            .of_file(&file.name),
        ),
    }
    let name = format!("{}.cases.json", pack.id);
    match beside(&name) {
        Some(text) => {
            let alone = Rulebook::new(vec![pack.clone()], profile.zone.clone());
            found.extend(cases::failing(&Source::new(&name, &text), profile, &alone));
        }
        None => found.push(faults::no_companion(&name, "逐日用例", "its cases, day by day").of_file(&file.name)),
    }
}

/// A negative test never raises: a rule on tests speaks of positives alone, or of green.
fn turns_on_negative(rule: &Rule) -> bool {
    let adverse = rule.phases.iter().any(|phase| phase.colour != Shade::Plain(Colour::Green));
    rule.on == Kind::NucleicTest && adverse && rule.condition.result != Some(TestResult::Positive)
}

/// Kinds of which every rule of the pack has a `where`.
fn leaves_out(pack: &Pack, spans: &[std::ops::Range<usize>]) -> Vec<(Kind, std::ops::Range<usize>)> {
    let mut out: Vec<(Kind, std::ops::Range<usize>)> = Vec::new();
    for (rule, span) in pack.rules.iter().zip(spans) {
        let whole =
            pack.rules.iter().any(|other| other.on == rule.on && other.condition == crate::pack::Condition::default());
        if !whole && !out.iter().any(|(kind, _)| *kind == rule.on) {
            out.push((rule.on, span.clone()));
        }
    }
    out
}

fn meanings(profile: &Profile, found: &mut Faults) {
    for colour in Colour::ALL {
        if !profile.meaning(colour).is_some_and(mingma_model::profile::Meaning::is_complete) {
            found.push(faults::no_meaning(colour.word()).of_file("meanings.toml"));
        }
    }
}

fn floor(packs: &[Pack], profile: &Profile, found: &mut Faults) {
    let national: Vec<&Pack> = packs.iter().filter(|pack| pack.region.len() == 0).collect();
    let Some((from, to)) = span(&national) else {
        for kind in &profile.floor {
            found.push(faults::floor(*kind, "—", "—"));
        }
        return;
    };
    for kind in &profile.floor {
        let treating: Vec<&Pack> = national.iter().copied().filter(|pack| pack.treats(*kind)).collect();
        for (start, end) in uncovered(&treating, from, to) {
            found.push(faults::floor(*kind, &profile.zone.show(start), &profile.zone.show(end)));
        }
    }
}

/// First and last moment of the floor: of the packs of region 00.
#[must_use]
pub fn floor_span(packs: &[Pack]) -> Option<(i64, i64)> {
    span(&packs.iter().filter(|pack| pack.region.len() == 0).collect::<Vec<_>>())
}

fn span(packs: &[&Pack]) -> Option<(i64, i64)> {
    let from = packs.iter().map(|pack| pack.from).min()?;
    let to = packs.iter().map(|pack| pack.to).max()?;
    Some((from, to))
}

fn uncovered(packs: &[&Pack], from: i64, to: i64) -> Vec<(i64, i64)> {
    let mut spans: Vec<(i64, i64)> = packs.iter().map(|pack| (pack.from, pack.to)).collect();
    spans.sort_unstable();
    let mut out = Vec::new();
    let mut reached = from;
    for (start, end) in spans {
        if start > reached {
            out.push((reached, start));
        }
        reached = reached.max(end);
    }
    if reached < to {
        out.push((reached, to));
    }
    out
}

fn clashes(packs: &[Pack], zone: &Zone, found: &mut Faults) {
    for clash in Rulebook::new(packs.to_vec(), zone.clone()).clashes() {
        found.push(clash.fault(zone).of_file(format!("{}.toml", clash.packs[1])));
    }
}

fn gaps(packs: &[Pack], zone: &Zone, found: &mut Faults) {
    let mut regions: Vec<_> = packs.iter().map(|pack| pack.region).filter(|region| region.len() > 0).collect();
    regions.sort_unstable();
    regions.dedup();
    for region in regions {
        let here: Vec<&Pack> = packs.iter().filter(|pack| pack.region == region).collect();
        let Some((from, to)) = span(&here) else {
            continue;
        };
        for kind in Kind::ALL.iter().filter(|kind| here.iter().any(|pack| pack.treats(**kind))) {
            let treating: Vec<&Pack> = here.iter().copied().filter(|pack| pack.treats(*kind)).collect();
            for (start, end) in uncovered(&treating, from, to) {
                let fault = faults::gap(&region.to_string(), *kind, &zone.show(start), &zone.show(end));
                found.push(fault.of_file(format!("{}.toml", here[0].id)));
            }
        }
    }
}

/// Every rule of a narrower pack that a wider one treats otherwise; editions
/// that it departs from alike are told together.
fn narrower(files: &[PackFile], read: &[Option<crate::parse::ReadPack>], zone: &Zone, found: &mut Faults) {
    let packs: Vec<(&PackFile, &crate::parse::ReadPack)> =
        files.iter().zip(read).filter_map(|(file, read)| read.as_ref().map(|read| (file, read))).collect();
    for (file, narrow) in &packs {
        let a = &narrow.pack;
        let mut told: Vec<Departure> = Vec::new();
        for wide in packs.iter().map(|(_, wide)| &wide.pack).filter(|wide| stands_above(wide, a)) {
            for kind in Kind::ALL.iter().filter(|kind| a.treats(**kind) && wide.treats(**kind)) {
                for difference in compare(a, wide, *kind, zone) {
                    depart(&mut told, a, wide, &difference);
                }
            }
        }
        for Departure { row, text: (zh, en), wider } in told {
            let fault = faults::differs(&a.id, &a.rules[row].id, &wider.join(", "), &zh, &en);
            found.push(fault.at(&file.source(), narrow.rule_spans[row].clone()));
        }
    }
}

fn stands_above(wide: &Pack, narrow: &Pack) -> bool {
    let wider = wide.region.len() < narrow.region.len() && wide.region.covers(narrow.region);
    wider && narrow.from.max(wide.from) < narrow.to.min(wide.to)
}

/// A rule that departs from wider ones, and from which.
struct Departure {
    row: usize,
    text: (String, String),
    wider: Vec<String>,
}

fn depart(told: &mut Vec<Departure>, a: &Pack, wide: &Pack, difference: &Difference) {
    let own = a.rules.iter().position(|rule| Some(&rule.id) == difference.rule.as_ref());
    let row = own.or_else(|| a.rules.iter().position(|rule| rule.on == difference.kind)).unwrap_or(0);
    let other =
        difference.other_rule.as_deref().map_or_else(|| wide.id.clone(), |rule| format!("{} · {rule}", wide.id));
    let text = tell(difference);
    match told.iter_mut().find(|known| known.row == row && known.text == text) {
        Some(known) => known.wider.push(other),
        None => told.push(Departure { row, text, wider: vec![other] }),
    }
}

/// The difference in words: which days, which colours, in which scenario.
#[must_use]
pub fn tell(difference: &Difference) -> (String, String) {
    use mingma_model::Lang::{En, Zh};
    let zh = difference.runs.iter().map(|Days { first, last, colour, other }| {
        let days = if first == last { format!("第{first}天") } else { format!("第{first}至{last}天") };
        format!("{days}（{}，对方{}）", colour.name(Zh), other.name(Zh))
    });
    let en = difference.runs.iter().map(|Days { first, last, colour, other }| {
        let days = if first == last { format!("day {first}") } else { format!("days {first} to {last}") };
        format!("{days} ({} against {})", colour.name(En), other.name(En))
    });
    let (zh, en) = (zh.collect::<Vec<_>>().join("、"), en.collect::<Vec<_>>().join(" and "));
    let (more_zh, more_en) = if difference.stricter { ("更严", "is stricter") } else { ("更宽", "is milder") };
    let (case_zh, case_en) = case(difference.scenario);
    (format!("{case_zh}{more_zh}：{zh}"), format!("{more_en} on {en}, {case_en}"))
}

fn case(scenario: Scenario) -> (&'static str, String) {
    match scenario {
        Scenario::Nothing => ("不检测时", "without tests".to_owned()),
        Scenario::DailyTests => ("每日阴性时", "with a negative test every day".to_owned()),
        Scenario::Event(event) => ("有后续情况、不检测时", format!("with {} on day 5 and without tests", event.word())),
        Scenario::EventAndTests(event) => {
            ("有后续情况且每日阴性时", format!("with {} on day 5 and a negative test every day", event.word()))
        }
    }
}
