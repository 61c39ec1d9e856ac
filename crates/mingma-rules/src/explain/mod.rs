//! A derivation as people read it: one sentence, why, until when, what frees, from which source.
//!
//! **What lives here**: words for facts, dates, ways out. The plan (`plan.rs`,
//! `way.rs`) says what would end a colour, found by deriving again, never by guessing; `zh.rs` and
//! `en.rs` put it into words.
//!
//! **What never will**: ids, names of people, a colour that the derivation does not have.

mod adverse;
pub(crate) mod en;
mod facts;
mod green;
pub(crate) mod names;
pub(crate) mod plan;
mod way;
pub(crate) mod when;
pub(crate) mod words;
pub(crate) mod zh;

use mingma_model::{Colour, Kind, Lang, Profile, TestResult};
use serde::Serialize;

use crate::book::{Clash, Rulebook};
use crate::derive::Derivation;
use crate::item::Dossier;
use crate::pack::Pack;
use facts::Facts;
use plan::{Plan, Scene};
use when::When;

/// What people read of a derivation, in one language, as plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The colour and how long it stands, for a title.
    pub headline: String,
    /// One to three short sentences: colour, what happened, what frees, the latest end.
    pub sentence: String,
    /// What holds the colour: rule, evidence, stays, and what stands beneath.
    pub why: Vec<String>,
    /// The same as a table, a row a reason; empty where the code is green.
    pub reasons: Vec<ReasonRow>,
    /// What comes by itself, one change a row.
    pub until: Vec<String>,
    /// What would end it, one way a row.
    pub frees: Vec<String>,
    /// Published texts that it rests on.
    pub sources: Vec<String>,
    /// Said where no rule spoke of an item at some moment.
    pub not_covered: Option<String>,
    /// Said where the packs' dates were moved (试行).
    pub as_if: Option<String>,
}

/// One reason, as a row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonRow {
    /// What happened, with its date.
    pub fact: String,
    /// The reason that the rule gives.
    pub rule: String,
    /// The title of its pack.
    pub pack: String,
    /// The colour that it gives, after stays.
    pub colour: Colour,
    /// Since when.
    pub from: String,
    /// When this phase ends if nothing new becomes known.
    pub until: String,
    /// When all of it is over if nothing new becomes known.
    pub over: String,
    /// What would end it, one way a row.
    pub frees: Vec<String>,
}

/// Explains a derivation of `dossier` by `book`.
///
/// # Errors
/// Two packs of one region speak of one item at a later time.
pub fn explain(
    book: &Rulebook,
    dossier: &Dossier,
    derivation: &Derivation<'_>,
    profile: &Profile,
    lang: Lang,
) -> Result<Explanation, Clash> {
    let scene = Scene::new(book, dossier.items(), derivation.at);
    let when = When { zone: book.zone(), now: derivation.at, lang };
    // Derived again, so that reasons and plan borrow the same packs and items.
    let derivation = book.derive_items(scene.items, derivation.at)?;
    let plan = scene.plan(&derivation)?;
    let teller = Teller { scene, facts: Facts { dossier, profile, when }, derivation, plan };
    Ok(teller.explanation())
}

/// Everything a sentence can be made of.
struct Teller<'a> {
    scene: Scene<'a>,
    facts: Facts<'a>,
    derivation: Derivation<'a>,
    plan: Plan<'a>,
}

impl Teller<'_> {
    fn lang(&self) -> Lang {
        self.facts.lang()
    }

    fn pick(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.lang() {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        }
    }

    fn explanation(&self) -> Explanation {
        let green = self.derivation.colour == Colour::Green;
        let (sentence, why) = if green { self.green() } else { (self.adverse(), self.why()) };
        Explanation {
            headline: self.headline(),
            sentence,
            why,
            reasons: self.rows(),
            until: self.until(),
            frees: self.frees(),
            sources: self.sources(),
            not_covered: self.not_covered(),
            as_if: self.derivation.as_if.then(|| {
                self.pick(
                    "试行：规则包的日期已移到今天，只为试算，对任何人都没有约束力",
                    "Tried as if in force: the packs' dates were moved to today; a trial that binds nobody",
                )
            }),
        }
    }

    fn headline(&self) -> String {
        let mut text = words::headed(self.lang(), self.derivation.colour).to_owned();
        text.push_str(&match self.plan.steps.first() {
            Some((at, _)) if self.derivation.colour > Colour::Green || self.derivation.not_covered.is_empty() => {
                self.bound(*at)
            }
            _ if self.derivation.not_covered.is_empty() => String::new(),
            _ if self.uncovered().is_empty() => {
                self.pick("，阴性检测没有规则涉及", "; no rule speaks of the negative tests")
            }
            _ => self.pick("，有事项没有规则涉及", "; no rule in force speaks of it"),
        });
        if self.derivation.as_if {
            text.push_str(&self.pick("（试行）", " (as if in force)"));
        }
        text
    }

    fn bound(&self, at: i64) -> String {
        let point = self.facts.when.point(at);
        match (self.lang(), self.may_end_early()) {
            (Lang::Zh, true) => format!("，最迟到{point}"),
            (Lang::Zh, false) => format!("，到{point}"),
            (Lang::En, true) => format!(" until {point} at the latest"),
            (Lang::En, false) => format!(" until {point}"),
        }
    }

    fn sources(&self) -> Vec<String> {
        let mut packs: Vec<&Pack> = Vec::new();
        let reasons = self.derivation.reasons.iter().map(|reason| reason.pack);
        let all = reasons.chain(self.derivation.timelines.iter().map(|timeline| timeline.pack));
        for pack in all {
            if !packs.iter().any(|known| known.id == pack.id) {
                packs.push(pack);
            }
        }
        packs.into_iter().map(|pack| self.source(pack)).collect()
    }

    fn source(&self, pack: &Pack) -> String {
        let (title, when) = (pack.title.of(self.lang()), self.facts.when);
        let (from, to) = (when.moment(pack.from), when.moment(pack.to));
        match self.lang() {
            Lang::Zh => format!("{title}。出处：{}。施行：{from}至{to}", pack.source),
            Lang::En => format!("{title}. Source (in Chinese): {}. In force from {from} to {to}", pack.source),
        }
    }

    /// Rows that no rule spoke of at some moment, negative tests aside: these
    /// restrict nobody and need no rule.
    fn uncovered(&self) -> Vec<usize> {
        let negative = |row: &usize| {
            let item = self.facts.item(*row);
            item.kind == Kind::NucleicTest && item.result() == Some(TestResult::Negative)
        };
        self.derivation.not_covered.iter().copied().filter(|row| !negative(row)).collect()
    }
}
