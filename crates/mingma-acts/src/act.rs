//! An act: what somebody signs.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use mingma_seal::{Digest, Domain, Random, hash};
use minicbor::{Decoder, Encoder};

use crate::canonical::{IN_MEMORY, Map, Out, length, put_map, same, take_key, take_map};
use crate::class::Class;
use crate::error::ActError;
use crate::member::MAX_MEMBERS;

/// The version of acts that this program writes and reads.
pub const VERSION: u8 = 1;

/// The largest act, in bytes without its members (a pack of rules is the largest body).
pub const MAX_ACT: usize = 1 << 20;

/// An id that we made: 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub [u8; 16]);

impl Uid {
    /// A new one.
    #[must_use]
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 16 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads the 26 letters and digits that [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
        Self::from_bytes(&bytes)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The members that an act commits to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Members {
    /// How many.
    pub count: u32,
    /// The root over their commitments.
    pub root: Digest,
}

impl Members {
    /// The canonical bytes, as a column keeps them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(40);
        put_members(&mut Encoder::new(&mut bytes), self);
        bytes
    }

    /// Reads them.
    ///
    /// # Errors
    /// Anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ActError> {
        let members = take_members(&mut Decoder::new(bytes))?;
        same(&members.to_bytes(), bytes)?;
        Ok(members)
    }
}

pub(crate) fn put_members(out: &mut Out<'_>, members: &Members) {
    out.array(2).expect(IN_MEMORY).u32(members.count).expect(IN_MEMORY);
    out.bytes(&members.root.0).expect(IN_MEMORY);
}

/// An act, before anybody signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What it is.
    pub class: Class,
    /// Its id, made by whoever composes it; a repetition is known by it.
    pub id: Uid,
    /// Who acts: a unit, an institution, a resident, or `register`.
    pub actor: String,
    /// When it was composed (whole seconds of Unix time, by the composer's clock).
    pub composed_at: i64,
    /// What is done; no personal data.
    pub body: Map,
    /// Whom it is about, if anybody.
    pub members: Option<Members>,
    /// The acts it rests on, by digest.
    pub cites: Vec<Digest>,
}

impl Act {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192);
        let mut out = Encoder::new(&mut bytes);
        let fields = 6 + u64::from(self.members.is_some()) + u64::from(!self.cites.is_empty());
        out.map(fields).expect(IN_MEMORY);
        out.u8(0).expect(IN_MEMORY).u8(VERSION).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).u8(self.class.code()).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).bytes(&self.id.0).expect(IN_MEMORY);
        out.u8(3).expect(IN_MEMORY).str(&self.actor).expect(IN_MEMORY);
        out.u8(4).expect(IN_MEMORY).i64(self.composed_at).expect(IN_MEMORY);
        out.u8(5).expect(IN_MEMORY);
        put_map(&mut out, &self.body);
        if let Some(members) = &self.members {
            out.u8(6).expect(IN_MEMORY);
            put_members(&mut out, members);
        }
        if !self.cites.is_empty() {
            out.u8(7).expect(IN_MEMORY).array(self.cites.len() as u64).expect(IN_MEMORY);
            for cited in &self.cites {
                out.bytes(&cited.0).expect(IN_MEMORY);
            }
        }
        bytes
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// Anything that is not the one encoding of an act of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ActError> {
        if bytes.len() > MAX_ACT {
            return Err(ActError::Malformed);
        }
        let act = read(&mut Decoder::new(bytes))?;
        same(&act.to_bytes(), bytes)?;
        Ok(act)
    }

    /// The act whose id binds the members' sealing: of a proposal, the act proposed.
    ///
    /// # Errors
    /// A proposal that holds no act.
    pub fn place(&self) -> Result<Uid, ActError> {
        if self.class != Class::Proposal {
            return Ok(self.id);
        }
        Ok(Self::from_bytes(self.body.bytes("act").ok_or(ActError::Malformed)?)?.id)
    }

    /// The digest that is signed.
    #[must_use]
    pub fn digest(&self) -> Digest {
        digest_of(&self.to_bytes())
    }
}

/// The digest of an act's bytes.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> Digest {
    hash(Domain::Act, &[bytes])
}

fn read(read: &mut Decoder<'_>) -> Result<Act, ActError> {
    let told = read.map()?;
    let fields = length(read, told)?;
    take_key(read, 0)?;
    if read.u64()? != u64::from(VERSION) {
        return Err(ActError::Malformed);
    }
    take_key(read, 1)?;
    let code = read.u64()?;
    let class = Class::from_code(code).ok_or(ActError::UnknownClass(code))?;
    take_key(read, 2)?;
    let id = Uid::from_bytes(read.bytes()?).ok_or(ActError::Malformed)?;
    take_key(read, 3)?;
    let actor = read.str()?.to_owned();
    take_key(read, 4)?;
    let composed_at = read.i64()?;
    take_key(read, 5)?;
    let body = take_map(read, 0)?;
    let mut act = Act { class, id, actor, composed_at, body, members: None, cites: Vec::new() };
    for _ in 6..fields {
        match read.u64()? {
            6 => act.members = Some(take_members(read)?),
            7 => act.cites = cites(read)?,
            _ => return Err(ActError::Malformed),
        }
    }
    Ok(act)
}

pub(crate) fn take_members(read: &mut Decoder<'_>) -> Result<Members, ActError> {
    if read.array()? != Some(2) {
        return Err(ActError::Malformed);
    }
    let count = read.u32()?;
    if count == 0 || count as usize > MAX_MEMBERS {
        return Err(ActError::Malformed);
    }
    Ok(Members { count, root: take_digest(read)? })
}

fn cites(read: &mut Decoder<'_>) -> Result<Vec<Digest>, ActError> {
    let told = read.array()?;
    let n = length(read, told)?;
    (0..n).map(|_| take_digest(read)).collect()
}

pub(crate) fn take_digest(read: &mut Decoder<'_>) -> Result<Digest, ActError> {
    read.bytes()?.try_into().map(Digest).map_err(|_| ActError::Malformed)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn an_act() -> Act {
        Act {
            class: Class::Evidence,
            id: Uid([7; 16]),
            actor: "henan-cdc".into(),
            composed_at: 1_655_708_400,
            body: Map::new().with("purpose", "contact"),
            members: Some(Members { count: 1, root: Digest([3; 32]) }),
            cites: vec![Digest([4; 32])],
        }
    }

    #[test]
    fn an_act_is_read_as_it_was_written() {
        let act = an_act();
        assert_eq!(Act::from_bytes(&act.to_bytes()).unwrap(), act);
    }

    #[test]
    fn an_act_about_nobody_or_about_too_many_is_refused() {
        let with = |count| Act { members: Some(Members { count, root: Digest([3; 32]) }), ..an_act() }.to_bytes();
        assert!(Act::from_bytes(&with(1 << 20)).is_ok());
        for count in [0, (1 << 20) + 1, u32::MAX] {
            assert!(matches!(Act::from_bytes(&with(count)), Err(ActError::Malformed)), "{count}");
        }
    }

    #[test]
    fn an_id_is_read_as_it_is_shown() {
        let id = Uid([0xA5; 16]);
        assert_eq!(Uid::parse(&id.to_string()), Some(id));
        assert_eq!(Uid::parse("no id"), None);
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_another_act_or_none(at in 0_usize..200, bit in 0_u8..8) {
            let act = an_act();
            let mut bytes = act.to_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(other) = Act::from_bytes(&bytes) {
                prop_assert_ne!(other.digest(), act.digest());
            }
        }

        #[test]
        fn random_bytes_are_no_act_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(Act::from_bytes(&bytes).is_err());
        }
    }
}
