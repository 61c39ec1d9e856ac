//! What the bench holds: the packs and profiles that ship, compiled once. Nothing of any visitor.

use std::sync::{Arc, OnceLock};

use mingma_legacy::Inquiry;

use mingma_model::{Faults, Profile};
use mingma_rules::load::{PackFile, shipped_files};
use mingma_rules::{Pack, Rulebook, shipped};

use crate::pages::register::{self, Sample};
use crate::pages::rule::{self, Departure};

/// Everything that answers are made from; built once, never changed.
#[derive(Debug)]
pub struct Bench {
    places: Vec<Jurisdiction>,
    clock: fn() -> i64,
    june: OnceLock<Result<Arc<Inquiry>, Faults>>,
    mixed: OnceLock<Result<Arc<Inquiry>, Faults>>,
}

/// A profile with its packs.
#[derive(Debug)]
pub(crate) struct Jurisdiction {
    pub profile: Profile,
    pub packs: Vec<Shipped>,
    /// All its packs together.
    pub book: Rulebook,
}

/// A pack that ships, with its texts.
#[derive(Debug)]
pub(crate) struct Shipped {
    pub pack: Pack,
    /// The pack by itself.
    pub alone: Rulebook,
    /// Its TOML as it stands.
    pub toml: String,
    /// What was published, and our reading.
    pub doc: String,
    ran: OnceLock<(usize, Vec<String>)>,
    departs: OnceLock<Vec<Departure>>,
}

impl Bench {
    /// Reads and compiles what ships.
    ///
    /// # Errors
    /// A fault in a profile or pack that ships.
    pub fn shipped() -> Result<Self, Faults> {
        let mut names = shipped::profiles();
        // What everything assumes stands first.
        names.sort_by_key(|name| name != shipped::DEFAULT_PROFILE);
        let places = names.iter().map(|name| Jurisdiction::shipped(name)).collect::<Result<_, _>>()?;
        Ok(Self { places, clock: now, june: OnceLock::new(), mixed: OnceLock::new() })
    }

    /// The same with another clock (seconds of Unix time), for tests.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> i64) -> Self {
        Self { clock, ..self }
    }

    /// This moment, in whole seconds of Unix time.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The inquiry into a generated register, made the first time that it is asked for.
    pub(crate) fn sample(&self, sample: Sample) -> Result<Arc<Inquiry>, Faults> {
        let kept = match sample {
            Sample::June => &self.june,
            Sample::Mixed => &self.mixed,
        };
        kept.get_or_init(|| register::make(self, sample).map(Arc::new)).clone()
    }

    /// The profiles, the one that everything assumes first.
    pub(crate) fn places(&self) -> &[Jurisdiction] {
        &self.places
    }

    /// The profile of that name, or the first.
    pub(crate) fn place(&self, id: &str) -> &Jurisdiction {
        self.places.iter().find(|place| place.profile.id == id).unwrap_or(&self.places[0])
    }

    /// A pack that ships, with its profile.
    pub(crate) fn pack(&self, id: &str) -> Option<(&Jurisdiction, &Shipped)> {
        self.places
            .iter()
            .find_map(|place| place.packs.iter().find(|shipped| shipped.pack.id == id).map(|shipped| (place, shipped)))
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Jurisdiction {
    fn shipped(name: &str) -> Result<Self, Faults> {
        let profile = shipped::profile(name)?;
        let files = shipped_files(name);
        let packs: Vec<Shipped> =
            files.into_iter().map(|file| Shipped::read(file, &profile)).collect::<Result<_, _>>()?;
        let all = packs.iter().map(|shipped| shipped.pack.clone()).collect();
        let book = Rulebook::new(all, profile.zone.clone());
        Ok(Self { profile, packs, book })
    }
}

impl Shipped {
    fn read(file: PackFile, profile: &Profile) -> Result<Self, Faults> {
        let pack = file.read(profile)?.pack;
        let doc = shipped::rule_file(&profile.id, &format!("{}.md", pack.id)).unwrap_or_default().into_owned();
        let alone = Rulebook::new(vec![pack.clone()], profile.zone.clone());
        Ok(Self { pack, alone, toml: file.text, doc, ran: OnceLock::new(), departs: OnceLock::new() })
    }

    /// How many of its cases agree, and the names of those that do not; run once.
    pub fn cases(&self, place: &Jurisdiction) -> (usize, &[String]) {
        let (passed, failed) = self.ran.get_or_init(|| rule::run(place, self));
        (*passed, failed)
    }

    /// Where it departs from wider packs; found once.
    pub fn differences(&self, place: &Jurisdiction) -> &[Departure] {
        self.departs.get_or_init(|| rule::departures(place, self))
    }
}
