//! What the slow evaluator says: plain values, times in whole seconds of Unix time.

use mingma_model::{Colour, Event};

/// What the slow evaluator says of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The code's colour.
    pub colour: Colour,
    /// The first later moment with another colour if nothing new becomes known.
    pub next_change: Option<i64>,
    /// Every phase that gives the code its colour.
    pub reasons: Vec<Reason>,
    /// The timeline of every item under every pack that spoke of it.
    pub timelines: Vec<Timeline>,
    /// Items that at some moment no pack spoke of.
    pub not_covered: Vec<String>,
}

/// A phase that gives the code its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The pack that counts.
    pub pack: String,
    /// The rule within it.
    pub rule: String,
    /// The item it turned into a timeline.
    pub evidence: String,
    /// The colour after the stays, which is the code's.
    pub colour: Colour,
    /// When the phase began.
    pub from: i64,
    /// When it ends without new knowledge.
    pub until: i64,
    /// What is still missing, an entry for each alternative.
    pub release: Vec<Missing>,
    /// The stays that lower the phase.
    pub capped_by: Vec<String>,
}

/// What an alternative still waits for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Missing {
    /// The boundary that has not passed.
    pub after: Option<i64>,
    /// The events of which none is known.
    pub events: Vec<Event>,
    /// The tests, while the chain is not whole.
    pub tests: Option<Tests>,
}

/// The tests that a chain still wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Tests {
    /// How many negatives.
    pub missing: u8,
    /// The earliest sample that would count next.
    pub sample_from: i64,
    /// The moment before which it must be sampled; none if there is no such limit.
    pub sample_before: Option<i64>,
    /// The first of those known was sampled too late.
    pub missed: bool,
}

/// What a rule made of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The item.
    pub evidence: String,
    /// The pack.
    pub pack: String,
    /// The rule within it.
    pub rule: String,
    /// Where counting starts.
    pub anchor: i64,
    /// The timeline's stop.
    pub lapse_at: i64,
    /// Every phase reached.
    pub phases: Vec<PhaseSpan>,
}

/// A phase that was reached, even one that is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseSpan {
    /// Its colour.
    pub colour: Colour,
    /// Its first moment.
    pub from: i64,
    /// The first moment no longer its own.
    pub until: i64,
    /// `after`, `event`, `release` or `lapse`; none while it has not ended.
    pub ended_by: Option<&'static str>,
}

/// Two packs of one region that speak of one item at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The item.
    pub evidence: String,
    /// The two packs, in the order of the set.
    pub packs: [String; 2],
    /// The first such moment.
    pub at: i64,
}
