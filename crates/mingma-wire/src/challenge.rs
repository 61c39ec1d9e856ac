//! Challenge `MMC:`: what a scanner shows so that an answer was not made before.

use mingma_model::Id;
use mingma_seal::{Domain, Random, hash, random_array};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::{Form, WireError, fields};

/// What a device signs of a challenge.
pub type Answer16 = [u8; 16];

/// A challenge: who asks, where, when, and what nobody could foresee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Random.
    pub nonce: [u8; 16],
    /// The scanner that asks.
    pub scanner: Id,
    /// The place where it stands, if it stands at one.
    pub place: Option<Id>,
    /// When it was made, by the scanner's clock.
    pub at: i64,
}

impl Challenge {
    /// A new challenge.
    #[must_use]
    pub fn new(scanner: Id, place: Option<Id>, at: i64, random: &dyn Random) -> Self {
        Self { nonce: random_array(random), scanner, place, at }
    }

    /// What a device signs of it: scanner and place are in it, so that it answers nobody else.
    #[must_use]
    pub fn answer(&self) -> Answer16 {
        *hash(Domain::Challenge, &[&self.bytes()]).0.first_chunk().expect("16 of 32 bytes")
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        out.array(4).expect(IN_MEMORY).bytes(&self.nonce).expect(IN_MEMORY);
        out.str(self.scanner.as_str()).expect(IN_MEMORY);
        match &self.place {
            Some(place) => drop(out.str(place.as_str()).expect(IN_MEMORY)),
            None => drop(out.null().expect(IN_MEMORY)),
        }
        out.i64(self.at).expect(IN_MEMORY);
        bytes
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let read = &mut Decoder::new(Form::CHALLENGE.whole(bytes)?);
        cbor::list(read, 4)?;
        let nonce = cbor::bytes(read)?;
        let scanner = fields::id(read, "scanner")?;
        let place = fields::or_null(read, |read| fields::id(read, "place"))?;
        let found = Self { nonce, scanner, place, at: fields::time(read)? };
        cbor::same(&found.bytes(), bytes)?;
        Ok(found)
    }

    /// The text `MMC:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::CHALLENGE.text(&self.bytes())
    }

    /// Reads the text.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(&Form::CHALLENGE.bytes(text)?)
    }
}
