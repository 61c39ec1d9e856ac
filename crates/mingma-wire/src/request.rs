//! Request for a credential `MMQ:`: the registered device asks, with a new key and the digest
//! of its scans.

use mingma_seal::{Digest, Domain, KeyId, PublicKey, Random, SigningKey, random_array};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::cose::{self, Alg, Header, Signed};
use crate::live::held_by;
use crate::{Form, ScanDigest, WireError, fields};

/// A request, as it was read; [`Request::verify`] says whether the device signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The key that the credential is to bear.
    pub fresh: PublicKey,
    /// By the device's clock.
    pub at: i64,
    /// Random; taken once.
    pub nonce: [u8; 16],
    /// The scans since the last request, if there were any.
    pub scans: Option<ScanDigest>,
    device: KeyId,
    bytes: Vec<u8>,
}

impl Request {
    /// Signs a request by the registered device's key.
    ///
    /// # Errors
    /// [`WireError::Field`] for a new key or a device's key that is not of P-256.
    pub fn sign(
        fresh: PublicKey,
        at: i64,
        scans: Option<ScanDigest>,
        device: &SigningKey,
        random: &dyn Random,
    ) -> Result<Self, WireError> {
        fields::in_century(at)?;
        if !matches!((fresh, device.public()), (PublicKey::P256(_), PublicKey::P256(_))) {
            return Err(WireError::Field("device"));
        }
        let (nonce, kid) = (random_array(random), device.public().id());
        let payload = payload(&fresh, at, &nonce, scans.as_ref());
        let header = Header::Keyed(Alg::Es256, kid);
        let bytes = cose::sign(header, Some(Domain::Request), &payload, |message| device.sign_plain(message));
        Ok(Self { fresh, at, nonce, scans, device: kid, bytes })
    }

    /// Reads the text `MMQ:…`.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        Self::from_bytes(Form::REQUEST.bytes(text)?)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WireError> {
        let signed = Signed::read(Form::REQUEST.whole(&bytes)?)?;
        let (alg, device) = signed.header.keyed()?;
        if alg != Alg::Es256 {
            return Err(WireError::WrongAlgorithm(device));
        }
        let read = &mut Decoder::new(signed.payload);
        let mut left = cbor::map(read)?.checked_sub(3).ok_or(WireError::Malformed)?;
        cbor::key(read, 0)?;
        let fresh = fields::device(read)?;
        cbor::key(read, 1)?;
        let at = fields::time(read)?;
        cbor::key(read, 2)?;
        let nonce = cbor::bytes(read)?;
        let scans = match cbor::has_key(read, &mut left, 3)? {
            true => Some(scans(read)?),
            false => None,
        };
        if left > 0 {
            return Err(WireError::Malformed);
        }
        cbor::same(&payload(&fresh, at, &nonce, scans.as_ref()), signed.payload)?;
        Ok(Self { fresh, at, nonce, scans, device, bytes })
    }

    /// The registered device's key that it names.
    #[must_use]
    pub const fn device(&self) -> KeyId {
        self.device
    }

    /// Whether this device signed it, and the new key can be used. That the random bytes are
    /// taken once, and the time, are the caller's.
    ///
    /// # Errors
    /// [`WireError::BadDevice`]; [`WireError::Field`] for a new key that is not on the curve.
    pub fn verify(&self, device: &PublicKey) -> Result<(), WireError> {
        if device.id() != self.device {
            return Err(WireError::BadDevice);
        }
        self.fresh.prepare().map_err(|_| WireError::Field("device"))?;
        held_by(device, &Signed::read(&self.bytes)?, Domain::Request)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text `MMQ:…`.
    #[must_use]
    pub fn text(&self) -> String {
        Form::REQUEST.text(&self.bytes)
    }
}

fn scans(read: &mut Decoder<'_>) -> Result<ScanDigest, WireError> {
    cbor::list(read, 3)?;
    let (first, count, root) = (read.u32()?, read.u16()?, Digest(cbor::bytes(read)?));
    if count == 0 { Err(WireError::Field("scans")) } else { Ok(ScanDigest { first, count, root }) }
}

fn payload(fresh: &PublicKey, at: i64, nonce: &[u8; 16], scans: Option<&ScanDigest>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
    out.map(3 + u64::from(scans.is_some())).expect(IN_MEMORY);
    out.u8(0).expect(IN_MEMORY).bytes(fresh.bytes()).expect(IN_MEMORY);
    out.u8(1).expect(IN_MEMORY).i64(at).expect(IN_MEMORY);
    out.u8(2).expect(IN_MEMORY).bytes(nonce).expect(IN_MEMORY);
    if let Some(ScanDigest { first, count, root }) = scans {
        out.u8(3).expect(IN_MEMORY).array(3).expect(IN_MEMORY).u32(*first).expect(IN_MEMORY);
        out.u16(*count).expect(IN_MEMORY).bytes(&root.0).expect(IN_MEMORY);
    }
    bytes
}
