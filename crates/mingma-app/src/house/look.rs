//! Looking into what is kept: a resident's file, the receipt of a member.

use mingma_acts::{ActError, MemberPath, Receipt, Uid, kept};
use mingma_seal::{Digest, leaf_hash, tree_path};

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

    /// The receipt of what an act says of a resident: their first member that was signed;
    /// none where it says nothing of them, or their key was destroyed.
    ///
    /// # Errors
    /// As [`Self::receipt`]; or the member was changed.
    pub fn receipt_of(&self, seq: u64, resident: &Uid) -> Result<Option<Receipt>, ActError> {
        let Some(row) = self.store.by_outer_id(&resident.0)? else { return Ok(None) };
        let Some(key) = self.vault.key(row.resident)? else { return Ok(None) };
        let record = self.record(seq)?;
        let mut sealed = kept::sealed(&*self.store, seq)?;
        sealed.truncate(record.act().members.map_or(0, |members| members.count as usize));
        let Some(at) = sealed.iter().position(|one| one.resident == row.resident) else { return Ok(None) };
        let (index, count) = (narrow(at), narrow(sealed.len()));
        let plain = sealed[at].open(&record.act().place()?, index, &key)?.to_bytes().to_vec();
        let leaves: Vec<Digest> = sealed.iter().map(|one| leaf_hash(&one.commitment.0)).collect();
        let path = tree_path(&leaves, at).expect("the index is one of the leaves");
        Ok(Some(Receipt { member: Some(MemberPath { index, count, plain, path }), ..self.receipt(seq)? }))
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer members than 2^20")
}
