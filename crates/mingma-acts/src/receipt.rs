//! Receipts: two paths, from a member to its act and from the act to a checkpoint.

use mingma_ledger::{Checkpoint, Verifier, verify_inclusion};
use mingma_seal::{Digest, leaf_hash};
use minicbor::{Decoder, Encoder};

use crate::act::{Members, VERSION, take_digest};
use crate::canonical::{IN_MEMORY, Out, length, same, take_key};
use crate::error::ActError;
use crate::member::{Member, commitment};
use crate::record::{self, Record};

/// What proves that an act, and a member of it, stands in the public log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The record's number.
    pub seq: u64,
    /// The salt of its leaf.
    pub salt: [u8; 16],
    /// The record's bytes.
    pub record: Vec<u8>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
    /// From the leaf to the checkpoint's root.
    pub path: Vec<Digest>,
    /// The signed member that it speaks of, if any.
    pub member: Option<MemberPath>,
    /// What the register itself added about the same resident on admission: ascending,
    /// under the root that the record names.
    pub added: Vec<MemberPath>,
}

/// From a member to its root: that which the act names, or, of what the register added,
/// that which the record names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPath {
    /// Its index.
    pub index: u32,
    /// How many members stand under that root.
    pub count: u32,
    /// Its bytes in the clear; the resident's own receipt holds them.
    pub plain: Vec<u8>,
    /// From its commitment to the root.
    pub path: Vec<Digest>,
}

/// What a receipt proved.
#[derive(Debug)]
pub struct Proved {
    /// The record, as it stands in the log.
    pub record: Record,
    /// The signed member, if the receipt speaks of one.
    pub member: Option<Member>,
    /// What the register added about the same resident.
    pub added: Vec<Member>,
    /// The checkpoint that it was proved against.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.record.len() + 1_024);
        let mut out = Encoder::new(&mut bytes);
        let parts = u64::from(self.member.is_some()) + u64::from(!self.added.is_empty());
        out.map(6 + parts).expect(IN_MEMORY);
        out.u8(0).expect(IN_MEMORY).u8(VERSION).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).u64(self.seq).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).bytes(&self.salt).expect(IN_MEMORY);
        out.u8(3).expect(IN_MEMORY).bytes(&self.record).expect(IN_MEMORY);
        out.u8(4).expect(IN_MEMORY).str(&self.checkpoint).expect(IN_MEMORY);
        out.u8(5).expect(IN_MEMORY);
        put_path(&mut out, &self.path);
        if let Some(member) = &self.member {
            out.u8(6).expect(IN_MEMORY);
            put_member(&mut out, member);
        }
        if !self.added.is_empty() {
            out.u8(7).expect(IN_MEMORY).array(self.added.len() as u64).expect(IN_MEMORY);
            self.added.iter().for_each(|added| put_member(&mut out, added));
        }
        bytes
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// Anything that is not the one encoding of a receipt.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ActError> {
        let mut read = Decoder::new(bytes);
        let fields = read.map()?;
        take_key(&mut read, 0)?;
        if read.u64()? != u64::from(VERSION) {
            return Err(ActError::Malformed);
        }
        take_key(&mut read, 1)?;
        let seq = read.u64()?;
        take_key(&mut read, 2)?;
        let salt = read.bytes()?.try_into().map_err(|_| ActError::Malformed)?;
        take_key(&mut read, 3)?;
        let record = read.bytes()?.to_vec();
        take_key(&mut read, 4)?;
        let checkpoint = read.str()?.to_owned();
        take_key(&mut read, 5)?;
        let path = take_path(&mut read)?;
        let mut left = fields.and_then(|fields| fields.checked_sub(6)).ok_or(ActError::Malformed)?;
        let mut next = |read: &Decoder<'_>, key: u8| {
            let here = left > 0 && read.clone().u8().is_ok_and(|found| found == key);
            left -= u64::from(here);
            here
        };
        let member = next(&read, 6).then(|| take_member(&mut read)).transpose()?;
        let added = if next(&read, 7) { take_added(&mut read)? } else { Vec::new() };
        if left > 0 {
            return Err(ActError::Malformed);
        }
        let receipt = Self { seq, salt, record, checkpoint, path, member, added };
        same(&receipt.to_bytes(), bytes)?;
        Ok(receipt)
    }

    /// Proves it against the log's name and key.
    ///
    /// # Errors
    /// Whatever does not hold: the note, the path, the record, the member.
    pub fn verify(&self, log: &Verifier) -> Result<Proved, ActError> {
        let checkpoint = Checkpoint::parse(&self.checkpoint, log)?;
        let record = record::from_bytes(&self.record, self.salt)?;
        let index = record.seq.checked_sub(1).ok_or(ActError::Malformed)?;
        if record.seq != self.seq {
            return Err(ActError::Malformed);
        }
        let leaf = leaf_hash(&record.leaf());
        verify_inclusion(&leaf, index, checkpoint.size, &self.path, &checkpoint.root)?;
        let signed = record.act().members;
        let member = self.member.as_ref().map(|path| path.prove(signed)).transpose()?;
        let added: Vec<Member> =
            self.added.iter().map(|path| path.prove(record.added)).collect::<Result<_, ActError>>()?;
        // A receipt is one resident's, and tells nothing twice.
        let whose = member.iter().chain(&added).map(|member| member.resident);
        let one = whose.clone().all(|resident| Some(resident) == whose.clone().next());
        if !one || !self.added.is_sorted_by(|a, b| a.index < b.index) {
            return Err(ActError::WrongMembers);
        }
        Ok(Proved { record, member, added, checkpoint })
    }
}

impl MemberPath {
    fn prove(&self, under: Option<Members>) -> Result<Member, ActError> {
        let members = under.ok_or(ActError::WrongMembers)?;
        if members.count != self.count {
            return Err(ActError::WrongMembers);
        }
        let leaf = leaf_hash(&commitment(&self.plain).0);
        let (index, count) = (u64::from(self.index), u64::from(self.count));
        verify_inclusion(&leaf, index, count, &self.path, &members.root).map_err(|_| ActError::WrongMembers)?;
        Member::from_bytes(&self.plain)
    }
}

fn put_path(out: &mut Out<'_>, path: &[Digest]) {
    out.array(path.len() as u64).expect(IN_MEMORY);
    for digest in path {
        out.bytes(&digest.0).expect(IN_MEMORY);
    }
}

fn take_path(read: &mut Decoder<'_>) -> Result<Vec<Digest>, ActError> {
    let told = read.array()?;
    let n = length(read, told)?;
    (0..n).map(|_| take_digest(read)).collect()
}

fn put_member(out: &mut Out<'_>, member: &MemberPath) {
    out.array(4).expect(IN_MEMORY).u32(member.index).expect(IN_MEMORY).u32(member.count).expect(IN_MEMORY);
    out.bytes(&member.plain).expect(IN_MEMORY);
    put_path(out, &member.path);
}

fn take_added(read: &mut Decoder<'_>) -> Result<Vec<MemberPath>, ActError> {
    take_key(read, 7)?;
    let told = read.array()?;
    let n = length(read, told)?;
    (0..n).map(|_| take_path_of(read)).collect()
}

fn take_member(read: &mut Decoder<'_>) -> Result<MemberPath, ActError> {
    take_key(read, 6)?;
    take_path_of(read)
}

fn take_path_of(read: &mut Decoder<'_>) -> Result<MemberPath, ActError> {
    if read.array()? != Some(4) {
        return Err(ActError::Malformed);
    }
    let (index, count) = (read.u32()?, read.u32()?);
    let plain = read.bytes()?.to_vec();
    Ok(MemberPath { index, count, plain, path: take_path(read)? })
}
