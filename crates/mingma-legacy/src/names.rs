//! References as numbers: each text kept once.

use std::hash::{BuildHasher, RandomState};

/// A number that no text has.
const NOBODY: u32 = u32::MAX;

/// Texts up to this length stand in their slot, so that finding one touches one
/// line of memory.
const SHORT: usize = 15;

/// Texts and their numbers, dense from 0 in the order in which they came.
///
/// The hash is seeded anew for each set, so no file can be made that is slow to
/// read; numbers depend on the order of coming alone.
pub struct Names {
    text: String,
    ends: Vec<usize>,
    slots: Vec<Slot>,
    hasher: RandomState,
}

/// The text itself where it is short, else its beginning; its length, held at
/// [`LONG`]; its number.
#[derive(Clone, Copy)]
struct Slot {
    begins: [u8; SHORT],
    length: u8,
    number: u32,
}

const LONG: u8 = u8::MAX;
const EMPTY: Slot = Slot { begins: [0; SHORT], length: 0, number: NOBODY };

impl Slot {
    #[inline]
    fn new(text: &str) -> Self {
        let mut begins = [0; SHORT];
        let held = text.len().min(SHORT);
        begins[..held].copy_from_slice(&text.as_bytes()[..held]);
        let length = if text.len() > SHORT { LONG } else { u8::try_from(held).unwrap_or(LONG) };
        Self { begins, length, number: NOBODY }
    }
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
        let Some(end) = self.ends.get(row) else {
            return "";
        };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// The number of a text that is there.
    #[inline]
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let number = self.slots[self.slot(text)].number;
        (number != NOBODY).then_some(number)
    }

    /// The number of a text, and whether it is new.
    pub fn add(&mut self, text: &str) -> (u32, bool) {
        let at = self.slot(text);
        if self.slots[at].number != NOBODY {
            return (self.slots[at].number, false);
        }
        // Files are limited to 4 GiB, so there are fewer rows than numbers.
        let number = u32::try_from(self.ends.len()).unwrap_or(NOBODY - 1);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[at] = Slot { number, ..Slot::new(text) };
        if self.ends.len() * 8 > self.slots.len() * 5 {
            self.grow();
        }
        (number, true)
    }

    /// The slot that holds the text, or the empty one where it belongs.
    #[inline]
    fn slot(&self, text: &str) -> usize {
        let wanted = Slot::new(text);
        let mask = self.slots.len() - 1;
        // Only the low bits choose; the rest of the hash is not needed.
        #[allow(clippy::cast_possible_truncation)]
        let mut at = self.hasher.hash_one(text) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.number == NOBODY {
                return at;
            }
            let alike = slot.length == wanted.length && slot.begins == wanted.begins;
            if alike && (wanted.length != LONG || self.get(slot.number) == text) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let wider = self.slots.len() * 2;
        self.slots = vec![EMPTY; wider];
        for number in (0_u32..).take(self.ends.len()) {
            let text = self.get(number);
            let (at, slot) = (self.slot(text), Slot { number, ..Slot::new(text) });
            self.slots[at] = slot;
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

    #[test]
    fn texts_about_as_long_as_a_slot_are_told_apart() {
        let mut names = Names::default();
        let texts: Vec<String> = (1..40)
            .flat_map(|length| {
                [format!("{}a", "x".repeat(length)), format!("{}b", "x".repeat(length)), "x".repeat(length)]
            })
            .collect();
        let distinct: std::collections::BTreeSet<&String> = texts.iter().collect();
        for text in &texts {
            names.add(text);
        }
        assert_eq!(names.len(), distinct.len());
        for text in &texts {
            assert_eq!(names.get(names.find(text).unwrap()), text);
        }
        assert_eq!(names.find("x\0"), None);
    }
}
