//! What every command has at hand: the profile, the packs, how to answer.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use mingma_model::{Fault, Faults, Profile, Source, Text, unseen};
use mingma_rules::{PackFile, Rulebook, load, shipped};

use crate::draw;
use crate::files;

/// Whether what was asked for holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds: exit 0.
    Holds,
    /// It does not: exit 1.
    DoesNotHold,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Holds => Self::SUCCESS,
            Outcome::DoesNotHold => Self::from(1),
        }
    }
}

/// Input that cannot be used: every fault, with the texts to point into.
#[derive(Debug)]
pub struct Refusal {
    faults: Faults,
    texts: Vec<(String, String)>,
    /// The input could be used; what was asked for does not hold.
    lawful: bool,
}

impl Refusal {
    /// Draws the faults on stderr.
    pub fn tell(&self) {
        draw::faults(&self.faults, &self.texts);
    }

    /// The faults.
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// A refusal whose faults point into one text.
    pub fn in_text(faults: Faults, source: &Source<'_>) -> Self {
        Self { faults, texts: vec![(source.name.to_owned(), source.text.to_owned())], lawful: false }
    }

    /// A refusal whose faults point into pack files.
    pub fn in_packs(faults: Faults, packs: &[PackFile]) -> Self {
        let texts = packs.iter().map(|file| (file.name.clone(), file.source().text.to_owned())).collect();
        Self { faults, texts, lawful: false }
    }

    /// A refusal of what was asked well: exit 1, as where the register itself refuses it.
    pub fn lawful(fault: Fault) -> Self {
        Self { lawful: true, ..Self::from(fault) }
    }

    /// 2 where the input cannot be used, 1 where what was asked for does not hold.
    pub const fn exit(&self) -> u8 {
        if self.lawful { 1 } else { 2 }
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self { faults, texts: Vec::new(), lawful: false }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Faults::from(fault).into()
    }
}

/// What the rooms below refuse, told as they tell it.
macro_rules! refusals {
    ($($error:ty)*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                error.fault().into()
            }
        }
    )*};
}

refusals! { mingma_acts::ActError mingma_ledger::LedgerError mingma_seal::SealError mingma_store::StoreError }

/// How a command ends.
pub type Answer = Result<Outcome, Refusal>;

/// The profile, for commands that need no packs.
#[derive(Args, Clone, Debug)]
pub struct ProfileArg {
    /// The jurisdiction: cn, school-exclusion, or a folder that holds a profile.toml
    #[arg(long, value_name = "NAME|DIR", default_value = shipped::DEFAULT_PROFILE)]
    pub profile: String,
}

impl ProfileArg {
    /// Reads the profile.
    pub fn read(&self) -> Result<Profile, Refusal> {
        if shipped::profile_file(&format!("{}/profile.toml", self.profile)).is_some() {
            return Ok(shipped::profile(&self.profile)?);
        }
        let folder = Path::new(&self.profile);
        if !folder.is_dir() {
            return Ok(shipped::profile(&self.profile)?);
        }
        let id = folder.file_name().map_or_else(|| "profile".to_owned(), |name| name.to_string_lossy().into_owned());
        let own = format!("{id}/");
        let read = |path: &str| match path.strip_prefix(&own) {
            Some(file) => std::fs::read_to_string(folder.join(file)).ok().map(Cow::Owned),
            None => shipped::profile_file(path),
        };
        Ok(Profile::read(&id, &read)?)
    }

    /// The folder of packs that a profile folder of one's own holds, if any.
    fn own_rules(&self) -> Option<PathBuf> {
        let folder = Path::new(&self.profile).join("rules");
        (shipped::profile_file(&format!("{}/profile.toml", self.profile)).is_none() && folder.is_dir())
            .then_some(folder)
    }
}

/// The profile and the packs.
#[derive(Args, Clone, Debug)]
pub struct RulesArg {
    #[command(flatten)]
    pub profile: ProfileArg,
    /// A folder of packs (*.toml) [default: the packs that ship with the profile]
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

impl RulesArg {
    /// The pack files, by name.
    pub fn files(&self) -> Result<Vec<PackFile>, Refusal> {
        match self.rules.clone().or_else(|| self.profile.own_rules()) {
            Some(folder) => files::packs(&folder),
            None => Ok(load::shipped_files(&self.profile.profile)),
        }
    }

    /// A file beside the packs.
    pub fn beside(&self, name: &str) -> Option<String> {
        match self.rules.clone().or_else(|| self.profile.own_rules()) {
            Some(folder) => std::fs::read_to_string(folder.join(name)).ok(),
            None => shipped::rule_file(&self.profile.profile, name).map(Cow::into_owned),
        }
    }

    /// Profile and compiled packs.
    pub fn read(&self) -> Result<(Profile, Rulebook), Refusal> {
        let profile = self.profile.read()?;
        let files = self.files()?;
        let book = load::rulebook(&files, &profile).map_err(|faults| Refusal::in_packs(faults, &files))?;
        Ok((profile, book))
    }
}

/// Prints one JSON document.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Refusal> {
    use std::io::Write;
    let text = serde_json::to_string_pretty(value).map_err(|error| unprintable(&error))?;
    // A reader that closed the pipe has what it wanted.
    writeln!(std::io::stdout(), "{}", escaped(&text)).ok();
    Ok(())
}

/// The same JSON with whatever an eye does not see, or what moves what it sees, written as
/// `\uXXXX`: read by a program it says the same, on a terminal it moves nothing.
fn escaped(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Between values a document has ends of line; within texts they are escaped already.
        if c == '\n' || !unseen(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").expect("writing into memory cannot fail");
        }
    }
    out
}

fn unprintable(error: &serde_json::Error) -> Fault {
    Fault::new(
        "MM-CLI-001",
        Text::new(format!("无法写出 JSON：{error}"), format!("cannot write JSON: {error}")),
        Text::new("请报告此问题", "please report this"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_and_shows_nothing_that_moves_a_terminal() {
        let told = serde_json::json!({ "a\u{9b}31m": "\u{202e}x\u{2066}\u{80}\u{7f}\u{e0041}\u{feff}", "b": ["郑州", "👩\u{200d}⚕️", "\n\t"] });
        let text = escaped(&serde_json::to_string_pretty(&told).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && unseen(c)), "{text:?}");
        assert!(text.contains("\\u009b31m") && text.contains("\\u202ex") && text.contains("\\udb40\\udc41"), "{text}");
        assert!(text.contains("👩\u{200d}⚕️"), "what spells stays");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), told);
    }
}
