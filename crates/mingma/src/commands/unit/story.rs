//! `mingma unit story`: the story's register, ready to be tried.

use std::path::{Path, PathBuf};

use clap::Args;
use mingma_app::register::story::{Cast, Telling};
use mingma_app::register::text::Publication;
use mingma_app::{DemoClock, Layout, Refused};
use mingma_rules::PackFile;
use mingma_seal::SystemRandom;
use serde_json::json;

use crate::commands::derive::instant;
use crate::config::{ConfigArgs, FILE, Words};
use crate::context::{Answer, Outcome, Refusal, RulesArg};
use crate::kept::{Beside, Kept, Place, does_not_hold, faults, key, make_store, print, write_secret};

/// The name of the story's log.
const ORIGIN: &str = "demo.invalid/story";

/// Lay the story's register: its units, officers and institutions, with their keys.
///
/// A demo folder in which the province's command, health commissions, bureaus, cities, a
/// contractor without powers, laboratories, a port, a railway and a partner stand by acts that
/// the same decisions admitted as any others. Each holder's key is a file of its name. On any
/// failure nothing is left behind.
#[derive(Args, Debug)]
pub struct StoryArgs {
    /// The data folder: a new one
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The folder for the key files: a new one, HOLDER.pem each
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// When its clock begins (RFC 3339)
    #[arg(long, value_name = "TIME", default_value = "2022-07-08T09:00:00+08:00")]
    clock: String,
    /// Print one JSON document: {acts, keys, log}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

impl StoryArgs {
    /// Lays, tells the story act by act, puts both folders in place.
    pub fn run(&self) -> Answer {
        let files = self.rules.files()?;
        let (data, keys) = (Beside::lay(&self.data)?, Beside::lay(&self.keys)?);
        let kept = self.lay(data.path())?;
        let cast = Cast::draw(&SystemRandom);
        if let Err(refused) = self.tell(&kept, &cast, &files)? {
            return does_not_hold(refused.fault(), self.json);
        }
        for (holder, key) in cast.holders() {
            write_secret(&keys.path().join(format!("{holder}.pem")), key.pem().as_bytes())?;
        }
        let (acts, holders, log) = (kept.registry().newest, cast.holders().count(), kept.log_key().to_string());
        kept.sequencer().wait_for(acts)?;
        drop(kept);
        keys.put()?;
        data.put()?;
        self.told(acts, holders, &log)
    }

    fn lay(&self, folder: &Path) -> Result<Kept, Refusal> {
        let layout = Layout::new(folder);
        let mut text = format!("origin = \"{ORIGIN}\"\n");
        let named = &self.rules.profile.profile;
        if named != mingma_rules::shipped::DEFAULT_PROFILE {
            text.push_str(&format!("profile = {}\n", toml::Value::String(named.clone())));
        }
        let path = folder.join(FILE);
        std::fs::write(&path, text).map_err(|error| faults::unwritable(&path, &error))?;
        let (_, config) = Words::of_folder(folder, &ConfigArgs::default())?;
        let profile = crate::kept::profile(&config)?;
        mingma_app::init::lay(&layout, &SystemRandom)?;
        DemoClock::lay(&layout.clock(), instant("--clock", &self.clock)?, &profile.zone)?;
        let (store, sqlite) = make_store(&layout, &config.store)?;
        Kept::open(Place { layout, config, profile, store, sqlite }, false)
    }

    fn tell(&self, kept: &Kept, cast: &Cast, files: &[PackFile]) -> Result<Result<(), Refused>, Refusal> {
        let profile = kept.place.profile.clone();
        let read = |file| Publication::of_pack(file, &profile).map_err(|faults| Refusal::in_packs(faults, files));
        let texts = files.iter().map(read).collect::<Result<Vec<Publication<'_>>, Refusal>>()?;
        let telling = Telling {
            origin: ORIGIN,
            profile: &profile,
            register: key(&kept.place.layout.register_key())?.public(),
            texts: &texts,
            at: kept.now(),
            random: &SystemRandom,
        };
        for step in cast.steps(telling) {
            if let Err(refused) = kept.submit(&cast.sign(step)) {
                return Ok(Err(refused));
            }
        }
        Ok(Ok(()))
    }

    fn told(&self, acts: u64, holders: usize, log: &str) -> Answer {
        let (data, keys) = (self.data.display(), self.keys.display());
        let zh = format!("故事的登记册已在 {data}：{acts} 件处置；{holders} 把密钥在 {keys}；账本公钥 {log}");
        let en = format!(
            "The story's register stands in {data}: {acts} acts; {holders} keys in {keys}; the log's key {log}"
        );
        print(self.json, &json!({ "acts": acts, "keys": holders, "log": log }), &zh, &en)?;
        Ok(Outcome::Holds)
    }
}
