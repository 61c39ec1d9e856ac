//! Status list: an IETF Token Status List (CWT form), of which a bit means "not the newest".

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::cose::{Header, Signed};
use crate::{Issuer, Keys, Signer, StatusRef, WireError, fields};

/// Bits of a list at most: 2 MiB.
pub const BITS: u32 = 1 << 24;
/// Compressed bytes at most.
const COMPRESSED: usize = 2 << 20;
/// Bytes of a whole list at most.
pub const LIST: usize = COMPRESSED + (128 << 10);
/// Bytes of its address at most.
const ADDRESS: usize = 128;

/// The bits of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap(Vec<u8>);

impl Bitmap {
    /// So many bits, rounded up to whole bytes and at most [`BITS`], none set.
    #[must_use]
    pub fn new(bits: u32) -> Self {
        Self(vec![0; bits.min(BITS).div_ceil(8) as usize])
    }

    /// Sets a bit; false where there is none.
    pub fn set(&mut self, index: u32) -> bool {
        let byte = self.0.get_mut((index / 8) as usize);
        byte.map(|byte| *byte |= 1 << (index % 8)).is_some()
    }

    /// Whether a bit is set; none where there is none.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<bool> {
        self.0.get((index / 8) as usize).map(|byte| byte >> (index % 8) & 1 == 1)
    }

    /// How many bits there are.
    #[must_use]
    pub fn bits(&self) -> u32 {
        u32::try_from(self.0.len() * 8).expect("at most 2²⁴ bits")
    }

    /// How many are set.
    #[must_use]
    pub fn set_bits(&self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }

    /// The bytes, bit i of byte n being index 8n + i.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// In the zlib format (RFC 1950).
    #[must_use]
    pub fn compressed(&self) -> Vec<u8> {
        let mut zlib = ZlibEncoder::new(Vec::with_capacity(self.0.len() / 2 + 64), Compression::best());
        zlib.write_all(&self.0).expect(IN_MEMORY);
        zlib.finish().expect(IN_MEMORY)
    }

    /// Inflates, and stops at the limit.
    ///
    /// # Errors
    /// [`WireError::NotInflated`] for bytes that are no whole zlib stream, are followed by
    /// others, or inflate to nothing or beyond [`BITS`].
    pub fn inflated(compressed: &[u8]) -> Result<Self, WireError> {
        let most = u64::from(BITS / 8);
        let mut bytes = Vec::new();
        let mut zlib = ZlibDecoder::new(compressed);
        zlib.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|_| WireError::NotInflated)?;
        let whole = zlib.total_in() == compressed.len() as u64;
        let fits = (1..=most).contains(&(bytes.len() as u64));
        if whole && fits { Ok(Self(bytes)) } else { Err(WireError::NotInflated) }
    }
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} of {})", self.set_bits(), self.bits())
    }
}

/// A status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// Whose credentials it is about.
    pub issuer: Issuer,
    /// Where lists are served, without the number: `https://HOST/status`.
    pub address: String,
    /// Its number.
    pub list: u32,
    /// When it was made.
    pub issued_at: i64,
    /// From when on there is a newer one in any case.
    pub expires: i64,
    /// Seconds that it may be kept without asking again.
    pub keep: u32,
    /// The bits.
    pub bits: Bitmap,
    /// Of a demo: told by the key, not by the list.
    pub demo: bool,
}

impl StatusList {
    /// The list, signed.
    ///
    /// # Errors
    /// [`WireError::Field`] for a value that the format does not allow; [`WireError::TooLong`]
    /// where the bits do not compress to 2 MiB.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, WireError> {
        self.check()?;
        let compressed = self.bits.compressed();
        if compressed.len() > COMPRESSED {
            return Err(WireError::TooLong(COMPRESSED));
        }
        Ok(signer.signed(None, &self.write(&compressed)))
    }

    /// Reads a list and verifies it by its issuer's key.
    ///
    /// # Errors
    /// Whatever is not of the format; a key that is not known or does not count; a signature
    /// that does not fit. That its key is not a demo's is the verdict's to ask, which compares
    /// it with the credential's.
    pub fn read(bytes: &[u8], keys: &Keys) -> Result<Self, WireError> {
        if bytes.len() > LIST {
            return Err(WireError::TooLong(LIST));
        }
        cbor::whole(bytes)?;
        let signed = Signed::read(bytes)?;
        let Header::List(alg, kid) = signed.header else { return Err(WireError::Malformed) };
        let key = keys.get(kid)?;
        key.verify(alg, &signed.to_be_signed(None), &signed.signature)?;
        let (found, compressed) = Self::claims(signed.payload)?;
        key.counts(&found.issuer, found.issued_at, key.demo)?;
        Ok(Self { bits: Bitmap::inflated(compressed)?, demo: key.demo, ..found })
    }

    fn check(&self) -> Result<(), WireError> {
        fields::in_century(self.issued_at)?;
        fields::in_century(self.expires)?;
        let letters = self.address.bytes().all(|byte| byte.is_ascii_graphic());
        if self.address.len() > ADDRESS || !self.address.starts_with("http") || !letters {
            return Err(WireError::Field("address"));
        }
        if self.expires <= self.issued_at { Err(WireError::Field("expires")) } else { Ok(()) }
    }

    fn write(&self, compressed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(compressed.len() + 256);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        out.map(6).expect(IN_MEMORY).u8(1).expect(IN_MEMORY).str(self.issuer.as_str()).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).str(&format!("{}/{}", self.address, self.list)).expect(IN_MEMORY);
        out.u8(4).expect(IN_MEMORY).i64(self.expires).expect(IN_MEMORY);
        out.u8(6).expect(IN_MEMORY).i64(self.issued_at).expect(IN_MEMORY);
        out.u32(65533).expect(IN_MEMORY).map(2).expect(IN_MEMORY);
        out.str("lst").expect(IN_MEMORY).bytes(compressed).expect(IN_MEMORY);
        out.str("bits").expect(IN_MEMORY).u8(1).expect(IN_MEMORY);
        out.u32(65534).expect(IN_MEMORY).u32(self.keep).expect(IN_MEMORY);
        bytes
    }

    /// The claims, and the bits as they are compressed.
    fn claims(bytes: &[u8]) -> Result<(Self, &[u8]), WireError> {
        let read = &mut Decoder::new(bytes);
        cbor::pairs(read, 6)?;
        cbor::key(read, 1)?;
        let issuer = fields::issuer(read)?;
        cbor::key(read, 2)?;
        let (address, list) = numbered(read.str()?).ok_or(WireError::Field("address"))?;
        cbor::key(read, 4)?;
        let expires = fields::time(read)?;
        cbor::key(read, 6)?;
        let issued_at = fields::time(read)?;
        cbor::key(read, 65533)?;
        cbor::pairs(read, 2)?;
        cbor::word(read, "lst")?;
        let compressed = read.bytes()?;
        cbor::word(read, "bits")?;
        if read.u8()? != 1 {
            return Err(WireError::Field("bits"));
        }
        cbor::key(read, 65534)?;
        let keep = read.u32()?;
        let found = Self { issuer, address, list, issued_at, expires, keep, bits: Bitmap(Vec::new()), demo: false };
        cbor::same(&found.write(compressed), bytes)?;
        found.check()?;
        Ok((found, compressed))
    }
}

/// An address and the number behind its last `/`.
fn numbered(address: &str) -> Option<(String, u32)> {
    let (address, number) = address.rsplit_once('/')?;
    Some((address.to_owned(), number.parse().ok()?))
}

/// The newest list of each issuer and number that a verifier has.
#[derive(Clone, Debug, Default)]
pub struct StatusLists(BTreeMap<(Issuer, u32), StatusList>);

impl StatusLists {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Takes a list, unless a newer one of its issuer and number stands.
    pub fn add(&mut self, list: StatusList) {
        let place = (list.issuer.clone(), list.list);
        if self.0.get(&place).is_none_or(|known| known.issued_at <= list.issued_at) {
            self.0.insert(place, list);
        }
    }

    /// The list of an issuer's credential.
    #[must_use]
    pub fn of(&self, issuer: &Issuer, status: StatusRef) -> Option<&StatusList> {
        self.0.get(&(issuer.clone(), status.list))
    }
}

impl From<StatusList> for StatusLists {
    fn from(list: StatusList) -> Self {
        let mut lists = Self::none();
        lists.add(list);
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::{BITS, Bitmap};
    use crate::WireError;
    use proptest::prelude::*;

    /// Section 4.1 of the draft: the statuses of indices 0, 3, 4, 5, 7, 8, 9, 13 and 15 are 1.
    #[test]
    fn the_example_of_the_draft_comes_out() {
        let compressed = [0x78, 0xda, 0xdb, 0xb9, 0x18, 0x00, 0x02, 0x17, 0x01, 0x5d];
        let bits = Bitmap::inflated(&compressed).unwrap();
        let set: Vec<u32> = (0..16).filter(|index| bits.get(*index) == Some(true)).collect();
        assert_eq!(set, [0, 3, 4, 5, 7, 8, 9, 13, 15]);
        assert_eq!((bits.get(16), bits.bits(), bits.set_bits()), (None, 16, 9));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bits = Bitmap(vec![0; BITS as usize / 8 + 1]);
        assert_eq!(Bitmap::inflated(&bits.compressed()), Err(WireError::NotInflated));
        let bomb = Bitmap(vec![0; 200 << 20]).compressed();
        assert!(bomb.len() < 300_000);
        assert_eq!(Bitmap::inflated(&bomb), Err(WireError::NotInflated));
    }

    #[test]
    fn what_is_no_whole_stream_is_refused() {
        let whole = Bitmap::new(1_000).compressed();
        assert!(Bitmap::inflated(&whole).is_ok());
        for bad in [
            &whole[..whole.len() - 1],
            &[whole.as_slice(), b"x"].concat(),
            b"",
            b"not zlib",
            &Bitmap(vec![]).compressed(),
        ] {
            assert_eq!(Bitmap::inflated(bad), Err(WireError::NotInflated));
        }
    }

    proptest! {
        #[test]
        fn what_is_set_is_read_again_and_nothing_else(indices in proptest::collection::btree_set(0..5_000_u32, 0..200)) {
            let mut bits = Bitmap::new(5_000);
            prop_assert!(indices.iter().all(|index| bits.set(*index)));
            let again = Bitmap::inflated(&bits.compressed()).unwrap();
            let found: Vec<u32> = (0..5_000).filter(|index| again.get(*index) == Some(true)).collect();
            prop_assert_eq!(found, indices.into_iter().collect::<Vec<_>>());
        }
    }
}
