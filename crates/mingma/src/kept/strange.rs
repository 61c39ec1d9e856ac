//! Files that no program of this register lays: in the folder of keys, and in the log beside
//! its tiles and its checkpoint.

use std::path::Path;

use mingma_app::Layout;
use mingma_app::audit::Difference;
use mingma_ledger::TileName;

/// What stands in the folder of keys; beside a database, what it writes ahead.
const KEYS: [&str; 7] =
    ["master.key", "log.pem", "register.pem", "keys.db", "keys.db-wal", "keys.db-shm", "keys.db-journal"];

/// Every file of the two folders that is unknown, by its path in them.
pub fn all(keys: &Layout, log: &Layout) -> Vec<Difference> {
    let known_key = |path: &str| KEYS.contains(&path);
    // What the log is just writing lies in `tmp`, and goes with the next start.
    let known_leaf = |path: &str| path == "checkpoint" || path.starts_with("tmp/") || TileName::parse(path).is_some();
    let mut found = Vec::new();
    below(&keys.keys(), "", &mut |path| found.extend((!known_key(path)).then(|| unknown("keys", path))));
    below(&log.log(), "", &mut |path| found.extend((!known_leaf(path)).then(|| unknown("log", path))));
    found
}

/// Tells every file below a folder, with its path from there.
fn below(folder: &Path, within: &str, tell: &mut dyn FnMut(&str)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{within}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            below(&entry.path(), &format!("{path}/"), tell);
        } else {
            tell(&path);
        }
    }
}

fn unknown(table: &str, path: &str) -> Difference {
    Difference {
        table: table.to_owned(),
        key: path.to_owned(),
        zh: "不是本程序写的文件".to_owned(),
        en: "is no file that this program writes".to_owned(),
    }
}
