//! # All cryptography, in one room
//!
//! **What lives here**: keys, signatures, hashes, sealing, randomness; each
//! signature and hash is bound to one purpose by the tag of its domain.
//!
//! **What never will**: storage, acts, rules; an algorithm of our own making.
//!
//! **Where to start**: `Domain`, the closed table of purposes.
