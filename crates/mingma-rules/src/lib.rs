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
//!
//! ```
//! use mingma_model::{Colour, Source, parse_instant, read};
//! use mingma_rules::{Dossier, load, shipped};
//!
//! let profile = shipped::profile("cn").unwrap();
//! let book = load::shipped(&profile).unwrap();
//! let evidence = r#"[{"id": "a1", "kind": "arrival", "resident": "r1", "region": "410105",
//!     "observed_at": "2022-06-20T15:00:00+08:00", "origin_region": "310101",
//!     "arrived_at": "2022-06-20T14:00:00+08:00"}]"#;
//! let items = read::array(&Source::new("person.json", evidence), &profile).unwrap().items;
//! let dossier = Dossier::new(items).unwrap();
//!
//! let at = parse_instant("2022-06-22T12:00:00+08:00").unwrap();
//! let derivation = book.derive(&dossier, at).unwrap();
//! assert_eq!(derivation.colour, Colour::Yellow);
//! assert_eq!(derivation.reasons[0].pack.id, "henan-2022-03");
//! // By itself it lapses at the end of the seventh day.
//! assert_eq!(derivation.next_change, parse_instant("2022-06-28T00:00:00+08:00").ok());
//! ```

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
