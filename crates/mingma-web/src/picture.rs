//! The one way from a derivation to its drawing, for pages and for the terminal.
//!
//! The strip tells the past as each moment knew it (`Rulebook::history`) and the
//! future if nothing new becomes known (`Rulebook::forecast`). Every item with an
//! anchor has a lane: the timeline of the pack that counts.

mod lanes;
mod marks;

use std::collections::BTreeMap;

use mingma_model::{Colour, Evidence, Kind, Lang, Zone};
use mingma_ribbon::{Band, Change, Ribbon, Words};
use mingma_rules::{Clash, Derivation, Dossier, Rulebook};

use crate::when;

/// Days before and after the day of now.
const DAYS: u32 = 14;

/// The few words that the drawing says by itself.
#[must_use]
pub fn words(lang: Lang) -> Words {
    match lang {
        Lang::Zh => Words::zh(),
        Lang::En => Words::en(),
    }
}

/// Draws a derivation: 14 days back and 14 on, a lane an item, tests, the coming change.
///
/// # Errors
/// Two packs of one region spoke of one item at one time.
pub fn ribbon(book: &Rulebook, dossier: &Dossier, derivation: &Derivation<'_>, lang: Lang) -> Result<Ribbon, Clash> {
    Scene { book, dossier, derivation, lang, zone: book.zone() }.ribbon()
}

struct Scene<'a> {
    book: &'a Rulebook,
    dossier: &'a Dossier,
    derivation: &'a Derivation<'a>,
    lang: Lang,
    zone: &'a Zone,
}

/// The colour of the drawing for a colour of the code.
fn drawn(colour: Colour) -> mingma_ribbon::Colour {
    match colour {
        Colour::Green => mingma_ribbon::Colour::Green,
        Colour::Yellow => mingma_ribbon::Colour::Yellow,
        Colour::Red => mingma_ribbon::Colour::Red,
    }
}

impl Scene<'_> {
    fn ribbon(&self) -> Result<Ribbon, Clash> {
        let at = self.derivation.at;
        let days = self.days();
        let forecast = self.book.forecast(self.dossier.items(), at)?;
        let (first, last) = (days.first().map_or(at, |d| d.start), days.last().map_or(at, |d| d.end));
        let words = words(self.lang);
        let mut ribbon = Ribbon {
            now: at,
            now_label: format!("{} {}", self.lang.pick("现在", "Now,"), when::moment(self.zone, at, self.lang)),
            code: self.code(first, last, &forecast)?,
            changes: forecast.iter().skip(1).map(|(at, to)| self.change(*at, *to)).collect(),
            marks: self.marks(),
            marks_label: self.lang.pick("检测与申报", "Tests and declarations").to_owned(),
            lanes: self.lanes(),
            title: self.title(first, last),
            days,
            ..Ribbon::default()
        };
        if ribbon.marks.is_empty() {
            ribbon.marks_label.clear();
        }
        let told = ribbon.describe(&words, &|t| ribbon.reading(&words, t));
        ribbon.description = told.join(self.lang.pick("", " "));
        Ok(ribbon)
    }

    fn days(&self) -> Vec<mingma_ribbon::Day> {
        let mut start = self.zone.midnight_before(self.derivation.at, DAYS);
        let mut days = Vec::with_capacity(2 * DAYS as usize + 1);
        for _ in 0..=2 * DAYS {
            let day = when::ribbon_day(self.zone, start, self.lang);
            start = day.end;
            days.push(day);
        }
        days
    }

    fn title(&self, first: i64, last: i64) -> String {
        let (from, to) = (when::day(self.zone, first, self.lang), when::day(self.zone, last - 1, self.lang));
        match self.lang {
            Lang::Zh => format!("{from}至{to}的健康码"),
            Lang::En => format!("The health code, {from} to {to}"),
        }
    }

    /// What was shown up to now, then what will be if nothing new becomes known.
    fn code(&self, first: i64, last: i64, forecast: &[(i64, Colour)]) -> Result<Vec<Band>, Clash> {
        let at = self.derivation.at;
        let mut steps = vec![(i64::MIN, Colour::Green)];
        steps.extend(self.book.history(self.dossier.items(), at)?.into_iter().filter(|(from, _)| *from < at));
        steps.extend(forecast.iter().copied());
        let ends = steps.iter().skip(1).map(|(from, _)| *from).chain([last]).collect::<Vec<_>>();
        let bands = steps
            .iter()
            .zip(ends)
            .map(|((from, colour), to)| Band::new((*from).max(first), to.min(last), drawn(*colour)));
        Ok(bands.filter(|band| band.from < band.to).collect())
    }

    fn change(&self, at: i64, to: Colour) -> Change {
        let moment = when::moment(self.zone, at, self.lang);
        let label = match (self.lang, to) {
            (Lang::Zh, Colour::Green) => format!("{moment} 转绿"),
            (Lang::Zh, Colour::Yellow) => format!("{moment} 转黄"),
            (Lang::Zh, Colour::Red) => format!("{moment} 转红"),
            (Lang::En, Colour::Green) => format!("Green from {moment}"),
            (Lang::En, Colour::Yellow) => format!("Yellow from {moment}"),
            (Lang::En, Colour::Red) => format!("Red from {moment}"),
        };
        Change { at, to: drawn(to), label }
    }

    /// Items known by now, with their rows.
    fn known(&self) -> impl Iterator<Item = (usize, &Evidence)> {
        self.dossier.evidence().iter().enumerate().filter(|(_, item)| item.observed_at <= self.derivation.at)
    }
}

/// What is kept as a paper and has a lane only where a rule speaks of it.
fn is_paper(item: &Evidence) -> bool {
    matches!(item.kind, Kind::SelfDeclaration | Kind::Vaccination | Kind::ForeignCertificate)
}

/// Rows struck out by corrections known at `at`, with the row of the correction.
fn struck(evidence: &[Evidence], at: i64) -> BTreeMap<usize, usize> {
    let mut out = BTreeMap::new();
    // Latest known first, ties by greater id: the reverse of the order kept.
    for (row, item) in evidence.iter().enumerate().rev().filter(|(_, item)| item.observed_at <= at) {
        if item.kind != Kind::Correction || out.contains_key(&row) {
            continue;
        }
        let about = item.about().and_then(|id| evidence.iter().position(|other| other.id == *id));
        if let Some(about) = about {
            out.insert(about, row);
        }
    }
    out
}
