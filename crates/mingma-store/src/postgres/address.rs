//! The address of a server, and whether the line to it is encrypted.
//!
//! A line is encrypted or it is not, and what is encrypted is verified: against the roots that
//! are given or the system's, the host's name included. There is no half way (`prefer`, `allow`,
//! `verify-ca`), for whoever sits on the line decides what comes of it. Where nothing is said,
//! a socket and this machine itself are spoken to plainly, every other host by TLS.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use postgres::Config;
use postgres::config::{Host, SslMode};

use super::secret;
use super::tls::{self, Tls};
use crate::StoreError;

/// A server's database, and how to get there.
pub(crate) struct Address {
    pub(super) config: Config,
    pub(super) tls: Option<Tls>,
}

/// What an address says of TLS.
#[derive(Default)]
struct Said {
    mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Address {
    /// Reads one such as `postgres://user@host/name?sslmode=verify-full&sslrootcert=FILE`.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Roots`].
    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        let (text, said) = said(text)?;
        let mut config: Config = text.parse().map_err(|error: postgres::Error| wrong(&error.to_string()))?;
        config.application_name("mingma");
        config.keepalives_idle(Duration::from_secs(30));
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        secret::given(&mut config)?;
        let encrypted = encrypted(&config, said.mode.as_deref())?;
        if !encrypted && said.roots.is_some() {
            return Err(wrong("sslrootcert without TLS"));
        }
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        let tls = encrypted.then(|| tls::trusting(said.roots.as_deref())).transpose()?;
        Ok(Self { config, tls })
    }
}

fn wrong(why: &str) -> StoreError {
    StoreError::Address { why: why.to_owned() }
}

/// Takes what is said of TLS out of an address: the client library knows other words for it.
fn said(text: &str) -> Result<(String, Said), StoreError> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Err(wrong("not postgres://"));
    }
    // A password may hold a question mark; it ends at the first @.
    let after = text.find('@').unwrap_or(0);
    let Some(at) = text[after..].find('?').map(|at| after + at) else {
        return Ok((text.to_owned(), Said::default()));
    };
    let (mut said, mut others) = (Said::default(), Vec::new());
    for pair in text[at + 1..].split('&') {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => said.mode = Some(decoded(mode)?),
            // As the server's own clients say it.
            Some(("sslrootcert", "system")) => said.roots = None,
            Some(("sslrootcert", file)) => said.roots = Some(decoded(file)?.into()),
            _ => others.push(pair),
        }
    }
    let rest = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    Ok((format!("{}{rest}", &text[..at]), said))
}

fn decoded(word: &str) -> Result<String, StoreError> {
    let decoded = percent_decode_str(word).decode_utf8().map_err(|error| wrong(&error.to_string()))?;
    Ok(decoded.into_owned())
}

fn encrypted(config: &Config, mode: Option<&str>) -> Result<bool, StoreError> {
    match mode {
        None => Ok(!here(config)),
        Some("disable") => Ok(false),
        // A name cannot be verified of what is no host.
        Some("require" | "verify-full") if sockets(config) => Err(wrong("sslmode of a local socket")),
        Some("require" | "verify-full") => Ok(true),
        Some(other) => Err(wrong(&format!("sslmode={other}"))),
    }
}

fn sockets(config: &Config) -> bool {
    !config.get_hosts().is_empty() && config.get_hosts().iter().all(|host| !matches!(host, Host::Tcp(_)))
}

/// Whether all of it stays on this machine.
fn here(config: &Config) -> bool {
    let this = |name: &str| name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    let local = |host: &Host| if let Host::Tcp(name) = host { this(name) } else { true };
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(local),
        addresses => addresses.iter().all(std::net::IpAddr::is_loopback),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(address: &str) -> Result<SslMode, StoreError> {
        // Whatever the system trusts is of no matter here.
        let (text, said) = said(address)?;
        let config: Config = text.parse().map_err(|_| wrong("unread"))?;
        let encrypted = encrypted(&config, said.mode.as_deref())?;
        Ok(if encrypted { SslMode::Require } else { SslMode::Disable })
    }

    #[test]
    fn nothing_leaves_the_machine_unencrypted_unless_one_says_so() {
        let plain = [
            "postgres://u@%2Frun%2Fpostgresql/name",
            "postgres://u@localhost/name",
            "postgres://u@127.0.0.1/name",
            "postgres://u@[::1]:5433/name",
            "postgres://u@db.example/name?sslmode=disable",
        ];
        let encrypted = [
            "postgres://u@db.example/name",
            "postgres://u@192.0.2.1/name",
            "postgresql://u@localhost,db.example/name",
            "postgres://u@localhost/name?hostaddr=192.0.2.1",
            "postgres://u:a?b@db.example/name",
            "postgres://u@localhost/name?sslmode=require",
            "postgres://u@localhost/name?connect_timeout=3&sslmode=verify%2Dfull",
        ];
        plain.iter().for_each(|address| assert_eq!(mode(address), Ok(SslMode::Disable), "{address}"));
        encrypted.iter().for_each(|address| assert_eq!(mode(address), Ok(SslMode::Require), "{address}"));
    }

    #[test]
    fn half_ways_are_refused() {
        for said in ["sslmode=prefer", "sslmode=allow", "sslmode=verify-ca", "sslmode="] {
            let told = mode(&format!("postgres://u@db.example/name?{said}"));
            assert_eq!(told, Err(StoreError::Address { why: said.to_owned() }));
        }
        assert!(mode("postgres://u@%2Frun/name?sslmode=require").is_err());
        assert!(mode("host=db.example sslmode=disable").is_err());
        let unused = Address::parse("postgres://u@db.example/name?sslmode=disable&sslrootcert=/ca.pem");
        assert!(matches!(unused.err(), Some(StoreError::Address { .. })));
    }
}
