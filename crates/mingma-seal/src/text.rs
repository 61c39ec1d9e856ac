//! Bytes as text that people copy: base32 (RFC 4648 §6), lowercase, without padding.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};

static LOWER: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = Specification::new();
    form.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    form.encoding().expect("thirty-two different symbols are an alphabet")
});

/// Lowercase base32 without padding; 16 bytes are 26 characters.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    LOWER.encode(bytes)
}

/// Reads what [`base32`] writes and nothing else: each sequence of bytes has one text.
#[must_use]
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    LOWER.decode(text.as_bytes()).ok()
}
