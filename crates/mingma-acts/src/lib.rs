//! # Everything done is an act
//!
//! **What lives here**: the canonical bytes of acts, approvals, members, leaves;
//! the one `append`; the folds that make every projection.
//!
//! **What never will**: a decision about evidence, a page, SQL.
