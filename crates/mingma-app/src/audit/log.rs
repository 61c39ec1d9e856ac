//! The public log: every file of it, every leaf against its act, and a checkpoint that
//! somebody kept elsewhere.

use mingma_acts::{ActError, Class, record_of};
use mingma_ledger::{Checkpoint, LedgerError, TileName, check_folder};
use mingma_model::Text;
use mingma_seal::{Digest, leaf_hash};

use super::rows::Acts;
use super::{Audit, Difference, Report};

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
    beyond(audit, shown.size, report);
    Ok(())
}

/// Files of leaves that no checkpoint shows: the checkpoint is an older one, or a stop
/// came between leaves and checkpoint, and the next start publishes them.
fn beyond(audit: &Audit<'_>, size: u64, report: &mut Report) {
    let mut folders = vec![audit.layout.log().join("tile")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let within = path.strip_prefix(audit.layout.log()).map(|path| path.to_string_lossy().into_owned());
            let Some(name) = within.ok().and_then(|path| TileName::parse(&path)) else { continue };
            let widest = TileName::within(name.shelf, name.index, size);
            if widest.is_none_or(|widest| name.width > widest.width) {
                report.ledger_verified = false;
                let what = Text::new(
                    "在检查点之外：检查点较旧，或尚未公布",
                    "stands beyond the checkpoint: that is an older one, or this was not published",
                );
                report.differ(Difference::new("log", name.to_string(), what.clone()));
                report.differ(Difference::new("log", "checkpoint", what));
            }
        }
    }
}

fn missing(what: &str) -> Difference {
    Difference::new("log", what, Text::new("缺失", "is missing"))
}

fn published(audit: &Audit<'_>, report: &mut Report) -> Result<Option<Checkpoint>, ActError> {
    let path = audit.layout.log().join("checkpoint");
    let note = match std::fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default(),
    };
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
    let mut acts = Acts::of(audit.store);
    while let Some(rows) = acts.next(report)? {
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
    }
    Ok((leaves, statements))
}

fn root(leaves: &[Digest], size: u64) -> Option<Digest> {
    let size = usize::try_from(size).ok()?;
    leaves.get(..size).map(|some| mingma_seal::tree_root(some.iter().copied()))
}

/// Which act's leaf is another than the log's.
fn name_leaf(audit: &Audit<'_>, leaves: &[Digest], shown: &Checkpoint, report: &mut Report) -> Result<(), ActError> {
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
        Text::new(
            "整个文件夹被回退：处置少于外部检查点",
            "the folder was rolled back: fewer acts than the checkpoint kept elsewhere",
        )
    } else {
        Text::new("账本与外部检查点分叉", "the log forks from the checkpoint kept elsewhere")
    };
    report.differ(Difference::new("log", format!("checkpoint {}", kept.size), what));
    Ok(())
}
