//! Acts that serve the night, and findings: admitted for hours, capped, confirmed by
//! somebody else, or over by themselves.

use mingma_acts::{Class, Datum, Map, Power, Registry, stands};
use mingma_model::{Colour, Evidence, Kind, TestResult};
use mingma_store::rows::OfficerRow;

use super::filing::{Filing, Matter, contact};
use super::source::Source;
use crate::files::Held;
use crate::ground::{Ground, Note};
use crate::refusal::{Refusal, Why};

/// A night's act ends after so many hours.
pub const NIGHT: i64 = 12;

/// An officer whose night's act stood on somebody files no other on them for so long (s).
pub const NIGHTS_APART: i64 = 7 * 86_400;

/// The positive that a night's act cites was sampled so many hours ago at most.
pub const RECENT: i64 = 72;

/// A finding waits so many hours for the third officer.
pub const FINDING: i64 = 48;

/// In which form an act says what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For good.
    Plain,
    /// One officer, at night, on a laboratory's positive: 12 hours. Household and ward
    /// are not capped.
    Night { shared_home: bool },
    /// An epidemiologist's finding, signed by two: 48 hours, until a third confirms.
    Finding { from: i64, to: i64 },
}

impl Form {
    /// How long it lasts, in hours, where it does not last for good.
    pub(crate) const fn hours(&self) -> Option<i64> {
        match self {
            Self::Plain => None,
            Self::Night { .. } => Some(NIGHT),
            Self::Finding { .. } => Some(FINDING),
        }
    }

    pub(crate) const fn provisional(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    /// The most that it leaves standing.
    pub(crate) const fn cap(&self) -> Colour {
        match self {
            Self::Plain | Self::Night { shared_home: true } => Colour::Red,
            Self::Night { shared_home: false } | Self::Finding { .. } => Colour::Yellow,
        }
    }
}

/// Reads the form off the body, and whether whoever signed may act in it.
///
/// # Errors
/// Other hours, other signers, no positive cited, or no finding.
pub(crate) fn form(ground: &Ground<'_>, source: Source) -> Result<Form, Refusal> {
    let body = &ground.permit.act().body;
    let wrong = |word: &str| Why::Provisional.of(word);
    match body.get("hours") {
        None if body.get("finding").is_some() => Err(wrong("hours")),
        None if body.get("setting").is_some() => Err(wrong("setting")),
        None => Ok(Form::Plain),
        Some(Datum::Int(NIGHT)) if source == Source::OneOfficer => {
            if body.get("finding").is_some() {
                return Err(wrong("finding"));
            }
            let cites = ground.cited.iter().any(|note| !positives(ground, note).is_empty());
            let shared_home = setting(body)?;
            if cites { Ok(Form::Night { shared_home }) } else { Err(wrong("cites")) }
        }
        Some(Datum::Int(FINDING)) if source == Source::TwoOfficers => finding(ground, body),
        Some(_) => Err(wrong("hours")),
    }
}

fn setting(body: &Map) -> Result<bool, Refusal> {
    match body.get("setting") {
        None => Ok(false),
        Some(Datum::Text(word)) if matches!(word.as_str(), "household" | "ward") => Ok(true),
        Some(_) => Err(Why::Provisional.of("setting")),
    }
}

fn finding(ground: &Ground<'_>, body: &Map) -> Result<Form, Refusal> {
    let Some(Datum::Map(found)) = body.get("finding") else { return Err(Why::Provisional.of("finding")) };
    match (found.int("from"), found.int("to")) {
        (Some(from), Some(to)) if from <= to && to <= ground.now => Ok(Form::Finding { from, to }),
        _ => Err(Why::Provisional.of("finding")),
    }
}

/// The positives among the items of a record that a laboratory signed: sampled not long
/// ago, and not struck out since.
pub(crate) fn positives<'a>(ground: &Ground<'_>, note: &'a Note) -> Vec<&'a str> {
    let laboratory = note.class == Class::Evidence && note.signers.iter().any(|(kind, _)| kind == "institution");
    let positive = |item: &&Map| match item.text("kind") {
        Some("screen_positive") => true,
        Some("nucleic_test") => item.text("result") == Some(TestResult::Positive.word()),
        _ => false,
    };
    let recent = |item: &&Map| item.int("sampled_at").is_some_and(|at| at >= ground.now - RECENT * 3_600);
    let items = note.items.iter().map(|(_, item)| item).filter(|_| laboratory);
    let ids = items.filter(positive).filter(recent).filter_map(|item| item.text("id"));
    ids.filter(|id| !(ground.struck)(note, id)).collect()
}

/// What an act of hours may say: contacts, met within the hours found.
pub(crate) fn fits(form: &Form, item: &Evidence) -> Result<(), Refusal> {
    if form.provisional() && !contact(item.kind) {
        return Err(Why::Provisional.of(item.kind.word()));
    }
    match form {
        Form::Finding { from, to } if item.anchor().is_none_or(|at| at < *from || at > *to) => {
            Err(Why::Provisional.of("finding"))
        }
        _ => Ok(()),
    }
}

/// One officer's nights on one resident lie seven days apart, whatever kind, case or day
/// they tell, and though the earlier one was struck out: so nobody keeps somebody red alone.
///
/// # Errors
/// Whoever signs filed a night's act on this resident less than seven days ago.
pub(crate) fn rested(filing: &Filing<'_>, matter: &Matter) -> Result<(), Refusal> {
    if !matches!(filing.form, Form::Night { .. }) {
        return Ok(());
    }
    let lately = |held: &&Held| night(held) && filing.ground.now < held.item.observed_at + NIGHTS_APART;
    // A record that cannot be read may be theirs.
    let theirs = |held: &&Held| (filing.ground.note)(held.seq).is_none_or(|note| super::facts::common(filing, &note));
    match filing.file(matter).held.iter().filter(lately).find(theirs) {
        Some(held) => Err(Why::Provisional.of(held.item.id.as_str())),
        None => Ok(()),
    }
}

/// True of what a night's act said: it ends so many hours after it was sealed.
fn night(held: &Held) -> bool {
    contact(held.item.kind) && held.item.until == Some(held.item.observed_at + NIGHT * 3_600)
}

/// True if an item is in force for hours only, and waits for somebody else.
pub(crate) fn waits(item: &Evidence) -> bool {
    contact(item.kind) && item.until.is_some()
}

/// Whoever confirms is who must: of a finding the officer drawn, of a night's act
/// another officer of the same unit.
///
/// # Errors
/// It is somebody else.
pub(crate) fn confirms(filing: &Filing<'_>, held: &Held, note: &Note) -> Result<(), Refusal> {
    match note.body.int("hours") {
        Some(FINDING) => third(filing, held, note),
        _ => second(filing, note),
    }
}

fn third(filing: &Filing<'_>, held: &Held, note: &Note) -> Result<(), Refusal> {
    let region = held.item.region.to_string();
    let officer = drawn(filing.ground.registry, note, &region, filing.ground.now);
    let signers = filing.ground.permit.signers();
    let theirs =
        |officer: &&OfficerRow| matches!(signers, [one] if one.holder_kind == "officer" && one.holder == officer.id);
    officer.filter(theirs).map(|_| ()).ok_or_else(|| Why::NotDrawn.into())
}

fn second(filing: &Filing<'_>, note: &Note) -> Result<(), Refusal> {
    if filing.actor() != note.actor || super::facts::common(filing, note) {
        return Err(Why::Provisional.of("second officer"));
    }
    Ok(())
}

/// The officer whom the system draws to confirm a finding in a region: of those of other
/// units with `assign` there, registered when it was sealed and still, the one whom the
/// record's commitment points to. Nobody knew that before it was sealed, and nobody
/// registered later can be drawn.
#[must_use]
pub fn drawn<'a>(registry: &'a Registry, note: &Note, region: &str, now: i64) -> Option<&'a OfficerRow> {
    let may = |unit: &str, at: i64| registry.may(unit, Power::Assign, region, at);
    let serves = |row: &&OfficerRow| {
        row.unit != note.actor
            && row.since <= note.sealed_at
            && stands(row.since, row.until, now)
            && may(&row.unit, note.sealed_at)
            && may(&row.unit, now)
    };
    // The least hash of commitment and officer: who leaves moves nobody else's draw.
    registry
        .officers
        .values()
        .filter(serves)
        .min_by_key(|row| mingma_seal::sha256(&[&note.commitment, row.id.as_bytes()].concat()))
}

/// The kinds that an act of hours may say.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| contact(*kind)).collect()
}
