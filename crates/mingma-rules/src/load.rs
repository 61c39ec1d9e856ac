//! Many packs at once: one reading, all faults.

use mingma_model::{Faults, Profile, Source};

use crate::book::Rulebook;
use crate::faults;
use crate::parse::{ReadPack, pack};

/// A pack's file: its name as the reader knows it, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// The name that faults give.
    pub name: String,
    /// The text.
    pub text: String,
}

impl PackFile {
    /// Names a text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The text with its name, for faults to point into.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }

    /// Reads the pack by the loader's law.
    ///
    /// # Errors
    /// Every fault of the pack.
    pub fn read(&self, profile: &Profile) -> Result<ReadPack, Faults> {
        pack(&self.source(), profile)
    }
}

/// Reads packs by the loader's law; an id may stand once.
///
/// # Errors
/// Every fault of every pack.
pub fn packs(files: &[PackFile], profile: &Profile) -> Result<Vec<ReadPack>, Faults> {
    let (read, found) = try_packs(files, profile);
    let whole: Vec<ReadPack> = read.into_iter().flatten().collect();
    found.or(whole)
}

/// Reads packs and keeps those that read well beside the faults of the rest.
pub(crate) fn try_packs(files: &[PackFile], profile: &Profile) -> (Vec<Option<ReadPack>>, Faults) {
    let mut found = Faults::none();
    let mut ids: Vec<(String, &str)> = Vec::new();
    let mut out = Vec::new();
    for file in files {
        match file.read(profile) {
            Ok(read) => {
                if let Some((_, first)) = ids.iter().find(|(id, _)| *id == read.pack.id) {
                    found.push(faults::same_pack(&read.pack.id, first).at(&file.source(), read.id_span.clone()));
                }
                ids.push((read.pack.id.clone(), &file.name));
                out.push(Some(read));
            }
            Err(faults) => {
                found.extend(faults);
                out.push(None);
            }
        }
    }
    if files.is_empty() {
        found.push(faults::no_packs());
    }
    if files.len() > Rulebook::MAX_PACKS {
        let most = Rulebook::MAX_PACKS;
        let count = files.len();
        found.push(faults::too_large(
            &format!("规则包 {count} 个，上限 {most}"),
            &format!("{count} packs, at most {most}"),
        ));
    }
    (out, found)
}

/// Reads and compiles packs.
///
/// # Errors
/// Every fault of every pack.
pub fn rulebook(files: &[PackFile], profile: &Profile) -> Result<Rulebook, Faults> {
    let packs = packs(files, profile)?.into_iter().map(|read| read.pack).collect();
    Ok(Rulebook::new(packs, profile.zone.clone()))
}

/// The packs that ship with a profile, compiled.
///
/// # Errors
/// A fault in a pack that ships.
pub fn shipped(profile: &Profile) -> Result<Rulebook, Faults> {
    rulebook(&shipped_files(&profile.id), profile)
}

/// The files of the packs that ship with a profile.
#[must_use]
pub fn shipped_files(profile: &str) -> Vec<PackFile> {
    crate::shipped::packs(profile).into_iter().map(|(name, text)| PackFile::new(name, text.into_owned())).collect()
}
