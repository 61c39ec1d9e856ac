//! Full tiles kept in memory, so many and no more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::tile::Tile;

/// Tiles of one generation: 512 × 16 KiB. Two generations are kept, 16 MiB in all.
const GENERATION: usize = 512;

type Shelf = HashMap<(u8, u64), Arc<Tile>>;

/// Two generations: what is read moves to the young one; when that is full, the old one goes.
#[derive(Default)]
pub struct Cache(Mutex<(Shelf, Shelf)>);

impl Cache {
    /// A tile by level and index.
    pub fn get(&self, key: (u8, u64)) -> Option<Arc<Tile>> {
        let mut both = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tile) = both.0.get(&key) {
            return Some(Arc::clone(tile));
        }
        let tile = both.1.remove(&key)?;
        insert(&mut both, key, Arc::clone(&tile));
        Some(tile)
    }

    /// Keeps a tile.
    pub fn put(&self, key: (u8, u64), tile: Arc<Tile>) {
        insert(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), key, tile);
    }

    /// Forgets all.
    pub fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (Shelf::new(), Shelf::new());
    }

    /// Tiles kept.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        let both = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        both.0.len() + both.1.len()
    }
}

fn insert(both: &mut (Shelf, Shelf), key: (u8, u64), tile: Arc<Tile>) {
    if both.0.len() >= GENERATION {
        both.1 = std::mem::take(&mut both.0);
    }
    both.0.insert(key, tile);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_what_is_used_and_never_more_than_two_generations() {
        let (cache, tile) = (Cache::default(), Arc::new(Tile::empty()));
        for index in 0..10_000 {
            cache.put((0, index), Arc::clone(&tile));
            assert!(cache.get((0, 0)).is_some(), "used all the time");
            assert!(cache.len() <= 2 * GENERATION);
        }
        assert!(cache.get((0, 1)).is_none(), "used once, long ago");
    }
}
