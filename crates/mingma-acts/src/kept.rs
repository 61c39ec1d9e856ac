//! Reading acts and their members as a store keeps them.

use mingma_store::Store;
use mingma_store::rows::ActRow;

use crate::act::Members;
use crate::approval;
use crate::error::ActError;
use crate::member::{Sealed, from_chunk};
use crate::record::Record;

/// A record by its number.
///
/// # Errors
/// There is none, or it was changed.
pub fn record(store: &dyn Store, seq: u64) -> Result<Record, ActError> {
    let row = store.act(seq)?.ok_or_else(|| ActError::Unfoldable { seq, what: "act".into() })?;
    record_of(&row)
}

/// The members of a record as they are kept, those that were signed first.
///
/// # Errors
/// The block cannot be read, or was changed.
pub fn sealed(store: &dyn Store, seq: u64) -> Result<Vec<Sealed>, ActError> {
    let mut sealed = Vec::new();
    for block in store.blocks(seq)? {
        sealed.extend(from_chunk(&block.bytes)?);
    }
    Ok(sealed)
}

/// Reads a record from its row.
///
/// # Errors
/// The row holds no record: it was changed.
pub fn record_of(row: &ActRow) -> Result<Record, ActError> {
    let added = row.added.as_deref().map(Members::from_bytes).transpose()?;
    let approvals = approval::from_bytes(&row.approvals)?;
    let record = Record::read(row.seq, row.sealed_at, row.bytes.clone(), approvals, added, row.salt)?;
    // The columns beside the bytes repeat what they say.
    let act = record.act();
    let same = row.id == act.id.0
        && row.class == act.class.code()
        && row.actor == act.actor
        && row.digest == record.digest().0;
    if same { Ok(record) } else { Err(ActError::Unfoldable { seq: row.seq, what: "act".into() }) }
}
