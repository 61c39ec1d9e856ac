//! # A public log in tiles
//!
//! **What lives here**: leaves, tiles, checkpoints, proofs, on disk as any client of the
//! standards expects them: the tree of RFC 6962 in the files of C2SP tlog-tiles, checkpoints
//! as C2SP signed notes. A folder of this room can be served as it is.
//!
//! **What never will**: a database, an act, personal data. What a leaf says is its writer's
//! business; here it is at most 65,535 bytes.
//!
//! **Where to start**: [`Ledger`], the one writer of a folder; [`verify_inclusion`],
//! [`verify_consistency`] and [`Checkpoint::parse`] for who only checks; [`check_folder`]
//! for who audits.
//!
//! ```
//! use mingma_ledger::{Entry, Ledger, Verifier, verify_inclusion};
//! use mingma_seal::{SigningKey, leaf_hash};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! let key = SigningKey::from_seed([7; 32]);
//! let verifier = Verifier::new("log.example/henan", key.public()).unwrap();
//! let ledger = Ledger::open(folder.path(), "log.example/henan", key).unwrap();
//! ledger.extend(&[Entry::new(*b"first").unwrap(), Entry::new(*b"second").unwrap()]).unwrap();
//! let checkpoint = ledger.publish().unwrap();
//!
//! let proof = ledger.prove(1, checkpoint.size).unwrap();
//! verify_inclusion(&leaf_hash(b"second"), 1, checkpoint.size, &proof, &checkpoint.root).unwrap();
//! assert_eq!(mingma_ledger::check_folder(folder.path(), &verifier).unwrap(), []);
//! ```

mod bundle;
mod cache;
mod check;
mod checkpoint;
mod disk;
mod edge;
mod error;
mod ledger;
mod look;
mod mend;
mod name;
mod note;
mod open;
mod proof;
mod tile;
mod tree;
mod verify;

pub use bundle::Entry;
pub use check::{Wrong, check_folder};
pub use checkpoint::Checkpoint;
pub use error::{LedgerError, Result};
pub use ledger::Ledger;
pub use look::leaf_in;
pub use name::{Shelf, TileName};
pub use note::Verifier;
pub use verify::{verify_consistency, verify_inclusion};
