//! COSE_Sign1 (RFC 9052), as this house signs and no other way: tagged, payload attached,
//! nothing unprotected, one of three headers.

use std::fmt;

use mingma_seal::{Domain, KeyId, SIGNATURE, Signature};
use minicbor::data::{Tag, Type};
use minicbor::{Decoder, Encoder};

use crate::WireError;
use crate::cbor::{self, IN_MEMORY, Out};

/// The media type of a status list.
const STATUS_LIST: &str = "application/statuslist+cwt";

/// An algorithm that a header may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alg {
    /// EdDSA, always on Ed25519: −8.
    EdDsa,
    /// ES256, always on P-256: −7.
    Es256,
    /// SM2 with SM3: −65537, of the range for private use.
    Sm2,
}

impl Alg {
    const ALL: [Self; 3] = [Self::EdDsa, Self::Es256, Self::Sm2];

    const fn number(self) -> i64 {
        match self {
            Self::EdDsa => -8,
            Self::Es256 => -7,
            Self::Sm2 => -65537,
        }
    }

    /// The word in key files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Sm2 => "SM2",
        }
    }
}

impl fmt::Display for Alg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Which of the headers stands before a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// Algorithm and key: issuers, registered devices, scanners.
    Keyed(Alg, KeyId),
    /// ES256 by a key that the payload tells.
    Holder,
    /// A status list: algorithm, key, type.
    List(Alg, KeyId),
}

impl Header {
    /// Algorithm and key, of a header that names its key.
    pub fn keyed(self) -> Result<(Alg, KeyId), WireError> {
        match self {
            Self::Keyed(alg, kid) => Ok((alg, kid)),
            Self::Holder | Self::List(..) => Err(WireError::Malformed),
        }
    }

    fn write(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        let mut out = Encoder::new(&mut bytes);
        let (pairs, alg, kid, typed) = match self {
            Self::Holder => (1, Alg::Es256, None, false),
            Self::Keyed(alg, kid) => (2, alg, Some(kid), false),
            Self::List(alg, kid) => (3, alg, Some(kid), true),
        };
        out.map(pairs).expect(IN_MEMORY).i64(1).expect(IN_MEMORY).i64(alg.number()).expect(IN_MEMORY);
        if let Some(kid) = kid {
            out.u8(4).expect(IN_MEMORY).bytes(&kid.0).expect(IN_MEMORY);
        }
        if typed {
            out.u8(16).expect(IN_MEMORY).str(STATUS_LIST).expect(IN_MEMORY);
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self, WireError> {
        cbor::whole(bytes)?;
        let mut read = Decoder::new(bytes);
        let mut left = cbor::map(&mut read)?;
        let alg = algorithm(&mut read, &mut left)?;
        let kid = match cbor::has_key(&mut read, &mut left, 4)? {
            true => Some(KeyId(cbor::bytes(&mut read)?)),
            false => None,
        };
        let typed = cbor::has_key(&mut read, &mut left, 16)? && read.str()? == STATUS_LIST;
        let header = match (alg, kid, typed) {
            (Alg::Es256, None, false) => Self::Holder,
            (alg, Some(kid), false) => Self::Keyed(alg, kid),
            (alg, Some(kid), true) => Self::List(alg, kid),
            _ => return Err(WireError::Malformed),
        };
        if left > 0 {
            return Err(WireError::Malformed);
        }
        cbor::same(&header.write(), bytes)?;
        Ok(header)
    }
}

/// The algorithm that a header names first.
fn algorithm(read: &mut Decoder<'_>, left: &mut u64) -> Result<Alg, WireError> {
    if !cbor::has_key(read, left, 1)? {
        return Err(WireError::Algorithm("none".into()));
    }
    if read.datatype()? == Type::String {
        return Err(WireError::Algorithm(read.str()?.chars().take(16).filter(char::is_ascii_graphic).collect()));
    }
    let number = read.i64()?;
    Alg::ALL.into_iter().find(|alg| alg.number() == number).ok_or_else(|| WireError::Algorithm(number.to_string()))
}

/// What was signed, as it was read; who verifies it decides whether it counts.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    pub header: Header,
    protected: &'a [u8],
    pub payload: &'a [u8],
    pub signature: Signature,
}

impl<'a> Signed<'a> {
    /// Reads bytes that [`cbor::whole`] has passed over.
    pub fn read(bytes: &'a [u8]) -> Result<Self, WireError> {
        let mut read = Decoder::new(bytes);
        if read.tag()? != Tag::new(18) {
            return Err(WireError::Malformed);
        }
        cbor::list(&mut read, 4)?;
        let protected = read.bytes()?;
        let header = Header::read(protected)?;
        if cbor::map(&mut read)? != 0 {
            return Err(WireError::Malformed);
        }
        let payload = read.bytes()?;
        cbor::whole(payload)?;
        let signature = cbor::bytes::<SIGNATURE>(&mut read)?;
        cbor::same(&envelope(protected, payload, &signature), bytes)?;
        Ok(Self { header, protected, payload, signature: Signature::from_bytes(signature) })
    }

    /// The bytes under the signature.
    pub fn to_be_signed(&self, purpose: Option<Domain>) -> Vec<u8> {
        structure(self.protected, purpose, self.payload)
    }
}

/// Signs a payload: the whole message.
pub fn sign(header: Header, purpose: Option<Domain>, payload: &[u8], with: impl FnOnce(&[u8]) -> Signature) -> Vec<u8> {
    let protected = header.write();
    let signature = with(&structure(&protected, purpose, payload));
    envelope(&protected, payload, signature.as_ref())
}

/// `Sig_structure` of RFC 9052 §4.4.
fn structure(protected: &[u8], purpose: Option<Domain>, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(protected.len() + payload.len() + 64);
    let mut out = Encoder::new(&mut bytes);
    out.array(4).expect(IN_MEMORY).str("Signature1").expect(IN_MEMORY);
    out.bytes(protected).expect(IN_MEMORY);
    out.bytes(purpose.map_or("", Domain::tag).as_bytes()).expect(IN_MEMORY);
    out.bytes(payload).expect(IN_MEMORY);
    bytes
}

fn envelope(protected: &[u8], payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(protected.len() + payload.len() + SIGNATURE + 16);
    let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
    out.tag(Tag::new(18)).expect(IN_MEMORY).array(4).expect(IN_MEMORY);
    out.bytes(protected).expect(IN_MEMORY).map(0).expect(IN_MEMORY);
    out.bytes(payload).expect(IN_MEMORY).bytes(signature).expect(IN_MEMORY);
    bytes
}
