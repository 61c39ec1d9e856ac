//! The inquiry: of every red, what explains it, or who, by which way, by whose approval.

use mingma_model::{Colour, Fault, Faults, Lang, Profile, Text, Zone};
use mingma_rules::{Clash, Rulebook};
use serde::{Serialize, Serializer};

use crate::chart::Chart;
use crate::desk::{Desk, Rejected, RejectedRows};
use crate::faults;
use crate::folder::{Encoding, Folder};
use crate::judged::judge;
use crate::reading::{Progress, Reading};
use crate::register::{Channel, Register};
use crate::told::tell;

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
