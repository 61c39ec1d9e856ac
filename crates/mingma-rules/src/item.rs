//! A resident's evidence laid out for derivation: small, sorted, without text.

use mingma_model::{
    Colour, Country, Event, Evidence, FieldFault, Id, Kind, Level, Region, TestResult, Value, one_resident,
};

/// No item.
pub(crate) const NONE: u32 = u32::MAX;

/// What derivation reads of one item (64 bytes at most).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// When the register sealed it.
    pub observed_at: i64,
    /// Where counting starts; `i64::MIN` of what is said about another item.
    pub anchor: i64,
    /// Its own end, or `i64::MAX`.
    pub until: i64,
    /// Where the fact happened.
    pub region: Region,
    /// The row of the item it is about, or none.
    pub(crate) about: u32,
    /// Its kind.
    pub kind: Kind,
    /// What conditions and timelines read of its attributes.
    pub detail: Detail,
}

/// The attributes that a rule can see; no identity is among them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Detail {
    /// Nothing that a rule can see.
    None,
    /// The result of a test.
    Test(TestResult),
    /// The level of an area.
    Level(Level),
    /// Where somebody came from.
    Origin(Region),
    /// Where a notice came from, and its colour.
    Notice(Region, Colour),
    /// The country entered from.
    Country(Country),
    /// Symptoms (a bit a row of the profile's list) and tenths of a degree (0: not taken).
    Declared(u64, u16),
    /// What happened to another item, and when.
    Event(Event, i64),
    /// The colour that a stay leaves.
    Cap(Colour),
}

impl Item {
    /// True of a kind with an anchor.
    #[must_use]
    pub const fn anchored(&self) -> bool {
        self.kind.anchored()
    }

    /// Builds a free-standing item for bulk work: one that is not about another.
    #[must_use]
    pub const fn plain(kind: Kind, region: Region, observed_at: i64, anchor: i64, detail: Detail) -> Self {
        Self { observed_at, anchor, until: i64::MAX, region, about: NONE, kind, detail }
    }
}

/// The evidence of one resident, checked as a whole and laid out for derivation.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    evidence: Vec<Evidence>,
    items: Vec<Item>,
}

impl Dossier {
    /// Takes the items of one resident as admitted. Their order is nothing.
    ///
    /// # Errors
    /// Every contradiction, with the row of the input it stands in.
    pub fn new(evidence: Vec<Evidence>) -> Result<Self, Vec<(usize, FieldFault)>> {
        let mut evidence = one_resident(evidence)?;
        // Ties in time are settled by id, so that two programs agree.
        evidence.sort_by(|a, b| (a.observed_at, &a.id).cmp(&(b.observed_at, &b.id)));
        let items = lay_out(&evidence);
        Ok(Self { evidence, items })
    }

    /// The items as read, by `(observed_at, id)`.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// The items as derivation reads them, in the same order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }
}

fn lay_out(evidence: &[Evidence]) -> Vec<Item> {
    let rows: std::collections::BTreeMap<&Id, u32> =
        evidence.iter().zip(0_u32..).map(|(item, row)| (&item.id, row)).collect();
    evidence
        .iter()
        .map(|item| Item {
            observed_at: item.observed_at,
            anchor: item.anchor().unwrap_or(i64::MIN),
            until: item.until.unwrap_or(i64::MAX),
            region: item.region,
            about: item.about().and_then(|id| rows.get(id)).copied().unwrap_or(NONE),
            kind: item.kind,
            detail: detail(item),
        })
        .collect()
}

fn detail(item: &Evidence) -> Detail {
    let of = |word: &str| item.attributes.get(word);
    match item.kind {
        Kind::NucleicTest => item.result().map_or(Detail::None, Detail::Test),
        Kind::RiskAreaStay | Kind::RiskAreaResidence => match of("level") {
            Some(Value::Level(level)) => Detail::Level(*level),
            _ => Detail::None,
        },
        Kind::Arrival => item.region_of("origin_region").map_or(Detail::None, Detail::Origin),
        Kind::Notice => match (item.region_of("origin_region"), item.colour_of("origin_colour")) {
            (Some(region), Some(colour)) => Detail::Notice(region, colour),
            _ => Detail::None,
        },
        Kind::EntryFromAbroad => match of("country") {
            Some(Value::Country(country)) => Detail::Country(*country),
            _ => Detail::None,
        },
        Kind::SelfDeclaration => declared(of("symptoms"), of("temperature")),
        Kind::FollowUp => match (item.event(), item.time("at")) {
            (Some(event), Some(at)) => Detail::Event(event, at),
            _ => Detail::None,
        },
        Kind::Stay => item.colour_of("cap").map_or(Detail::None, Detail::Cap),
        _ => Detail::None,
    }
}

fn declared(symptoms: Option<&Value>, temperature: Option<&Value>) -> Detail {
    let bits = match symptoms {
        Some(Value::Symptoms(rows)) => rows.iter().fold(0_u64, |bits, row| bits | 1_u64.wrapping_shl(u32::from(*row))),
        _ => 0,
    };
    let tenths = match temperature {
        Some(Value::Temperature(tenths)) => *tenths,
        _ => 0,
    };
    Detail::Declared(bits, tenths)
}
