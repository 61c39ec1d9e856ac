//! What a caller hands over: plain seconds, plain words.

use std::fmt;

/// A colour of the code. Green < Yellow < Red, so the upper envelope is a `max`.
///
/// Each colour has a shape and a texture of its own (● plain, ▲ diagonal, ■ crossed), so that it can be told without seeing it as a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// ● Nothing restricts.
    Green,
    /// ▲ The middle step.
    Yellow,
    /// ■ The strictest step.
    Red,
}

impl Colour {
    /// The three colours, mildest first.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    pub(crate) fn rank(self) -> usize {
        match self {
            Self::Green => 0,
            Self::Yellow => 1,
            Self::Red => 2,
        }
    }
}

impl fmt::Display for Colour {
    /// The shape: ●, ▲ or ■.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Green => "●",
            Self::Yellow => "▲",
            Self::Red => "■",
        })
    }
}

/// A colour that holds on the half-open span `from ≤ t < to`, in Unix seconds.
///
/// A band with `from ≥ to` is empty and is not drawn. Where bands overlap, the highest colour is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Band {
    /// First second.
    pub from: i64,
    /// First second after it.
    pub to: i64,
    /// What holds.
    pub colour: Colour,
}

impl Band {
    /// A band on `from ≤ t < to`.
    #[must_use]
    pub const fn new(from: i64, to: i64, colour: Colour) -> Self {
        Self { from, to, colour }
    }
}

/// One civil day as the caller's calendar has it: 23, 24 or 25 hours, this crate does not ask.
///
/// All days are drawn equally wide. Days that are empty or overlap an earlier one are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Day {
    /// Its local midnight, Unix seconds.
    pub start: i64,
    /// The next local midnight, Unix seconds.
    pub end: i64,
    /// The whole date: `6月20日`, `20 June`.
    pub label: String,
    /// The day of the month alone: `20`.
    pub number: String,
    /// The month alone, written once where it begins: `6月`, `June`.
    pub month: String,
    /// The day of the week, written where there is room: `一`, `Mon`.
    pub weekday: String,
}

/// What a mark stands for; each kind has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// A circle with a minus: a test's negative result.
    Negative,
    /// A diamond with a plus: a positive result.
    Positive,
    /// A pin: a visit to a place.
    Visit,
    /// An arrow to a line: arrival from elsewhere.
    Arrival,
    /// An arrow between two lines: entry over a border.
    Entry,
    /// Two circles that overlap: contact, or an overlap in time and place.
    Contact,
    /// A star: a confirmed or asymptomatic case.
    Case,
    /// A gabled house: a stay or a residence in an area.
    Area,
    /// An arrow into a tray: a notice from another register.
    Notice,
    /// A sheet with lines: the person's own declaration, or a certificate.
    Declaration,
    /// A flag: something that followed (discharge, withdrawal, end of isolation).
    Event,
    /// Two upright bars: a stay of execution.
    Stay,
    /// An envelope: a letter.
    Letter,
    /// A cross: a correction that strikes something out.
    Correction,
    /// A small lozenge: anything else.
    Other,
}

impl MarkKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Negative,
        Self::Positive,
        Self::Visit,
        Self::Arrival,
        Self::Entry,
        Self::Contact,
        Self::Case,
        Self::Area,
        Self::Notice,
        Self::Declaration,
        Self::Event,
        Self::Stay,
        Self::Letter,
        Self::Correction,
        Self::Other,
    ];
}

/// A moment worth a shape.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Which shape.
    pub kind: MarkKind,
    /// When it happened (a test: when it was sampled), Unix seconds.
    pub at: i64,
    /// When it became known, if that is later; a thread is drawn from `at` to here.
    pub known: Option<i64>,
    /// Whether it counts. A mark that counts is drawn solid, one that does not as an outline.
    pub counts: bool,
    /// Written beside the shape where there is room, always told as a tooltip and in words.
    pub label: String,
}

impl Mark {
    /// A mark that counts.
    #[must_use]
    pub fn new(kind: MarkKind, at: i64, label: impl Into<String>) -> Self {
        Self { kind, at, known: None, counts: true, label: label.into() }
    }

    /// The same, known only at `known`.
    #[must_use]
    pub fn known(mut self, known: i64) -> Self {
        self.known = Some(known);
        self
    }

    /// The same, drawn as an outline: it happened, and does not count.
    #[must_use]
    pub fn idle(mut self) -> Self {
        self.counts = false;
        self
    }
}

/// A coming change of the code, labelled above the strip.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// When, Unix seconds.
    pub at: i64,
    /// What it turns to.
    pub to: Colour,
    /// `7月3日 0时 转绿`.
    pub label: String,
}

/// A span in which something would free: drawn as a dashed window.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// First second at which it would count.
    pub from: i64,
    /// First second at which it would no longer.
    pub to: i64,
    /// `此间一次阴性即转绿`.
    pub label: String,
}

/// A span in which an item may bind no more than `cap`: drawn as open hatching over its bar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stay {
    /// First second.
    pub from: i64,
    /// First second after it.
    pub to: i64,
    /// The most that the item may bind meanwhile.
    pub cap: Colour,
    /// `停止执行至6月30日`.
    pub label: String,
}

/// The moment at which an item ends by itself, whatever happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lapse {
    /// When, Unix seconds.
    pub at: i64,
    /// `最迟 7月15日 0时`.
    pub label: String,
}

/// One item of evidence: its own thin line of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lane {
    /// What it is: `密切接触`.
    pub label: String,
    /// A second, quieter phrase: `末次接触 6月24日`.
    pub detail: String,
    /// What it asks for, over time.
    pub bands: Vec<Band>,
    /// Whether it holds the code now.
    pub holds: bool,
    /// When it happened, if that lies before its first band (it was known later).
    pub anchor: Option<i64>,
    /// Its end whatever happens.
    pub lapse: Option<Lapse>,
    /// Marks on its line.
    pub marks: Vec<Mark>,
    /// Where a test, or another thing, would free.
    pub windows: Vec<Window>,
    /// Where it is held back.
    pub stays: Vec<Stay>,
}

/// Everything that is drawn. Any value of it can be drawn: what lies outside the days is cut, what is reversed is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ribbon {
    /// The window, day by day: as a rule 14 back, today, and 14 on.
    pub days: Vec<Day>,
    /// The moment at which the past ends and the forecast begins, Unix seconds.
    pub now: i64,
    /// `现在 6月28日 14:05`.
    pub now_label: String,
    /// Whose or which ribbon it is (`河南 2022-03`); may be empty.
    pub name: String,
    /// The code's colour: before `now` what held, after it what will if nothing new becomes known.
    pub code: Vec<Band>,
    /// Coming changes, the next first.
    pub changes: Vec<Change>,
    /// Marks of no single item: tests, visits, letters.
    pub marks: Vec<Mark>,
    /// What stands before the row of marks (`检测与行程`); may be empty.
    pub marks_label: String,
    /// The evidence, one lane each.
    pub lanes: Vec<Lane>,
    /// The drawing's name, for screen readers and tooltips.
    pub title: String,
    /// The drawing in a sentence or two, for screen readers; empty: left out.
    pub description: String,
}

/// How it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// The width it is laid out for, in CSS pixels: 240 to 4,000. Type, labels and lanes follow from it.
    pub width_px: u32,
    /// Prefix of every `id` in the drawing; unlike for each drawing of a page. Letters, digits, `-`, `_`; anything else becomes `-`.
    pub id: String,
    /// The few words that the drawing says by itself.
    pub words: crate::Words,
    /// Whether the drawing carries its own style, colours of light and dark, and paper with a margin of 12 px: for a file of its own.
    pub standalone: bool,
    /// At most so many lanes; the rest is told as a number. Those that hold the code are kept first.
    pub max_lanes: usize,
}

impl Default for Options {
    /// 328 px (a phone of 360), `ribbon`, Chinese, for a page, 12 lanes.
    fn default() -> Self {
        Self { width_px: 328, id: "ribbon".to_owned(), words: crate::Words::zh(), standalone: false, max_lanes: 12 }
    }
}

impl Options {
    /// The same at another width.
    #[must_use]
    pub fn width(mut self, px: u32) -> Self {
        self.width_px = px;
        self
    }
}
