//! References as numbers: each text kept once, in one arena.

use std::hash::{BuildHasher, RandomState};

const EMPTY: u32 = u32::MAX;

/// Texts and their numbers, dense from 0 in the order in which they came.
///
/// The hash is seeded anew for each set, so no file can be made that is slow to
/// read; numbers depend on the order of coming alone.
pub struct Names {
    text: String,
    ends: Vec<usize>,
    slots: Vec<u32>,
    hasher: RandomState,
}

impl Default for Names {
    fn default() -> Self {
        Self { text: String::new(), ends: Vec::new(), slots: vec![EMPTY; 16], hasher: RandomState::new() }
    }
}

impl Names {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number; empty for a number that was never given.
    #[must_use]
    pub fn get(&self, number: u32) -> &str {
        let row = number as usize;
        let Some(end) = self.ends.get(row) else { return "" };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// The number of a text that is there.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let number = self.slots[self.slot(text)];
        (number != EMPTY).then_some(number)
    }

    /// The number of a text, and whether it is new.
    pub fn add(&mut self, text: &str) -> (u32, bool) {
        let slot = self.slot(text);
        if self.slots[slot] != EMPTY {
            return (self.slots[slot], false);
        }
        // Files are limited to 4 GiB, so there are fewer rows than numbers.
        let number = u32::try_from(self.ends.len()).unwrap_or(EMPTY - 1);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[slot] = number;
        if self.ends.len() * 8 > self.slots.len() * 5 {
            self.grow();
        }
        (number, true)
    }

    /// The slot that holds the text, or the empty one where it belongs.
    #[inline]
    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        // Only the low bits choose; the rest of the hash is not needed.
        #[allow(clippy::cast_possible_truncation)]
        let mut at = self.hasher.hash_one(text) as usize & mask;
        while self.slots[at] != EMPTY && self.get(self.slots[at]) != text {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let wider = self.slots.len() * 2;
        self.slots = vec![EMPTY; wider];
        for number in (0_u32..).take(self.ends.len()) {
            let slot = self.slot(self.get(number));
            self.slots[slot] = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_lead_back_to_their_text() {
        let mut names = Names::default();
        for i in 0..10_000_u32 {
            assert_eq!(names.add(&format!("r{i}")), (i, true));
        }
        assert_eq!(names.add("r77"), (77, false));
        assert_eq!(names.find("r9999"), Some(9_999));
        assert_eq!(names.find("r10000"), None);
        assert_eq!((names.get(0), names.get(9_999), names.get(10_000)), ("r0", "r9999", ""));
        assert_eq!(names.add(""), (10_000, true));
        assert_eq!(names.find(""), Some(10_000));
    }
}
