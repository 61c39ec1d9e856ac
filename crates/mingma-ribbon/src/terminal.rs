//! The ribbon in characters: one cell a day, shapes that tell the colours apart without colour.

use crate::axis::{Axis, flatten};
use crate::lanes::chosen;
use crate::measure::{clean, columns};
use crate::{Band, Colour, Compare, Lane, Mark, MarkKind, Ribbon, Words};

/// Columns of a day.
const CELL: usize = 2;

/// How the characters are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TerminalOptions {
    /// The few words that the drawing says by itself.
    pub words: Words,
    /// Whether shapes are coloured by ANSI escapes.
    pub ansi: bool,
    /// At most so many lanes; the rest is told as a number.
    pub max_lanes: usize,
}

impl Default for TerminalOptions {
    /// Chinese, no colour, 12 lanes.
    fn default() -> Self {
        Self { words: Words::zh(), ansi: false, max_lanes: 12 }
    }
}

impl Ribbon {
    /// The ribbon in characters, lines ending in `\n`; two columns a day, so 58 columns for 29 days (labels may be longer).
    ///
    /// ■ ▲ ● are the past, □ △ ○ the forecast; a day shows the highest colour that held on it, today the colour of now. `│` above the strip is now, `▼` a coming change; under a lane `╌` is where a test would count, `‖` a stay, `┤` the lapse.
    #[must_use]
    pub fn terminal(&self, options: &TerminalOptions) -> String {
        let page = Page { axis: Axis::new(&self.days, 0.0, 1.0), now: self.now, options };
        let mut out = page.head(self);
        out += &page.cells(&self.code);
        out += &page.marks(&self.marks);
        out += &page.lanes(&self.lanes);
        out
    }
}

impl Compare {
    /// Both in characters; `≠` stands between them on the days that differ.
    #[must_use]
    pub fn terminal(&self, options: &TerminalOptions) -> String {
        let b = self.on_our_axis(&self.b);
        let page = Page { axis: Axis::new(&self.a.days, 0.0, 1.0), now: self.a.now, options };
        let mut out = page.head(&self.a);
        out += &page.cells(&self.a.code);
        out += &page.differences(&self.differences());
        out += &page.cells(&b.code);
        for change in &b.changes {
            out += &line(&format!("{} {}", change.to, clean(&change.label)));
        }
        out += &line(&clean(&b.name));
        for ribbon in [&self.a, &b] {
            let below = page.marks(&ribbon.marks) + &page.lanes(&ribbon.lanes);
            if !below.is_empty() && !ribbon.name.is_empty() {
                out += &format!("\n{}\n", clean(&ribbon.name));
            }
            out += &below;
        }
        out
    }
}

struct Page<'a> {
    axis: Axis<'a>,
    now: i64,
    options: &'a TerminalOptions,
}

impl Page<'_> {
    fn head(&self, ribbon: &Ribbon) -> String {
        let mut out = line(&clean(&ribbon.name));
        for change in ribbon.changes.iter().rev().filter(|c| self.axis.contains(c.at)) {
            let text = format!("▼ {} {}", change.to, clean(&change.label));
            out += &self.label_at(change.at, &text);
        }
        if self.axis.contains(self.now) {
            out += &self.label_at(self.now, &format!("│ {}", clean(&ribbon.now_label)));
        }
        out + &self.months() + &self.numbers()
    }

    /// A line whose first sign stands over the day of `at`.
    fn label_at(&self, at: i64, text: &str) -> String {
        let column = self.axis.day_of(at).unwrap_or(0) * CELL;
        line(&format!("{}{text}", " ".repeat(column)))
    }

    fn months(&self) -> String {
        let (mut out, mut before) = (String::new(), None);
        for (i, day) in self.axis.days.iter().enumerate() {
            let free = columns(&out) <= i * CELL;
            if free && before.replace(&day.month) != Some(&day.month) {
                pad(&mut out, i * CELL);
                out += &clean(&day.month);
                out.push(' ');
            }
        }
        line(&out)
    }

    fn numbers(&self) -> String {
        let phase = self.axis.day_of(self.now).unwrap_or(0) % 7;
        let mut out = String::new();
        for (i, day) in self.axis.days.iter().enumerate().skip(phase).step_by(7) {
            if columns(&out) <= i * CELL {
                pad(&mut out, i * CELL);
                out += &clean(&day.number);
                out.push(' ');
            }
        }
        line(&out)
    }

    fn cells(&self, bands: &[Band]) -> String {
        let bands = flatten(bands, &self.axis);
        let today = self.axis.day_of(self.now);
        let mut out = String::new();
        for (i, day) in self.axis.days.iter().enumerate() {
            let span = if Some(i) == today { (self.now, self.now) } else { (day.start, day.end - 1) };
            let touching = bands.iter().filter(|b| b.from <= span.1 && span.0 < b.to);
            let colour = touching.map(|b| b.colour).max();
            out += &self.cell(colour, day.start <= self.now);
            out.push(' ');
        }
        line(&out)
    }

    fn cell(&self, colour: Option<Colour>, past: bool) -> String {
        let Some(colour) = colour else {
            return "·".to_owned();
        };
        let shape = match (colour, past) {
            (_, true) => colour.to_string(),
            (Colour::Green, false) => "○".to_owned(),
            (Colour::Yellow, false) => "△".to_owned(),
            (Colour::Red, false) => "□".to_owned(),
        };
        let code = match colour {
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Red => 31,
        };
        if self.options.ansi { format!("\u{1b}[{code}m{shape}\u{1b}[0m") } else { shape }
    }

    /// A row of shapes, then what each stands for.
    fn marks(&self, marks: &[Mark]) -> String {
        let mut seen: Vec<&Mark> = marks.iter().filter(|m| self.axis.contains(m.at)).collect();
        seen.sort_by_key(|m| m.at);
        if seen.is_empty() {
            return String::new();
        }
        let mut row: Vec<char> = vec![' '; self.axis.days.len()];
        let mut out = String::new();
        for mark in seen {
            let sign = if mark.counts { sign(mark.kind) } else { sign_idle(mark.kind) };
            row[self.axis.day_of(mark.at).unwrap_or(0)] = sign;
            let idle = if mark.counts { "" } else { self.options.words.idle.as_str() };
            out += &line(&format!("  {sign} {}{idle}", clean(&mark.label)));
        }
        spaced(&row) + &out
    }

    fn lanes(&self, lanes: &[Lane]) -> String {
        let shown = chosen(lanes, self.options.max_lanes);
        let mut out: String = shown.iter().map(|lane| self.lane(lane)).collect();
        if shown.len() < lanes.len() {
            out += &format!("\n{}\n", self.options.words.and_more(lanes.len() - shown.len()));
        }
        out
    }

    fn lane(&self, lane: &Lane) -> String {
        let holds = if lane.holds { self.options.words.holds.as_str() } else { "" };
        let sign = if lane.holds { "▸ " } else { "  " };
        let words = self.options.words.join(&[&clean(&lane.label), &clean(&lane.detail), holds]);
        let mut out = format!("\n{sign}{words}\n") + &self.cells(&lane.bands) + &self.under(lane);
        out += &self.marks(&lane.marks);
        let windows = lane.windows.iter().map(|w| ('╌', &w.label));
        let stays = lane.stays.iter().map(|s| ('‖', &s.label));
        let lapse = lane.lapse.iter().map(|l| ('┤', &l.label));
        for (sign, label) in windows.chain(stays).chain(lapse) {
            out += &line(&format!("  {sign} {}", clean(label)));
        }
        out
    }

    /// Windows, stays and the lapse, each in the days that it touches.
    fn under(&self, lane: &Lane) -> String {
        let mut row: Vec<char> = vec![' '; self.axis.days.len()];
        let windows = lane.windows.iter().map(|w| (w.from, w.to, '╌'));
        let stays = lane.stays.iter().map(|s| (s.from, s.to, '‖'));
        for (from, to, sign) in windows.chain(stays).filter(|(from, to, _)| from < to) {
            for (i, day) in self.axis.days.iter().enumerate() {
                if day.start < to && from < day.end {
                    row[i] = sign;
                }
            }
        }
        if let Some(i) = lane.lapse.as_ref().and_then(|l| self.axis.day_of(l.at)) {
            row[i] = '┤';
        }
        spaced(&row)
    }

    fn differences(&self, all: &[crate::Difference]) -> String {
        let differs = |d: &crate::Day| all.iter().any(|x| x.from < d.end && d.start < x.to);
        let row: Vec<char> = self.axis.days.iter().map(|d| if differs(d) { '≠' } else { ' ' }).collect();
        spaced(&row)
    }
}

/// One sign for each kind.
fn sign(kind: MarkKind) -> char {
    match kind {
        MarkKind::Negative => '-',
        MarkKind::Positive => '+',
        MarkKind::Visit => 'v',
        MarkKind::Arrival => '>',
        MarkKind::Entry => '»',
        MarkKind::Contact => '&',
        MarkKind::Case => '*',
        MarkKind::Area => '^',
        MarkKind::Notice => '!',
        MarkKind::Declaration => '=',
        MarkKind::Event => 'P',
        MarkKind::Stay => '"',
        MarkKind::Letter => '@',
        MarkKind::Correction => 'x',
        MarkKind::Other => '.',
    }
}

/// A negative that does not count is told from one that does; the others by their words alone.
fn sign_idle(kind: MarkKind) -> char {
    if kind == MarkKind::Negative { '~' } else { sign(kind) }
}

fn pad(out: &mut String, column: usize) {
    *out += &" ".repeat(column.saturating_sub(columns(out)));
}

/// A row of signs in cells; nothing where there is none.
fn spaced(row: &[char]) -> String {
    line(&row.iter().flat_map(|c| [*c, ' ']).collect::<String>())
}

/// `text` without blanks at its end, as a line; nothing where it is blank.
fn line(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_sign() {
        let mut signs: Vec<char> = MarkKind::ALL.map(sign).to_vec();
        signs.push(sign_idle(MarkKind::Negative));
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), MarkKind::ALL.len() + 1);
    }
}
