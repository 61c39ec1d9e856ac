//! Names of the files of a log: C2SP tlog-tiles, "Merkle Tree" and "Log entries".

use std::fmt;

/// Hashes in a full tile, entries in a full bundle.
pub const FULL: u64 = 256;

/// Which row of files: hashes of a level, or the entries themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// Bundles of entries.
    Entries,
    /// Tiles of a level, 0 to 7: each hash covers 256^level leaves.
    Level(u8),
}

impl Shelf {
    /// The level, if it is one of tiles.
    pub(crate) const fn level(self) -> Option<u8> {
        match self {
            Self::Entries => None,
            Self::Level(level) => Some(level),
        }
    }

    /// Binary digits of a leaf's number below that of a tile on this shelf.
    pub(crate) const fn bits(self) -> u32 {
        match self {
            Self::Entries => 8,
            Self::Level(level) => 8 * (level as u32 + 1),
        }
    }

    /// What a log of `size` leaves has on this shelf, as hashes or entries.
    pub(crate) const fn count(self, size: u64) -> u64 {
        let bits = self.bits() - 8;
        if bits < 64 { size >> bits } else { 0 }
    }

    /// The shelves that a log of `size` leaves fills.
    pub(crate) fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..8).map(Self::Level).take_while(move |level| level.count(size) > 0);
        std::iter::once(Self::Entries).filter(move |_| size > 0).chain(levels)
    }
}

/// The name of a tile or a bundle. As text, its path: `tile/0/x001/234.p/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileName {
    /// The row it stands in.
    pub shelf: Shelf,
    /// Its place in the row, from 0.
    pub index: u64,
    /// Hashes or entries in it, 1 to 256; fewer than 256 make it partial.
    pub width: u16,
}

impl TileName {
    /// A full one.
    #[must_use]
    pub const fn full(shelf: Shelf, index: u64) -> Self {
        Self { shelf, index, width: 256 }
    }

    /// The file that holds number `index` of its row in a log of `size` leaves; none where
    /// the log has nothing there.
    #[must_use]
    pub fn within(shelf: Shelf, index: u64, size: u64) -> Option<Self> {
        let left = shelf.count(size).checked_sub(index.checked_mul(FULL)?)?;
        let width = u16::try_from(left.min(FULL)).ok().filter(|width| *width > 0)?;
        Some(Self { shelf, index, width })
    }

    /// Reads a path, strictly: one name has one text.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (row, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let shelf = if row == "entries" { Shelf::Entries } else { Shelf::Level(row.parse().ok()?) };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| (1..256).contains(width))?),
            None => (rest, 256),
        };
        let name = Self { shelf, index: parse_index(number)?, width };
        (name.in_range() && name.to_string() == path).then_some(name)
    }

    /// Whether some log of at most 2^63 leaves could have it.
    fn in_range(self) -> bool {
        let bits = self.shelf.bits();
        bits <= 64 && (bits == 64 || self.index < 1 << (64 - bits)) && (bits < 64 || self.index == 0)
    }

    /// Whether it is narrower than a full one.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        self.width < 256
    }

    /// The first leaf under it.
    #[must_use]
    pub const fn first_leaf(self) -> u64 {
        let bits = self.shelf.bits();
        if bits < 64 { self.index << bits } else { 0 }
    }
}

fn parse_index(text: &str) -> Option<u64> {
    text.split('/').try_fold(0_u64, |number, part| {
        let digits = part.strip_prefix('x').unwrap_or(part);
        let three = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
        number.checked_mul(1000)?.checked_add(three.then(|| digits.parse().ok())??)
    })
}

impl fmt::Display for TileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shelf {
            Shelf::Entries => write!(f, "tile/entries/")?,
            Shelf::Level(level) => write!(f, "tile/{level}/")?,
        }
        let groups = std::iter::successors(Some(self.index), |rest| Some(rest / 1000).filter(|rest| *rest > 0));
        let groups: Vec<u64> = groups.map(|rest| rest % 1000).collect();
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.is_partial() { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_paths_of_the_standard() {
        let name = TileName::full(Shelf::Level(0), 1_234_067);
        assert_eq!(name.to_string(), "tile/0/x001/x234/067");
        assert_eq!(TileName { width: 8, ..name }.to_string(), "tile/0/x001/x234/067.p/8");
        assert_eq!(TileName::full(Shelf::Entries, 0).to_string(), "tile/entries/000");
    }

    #[test]
    fn the_tiles_of_seventy_thousand_leaves() {
        let names: Vec<_> = Shelf::all(70_000)
            .map(|shelf| TileName::within(shelf, shelf.count(70_000) / FULL, 70_000).unwrap().to_string())
            .collect();
        assert_eq!(names, ["tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    }

    #[test]
    fn a_name_has_one_text() {
        for path in
            ["tile/0/x000/001", "tile/00/001", "tile/0/1", "tile/0/001.p/256", "tile/0/001.p/0", "tile/0/001.p/08"]
        {
            assert_eq!(TileName::parse(path), None, "{path}");
        }
        for path in
            ["tile/8/000", "tile/0/", "tile/entries/00a", "tile//000", "tile/7/001", "tile/0/001/002", "tile/0/+01"]
        {
            assert_eq!(TileName::parse(path), None, "{path}");
        }
        for path in ["tile/7/000", "tile/0/x001/234.p/255", "tile/entries/999"] {
            assert_eq!(TileName::parse(path).unwrap().to_string(), path);
        }
    }
}
