//! The ribbon in sentences: for screen readers, for terminals, for letters.

use crate::axis::{Axis, flatten};
use crate::measure::clean;
use crate::words::fill;
use crate::{Band, Compare, Lane, Mark, Ribbon, Words};

type When<'w> = &'w dyn Fn(i64) -> String;

impl Ribbon {
    /// Everything that the drawing shows, one plain sentence each: now, the coming change, what held, the forecast, marks, then each item of evidence.
    ///
    /// `when` writes an instant (Unix seconds) in the reader's zone and language; [`Ribbon::reading`] will do where no day has another length than 24 hours.
    #[must_use]
    pub fn describe(&self, words: &Words, when: &dyn Fn(i64) -> String) -> Vec<String> {
        let teller = Teller { axis: Axis::new(&self.days, 0.0, 1.0), words, when };
        let bands = flatten(&self.code, &teller.axis);
        let is_now = |b: &&Band| b.from <= self.now && self.now < b.to;
        let mut out: Vec<String> = bands.iter().filter(is_now).map(|b| teller.band(&words.standing, b)).collect();
        out.extend(self.changes.iter().map(|c| fill(&words.change, &[("label", &clean(&c.label))])));
        for band in bands.iter().filter(|b| !is_now(b)) {
            let pattern = if band.to <= self.now { &words.held } else { &words.coming };
            out.push(teller.band(pattern, band));
        }
        out.extend(self.marks.iter().map(|m| teller.mark(m)));
        for lane in &self.lanes {
            out.extend(teller.lane(lane));
        }
        out
    }

    /// `at` as date and clock by the days alone: `6月28日 14:05`, or `7月3日 0时` at midnight.
    ///
    /// The clock is the time since the day began, so on a day of 23 or 25 hours it is off after the switch: callers in such zones write instants by themselves. Outside the days it is the nearest edge.
    #[must_use]
    pub fn reading(&self, words: &Words, at: i64) -> String {
        let axis = Axis::new(&self.days, 0.0, 1.0);
        let Some(last) = axis.days.last() else {
            return String::new();
        };
        let at = at.clamp(axis.start(), axis.end());
        let day = axis.days.get(axis.days.partition_point(|d| d.end <= at)).unwrap_or(last);
        // In a gap between two days: the next day's midnight.
        let passed = at.max(day.start).saturating_sub(day.start);
        let clock = match passed {
            0 => words.midnight.clone(),
            s => format!("{:02}:{:02}", s / 3_600, s / 60 % 60),
        };
        format!("{} {clock}", clean(&day.label))
    }
}

struct Teller<'a> {
    axis: Axis<'a>,
    words: &'a Words,
    when: When<'a>,
}

impl Teller<'_> {
    /// A span in words; an end outside the window is not told.
    fn span(&self, from: i64, to: i64) -> String {
        let (early, late) = (from <= self.axis.start(), to >= self.axis.end());
        let pattern = match (early, late) {
            (false, false) => &self.words.between,
            (false, true) => &self.words.since,
            (true, false) => &self.words.until,
            (true, true) => &self.words.throughout,
        };
        let from = if early { String::new() } else { clean(&(self.when)(from)) };
        let to = if late { String::new() } else { clean(&(self.when)(to)) };
        fill(pattern, &[("from", &from), ("to", &to)])
    }

    fn band(&self, pattern: &str, band: &Band) -> String {
        let span = self.span(band.from, band.to);
        fill(pattern, &[("span", &span), ("colour", self.words.colour(band.colour))])
    }

    fn mark(&self, mark: &Mark) -> String {
        let idle = if mark.counts { "" } else { self.words.idle.as_str() };
        let label = clean(&mark.label) + idle;
        let at = clean(&(self.when)(mark.at));
        match mark.known.filter(|k| *k > mark.at) {
            Some(known) => {
                let known = clean(&(self.when)(known));
                let values = [("label", label.as_str()), ("at", &at), ("known", &known)];
                fill(&self.words.mark_known, &values)
            }
            None => fill(&self.words.mark, &[("label", &label), ("at", &at)]),
        }
    }

    fn lane(&self, lane: &Lane) -> Vec<String> {
        let (label, detail) = (clean(&lane.label), clean(&lane.detail));
        let holds = if lane.holds { self.words.holds.as_str() } else { "" };
        let whole = self.words.join(&[&label, &detail, holds]);
        let mut out = vec![fill(&self.words.item, &[("label", &whole)])];
        let bands = flatten(&lane.bands, &self.axis);
        out.extend(bands.iter().map(|b| self.band(&self.words.held, b)));
        out.extend(lane.marks.iter().map(|m| self.mark(m)));
        for w in lane.windows.iter().filter(|w| w.from < w.to) {
            let (span, label) = (self.span(w.from, w.to), clean(&w.label));
            out.push(fill(&self.words.window, &[("span", &span), ("label", &label)]));
        }
        for s in lane.stays.iter().filter(|s| s.from < s.to) {
            let (span, label) = (self.span(s.from, s.to), clean(&s.label));
            let colour = self.words.colour(s.cap);
            let values = [("span", span.as_str()), ("label", &label), ("colour", colour)];
            out.push(fill(&self.words.stay, &values));
        }
        let lapse = lane.lapse.as_ref();
        out.extend(lapse.map(|l| fill(&self.words.lapse, &[("label", &clean(&l.label))])));
        out
    }
}

/// Where two ribbons differ, or that they do not.
pub(crate) fn differences(compare: &Compare, words: &Words, when: When<'_>) -> Vec<String> {
    let teller = Teller { axis: Axis::new(&compare.a.days, 0.0, 1.0), words, when };
    let (a, b) = (clean(&compare.a.name), clean(&compare.b.name));
    let found = compare.differences();
    if found.is_empty() {
        return vec![fill(&words.same, &[("a", &a), ("b", &b)])];
    }
    let tell = |d: &crate::Difference| {
        let span = teller.span(d.from, d.to);
        let (of_a, of_b) = (words.colour_or_nothing(d.a), words.colour_or_nothing(d.b));
        let values = [("span", span.as_str()), ("a", &a), ("b", &b), ("colour_a", of_a), ("colour_b", of_b)];
        fill(&words.difference, &values)
    };
    found.iter().map(tell).collect()
}
