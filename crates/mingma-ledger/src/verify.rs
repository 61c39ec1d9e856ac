//! Verifying proofs (RFC 9162 §2.1.3.2 and §2.1.4.2; the proofs are those of RFC 6962).

use mingma_seal::{Digest, node_hash};

use crate::error::{LedgerError, Result};

/// Verifies that the leaf stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// [`LedgerError::NotIncluded`].
pub fn verify_inclusion(leaf: &Digest, index: u64, size: u64, proof: &[Digest], root: &Digest) -> Result<()> {
    if index >= size {
        return Err(LedgerError::NotIncluded);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(LedgerError::NotIncluded);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            let up = at.trailing_zeros().min(63);
            (at, last) = (at >> up, last >> up);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(LedgerError::NotIncluded) }
}

/// Verifies that the tree of `size` leaves begins with that of `older` leaves.
///
/// # Errors
/// [`LedgerError::NotConsistent`].
pub fn verify_consistency(older: u64, size: u64, proof: &[Digest], older_root: &Digest, root: &Digest) -> Result<()> {
    let holds = match older {
        0 => proof.is_empty() && *older_root == Digest::OF_NOTHING && (size > 0 || root == older_root),
        _ if older == size => proof.is_empty() && older_root == root,
        _ if older > size => false,
        _ => climb(older, size, proof, older_root) == Some((*older_root, *root)),
    };
    if holds { Ok(()) } else { Err(LedgerError::NotConsistent) }
}

/// Both roots as the proof makes them, for `0 < older < size`.
fn climb(older: u64, size: u64, proof: &[Digest], older_root: &Digest) -> Option<(Digest, Digest)> {
    let up = (older - 1).trailing_ones();
    let (mut at, mut last) = ((older - 1) >> up, (size - 1) >> up);
    let (seed, rest) = if older.is_power_of_two() { (older_root, proof) } else { proof.split_first()? };
    let (mut before, mut now) = (*seed, *seed);
    for sibling in rest {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            (before, now) = (node_hash(sibling, &before), node_hash(sibling, &now));
            let up = at.trailing_zeros().min(63);
            (at, last) = (at >> up, last >> up);
        } else {
            now = node_hash(&now, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some((before, now))
}
