//! # A demo register, kept for real
//!
//! A data folder as its people would fill it: the story's units found it, residents are
//! enrolled, evidence of every kind is signed by who may, and everything that the
//! register can refuse is tried and refused. All of it goes through the one way in, with
//! signatures, as anybody's acts do; the audit of the folder is clean.
//!
//! The same seed lays the same log, to the byte. Whoever knows the seed knows every key:
//! the folder carries a clock of its own and is nothing but a demo.
//!
//! **Where to start**: [`lay`], then the list of scenes below it.

mod error;
mod evidence;
mod occurred;
mod offices;
mod ordinary;
mod proposals;
mod random;
mod refusals;
mod residents;
mod world;

use std::sync::Arc;

use mingma_acts::ActError;
use mingma_app::{Clock as _, DemoClock, Layout, Opening, init};
use mingma_model::Profile;
use mingma_seal::{PublicKey, SigningKey};
use mingma_store::Store;

pub use error::SimError;
pub use occurred::{NotYet, Occurred, not_yet};
use random::Seeded;
use world::{Done, World};

/// When a demo register begins: 8 July 2022, 09:00 in Beijing (seconds of Unix time).
pub const BEGINS: i64 = 1_657_242_000;

/// How many answers to verifiers the scenes keep.
const LOOKS: usize = 12;

/// Opens the database of a folder that was just laid.
pub type OpenStore<'a> = &'a dyn Fn(&Layout) -> Result<Arc<dyn Store>, ActError>;

/// What register is to be laid.
pub struct Demo<'a> {
    /// The seed of everything that is drawn, keys with it.
    pub seed: u64,
    /// How many acts at least; the scenes alone are some two hundred.
    pub acts: u64,
    /// Where; nothing may stand there.
    pub layout: Layout,
    /// The jurisdiction.
    pub profile: Arc<Profile>,
    /// The name of the log.
    pub origin: String,
    /// The database.
    pub store: OpenStore<'a>,
}

/// A demo register that was laid.
pub struct Laid {
    /// The newest act.
    pub acts: u64,
    /// Who is enrolled and not closed.
    pub residents: u64,
    /// What occurred.
    pub occurred: Occurred,
    /// Everybody who signs, by work number, institution or `r-…`, with their keys.
    pub holders: Vec<(String, Arc<SigningKey>)>,
}

/// A scene: what people do.
type Scene = fn(&mut World<'_>) -> Done;

/// The scenes, in their order. Some rest on what earlier ones filed.
const SCENES: &[Scene] = &[
    offices::units,
    offices::officers,
    offices::institutions,
    offices::places,
    offices::texts,
    residents::enrolments,
    residents::merged,
    proposals::of_a_unit,
    evidence::patients,
    evidence::findings,
    evidence::night,
    evidence::machines,
    evidence::records,
    evidence::areas,
    evidence::files,
    refusals::tried,
    residents::closed,
    refusals::log_stopped,
    |w| ordinary::looks(w, LOOKS),
];

/// Lays a demo register: folder, keys, clock, and everything that happens in it.
///
/// # Errors
/// Something stands there, the disk or the database refuses, or the register decides
/// otherwise than the generator knows.
pub fn lay(demo: &Demo<'_>) -> Result<Laid, SimError> {
    let random = Arc::new(Seeded::new(demo.seed));
    std::fs::create_dir_all(demo.layout.folder())
        .map_err(|error| ActError::Stopped(format!("{}: {error}", demo.layout.folder().display())))?;
    let keys = init::lay(&demo.layout, &*random)?;
    DemoClock::lay(&demo.layout.clock(), BEGINS, &demo.profile.zone)?;
    let clock = DemoClock::read(&demo.layout.clock(), &demo.profile.zone, false)?;
    let clock = Arc::new(clock.expect("it was laid a line above"));
    let store = (demo.store)(&demo.layout)?;
    if store.newest().map_err(ActError::from)? > 0 {
        return Err(SimError::Occupied);
    }
    let open = || {
        Ok(Opening {
            layout: demo.layout.clone(),
            store: Arc::clone(&store),
            profile: Arc::clone(&demo.profile),
            clock: clock.clone(),
            random: random.clone(),
            origin: demo.origin.clone(),
        })
    };
    let mut world = World::new(&open, Arc::clone(&clock), Arc::clone(&random), demo.seed)?;
    told(&mut world, keys.register, demo.acts)
}

/// Everything that happens, and what it left.
fn told(world: &mut World<'_>, register: PublicKey, acts: u64) -> Result<Laid, SimError> {
    offices::founded(world, register)?;
    SCENES.iter().try_for_each(|scene| scene(world))?;
    ordinary::days(world, acts)?;
    world.follow()?;
    world.house.save_board()?;
    debug_assert!(world.clock.now() > BEGINS);
    Ok(Laid {
        acts: world.house.registry().newest,
        residents: world.people.len() as u64,
        occurred: Occurred::in_house(&world.house)?,
        holders: world.holders(),
    })
}
