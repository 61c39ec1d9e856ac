//! A rule pack as it was published: plain values, read by [`crate::parse`].

use jiff::tz::TimeZone;
use mingma_model::{Colour, Country, Event, Kind, Level, Prefix, Span, TestResult, Text};

/// One published text of rules, in force `from ≤ t < to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Its id, the name of its files.
    pub id: String,
    /// Where it speaks.
    pub region: Prefix,
    /// First moment in force (whole seconds of Unix time).
    pub from: i64,
    /// First moment no longer in force.
    pub to: i64,
    /// Who issued it.
    pub issuer: String,
    /// Where it was published.
    pub source: String,
    /// Its title.
    pub title: Text,
    /// Its rules, in their order.
    pub rules: Vec<Rule>,
}

impl Pack {
    /// True while the pack is in force.
    #[must_use]
    pub fn in_force(&self, at: i64) -> bool {
        self.from <= at && at < self.to
    }

    /// True if some rule is for this kind: the pack then answers for all of it.
    #[must_use]
    pub fn treats(&self, kind: Kind) -> bool {
        self.rules.iter().any(|rule| rule.on == kind)
    }

    /// The pack with its dates moved, to be tried as if in force (试行).
    #[must_use]
    pub fn moved(&self, from: i64, to: i64) -> Self {
        Self { from, to, ..self.clone() }
    }
}

/// What turns one kind of evidence into a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its id within the pack.
    pub id: String,
    /// The kind that it is about.
    pub on: Kind,
    /// What must hold of the item; what it leaves out is green.
    pub condition: Condition,
    /// The phases, in order; colours never rise.
    pub phases: Vec<Phase>,
    /// The end of everything, counted from the anchor.
    pub lapse: Span,
    /// The reason people read.
    pub reason: Text,
}

/// The `where` of a rule: every word that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// The region of origin does not begin so.
    pub origin_outside: Option<Prefix>,
    /// The region of origin begins so.
    pub origin_in: Option<Prefix>,
    /// The declared level of the area.
    pub level: Option<Level>,
    /// The result of the test.
    pub result: Option<TestResult>,
    /// The colour at the origin of a notice.
    pub origin_colour: Option<Colour>,
    /// The country entered from.
    pub country: Option<Country>,
    /// At least one of these symptoms (a bit a row of the profile's list).
    pub symptoms_any: Option<u64>,
    /// At least this temperature, in tenths of a degree Celsius.
    pub temperature_from: Option<u16>,
}

/// The colour of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// A colour of its own.
    Plain(Colour),
    /// The colour that a notice's origin gave.
    Origin,
}

/// A stretch of a timeline in one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Its colour.
    pub colour: Shade,
    /// What ends it: any of these, each with all it names.
    pub until: Vec<Alternative>,
}

/// What must hold together for a phase to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alternative {
    /// The boundary of this span has passed.
    pub after: Option<Span>,
    /// One of these events is known.
    pub events: Vec<Event>,
    /// These tests are known.
    pub release: Option<Release>,
}

/// Negative tests that free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Release {
    /// How many negatives must count (1 to 10).
    pub negative_tests: u8,
    /// Sampled before this boundary, counted from the later of anchor and sealing.
    pub within: Option<Span>,
    /// The first sampled before so many hours.
    pub first_within: Option<u32>,
    /// At least so many hours between two that count.
    pub gap: Option<u32>,
    /// Sampled on this day or later, counted from the phase's base.
    pub from: Option<Span>,
}

/// Writes an instant as packs do: RFC 3339 in Beijing's offset or the zone given.
#[must_use]
pub fn instant(at: i64, zone: &TimeZone) -> String {
    jiff::Timestamp::from_second(at).map_or_else(
        |_| at.to_string(),
        |at| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}
