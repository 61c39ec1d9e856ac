//! # The words of Mingma, as types
//!
//! **What lives here**: evidence and its kinds, colours, spans with their two
//! readings, regions, resident documents, the working calendar, profiles, and
//! faults that tell a reader what is wrong, where, and what to do. Everything is
//! parsed into types that cannot hold a wrong value.
//!
//! **What never will**: a clock, randomness, a file, a network, a colour set by
//! hand. Text goes in, values come out.
//!
//! **Where to start**: [`Kind`], the table of evidence; then [`Evidence`] and
//! [`Zone`].
//!
//! ```
//! use mingma_model::{Colour, Kind, Span};
//! assert_eq!(Kind::CloseContact.anchor(), Some("last_contact_at"));
//! assert!(Colour::Red > Colour::Yellow);
//! assert_eq!(Span::parse("72h"), Some(Span::Hours(72)));
//! ```

pub mod calendar;
mod colour;
pub mod document;
mod evidence;
mod fault;
mod kind;
mod marks;
pub mod profile;
pub mod read;
pub mod region;
mod span;
pub mod table;
mod text;
mod whole;
mod zone;

pub use calendar::{Calendar, CountedDay, DayKind, Due, WorkDay};
pub use colour::Colour;
pub use evidence::{Country, Evidence, Id, Level, TestResult, Value};
pub use fault::{Fault, Faults, LISTED_FAULTS, Severity, Source};
pub use kind::{Attribute, Event, Holds, Kind};
pub use marks::{joins, unseen};
pub use profile::Profile;
pub use read::FieldFault;
pub use region::{Prefix, Region, RegionInfo, RegionLevel, RegionTable};
pub use span::Span;
pub use text::{Lang, Text};
pub use whole::{contradictions, one_resident};
pub use zone::{InstantFault, Zone, days_between, hours_between, parse_instant};
