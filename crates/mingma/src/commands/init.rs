//! `mingma init`: founding a register.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use mingma_acts::Power;
use mingma_app::register::By;
use mingma_app::register::area;
use mingma_app::register::genesis::{self, Genesis};
use mingma_app::register::officer::Officer;
use mingma_app::register::power::Grant;
use mingma_app::register::text::Publication;
use mingma_app::register::unit::Unit;
use mingma_app::{DemoClock, Handed, Layout};
use mingma_model::{Prefix, Profile};
use mingma_rules::PackFile;
use mingma_seal::{PublicKey, SigningKey, SystemRandom};

use crate::acting::Done;
use crate::commands::derive::instant;
use crate::config::{Config, ConfigArgs, FILE, Words};
use crate::context::{Answer, Outcome, Refusal, RulesArg};
use crate::kept::{Beside, Kept, KeyArgs, Place, does_not_hold, faults, make_store};

/// When the clock of a demo folder begins, unless said otherwise.
const DEMO_BEGINS: &str = "2022-07-08T09:00:00+08:00";

/// Found a register: a data folder, its keys, its log, and the genesis act.
///
/// The genesis act names the root unit, its two officers with their keys, its powers, and
/// the packs of rules that stand from the first day; both officers sign it. The root unit
/// has every power in its region, and may publish rules for every region: what it does not
/// have, no unit of this register will ever have. On any failure nothing is left behind.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The data folder: a new one
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The name of the public log, for good: its public address without https://
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "demo",
        default_value_if("demo", "true", "demo.invalid/register")
    )]
    origin: Option<String>,
    #[command(flatten)]
    keys: KeyArgs,
    /// The officers' work numbers, in the order of the keys [default: UNIT-01 and UNIT-02]
    #[arg(long = "officer", value_name = "ID")]
    officers: Vec<String>,
    #[command(flatten)]
    root: RootArgs,
    /// sqlite, or postgres://user@host/name of an empty database [default: sqlite]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// A demo folder: a clock of its own, never to become a real one
    #[arg(long)]
    demo: bool,
    /// When the clock of a demo folder begins [default: 2022-07-08T09:00:00+08:00]
    #[arg(long, value_name = "TIME", requires = "demo")]
    clock: Option<String>,
    /// Print one JSON document: {act, receipt, members}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

/// The root unit.
#[derive(Args, Debug)]
struct RootArgs {
    /// The root unit's id
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "demo",
        default_value_if("demo", "true", "henan-command")
    )]
    unit: Option<String>,
    /// Its Chinese name
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "demo",
        default_value_if("demo", "true", "河南省疫情防控指挥部（演示）")
    )]
    name_zh: Option<String>,
    /// Its English name
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "demo",
        default_value_if("demo", "true", "Henan epidemic command (demo)")
    )]
    name_en: Option<String>,
    /// Its region: 00, or two, four or six digits
    #[arg(long, value_name = "CODE", required_unless_present = "demo", default_value_if("demo", "true", "41"))]
    region: Option<String>,
    /// The telephone that residents are told
    #[arg(
        long,
        value_name = "NUMBER",
        required_unless_present = "demo",
        default_value_if("demo", "true", "0371-00000001")
    )]
    telephone: Option<String>,
}

impl InitArgs {
    /// Lays, founds, puts in place.
    pub fn run(&self) -> Answer {
        let keys = self.two_keys()?;
        let region = self.region()?;
        let files = self.rules.files()?;
        let beside = Beside::lay(&self.data)?;
        let config = self.settings(beside.path())?;
        let kept = self.lay(beside.path(), config)?;
        let profile = kept.place.profile.clone();
        let texts = texts(&files, &profile)?;
        let handed = self.genesis(&kept, &keys, region, texts)?;
        // Decided before anything is kept: what is refused leaves no trace, not even in PostgreSQL.
        if let Err(refused) = kept.house.preview(&handed) {
            return does_not_hold(refused.fault(), self.json);
        }
        let done = match kept.house.submit(&handed) {
            Ok(kept) => Done { kept, handed },
            Err(refused) => return does_not_hold(refused.fault(), self.json),
        };
        let (said, log) = (kept.said(&done, self.json)?, kept.house.log_key().to_string());
        kept.settle();
        drop(kept);
        beside.put()?;
        said.print()?;
        self.tell(&log);
        Ok(Outcome::Holds)
    }

    fn two_keys(&self) -> Result<Vec<SigningKey>, Refusal> {
        let keys = self.keys.read()?;
        let different: BTreeSet<PublicKey> = keys.iter().map(SigningKey::public).collect();
        let officers = self.officers.is_empty() || self.officers.len() == 2;
        if keys.len() == 2 && different.len() == 2 && officers {
            Ok(keys)
        } else {
            Err(faults::two_keys(different.len()).into())
        }
    }

    fn region(&self) -> Result<Prefix, Refusal> {
        let text = self.root.region.as_deref().unwrap_or_default();
        Ok(area(text).ok_or_else(|| faults::no_region("--region", text))?)
    }

    /// Writes `mingma.toml`, and reads it as every later command will.
    fn settings(&self, folder: &Path) -> Result<Config, Refusal> {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text = format!("origin = {}\n", quoted(self.origin.as_deref().unwrap_or_default()));
        if let Some(store) = &self.store {
            text.push_str(&format!("store = {}\n", quoted(store)));
        }
        let profile = &self.rules.profile.profile;
        if profile != mingma_rules::shipped::DEFAULT_PROFILE {
            text.push_str(&format!("profile = {}\n", quoted(profile)));
        }
        let path = folder.join(FILE);
        std::fs::write(&path, text).map_err(|error| faults::unwritable(&path, &error))?;
        let (_, config) = Words::of_folder(folder, &ConfigArgs::default())?;
        let whole =
            self.store.as_ref().is_none_or(|store| store == "sqlite" || format!("{:?}", config.store) == *store);
        if whole { Ok(config) } else { Err(faults::no_secret_in_settings().into()) }
    }

    fn lay(&self, folder: &Path, config: Config) -> Result<Kept, Refusal> {
        let layout = Layout::new(folder);
        let profile = crate::kept::profile(&config)?;
        mingma_app::init::lay(&layout, &SystemRandom)?;
        if self.demo {
            let begins = instant("--clock", self.clock.as_deref().unwrap_or(DEMO_BEGINS))?;
            DemoClock::lay(&layout.clock(), begins, &profile.zone)?;
        }
        let (store, sqlite) = make_store(&layout, &config.store)?;
        let newest = store.newest()?;
        if newest > 0 {
            return Err(faults::store_taken(newest).into());
        }
        Kept::open(Place { layout, config, profile, store, sqlite }, false)
    }

    fn genesis(
        &self,
        kept: &Kept,
        keys: &[SigningKey],
        region: Prefix,
        texts: Vec<Publication<'_>>,
    ) -> Result<Handed, Refusal> {
        let unit = self.root.unit.as_deref().unwrap_or_default();
        let officers = self.officers(unit);
        let register = crate::kept::key(&kept.place.layout.register_key())?.public();
        let genesis = Genesis {
            origin: &kept.place.config.origin,
            profile: &kept.place.profile.id,
            demo: self.demo,
            register,
            units: vec![self.root.told(unit, region)],
            powers: powers(unit, region),
            officers: officers.iter().zip(keys).map(|(id, key)| Officer { id, unit, key: key.public() }).collect(),
            texts,
        };
        let by = By { actor: unit, at: kept.house.now(), random: &SystemRandom };
        Ok(genesis::compose(by, &genesis).sign(&keys.iter().collect::<Vec<_>>()))
    }

    fn officers(&self, unit: &str) -> Vec<String> {
        if self.officers.is_empty() {
            (1..=2).map(|n| format!("{unit}-{n:02}")).collect()
        } else {
            self.officers.clone()
        }
    }

    fn tell(&self, log: &str) {
        if !self.json {
            let name = self.data.display();
            say!("登记册已在 {name} 建立；账本公钥，请公布并另存：");
            say!("The register stands in {name}; publish the log's key and keep a copy elsewhere:");
            say!("{log}");
        }
    }
}

impl RootArgs {
    fn told<'a>(&'a self, id: &'a str, region: Prefix) -> Unit<'a> {
        let text = |word: &'a Option<String>| word.as_deref().unwrap_or_default();
        Unit {
            id,
            name_zh: text(&self.name_zh),
            name_en: text(&self.name_en),
            region,
            parent: None,
            telephone: text(&self.telephone),
        }
    }
}

/// Every power at home, and publishing everywhere.
fn powers(unit: &str, region: Prefix) -> Vec<Grant<'_>> {
    let grant = |power, region| Grant { unit, power, region, until: None };
    let everywhere = (region != Prefix::everywhere()).then(|| grant(Power::Publish, Prefix::everywhere()));
    Power::ALL.iter().map(|power| grant(*power, region)).chain(everywhere).collect()
}

fn texts<'a>(files: &'a [PackFile], profile: &Profile) -> Result<Vec<Publication<'a>>, Refusal> {
    let read = |file: &'a PackFile| Publication::of_pack(file, profile);
    files.iter().map(|file| read(file).map_err(|faults| Refusal::in_packs(faults, files))).collect()
}
