//! What the files of the register are made of: a trigger or a view that no migration laid
//! is named, and what a migration laid and is gone.

use mingma_acts::ActError;
use mingma_model::Text;
use mingma_store::Made;

use super::{Audit, Difference, Report};

/// Compares both files with what a new one would be; a server's database has no file here.
pub(super) fn check(audit: &Audit<'_>, report: &mut Report) -> Result<(), ActError> {
    let files = [(Made::Register, audit.layout.database(), ""), (Made::Keys, audit.keys.key_store(), "keys.db ")];
    for (made, path, file) in files.into_iter().filter(|(_, path, _)| path.exists()) {
        for object in made.differences(&path)? {
            let what =
                Text::new("不是本程序所建，或已不在、被改动", "was not made by this program, is gone, or was changed");
            report.differ(Difference::new("schema", format!("{file}{object}"), what));
        }
    }
    Ok(())
}
