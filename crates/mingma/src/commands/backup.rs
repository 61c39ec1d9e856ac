//! `mingma backup`: a copy of the register, while it goes on being used.

use std::path::{Path, PathBuf};

use clap::Args;
use mingma_app::Layout;
use serde_json::{Value, json};

use crate::context::{Answer, Outcome, Refusal};
use crate::kept::{Beside, DataArgs, Place, copying, faults, print, shown};

/// Copy the register, while it goes on being used.
///
/// The copy holds database, log and settings, and no keys: without them nobody can read it.
/// --keys DIR copies the keys as well, into another folder: keep it on another machine. Where
/// PostgreSQL holds the acts, log and settings are copied here, and the database is dumped
/// by pg_dump after that: the database may be ahead of the log, never behind it.
#[derive(Args, Debug)]
pub struct BackupArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The folder of the copy: a new one
    #[arg(value_name = "DIR")]
    out: PathBuf,
    /// The folder that the keys are copied into: a new one, elsewhere
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Print one JSON document: {acts, checkpoint, folder, keys, database}
    #[arg(long)]
    json: bool,
}

impl BackupArgs {
    /// Copies.
    pub fn run(&self) -> Answer {
        let place = self.data.find()?;
        place.belongs()?;
        place.demo(false)?;
        if let Some(keys) = &self.keys {
            apart(keys, &[&self.out, place.layout.folder()])?;
        }
        let (beside, keys) = (Beside::lay(&self.out)?, self.keys.as_deref().map(Beside::lay).transpose()?);
        let told = self.copy(&place, beside.path())?;
        if let Some(keys) = &keys {
            copy_keys(&place, keys.path())?;
        }
        beside.put()?;
        keys.map_or(Ok(()), Beside::put)?;
        self.tell(&told)
    }

    /// The log first, the database after it: so it is never behind.
    fn copy(&self, place: &Place, to: &Path) -> Result<Value, Refusal> {
        let copy = Layout::new(to);
        copying::log(&place.layout.log(), &copy.log(), &place.log()?)?;
        copying::file(&place.layout.config(), &copy.config())?;
        if place.layout.clock().exists() {
            copying::file(&place.layout.clock(), &copy.clock())?;
        }
        if let Some(store) = &place.sqlite {
            store.backup(&copy.database())?;
        }
        let checkpoint = shown(place)?;
        Ok(json!({
            "acts": place.store.newest()?,
            "checkpoint": checkpoint.map(|checkpoint| checkpoint.size),
            "folder": self.out.display().to_string(),
            "keys": self.keys.as_ref().map(|keys| keys.display().to_string()),
            "database": place.sqlite.is_some(),
        }))
    }

    fn tell(&self, told: &Value) -> Answer {
        let (name, acts) = (self.out.display(), &told["acts"]);
        let database = if told["database"] == true {
            ["", ""]
        } else {
            ["；库在 PostgreSQL，请随即用 pg_dump 备份", "; the acts are in PostgreSQL: dump them by pg_dump now"]
        };
        let keys = if self.keys.is_some() {
            ["；密钥另存", "; the keys lie apart"]
        } else {
            ["；不含密钥，没有密钥无法恢复", "; without keys, and of no use without them"]
        };
        let zh = format!("已备份到 {name}：{acts} 件处置{}{}", database[0], keys[0]);
        let en = format!("Backed up to {name}: {acts} acts{}{}", database[1], keys[1]);
        print(self.json, told, &zh, &en)?;
        Ok(Outcome::Holds)
    }
}

/// The folder of keys is none of the others, lies in none of them, and holds none of them.
fn apart(keys: &Path, others: &[&Path]) -> Result<(), Refusal> {
    let own = whole(keys)?;
    for other in others {
        let other = whole(other)?;
        if own.starts_with(&other) || other.starts_with(&own) {
            return Err(faults::same_folder(keys).into());
        }
    }
    Ok(())
}

/// A path without links, as far as it exists.
fn whole(path: &Path) -> Result<PathBuf, Refusal> {
    let path = std::path::absolute(path).map_err(|error| faults::unwritable(path, &error))?;
    let there = path.ancestors().find(|part| part.exists()).unwrap_or(&path);
    let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
    let there = there.canonicalize().map_err(|error| faults::unwritable(&path, &error))?;
    Ok(there.join(rest))
}

/// Keys as files stand; the store of residents' keys as it is at one moment.
fn copy_keys(place: &Place, to: &Path) -> Result<(), Refusal> {
    place.vault()?.store().backup(&to.join("keys.db"))?;
    let files = [place.layout.master(), place.layout.log_key(), place.layout.register_key()];
    for from in files {
        let name = from.file_name().unwrap_or_default();
        copying::file(&from, &to.join(name))?;
    }
    Ok(())
}
