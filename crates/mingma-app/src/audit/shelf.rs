//! Evidence that was opened and verified for one act and is kept for the next.

use std::collections::HashMap;

use crate::files::Held;

/// How many items stand on a shelf at most, counting each resident as one more: some
/// 600 bytes each, 300 MB in all, however large the register.
pub(super) const ITEMS: usize = 1 << 19;

/// All evidence of some residents: of those who were read last. What has not been read
/// for half a shelf falls off.
#[derive(Default)]
pub(super) struct Shelf {
    young: HashMap<u32, Vec<Held>>,
    old: HashMap<u32, Vec<Held>>,
    /// Items of the young half, its residents counted in.
    items: usize,
}

impl Shelf {
    /// All evidence about a resident's number, if it stands here; it is taken down.
    pub(super) fn take(&mut self, number: u32) -> Option<Vec<Held>> {
        match self.young.remove(&number) {
            Some(held) => {
                self.items -= held.len() + 1;
                Some(held)
            }
            None => self.old.remove(&number),
        }
    }

    /// Puts all evidence about a resident's number up.
    pub(super) fn put(&mut self, number: u32, held: Vec<Held>) {
        self.take(number);
        self.items += held.len() + 1;
        self.young.insert(number, held);
        if self.items > ITEMS / 2 {
            self.old = std::mem::take(&mut self.young);
            self.items = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ITEMS, Shelf};

    #[test]
    fn what_was_not_read_for_long_falls_off() {
        let mut shelf = Shelf::default();
        shelf.put(0, Vec::new());
        let some = u32::try_from(ITEMS / 2).unwrap();
        (1..some).for_each(|number| shelf.put(number, Vec::new()));
        shelf.put(some, Vec::new());
        assert!(shelf.take(1).is_some());
        assert!(shelf.take(1).is_none());
        (some + 1..2 * some + 3).for_each(|number| shelf.put(number, Vec::new()));
        assert!(shelf.take(0).is_none());
        assert!(shelf.take(2 * some).is_some());
        assert!(shelf.young.len() + shelf.old.len() <= ITEMS);
    }
}
