//! A kept register, found and opened for a command.
//!
//! [`DataArgs`] says where it lies; a [`Place`] is read without taking part in it; a
//! [`Kept`] is the register itself, open.

pub mod copying;
pub mod faults;
mod keys;
mod looking;
mod moment;
mod place;
mod scratch;
pub mod served;
mod serving;
mod strange;
mod told;

use std::ops::Deref;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use mingma_app::{Clock, DemoClock, House, Opening, SystemClock};
use mingma_seal::SystemRandom;

use crate::config::ConfigArgs;
use crate::context::Refusal;
pub use keys::{KeyArgs, key};
pub use looking::Looking;
pub use moment::Moment;
pub use place::{Place, make_store, profile, shown};
pub use scratch::sweep;
pub use serving::Serving;
pub use strange::all as strange;
pub use told::{does_not_hold, print, tell_fault};

/// Where a register lies.
#[derive(Args, Clone, Debug)]
pub struct DataArgs {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// sqlite, or postgres://user@host/name [default: as mingma.toml says]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The jurisdiction [default: as mingma.toml says]
    #[arg(long, value_name = "NAME|DIR")]
    profile: Option<String>,
}

impl DataArgs {
    /// The flags, as settings.
    fn flags(&self) -> ConfigArgs {
        ConfigArgs::of(self.store.clone(), self.profile.clone())
    }

    /// Finds the register, and takes no part in it.
    ///
    /// # Errors
    /// There is none, or its settings or its store cannot be read.
    pub fn find(&self) -> Result<Place, Refusal> {
        Place::find(&self.data, &self.flags())
    }

    /// Opens the register.
    ///
    /// # Errors
    /// As [`Self::find`]; or folder and store do not belong together.
    pub fn open(&self) -> Result<Kept, Refusal> {
        Kept::open(self.find()?, false)
    }
}

/// A register, open.
pub struct Kept {
    /// Where it lies.
    pub place: Place,
    /// The register.
    pub house: Arc<House>,
    /// The clock of a demo folder.
    pub demo: Option<Arc<DemoClock>>,
}

impl Deref for Kept {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

impl Kept {
    /// Opens what was found; the clock of a demo folder runs while it is served.
    ///
    /// # Errors
    /// Folder and store do not belong together, or one cannot be read or written.
    pub fn open(place: Place, serving: bool) -> Result<Self, Refusal> {
        place.belongs()?;
        let demo = place.demo(serving)?;
        let clock: Arc<dyn Clock> = match &demo {
            Some(demo) => demo.clone(),
            None => Arc::new(SystemClock),
        };
        let house = House::open(Opening {
            layout: place.layout.clone(),
            store: place.store.clone(),
            profile: place.profile.clone(),
            clock,
            random: Arc::new(SystemRandom),
            origin: place.config.origin.clone(),
        })?;
        Ok(Self { place, house: Arc::new(house), demo })
    }

    /// Leaves the store in one file, where it is a file: what waits in its write-ahead log
    /// is durable either way, and a reader in the way is no fault.
    pub fn settle(&self) {
        if let Some(store) = &self.place.sqlite {
            store.checkpoint().ok();
        }
    }
}

/// True where a path leads to nothing, or to a folder with nothing in it.
pub fn is_free(path: &Path) -> bool {
    match std::fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Writes a file that only its owner reads, and that must not stand yet.
///
/// # Errors
/// It stands, or the disk refuses.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    Ok(written.map_err(|error| faults::not_written(path, &error))?)
}

/// A folder beside the one that is to be: it is put in its place whole, or goes.
pub struct Beside {
    new: tempfile::TempDir,
    to: PathBuf,
}

impl Beside {
    /// Lays it, where nothing stands yet.
    ///
    /// # Errors
    /// Something stands there, or the disk refuses.
    pub fn lay(to: &Path) -> Result<Self, Refusal> {
        if !is_free(to) {
            return Err(faults::not_empty(to).into());
        }
        let parent = parent(to);
        std::fs::create_dir_all(&parent).map_err(|error| faults::unwritable(&parent, &error))?;
        let new = tempfile::Builder::new()
            .prefix(".mingma-")
            .permissions(std::fs::Permissions::from_mode(0o700))
            .tempdir_in(&parent);
        Ok(Self { new: new.map_err(|error| faults::unwritable(to, &error))?, to: to.to_owned() })
    }

    /// Where it is being laid.
    pub fn path(&self) -> &Path {
        self.new.path()
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// The disk refuses, or something came to stand there meanwhile.
    pub fn put(self) -> Result<(), Refusal> {
        let refused = |error: std::io::Error| Refusal::from(faults::unwritable(&self.to, &error));
        std::fs::rename(self.new.path(), &self.to).map_err(refused)?;
        drop(self.new.keep());
        // The name is durable once the folder that holds it is.
        std::fs::File::open(parent(&self.to)).and_then(|folder| folder.sync_all()).map_err(refused)
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
