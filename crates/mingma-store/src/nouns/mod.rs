//! One file a noun: what is asked of it, as plain SQL beside the function that asks.
//! Their laws stand in `laws`, one file a noun as well.

mod acts;
mod appeals;
mod areas;
mod cases;
mod devices;
mod due;
mod fixtures;
mod institutions;
mod letters;
mod members;
mod meta;
mod officers;
mod outbox;
mod places;
mod proposals;
mod public_keys;
mod refusals;
mod residents;
mod texts;
mod units;
mod visits;

pub use acts::Acts;
pub use appeals::Appeals;
pub use areas::Areas;
pub use cases::Cases;
pub use devices::Devices;
pub use due::Due;
pub use fixtures::Fixtures;
pub use institutions::Institutions;
pub use letters::Letters;
pub use members::Members;
pub use meta::Meta;
pub use officers::Officers;
pub use outbox::Outbox;
pub use places::Places;
pub use proposals::Proposals;
pub use public_keys::PublicKeys;
pub use refusals::Refusals;
pub use residents::Residents;
pub use texts::Texts;
pub use units::Units;
pub use visits::Visits;
