//! The seven files of the folder and their columns: one table, read by the
//! reader and by whoever writes such a folder.

/// One of the seven files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Who used the system, for which unit, approved by whom.
    Accounts,
    /// Places with a place code.
    Places,
    /// The people of the register.
    Residents,
    /// The colours that people had.
    Colours,
    /// Scans of place codes.
    Scans,
    /// What is alleged of people.
    Evidence,
    /// Colours that were turned by hand.
    Conversions,
}

impl Table {
    /// All seven, in the order in which they are read: what others refer to first.
    pub const ALL: [Self; 7] =
        [Self::Accounts, Self::Places, Self::Residents, Self::Colours, Self::Scans, Self::Evidence, Self::Conversions];

    /// The name of the file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Accounts => "accounts.csv",
            Self::Places => "places.csv",
            Self::Residents => "residents.csv",
            Self::Colours => "colours.csv",
            Self::Scans => "scans.csv",
            Self::Evidence => "evidence.csv",
            Self::Conversions => "conversions.csv",
        }
    }

    /// The columns that must stand in the header, in the order in which they are written.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Accounts => &["account", "unit", "approved_by"],
            Self::Places => &["ref", "name", "kind", "region"],
            Self::Residents => &["ref", "document_type", "document_number", "name", "phone", "home_region"],
            Self::Colours => &["resident", "colour", "from", "until", "account", "channel", "reason", "batch"],
            Self::Scans => &["resident", "place", "scanned_at", "client_region"],
            Self::Evidence => &["id", "resident", "kind", "region", "observed_at", "attributes"],
            Self::Conversions => &["resident", "at", "account", "reason"],
        }
    }

    /// The table of a file's name; none of any other file.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.file() == name)
    }
}

/// The kinds of place that `places.csv` knows.
pub const PLACE_KINDS: [&str; 3] = ["entry", "venue", "transport"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leads_back_to_its_table() {
        for table in Table::ALL {
            assert_eq!(Table::of_file(table.file()), Some(table));
        }
        assert_eq!(Table::of_file("readme.txt"), None);
    }

    #[test]
    fn no_column_stands_twice_in_a_table() {
        for table in Table::ALL {
            let columns: std::collections::BTreeSet<_> = table.columns().iter().collect();
            assert_eq!(columns.len(), table.columns().len(), "{}", table.file());
        }
    }
}
