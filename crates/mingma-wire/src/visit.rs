//! Attested visit: a scanner states that a credential was here (`MMS:`), the phone signs the
//! statement (`MMA:`).

use mingma_model::Id;
use mingma_seal::{Digest, Domain, KeyId, PublicKey, Random, SigningKey, random_array};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::cose::{self, Alg, Header, Signed};
use crate::live::{held_by, holder};
use crate::{Form, Stored, WireError, fields};

/// Seconds that statement and signature are apart at most.
pub const TOGETHER: i64 = 120;

/// A scanner's statement: this credential was at this place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The place for which the scanner is registered.
    pub place: Id,
    /// Random; taken once.
    pub nonce: [u8; 16],
    /// By the scanner's clock.
    pub at: i64,
    /// [`Stored::digest`] of the code that it read.
    pub credential: Digest,
    bytes: Vec<u8>,
    alg: Alg,
    scanner: KeyId,
}

impl Statement {
    /// A new statement about a code that was read.
    ///
    /// # Errors
    /// [`WireError::Field`] for a time of another century.
    pub fn sign(
        place: Id,
        at: i64,
        stored: &Stored,
        scanner: &SigningKey,
        random: &dyn Random,
    ) -> Result<Self, WireError> {
        fields::in_century(at)?;
        let (nonce, credential) = (random_array(random), stored.digest());
        let payload = payload(&place, &nonce, at, &credential);
        let (alg, kid) = (alg_of(&scanner.public()), scanner.public().id());
        let bytes = cose::sign(Header::Keyed(alg, kid), Some(Domain::Scanner), &payload, |m| scanner.sign_plain(m));
        Ok(Self { place, nonce, at, credential, bytes, alg, scanner: kid })
    }

    /// Reads the text `MMS:…`.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(Form::STATEMENT.bytes(text)?)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WireError> {
        let signed = Signed::read(Form::STATEMENT.whole(&bytes)?)?;
        let (alg, scanner) = signed.header.keyed()?;
        let read = &mut Decoder::new(signed.payload);
        cbor::list(read, 4)?;
        let (place, nonce) = (fields::id(read, "place")?, cbor::bytes(read)?);
        let (at, credential) = (fields::time(read)?, Digest(cbor::bytes(read)?));
        cbor::same(&payload(&place, &nonce, at, &credential), signed.payload)?;
        Ok(Self { place, nonce, at, credential, alg, scanner, bytes })
    }

    /// The scanner's key that it names: the caller looks up for which place it is registered.
    #[must_use]
    pub const fn scanner(&self) -> KeyId {
        self.scanner
    }

    /// Whether this scanner, registered for this place, signed it.
    ///
    /// # Errors
    /// [`WireError::WrongScanner`] for another key or place, [`WireError::WrongAlgorithm`],
    /// [`WireError::BadDevice`].
    pub fn verify(&self, place: &Id, scanner: &PublicKey) -> Result<(), WireError> {
        if *place != self.place || scanner.id() != self.scanner {
            return Err(WireError::WrongScanner);
        }
        if alg_of(scanner) != self.alg {
            return Err(WireError::WrongAlgorithm(self.scanner));
        }
        held_by(scanner, &Signed::read(&self.bytes)?, Domain::Scanner)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text `MMS:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::STATEMENT.text(&self.bytes)
    }
}

const fn alg_of(key: &PublicKey) -> Alg {
    match key {
        PublicKey::Ed25519(_) => Alg::EdDsa,
        PublicKey::P256(_) => Alg::Es256,
    }
}

fn payload(place: &Id, nonce: &[u8; 16], at: i64, credential: &Digest) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
    out.array(4).expect(IN_MEMORY).str(place.as_str()).expect(IN_MEMORY).bytes(nonce).expect(IN_MEMORY);
    out.i64(at).expect(IN_MEMORY).bytes(&credential.0).expect(IN_MEMORY);
    bytes
}

/// A visit that both sides signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// What the scanner stated.
    pub statement: Statement,
    /// By the phone's clock.
    pub at: i64,
    bytes: Vec<u8>,
}

impl Attested {
    /// The phone's signature, by the key of the credential that it showed.
    ///
    /// # Errors
    /// [`WireError::Field`] for a time of another century.
    pub fn sign(statement: Statement, at: i64, device: &SigningKey) -> Result<Self, WireError> {
        fields::in_century(at)?;
        let payload = visit_payload(&statement, at);
        let bytes = cose::sign(Header::Holder, Some(Domain::Visit), &payload, |message| device.sign_plain(message));
        Ok(Self { statement, at, bytes })
    }

    /// Reads the text `MMA:…`.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(Form::ATTESTED.bytes(text)?)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WireError> {
        let signed = Signed::read(Form::ATTESTED.whole(&bytes)?)?;
        holder(signed.header)?;
        let read = &mut Decoder::new(signed.payload);
        cbor::list(read, 2)?;
        let statement = Statement::from_bytes(read.bytes()?.to_vec())?;
        let at = fields::time(read)?;
        cbor::same(&visit_payload(&statement, at), signed.payload)?;
        Ok(Self { statement, at, bytes })
    }

    /// Whether the device of this credential signed it, in time. The scanner's part is
    /// [`Statement::verify`]'s; that the nonce is taken once is the caller's.
    ///
    /// # Errors
    /// [`WireError::WrongCredential`], [`WireError::Apart`], [`WireError::BadDevice`].
    pub fn verify(&self, stored: &Stored) -> Result<(), WireError> {
        if self.statement.credential != stored.digest() {
            return Err(WireError::WrongCredential);
        }
        let apart = (self.at - self.statement.at).abs();
        if apart > TOGETHER {
            return Err(WireError::Apart(apart));
        }
        held_by(&stored.credential().device, &Signed::read(&self.bytes)?, Domain::Visit)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text `MMA:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::ATTESTED.text(&self.bytes)
    }
}

fn visit_payload(statement: &Statement, at: i64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(statement.bytes.len() + 16);
    let mut out = Encoder::new(&mut bytes);
    out.array(2).expect(IN_MEMORY).bytes(&statement.bytes).expect(IN_MEMORY).i64(at).expect(IN_MEMORY);
    bytes
}
