//! `mingma config`: the settings of a data folder, as a service would take them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::config::{ConfigArgs, Words};
use crate::context::{Answer, Outcome, print_json};

/// Read a data folder's mingma.toml and tell every setting, with where it comes from.
///
/// A flag wins over the file, the file over the default. Passwords are not shown.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: ConfigArgs,
}

impl ShowArgs {
    /// Reads and prints.
    pub fn run(&self) -> Answer {
        let (words, _) = Words::of_folder(&self.data, &self.flags)?;
        if self.json {
            let rows: BTreeMap<_, _> = words
                .told()
                .map(|(name, value, said)| (name, BTreeMap::from([("value", value), ("from", said.to_string())])))
                .collect();
            print_json(&rows)?;
        } else {
            for (name, value, said) in words.told() {
                say!("{name} = \"{value}\"  # {said}");
            }
        }
        Ok(Outcome::Holds)
    }
}
