//! From words to values. A word that cannot be read is none; the table of keys says what can.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use mingma_web::operate::{Format, Level, Reach};

/// The longest name of a log, in bytes.
const MAX_ORIGIN: usize = 255;
/// Between two checkpoints, at least and at most.
const EVERY: [Duration; 2] = [Duration::from_millis(20), Duration::from_secs(60)];

/// Where acts and projections are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Store {
    /// In the data folder.
    Sqlite,
    /// In PostgreSQL, at this address. It may hold a password and is never shown whole.
    Postgres(String),
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite"),
            Self::Postgres(address) => f.write_str(&without_password(address)),
        }
    }
}

/// An address without what may be secret in it: the password, and everything after a `?` but
/// what is said of TLS.
pub fn without_password(address: &str) -> String {
    let (address, more) = address.split_once('?').unwrap_or((address, ""));
    let open = |pair: &str| ["sslmode=", "sslrootcert="].iter().any(|word| pair.starts_with(word));
    let more = match more {
        "" => String::new(),
        more if more.split('&').all(open) => format!("?{more}"),
        _ => "?…".to_owned(),
    };
    let Some((scheme, rest)) = address.split_once("://") else { return format!("{address}{more}") };
    // A password may hold an `@` or a `/`: everything before the last `@` is the user's.
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let name = user.split_once(':').map_or(user.to_owned(), |(name, _)| format!("{name}:…"));
            format!("{scheme}://{name}@{host}{more}")
        }
        None => format!("{scheme}://{rest}{more}"),
    }
}

pub fn address(word: &str) -> Option<SocketAddr> {
    word.parse().ok()
}

/// As C2SP has it: a key's name without spaces and plus, an address without scheme and last slash.
pub fn origin(word: &str) -> Option<String> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    let fits = !word.is_empty() && word.len() <= MAX_ORIGIN && !word.contains(odd);
    (fits && !word.contains("://") && !word.ends_with('/')).then(|| word.to_owned())
}

pub fn store(word: &str) -> Option<Store> {
    let host = word.strip_prefix("postgres://").or_else(|| word.strip_prefix("postgresql://"));
    match (word, host) {
        ("sqlite", _) => Some(Store::Sqlite),
        (_, Some(host)) if !host.is_empty() => Some(Store::Postgres(word.to_owned())),
        _ => None,
    }
}

pub fn path(word: &str) -> Option<PathBuf> {
    (!word.is_empty()).then(|| PathBuf::from(word))
}

pub fn format(word: &str) -> Option<Format> {
    match word {
        "text" => Some(Format::Text),
        "json" => Some(Format::Json),
        _ => None,
    }
}

pub fn level(word: &str) -> Option<Level> {
    match word {
        "error" => Some(Level::Error),
        "warn" => Some(Level::Warn),
        "info" => Some(Level::Info),
        "debug" => Some(Level::Debug),
        _ => None,
    }
}

pub fn profile(word: &str) -> Option<String> {
    (!word.is_empty()).then(|| word.to_owned())
}

/// Digits and `ms` or `s`, nothing between them.
pub fn every(word: &str) -> Option<Duration> {
    let (digits, of) = match word.strip_suffix("ms") {
        Some(digits) => (digits, 1),
        None => (word.strip_suffix('s')?, 1000),
    };
    let number: u64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let span = Duration::from_millis(number.checked_mul(of)?);
    (EVERY[0] <= span && span <= EVERY[1]).then_some(span)
}

pub fn reach(word: &str) -> Option<Reach> {
    match word {
        "local" => Some(Reach::Local),
        "open" => Some(Reach::Open),
        _ => None,
    }
}
