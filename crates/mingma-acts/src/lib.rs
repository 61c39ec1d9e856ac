//! # Everything done is an act, signed by who does it
//!
//! An act is canonical bytes; whoever answers for it signs their digest; the register
//! seals it with a number and a time, keeps it, and logs a leaf without personal data.
//! Tables are folds of acts and can be made again from them.
//!
//! **What lives here**: the bytes of acts, approvals, members, records, leaves and
//! receipts (`docs/protocol.md` is their text); who signed ([`authorise`]); the one
//! [`Appender`]; the folds; the sequencer that carries acts into the public log; the
//! due queue and the outbox as rows.
//!
//! **What never will**: a decision about evidence, a page, SQL, a colour.
//!
//! **Where to start**: [`Act`], then `append.rs`, then `fold.rs`.

mod act;
mod append;
pub mod approval;
mod canonical;
mod class;
mod error;
pub mod fold;
pub mod item;
pub mod kept;
pub mod member;
mod permit;
mod power;
pub mod receipt;
pub mod record;
mod registry;
mod sequencer;
mod touch;
mod vault;
mod view;

pub use act::{Act, MAX_ACT, Members, Uid, VERSION, digest_of};
pub use append::{Appender, Guard, Kept, Letter, Submission, Waiting, Writer, repeated};
pub use approval::{Algorithm, Approval};
pub use canonical::{Datum, Map, map_bytes, map_from};
pub use class::Class;
pub use error::ActError;
pub use fold::{Folding, Opened, fold};
pub use kept::record_of;
pub use member::{Member, Sealed};
pub use permit::{AHEAD, BEHIND, Devices, Permit, Signer, authorise, signers};
pub use power::Power;
pub use receipt::{MemberPath, Proved, Receipt};
pub use record::{Leaf, MAX_IN_LEAF, Record};
pub use registry::{Key, Proposals, Registry, Standing, stands, within};
pub use sequencer::{Reopen, Running, Sequencer, Turn};
pub use touch::Touch;
pub use vault::{Ring, Vault};
pub use view::{Stored, View};
