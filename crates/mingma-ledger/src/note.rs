//! Signed notes (C2SP signed-note), with Ed25519 keys.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use mingma_seal::{PublicKey, Signature, SigningKey, sha256};

use crate::error::{LedgerError, Result};

/// The algorithm's byte before an Ed25519 key.
const ED25519: u8 = 1;

/// The longest note that is read, in bytes, and the most signatures on it.
const LONGEST: usize = 65_536;
const SIGNATURES: usize = 100;

/// A name and the Ed25519 key that signs notes under it. As text: `name+8 hexadecimal digits+base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: PublicKey,
}

impl Verifier {
    /// Binds a name to a key.
    ///
    /// # Errors
    /// [`LedgerError::NoVerifier`] if the name is empty or holds a space, a control character
    /// or a plus, or the key is not an Ed25519 key that may be used.
    pub fn new(name: &str, key: PublicKey) -> Result<Self> {
        let odd = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        let fits = matches!(key, PublicKey::Ed25519(_)) && key.prepare().is_ok();
        if name.is_empty() || name.contains(odd) || !fits {
            return Err(LedgerError::NoVerifier);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    fn encoded(&self) -> Vec<u8> {
        [&[ED25519], self.key.bytes()].concat()
    }

    /// The four bytes before each signature: SHA-256 of `name ‖ "\n" ‖ 0x01 ‖ key`, cut.
    fn key_hash(&self) -> [u8; 4] {
        let digest = sha256(&[self.name.as_bytes(), b"\n", &self.encoded()].concat());
        *digest.0.first_chunk().expect("4 of 32 bytes")
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, HEXLOWER.encode(&self.key_hash()), BASE64.encode(&self.encoded()))
    }
}

impl FromStr for Verifier {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.splitn(3, '+').collect();
        let [name, _, key] = parts[..] else { return Err(LedgerError::NoVerifier) };
        let bytes = BASE64.decode(key.as_bytes()).map_err(|_| LedgerError::NoVerifier)?;
        let [ED25519, key @ ..] = &bytes[..] else { return Err(LedgerError::NoVerifier) };
        let key = PublicKey::Ed25519(key.try_into().map_err(|_| LedgerError::NoVerifier)?);
        let verifier = Self::new(name, key)?;
        if verifier.to_string() == text { Ok(verifier) } else { Err(LedgerError::NoVerifier) }
    }
}

/// The note: the text, which ends with a newline, an empty line, and one signature.
pub fn sign(text: &str, verifier: &Verifier, key: &SigningKey) -> String {
    let signature = key.sign_plain(text.as_bytes());
    let line = BASE64.encode(&[&verifier.key_hash(), signature.as_ref()].concat());
    format!("{text}\n\u{2014} {} {line}\n", verifier.name)
}

/// The text of a note that bears this key's signature; others' signatures are let be.
///
/// # Errors
/// [`LedgerError::NoCheckpoint`] if it is no note, [`LedgerError::NotSigned`] if no line is
/// this key's, or one that says so does not fit.
pub fn open<'a>(note: &'a str, verifier: &Verifier) -> Result<&'a str> {
    let (text, lines) = parts(note).ok_or(LedgerError::NoCheckpoint)?;
    let mut signed = false;
    for line in lines {
        let (name, signature) = signature(line).ok_or(LedgerError::NoCheckpoint)?;
        if let Some(bytes) = signature.strip_prefix(&verifier.key_hash()).filter(|_| name == verifier.name) {
            verifier.key.verify_plain(text.as_bytes(), &Signature::from_bytes(bytes))?;
            signed = true;
        }
    }
    if signed { Ok(text) } else { Err(LedgerError::NotSigned) }
}

/// Text and signature lines.
fn parts(note: &str) -> Option<(&str, Vec<&str>)> {
    if note.len() > LONGEST || note.chars().any(|c| c < ' ' && c != '\n') {
        return None;
    }
    let end = note.rfind("\n\n")? + 1;
    let lines: Vec<&str> = note[end + 1..].strip_suffix('\n')?.split('\n').collect();
    (lines.len() <= SIGNATURES).then_some((&note[..end], lines))
}

/// Name and bytes (key hash and signature) of a line.
fn signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, code) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = BASE64.decode(code.as_bytes()).ok()?;
    (!name.is_empty() && bytes.len() > 4).then_some((name, bytes))
}
