//! Who is enrolled, and by which documents.

use std::collections::{BTreeMap, BTreeSet};

use crate::rows::{DocumentRow, ResidentRow};
use crate::store::{first, number, read};
use crate::{Field, Row, Select, StoreError, Value};

/// Residents and their documents.
pub trait Residents {
    /// The resident of this number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn resident(&self, resident: u32) -> Result<Option<ResidentRow>, StoreError>;

    /// The residents of these numbers, in order; numbers sorted, none twice.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn residents_of(&self, residents: &[u32]) -> Result<Vec<ResidentRow>, StoreError>;

    /// Who has each of these outer ids, in the order of the ids.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn by_outer_ids(&self, ids: &[[u8; 16]]) -> Result<Vec<Option<ResidentRow>>, StoreError>;

    /// The enrolments that turned out to be this resident, by number.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn merged_into(&self, resident: u32) -> Result<Vec<u32>, StoreError>;

    /// Every enrolment that turned out to be another's: whose, and the enrolment.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn merged(&self) -> Result<Vec<(u32, u32)>, StoreError>;

    /// The resident of this outer id.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn by_outer_id(&self, id: &[u8; 16]) -> Result<Option<ResidentRow>, StoreError>;

    /// The document of this tag.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn by_document(&self, tag: &[u8; 32]) -> Result<Option<DocumentRow>, StoreError>;

    /// Whose each of these documents is, in the order of the tags.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn by_documents(&self, tags: &[[u8; 32]]) -> Result<Vec<Option<u32>>, StoreError>;

    /// All documents of a resident, by tag.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn documents_of(&self, resident: u32) -> Result<Vec<DocumentRow>, StoreError>;

    /// The greatest number given so far; 0 in an empty register.
    ///
    /// # Errors
    /// What the database says, or [`StoreError::Odd`].
    fn newest_resident(&self) -> Result<u32, StoreError>;
}

impl<S: Select + ?Sized> Residents for S {
    fn resident(&self, resident: u32) -> Result<Option<ResidentRow>, StoreError> {
        let query = "SELECT resident, id, seq, level, merged_into, closed_at FROM resident WHERE resident = $1";
        first(&self.select(query, &[resident.to_value()])?)
    }

    fn residents_of(&self, residents: &[u32]) -> Result<Vec<ResidentRow>, StoreError> {
        let of: Vec<Value> = residents.iter().map(Field::to_value).collect();
        read(&self.select_each(ResidentRow::TABLE, "resident", &of)?)
    }

    fn by_outer_ids(&self, ids: &[[u8; 16]]) -> Result<Vec<Option<ResidentRow>>, StoreError> {
        let of: BTreeSet<Value> = ids.iter().map(Field::to_value).collect();
        let rows = self.select_each(ResidentRow::TABLE, "id", &of.into_iter().collect::<Vec<_>>())?;
        let known: Vec<ResidentRow> = read(&rows)?;
        let whose: BTreeMap<[u8; 16], ResidentRow> = known.into_iter().map(|row| (row.id, row)).collect();
        Ok(ids.iter().map(|id| whose.get(id).cloned()).collect())
    }

    fn merged_into(&self, resident: u32) -> Result<Vec<u32>, StoreError> {
        let query = "SELECT resident FROM resident WHERE merged_into = $1 ORDER BY resident";
        let rows = self.select(query, &[resident.to_value()])?;
        Ok(rows.iter().filter_map(|row| row.first().and_then(u32::from_value)).collect())
    }

    fn merged(&self) -> Result<Vec<(u32, u32)>, StoreError> {
        let query =
            "SELECT merged_into, resident FROM resident WHERE merged_into IS NOT NULL ORDER BY merged_into, resident";
        let rows = self.select(query, &[])?;
        let pair = |row: &Vec<Value>| Some((u32::from_value(row.first()?)?, u32::from_value(row.get(1)?)?));
        Ok(rows.iter().filter_map(pair).collect())
    }

    fn by_outer_id(&self, id: &[u8; 16]) -> Result<Option<ResidentRow>, StoreError> {
        let query = "SELECT resident, id, seq, level, merged_into, closed_at FROM resident WHERE id = $1";
        first(&self.select(query, &[id.to_value()])?)
    }

    fn by_document(&self, tag: &[u8; 32]) -> Result<Option<DocumentRow>, StoreError> {
        let query = "SELECT resident, tag, seq FROM document WHERE tag = $1";
        first(&self.select(query, &[tag.to_value()])?)
    }

    fn by_documents(&self, tags: &[[u8; 32]]) -> Result<Vec<Option<u32>>, StoreError> {
        let of: BTreeSet<Value> = tags.iter().map(Field::to_value).collect();
        let rows = self.select_each(DocumentRow::TABLE, "tag", &of.into_iter().collect::<Vec<_>>())?;
        let known: Vec<DocumentRow> = read(&rows)?;
        let whose: BTreeMap<[u8; 32], u32> = known.iter().map(|row| (row.tag, row.resident)).collect();
        Ok(tags.iter().map(|tag| whose.get(tag).copied()).collect())
    }

    fn documents_of(&self, resident: u32) -> Result<Vec<DocumentRow>, StoreError> {
        let query = "SELECT resident, tag, seq FROM document WHERE resident = $1 ORDER BY tag";
        read(&self.select(query, &[resident.to_value()])?)
    }

    fn newest_resident(&self) -> Result<u32, StoreError> {
        let newest = number(&self.select("SELECT max(resident) FROM resident", &[])?);
        Ok(u32::try_from(newest).unwrap_or(u32::MAX))
    }
}
