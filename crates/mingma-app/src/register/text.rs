//! Public texts 公开文本: packs of rules, published in full, before they are in force.

use mingma_acts::{Class, Map, Power};
use mingma_model::{Faults, Kind, Profile};
use mingma_rules::compare::compare;
use mingma_rules::{Pack, PackFile, Rulebook};
use mingma_seal::sha256;

use super::By;
use super::desk::Desk;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// The kind of a text that is a pack of rules; no other kind is published yet.
pub const PACK: &str = "pack";

/// A text to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication<'a> {
    /// Its name: the pack's id.
    pub name: String,
    /// The text itself.
    pub text: &'a str,
    /// First moment in force (whole seconds of Unix time).
    pub from: i64,
    /// First moment no longer in force.
    pub to: i64,
}

impl<'a> Publication<'a> {
    /// A pack's file, as it is to be published.
    ///
    /// # Errors
    /// Every fault of the pack.
    pub fn of_pack(file: &'a PackFile, profile: &Profile) -> Result<Self, Faults> {
        let pack = file.read(profile)?.pack;
        Ok(Self { name: pack.id, text: &file.text, from: pack.from, to: pack.to })
    }

    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["kind", "name", "text", "from", "to"])?;
        if body.text("kind")? != PACK {
            return Err(unfit("kind"));
        }
        Ok(Self {
            name: body.id("name")?.to_owned(),
            text: body.page("text")?,
            from: body.int("from")?,
            to: body.int("to")?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("kind", PACK)
            .with("name", self.name.as_str())
            .with("text", self.text)
            .with("from", self.from)
            .with("to", self.to)
    }

    /// The pack, by the loader's law; name and times are those that the act tells.
    pub(crate) fn pack(&self, profile: &Profile) -> Result<Pack, Refusal> {
        let file = PackFile::new(format!("{}.toml", self.name), self.text);
        let pack = file.read(profile).map_err(|faults| Why::FaultyText.of(first(&faults)))?.pack;
        if (&pack.id, pack.from, pack.to) == (&self.name, self.from, self.to) {
            Ok(pack)
        } else {
            Err(unfit("name, from, to"))
        }
    }
}

/// Publishes a text.
#[must_use]
pub fn compose(by: By<'_>, text: &Publication<'_>) -> Draft {
    by.draft(Class::Text, text.body())
}

fn first(faults: &Faults) -> String {
    faults.listed().first().map_or_else(String::new, |fault| format!("{} {}", fault.code, fault.place()))
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let text = Publication::read(&desk.act().body, desk.ground.profile)?;
    desk.two()?;
    if desk.registry().texts.contains_key(&sha256(text.text.as_bytes()).0) {
        return Err(Why::TextTaken.of(text.name));
    }
    let pack = text.pack(desk.ground.profile)?;
    desk.may(Power::Publish, &pack.region.to_string())?;
    beside(desk.ground.book.packs(), &pack, desk.ground.profile)?;
    // What is published late would reach back to what is known already.
    if pack.from < desk.now() {
        return Err(Why::TooLate.of(pack.id));
    }
    wider_agree(desk, &pack)
}

/// A pack may stand beside those that are published: another id, and nowhere two of one
/// region, kind and time.
pub(crate) fn beside(packs: &[Pack], new: &Pack, profile: &Profile) -> Result<(), Refusal> {
    if packs.iter().any(|pack| pack.id == new.id) {
        return Err(Why::IdTaken.of(&new.id));
    }
    if packs.len() >= Rulebook::MAX_PACKS {
        return Err(Why::FaultyText.of(Rulebook::MAX_PACKS.to_string()));
    }
    let near = packs.iter().filter(|pack| pack.region == new.region).cloned();
    let book = Rulebook::new(near.chain([new.clone()]).collect(), profile.zone.clone());
    let clash = book.clashes().into_iter().find(|clash| clash.packs.contains(&new.id));
    match clash {
        Some(clash) => Err(Why::FaultyText.of(format!("{}: {}", clash.packs.join(" / "), clash.kind.word()))),
        None => Ok(()),
    }
}

/// Where a narrower pack differs from a wider one, stricter or milder, two officers of
/// the wider unit sign as well.
fn wider_agree(desk: &Desk<'_>, pack: &Pack) -> Result<(), Refusal> {
    let packs = desk.ground.book.packs();
    for wide in packs.iter().filter(|wide| stands_above(wide, pack)) {
        if differs(pack, wide, desk.ground.profile) && !agreed(desk, &wide.region.to_string()) {
            return Err(Why::WiderUnit.of(format!("{} / {}", pack.id, wide.id)));
        }
    }
    Ok(())
}

fn stands_above(wide: &Pack, narrow: &Pack) -> bool {
    let wider = wide.region.len() < narrow.region.len() && wide.region.covers(narrow.region);
    wider && narrow.from.max(wide.from) < narrow.to.min(wide.to)
}

fn differs(narrow: &Pack, wide: &Pack, profile: &Profile) -> bool {
    let both = Kind::ALL.iter().filter(|kind| narrow.treats(**kind) && wide.treats(**kind));
    both.into_iter().any(|kind| !compare(narrow, wide, *kind, &profile.zone).is_empty())
}

/// Two officers of a unit that publishes for the wider region signed; where none here
/// does, the root unit stands for who issued the wider pack.
fn agreed(desk: &Desk<'_>, region: &str) -> bool {
    let registry = desk.registry();
    let publishes = |unit: &str| registry.may(unit, Power::Publish, region, desk.now());
    let mut wider: Vec<&str> = registry.units.keys().map(String::as_str).filter(|unit| publishes(unit)).collect();
    if wider.is_empty() {
        wider.extend(registry.units.values().filter(|unit| unit.parent.is_none()).map(|unit| unit.id.as_str()));
    }
    wider.iter().any(|unit| desk.officers_of(unit) >= 2)
}
