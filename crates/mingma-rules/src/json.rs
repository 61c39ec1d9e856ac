//! The JSON of a derivation, as `mingma derive --json` prints it.

use mingma_model::{Evidence, Zone};
use serde::{Serialize, Serializer};

use crate::derive::{Derivation, Reason, Timeline};
use crate::timeline::{EndedBy, Missing};

/// A derivation with what its JSON is written with.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    derivation: &'a Derivation<'a>,
    evidence: &'a [Evidence],
    zone: &'a Zone,
}

impl<'a> Report<'a> {
    /// Joins a derivation to the evidence that it was derived from.
    #[must_use]
    pub const fn new(derivation: &'a Derivation<'a>, evidence: &'a [Evidence], zone: &'a Zone) -> Self {
        Self { derivation, evidence, zone }
    }

    fn id(&self, row: usize) -> &'a str {
        self.evidence.get(row).map_or("", |item| item.id.as_str())
    }

    fn ids(&self, rows: &[usize]) -> Vec<&'a str> {
        rows.iter().map(|row| self.id(*row)).collect()
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    colour: &'static str,
    at: String,
    next_change: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    as_if: bool,
    reasons: Vec<JsonReason<'a>>,
    timelines: Vec<JsonTimeline<'a>>,
    not_covered: Vec<&'a str>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    pack: &'a str,
    rule: &'a str,
    evidence: &'a str,
    colour: &'static str,
    from: String,
    until: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    capped_by: Vec<&'a str>,
    release: Vec<JsonMissing>,
}

#[derive(Serialize)]
struct JsonMissing {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    event: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests_missing: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_before: Option<String>,
}

#[derive(Serialize)]
struct JsonTimeline<'a> {
    evidence: &'a str,
    pack: &'a str,
    rule: &'a str,
    anchor: String,
    lapse_at: String,
    phases: Vec<JsonPhase>,
}

#[derive(Serialize)]
struct JsonPhase {
    colour: &'static str,
    from: String,
    until: String,
    ended_by: Option<EndedBy>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let out = self.derivation;
        JsonReport {
            colour: out.colour.word(),
            at: self.zone.show(out.at),
            next_change: out.next_change.map(|at| self.zone.show(at)),
            as_if: out.as_if,
            reasons: out.reasons.iter().map(|reason| self.reason(reason)).collect(),
            timelines: out.timelines.iter().map(|timeline| self.timeline(timeline)).collect(),
            not_covered: self.ids(&out.not_covered),
        }
        .serialize(serializer)
    }
}

impl<'a> Report<'a> {
    fn reason(&self, reason: &'a Reason<'a>) -> JsonReason<'a> {
        JsonReason {
            pack: &reason.pack.id,
            rule: &reason.rule.id,
            evidence: self.id(reason.row),
            colour: reason.colour.word(),
            from: self.zone.show(reason.stretch.from),
            until: self.zone.show(reason.stretch.until),
            capped_by: self.ids(&reason.capped_by),
            release: reason.release.iter().map(|missing| self.missing(missing)).collect(),
        }
    }

    fn missing(&self, missing: &Missing) -> JsonMissing {
        JsonMissing {
            after: missing.after.map(|at| self.zone.show(at)),
            event: missing.events.iter().map(|event| event.word()).collect(),
            tests_missing: missing.tests.map(|tests| tests.count),
            sample_from: missing.tests.map(|tests| self.zone.show(tests.sample_from)),
            sample_before: missing.tests.and_then(|tests| tests.sample_before).map(|at| self.zone.show(at)),
        }
    }

    fn timeline(&self, timeline: &'a Timeline<'a>) -> JsonTimeline<'a> {
        JsonTimeline {
            evidence: self.id(timeline.row),
            pack: &timeline.pack.id,
            rule: &timeline.rule.id,
            anchor: self.zone.show(timeline.anchor),
            lapse_at: self.zone.show(timeline.lapse_at),
            phases: timeline
                .phases
                .iter()
                .map(|stretch| JsonPhase {
                    colour: stretch.colour.word(),
                    from: self.zone.show(stretch.from),
                    until: self.zone.show(stretch.until),
                    ended_by: stretch.ended_by(self.derivation.at),
                })
                .collect(),
        }
    }
}
