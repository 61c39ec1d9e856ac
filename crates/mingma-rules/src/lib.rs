//! # Rules: packs, their check, timelines, derivation, explanation
//!
//! A rule turns a piece of evidence into a timeline; a code is the upper
//! envelope of its timelines.
//!
//! **What lives here**: the rule language ([`parse`], `law`), packs compiled
//! for derivation ([`Rulebook`]), derivation itself, what the published set must
//! keep ([`check`]), and the packs that ship ([`shipped`]).
//!
//! **What never will**: a clock, randomness, storage; a rule that names a person,
//! a case, a place or an area; a function that sets a colour.
//!
//! **Where to start**: [`Rulebook::derive`], then `timeline.rs`.

mod book;
pub mod cases;
pub mod check;
pub mod compare;
mod derive;
pub mod differ;
pub mod dry_run;
pub mod explain;
mod faults;
mod item;
pub mod json;
mod known;
pub mod lapses;
mod law;
pub mod letter;
pub mod load;
pub mod oracle;
mod pack;
pub mod parse;
pub mod prose;
pub mod renew;
pub mod schema;
pub mod shipped;
mod timeline;

pub use book::{Clash, Rulebook};
pub use derive::{Derivation, Reason, Timeline};
pub use item::{Detail, Dossier, Item};
pub use load::PackFile;
pub use pack::{Alternative, Condition, Pack, Phase, Release, Rule, Shade, instant};
pub use parse::ReadPack;
pub use timeline::{EndedBy, Missing, MissingTests, Stretch};
