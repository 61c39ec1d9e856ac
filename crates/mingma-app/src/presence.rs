//! # The presence room: who was where, and how well it is proved
//!
//! **What lives here**: the level of a visit ([`level`]), which arrival alone decides,
//! with what it is decided by: the check of a place's token ([`token`]), distances and
//! what is out of reach ([`travel`]), tokens that were passed on ([`relay`]); how long a
//! visit lasts ([`dwell`]); what of it may stand against somebody ([`counts`], [`diary`]); whom it
//! brought together with a case ([`overlap`]); how visits end ([`expiry`]).
//!
//! **What never will**: a colour; a tracked phone; a visit that its resident cannot see
//! and answer.
//!
//! **Where to start**: `level.rs`, then `counts.rs`; `docs/presence.md` tells it with examples.

pub mod counts;
mod decide;
pub mod diary;
pub mod door;
pub mod dwell;
pub mod expiry;
pub mod fixture;
pub mod kiosk;
pub mod level;
pub mod meeting;
pub mod overlap;
pub(crate) mod read;
pub mod relay;
pub mod said;
pub mod take;
pub mod token;
pub mod travel;

pub(crate) use decide::{Known, decide};
