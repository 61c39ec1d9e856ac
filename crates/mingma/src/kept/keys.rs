//! Key files: whoever holds one signs with it.

use std::path::{Path, PathBuf};

use clap::Args;
use mingma_seal::SigningKey;

use crate::context::Refusal;
use crate::files;

/// Who signs.
#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// A key file that signs; once for each who signs
    #[arg(long = "key", value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

impl KeyArgs {
    /// Reads the keys, in the order given.
    ///
    /// # Errors
    /// A file that cannot be read or holds no key.
    pub fn read(&self) -> Result<Vec<SigningKey>, Refusal> {
        self.files.iter().map(|path| key(path)).collect()
    }
}

/// Reads one key file.
///
/// # Errors
/// It cannot be read, or holds no key; what it does hold is not repeated.
pub fn key(path: &Path) -> Result<SigningKey, Refusal> {
    let text = files::text(path)?;
    SigningKey::from_pem(&text).map_err(|error| error.fault().of_file(path.display().to_string()).into())
}
