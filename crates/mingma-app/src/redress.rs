//! # The redress room: a code that can be questioned, by a clock that binds
//!
//! **What lives here**: when an appeal is due ([`clock`]); what silence does ([`ease`]);
//! grounds and lanes ([`ground`]); what the rules answer by themselves ([`automatic`]); what
//! appeals are grouped by ([`group`]); what was decided of the like ([`nearest`]); the number
//! ([`number`]); what may be handed in with one ([`attach`]); filing, review and what the
//! clock does, as acts ([`compose`], `decide.rs`, `review.rs`, `easing.rs`) with their letters.
//!
//! **What never will**: a colour that is set. A decision is a stay or a correction of an item;
//! the colour is derived.
//!
//! **Where to start**: `clock.rs`, then `ease.rs`; `docs/redress.md` says what binds whom.

pub mod attach;
pub mod automatic;
pub mod clock;
pub mod compose;
mod decide;
pub mod ease;
mod easing;
mod form;
pub mod ground;
pub mod group;
mod known;
mod letters;
pub mod nearest;
pub mod number;
mod queries;
mod questioned;
mod review;

pub use decide::{FRESH, decide};
pub use form::{LONGEST, LONGEST_CONTACT, SHORTEST};
pub(crate) use known::DUE;
pub use known::{Brought, Known, KnownMember};
pub use questioned::{Plea, Terms};
pub use review::Verdict;
