//! The inquiry: of every red, what explains it, or who, by which way, by whose approval.

use std::collections::BTreeMap;

use mingma_model::{Colour, Fault, Faults, Lang, Profile, Text, Zone};
use mingma_rules::explain::explain;
use mingma_rules::{Clash, Dossier, Rulebook};
use serde::{Serialize, Serializer};

use crate::chart::{Chart, chart};
use crate::desk::{Desk, Rejected, RejectedRows};
use crate::faults;
use crate::folder::{Encoding, Folder};
use crate::register::{Channel, Red, Register};
use crate::sheet::{Progress, Reading};
use crate::verdict::{Judge, Verdict};

/// The most unexplained persons that are listed; all are counted.
pub const LISTED_PERSONS: usize = 10_000;

/// How a folder is to be read.
#[derive(Default)]
pub struct Options {
    /// Set faulty rows aside and count them, instead of refusing the folder.
    pub skip_bad: bool,
    /// How the text is written.
    pub encoding: Encoding,
    /// Where rows set aside are written.
    pub rejected: Option<RejectedRows>,
}

/// A moment, shown in the profile's zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Whole seconds of Unix time.
    pub at: i64,
    /// RFC 3339 with the zone's offset.
    pub shown: String,
}

impl Moment {
    pub(crate) fn new(at: i64, zone: &Zone) -> Self {
        Self { at, shown: zone.show(at) }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown)
    }
}

impl Serialize for Channel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Channel {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::ArrivalScan, Self::ForwardedScan, Self::UnknownScan, Self::NoScan];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ArrivalScan => "arrival_scan",
            Self::ForwardedScan => "forwarded_scan",
            Self::UnknownScan => "unknown_scan",
            Self::NoScan => "no_scan",
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::ArrivalScan => lang.pick("到达扫码", "scanned on arrival"),
            Self::ForwardedScan => lang.pick("转发码扫码", "scanned a forwarded code"),
            Self::UnknownScan => lang.pick("扫码地不明", "scanned, unknown where"),
            Self::NoScan => lang.pick("没有扫码", "no scan"),
        }
    }
}

/// What was found. Serialises to the document of `--json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inquiry {
    /// People with a red code.
    pub red: u64,
    /// People all of whose reds the packs derive.
    pub explained: u64,
    /// People with a red that nothing explains.
    pub unexplained: Unexplained,
    /// People with a red outside the time of every pack of the floor.
    pub not_covered: u64,
    /// What was set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejected>,
    /// The first unexplained red.
    pub first: Option<Moment>,
    /// The last.
    pub last: Option<Moment>,
    /// Unexplained people whose code somebody turned back by hand.
    pub turned_back: u64,
    /// The unexplained over time.
    pub by_time: Chart,
    /// Who approved → which account → which channel → how many, most first.
    pub flow: Vec<Flow>,
    /// The unexplained people, by moment, at most [`LISTED_PERSONS`].
    pub persons: Vec<Person>,
    /// What was read over; nothing was refused for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Fault>,
}

/// People with a red that nothing explains, counted once each, by their first such red.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unexplained {
    /// All of them.
    pub total: u64,
    /// Their last scan was in the city of the place.
    pub arrival_scan: u64,
    /// Their last scan was of a forwarded code.
    pub forwarded_scan: u64,
    /// The network told nothing of their last scan.
    pub unknown_scan: u64,
    /// They had not scanned in the 24 hours before.
    pub no_scan: u64,
    /// Evidence known only afterwards would derive it.
    pub papered: u64,
    /// Earlier evidence derived it and had ended.
    pub lapsed: u64,
    /// By batch and account, largest first.
    pub batches: Vec<Batch>,
}

/// Red codes of one batch by one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// The batch; may be empty.
    pub batch: String,
    /// The account that entered it; may be empty.
    pub account: String,
    /// Its unit.
    pub unit: String,
    /// Who had approved the account.
    pub approved_by: String,
    /// How many people.
    pub count: u64,
    /// The first of these reds.
    pub first: Moment,
    /// The last.
    pub last: Moment,
}

/// One band of the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Who had approved the account.
    pub approved_by: String,
    /// The account's unit.
    pub unit: String,
    /// The account.
    pub account: String,
    /// How people came to be red.
    pub channel: Channel,
    /// How many people.
    pub count: u64,
}

/// One person with a red that nothing explains, by reference only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The reference in the register.
    #[serde(rename = "ref")]
    pub reference: String,
    /// When the red began.
    pub from: Moment,
    /// When it ended; none while it stands.
    pub until: Option<Moment>,
    /// How it came about.
    pub channel: Channel,
    /// The batch that it came with.
    pub batch: String,
    /// The account that entered it.
    pub account: String,
    /// Evidence known only afterwards would derive it.
    pub papered: bool,
    /// Earlier evidence derived it and had ended.
    pub lapsed: bool,
    /// The colour that the packs derive for that moment.
    pub derived: Colour,
    /// What the packs say instead.
    pub says: Text,
}

/// Reads a folder and finds what explains its reds.
///
/// # Errors
/// Every fault of the folder; and two packs that speak of the same at one time.
pub fn inquire(
    folder: &Folder,
    book: &Rulebook,
    profile: &Profile,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Inquiry, Faults> {
    if let Some(found) = book.clashes().first() {
        return Err(clash(found).into());
    }
    let desk = Desk::new(options.skip_bad, options.encoding != Encoding::Utf8, options.rejected.as_ref());
    let mut reading = Reading::new(folder, options.encoding, desk, progress);
    let mut register = Register::read(&mut reading, profile);
    let (notes, rejected) = reading.desk.close()?;
    let found = judge(&mut register, book).map_err(|found| clash(&found))?;
    tell(&register, &found, book, profile, rejected, notes).map_err(|found| clash(&found).into())
}

fn clash(found: &Clash) -> Fault {
    faults::clash(&found.packs, found.kind.word())
}

/// A person whom nothing explains: the first such red, and its circumstances.
struct Found {
    red: Red,
    channel: Channel,
    papered: bool,
    lapsed: bool,
    dossier: Option<Dossier>,
}

#[derive(Default)]
struct Judged {
    red: u64,
    explained: u64,
    not_covered: u64,
    unexplained: Vec<Found>,
}

fn judge(register: &mut Register, book: &Rulebook) -> Result<Judged, Clash> {
    let mut judged = Judged::default();
    let nothing = Dossier::default();
    let mut evidence = std::mem::take(&mut register.evidence);
    let mut row = 0;
    for reds in register.reds.chunk_by(|a, b| a.resident == b.resident) {
        let occasions = &register.occasions[row..row + reds.len()];
        row += reds.len();
        let items = evidence.remove(&reds[0].resident);
        // The reading has found no contradiction among them.
        let dossier = items.and_then(|items| Dossier::new(items).ok());
        let judge = Judge { book, dossier: dossier.as_ref().unwrap_or(&nothing) };
        let mut covered = true;
        let mut unexplained = None;
        for (red, occasion) in reds.iter().zip(occasions) {
            match judge.verdict(red)? {
                Verdict::Explained => {}
                Verdict::NotCovered => covered = false,
                Verdict::Unexplained => {
                    let channel = occasion.map_or(Channel::NoScan, |(_, channel)| channel);
                    unexplained = Some((*red, channel));
                    break;
                }
            }
        }
        judged.red += 1;
        match unexplained {
            Some((red, channel)) => {
                let around = judge.circumstances(&red)?;
                judged.unexplained.push(Found {
                    red,
                    channel,
                    papered: around.papered,
                    lapsed: around.lapsed,
                    dossier,
                });
            }
            None if covered => judged.explained += 1,
            None => judged.not_covered += 1,
        }
    }
    judged.unexplained.sort_by(|a, b| {
        let key = |found: &Found| (found.red.from, found.red.resident);
        key(a).cmp(&key(b))
    });
    Ok(judged)
}

fn tell(
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
