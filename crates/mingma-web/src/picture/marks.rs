//! Marks: tests, declarations, and what was said about an item afterwards.

use mingma_model::{Evidence, Kind, TestResult};
use mingma_ribbon::{Mark, MarkKind};
use mingma_rules::{Derivation, Dossier};

use super::{Scene, is_paper, struck};

impl Scene<'_> {
    pub(super) fn anchor_mark(&self, item: &Evidence, struck: bool) -> Mark {
        let at = item.anchor().unwrap_or(item.observed_at);
        let mark = Mark::new(shape(item), at, self.short(item));
        let mark = if item.observed_at > at { mark.known(item.observed_at) } else { mark };
        if struck { mark.idle() } else { mark }
    }

    /// What was said about the item afterwards.
    pub(super) fn after(&self, item: &Evidence) -> Vec<Mark> {
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
    pub(super) fn marks(&self) -> Vec<Mark> {
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
