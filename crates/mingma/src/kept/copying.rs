//! Copying a folder of files; a log also while it grows.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use mingma_ledger::{Verifier, check_folder};

use super::faults;
use crate::context::Refusal;

/// How often the moving edge of a log is copied anew before it is given up.
const TRIES: u32 = 100;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Copies one file, durably.
///
/// # Errors
/// It cannot be read or written.
pub fn file(from: &Path, to: &Path) -> Result<(), Refusal> {
    let copied = std::fs::copy(from, to).and_then(|_| std::fs::File::open(to)?.sync_all());
    Ok(copied.map_err(|error| faults::unwritable(to, &error))?)
}

/// Makes a folder that only its owner opens.
///
/// # Errors
/// The disk refuses.
pub fn folder(path: &Path) -> Result<(), Refusal> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    Ok(made.map_err(|error| faults::unwritable(path, &error))?)
}

/// Copies a folder with all below it.
///
/// # Errors
/// A file cannot be read or written.
pub fn tree(from: &Path, to: &Path) -> Result<(), Refusal> {
    if !from.is_dir() {
        return Err(faults::no_backup(from).into());
    }
    Ok(below(from, to, false).map_err(|error| faults::unwritable(to, &error))?)
}

/// Copies what lies in a folder; with `known`, what is copied already stays. A file that
/// goes while it is copied was the edge of a log, and a wider one stands for it.
fn below(from: &Path, to: &Path, known: bool) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        // What a log is just writing is not yet part of it.
        if known && entry.file_name() == "tmp" {
            continue;
        }
        let target = to.join(entry.file_name());
        let copied = if entry.file_type()?.is_dir() {
            below(&entry.path(), &target, known)
        } else if known && target.exists() {
            Ok(())
        } else {
            std::fs::copy(entry.path(), &target).and_then(|_| std::fs::File::open(&target)?.sync_all())
        };
        match copied {
            Err(error) if known && error.kind() == std::io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Another name for a file that is replaced and never written over; or a copy, where the
/// system gives no other name.
///
/// # Errors
/// It cannot be read or written.
pub fn link(from: &Path, to: &Path) -> Result<(), Refusal> {
    let linked = std::fs::hard_link(from, to).or_else(|_| std::fs::copy(from, to).map(drop));
    Ok(linked.map_err(|error| faults::unwritable(to, &error))?)
}

/// The same of a folder with all below it.
///
/// # Errors
/// As [`link`].
pub fn links(from: &Path, to: &Path) -> Result<(), Refusal> {
    folder(to)?;
    let entries = std::fs::read_dir(from).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    for entry in entries.map_err(|error| faults::unwritable(from, &error))? {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { links(&path, &target)? } else { link(&path, &target)? }
    }
    Ok(())
}

/// Copies a log while it may grow: full tiles never change; the edge and the checkpoint
/// are copied anew until every file of the copy is as its checkpoint says.
///
/// # Errors
/// A file cannot be read or written; or the log moved on at every try.
pub fn log(from: &Path, to: &Path, verifier: &Verifier) -> Result<(), Refusal> {
    let refused = |error: std::io::Error| Refusal::from(faults::unwritable(to, &error));
    for _ in 0..TRIES {
        forget_edge(to).map_err(refused)?;
        below(from, to, true).map_err(refused)?;
        if matches!(check_folder(to, verifier), Ok(wrong) if wrong.is_empty()) {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    Err(faults::moves_too_fast().into())
}

/// Removes what may have changed since it was copied: the checkpoint, and partial tiles.
fn forget_edge(folder: &Path) -> std::io::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        match (entry.file_type()?.is_dir(), name.to_string_lossy().ends_with(".p")) {
            (true, true) => std::fs::remove_dir_all(path)?,
            (true, false) => forget_edge(&path)?,
            (false, _) if name == "checkpoint" => std::fs::remove_file(path)?,
            (false, _) => {}
        }
    }
    Ok(())
}
