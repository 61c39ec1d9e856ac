//! `mingma text`: public texts.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mingma_app::register::text::{self, Publication};
use mingma_rules::PackFile;

use crate::acting::{ActArgs, TwoArgs};
use crate::context::{Answer, Refusal};
use crate::files;

/// Publish texts that bind: packs of rules.
#[derive(Debug, Subcommand)]
pub enum TextCommand {
    Publish(PublishArgs),
}

/// Publish a pack of rules, in full, before it is in force.
///
/// Two officers of a unit with the power `publish` over the pack's region sign; where the
/// pack differs from a wider one, milder or stricter, two officers of the wider unit sign
/// as well (--key four times). `mingma rules check` tells every fault and difference first.
#[derive(Args, Debug)]
pub struct PublishArgs {
    /// The pack (*.toml)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl TextCommand {
    /// Acts.
    pub fn run(&self) -> Answer {
        match self {
            Self::Publish(args) => args.run(),
        }
    }
}

impl PublishArgs {
    fn run(&self) -> Answer {
        let file = PackFile::new(self.file.display().to_string(), files::text(&self.file)?);
        self.act.act(self.two.way(), &|acting| {
            let read = Publication::of_pack(&file, acting.house.profile());
            let publication = read.map_err(|faults| Refusal::in_packs(faults, std::slice::from_ref(&file)))?;
            Ok(text::compose(acting.by(), &publication))
        })
    }
}
