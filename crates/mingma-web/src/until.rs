//! What ends a phase, in the short words of a table.

use mingma_model::{Lang, Span};
use mingma_rules::{Alternative, Condition, Phase, Release};

use crate::fields::{level_name, result_name};
use crate::show;

/// All ways out of a phase, joined by *or*.
pub(crate) fn phase(phase: &Phase, lang: Lang) -> String {
    let ways: Vec<String> = phase.until.iter().map(|way| alternative(way, lang)).collect();
    ways.join(lang.pick("，或", ", or "))
}

fn alternative(way: &Alternative, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(way.after.map(|after| through(after, lang)));
    if !way.events.is_empty() {
        let names: Vec<&str> = way.events.iter().map(|event| event.name(lang)).collect();
        parts.push(names.join(lang.pick("或", " or ")));
    }
    parts.extend(way.release.as_ref().map(|release| tests(release, lang)));
    parts.join(lang.pick("，且", " and "))
}

/// `满7天`, `through day 7`; hours stay hours.
fn through(span: Span, lang: Lang) -> String {
    match (lang, span) {
        (Lang::Zh, Span::Days(n)) => format!("满{n}天"),
        (Lang::Zh, Span::Hours(n)) => format!("满{n}小时"),
        (Lang::En, Span::Days(n)) => format!("day {n} is over"),
        (Lang::En, Span::Hours(n)) => format!("{n} hours are over"),
    }
}

/// A span as a length.
pub(crate) fn length(span: Span, lang: Lang) -> String {
    match (lang, span) {
        (Lang::Zh, Span::Days(n)) => format!("{n}天"),
        (Lang::Zh, Span::Hours(n)) => format!("{n}小时"),
        (Lang::En, Span::Days(1)) => "1 day".to_owned(),
        (Lang::En, Span::Days(n)) => format!("{n} days"),
        (Lang::En, Span::Hours(n)) => format!("{n} h"),
    }
}

fn tests(release: &Release, lang: Lang) -> String {
    let mut out = match (lang, release.negative_tests) {
        (Lang::Zh, n) => format!("{n}次阴性"),
        (Lang::En, 1) => "a negative test".to_owned(),
        (Lang::En, n) => format!("{n} negative tests"),
    };
    let mut notes: Vec<String> = Vec::new();
    if let Some(from) = release.from {
        notes.push(match (lang, from) {
            (Lang::Zh, Span::Days(n)) => format!("第{n}天起采样"),
            (Lang::Zh, Span::Hours(n)) => format!("{n}小时后采样"),
            (Lang::En, Span::Days(n)) => format!("sampled on day {n} or later"),
            (Lang::En, Span::Hours(n)) => format!("sampled after {n} h"),
        });
    }
    if let Some(within) = release.within {
        notes.push(format!("{}{}", lang.pick("", "within "), length(within, lang)) + lang.pick("内", ""));
    }
    if let Some(hours) = release.first_within {
        notes.push(match lang {
            Lang::Zh => format!("首次在{hours}小时内"),
            Lang::En => format!("the first within {hours} h"),
        });
    }
    if let Some(hours) = release.gap {
        notes.push(match lang {
            Lang::Zh => format!("间隔{hours}小时"),
            Lang::En => format!("{hours} h apart"),
        });
    }
    if !notes.is_empty() {
        out += &match lang {
            Lang::Zh => format!("（{}）", notes.join("、")),
            Lang::En => format!(" ({})", notes.join(", ")),
        };
    }
    out
}

/// What must hold of the item, in words; empty where nothing must.
pub(crate) fn condition(condition: &Condition, profile: &mingma_model::Profile, lang: Lang) -> String {
    let region = |prefix| profile.regions.prefix_name(prefix, lang).unwrap_or_else(|| prefix.to_string());
    let mut parts: Vec<String> = Vec::new();
    if let Some(prefix) = condition.origin_outside {
        parts.push(format!("{}{}", lang.pick("来自以下地区之外：", "from outside "), region(prefix)));
    }
    if let Some(prefix) = condition.origin_in {
        parts.push(format!("{}{}", lang.pick("来自", "from "), region(prefix)));
    }
    parts.extend(condition.level.map(|level| level_name(level, lang).to_owned()));
    parts.extend(condition.result.map(|result| result_name(result, lang).to_owned()));
    parts.extend(condition.origin_colour.map(|colour| show::colour_word(colour, lang).to_owned()));
    parts.extend(condition.country.map(|country| profile.country_name(country, lang)));
    if let Some(bits) = condition.symptoms_any {
        let named = (0_u16..64).filter(|row| bits & (1 << row) != 0).filter_map(|row| profile.symptom_name(row, lang));
        parts.push(named.collect::<Vec<_>>().join(lang.pick("、", ", ")));
    }
    if let Some(tenths) = condition.temperature_from {
        parts.push(format!("≥ {}.{} °C", tenths / 10, tenths % 10));
    }
    parts.join(lang.pick("，", "; "))
}
