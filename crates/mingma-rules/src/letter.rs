//! The letter 告知: what was decided, why, until when, what frees, and how to object.
//!
//! A letter is data; who shows it decides how it looks. On the bench every letter
//! is a trial (试算) and says so first.
//!
//! ```
//! use mingma_model::Lang;
//! use mingma_rules::{Dossier, letter, load, shipped};
//! let profile = shipped::profile("cn").unwrap();
//! let book = load::shipped(&profile).unwrap();
//! let nobody = Dossier::new(Vec::new()).unwrap();
//! let derivation = book.derive(&nobody, 1_655_870_400).unwrap();
//! let told = letter::letter(&book, &nobody, &derivation, &profile, Lang::Zh).unwrap();
//! assert!(told.trial.contains("试算"));
//! ```

mod rights;

use mingma_model::profile::Meaning;
use mingma_model::{Colour, Lang, Profile, Text};
use serde::Serialize;

use crate::book::{Clash, Rulebook};
use crate::derive::Derivation;
use crate::explain::{Explanation, explain, when::When};
use crate::item::Dossier;

/// A letter of one language, in the order in which it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Its title.
    pub title: String,
    /// Whom it is addressed to.
    pub to: String,
    /// The moment that it speaks of, with its year.
    pub date: String,
    /// The colour, for the mark beside the title.
    pub colour: Colour,
    /// Said first: a trial that binds nobody.
    pub trial: String,
    /// Said where the packs' dates were moved (试行).
    pub as_if: Option<String>,
    /// The decision in one to three sentences; what no rule speaks of.
    pub paragraphs: Vec<String>,
    /// The reasons; none where the code is green.
    pub reasons: Option<Table>,
    /// What comes by itself and what would end it.
    pub ends: Section,
    /// What the holder may and must do, and what nobody may do to them.
    pub meaning: Vec<Section>,
    /// Rights, with the article that gives them.
    pub rights: Section,
    /// How to object: grounds to choose from, and whom to call.
    pub object: Section,
    /// Published texts that it rests on.
    pub sources: Section,
}

/// A heading with paragraphs and points below it; either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Points of a list.
    pub points: Vec<String>,
}

/// A table with a row of headings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its heading.
    pub heading: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Its rows, as wide as the columns.
    pub rows: Vec<Vec<String>>,
}

impl Letter {
    /// The sections below the table, in order; those without words are left out.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        std::iter::once(&self.ends)
            .chain(&self.meaning)
            .chain([&self.rights, &self.object, &self.sources])
            .filter(|section| !section.paragraphs.is_empty() || !section.points.is_empty())
    }
}

/// Writes the letter of a derivation of `dossier` by `book`.
///
/// # Errors
/// Two packs of one region speak of one item at a later time.
pub fn letter(
    book: &Rulebook,
    dossier: &Dossier,
    derivation: &Derivation<'_>,
    profile: &Profile,
    lang: Lang,
) -> Result<Letter, Clash> {
    let told = explain(book, dossier, derivation, profile, lang)?;
    // No pack is of the year that the end of time has, so the year is always told.
    let when = When { zone: book.zone(), now: i64::MIN, lang };
    Ok(Letter {
        title: rights::title(profile, lang).to_owned(),
        to: lang.pick("致：持码人本人", "To: the holder of this code").to_owned(),
        date: when.moment(derivation.at),
        colour: derivation.colour,
        trial: trial(lang).to_owned(),
        paragraphs: paragraphs(&told),
        reasons: reasons(&told, lang),
        ends: ends(&told, lang),
        meaning: profile.meaning(derivation.colour).map_or_else(Vec::new, |meaning| meanings(meaning, lang)),
        rights: rights::rights(profile, lang),
        object: rights::object(profile, lang),
        sources: section(lang.pick("依据的规则", "The rules it rests on"), Vec::new(), told.sources.clone()),
        as_if: told.as_if,
    })
}

const fn trial(lang: Lang) -> &'static str {
    lang.pick(
        "这是试算的告知书样张，不是任何单位的决定，对任何人都没有约束力，也不能用来查验。",
        "This letter is a trial: no unit has decided it, it binds nobody, and it must not be used for checking anybody.",
    )
}

fn paragraphs(told: &Explanation) -> Vec<String> {
    // A green sentence has what is not covered in it already.
    let apart = told.not_covered.iter().filter(|text| !told.sentence.to_lowercase().contains(&text.to_lowercase()));
    std::iter::once(told.sentence.clone()).chain(apart.cloned()).collect()
}

fn section(heading: &str, paragraphs: Vec<String>, points: Vec<String>) -> Section {
    Section { heading: heading.to_owned(), paragraphs, points }
}

fn reasons(told: &Explanation, lang: Lang) -> Option<Table> {
    let columns: [(&str, &str); 6] = [
        ("发生了什么", "What happened"),
        ("规则", "Rule"),
        ("码色", "Colour"),
        ("自何时", "Since"),
        ("最迟到", "At the latest until"),
        ("怎样提前解除", "What ends it earlier"),
    ];
    let rows = told.reasons.iter().map(|row| {
        let frees = if row.frees.is_empty() {
            vec![lang.pick("目前只等时间", "for now, time alone").to_owned()]
        } else {
            row.frees.clone()
        };
        vec![
            row.fact.clone(),
            lang.pick(&format!("{}（{}）", row.rule, row.pack), &format!("{} ({})", row.rule, row.pack)).to_owned(),
            row.colour.name(lang).to_owned(),
            row.from.clone(),
            row.over.clone(),
            frees.join(lang.pick("；或", "; or ")),
        ]
    });
    (!told.reasons.is_empty()).then(|| Table {
        heading: lang.pick("理由", "Reasons").to_owned(),
        columns: columns.into_iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect(),
        rows: rows.collect(),
    })
}

fn ends(told: &Explanation, lang: Lang) -> Section {
    let heading = lang.pick("到何时，怎样解除", "Until when, and what ends it");
    section(heading, told.until.clone(), told.frees.clone())
}

fn meanings(meaning: &Meaning, lang: Lang) -> Vec<Section> {
    let points = |texts: &[Text]| texts.iter().map(|text| text.of(lang).to_owned()).collect();
    let source = lang.pick("出处：", "Source: ").to_owned() + meaning.source.of(lang);
    vec![
        section(lang.pick("你可以", "You may"), Vec::new(), points(&meaning.may)),
        section(lang.pick("你须", "You must"), Vec::new(), points(&meaning.must)),
        section(lang.pick("任何人不得这样对你", "Nobody may"), vec![source], points(&meaning.never)),
    ]
}
