//! # A public log in tiles
//!
//! **What lives here**: leaves, tiles, checkpoints, proofs, on disk as any client
//! of the standards expects them.
//!
//! **What never will**: a database, an act, personal data.
