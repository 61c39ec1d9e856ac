//! Who may do what, in memory: units, powers, officers, keys, institutions, places,
//! areas, texts. Small, and read at every act; filled from the tables and moved on by
//! the changes of each act.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use mingma_seal::{KeyId, PublicKey, VerifyingKey};
use mingma_store::rows::{
    AreaRow, InstitutionRow, KeyRow, OfficerRow, PlaceRow, PowerRow, ProposalRow, ResidentRow, TextRow, UnitRow,
};
use mingma_store::{Change, OPEN, Pages, Row, Store, Table, Value};

use crate::error::ActError;
use crate::power::Power;

/// A registered key, ready to verify.
#[derive(Clone, Debug)]
pub struct Key {
    /// The row.
    pub row: KeyRow,
    /// The public key.
    pub public: PublicKey,
    verifying: VerifyingKey,
}

impl Key {
    /// Reads a row.
    ///
    /// # Errors
    /// The public key is none.
    pub fn new(row: KeyRow) -> Result<Self, ActError> {
        let public = PublicKey::from_bytes(&row.public)?;
        let verifying = public.prepare()?;
        Ok(Self { row, public, verifying })
    }

    /// The key, prepared for many verifications.
    #[must_use]
    pub const fn verifying(&self) -> &VerifyingKey {
        &self.verifying
    }
}

/// True while something stands: from `since` until before `until`.
#[must_use]
pub fn stands(since: i64, until: Option<i64>, at: i64) -> bool {
    since <= at && until.is_none_or(|until| at < until)
}

/// What an officer is: a person of a unit, known by a work number.
pub type Officers = BTreeMap<String, OfficerRow>;

/// Open proposals, by the id of the act proposed.
#[derive(Clone, Debug, Default)]
pub struct Proposals(BTreeMap<[u8; 16], ProposalRow>);

impl Proposals {
    /// The row of a key, while it is open.
    #[must_use]
    pub fn get(&self, key: &[Value]) -> Option<Vec<Value>> {
        let Some(Value::Bytes(id)) = key.first() else { return None };
        self.0.get(<&[u8; 16]>::try_from(id.as_slice()).ok()?).map(Row::values)
    }

    fn put(&mut self, row: ProposalRow) {
        if row.state == OPEN {
            self.0.insert(row.act, row);
        } else {
            self.0.remove(&row.act);
        }
    }
}

/// Who may do what, as of an act. Cheap to copy: what stands is shared until it changes,
/// which few acts do.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// The number of the newest act.
    pub newest: u64,
    /// When it was sealed.
    pub sealed_at: i64,
    standing: Arc<Standing>,
}

impl Deref for Registry {
    type Target = Standing;

    fn deref(&self) -> &Standing {
        &self.standing
    }
}

impl DerefMut for Registry {
    fn deref_mut(&mut self) -> &mut Standing {
        Arc::make_mut(&mut self.standing)
    }
}

/// Everything public that acts refer to, and what nearly every act asks.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Units by id.
    pub units: BTreeMap<String, UnitRow>,
    /// Powers by unit.
    pub powers: BTreeMap<String, Vec<PowerRow>>,
    /// Officers by work number.
    pub officers: Officers,
    /// Keys by id.
    pub keys: HashMap<KeyId, Key>,
    /// Institutions by id.
    pub institutions: BTreeMap<String, InstitutionRow>,
    /// Places by id.
    pub places: BTreeMap<String, PlaceRow>,
    /// Areas by id.
    pub areas: BTreeMap<String, AreaRow>,
    /// Public texts by hash, without acts logged by their hash.
    pub texts: BTreeMap<[u8; 32], TextRow>,
    /// Proposals that are open.
    pub proposals: Proposals,
    /// Residents who turned out to be another: whose enrolments each main one has.
    pub merged: BTreeMap<u32, Vec<u32>>,
    /// Counts the changes of texts, so that what is made of them is made again.
    pub texts_edition: u64,
}

/// The tables that the registry holds.
pub const TABLES: [&Table; 8] = [
    UnitRow::TABLE,
    PowerRow::TABLE,
    OfficerRow::TABLE,
    KeyRow::TABLE,
    InstitutionRow::TABLE,
    PlaceRow::TABLE,
    AreaRow::TABLE,
    TextRow::TABLE,
];

impl Standing {
    /// Every enrolment of the person of a row, the row's own among them.
    #[must_use]
    pub fn one_person(&self, row: &ResidentRow) -> Vec<u32> {
        let main = row.merged_into.unwrap_or(row.resident);
        let others = self.merged.get(&main).map_or(&[][..], Vec::as_slice);
        others.iter().copied().chain([main]).collect()
    }
}

impl Registry {
    /// Fills it from a store.
    ///
    /// # Errors
    /// The store cannot be read, or holds a key that is none.
    pub fn load(store: &dyn Store) -> Result<Self, ActError> {
        let mut registry = Self::default();
        for table in TABLES {
            let mut pages = Pages::of(store, table, 1_000);
            while let Some(rows) = pages.page()? {
                rows.iter().try_for_each(|row| registry.put(table, row))?;
            }
        }
        store.open_proposals()?.into_iter().for_each(|row| registry.proposals.put(row));
        for (main, other) in store.merged()? {
            registry.merged.entry(main).or_default().push(other);
        }
        registry.newest = store.newest()?;
        if let Some(act) = store.act(registry.newest)? {
            registry.sealed_at = act.sealed_at;
        }
        Ok(registry)
    }

    /// True where a change is of one of its tables.
    #[must_use]
    pub fn holds(change: &Change) -> bool {
        let name = change.table().name;
        matches!(name, "proposal" | "resident") || TABLES.iter().any(|held| held.name == name)
    }

    /// Takes a change of one of its tables.
    ///
    /// # Errors
    /// A key that is none.
    pub fn apply(&mut self, change: &Change) -> Result<(), ActError> {
        match change {
            Change::Put(table, row) => self.put(table, row),
            // Nothing public is ever deleted; it ends.
            Change::Delete(..) => Ok(()),
        }
    }

    fn put(&mut self, table: &Table, row: &[Value]) -> Result<(), ActError> {
        match table.name {
            "unit" => put(&mut self.units, UnitRow::read(row)?, |row| row.id.clone()),
            "officer" => put(&mut self.officers, OfficerRow::read(row)?, |row| row.id.clone()),
            "institution" => put(&mut self.institutions, InstitutionRow::read(row)?, |row| row.id.clone()),
            "place" => put(&mut self.places, PlaceRow::read(row)?, |row| row.id.clone()),
            "area" => put(&mut self.areas, AreaRow::read(row)?, |row| row.id.clone()),
            "proposal" => self.proposals.put(ProposalRow::read(row)?),
            "resident" => self.put_resident(&ResidentRow::read(row)?),
            "power" => self.put_power(PowerRow::read(row)?),
            "key" => {
                let key = Key::new(KeyRow::read(row)?)?;
                self.keys.insert(key.public.id(), key);
            }
            "text" => {
                let row = TextRow::read(row)?;
                if row.kind != "act" {
                    self.texts.insert(row.hash, row);
                    self.texts_edition += 1;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put_resident(&mut self, row: &ResidentRow) {
        // Few are merged: for all others nothing changes, and nothing is copied.
        let known = self.standing.merged.values().any(|others| others.contains(&row.resident));
        if known {
            self.forget(row.resident);
        }
        if let Some(main) = row.merged_into {
            self.merged.entry(main).or_default().push(row.resident);
        }
    }

    fn forget(&mut self, resident: u32) {
        let merged = &mut self.merged;
        merged.values_mut().for_each(|others| others.retain(|other| *other != resident));
        merged.retain(|_, others| !others.is_empty());
    }

    fn put_power(&mut self, row: PowerRow) {
        let powers = self.powers.entry(row.unit.clone()).or_default();
        powers.retain(|other| (&other.power, &other.region) != (&row.power, &row.region));
        powers.push(row);
    }

    /// A unit that stands.
    #[must_use]
    pub fn unit(&self, id: &str, at: i64) -> Option<&UnitRow> {
        self.units.get(id).filter(|unit| stands(unit.since, unit.until, at))
    }

    /// An institution that stands.
    #[must_use]
    pub fn institution(&self, id: &str, at: i64) -> Option<&InstitutionRow> {
        self.institutions.get(id).filter(|one| stands(one.since, one.until, at))
    }

    /// The keys of a holder that stand.
    pub fn keys_of(&self, holder_kind: &str, holder: &str, at: i64) -> impl Iterator<Item = &Key> {
        self.keys.values().filter(move |key| {
            key.row.holder_kind == holder_kind && key.row.holder == holder && stands(key.row.since, key.row.until, at)
        })
    }

    /// True if a unit has a power over a region (two to six digits, or `00`): a power
    /// over a region is a power over every region within it.
    #[must_use]
    pub fn may(&self, unit: &str, power: Power, region: &str, at: i64) -> bool {
        self.unit(unit, at).is_some()
            && self.powers.get(unit).is_some_and(|powers| {
                powers.iter().any(|row| {
                    row.power == power.word() && stands(row.since, row.until, at) && within(region, &row.region)
                })
            })
    }

    /// True if `above` is the unit itself or stands over it.
    #[must_use]
    pub fn superior(&self, unit: &str, above: &str) -> bool {
        let mut at = Some(unit);
        // A chain of parents longer than the units there are would be a ring.
        for _ in 0..=self.units.len() {
            match at {
                Some(id) if id == above => return true,
                Some(id) => at = self.units.get(id).and_then(|unit| unit.parent.as_deref()),
                None => return false,
            }
        }
        false
    }

    /// Texts of a kind, by hash.
    pub fn texts_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a TextRow> {
        self.texts.values().filter(move |text| text.kind == kind)
    }
}

fn put<R>(rows: &mut BTreeMap<String, R>, row: R, key: fn(&R) -> String) {
    rows.insert(key(&row), row);
}

/// True if a region, given by its leading digits, lies within another; `00` holds all.
#[must_use]
pub fn within(region: &str, wider: &str) -> bool {
    wider == "00" || region.starts_with(wider.trim_end_matches("00")) && !wider.is_empty() || region == wider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_over_a_region_is_one_over_what_lies_in_it() {
        assert!(within("410105", "00"));
        assert!(within("410105", "41"));
        assert!(within("410105", "4101"));
        assert!(within("410105", "410100"));
        assert!(within("410105", "410000"));
        assert!(within("41", "41"));
        assert!(!within("410205", "4101"));
        assert!(!within("41", "4101"));
        assert!(!within("00", "41"));
        assert!(!within("110105", "410000"));
    }
}
