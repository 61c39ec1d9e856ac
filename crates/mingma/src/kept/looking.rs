//! Who may look at a resident, for which unit, where and what for. What is refused is kept,
//! with the keys of whoever asked; about whom it would have been is not.

use std::sync::Arc;

use mingma_acts::{Class, Map, Power, Registry, stands};
use mingma_app::compose::Draft;
use mingma_app::journal::Asked;
use mingma_app::{House, Refusal, Refused, Why};
use mingma_model::Id;
use mingma_seal::{SigningKey, SystemRandom};

/// A unit without any of these, anywhere, has no business with residents.
const POWERS: [Power; 5] = [Power::Answer, Power::Enrol, Power::Assign, Power::Convert, Power::Oversee];
/// The longest purpose, in characters: a line that the resident reads.
const LONGEST: usize = 200;

/// Somebody asks to look.
pub struct Looking<'a> {
    /// The register.
    pub house: &'a Arc<House>,
    /// The keys that they show; the first one tells who they are.
    pub keys: &'a [SigningKey],
    /// A verifier of a demo folder, who shows no key.
    pub verifier: Option<&'a str>,
    /// For which unit, where they say.
    pub unit: Option<&'a str>,
    /// Where; empty at a desk.
    pub place: &'a str,
    /// What for, in their own words.
    pub purpose: &'a str,
}

/// Who looks, and for which unit.
type Looker = (String, String);

impl Looking<'_> {
    /// Admits the look, or refuses it and keeps that.
    ///
    /// # Errors
    /// Nobody known asks, their unit has no power, or a word is not of its form or not known.
    pub fn admit(&self) -> Result<Asked, Refused> {
        let registry = self.house.registry();
        self.asked(&registry, self.house.now()).map_err(|why| self.house.refuse(&self.told(), why))
    }

    fn asked(&self, registry: &Registry, now: i64) -> Result<Asked, Refusal> {
        let (verifier, unit) = match (self.keys.first(), self.verifier) {
            (Some(key), _) => self.known(registry, key, now)?,
            (None, Some(verifier)) => self.at_a_gate(registry, verifier)?,
            (None, None) => return Err(Why::NoOfficer.into()),
        };
        if let Some(named) = self.unit {
            registry.unit(named, now).ok_or_else(|| Why::NoSuch.of(known_form(named)))?;
        }
        let place = registry.places.get(self.place).filter(|place| stands(place.since, place.until, now));
        if !self.place.is_empty() && place.is_none() {
            return Err(Why::NoSuch.of(known_form(self.place)));
        }
        let (place, purpose) = (self.place.to_owned(), purpose(self.purpose)?);
        Ok(Asked { verifier, unit, place, purpose })
    }

    /// Of a key in force: an officer with their own unit, or an institution.
    fn known(&self, registry: &Registry, key: &SigningKey, now: i64) -> Result<Looker, Refusal> {
        let key = registry.keys.get(&key.public().id()).ok_or(Why::NoOfficer)?;
        let holder = &key.row.holder;
        if !stands(key.row.since, key.row.until, now) {
            return Err(Why::NoOfficer.of(holder));
        }
        if key.row.holder_kind == "institution" {
            let institution = registry.institution(holder, now).ok_or_else(|| Why::NoOfficer.of(holder))?;
            return Ok((institution.id.clone(), self.unit.unwrap_or(&institution.id).to_owned()));
        }
        let officer = registry.officers.get(holder).filter(|_| key.row.holder_kind == "officer");
        let officer = officer.ok_or_else(|| Why::NoOfficer.of(holder))?;
        registry.unit(&officer.unit, now).ok_or_else(|| Why::NoOfficer.of(holder))?;
        let another = self.unit.filter(|named| *named != officer.unit && registry.unit(named, now).is_some());
        if let Some(another) = another {
            return Err(Why::NoOfficer.of(another));
        }
        has_power(registry, &officer.unit, now)?;
        Ok((officer.id.clone(), officer.unit.clone()))
    }

    /// Of a demo folder: a verifier by name, for the root unit unless they say another.
    fn at_a_gate(&self, registry: &Registry, verifier: &str) -> Result<Looker, Refusal> {
        Id::parse(verifier).ok_or_else(|| Why::Particulars.of("verifier"))?;
        let root = registry.units.values().find(|unit| unit.parent.is_none()).map(|unit| unit.id.as_str());
        Ok((verifier.to_owned(), self.unit.or(root).unwrap_or_default().to_owned()))
    }

    /// What was asked, signed by whoever asked, so that a refusal of it names their keys.
    fn told(&self) -> mingma_app::Handed {
        let actor = crate::acting::actor(self.house, self.keys).unwrap_or_else(|_| "?".to_owned());
        let body = Map::new().with("count", 1);
        let draft = Draft::new(Class::Shown, &actor, body, self.house.now(), &SystemRandom);
        draft.sign(&self.keys.iter().collect::<Vec<_>>())
    }
}

/// A unit that has business with residents somewhere.
fn has_power(registry: &Registry, unit: &str, now: i64) -> Result<(), Refusal> {
    let powers = registry.powers.get(unit).into_iter().flatten();
    let mut standing = powers.filter(|row| stands(row.since, row.until, now));
    let one = standing.any(|row| POWERS.iter().any(|power| power.word() == row.power));
    if one { Ok(()) } else { Err(Why::NoPower.of(unit)) }
}

/// A line of 1 to 200 characters without control characters.
fn purpose(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Why::Particulars.of("purpose")) }
}

/// What is no id is not repeated.
fn known_form(text: &str) -> &str {
    if Id::parse(text).is_some() { text } else { "?" }
}
