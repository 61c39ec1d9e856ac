//! Appeals through the one way in of a house that keeps them, on both databases: filed,
//! reviewed, eased by the clock, audited.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attempts;
mod clock;
mod page;
mod review;
mod stage;
#[path = "../town/mod.rs"]
mod town;

/// Each story on both databases.
#[macro_export]
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[test] fn $name() { super::$name(&$crate::stage::Stage::sqlite()); })* }
        mod postgres { $(#[test] fn $name() { super::$name(&$crate::stage::Stage::postgres()); })* }
    };
}
