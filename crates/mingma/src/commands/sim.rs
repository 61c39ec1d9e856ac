//! `mingma sim`: people and registers generated from a seed.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use mingma_model::{Fault, Text};
use mingma_sim::Plan;

use crate::context::{Answer, Outcome};

/// Generate people and registers from a seed.
#[derive(Debug, Subcommand)]
pub enum SimCommand {
    /// Write a legacy folder: the register of June 2022, or one of every class
    Legacy(LegacyArgs),
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
