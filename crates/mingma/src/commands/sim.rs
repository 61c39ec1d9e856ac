//! `mingma sim`: people and registers generated from a seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use mingma_acts::ActError;
use mingma_app::Layout;
use mingma_model::{Fault, Text};
use mingma_sim::Plan;
use mingma_sim::register::{self, Demo, Laid};
use mingma_store::{Postgres, Sqlite, Store};
use serde::Serialize;

use crate::config::{self, Config, ConfigArgs, FILE, Words};
use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::kept::Beside;

/// Generate people and registers from a seed.
#[derive(Debug, Subcommand)]
pub enum SimCommand {
    /// Write a legacy folder: the register of June 2022, or one of every class
    Legacy(LegacyArgs),
    /// Lay a demo register, kept for real: every class of act, every kind, every refusal
    Register(RegisterArgs),
}

/// Write a legacy folder: the register of June 2022, or one of every class.
///
/// Everybody in it is generated: document numbers carry an order number that is
/// never given, telephones begin as none does. The same seed gives the same bytes.
#[derive(Args, Debug)]
pub struct LegacyArgs {
    /// The seed
    #[arg(long, value_name = "N", default_value_t = 2022)]
    seed: u64,
    /// The folder to write; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// People of every class of the inquiry
    #[arg(long)]
    mixed: bool,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = Plan::RESIDENTS)]
    residents: u32,
    /// How many ordinary scans
    #[arg(long, value_name = "N", default_value_t = Plan::SCANS)]
    scans: u64,
}

impl SimCommand {
    /// Generates.
    pub fn run(&self) -> Answer {
        match self {
            Self::Legacy(args) => args.run(),
            Self::Register(args) => args.run(),
        }
    }
}

impl LegacyArgs {
    fn run(&self) -> Answer {
        let plan = Plan { seed: self.seed, residents: self.residents, scans: self.scans, mixed: self.mixed };
        if plan.residents < plan.least_residents() {
            return Err(too_few(plan.least_residents()).into());
        }
        mingma_sim::write(&plan, &self.out).map_err(|error| unwritable(&self.out, &error))?;
        say!("{}", self.out.display());
        Ok(Outcome::Holds)
    }
}

/// Lay a demo register, kept for real: every class of act, every kind, every refusal.
///
/// A data folder with a clock of its own (from 8 July 2022, 09:00 in Beijing), filled by the
/// same acts, signatures and decisions as people's. Everybody in it is generated. The same
/// seed lays the same log; whoever knows the seed knows every key, so it can never become a
/// real one. Everybody's key stands in its folder `holders`, to try commands with. On any
/// failure nothing is left behind.
#[derive(Args, Debug)]
pub struct RegisterArgs {
    /// The seed
    #[arg(long, value_name = "N", default_value_t = 2022)]
    seed: u64,
    /// How many acts at least; the scenes alone are some two hundred
    #[arg(long, value_name = "N", default_value_t = 0)]
    acts: u64,
    /// The data folder: a new one
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// sqlite, or postgres://user@host/name of an empty database [default: sqlite]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Print one JSON document: {acts, residents, classes, kinds, codes}
    #[arg(long)]
    json: bool,
}

/// The name of a demo register's log.
const ORIGIN: &str = "demo.invalid/register";

/// What occurred, as it is printed.
#[derive(Serialize)]
struct Told<'a> {
    acts: u64,
    residents: u64,
    classes: BTreeMap<&'static str, u64>,
    kinds: BTreeMap<&'static str, u64>,
    codes: &'a BTreeMap<String, u64>,
}

impl RegisterArgs {
    fn run(&self) -> Answer {
        let beside = Beside::lay(&self.data)?;
        let config = self.settings(beside.path())?;
        let profile = crate::kept::profile(&config)?;
        let layout = Layout::new(beside.path());
        let open = |layout: &Layout| open_store(layout, &config.store);
        let demo = Demo { seed: self.seed, acts: self.acts, layout, profile, origin: ORIGIN.into(), store: &open };
        let laid = register::lay(&demo).map_err(|error| error.faults())?;
        holders(beside.path(), &laid)?;
        beside.put()?;
        self.tell(&laid)
    }

    /// Writes `mingma.toml`, and reads it as every later command will.
    fn settings(&self, folder: &Path) -> Result<Config, Refusal> {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let store = self.store.as_deref().map(|store| format!("store = {}\n", quoted(store)));
        let text = format!("origin = {}\n{}", quoted(ORIGIN), store.unwrap_or_default());
        let path = folder.join(FILE);
        std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
        Ok(Words::of_folder(folder, &ConfigArgs::default())?.1)
    }

    fn tell(&self, laid: &Laid) -> Answer {
        let occurred = &laid.occurred;
        let told = Told {
            acts: laid.acts,
            residents: laid.residents,
            classes: occurred.classes.iter().map(|(class, count)| (class.word(), *count)).collect(),
            kinds: occurred.kinds.iter().map(|(kind, count)| (kind.word(), *count)).collect(),
            codes: &occurred.codes,
        };
        if self.json {
            print_json(&told)?;
            return Ok(Outcome::Holds);
        }
        let refused: u64 = told.codes.values().sum();
        say!("{}", self.data.display());
        say!("处置 acts {} · 持码人 residents {} · 拒绝 refusals {refused}", told.acts, told.residents);
        say!("密钥在 holders/，一人一份 / everybody's key stands in holders/");
        Ok(Outcome::Holds)
    }
}

fn open_store(layout: &Layout, which: &config::Store) -> Result<Arc<dyn Store>, ActError> {
    Ok(match which {
        config::Store::Sqlite => Arc::new(Sqlite::open(&layout.database())?),
        config::Store::Postgres(address) => Arc::new(Postgres::open(address)?),
    })
}

/// Everybody's key in a file of their name, for its owner's eyes.
fn holders(folder: &Path, laid: &Laid) -> Result<(), Refusal> {
    let folder = folder.join("holders");
    std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    for (holder, key) in &laid.holders {
        mingma_app::init::write_secret(&folder.join(format!("{holder}.pem")), key.pem().as_bytes())?;
    }
    Ok(())
}

fn too_few(least: u32) -> Fault {
    Fault::new(
        "MM-CLI-013",
        Text::new(
            format!("人数太少，放不下每一类的人：至少 {least}"),
            format!("too few people for every class: at least {least}"),
        ),
        Text::new(format!("写 --residents {least} 或更多"), format!("write --residents {least} or more")),
    )
}

fn unwritable(folder: &Path, error: &std::io::Error) -> Fault {
    let name = folder.display();
    Fault::new(
        "MM-CLI-012",
        Text::new(format!("写不了 {name}：{error}"), format!("{name} cannot be written: {error}")),
        Text::new("给出一个可写的文件夹", "name a folder that can be written"),
    )
}
