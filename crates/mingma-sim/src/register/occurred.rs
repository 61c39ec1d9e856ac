//! What occurred in a register: classes, kinds, refusals; and what cannot occur yet.

use std::collections::BTreeMap;

use mingma_acts::{ActError, Class};
use mingma_app::{House, Why, open_members};
use mingma_model::{Kind, Text};
use mingma_store::rows::RefusalRow;
use mingma_store::{Pages, Row as _};

/// How many rows are read at a time.
const STEP: usize = 1_024;

/// How often everything occurred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurred {
    /// Acts of each class.
    pub classes: BTreeMap<Class, u64>,
    /// Items of each kind that were admitted.
    pub kinds: BTreeMap<Kind, u64>,
    /// Refusals of each code.
    pub codes: BTreeMap<String, u64>,
}

impl Occurred {
    /// Counts what a register holds.
    ///
    /// # Errors
    /// It cannot be read, or was changed.
    pub fn in_house(house: &House) -> Result<Self, ActError> {
        let mut told = Self::default();
        for seq in 1..=house.registry().newest {
            let record = house.record(seq)?;
            let class = record.act().class;
            *told.classes.entry(class).or_default() += 1;
            if class != Class::Evidence {
                continue;
            }
            for member in open_members(house.store(), house.vault(), &record)?.into_iter().filter_map(|one| one.member)
            {
                let kind = member.item.text("kind").and_then(Kind::from_word);
                if let Some(kind) = kind {
                    *told.kinds.entry(kind).or_default() += 1;
                }
            }
        }
        told.refusals(house)?;
        Ok(told)
    }

    fn refusals(&mut self, house: &House) -> Result<(), ActError> {
        let mut pages = Pages::of(house.store(), RefusalRow::TABLE, STEP);
        while let Some(rows) = pages.page()? {
            for row in &rows {
                *self.codes.entry(RefusalRow::read(row)?.code).or_default() += 1;
            }
        }
        Ok(())
    }
}

/// Something that no register can hold yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotYet {
    /// The word of a class or kind, or the code of a refusal.
    pub what: &'static str,
    /// Why it cannot occur.
    pub why: Text,
}

/// Everything that cannot occur yet, with its reason.
#[must_use]
pub fn not_yet() -> Vec<NotYet> {
    let why = Text::new(
        "由登记系统从计入的到访算出，不得录入；此处尚无到访",
        "the register computes it from visits that count, and nobody types it in; there are no visits yet",
    );
    let redress = Text::new(
        "申诉的提出与决定属于申诉室，演示册尚未铺设",
        "appeals are filed and decided in the room of redress, which no demo folder lays yet",
    );
    let classes = Class::ALL.iter().filter(|class| class.word().starts_with("appeal"));
    let appeals = classes.map(|class| NotYet { what: class.word(), why: redress.clone() });
    let places = Text::new(
        "场所设备与扫码记录属于到场室，演示册尚未铺设",
        "fixtures and visits belong to the room of presence, which no demo folder lays yet",
    );
    let presence = [Class::Fixture, Class::FixtureCut, Class::Visits, Class::VisitSaid];
    let presence = presence.map(|class| NotYet { what: class.word(), why: places.clone() });
    let doors = [("redress", redress.clone()), ("presence", places.clone())];
    let refusals = doors.into_iter().flat_map(|(door, why)| {
        let behind = Why::ALL.iter().filter(move |one| one.door() == door);
        behind.map(move |one| NotYet { what: one.code(), why: why.clone() })
    });
    appeals.chain(presence).chain(refusals).chain([NotYet { what: Kind::PlaceOverlap.word(), why }]).collect()
}
