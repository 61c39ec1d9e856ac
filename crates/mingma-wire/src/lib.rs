//! # Every code, token and list that leaves the register
//!
//! **What lives here**: the formats of `docs/protocol.md` §8, written in one way and read
//! strictly: stored and live code, challenge, poster and kiosk token, attested visit, scan,
//! request, paper name, typed code, code of a letter, status list; the keys that a verifier
//! trusts; and the verdict.
//!
//! **What never will**: a clock, a file, a network, a store, a decision about anybody; an
//! algorithm of cryptography (they are `mingma-seal`'s). No reader panics, whatever it reads:
//! limits come first, then shape, then values, then the one encoding, then signatures.
//!
//! **Where to start**: [`Form`], the table of prefixes and limits; [`Credential`] for what is
//! signed; [`verify`] for what it is worth.
//!
//! ```
//! use mingma_model::{Colour, Id};
//! use mingma_seal::{SigningKey, SystemRandom};
//! use mingma_wire::*;
//!
//! let now = 1_657_242_000;
//! let signer = Signer::new(IssuingKey::Ed25519(SigningKey::generate(&SystemRandom)))?;
//! let issuer = Issuer::parse("henan/showing").unwrap();
//! let mut keys = Keys::new();
//! keys.add(IssuerKey::new(&signer.public(), issuer.clone(), now - 60)?);
//!
//! let device = SigningKey::generate_p256(&SystemRandom);
//! let stored = signer.issue(&Credential {
//!     issuer,
//!     issued_at: now,
//!     expires: now + LIFETIME,
//!     steps: vec![Step { from: now, colour: Colour::Yellow }, Step { from: now + 3600, colour: Colour::Green }],
//!     sampled_hour: None,
//!     name: Masked::of("张小三"),
//!     last_four: LastFour::of("41010119900101001X"),
//!     device: device.public(),
//!     status: StatusRef { list: 1, index: 7 },
//!     demo: false,
//! })?;
//! let live = Live::sign(stored, now + 5, None, &device)?;
//! let verdict = verify(&live.text(), &keys, &StatusLists::none(), now + 6, None, &Policy::default());
//! assert_eq!(verdict.answer, Answer::Yellow);
//! # Ok::<(), WireError>(())
//! ```

mod base45;
mod cbor;
mod challenge;
mod cose;
mod credential;
mod error;
mod fields;
mod form;
mod issuing;
mod keys;
mod letter;
mod live;
mod mac_key;
mod names;
mod place;
mod request;
mod scan;
mod status;
mod stored;
mod verdict;
mod visit;

pub use challenge::{Answer16, Challenge};
pub use cose::Alg;
pub use credential::{Credential, LIFETIME, STEPS, StatusRef, Step};
pub use error::WireError;
pub use fields::{Issuer, LastFour, Masked};
pub use form::Form;
pub use issuing::{IssuingKey, Signer};
pub use keys::{IssuerKey, Keys};
pub use letter::{LetterCode, LetterKind};
pub use live::Live;
pub use names::{PaperName, TYPED_LIFETIME, TypedCode};
pub use place::{DayKey, IN_TIME, PlaceKey, PlaceToken, STEP, STEPS_A_DAY};
pub use request::Request;
pub use scan::{COMPANIONS, Scan, ScanDigest, SessionKey};
pub use status::{BITS, Bitmap, LIST, StatusList, StatusLists};
pub use stored::Stored;
pub use verdict::{Answer, Policy, Verdict, verify};
pub use visit::{Attested, Statement, TOGETHER};
