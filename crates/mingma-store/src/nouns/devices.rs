//! Residents' own device keys.

use crate::rows::DeviceRow;
use crate::store::{first, read};
use crate::{Field, Select, StoreError};

/// Device keys of residents.
pub trait Devices {
    /// The device key of this id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn device(&self, key: &[u8; 16]) -> Result<Option<DeviceRow>, StoreError>;

    /// All device keys of a resident, ended ones too, by id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn devices_of(&self, resident: u32) -> Result<Vec<DeviceRow>, StoreError>;
}

impl<S: Select + ?Sized> Devices for S {
    fn device(&self, key: &[u8; 16]) -> Result<Option<DeviceRow>, StoreError> {
        let query = "SELECT resident, key, public, seq, since, until FROM device WHERE key = $1";
        first(&self.select(query, &[key.to_value()])?)
    }

    fn devices_of(&self, resident: u32) -> Result<Vec<DeviceRow>, StoreError> {
        let query = "SELECT resident, key, public, seq, since, until FROM device WHERE resident = $1 ORDER BY key";
        read(&self.select(query, &[resident.to_value()])?)
    }
}
