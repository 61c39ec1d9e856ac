//! Live code `MM2:`: a stored code, a moment and a challenge's answer, signed by the device.

use mingma_seal::{Domain, PublicKey, SigningKey};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY};
use crate::cose::{self, Header, Signed};
use crate::{Answer16, Form, Stored, WireError, fields};

/// A live code, as it was read; [`Live::signed`] says whether its device signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    bytes: Vec<u8>,
    stored: Stored,
    at: i64,
    answer: Option<Answer16>,
}

impl Live {
    /// Signs a stored code as of a moment of the device's clock.
    ///
    /// # Errors
    /// [`WireError::BadDevice`] if this is not the device of the stored code.
    pub fn sign(stored: Stored, at: i64, answer: Option<Answer16>, device: &SigningKey) -> Result<Self, WireError> {
        if device.public() != stored.credential().device {
            return Err(WireError::BadDevice);
        }
        fields::in_century(at)?;
        let payload = payload(stored.bytes(), at, answer);
        let bytes = cose::sign(Header::Holder, Some(Domain::Live), &payload, |message| device.sign_plain(message));
        Ok(Self { bytes, stored, at, answer })
    }

    /// Reads the text `MM2:…`.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(Form::LIVE.bytes(text)?)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WireError> {
        let signed = Signed::read(Form::LIVE.whole(&bytes)?)?;
        holder(signed.header)?;
        let read = &mut Decoder::new(signed.payload);
        cbor::list(read, 3)?;
        let stored = Stored::from_bytes(read.bytes()?.to_vec())?;
        let at = fields::time(read)?;
        let answer = fields::or_null(read, cbor::bytes)?;
        cbor::same(&payload(stored.bytes(), at, answer), signed.payload)?;
        Ok(Self { stored, at, answer, bytes })
    }

    /// Whether the device of its stored code signed it.
    ///
    /// # Errors
    /// [`WireError::BadDevice`].
    pub fn signed(&self) -> Result<(), WireError> {
        let signed = Signed::read(&self.bytes)?;
        held_by(&self.stored.credential().device, &signed, Domain::Live)
    }

    /// The stored code within.
    #[must_use]
    pub const fn stored(&self) -> &Stored {
        &self.stored
    }

    /// The moment by the device's clock.
    #[must_use]
    pub const fn at(&self) -> i64 {
        self.at
    }

    /// What it answers to a challenge.
    #[must_use]
    pub const fn answer(&self) -> Option<Answer16> {
        self.answer
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text `MM2:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::LIVE.text(&self.bytes)
    }
}

fn payload(stored: &[u8], at: i64, answer: Option<Answer16>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(stored.len() + 32);
    let mut out = Encoder::new(&mut bytes);
    out.array(3).expect(IN_MEMORY).bytes(stored).expect(IN_MEMORY).i64(at).expect(IN_MEMORY);
    match answer {
        Some(answer) => drop(out.bytes(&answer).expect(IN_MEMORY)),
        None => drop(out.null().expect(IN_MEMORY)),
    }
    bytes
}

/// Refuses any header but the holder's.
pub fn holder(header: Header) -> Result<(), WireError> {
    match header {
        Header::Holder => Ok(()),
        Header::Keyed(..) | Header::List(..) => Err(WireError::Malformed),
    }
}

/// Whether a device's key signed this for this purpose.
pub fn held_by(device: &PublicKey, signed: &Signed<'_>, purpose: Domain) -> Result<(), WireError> {
    let message = signed.to_be_signed(Some(purpose));
    device.verify_plain(&message, &signed.signature).map_err(|_| WireError::BadDevice)
}
