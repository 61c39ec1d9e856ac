//! Making proofs (RFC 6962 §2.1), from perfect trees that somebody else finds.

use mingma_seal::{Digest, node_hash};

use crate::error::Result;

/// Finds the hash of the perfect tree of a height at its place: over the leaves from
/// `place << height` to `(place + 1) << height`.
pub type Find<'a> = &'a dyn Fn(u32, u64) -> Result<Digest>;

/// The hash over leaves `from` to `to`. `from` is a multiple of the least power of two that
/// is not smaller than their number.
pub fn range(find: Find<'_>, from: u64, to: u64) -> Result<Digest> {
    let mut joined: Option<Digest> = None;
    let mut rest = to - from;
    while rest > 0 {
        let height = rest.trailing_zeros();
        let peak = find(height, (from + rest - 1) >> height)?;
        joined = Some(joined.map_or(peak, |right| node_hash(&peak, &right)));
        rest &= rest - 1;
    }
    Ok(joined.unwrap_or(Digest::OF_NOTHING))
}

/// The leaves of the left tree, where a tree of `size ≥ 2` leaves is parted.
const fn left(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The audit path of leaf `index` in a tree of `size > index` leaves, from the leaf up.
pub fn inclusion(find: Find<'_>, index: u64, size: u64) -> Result<Vec<Digest>> {
    let (mut from, mut to, mut path) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + left(to - from);
        if index < middle {
            path.push(range(find, middle, to)?);
            to = middle;
        } else {
            path.push(range(find, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `size` leaves begins with that of `older ≤ size`; empty where
/// there is nothing to prove.
pub fn consistency(find: Find<'_>, older: u64, size: u64) -> Result<Vec<Digest>> {
    let (mut from, mut to, mut path) = (0, size, Vec::new());
    if older == 0 || older == size {
        return Ok(path);
    }
    while to != older {
        let middle = from + left(to - from);
        if older <= middle {
            path.push(range(find, middle, to)?);
            to = middle;
        } else {
            path.push(range(find, from, middle)?);
            from = middle;
        }
    }
    if from > 0 {
        path.push(range(find, from, to)?);
    }
    path.reverse();
    Ok(path)
}
