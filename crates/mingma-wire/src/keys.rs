//! The keys that a verifier trusts, and the file that holds them.

use std::collections::BTreeMap;

use mingma_model::parse_instant;
use mingma_seal::{KeyId, PublicKey, ShangmiKey, Signature, VerifyingKey};
use serde::Deserialize;

use crate::cose::Alg;
use crate::{Issuer, WireError};

/// Bytes of a key file at most.
pub const FILE: usize = 1 << 20;
/// Keys in it at most.
pub const ROWS: usize = 4096;

/// A key of an issuer, and when it counts.
#[derive(Clone, Debug)]
pub struct IssuerKey {
    kid: KeyId,
    key: Verifying,
    /// Whose it is.
    pub issuer: Issuer,
    /// From when on it issues.
    pub from: i64,
    /// Until before when; for good if none.
    pub until: Option<i64>,
    /// Revoked: nothing it ever signed counts.
    pub revoked: Option<i64>,
    /// A demo's.
    pub demo: bool,
}

#[derive(Clone, Debug)]
enum Verifying {
    Ed25519(Box<VerifyingKey>),
    Sm2(Box<ShangmiKey>),
}

impl IssuerKey {
    /// A key as its text tells it (`ed25519-…` or `sm2-…`), of an issuer, from a time on.
    ///
    /// # Errors
    /// [`WireError::KeyFile`] for a text that is no such key.
    pub fn new(key: &str, issuer: Issuer, from: i64) -> Result<Self, WireError> {
        let bad = |_| WireError::KeyFile(0, "key");
        let (kid, key) = if key.starts_with("sm2-") {
            let key: ShangmiKey = key.parse().map_err(bad)?;
            (key.id(), Verifying::Sm2(Box::new(key)))
        } else {
            let key: PublicKey = key.parse().map_err(bad)?;
            if !matches!(key, PublicKey::Ed25519(_)) {
                return Err(WireError::KeyFile(0, "key"));
            }
            (key.id(), Verifying::Ed25519(Box::new(key.prepare().map_err(bad)?)))
        };
        Ok(Self { kid, key, issuer, from, until: None, revoked: None, demo: false })
    }

    /// The same, until a time.
    #[must_use]
    pub fn until(mut self, until: Option<i64>) -> Self {
        self.until = until;
        self
    }

    /// The same, of a demo or not.
    #[must_use]
    pub fn demo(mut self, demo: bool) -> Self {
        self.demo = demo;
        self
    }

    /// The same, revoked.
    #[must_use]
    pub fn revoked(mut self, at: Option<i64>) -> Self {
        self.revoked = at;
        self
    }

    /// Its id.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.kid
    }

    /// Its algorithm, which no header changes.
    #[must_use]
    pub const fn alg(&self) -> Alg {
        match self.key {
            Verifying::Ed25519(_) => Alg::EdDsa,
            Verifying::Sm2(_) => Alg::Sm2,
        }
    }

    /// The key as text.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.key {
            Verifying::Ed25519(key) => key.key().to_string(),
            Verifying::Sm2(key) => key.to_string(),
        }
    }

    pub(crate) fn verify(&self, alg: Alg, message: &[u8], signature: &Signature) -> Result<(), WireError> {
        if alg != self.alg() {
            return Err(WireError::WrongAlgorithm(self.kid));
        }
        let verified = match &self.key {
            Verifying::Ed25519(key) => key.verify_plain(message, signature),
            Verifying::Sm2(key) => key.verify_plain(message, signature),
        };
        verified.map_err(|_| WireError::BadSignature(self.kid))
    }

    /// Whether what it signed as of a time, as this issuer, of a demo or not, counts.
    pub(crate) fn counts(&self, issuer: &Issuer, at: i64, demo: bool) -> Result<(), WireError> {
        if self.revoked.is_some() {
            return Err(WireError::RevokedKey(self.kid));
        }
        if *issuer != self.issuer {
            return Err(WireError::WrongIssuer(issuer.to_string()));
        }
        if at < self.from || self.until.is_some_and(|until| at >= until) {
            return Err(WireError::KeyNotInForce(self.kid));
        }
        if demo == self.demo { Ok(()) } else { Err(WireError::DemoMismatch) }
    }
}

/// The keys that a verifier trusts.
#[derive(Clone, Debug, Default)]
pub struct Keys(BTreeMap<KeyId, IssuerKey>);

impl Keys {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a key; false if one of its id stands already.
    pub fn add(&mut self, key: IssuerKey) -> bool {
        let fresh = !self.0.contains_key(&key.kid);
        if fresh {
            self.0.insert(key.kid, key);
        }
        fresh
    }

    /// The key of an id.
    ///
    /// # Errors
    /// [`WireError::UnknownKey`].
    pub fn get(&self, kid: KeyId) -> Result<&IssuerKey, WireError> {
        self.0.get(&kid).ok_or(WireError::UnknownKey(kid))
    }

    /// All of them, by their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &IssuerKey> {
        self.0.values()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a key file: JSON if it begins with a brace, lines otherwise.
    ///
    /// # Errors
    /// [`WireError::TooLong`]; [`WireError::KeyFile`] with the row that is wrong.
    pub fn read(text: &str) -> Result<Self, WireError> {
        if text.len() > FILE {
            return Err(WireError::TooLong(FILE));
        }
        let rows = if text.trim_start().starts_with('{') { json(text)? } else { lines(text)? };
        if rows.len() > ROWS {
            return Err(WireError::TooLong(ROWS));
        }
        let mut keys = Self::new();
        for (number, row) in rows {
            if !keys.add(row.key(number)?) {
                return Err(WireError::KeyFile(number, "kid"));
            }
        }
        Ok(keys)
    }

    /// The file as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let rows: Vec<Row> = self.iter().map(Row::of).collect();
        let file = serde_json::json!({ "keys": rows });
        serde_json::to_string_pretty(&file).expect("a map of texts is JSON") + "\n"
    }

    /// The file as lines.
    #[must_use]
    pub fn to_lines(&self) -> String {
        self.iter().map(|key| Row::of(key).line()).collect()
    }
}

/// A row of the file.
#[derive(Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kid: String,
    issuer: String,
    alg: String,
    key: String,
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: Vec<Row>,
}

fn json(text: &str) -> Result<Vec<(usize, Row)>, WireError> {
    let file: File = serde_json::from_str(text).map_err(|error| WireError::KeyFile(error.line(), "JSON"))?;
    Ok(file.keys.into_iter().enumerate().map(|(at, row)| (at + 1, row)).collect())
}

fn lines(text: &str) -> Result<Vec<(usize, Row)>, WireError> {
    let told = text.lines().map(|line| line.split_once('#').map_or(line, |(before, _)| before).trim());
    let rows = told.enumerate().filter(|(_, line)| !line.is_empty());
    rows.map(|(at, line)| {
        Row::from_line(line).map(|row| (at + 1, row)).map_err(|what| WireError::KeyFile(at + 1, what))
    })
    .collect()
}

impl Row {
    fn of(key: &IssuerKey) -> Self {
        Self {
            kid: key.kid.to_string(),
            issuer: key.issuer.to_string(),
            alg: key.alg().word().into(),
            key: key.key(),
            from: instant(key.from),
            until: key.until.map(instant),
            demo: key.demo,
            revoked: key.revoked.map(instant),
        }
    }

    fn line(&self) -> String {
        let until = self.until.as_deref().unwrap_or("-");
        let mut line = [&self.kid, &self.key, &self.issuer, &self.from, until].join(" ");
        if self.demo {
            line.push_str(" demo");
        }
        if let Some(revoked) = &self.revoked {
            line.push_str(" revoked=");
            line.push_str(revoked);
        }
        line.push('\n');
        line
    }

    fn from_line(line: &str) -> Result<Self, &'static str> {
        let mut words = line.split_ascii_whitespace().map(str::to_owned);
        let mut next = |name| words.next().ok_or(name);
        let (kid, key, issuer) = (next("kid")?, next("key")?, next("issuer")?);
        let (from, until) = (next("from")?, next("until")?);
        let alg = if key.starts_with("sm2-") { Alg::Sm2 } else { Alg::EdDsa }.word().to_owned();
        let until = (until != "-").then_some(until);
        let mut row = Self { kid, issuer, alg, key, from, until, demo: false, revoked: None };
        for word in words {
            match word.strip_prefix("revoked=") {
                Some(at) if row.revoked.is_none() => row.revoked = Some(at.to_owned()),
                None if word == "demo" && !row.demo => row.demo = true,
                _ => return Err("words"),
            }
        }
        Ok(row)
    }

    fn key(&self, number: usize) -> Result<IssuerKey, WireError> {
        let bad = |what| WireError::KeyFile(number, what);
        let time = |text: &str, what| parse_instant(text).map_err(|_| bad(what));
        let issuer = Issuer::parse(&self.issuer).ok_or(bad("issuer"))?;
        let key = IssuerKey::new(&self.key, issuer, time(&self.from, "from")?).map_err(|_| bad("key"))?;
        if key.alg().word() != self.alg {
            return Err(bad("alg"));
        }
        if key.kid.to_string() != self.kid {
            return Err(bad("kid"));
        }
        let until = self.until.as_deref().map(|text| time(text, "until")).transpose()?;
        if until.is_some_and(|until| until <= key.from) {
            return Err(bad("until"));
        }
        let revoked = self.revoked.as_deref().map(|text| time(text, "revoked")).transpose()?;
        Ok(key.until(until).demo(self.demo).revoked(revoked))
    }
}

/// RFC 3339 in UTC.
fn instant(at: i64) -> String {
    jiff::Timestamp::from_second(at)
        .map_or_else(|_| at.to_string(), |at| at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
}
