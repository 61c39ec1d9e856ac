//! The presence room: its page is what the code does.

#![allow(clippy::unwrap_used, clippy::panic)]

mod page;
