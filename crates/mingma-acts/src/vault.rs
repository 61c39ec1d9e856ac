//! Residents' keys: each alone, wrapped by the master key, in a key store beside the data.

use std::sync::Arc;

use mingma_seal::{IndexKey, MacKey, MasterKey, Random, ResidentKey};
use mingma_store::KeyStore;

use crate::error::ActError;

/// Opens and makes residents' keys.
pub struct Vault {
    master: MasterKey,
    index: Arc<IndexKey>,
    keys: KeyStore,
    random: Arc<dyn Random>,
}

impl Vault {
    /// A vault over a key store.
    #[must_use]
    pub fn new(master: MasterKey, keys: KeyStore, random: Arc<dyn Random>) -> Self {
        let index = Arc::new(master.index_key());
        Self { master, index, keys, random }
    }

    /// Tags documents.
    #[must_use]
    pub const fn index(&self) -> &Arc<IndexKey> {
        &self.index
    }

    /// Where keys are kept.
    #[must_use]
    pub const fn store(&self) -> &KeyStore {
        &self.keys
    }

    /// Randomness for salts, nonces, ids.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// The key of a place, from which those of its kiosks and posters come.
    #[must_use]
    pub fn place_key(&self, place: &str) -> MacKey {
        self.master.place_key(place)
    }

    /// A resident's key; none where it was destroyed or never made.
    ///
    /// # Errors
    /// The key store cannot be read, or what it holds is not this resident's key.
    pub fn key(&self, resident: u32) -> Result<Option<ResidentKey>, ActError> {
        let wrapped = self.keys.get(resident)?;
        Ok(wrapped.map(|wrapped| self.master.unwrap(resident, &wrapped)).transpose()?)
    }

    /// The keys of many residents, ascending, in the order asked.
    ///
    /// # Errors
    /// As [`Self::key`].
    pub fn keys(&self, residents: &[u32]) -> Result<Vec<Option<ResidentKey>>, ActError> {
        let mut kept = self.keys.get_many(residents)?.into_iter().peekable();
        residents
            .iter()
            .map(|resident| match kept.next_if(|(whose, _)| whose == resident) {
                Some((_, wrapped)) => Ok(Some(self.master.unwrap(*resident, &wrapped)?)),
                None => Ok(None),
            })
            .collect()
    }

    /// The keys of whoever is named, in any order and as often as they like.
    ///
    /// # Errors
    /// As [`Self::key`].
    pub fn ring(&self, residents: impl Iterator<Item = u32>) -> Result<Ring, ActError> {
        let numbers = ascending(residents);
        let keys = self.keys(&numbers)?;
        Ok(Ring { numbers, keys })
    }

    /// Keys made for new residents, as [`Self::make`] does.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub fn new_ring(&self, residents: impl Iterator<Item = u32>) -> Result<Ring, ActError> {
        let numbers = ascending(residents);
        let keys = self.make(&numbers)?.into_iter().map(Some).collect();
        Ok(Ring { numbers, keys })
    }

    /// Makes keys for new residents (ascending) and keeps them before anything is sealed by
    /// them. Whoever has one already keeps it: another process may have drawn the same
    /// number, and be sealing under its key.
    ///
    /// # Errors
    /// The key store cannot be written.
    pub fn make(&self, residents: &[u32]) -> Result<Vec<ResidentKey>, ActError> {
        let keys: Vec<ResidentKey> = residents.iter().map(|_| ResidentKey::generate(&*self.random)).collect();
        let wrapped: Vec<(u32, Vec<u8>)> = residents
            .iter()
            .zip(&keys)
            .map(|(resident, key)| (*resident, self.master.wrap(*resident, key, &*self.random)))
            .collect();
        self.keys.add(&wrapped)?;
        let kept = self.keys.get_many(residents)?;
        if kept.len() != residents.len() {
            return Err(ActError::Stopped("keys.db".into()));
        }
        let ours = keys.into_iter().zip(wrapped).zip(kept);
        ours.map(|((key, (resident, ours)), (_, kept))| match ours == kept {
            true => Ok(key),
            false => Ok(self.master.unwrap(resident, &kept)?),
        })
        .collect()
    }

    /// Destroys a resident's key: what was sealed by it cannot be read any more. False
    /// where there was none.
    ///
    /// # Errors
    /// The key store cannot be written.
    pub fn destroy(&self, resident: u32) -> Result<bool, ActError> {
        Ok(self.keys.delete(resident)?)
    }
}

/// Keys by their residents' numbers.
pub struct Ring {
    numbers: Vec<u32>,
    keys: Vec<Option<ResidentKey>>,
}

impl Ring {
    /// The key of somebody who was named; none where it was destroyed or never made.
    #[must_use]
    pub fn of(&self, resident: u32) -> Option<&ResidentKey> {
        let at = self.numbers.binary_search(&resident).ok()?;
        self.keys[at].as_ref()
    }

    /// True if nobody's key is missing.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.keys.iter().all(Option::is_some)
    }
}

fn ascending(residents: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = residents.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
