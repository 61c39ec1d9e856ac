//! # What is kept
//!
//! **What lives here**: typed rows, a trait a noun with its laws, two databases.
//!
//! **What never will**: an act, a rule, a decision.
