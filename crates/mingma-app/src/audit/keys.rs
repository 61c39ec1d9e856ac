//! Residents' keys: each is there, opens, and belongs to somebody; one is missing only
//! where a closing statement says so.

use mingma_acts::ActError;
use mingma_model::Text;
use mingma_store::rows::ResidentRow;
use mingma_store::{Row, Store};

use super::{Audit, Difference, Report};

/// How many are read at a time.
const STEP: usize = 8_192;

pub(super) fn check(audit: &Audit<'_>, replica: &dyn Store, report: &mut Report) -> Result<(), ActError> {
    let mut after = None;
    loop {
        let rows = replica.scan(ResidentRow::TABLE, after.as_deref(), STEP)?;
        let residents = rows.iter().map(|row| ResidentRow::read(row)).collect::<Result<Vec<_>, _>>()?;
        after = rows.last().map(|row| row[..ResidentRow::TABLE.key].to_vec());
        for resident in &residents {
            one(audit, resident, report);
        }
        if residents.len() < STEP {
            return Ok(());
        }
    }
}

fn one(audit: &Audit<'_>, resident: &ResidentRow, report: &mut Report) {
    let closed = resident.closed_at.is_some();
    let what = match (audit.vault.key(resident.resident), closed) {
        (Ok(Some(_)), false) | (Ok(None), true) => return,
        // Until it is destroyed a closed resident's key may still stand.
        (Ok(Some(_)), true) => return,
        (Ok(None), false) => Text::new("密钥不在，且没有注销声明", "the key is gone and no closing statement says so"),
        (Err(_), _) => Text::new("密钥被改动", "the key was changed"),
    };
    report.differ(Difference::new("keys", resident.resident.to_string(), what));
}
