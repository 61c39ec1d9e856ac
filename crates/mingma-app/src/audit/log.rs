//! The public log: every file of it, every leaf against its act, and a checkpoint that
//! somebody kept elsewhere.

use mingma_acts::{ActError, Class, record_of};
use mingma_ledger::{Checkpoint, LedgerError, check_folder};
use mingma_model::Text;
use mingma_seal::{Digest, leaf_hash};

use super::{Audit, Difference, Report};

/// How many acts are read at a time.
const STEP: usize = 4_096;

/// Checks the log; gives the numbers of the closing statements that it came by.
pub(super) fn check(audit: &Audit<'_>, report: &mut Report) -> Result<Vec<u64>, ActError> {
    let found = match check_folder(&audit.layout.log(), audit.log) {
        Err(error @ LedgerError::File { .. }) => return Err(error.into()),
        // The checkpoint is not this log's: it is named below.
        Err(_) => Vec::new(),
        Ok(found) => found,
    };
    for wrong in found {
        report.ledger_verified = false;
        let what = Text::new("文件缺失、残缺或被改动", "the file is missing, torn or was changed");
        report.differ(Difference::new("log", wrong.path, what));
    }
    let (leaves, statements) = leaves(audit, report)?;
    inside(audit, &leaves, report)?;
    outside(audit, &leaves, report)?;
    Ok(statements)
}

/// The log must be that of the acts.
fn inside(audit: &Audit<'_>, leaves: &[Digest], report: &mut Report) -> Result<(), ActError> {
    let newest = leaves.len() as u64;
    let Some(shown) = published(audit, report)? else {
        if newest > 0 && !audit.layout.log().join("checkpoint").exists() {
            report.ledger_verified = false;
            report.differ(missing("checkpoint"));
        }
        return Ok(());
    };
    if shown.size > newest || root(leaves, shown.size) != Some(shown.root) {
        report.ledger_verified = false;
        report.differ(Difference::new(
            "log",
            "checkpoint",
            Text::new("账本与保存的处置不符", "the log is not that of the acts that are kept"),
        ));
        name_leaf(audit, leaves, &shown, report)?;
    }
    Ok(())
}

fn missing(what: &str) -> Difference {
    Difference::new("log", what, Text::new("缺失", "is missing"))
}

fn published(audit: &Audit<'_>, report: &mut Report) -> Result<Option<Checkpoint>, ActError> {
    let path = audit.layout.log().join("checkpoint");
    let Ok(note) = std::fs::read_to_string(&path) else { return Ok(None) };
    match Checkpoint::parse(&note, audit.log) {
        Ok(checkpoint) => Ok(Some(checkpoint)),
        Err(error) => {
            report.ledger_verified = false;
            report.differ(Difference::new("log", "checkpoint", error.fault().what));
            Ok(None)
        }
    }
}

/// The leaf of every act, in order, and which acts are closing statements.
fn leaves(audit: &Audit<'_>, report: &mut Report) -> Result<(Vec<Digest>, Vec<u64>), ActError> {
    let (mut leaves, mut statements) = (Vec::new(), Vec::new());
    loop {
        let rows = audit.store.acts(leaves.len() as u64 + 1, STEP)?;
        let last = rows.len() < STEP;
        for row in rows {
            if row.seq != leaves.len() as u64 + 1 {
                let what = Text::new("编号不连续", "the numbers have a gap");
                report.differ(Difference::new("act", (leaves.len() + 1).to_string(), what));
                return Ok((leaves, statements));
            }
            if row.class == Class::Closing.code() {
                statements.push(row.seq);
            }
            leaves.push(record_of(&row).map_or(Digest([0; 32]), |record| leaf_hash(&record.leaf())));
        }
        if last {
            return Ok((leaves, statements));
        }
    }
}

fn root(leaves: &[Digest], size: u64) -> Option<Digest> {
    let size = usize::try_from(size).ok()?;
    leaves.get(..size).map(|some| mingma_seal::tree_root(some.iter().copied()))
}

/// Which act's leaf is another than the log's.
fn name_leaf(
    audit: &Audit<'_>,
    leaves: &[Digest],
    shown: &Checkpoint,
    report: &mut Report,
) -> Result<(), ActError> {
    let size = shown.size.min(leaves.len() as u64);
    for index in 0..size {
        let logged = mingma_ledger::leaf_in(&audit.layout.log(), index, shown.size)?;
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        if logged.is_some_and(|leaf| leaf != leaves[at]) {
            let what = Text::new("与公开账本中的叶不符", "is not what its leaf in the public log commits to");
            report.differ(Difference::new("act", (index + 1).to_string(), what));
        }
    }
    for index in size..shown.size {
        let what = Text::new("账本中有其叶，处置已不在", "its leaf is in the log, the act is gone");
        report.differ(Difference::new("act", (index + 1).to_string(), what));
    }
    Ok(())
}

/// The log must go on from a checkpoint that was kept elsewhere.
fn outside(audit: &Audit<'_>, leaves: &[Digest], report: &mut Report) -> Result<(), ActError> {
    let Some(kept) = &audit.against else { return Ok(()) };
    report.compared_outside = true;
    if root(leaves, kept.size) == Some(kept.root) {
        return Ok(());
    }
    report.ledger_verified = false;
    let what = if kept.size > leaves.len() as u64 {
        Text::new("整个文件夹被回退：处置少于外部检查点", "the folder was rolled back: fewer acts than the checkpoint kept elsewhere")
    } else {
        Text::new("账本与外部检查点分叉", "the log forks from the checkpoint kept elsewhere")
    };
    report.differ(Difference::new("log", format!("checkpoint {}", kept.size), what));
    Ok(())
}
