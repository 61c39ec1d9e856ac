//! The one way from a derivation to its drawing, for pages and for the terminal.
//!
//! The strip tells the past as each moment knew it (`Rulebook::history`) and the
//! future if nothing new becomes known (`Rulebook::forecast`). Every item with an
//! anchor has a lane: the timeline of the pack that counts.

use std::collections::BTreeMap;

use mingma_model::{Colour, Evidence, Kind, Lang, TestResult, Zone};
use mingma_ribbon::{Band, Change, Lane, Lapse, Mark, MarkKind, Ribbon, Stay, Window, Words};
use mingma_rules::{Clash, Derivation, Dossier, Reason, Rulebook, Timeline};

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

    // Lanes.

    fn lanes(&self) -> Vec<Lane> {
        let struck = struck(self.dossier.evidence(), self.derivation.at);
        self.known()
            .filter(|(row, item)| {
                item.kind.anchored() && (self.is_told(*row) || (item.kind != Kind::NucleicTest && !is_paper(item)))
            })
            .map(|(row, item)| self.lane(row, item, struck.contains_key(&row)))
            .collect()
    }

    fn is_told(&self, row: usize) -> bool {
        self.derivation.timelines.iter().any(|timeline| timeline.row == row)
    }

    fn lane(&self, row: usize, item: &Evidence, struck: bool) -> Lane {
        let timelines = if struck { Vec::new() } else { self.counting(row) };
        let reason =
            self.derivation.reasons.iter().find(|reason| reason.row == row && self.derivation.colour > Colour::Green);
        let anchor = item.anchor().unwrap_or(item.observed_at);
        let mut lane = Lane {
            label: crate::fields::capital(item.kind.name(self.lang)),
            detail: self.detail(row, item, struck),
            bands: timelines.iter().flat_map(|timeline| self.bands(timeline)).collect(),
            holds: reason.is_some(),
            anchor: (anchor < item.observed_at).then_some(anchor),
            lapse: timelines.iter().map(|timeline| timeline.lapse_at).max().map(|at| self.lapse(at)),
            marks: vec![self.anchor_mark(item, struck)],
            windows: reason.map(|reason| self.windows(reason)).unwrap_or_default(),
            stays: self.stays(item),
        };
        lane.marks.extend(self.after(item));
        lane
    }

    /// The timelines of the pack whose colour is the lowest now; among equals the first that spoke.
    fn counting(&self, row: usize) -> Vec<&Timeline<'_>> {
        let silent = self.derivation.not_covered.contains(&row);
        let of_row = || self.derivation.timelines.iter().filter(move |timeline| timeline.row == row && !silent);
        let highest = |pack: &str| {
            let of_pack = of_row().filter(|timeline| timeline.pack.id == pack);
            of_pack
                .flat_map(|t| &t.phases)
                .filter(|p| p.holds(self.derivation.at))
                .map(|p| p.colour)
                .max()
                .unwrap_or_default()
        };
        let counting = of_row().map(|timeline| timeline.pack.id.as_str()).min_by_key(|pack| highest(pack));
        of_row().filter(|timeline| Some(timeline.pack.id.as_str()) == counting).collect()
    }

    fn bands(&self, timeline: &Timeline<'_>) -> Vec<Band> {
        timeline.phases.iter().map(|phase| Band::new(phase.from, phase.until, drawn(phase.colour))).collect()
    }

    fn detail(&self, row: usize, item: &Evidence, struck: bool) -> String {
        let anchor = item.kind.anchor().and_then(|word| item.kind.attribute(word));
        let name =
            anchor.map_or("", |attribute| attribute.name(self.lang)).trim_end_matches("时间").trim_end_matches(" at");
        let at = item.anchor().map(|at| when::moment(self.zone, at, self.lang)).unwrap_or_default();
        let note = if struck {
            self.lang.pick("，已更正", "; struck out by a correction")
        } else if self.derivation.not_covered.contains(&row) {
            self.lang.pick("，没有规则涉及", "; no rule speaks of it")
        } else if !self.is_told(row) {
            self.lang.pick("，规则不因此赋色", "; no colour follows from it")
        } else {
            ""
        };
        format!("{name} {at}{note}").trim().to_owned()
    }

    fn lapse(&self, at: i64) -> Lapse {
        let moment = when::moment(self.zone, at, self.lang);
        let label = match self.lang {
            Lang::Zh => format!("最迟 {moment}"),
            Lang::En => format!("{moment} at the latest"),
        };
        Lapse { at, label }
    }

    /// Where the tests that are still missing would count.
    fn windows(&self, reason: &Reason<'_>) -> Vec<Window> {
        reason
            .release
            .iter()
            .filter_map(|missing| missing.tests.filter(|tests| !tests.missed))
            .map(|tests| Window {
                from: tests.sample_from.max(self.derivation.at),
                to: tests.sample_before.unwrap_or(reason.stretch.until).min(reason.stretch.until),
                label: self.wanted(tests.count),
            })
            .filter(|window| window.from < window.to)
            .collect()
    }

    fn wanted(&self, count: u8) -> String {
        match (self.lang, count) {
            (Lang::Zh, 1) => "此间采样，一次阴性".to_owned(),
            (Lang::Zh, n) => format!("此间采样，{n}次阴性"),
            (Lang::En, 1) => "one negative sampled here".to_owned(),
            (Lang::En, n) => format!("{n} negatives sampled here"),
        }
    }

    fn stays(&self, item: &Evidence) -> Vec<Stay> {
        self.known()
            .filter(|(_, stay)| stay.kind == Kind::Stay && stay.about() == Some(&item.id))
            .filter_map(|(_, stay)| Some((stay.observed_at, stay.until?, stay.colour_of("cap")?)))
            .map(|(from, to, cap)| Stay { from, to, cap: drawn(cap), label: self.stay_label(to) })
            .collect()
    }

    fn stay_label(&self, to: i64) -> String {
        let moment = when::moment(self.zone, to, self.lang);
        match self.lang {
            Lang::Zh => format!("停止执行至{moment}"),
            Lang::En => format!("stayed until {moment}"),
        }
    }

    // Marks.

    fn anchor_mark(&self, item: &Evidence, struck: bool) -> Mark {
        let at = item.anchor().unwrap_or(item.observed_at);
        let mark = Mark::new(shape(item), at, self.short(item));
        let mark = if item.observed_at > at { mark.known(item.observed_at) } else { mark };
        if struck { mark.idle() } else { mark }
    }

    /// What was said about the item afterwards.
    fn after(&self, item: &Evidence) -> Vec<Mark> {
        let about = self.known().filter(|(_, later)| later.about() == Some(&item.id));
        about
            .filter_map(|(_, later)| match later.kind {
                Kind::FollowUp => {
                    let label = later.event().map_or("", |event| event.name(self.lang));
                    let at = later.time("at").unwrap_or(later.observed_at);
                    Some(Mark::new(MarkKind::Event, at, label).known(later.observed_at))
                }
                Kind::Correction => {
                    Some(Mark::new(MarkKind::Correction, later.observed_at, later.kind.name(self.lang)))
                }
                _ => None,
            })
            .collect()
    }

    /// Tests and declarations that have no lane of their own.
    fn marks(&self) -> Vec<Mark> {
        let struck = struck(self.dossier.evidence(), self.derivation.at);
        let told: Vec<(usize, &Evidence)> = self
            .known()
            .filter(|(row, item)| !self.is_told(*row) && (item.kind == Kind::NucleicTest || is_paper(item)))
            .collect();
        told.into_iter()
            .map(|(row, item)| {
                let mark = self.anchor_mark(item, struck.contains_key(&row));
                if self.counts(row, item) { mark } else { mark.idle() }
            })
            .collect()
    }

    /// Whether anything would be different without it.
    fn counts(&self, row: usize, item: &Evidence) -> bool {
        let others: Vec<Evidence> =
            self.dossier.evidence().iter().filter(|other| other.id != item.id).cloned().collect();
        // What others refer to cannot be thought away; it counts.
        let Ok(without) = Dossier::new(others) else {
            return true;
        };
        let Ok(then) = self.book.derive(&without, self.derivation.at) else {
            return true;
        };
        let place = |r: usize| if r > row { r - 1 } else { r };
        let told = |d: &Derivation<'_>, place: &dyn Fn(usize) -> usize| {
            let phases: Vec<(usize, String, i64, i64)> = d
                .timelines
                .iter()
                .flat_map(|t| t.phases.iter().map(|p| (place(t.row), t.rule.id.clone(), p.from, p.until)))
                .collect();
            let missing: Vec<_> = d.reasons.iter().map(|reason| reason.release.clone()).collect();
            (phases, missing)
        };
        told(self.derivation, &place) != told(&then, &|r| r)
    }

    fn short(&self, item: &Evidence) -> String {
        match (item.kind, item.result()) {
            (Kind::NucleicTest, Some(TestResult::Negative)) => self.lang.pick("阴性", "negative").to_owned(),
            (Kind::NucleicTest, Some(TestResult::Positive)) => self.lang.pick("阳性", "positive").to_owned(),
            (Kind::SelfDeclaration, _) => self.lang.pick("申报", "declaration").to_owned(),
            _ => item.kind.name(self.lang).to_owned(),
        }
    }
}

/// What is kept as a paper and has a lane only where a rule speaks of it.
fn is_paper(item: &Evidence) -> bool {
    matches!(item.kind, Kind::SelfDeclaration | Kind::Vaccination | Kind::ForeignCertificate)
}

fn shape(item: &Evidence) -> MarkKind {
    match (item.kind, item.result()) {
        (Kind::NucleicTest, Some(TestResult::Negative)) => MarkKind::Negative,
        (Kind::NucleicTest | Kind::ScreenPositive, _) => MarkKind::Positive,
        (Kind::ConfirmedCase | Kind::AsymptomaticCase, _) => MarkKind::Case,
        (
            Kind::CloseContact | Kind::SecondaryContact | Kind::GeneralContact | Kind::SameVehicle | Kind::PlaceOverlap,
            _,
        ) => MarkKind::Contact,
        (Kind::RiskAreaStay | Kind::RiskAreaResidence, _) => MarkKind::Area,
        (Kind::Arrival, _) => MarkKind::Arrival,
        (Kind::EntryFromAbroad, _) => MarkKind::Entry,
        (Kind::IsolationEnd | Kind::FollowUp, _) => MarkKind::Event,
        (Kind::Notice, _) => MarkKind::Notice,
        (Kind::SelfDeclaration | Kind::Vaccination | Kind::ForeignCertificate, _) => MarkKind::Declaration,
        (Kind::Correction, _) => MarkKind::Correction,
        (Kind::Stay, _) => MarkKind::Stay,
    }
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
