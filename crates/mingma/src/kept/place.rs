//! Where a register lies: its folder, its settings, its store. Whoever only looks
//! (an audit, a backup) goes no further than this.

use std::path::Path;
use std::sync::Arc;

use mingma_acts::{Vault, record_of};
use mingma_app::register::genesis::is_demo;
use mingma_app::{DemoClock, Layout};
use mingma_ledger::{Checkpoint, Verifier, leaf_in};
use mingma_model::Profile;
use mingma_seal::{MasterKey, SigningKey, SystemRandom, leaf_hash};
use mingma_store::{KeyStore, Postgres, Sqlite, Store};

use super::faults;
use super::keys::key;
use crate::config::{self, Config, ConfigArgs, Words};
use crate::context::{ProfileArg, Refusal};
use crate::files;

/// A register, found.
pub struct Place {
    /// Its folder.
    pub layout: Layout,
    /// Its settings.
    pub config: Config,
    /// Its jurisdiction.
    pub profile: Arc<Profile>,
    /// Its store.
    pub store: Arc<dyn Store>,
    /// The same, where it is a file of the folder.
    pub sqlite: Option<Arc<Sqlite>>,
}

impl Place {
    /// Finds the register of a folder.
    ///
    /// # Errors
    /// There is none; or settings, profile or store cannot be read.
    pub fn find(folder: &Path, flags: &ConfigArgs) -> Result<Self, Refusal> {
        let layout = Layout::new(folder);
        if !layout.config().exists() || !layout.keys().exists() {
            return Err(faults::no_register(folder).into());
        }
        let (_, config) = Words::of_folder(folder, flags)?;
        let profile = profile(&config)?;
        if config.store == config::Store::Sqlite && !layout.database().exists() {
            return Err(faults::missing(&layout.database()).into());
        }
        let (store, sqlite) = make_store(&layout, &config.store)?;
        Ok(Self { layout, config, profile, store, sqlite })
    }

    /// The name and key that checkpoints are verified with.
    ///
    /// # Errors
    /// The key file cannot be read.
    pub fn log(&self) -> Result<Verifier, Refusal> {
        Ok(Verifier::new(&self.config.origin, key(&self.layout.log_key())?.public())?)
    }

    /// Residents' keys.
    ///
    /// # Errors
    /// The master key or the key store is missing or cannot be read.
    pub fn vault(&self) -> Result<Vault, Refusal> {
        let (master, store) = (self.layout.master(), self.layout.key_store());
        let master = MasterKey::from_file_text(&files::text(&master)?)
            .map_err(|error| error.fault().of_file(master.display().to_string()))?;
        if !store.exists() {
            return Err(faults::missing(&store).into());
        }
        Ok(Vault::new(master, KeyStore::open(&store)?, Arc::new(SystemRandom)))
    }

    /// The clock of a demo folder; none where the machine's holds. A register is a demo
    /// because its first act says so: a file alone makes none.
    ///
    /// # Errors
    /// `clock.toml` says no moment, or stands beside a real register, or is gone.
    pub fn demo(&self, serving: bool) -> Result<Option<Arc<DemoClock>>, Refusal> {
        if let Some(first) = self.store.act(1)? {
            let (demo, clock) = (is_demo(&record_of(&first)?.act().body), self.layout.clock());
            if demo != clock.exists() {
                return Err(faults::another_clock(&clock, demo).into());
            }
        }
        let clock = DemoClock::read(&self.layout.clock(), &self.profile.zone, serving)?;
        Ok(clock.map(Arc::new))
    }

    /// The register's own key.
    fn register_key(&self) -> Result<SigningKey, Refusal> {
        key(&self.layout.register_key())
    }

    /// Folder and store are of one register: the first act in the store names the key and
    /// the log of this folder, and the newest act that the log shows is the store's.
    ///
    /// # Errors
    /// They are not; nothing was written.
    pub fn belongs(&self) -> Result<(), Refusal> {
        let size = shown(self)?.map_or(0, |checkpoint| checkpoint.size);
        let Some(first) = self.store.act(1)? else {
            return if size > 0 { Err(faults::behind(0, size).into()) } else { Ok(()) };
        };
        let genesis = record_of(&first)?;
        let body = &genesis.act().body;
        if body.text("origin") != Some(&self.config.origin) {
            return Err(faults::another_register(body.text("origin").unwrap_or("?")).into());
        }
        if body.bytes("register") != Some(&self.register_key()?.public().to_bytes()) {
            return Err(faults::another_register("register.pem").into());
        }
        if size == 0 {
            return Ok(());
        }
        let Some(row) = self.store.act(size)? else {
            return Err(faults::behind(self.store.newest()?, size).into());
        };
        let leaf = leaf_hash(&record_of(&row)?.leaf());
        match leaf_in(&self.layout.log(), size - 1, size)? {
            Some(logged) if logged != leaf => Err(faults::another_register(&format!("log {size}")).into()),
            _ => Ok(()),
        }
    }
}

/// The checkpoint that the folder shows.
///
/// # Errors
/// It is not signed by this log.
pub fn shown(place: &Place) -> Result<Option<Checkpoint>, Refusal> {
    let path = place.layout.log().join("checkpoint");
    if !path.exists() {
        return Ok(None);
    }
    Ok(Some(Checkpoint::parse(&files::text(&path)?, &place.log()?)?))
}

/// The jurisdiction that the settings name.
///
/// # Errors
/// It cannot be read.
pub fn profile(config: &Config) -> Result<Arc<Profile>, Refusal> {
    Ok(Arc::new(ProfileArg { profile: config.profile.clone() }.read()?))
}

/// A store; and the same once more, where it is a file of the folder.
pub type Opened = (Arc<dyn Store>, Option<Arc<Sqlite>>);

/// Opens a store, making it where it is new.
///
/// # Errors
/// It cannot be reached, or is not one of this program.
pub fn make_store(layout: &Layout, which: &config::Store) -> Result<Opened, Refusal> {
    match which {
        config::Store::Sqlite => {
            let store = Arc::new(Sqlite::open(&layout.database())?);
            Ok((store.clone(), Some(store)))
        }
        config::Store::Postgres(address) => Ok((Arc::new(Postgres::open(address)?), None)),
    }
}
