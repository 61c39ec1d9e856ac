//! Scan `MMR:`: a place's token, as a phone kept it, under the tag of its session; and the
//! digest that the device signs of its scans.

use mingma_seal::{Digest, Domain, MacKey, Random, leaf_hash, tree_root};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::mac_key::mac_key;
use crate::{Form, PlaceToken, WireError, fields};

/// Companions of one scan at most.
pub const COMPANIONS: usize = 8;
/// Bytes of a scan's tag.
const SCAN_TAG: usize = 16;

mac_key! {
    /// What a session's phone and the server both hold.
    SessionKey
}

impl SessionKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self(MacKey::generate(random))
    }
}

/// A scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Its number in the session.
    pub number: u32,
    /// What was scanned.
    pub token: PlaceToken,
    /// When, by the phone's clock.
    pub at: i64,
    /// Dependants who came along, ascending.
    pub companions: Vec<[u8; 16]>,
    /// On leaving.
    pub leaving: bool,
}

impl Scan {
    /// The record, which the tag and the device's digest are over.
    #[must_use]
    pub fn record(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        let pairs = 3 + u64::from(!self.companions.is_empty()) + u64::from(self.leaving);
        out.map(pairs).expect(IN_MEMORY).u8(0).expect(IN_MEMORY).u32(self.number).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).bytes(&self.token.bytes()).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).i64(self.at).expect(IN_MEMORY);
        if !self.companions.is_empty() {
            out.u8(3).expect(IN_MEMORY).array(self.companions.len() as u64).expect(IN_MEMORY);
            for companion in &self.companions {
                out.bytes(companion).expect(IN_MEMORY);
            }
        }
        if self.leaving {
            out.u8(4).expect(IN_MEMORY).bool(true).expect(IN_MEMORY);
        }
        bytes
    }

    fn from_record(bytes: &[u8]) -> Result<Self, WireError> {
        cbor::whole(bytes)?;
        let read = &mut Decoder::new(bytes);
        let mut left = cbor::map(read)?.checked_sub(3).ok_or(WireError::Malformed)?;
        cbor::key(read, 0)?;
        let number = read.u32()?;
        cbor::key(read, 1)?;
        let token = PlaceToken::from_bytes(read.bytes()?)?;
        cbor::key(read, 2)?;
        let at = fields::time(read)?;
        let companions = match cbor::has_key(read, &mut left, 3)? {
            true => companions(read)?,
            false => Vec::new(),
        };
        let leaving = fields::flag(read, &mut left, 4)?;
        if left > 0 {
            return Err(WireError::Malformed);
        }
        let found = Self { number, token, at, companions, leaving };
        cbor::same(&found.record(), bytes)?;
        Ok(found)
    }

    /// The bytes under the session's tag.
    ///
    /// # Errors
    /// [`WireError::Field`] for companions that are too many, not ascending or twice there.
    pub fn tagged(&self, session: &SessionKey) -> Result<Vec<u8>, WireError> {
        ascending(&self.companions)?;
        fields::in_century(self.at)?;
        let record = self.record();
        let tag = session.0.tag(Domain::Scan, &[&record]);
        Ok(whole(&record, &tag[..SCAN_TAG]))
    }

    /// The text `MMR:…` under the session's tag.
    ///
    /// # Errors
    /// As [`tagged`](Self::tagged).
    pub fn text(&self, session: &SessionKey) -> Result<String, WireError> {
        Ok(Form::SCAN.text(&self.tagged(session)?))
    }

    /// Reads what a session's phone handed in.
    ///
    /// # Errors
    /// Whatever is not of the format; [`WireError::WrongSession`].
    pub fn from_bytes(bytes: &[u8], session: &SessionKey) -> Result<Self, WireError> {
        let read = &mut Decoder::new(Form::SCAN.whole(bytes)?);
        cbor::list(read, 2)?;
        let (record, tag) = (read.bytes()?, cbor::bytes::<SCAN_TAG>(read)?);
        cbor::same(&whole(record, &tag), bytes)?;
        let found = Self::from_record(record)?;
        if session.0.holds(Domain::Scan, &[record], &tag) { Ok(found) } else { Err(WireError::WrongSession) }
    }

    /// Reads the text.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_text(text: &str, session: &SessionKey) -> Result<Self, WireError> {
        Self::from_bytes(&Form::SCAN.bytes(text)?, session)
    }
}

fn whole(record: &[u8], tag: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(record.len() + 24);
    let mut out = Encoder::new(&mut bytes);
    out.array(2).expect(IN_MEMORY).bytes(record).expect(IN_MEMORY).bytes(tag).expect(IN_MEMORY);
    bytes
}

fn companions(read: &mut Decoder<'_>) -> Result<Vec<[u8; 16]>, WireError> {
    let count = read.array()?.filter(|count| (1..=COMPANIONS as u64).contains(count));
    let count = count.ok_or(WireError::Field("companions"))?;
    let found: Vec<_> = (0..count).map(|_| cbor::bytes(read)).collect::<Result<_, _>>()?;
    ascending(&found)?;
    Ok(found)
}

fn ascending(companions: &[[u8; 16]]) -> Result<(), WireError> {
    let fits = companions.len() <= COMPANIONS && companions.is_sorted_by(|one, next| one < next);
    if fits { Ok(()) } else { Err(WireError::Field("companions")) }
}

/// What a device says it scanned since its last request: the first number, how many, and the
/// root over their records (RFC 6962).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanDigest {
    /// The number of the first.
    pub first: u32,
    /// How many; never none.
    pub count: u16,
    /// The root.
    pub root: Digest,
}

impl ScanDigest {
    /// The digest of scans whose numbers follow each other; none of none, of more than
    /// 65,535, and where one is missing.
    #[must_use]
    pub fn of(scans: &[Scan]) -> Option<Self> {
        let first = scans.first()?.number;
        let follows =
            scans.iter().enumerate().all(|(at, scan)| usize::try_from(scan.number.wrapping_sub(first)) == Ok(at));
        let count = u16::try_from(scans.len()).ok().filter(|_| follows)?;
        Some(Self { first, count, root: tree_root(scans.iter().map(|scan| leaf_hash(&scan.record()))) })
    }
}
