//! What was judged, put into the figures, lists and bands that people read.

use std::collections::BTreeMap;

use mingma_model::{Colour, Fault, Lang, Profile, Text, Zone};
use mingma_rules::explain::explain;
use mingma_rules::{Clash, Dossier, Rulebook};

use crate::chart::chart;
use crate::desk::Rejected;
use crate::inquiry::{Batch, Flow, Inquiry, LISTED_PERSONS, Moment, Person, Unexplained};
use crate::judged::{Found, Judged};
use crate::register::{Channel, Red, Register};

/// Tells what was found.
pub(crate) fn tell(
    register: &Register,
    judged: &Judged,
    book: &Rulebook,
    profile: &Profile,
    rejected: Option<Rejected>,
    notes: Vec<Fault>,
) -> Result<Inquiry, Clash> {
    let zone = &profile.zone;
    let found = &judged.unexplained;
    let moment = |found: Option<&Found>| found.map(|found| Moment::new(found.red.from, zone));
    Ok(Inquiry {
        red: judged.red,
        explained: judged.explained,
        unexplained: unexplained(register, found, zone),
        not_covered: judged.not_covered,
        rejected,
        first: moment(found.first()),
        last: moment(found.last()),
        turned_back: count(found, |found| turned_back(register, &found.red)),
        by_time: chart(found.iter().map(|found| (found.red.from, found.channel)), zone),
        flow: flow(register, found),
        persons: persons(register, found, book, profile)?,
        notes,
    })
}

fn count(found: &[Found], holds: impl Fn(&Found) -> bool) -> u64 {
    found.iter().filter(|found| holds(found)).count() as u64
}

/// Somebody turned the code while this red stood, or as it ended.
fn turned_back(register: &Register, red: &Red) -> bool {
    let until = red.until.unwrap_or(i64::MAX);
    register.turned.get(&red.resident).is_some_and(|moments| moments.iter().any(|at| red.from <= *at && *at <= until))
}

fn unexplained(register: &Register, found: &[Found], zone: &Zone) -> Unexplained {
    let by = |channel: Channel| count(found, |found| found.channel == channel);
    Unexplained {
        total: found.len() as u64,
        arrival_scan: by(Channel::ArrivalScan),
        forwarded_scan: by(Channel::ForwardedScan),
        unknown_scan: by(Channel::UnknownScan),
        no_scan: by(Channel::NoScan),
        papered: count(found, |found| found.papered),
        lapsed: count(found, |found| found.lapsed),
        batches: batches(register, found, zone),
    }
}

fn batches(register: &Register, found: &[Found], zone: &Zone) -> Vec<Batch> {
    // The unexplained are in the order of their moments.
    let mut groups: BTreeMap<(u32, u32), (u64, i64, i64)> = BTreeMap::new();
    for Found { red, .. } in found {
        let group = groups.entry((red.batch, red.account)).or_insert((0, red.from, red.from));
        group.0 += 1;
        group.2 = red.from;
    }
    let mut out: Vec<Batch> = groups
        .into_iter()
        .map(|((batch, account), (count, first, last))| {
            let entered = &register.accounts[account as usize];
            Batch {
                batch: register.batches.get(batch).to_owned(),
                account: entered.account.clone(),
                unit: entered.unit.clone(),
                approved_by: entered.approved_by.clone(),
                count,
                first: Moment::new(first, zone),
                last: Moment::new(last, zone),
            }
        })
        .collect();
    out.sort_by(|a, b| (b.count, a.first.at, &a.batch, &a.account).cmp(&(a.count, b.first.at, &b.batch, &b.account)));
    out
}

fn flow(register: &Register, found: &[Found]) -> Vec<Flow> {
    let mut bands: BTreeMap<(u32, Channel), u64> = BTreeMap::new();
    for Found { red, channel, .. } in found {
        *bands.entry((red.account, *channel)).or_default() += 1;
    }
    let mut out: Vec<Flow> = bands
        .into_iter()
        .map(|((account, channel), count)| {
            let entered = &register.accounts[account as usize];
            Flow {
                approved_by: entered.approved_by.clone(),
                unit: entered.unit.clone(),
                account: entered.account.clone(),
                channel,
                count,
            }
        })
        .collect();
    out.sort_by(|a, b| {
        (b.count, &a.approved_by, &a.account, a.channel).cmp(&(a.count, &b.approved_by, &b.account, b.channel))
    });
    out
}

fn persons(register: &Register, found: &[Found], book: &Rulebook, profile: &Profile) -> Result<Vec<Person>, Clash> {
    let nothing = Dossier::default();
    found
        .iter()
        .take(LISTED_PERSONS)
        .map(|Found { red, channel, papered, lapsed, dossier }| {
            let (derived, says) = says(book, dossier.as_ref().unwrap_or(&nothing), profile, red.from)?;
            Ok(Person {
                reference: register.residents.get(red.resident).to_owned(),
                from: Moment::new(red.from, &profile.zone),
                until: red.until.map(|until| Moment::new(until, &profile.zone)),
                channel: *channel,
                batch: register.batches.get(red.batch).to_owned(),
                account: register.accounts[red.account as usize].account.clone(),
                papered: *papered,
                lapsed: *lapsed,
                derived,
                says,
            })
        })
        .collect()
}

/// What the packs say at a moment: the colour, and the sentence.
fn says(book: &Rulebook, dossier: &Dossier, profile: &Profile, at: i64) -> Result<(Colour, Text), Clash> {
    let derivation = book.derive(dossier, at)?;
    let sentence = |lang| Ok(explain(book, dossier, &derivation, profile, lang)?.sentence);
    Ok((derivation.colour, Text::new(sentence(Lang::Zh)?, sentence(Lang::En)?)))
}
