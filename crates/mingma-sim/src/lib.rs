//! # Generated people and registers, from a seed
//!
//! **What lives here**: the legacy folder of June 2022 as a generated register
//! ([`Plan::story`]), one with people of every class of the inquiry
//! ([`Plan::mixed`]), and as many people and scans as a benchmark wants. The same
//! plan gives the same bytes on every machine.
//!
//! **What never will**: a real person's name, number or telephone; a figure of the
//! inquiry (it finds them itself); anything that another room needs. The only
//! randomness of the house is here.
//!
//! **Where to start**: [`Plan`], then `cast.rs`.
//!
//! ```
//! use mingma_sim::{Plan, files};
//! let register = files(&Plan { residents: 2_000, scans: 500, ..Plan::mixed(1) })?;
//! assert_eq!(register.len(), 7);
//! # Ok::<(), std::io::Error>(())
//! ```

mod cast;
mod chance;
mod geography;
mod legacy;
mod people;
mod plan;
pub mod register;

pub use legacy::{files, write};
pub use plan::{Drawn, Plan};
