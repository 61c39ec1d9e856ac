//! Keys: each resident's is there, opens, and is theirs, and one is missing only where a
//! closing statement says so; the register's own are the ones that it was founded with.

use std::path::Path;

use mingma_acts::{ActError, Registry, stands};
use mingma_model::Text;
use mingma_seal::{MasterKey, SigningKey};

use super::ended::Ended;
use super::{Audit, Difference, Report};

/// How many are read at a time.
const STEP: usize = 8_192;

/// Compares the keys of residents who were enrolled, by their numbers.
pub(super) fn residents(
    audit: &Audit<'_>,
    enrolled: &[u32],
    ended: &Ended,
    report: &mut Report,
) -> Result<(), ActError> {
    let mut changed = 0;
    for numbers in enrolled.chunks(STEP) {
        // Where all open, one by one need not be asked.
        let all = audit.vault.keys(numbers);
        for (at, number) in numbers.iter().enumerate() {
            let there = match &all {
                Ok(keys) => Ok(keys[at].is_some()),
                Err(_) => audit.vault.key(*number).map(|key| key.is_some()),
            };
            changed += usize::from(there.is_err());
            if let Some(what) = wrong(there.ok(), ended.any(&[*number])) {
                report.differ(Difference::new("keys", number.to_string(), what));
            }
        }
    }
    if changed > 0 && changed == enrolled.len() {
        let what = Text::new("打不开任何人的密钥：主密钥是别的", "opens nobody's key: it is another");
        report.differ(Difference::new("keys", "master.key", what));
    }
    Ok(())
}

/// Of a key that is there, gone, or does not open.
fn wrong(there: Option<bool>, ended: bool) -> Option<Text> {
    match there {
        Some(true) => None,
        Some(false) if ended => None,
        Some(false) => Some(Text::new("密钥不在，且没有注销声明", "the key is gone and no closing statement says so")),
        None => Some(Text::new("密钥被改动", "the key was changed")),
    }
}

/// The files of keys hold what was written, and the register's own is the registered one.
pub(super) fn files(audit: &Audit<'_>, registry: &Registry, report: &mut Report) {
    let master = |text: &str| Some(MasterKey::from_file_text(text).ok()?.to_file_text().to_string());
    let pem = |text: &str| Some(SigningKey::from_pem(text).ok()?.pem().to_string());
    one(&audit.keys.master(), &master, report);
    one(&audit.keys.log_key(), &pem, report);
    let path = audit.keys.register_key();
    let Some(text) = one(&path, &pem, report) else { return };
    let Ok(own) = SigningKey::from_pem(&text) else { return };
    let known = registry.keys.get(&own.public().id());
    let stands = known.is_some_and(|key| {
        key.row.holder_kind == "register" && stands(key.row.since, key.row.until, registry.sealed_at)
    });
    if !stands && registry.newest > 0 {
        let what = Text::new("不是登记册登记的自身密钥", "is not the key that the register is registered with");
        report.differ(Difference::new("keys", name(&path), what));
    }
}

/// A file of a key, to the byte as it is written; its text.
fn one(path: &Path, again: &dyn Fn(&str) -> Option<String>, report: &mut Report) -> Option<String> {
    let text = std::fs::read_to_string(path).ok();
    let same = text.as_deref().is_some_and(|text| again(text).as_deref() == Some(text));
    if !same {
        let what = Text::new("文件缺失、残缺或被改动", "the file is missing, torn or was changed");
        report.differ(Difference::new("keys", name(path), what));
    }
    text
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
