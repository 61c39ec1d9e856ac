//! Laying a data folder: its keys, its empty log. The first act is handed in afterwards
//! like any other.

use std::io::Write as _;
use std::path::Path;

use mingma_acts::ActError;
use mingma_seal::{MasterKey, PublicKey, Random, SigningKey};

use crate::layout::Layout;

/// The keys that a new folder was laid with, as far as others may know them.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The key of the register itself.
    pub register: PublicKey,
    /// The key that signs checkpoints.
    pub log: PublicKey,
}

/// Lays a folder: master key, log key, register key, each readable by its owner alone.
///
/// # Errors
/// The folder holds a register already, or the disk refuses; nothing that stood before
/// is touched.
pub fn lay(layout: &Layout, random: &dyn Random) -> Result<Laid, ActError> {
    if layout.master().exists() || layout.database().exists() || layout.log().exists() {
        return Err(ActError::Stopped(format!("{}: not empty", layout.folder().display())));
    }
    make_folder(&layout.keys())?;
    make_folder(&layout.log())?;
    let master = MasterKey::generate(random);
    let (log, register) = (SigningKey::generate(random), SigningKey::generate(random));
    write_secret(&layout.master(), master.to_file_text().as_bytes())?;
    write_secret(&layout.log_key(), log.pem().as_bytes())?;
    write_secret(&layout.register_key(), register.pem().as_bytes())?;
    Ok(Laid { register: register.public(), log: log.public() })
}

fn make_folder(path: &Path) -> Result<(), ActError> {
    std::fs::create_dir_all(path).map_err(|error| told(path, &error))?;
    private(path, 0o700)
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> Result<(), ActError> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).map_err(|error| told(path, &error))
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> Result<(), ActError> {
    Ok(())
}

/// Writes a file that only its owner reads, and that must not stand yet.
///
/// # Errors
/// It stands, or the disk refuses.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), ActError> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| told(path, &error))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| told(path, &error))
}

fn told(path: &Path, error: &std::io::Error) -> ActError {
    ActError::Stopped(format!("{}: {error}", path.display()))
}
