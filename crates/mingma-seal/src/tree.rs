//! Merkle tree hashes of RFC 6962 §2.1, over leaf hashes that are already computed.

use aws_lc_rs::digest::{Context, SHA256};

use crate::digest::finish;
use crate::{Digest, sha256};

/// The hash of a leaf: SHA-256 of `0x00 ‖ data`.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Digest {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(data);
    finish(context)
}

/// The hash of an inner node: SHA-256 of `0x01 ‖ left ‖ right`.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut node = [1; 65];
    node[1..33].copy_from_slice(&left.0);
    node[33..].copy_from_slice(&right.0);
    sha256(&node)
}

/// The root over leaf hashes in their order; of none, the hash of nothing. Memory grows
/// with the logarithm of their number.
#[must_use]
pub fn tree_root(leaves: impl Iterator<Item = Digest>) -> Digest {
    let mut peaks: Vec<(u32, Digest)> = Vec::new();
    for leaf in leaves {
        let mut peak = (0, leaf);
        while let Some((_, left)) = peaks.pop_if(|(height, _)| *height == peak.0) {
            peak = (peak.0 + 1, node_hash(&left, &peak.1));
        }
        peaks.push(peak);
    }
    let joined = peaks.into_iter().rev().map(|(_, digest)| digest).reduce(|right, left| node_hash(&left, &right));
    joined.unwrap_or(Digest::OF_NOTHING)
}

/// The audit path of one leaf (RFC 6962 §2.1.1), from the leaf's sibling up; none where
/// there is no leaf of this index. With leaf, index and number of leaves it leads to the root.
#[must_use]
pub fn tree_path(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut here, mut at, mut path) = (leaves, index, Vec::new());
    while here.len() > 1 {
        let (left, right) = here.split_at(here.len().next_power_of_two() / 2);
        let (inner, sibling) = if at < left.len() { (left, right) } else { (right, left) };
        path.push(tree_root(sibling.iter().copied()));
        at -= if at < left.len() { 0 } else { left.len() };
        here = inner;
    }
    path.reverse();
    Some(path)
}
