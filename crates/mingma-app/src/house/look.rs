//! Looking into what is kept: a resident's file, the receipt of a member.

use mingma_acts::{ActError, MemberPath, Receipt, Sealed, Uid, kept};
use mingma_seal::{Digest, ResidentKey, leaf_hash, tree_path};

use super::House;
use crate::files::{Reader, ResidentFile};

impl House {
    /// A resident with all evidence; none where nobody has that id. Whoever answers
    /// from it keeps the answer first.
    ///
    /// # Errors
    /// Store or keys cannot be read, or were changed.
    pub fn file_of(&self, resident: &Uid) -> Result<Option<ResidentFile>, ActError> {
        let Some(row) = self.store.by_outer_id(&resident.0)? else { return Ok(None) };
        let registry = self.registry();
        Ok(Reader::new(self.grounds(&registry)).files(vec![row])?.pop())
    }

    /// The receipt of what an act says of a resident: the `nth` (from 0) of their members
    /// that were signed, and all that the register itself added about them; none where there
    /// is no such member, or their key was destroyed.
    ///
    /// # Errors
    /// As [`Self::receipt`]; or a member was changed.
    pub fn receipt_of(&self, seq: u64, resident: &Uid, nth: usize) -> Result<Option<Receipt>, ActError> {
        let Some(row) = self.store.by_outer_id(&resident.0)? else { return Ok(None) };
        let Some(key) = self.vault.key(row.resident)? else { return Ok(None) };
        let record = self.record(seq)?;
        let sealed = kept::sealed(&*self.store, seq)?;
        let signed = record.act().members.map_or(0, |members| members.count as usize).min(sealed.len());
        let place = record.act().place()?;
        let trees = [Tree { all: &sealed, from: 0, to: signed }, Tree { all: &sealed, from: signed, to: sealed.len() }];
        let [member, added] = trees.map(|tree| tree.paths(row.resident, &place, &key));
        let (mut member, added) = (member?, added?);
        if nth >= member.len() {
            return Ok(None);
        }
        Ok(Some(Receipt { member: Some(member.swap_remove(nth)), added, ..self.receipt(seq)? }))
    }
}

/// Members under one root, among all that an act has: those that were signed, or those that
/// the register added.
struct Tree<'a> {
    all: &'a [Sealed],
    from: usize,
    to: usize,
}

impl Tree<'_> {
    /// The path of each member of a resident to the root.
    fn paths(&self, resident: u32, place: &Uid, key: &ResidentKey) -> Result<Vec<MemberPath>, ActError> {
        let under = &self.all[self.from..self.to];
        let theirs = (0..under.len()).filter(|at| under[*at].resident == resident);
        let mut leaves: Vec<Digest> = Vec::new();
        theirs
            .map(|at| {
                if leaves.is_empty() {
                    leaves = under.iter().map(|one| leaf_hash(&one.commitment.0)).collect();
                }
                let plain = under[at].open(place, narrow(self.from + at), key)?.to_bytes().to_vec();
                let path = tree_path(&leaves, at).expect("the index is one of the leaves");
                Ok(MemberPath { index: narrow(at), count: narrow(under.len()), plain, path })
            })
            .collect()
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer members than 2^21")
}
