//! The words of bodies, each of its form and no others. What a body says is for people
//! to read, so it holds a sentence or two: no number that names somebody, nothing that
//! an eye cannot see. A refusal repeats neither a word that is none nor a value.

use mingma_acts::{Datum, Map};
use mingma_model::{Id, unseen};

use crate::refusal::{Refusal, Why};

/// The words that the body of an act of evidence may have.
const EVIDENCE: [&str; 8] = ["source", "purpose", "hours", "finding", "setting", "cases", "why", "certificate"];

/// The words of a finding.
const FINDING: [&str; 4] = ["place", "from", "to", "how"];

/// The longest text in a body, in bytes.
pub const LONGEST: usize = 600;

/// So many digits in a row are a telephone, a document or an account.
pub const DIGITS: usize = 7;

/// No fact is older: 2000-01-01T00:00:00Z.
const EARLIEST: i64 = 946_684_800;

/// No fact and no end is later: 2100-01-01T00:00:00Z.
const LATEST: i64 = 4_102_444_800;

/// True of a time that evidence can speak of, in whole seconds of Unix time: from 2000
/// to the end of 2099.
#[must_use]
pub const fn reasonable(at: i64) -> bool {
    EARLIEST <= at && at < LATEST
}

/// Nothing but these words.
///
/// # Errors
/// There is another; it is not repeated.
pub(crate) fn only(body: &Map, words: &[&str]) -> Result<(), Refusal> {
    if body.iter().all(|(word, _)| words.contains(&word)) { Ok(()) } else { Err(Why::Form.of("body")) }
}

/// A word is a sentence or two, or is not there.
///
/// # Errors
/// It is no text, too long, or holds what it must not.
pub(crate) fn sentence(body: &Map, word: &str) -> Result<(), Refusal> {
    match body.get(word) {
        None => Ok(()),
        Some(Datum::Text(text)) if plain(text) => Ok(()),
        Some(_) => Err(Why::Form.of(word)),
    }
}

fn plain(text: &str) -> bool {
    let longest_run = text.split(|c: char| !c.is_numeric()).map(|run| run.chars().count()).max();
    text.len() <= LONGEST && !text.chars().any(unseen) && longest_run.is_none_or(|run| run < DIGITS)
}

/// The body of an act of evidence.
///
/// # Errors
/// A word that is none, or is not of its form.
pub(crate) fn evidence(body: &Map) -> Result<(), Refusal> {
    only(body, &EVIDENCE)?;
    ["source", "purpose", "setting", "why"].iter().try_for_each(|word| sentence(body, word))?;
    let fits = |(word, value): (&str, &Datum)| match (word, value) {
        ("hours", value) => matches!(value, Datum::Int(_)),
        ("cases", value) => matches!(value, Datum::List(list) if list.iter().all(is_id)),
        ("finding", value) => matches!(value, Datum::Map(told) if finding(told)),
        // The SHA-256 of what was verified.
        ("certificate", value) => matches!(value, Datum::Bytes(digest) if digest.len() == 32),
        _ => true,
    };
    match body.iter().find(|one| !fits(*one)) {
        Some((word, _)) => Err(Why::Form.of(word)),
        None => Ok(()),
    }
}

fn is_id(value: &Datum) -> bool {
    matches!(value, Datum::Text(text) if Id::parse(text).is_some())
}

/// Place and way are ids, the hours times, and nothing more is told.
fn finding(told: &Map) -> bool {
    let id = |word: &str| told.get(word).is_some_and(is_id);
    let time = |word: &str| told.int(word).is_some_and(reasonable);
    let whole = told.len() == FINDING.len() && only(told, &FINDING).is_ok();
    whole && id("place") && id("how") && time("from") && time("to") && sentence(told, "how").is_ok()
}
