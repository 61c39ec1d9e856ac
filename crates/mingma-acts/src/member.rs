//! Members: whom an act is about, each sealed alone.
//!
//! An act commits to its members by a root over salted commitments. The
//! commitments stay when a resident's key is destroyed, so the root can still be
//! proved; what they commit to cannot be read any more.

use mingma_seal::{Digest, Domain, Random, ResidentKey, hash, leaf_hash, tree_root};
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

use crate::act::{Members, Uid, take_digest};
use crate::canonical::{IN_MEMORY, Map, length, put_map, same, take_key, take_map};
use crate::error::ActError;

/// The most members of one chunk of a block.
pub const CHUNK: usize = 1_024;

/// The most members of one act.
pub const MAX_MEMBERS: usize = 1 << 20;

/// A member in the clear: a resident, and what the act says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// 128 random bits: nobody can try out what a commitment holds.
    pub salt: [u8; 16],
    /// Whom, by the id that is shown.
    pub resident: Uid,
    /// What is said of them.
    pub item: Map,
}

impl Member {
    /// A member with a fresh salt.
    #[must_use]
    pub fn new(resident: Uid, item: Map, random: &dyn Random) -> Self {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Self { salt, resident, item }
    }

    /// The canonical bytes; they are wiped when dropped.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(256));
        let mut out = Encoder::new(&mut *bytes);
        out.map(3).expect(IN_MEMORY);
        out.u8(0).expect(IN_MEMORY).bytes(&self.salt).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).bytes(&self.resident.0).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY);
        put_map(&mut out, &self.item);
        bytes
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// Anything that is not the one encoding of a member.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ActError> {
        let mut read = Decoder::new(bytes);
        if read.map()? != Some(3) {
            return Err(ActError::Malformed);
        }
        let salt = field(&mut read, 0)?;
        let resident = Uid(field(&mut read, 1)?);
        take_key(&mut read, 2)?;
        let member = Self { salt, resident, item: take_map(&mut read, 0)? };
        same(&member.to_bytes(), bytes)?;
        Ok(member)
    }
}

fn field(read: &mut Decoder<'_>, key: u64) -> Result<[u8; 16], ActError> {
    take_key(read, key)?;
    read.bytes()?.try_into().map_err(|_| ActError::Malformed)
}

/// What an act commits to of a member's bytes.
#[must_use]
pub fn commitment(plain: &[u8]) -> Digest {
    hash(Domain::Member, &[plain])
}

/// The root over commitments, in the order of the members (RFC 6962).
#[must_use]
pub fn root<'a>(commitments: impl IntoIterator<Item = &'a Digest>) -> Digest {
    tree_root(commitments.into_iter().map(|commitment| leaf_hash(&commitment.0)))
}

/// A member as it is kept: whose, what the act commits to, and the sealed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The resident's number inside the register.
    pub resident: u32,
    /// The commitment.
    pub commitment: Digest,
    /// Nonce, ciphertext, tag.
    pub sealed: Vec<u8>,
}

/// What binds sealed bytes to their place: the act, and the index of a member or the
/// number of a letter.
#[must_use]
pub fn place(act: &Uid, index: u32) -> [u8; 20] {
    let mut aad = [0; 20];
    aad[..16].copy_from_slice(&act.0);
    aad[16..].copy_from_slice(&index.to_be_bytes());
    aad
}

impl Sealed {
    /// Seals a member's bytes for its place in an act.
    #[must_use]
    pub fn seal(resident: u32, plain: &[u8], act: &Uid, index: u32, key: &ResidentKey, random: &dyn Random) -> Self {
        let sealed = key.seal(Domain::Member, &place(act, index), plain, random);
        Self { resident, commitment: commitment(plain), sealed }
    }

    /// Opens it again and compares it with its commitment.
    ///
    /// # Errors
    /// Another key, another place, changed bytes, another commitment.
    pub fn open(&self, act: &Uid, index: u32, key: &ResidentKey) -> Result<Member, ActError> {
        let plain = key.open(Domain::Member, &place(act, index), &self.sealed)?;
        if commitment(&plain) != self.commitment {
            return Err(ActError::WrongMembers);
        }
        Member::from_bytes(&plain)
    }
}

/// Opens sealed bytes from a row of the table of members.
///
/// # Errors
/// Another key, another place, changed bytes.
pub fn open_row(sealed: &[u8], act: &Uid, index: u32, key: &ResidentKey) -> Result<Member, ActError> {
    Member::from_bytes(&key.open(Domain::Member, &place(act, index), sealed)?)
}

/// What an act says of its members, for these.
#[must_use]
pub fn members_of<'a>(sealed: impl ExactSizeIterator<Item = &'a Sealed>) -> Option<Members> {
    let count = u32::try_from(sealed.len()).expect("fewer members than 2^20");
    (count > 0).then(|| Members { count, root: root(sealed.map(|member| &member.commitment)) })
}

/// The chunks of a block: canonical arrays of `[resident, commitment, sealed]`.
#[must_use]
pub fn chunks(members: &[Sealed]) -> Vec<Vec<u8>> {
    members.chunks(CHUNK).map(chunk).collect()
}

fn chunk(members: &[Sealed]) -> Vec<u8> {
    let size = members.iter().map(|member| member.sealed.len() + 48).sum::<usize>();
    let mut bytes = Vec::with_capacity(size + 8);
    let mut out = Encoder::new(&mut bytes);
    out.array(members.len() as u64).expect(IN_MEMORY);
    for member in members {
        out.array(3).expect(IN_MEMORY).u32(member.resident).expect(IN_MEMORY);
        out.bytes(&member.commitment.0).expect(IN_MEMORY).bytes(&member.sealed).expect(IN_MEMORY);
    }
    bytes
}

/// Reads a chunk.
///
/// # Errors
/// Anything that is not its one encoding.
pub fn from_chunk(bytes: &[u8]) -> Result<Vec<Sealed>, ActError> {
    let mut read = Decoder::new(bytes);
    let told = read.array()?;
    let n = length(&read, told)?;
    if n > CHUNK {
        return Err(ActError::Malformed);
    }
    let members = (0..n).map(|_| take(&mut read)).collect::<Result<Vec<_>, _>>()?;
    same(&chunk(&members), bytes)?;
    Ok(members)
}

fn take(read: &mut Decoder<'_>) -> Result<Sealed, ActError> {
    if read.array()? != Some(3) {
        return Err(ActError::Malformed);
    }
    let resident = read.u32()?;
    let commitment = take_digest(read)?;
    Ok(Sealed { resident, commitment, sealed: read.bytes()?.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_seal::SystemRandom;
    use proptest::prelude::*;

    fn sealed() -> (Sealed, ResidentKey, Member) {
        let key = ResidentKey::generate(&SystemRandom);
        let member = Member::new(Uid([9; 16]), Map::new().with("kind", "arrival"), &SystemRandom);
        (Sealed::seal(5, &member.to_bytes(), &Uid([1; 16]), 0, &key, &SystemRandom), key, member)
    }

    #[test]
    fn a_member_opens_at_its_own_place_alone() {
        let (sealed, key, member) = sealed();
        assert_eq!(sealed.open(&Uid([1; 16]), 0, &key).unwrap(), member);
        assert!(sealed.open(&Uid([1; 16]), 1, &key).is_err());
        assert!(sealed.open(&Uid([2; 16]), 0, &key).is_err());
        assert!(sealed.open(&Uid([1; 16]), 0, &ResidentKey::generate(&SystemRandom)).is_err());
    }

    #[test]
    fn a_swapped_commitment_is_found_when_it_is_opened() {
        let (mut sealed, key, _) = sealed();
        sealed.commitment = Digest([0; 32]);
        assert!(matches!(sealed.open(&Uid([1; 16]), 0, &key), Err(ActError::WrongMembers)));
    }

    #[test]
    fn the_root_stays_provable_without_any_key() {
        let (sealed, _, _) = sealed();
        let before = members_of([&sealed].into_iter()).unwrap();
        let kept = from_chunk(&chunks(&[sealed])[0]).unwrap();
        assert_eq!(members_of(kept.iter()), Some(before));
    }

    proptest! {
        #[test]
        fn random_bytes_are_no_chunk_or_its_one_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(members) = from_chunk(&bytes) {
                prop_assert_eq!(chunk(&members), bytes);
            }
        }

        #[test]
        fn random_bytes_are_no_member(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Member::from_bytes(&bytes).is_err());
        }
    }
}
