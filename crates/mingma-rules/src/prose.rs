//! A pack told as prose: whom it touches, with which colours, until when.
//!
//! ```
//! use mingma_model::Lang;
//! use mingma_rules::{load, prose, shipped};
//! let profile = shipped::profile("cn").unwrap();
//! let book = load::shipped(&profile).unwrap();
//! let henan = book.packs().iter().find(|pack| pack.id == "henan-2022-03").unwrap();
//! let told = prose::pack(henan, &profile, Lang::Zh);
//! assert!(told.to_string().contains("至迟满7天自动转绿"));
//! ```

mod left_out;
mod trigger;

use std::fmt;

use mingma_model::{Colour, Event, Kind, Lang, Profile};
use serde::Serialize;

use crate::explain::{en, names, when::When, words, zh};
use crate::pack::{Pack, Phase, Rule, Shade};

/// A pack in sentences of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prose {
    /// The pack's title.
    pub title: String,
    /// Where and when in force, by whom, from which text, how days are counted.
    pub about: Vec<String>,
    /// Its rules, in their order.
    pub rules: Vec<RuleProse>,
    /// What it leaves green, and what it does not speak of.
    pub left_out: Vec<String>,
}

/// A rule in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleProse {
    /// Its id within the pack.
    pub id: String,
    /// The reason that people read.
    pub reason: String,
    /// Whom it touches, each phase, the lapse.
    pub sentences: Vec<String>,
}

/// Tells a pack.
#[must_use]
pub fn pack(pack: &Pack, profile: &Profile, lang: Lang) -> Prose {
    Prose {
        title: pack.title.of(lang).to_owned(),
        about: about(pack, profile, lang),
        rules: pack.rules.iter().map(|rule| self::rule(rule, profile, lang)).collect(),
        left_out: left_out::told(pack, profile, lang),
    }
}

/// Tells a rule.
#[must_use]
pub fn rule(rule: &Rule, profile: &Profile, lang: Lang) -> RuleProse {
    let mut sentences = vec![trigger::sentence(rule, profile, lang)];
    sentences.extend((0..rule.phases.len()).map(|row| phase(rule, row, lang)));
    sentences.push(lapse(rule, lang));
    RuleProse { id: rule.id.clone(), reason: rule.reason.of(lang).to_owned(), sentences }
}

fn about(pack: &Pack, profile: &Profile, lang: Lang) -> Vec<String> {
    // The end of time is no year of any pack, so every date is told with its year.
    let when = When { zone: &profile.zone, now: i64::MIN, lang };
    let place = names::prefix(profile, pack.region, lang);
    let (from, to) = (when.moment(pack.from), when.moment(pack.to));
    let days = (pack.to - pack.from) / 86_400;
    match lang {
        Lang::Zh => vec![
            format!("施行地：{place}。施行期：{from}起，至{to}止（{days}天）。"),
            format!("发布：{}。出处：{}。", pack.issuer, pack.source),
            "起算日的次日为第1天；“满7天”指到第7天24时，“第7天起”指该日0时起。".to_owned(),
        ],
        Lang::En => vec![
            format!("In force in {place}, from {from} to {to} ({days} days)."),
            format!("Issued by {}. Source (in Chinese): {}.", pack.issuer, pack.source),
            "Day 1 is the day after the one that counting starts from; \"7 full days\" end with day 7, \"on day 7 or later\" begins with it.".to_owned(),
        ],
    }
}

/// One phase: 红码：满7天后转黄。
fn phase(rule: &Rule, row: usize, lang: Lang) -> String {
    let phase = &rule.phases[row];
    let shade = shade(phase.colour, lang);
    let then = match rule.phases.get(row + 1).map(|next| next.colour) {
        Some(Shade::Plain(colour)) => colour,
        _ => Colour::Green,
    };
    let until = until(phase, since(rule, row), lang);
    let stays = rule.phases.get(row + 1).is_some_and(|next| next.colour == phase.colour);
    match (lang, stays) {
        (Lang::Zh, true) => format!("{shade}：{until}进入下一阶段，仍为{}。", then.name(lang)),
        (Lang::Zh, false) => format!("{shade}：{until}转{}。", words::shade(lang, then)),
        (Lang::En, true) => format!("{shade}: {until}, the next stage begins, still {}.", then.word()),
        (Lang::En, false) => format!("{shade}: turns {} {until}.", then.word()),
    }
}

fn shade(shade: Shade, lang: Lang) -> &'static str {
    match shade {
        Shade::Plain(colour) => words::headed(lang, colour),
        Shade::Origin => lang.pick("与推送地的码色相同", "The colour of the place that sent it"),
    }
}

fn until(phase: &Phase, since: Option<Event>, lang: Lang) -> String {
    let alternatives = phase.until.iter();
    match lang {
        Lang::Zh => {
            let base = since.map_or_else(String::new, |event| format!("从{}算起", event.name(lang)));
            alternatives.map(|one| zh::alternative(one, &base)).collect::<Vec<_>>().join("，或")
        }
        Lang::En => {
            let base = since.map_or_else(String::new, |event| format!(" counted from {}", event.name(lang)));
            alternatives.map(|one| en::alternative(one, false, &base)).collect::<Vec<_>>().join(", or ")
        }
    }
}

/// The event that a phase's days are counted from: the last one waited for before it.
fn since(rule: &Rule, row: usize) -> Option<Event> {
    rule.phases[..row].iter().rev().flat_map(|phase| &phase.until).find_map(|one| one.events.first().copied())
}

fn lapse(rule: &Rule, lang: Lang) -> String {
    let span = match lang {
        Lang::Zh => words::span(lang, rule.lapse),
        Lang::En => en::full(rule.lapse, false),
    };
    let own = rule.on == Kind::Notice;
    match lang {
        Lang::Zh if own => format!("至迟满{span}自动转绿，也不晚于推送本身的截止时间。"),
        Lang::Zh => format!("至迟满{span}自动转绿。"),
        Lang::En if own => {
            format!("At the latest it turns green by itself after {span}, and never later than the notice itself ends.")
        }
        Lang::En => format!("At the latest it turns green by itself after {span}."),
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        for line in &self.about {
            writeln!(f, "{line}")?;
        }
        for (row, rule) in (1..).zip(&self.rules) {
            writeln!(f, "\n{row}. {} [{}]", rule.reason, rule.id)?;
            for sentence in &rule.sentences {
                writeln!(f, "   {sentence}")?;
            }
        }
        writeln!(f)?;
        for line in &self.left_out {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
