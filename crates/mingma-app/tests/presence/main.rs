//! The presence room: its page is what the code does; scans, words and overlaps through a
//! house that keeps them, on both databases; what is refused, beside its honest twin.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attempts;
mod meeting;
mod page;
mod scans;
mod stage;
#[path = "../town/mod.rs"]
mod town;
