//! What the databases of the register are made of: a trigger or a view that no migration
//! laid is named, and what a migration laid and is gone or was changed.

use mingma_acts::ActError;
use mingma_model::Text;
use mingma_store::Made;

use super::{Audit, Difference, Report};

/// Compares the store, on either database, and the store of keys with what a new one would be.
pub(super) fn check(audit: &Audit<'_>, report: &mut Report) -> Result<(), ActError> {
    differ(audit.store.differences()?, "", report);
    let keys = audit.keys.key_store();
    if keys.exists() {
        differ(Made::Keys.differences(&keys)?, "keys.db ", report);
    }
    Ok(())
}

fn differ(objects: Vec<String>, of: &str, report: &mut Report) {
    for object in objects {
        let what =
            Text::new("不是本程序所建，或已不在、被改动", "was not made by this program, is gone, or was changed");
        report.differ(Difference::new("schema", format!("{of}{object}"), what));
    }
}
