//! # The rooms: what is decided, what is asked, what is done
//!
//! A request brings an act, the signatures under it and its members. It is
//! authorised (who signed), decided (may they, on this ground), appended, and only
//! then shown. Whatever is refused leaves an act of its own.
//!
//! **What lives here**: one folder a subject: `register` (residents, units,
//! officers, institutions, places), `evidence` (what is admissible, the seven
//! locks, risk areas), `presence` (places, visits, what they prove), `redress`
//! (appeals and the clock that binds); what they share: the [`House`] and its one way
//! in ([`House::submit`]); the [`board`], the [`journal`], the [`audit`].
//!
//! **What never will**: SQL, HTTP, a clock or randomness of its own; a function
//! that sets a colour.
//!
//! **Where to start**: `submit.rs`, then `evidence/decide.rs`.

pub mod audit;
pub mod board;
mod clock;
pub mod compose;
mod cores;
pub mod evidence;
mod files;
mod ground;
mod grounds;
mod house;
pub mod init;
pub mod journal;
mod layout;
pub mod presence;
pub mod redress;
mod refusal;
pub mod register;
mod submit;
mod words;

pub use clock::{Clock, DemoClock, SystemClock};
pub use files::{Held, ResidentFile};
pub use ground::{Decision, Extra, Ground, Note};
pub use grounds::{Grounds, open_members};
pub use house::{Health, House, Opening};
pub use layout::Layout;
pub use refusal::{Refusal, Why};
pub use submit::{Handed, Refused};
