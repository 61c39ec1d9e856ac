//! `mingma restore`: a register from its backup, audited before anybody can use it.

use std::path::PathBuf;

use clap::Args;
use mingma_app::Layout;
use mingma_app::audit::Report;
use serde_json::json;

use crate::commands::audit;
use crate::config::ConfigArgs;
use crate::context::{Answer, Outcome, Refusal};
use crate::kept::{Beside, Place, copying, does_not_hold, faults, print};

/// Restore a register from a backup and its keys.
///
/// The copy is audited in full before it is put in its place; what is not clean is not
/// restored, and nothing is ever overwritten. A backup that ends before a checkpoint that
/// somebody holds would fork the log: --against takes the newest checkpoint that is known
/// anywhere. Without it nothing outside can be compared, and that is said.
#[derive(Args, Debug)]
pub struct RestoreArgs {
    /// The folder of the backup
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    /// The folder of the keys' backup
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// The data folder: a new one
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The newest checkpoint that is known anywhere
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// postgres://user@host/name, if the acts were restored there [default: as mingma.toml says]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Print one JSON document: {folder, acts, audit}
    #[arg(long)]
    json: bool,
}

impl RestoreArgs {
    /// Copies, audits, puts in place.
    pub fn run(&self) -> Answer {
        let beside = Beside::lay(&self.data)?;
        let copy = Layout::new(beside.path());
        copying::tree(&self.from, copy.folder())?;
        copying::folder(&copy.keys())?;
        copying::tree(&self.keys, &copy.keys())?;
        let place = Place::find(copy.folder(), &ConfigArgs::of(self.store.clone(), None))?;
        place.belongs()?;
        let acts = place.store.newest()?;
        if let Some(path) = &self.against {
            let known = audit::checkpoint(path, &place.log()?)?;
            if known.size > acts {
                return does_not_hold(faults::would_fork(acts, known.size), self.json);
            }
        }
        let report = audit::audit(&place, self.against.as_deref(), 0)?;
        if !report.clean() {
            if !self.json {
                audit::tell(&report);
            }
            return does_not_hold(faults::not_restored(report.differences.len()), self.json);
        }
        drop(place);
        beside.put()?;
        self.tell(acts, &report)
    }

    fn tell(&self, acts: u64, report: &Report) -> Result<Outcome, Refusal> {
        let name = self.data.display();
        let outside = if report.compared_outside {
            ["已与外部检查点比对", "compared with a checkpoint kept elsewhere"]
        } else {
            [
                "未与外部任何内容比对：若账本曾走得更远，由此继续会使它分叉",
                "nothing outside was compared: if the log once went further, going on from here forks it",
            ]
        };
        let told = json!({ "folder": name.to_string(), "acts": acts, "audit": report });
        let zh = format!("已恢复到 {name}：{acts} 件处置，审计通过；{}", outside[0]);
        let en = format!("Restored to {name}: {acts} acts, the audit is clean; {}", outside[1]);
        print(self.json, &told, &zh, &en)?;
        Ok(Outcome::Holds)
    }
}
