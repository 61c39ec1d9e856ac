//! # The evidence room: what may be said of somebody, by whom, on what ground
//!
//! **What lives here**: the table of what is admissible ([`admissible`]); who signed
//! ([`source`]); the seven locks on what may stand against somebody ([`locks`]) with
//! the ties between person and region ([`ties`]); the same fact, once ([`facts`]);
//! acts of the night and findings ([`provisional`]); what follows and what is
//! corrected (`follow`); risk areas ([`areas`]); proposals ([`proposal`]);
//! laboratory files ([`mod@file`]); the form of bodies ([`bodies`]); the letters; composing all of it ([`compose`]).
//!
//! **What never will**: a colour that is set. Items are admitted or refused; what
//! colour they bear is derived elsewhere, by rules that were published.
//!
//! **Where to start**: `decide.rs`, then `admissible.rs`, then `locks.rs`.

pub mod admissible;
pub mod areas;
pub mod bodies;
pub mod compose;
mod decide;
pub mod facts;
pub mod file;
pub(crate) mod filing;
mod follow;
pub(crate) mod letters;
pub mod locks;
pub mod proposal;
pub mod provisional;
mod queries;
pub(crate) mod reading;
mod rests;
pub mod source;
pub mod ties;
pub(crate) mod weight;

pub use decide::decide;
pub use proposal::Proposed;
pub use queries::drawn_for;
pub use source::Source;
