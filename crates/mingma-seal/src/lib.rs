//! # All cryptography, in one room
//!
//! **What lives here**: keys, signatures, hashes, sealing, randomness; each
//! signature and hash is bound to one purpose by the tag of its domain. The
//! algorithms are those of AWS-LC: SHA-256, HMAC-SHA-256, AES-256-GCM, Ed25519,
//! ECDSA on P-256; beside them SM2 with SM3, for registers that must sign by it.
//!
//! **What never will**: storage, acts, rules; an algorithm of our own making; a
//! source of randomness that can be repeated. No type that holds a key shows it.
//!
//! **Where to start**: [`Domain`], the closed table of purposes; then
//! [`SigningKey`] and [`PublicKey`] for what is signed, [`MasterKey`] and
//! [`ResidentKey`] for what is sealed.
//!
//! ```
//! use mingma_seal::{Domain, SigningKey, SystemRandom, hash};
//!
//! let key = SigningKey::generate(&SystemRandom);
//! let digest = hash(Domain::Act, &[b"an act"]);
//! let signature = key.sign(Domain::Approval, digest.as_ref());
//! assert!(key.public().verify(Domain::Approval, digest.as_ref(), &signature).is_ok());
//! assert!(key.public().verify(Domain::Record, digest.as_ref(), &signature).is_err());
//! ```

mod cipher;
mod digest;
mod domain;
mod error;
mod index;
mod key_id;
mod keyed;
mod mac;
mod master;
mod public;
mod random;
mod resident;
mod shangmi;
mod signature;
mod signing;
mod tagged;
mod text;
mod tree;
mod verifying;

pub use cipher::OVERHEAD;
pub use digest::{Digest, hash, sha256};
pub use domain::Domain;
pub use error::SealError;
pub use index::IndexKey;
pub use key_id::KeyId;
pub use mac::{MacKey, TAG};
pub use master::{MasterKey, WRAPPED};
pub use public::PublicKey;
pub use random::{Random, SystemRandom, random_array};
pub use resident::ResidentKey;
pub use shangmi::{ShangmiKey, ShangmiSigningKey};
pub use signature::{SIGNATURE, Signature};
pub use signing::SigningKey;
pub use text::{base32, from_base32};
pub use tree::{leaf_hash, node_hash, tree_path, tree_root};
pub use verifying::VerifyingKey;
