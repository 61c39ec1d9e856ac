//! Addresses of tiles and entry bundles, as C2SP tlog-tiles writes them.
//!
//! A request's words never reach the disk: they are read into numbers here, and the
//! file's name is written from the numbers.

use std::fmt;

/// Hashes of a full tile, entries of a full bundle.
const FULL: u16 = 256;
/// The highest level that the standard has.
const TOP_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Hashes of this level, 0 to 63.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// One tile or entry bundle of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    holds: Holds,
    index: u64,
    /// 1 to 256; less than 256 is a partial tile.
    width: u16,
}

impl Tile {
    /// Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`. There is one spelling
    /// of each address: no sign, no further zeroes, nothing percent-encoded.
    pub fn parse(address: &str) -> Option<Self> {
        let (level, rest) = address.strip_prefix("tile/")?.split_once('/')?;
        let holds = if level == "entries" { Holds::Entries } else { Holds::Hashes(level.parse().ok()?) };
        let (index, width) = rest.split_once(".p/").map_or((rest, Some(FULL)), |(index, width)| {
            (index, width.parse().ok().filter(|width| (1..FULL).contains(width)))
        });
        let tile = Self { holds, index: parse_index(index)?, width: width? };
        let known = !matches!(holds, Holds::Hashes(level) if level > TOP_LEVEL);
        (known && tile.to_string() == address).then_some(tile)
    }

    /// True if it holds entries, not hashes.
    pub fn is_bundle(self) -> bool {
        self.holds == Holds::Entries
    }

    /// True if a log of `size` leaves has all of it.
    pub fn stands_in(self, size: u64) -> bool {
        let level = match self.holds {
            Holds::Hashes(level) => u32::from(level),
            Holds::Entries => 0,
        };
        // Widened: the product of two of the largest numbers is still below 2^128.
        let last = u128::from(self.index) * u128::from(FULL) + u128::from(self.width);
        u128::from(FULL)
            .checked_pow(level)
            .and_then(|span| last.checked_mul(span))
            .is_some_and(|end| end <= size.into())
    }
}

/// Three digits an element, all but the last behind an `x`.
fn parse_index(text: &str) -> Option<u64> {
    let mut index = 0_u64;
    for element in text.split('/') {
        let digits = element.strip_prefix('x').unwrap_or(element);
        let three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = digits.parse().ok().filter(|_| three)?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    Some(index)
}

/// The address below the log's prefix, which is also the file's name below its folder.
impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.holds {
            Holds::Hashes(level) => write!(f, "tile/{level}/")?,
            Holds::Entries => f.write_str("tile/entries/")?,
        }
        write_index(f, self.index / 1000)?;
        write!(f, "{:03}", self.index % 1000)?;
        if self.width < FULL { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// All elements but the last; none for 0.
fn write_index(f: &mut fmt::Formatter<'_>, index: u64) -> fmt::Result {
    if index == 0 {
        return Ok(());
    }
    write_index(f, index / 1000)?;
    write!(f, "x{:03}/", index % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_standard_is_read_and_written_alike() {
        for address in [
            "tile/0/000",
            "tile/63/000",
            "tile/0/x001/x234/067",
            "tile/1/x001/000.p/17",
            "tile/entries/255.p/1",
            "tile/entries/x999/999.p/255",
            "tile/0/x018/x446/x744/x073/x709/x551/615",
        ] {
            assert_eq!(Tile::parse(address).map(|tile| tile.to_string()).as_deref(), Some(address));
        }
    }

    #[test]
    fn an_address_has_one_spelling_and_nothing_else_is_one() {
        for address in [
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile//000",
            "tile/0/0",
            "tile/0/0000",
            "tile/00/000",
            "tile/01/000",
            "tile/+1/000",
            "tile/-1/000",
            "tile/64/000",
            "tile/256/000",
            "tile/0/x000/067",
            "tile/0/x001",
            "tile/0/001/067",
            "tile/0/x001/x067",
            "tile/0/x1/067",
            "tile/0/+67",
            "tile/0/000/",
            "tile/0//000",
            "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/0/000.p/1/",
            "tile/0/000.p/1.p/1",
            "tile/entries",
            "tile/entries/",
            "tile/Entries/000",
            "tile/data/000",
            "tile/names/000",
            "tile/0/../../checkpoint",
            "tile/0/%30%30%30",
            "tile/0/000 ",
            "tile/0/０００",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "/tile/0/000",
            "",
        ] {
            assert_eq!(Tile::parse(address), None, "{address}");
        }
    }

    #[test]
    fn a_tile_stands_in_a_log_that_has_all_its_leaves() {
        // The standard's own example: 70,000 leaves are 273 full tiles of level 0 and one of 112,
        // one full tile of level 1 and one of 17, one of level 2 of width 1.
        let stands = |address: &str| Tile::parse(address).unwrap().stands_in(70_000);
        for address in [
            "tile/0/272",
            "tile/0/273.p/112",
            "tile/entries/273.p/112",
            "tile/1/000",
            "tile/1/001.p/17",
            "tile/2/000.p/1",
        ] {
            assert!(stands(address), "{address}");
        }
        for address in [
            "tile/0/273",
            "tile/0/273.p/113",
            "tile/entries/273.p/113",
            "tile/1/001.p/18",
            "tile/2/000.p/2",
            "tile/8/000.p/1",
            "tile/63/000",
        ] {
            assert!(!stands(address), "{address}");
        }
    }
}
