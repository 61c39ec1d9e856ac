//! A lane an item: what it asks for over time, by the pack that counts.

use mingma_model::{Evidence, Kind, Lang};
use mingma_ribbon::{Band, Lane, Lapse, Stay, Window};
use mingma_rules::{Reason, Timeline};

use super::{Colour, Scene, drawn, is_paper, struck};
use crate::when;

impl Scene<'_> {
    pub(super) fn lanes(&self) -> Vec<Lane> {
        let struck = struck(self.dossier.evidence(), self.derivation.at);
        self.known()
            .filter(|(row, item)| {
                item.kind.anchored() && (self.is_told(*row) || (item.kind != Kind::NucleicTest && !is_paper(item)))
            })
            .map(|(row, item)| self.lane(row, item, struck.contains_key(&row)))
            .collect()
    }

    pub(super) fn is_told(&self, row: usize) -> bool {
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
}
