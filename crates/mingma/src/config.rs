//! `mingma.toml`: how a data folder is served.
//!
//! [`KEYS`] is the one table: what each key is called, means, defaults to, and which flag
//! stands for it. `docs/mingma.toml.md` is made from it. A flag wins over the file, the file
//! over the default; words are read into values once, wherever they came from.

mod faults;
mod keys;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::Args;
use mingma_model::{Fault, Faults, Source};
use mingma_web::operate::{Format, Level, Reach};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::context::Refusal;
use crate::files;
use keys::{KEYS, Key, about};
pub use values::Store;

/// The file's name in a data folder.
pub const FILE: &str = "mingma.toml";

/// The flags that stand for keys.
#[derive(Args, Clone, Debug, Default)]
pub struct ConfigArgs {
    #[arg(long, value_name = "ADDR", help = about("listen"))]
    listen: Option<String>,
    #[arg(long, value_name = "URL", help = about("store"))]
    store: Option<String>,
    #[arg(long, value_name = "FILE", help = about("tls.cert"))]
    tls_cert: Option<String>,
    #[arg(long, value_name = "FILE", help = about("tls.key"))]
    tls_key: Option<String>,
    #[arg(long, value_name = "FORMAT", help = about("log.format"))]
    log_format: Option<String>,
    #[arg(long, value_name = "LEVEL", help = about("log.level"))]
    log_level: Option<String>,
    #[arg(long, value_name = "NAME|DIR", help = about("profile"))]
    profile: Option<String>,
}

impl ConfigArgs {
    /// Store and profile alone, as a command takes them that serves nothing.
    pub fn of(store: Option<String>, profile: Option<String>) -> Self {
        Self { store, profile, ..Self::default() }
    }

    /// Flag and word, of those that were given.
    fn given(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let all = [
            ("--listen", &self.listen),
            ("--store", &self.store),
            ("--tls-cert", &self.tls_cert),
            ("--tls-key", &self.tls_key),
            ("--log-format", &self.log_format),
            ("--log-level", &self.log_level),
            ("--profile", &self.profile),
        ];
        all.into_iter().filter_map(|(flag, word)| word.as_ref().map(|word| (flag, word)))
    }
}

/// Who said a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The flag of the command.
    Flag,
    /// The file, at these bytes.
    File(Range<usize>),
    /// Nobody: the table of keys.
    Default,
}

/// A word as it was said; what it means is found out later.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    said: Said,
}

/// Settings, each read into its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub listen: std::net::SocketAddr,
    /// The name of the log.
    pub origin: String,
    /// Where acts and projections are kept.
    pub store: Store,
    /// Certificate chain and key, both PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// How lines of log look.
    pub log_format: Format,
    /// What is logged.
    pub log_level: Level,
    /// Name or folder of the jurisdiction.
    pub profile: String,
    /// Between two checkpoints.
    pub checkpoint_every: std::time::Duration,
    /// Who may read the figures.
    pub metrics: Reach,
}

/// All words that hold, by key: the flag's, else the file's, else the default.
pub struct Words {
    words: BTreeMap<&'static str, Word>,
    folder: PathBuf,
}

impl Words {
    /// Reads `mingma.toml` of a data folder, where there is one, below the flags.
    ///
    /// # Errors
    /// Every fault of the file, at its place.
    pub fn of_folder(folder: &Path, flags: &ConfigArgs) -> Result<(Self, Config), Refusal> {
        let path = folder.join(FILE);
        let text = if path.exists() { files::text(&path)? } else { String::new() };
        let name = path.display().to_string();
        let source = Source::new(&name, &text);
        Self::of_text(&source, folder, flags).map_err(|faults| Refusal::in_text(faults, &source))
    }

    /// The same of a text.
    ///
    /// # Errors
    /// Every fault of the text, at its place, and of the flags.
    pub fn of_text(source: &Source<'_>, folder: &Path, flags: &ConfigArgs) -> Result<(Self, Config), Faults> {
        let mut found = Faults::none();
        let mut words = defaults();
        words.extend(file(source, &mut found)?);
        words.extend(flags.given().filter_map(|(flag, text)| {
            let key = KEYS.iter().find(|key| key.flag == Some(flag))?;
            Some((key.name, Word { text: text.clone(), said: Said::Flag }))
        }));
        let words = Self { words, folder: folder.to_owned() };
        let config = words.read(source, &mut found);
        found.sort();
        match config {
            Some(config) => found.or((words, config)),
            None => Err(found),
        }
    }

    /// Each key that has a word, with the word as it may be shown, and who said it.
    pub fn told(&self) -> impl Iterator<Item = (&'static str, String, &Said)> {
        KEYS.iter().filter_map(|key| self.words.get(key.name).map(|word| (key.name, key.shown(&word.text), &word.said)))
    }

    fn read(&self, source: &Source<'_>, found: &mut Faults) -> Option<Config> {
        let mut reader = Reader { words: self, source, found };
        let listen = reader.value("listen", values::address);
        let origin = reader.value("origin", values::origin);
        let store = reader.value("store", values::store);
        let tls = reader.tls();
        let (log_format, log_level) =
            (reader.value("log.format", values::format), reader.value("log.level", values::level));
        let profile = reader.value("profile", values::profile);
        let every = reader.value("checkpoint.every", values::every);
        let metrics = reader.value("metrics.reach", values::reach);
        Some(Config {
            listen: listen?,
            origin: origin?,
            store: store?,
            tls,
            log_format: log_format?,
            log_level: log_level?,
            profile: profile?,
            checkpoint_every: every?,
            metrics: metrics?,
        })
    }
}

fn defaults() -> BTreeMap<&'static str, Word> {
    let said = |key: &Key| key.default.map(|text| (key.name, Word { text: text.to_owned(), said: Said::Default }));
    KEYS.iter().filter_map(said).collect()
}

/// The words of a file. What is no key is a fault; what is no text is a word that nothing
/// can be read from.
fn file(source: &Source<'_>, found: &mut Faults) -> Result<BTreeMap<&'static str, Word>, Faults> {
    let (table, broken) = DeTable::parse_recoverable(source.text);
    for error in &broken {
        found.push(faults::syntax(error.message()).at(source, error.span().unwrap_or(0..0)));
    }
    if !broken.is_empty() {
        return Err(std::mem::take(found));
    }
    let mut words = BTreeMap::new();
    walk("", table.get_ref(), &mut |name, key, value| match known(name) {
        None => found.push(faults::unknown(name).at(source, key)),
        Some(known) => {
            let text = value.get_ref().as_str().unwrap_or_default().to_owned();
            words.insert(known.name, Word { text, said: Said::File(value.span()) });
        }
    });
    Ok(words)
}

fn known(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Takes a dotted name, its place, and its value.
type Visit<'v> = dyn FnMut(&str, Range<usize>, &Spanned<DeValue<'_>>) + 'v;

/// Visits every value with its dotted name; a table is gone into where keys stand below it.
fn walk(above: &str, table: &DeTable<'_>, visit: &mut Visit<'_>) {
    for (key, value) in table {
        let name = format!("{above}{}", key.get_ref());
        let below = format!("{name}.");
        match value.get_ref() {
            DeValue::Table(inner) if KEYS.iter().any(|key| key.name.starts_with(&below)) => walk(&below, inner, visit),
            _ => visit(&name, key.span(), value),
        }
    }
}

/// Reads words into values and collects what cannot be read.
struct Reader<'a> {
    words: &'a Words,
    source: &'a Source<'a>,
    found: &'a mut Faults,
}

impl Reader<'_> {
    fn value<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let key = known(name)?;
        match self.words.words.get(name) {
            Some(word) => read(&word.text).or_else(|| self.refuse(&word.said, faults::value(key))),
            None => {
                self.found.push(faults::missing(key).of_file(self.source.name));
                None
            }
        }
    }

    /// A file: named by a flag, from where the command runs; in `mingma.toml`, from its folder.
    fn path(&mut self, name: &'static str) -> Option<PathBuf> {
        let path = self.value(name, values::path)?;
        let by_flag = self.words.words.get(name).is_some_and(|word| word.said == Said::Flag);
        Some(if by_flag { path } else { self.words.folder.join(path) })
    }

    /// Certificate and key come together or not at all.
    fn tls(&mut self) -> Option<(PathBuf, PathBuf)> {
        let said = |name| self.words.words.get(name).map(|word| word.said.clone());
        match (said("tls.cert"), said("tls.key")) {
            (Some(_), Some(_)) => {
                let (cert, key) = (self.path("tls.cert"), self.path("tls.key"));
                cert.zip(key)
            }
            (Some(said), None) => self.refuse(&said, faults::half("tls.cert", "tls.key")),
            (None, Some(said)) => self.refuse(&said, faults::half("tls.key", "tls.cert")),
            (None, None) => None,
        }
    }

    fn refuse<T>(&mut self, said: &Said, fault: Fault) -> Option<T> {
        self.found.push(match said {
            Said::File(span) => fault.at(self.source, span.clone()),
            Said::Flag | Said::Default => fault,
        });
        None
    }
}

/// Who said it, for people.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::File(_) => "file",
            Self::Default => "default",
        })
    }
}
