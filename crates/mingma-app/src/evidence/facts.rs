//! The same fact, once. A fact is its kind, its person, its day and its subject; who
//! asserts one again, also after a correction, cites what stands, is another pair, and
//! says why.

use mingma_model::{Evidence, Kind, TestResult, Zone};

use super::filing::{Filing, Matter, contact, standing};
use super::provisional::{FINDING, Form};
use crate::files::{Held, ResidentFile};
use crate::ground::Note;
use crate::refusal::{Refusal, Why};

/// What makes two items of one person the same fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    kind: Kind,
    /// The first second of the anchor's local day.
    day: i64,
    subject: Option<String>,
}

/// The words that tell one fact of a kind from another of the same day.
const SUBJECTS: [&str; 4] = ["case", "contact", "area", "origin_case"];

/// The fact that an item asserts; none of what is said about another item, or of a
/// declaration of nothing.
#[must_use]
pub fn fact(item: &Evidence, zone: &Zone) -> Option<Fact> {
    let day = zone.midnight_before(item.anchor()?, 0);
    let word = |word: &str| item.id_of(word).map(|id| id.as_str().to_owned());
    let subject = match item.kind {
        // A negative test frees, and each sample counts by itself; a positive of one
        // day is one fact, whoever took the sample.
        Kind::NucleicTest if item.result() == Some(TestResult::Negative) => word("sample_id"),
        Kind::Vaccination => word("product"),
        // Somebody who feels well in the morning may say in the evening that they do not.
        Kind::SelfDeclaration if nothing(item) => return None,
        _ => SUBJECTS.into_iter().find_map(word),
    };
    Some(Fact { kind: item.kind, day, subject })
}

/// A declaration without symptom or temperature.
fn nothing(item: &Evidence) -> bool {
    let none = matches!(item.attributes.get("symptoms"), Some(mingma_model::Value::Symptoms(rows)) if rows.is_empty());
    none && !item.attributes.contains_key("temperature")
}

/// How a fact stands to what the file holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told<'a> {
    /// Nobody said it before.
    First,
    /// It was said before: another pair says it again.
    Again,
    /// It was admitted for some hours only: this is its confirmation.
    Confirms(&'a Held, &'a Note),
}

/// Compares a matter with what the file of its resident holds.
///
/// # Errors
/// The same fact has been admitted, and this is neither its confirmation nor another
/// pair's assertion that cites it and says why.
pub(crate) fn told<'a>(filing: &'a Filing<'_>, matter: &Matter) -> Result<Told<'a>, Refusal> {
    let file: &'a ResidentFile = &filing.ground.files[matter.row];
    if file.held.is_empty() {
        return Ok(Told::First);
    }
    let zone = &filing.ground.profile.zone;
    let Some(fact_here) = fact(&matter.item, zone) else { return Ok(Told::First) };
    let same: Vec<&Held> =
        file.held.iter().filter(|held| fact(&held.item, zone).as_ref() == Some(&fact_here)).collect();
    let Some(first) = same.first() else { return another_day(filing, file, &fact_here) };
    if let Some(provisional) = confirmable(filing, file, &same) {
        let note = filing.cited(provisional.seq).ok_or_else(|| Why::SameFact.of(provisional.item.id.as_str()))?;
        return Ok(Told::Confirms(provisional, note));
    }
    if again(filing, &same) {
        return Ok(Told::Again);
    }
    let renewed = filing.form.provisional()
        && same.iter().any(|held| filing.cited(held.seq).is_some_and(|note| common(filing, note)));
    Err(if renewed { Why::Provisional } else { Why::SameFact }.of(first.item.id.as_str()))
}

/// A finding of another day is another fact, unless whoever signs it told one of the same
/// exposure before that nobody confirmed: with another day they would draw another officer.
fn another_day<'a>(filing: &Filing<'_>, file: &ResidentFile, here: &Fact) -> Result<Told<'a>, Refusal> {
    if !matches!(filing.form, Form::Finding { .. }) {
        return Ok(Told::First);
    }
    let zone = &filing.ground.profile.zone;
    let told: Vec<(&Held, Fact)> = file.held.iter().filter_map(|held| Some((held, fact(&held.item, zone)?))).collect();
    let confirmed = |day: &Fact| told.iter().any(|(held, fact)| fact == day && held.item.until.is_none());
    let exposure = |fact: &Fact| fact.kind == here.kind && fact.subject == here.subject;
    let mut open = told.iter().filter(|(held, fact)| found(held) && exposure(fact) && !confirmed(fact));
    // A record that cannot be read may be theirs.
    let theirs = |held: &Held| (filing.ground.note)(held.seq).is_none_or(|note| common(filing, &note));
    match open.find(|(held, _)| theirs(held)) {
        Some((held, _)) => Err(Why::SameFact.of(held.item.id.as_str())),
        None => Ok(Told::First),
    }
}

/// True of what a finding said: it ends so many hours after it was sealed.
fn found(held: &Held) -> bool {
    contact(held.item.kind) && held.item.until == Some(held.item.observed_at + FINDING * 3_600)
}

/// The provisional item that an act without hours would confirm: it stands, and its
/// hours have not run out.
fn confirmable<'a>(filing: &Filing<'_>, file: &'a ResidentFile, same: &[&'a Held]) -> Option<&'a Held> {
    if filing.form.provisional() {
        return None;
    }
    let stand = standing(file);
    let open = |held: &Held| contact(held.item.kind) && held.item.until.is_some_and(|until| filing.ground.now < until);
    let whole =
        same.iter().any(|held| held.item.until.is_none() && stand.iter().any(|one| one.item.id == held.item.id));
    same.iter().rev().copied().find(|held| open(held) && !whole && stand.iter().any(|one| one.item.id == held.item.id))
}

/// Another pair: every act that said it before is cited, none of its signers signs
/// again, and the body says why.
fn again(filing: &Filing<'_>, same: &[&Held]) -> bool {
    let reasoned = filing.body().text("why").is_some_and(|why| !why.trim().is_empty());
    let others = |held: &&Held| filing.cited(held.seq).is_some_and(|note| !common(filing, note));
    reasoned && same.iter().all(others)
}

/// True if somebody signed both the record and this act: an officer, or whoever else
/// speaks for themselves.
pub(crate) fn common(filing: &Filing<'_>, note: &Note) -> bool {
    let signed = |kind: &str, holder: &str| note.signers.iter().any(|(k, h)| k == kind && h == holder);
    let alone = !filing.source.officers() && note.actor == filing.actor();
    alone || filing.ground.permit.signers().iter().any(|one| signed(&one.holder_kind, &one.holder))
}
