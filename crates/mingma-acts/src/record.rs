//! A record: an act as the register sealed it, and its leaf in the public log.

use mingma_seal::{Digest, Domain, Random, hash, sha256};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use crate::act::{Act, Members, Uid, VERSION, digest_of, put_members, take_digest, take_members};
use crate::approval::{self, Approval};
use crate::canonical::{IN_MEMORY, same};
use crate::class::Class;
use crate::error::ActError;

/// The longest public text that its leaf carries in full (bytes); a longer one is
/// logged by its SHA-256.
pub const MAX_IN_LEAF: usize = 32 << 10;

/// An act with its approvals, its number and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number: 1, 2, 3 …; its leaf's index is one less.
    pub seq: u64,
    /// When the register sealed it (whole seconds of Unix time), never before the act before it.
    pub sealed_at: i64,
    /// The act's own bytes, as they were signed.
    pub bytes: Vec<u8>,
    /// Who signed.
    pub approvals: Vec<Approval>,
    /// What the register itself added on admission.
    pub added: Option<Members>,
    /// 128 random bits: nobody can try out what a leaf commits to.
    pub salt: [u8; 16],
    act: Act,
    digest: Digest,
}

impl Record {
    /// Seals an act.
    ///
    /// # Errors
    /// The bytes are no act.
    pub fn new(
        seq: u64,
        sealed_at: i64,
        bytes: Vec<u8>,
        approvals: Vec<Approval>,
        added: Option<Members>,
        random: &dyn Random,
    ) -> Result<Self, ActError> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Self::read(seq, sealed_at, bytes, approvals, added, salt)
    }

    /// Reads a record's parts as they are kept.
    ///
    /// # Errors
    /// The bytes are no act.
    pub fn read(
        seq: u64,
        sealed_at: i64,
        bytes: Vec<u8>,
        approvals: Vec<Approval>,
        added: Option<Members>,
        salt: [u8; 16],
    ) -> Result<Self, ActError> {
        let act = Act::from_bytes(&bytes)?;
        let digest = digest_of(&bytes);
        Ok(Self { seq, sealed_at, bytes, approvals, added, salt, act, digest })
    }

    /// The act.
    #[must_use]
    pub const fn act(&self) -> &Act {
        &self.act
    }

    /// The digest that its approvals sign.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The act's id.
    #[must_use]
    pub const fn id(&self) -> Uid {
        self.act.id
    }

    /// The canonical bytes of the record: all but the salt.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + 96 * self.approvals.len() + 64);
        let mut out = Encoder::new(&mut bytes);
        out.array(6).expect(IN_MEMORY).u8(VERSION).expect(IN_MEMORY);
        out.u64(self.seq).expect(IN_MEMORY).i64(self.sealed_at).expect(IN_MEMORY);
        out.bytes(&self.bytes).expect(IN_MEMORY);
        approval::put_all(&mut out, &self.approvals);
        match &self.added {
            None => drop(out.null().expect(IN_MEMORY)),
            Some(added) => put_members(&mut out, added),
        }
        bytes
    }

    /// What the leaf commits to.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        leaf_commitment(&self.salt, &record_digest(&self.to_bytes()))
    }

    /// The leaf of the public log.
    #[must_use]
    pub fn leaf(&self) -> Vec<u8> {
        let public = self.act.class.public().then_some(self.bytes.as_slice());
        leaf(self.act.class, self.sealed_at, &self.commitment(), public)
    }
}

/// Reads a record's bytes, with the salt of its leaf.
///
/// # Errors
/// Anything that is not the one encoding of a record of this version.
pub fn from_bytes(bytes: &[u8], salt: [u8; 16]) -> Result<Record, ActError> {
    let mut read = Decoder::new(bytes);
    if read.array()? != Some(6) || read.u64()? != u64::from(VERSION) {
        return Err(ActError::Malformed);
    }
    let (seq, sealed_at) = (read.u64()?, read.i64()?);
    if seq == 0 {
        return Err(ActError::Malformed);
    }
    let act = read.bytes()?.to_vec();
    let approvals = approval::take_all(&mut read)?;
    let added = match read.datatype()? {
        Type::Null => {
            read.null()?;
            None
        }
        _ => Some(take_members(&mut read)?),
    };
    let record = Record::read(seq, sealed_at, act, approvals, added, salt)?;
    same(&record.to_bytes(), bytes)?;
    Ok(record)
}

/// The digest of a record's bytes, as its leaf commits to it.
#[must_use]
pub fn record_digest(bytes: &[u8]) -> Digest {
    hash(Domain::Record, &[bytes])
}

/// The commitment of a leaf, from a salt and the digest of a record.
#[must_use]
pub fn leaf_commitment(salt: &[u8; 16], record: &Digest) -> Digest {
    hash(Domain::Leaf, &[salt, &record.0])
}

/// A leaf: version, class, hour, commitment; of a public text the act itself, or
/// its SHA-256 where it is over [`MAX_IN_LEAF`].
#[must_use]
pub fn leaf(class: Class, sealed_at: i64, commitment: &Digest, public: Option<&[u8]>) -> Vec<u8> {
    let told = |text: &[u8]| if text.len() > MAX_IN_LEAF { sha256(text).0.to_vec() } else { text.to_vec() };
    let hour = sealed_at.div_euclid(3_600);
    Leaf { class, hour, commitment: *commitment, public: public.map(told) }.to_bytes()
}

/// A leaf as anybody reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The class.
    pub class: Class,
    /// Hours since 1970.
    pub hour: i64,
    /// The commitment.
    pub commitment: Digest,
    /// The public act, or its SHA-256.
    pub public: Option<Vec<u8>>,
}

impl Leaf {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(48 + self.public.as_ref().map_or(0, Vec::len));
        let mut out = Encoder::new(&mut bytes);
        out.array(4 + u64::from(self.public.is_some())).expect(IN_MEMORY);
        out.u8(VERSION).expect(IN_MEMORY).u8(self.class.code()).expect(IN_MEMORY);
        out.i64(self.hour).expect(IN_MEMORY).bytes(&self.commitment.0).expect(IN_MEMORY);
        if let Some(public) = &self.public {
            out.bytes(public).expect(IN_MEMORY);
        }
        bytes
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// Anything that is not the one encoding of a leaf of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ActError> {
        let mut read = Decoder::new(bytes);
        let parts = read.array()?;
        if read.u64()? != u64::from(VERSION) {
            return Err(ActError::Malformed);
        }
        let code = read.u64()?;
        let class = Class::from_code(code).ok_or(ActError::UnknownClass(code))?;
        let hour = read.i64()?;
        let commitment = take_digest(&mut read)?;
        let public = match parts {
            Some(4) if !class.public() => None,
            Some(5) if class.public() => Some(read.bytes()?.to_vec()),
            _ => return Err(ActError::Malformed),
        };
        if public.as_ref().is_some_and(|public| public.len() > MAX_IN_LEAF) {
            return Err(ActError::Malformed);
        }
        let leaf = Self { class, hour, commitment, public };
        same(&leaf.to_bytes(), bytes)?;
        Ok(leaf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::tests::an_act;
    use mingma_seal::{SigningKey, SystemRandom};
    use proptest::prelude::*;

    fn a_record(class: Class) -> Record {
        let act = Act { class, ..an_act() };
        let approval = Approval::sign(&SigningKey::from_seed([1; 32]), &act.digest());
        Record::new(4, 1_655_708_460, act.to_bytes(), vec![approval], None, &SystemRandom).unwrap()
    }

    #[test]
    fn a_leaf_tells_class_and_hour_and_nothing_else() {
        let record = a_record(Class::Evidence);
        let leaf = Leaf::from_bytes(&record.leaf()).unwrap();
        assert_eq!((leaf.class, leaf.hour), (Class::Evidence, 459_919));
        assert_eq!(leaf.commitment, record.commitment());
        assert_eq!(leaf.public, None);
        assert!(record.leaf().len() < 48);
    }

    #[test]
    fn a_public_text_stands_in_its_leaf() {
        let record = a_record(Class::Power);
        assert_eq!(Leaf::from_bytes(&record.leaf()).unwrap().public, Some(record.bytes));
    }

    #[test]
    fn a_long_public_text_stands_by_its_sha_256() {
        let long = vec![b'a'; MAX_IN_LEAF + 1];
        let bytes = leaf(Class::Text, 0, &Digest([0; 32]), Some(&long));
        assert_eq!(Leaf::from_bytes(&bytes).unwrap().public, Some(sha256(&long).0.to_vec()));
    }

    #[test]
    fn another_encoding_of_a_leaf_is_refused() {
        let bytes = a_record(Class::Evidence).leaf();
        let mut long = bytes.clone();
        // The class, 18, as one byte and as two.
        long.splice(2..3, [0x18, 18]);
        assert!(matches!(Leaf::from_bytes(&long), Err(ActError::NotCanonical)));
        assert!(Leaf::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn every_part_of_a_record_changes_its_commitment() {
        let record = a_record(Class::Evidence);
        let other = |change: fn(&mut Record)| {
            let mut changed = record.clone();
            change(&mut changed);
            assert_ne!(changed.commitment(), record.commitment());
        };
        other(|record| record.seq += 1);
        other(|record| record.sealed_at += 1);
        other(|record| record.approvals.clear());
        other(|record| record.salt[0] ^= 1);
        other(|record| record.added = Some(Members { count: 1, root: Digest([1; 32]) }));
        other(|record| record.bytes.push(0));
    }

    proptest! {
        #[test]
        fn random_bytes_are_no_leaf_or_its_one_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            if let Ok(leaf) = Leaf::from_bytes(&bytes) {
                prop_assert_eq!(leaf.to_bytes(), bytes);
            }
        }
    }
}
