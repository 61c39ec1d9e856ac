//! Prefix and limit of each format.

use crate::{WireError, base45, cbor};

/// A format: how its text begins, and how many bytes it has at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// How the text begins.
    pub prefix: &'static str,
    /// Bytes at most, looked at before anything is decoded.
    pub limit: usize,
}

impl Form {
    /// Stored code.
    pub const STORED: Self = Self { prefix: "MM1:", limit: 288 };
    /// Live code.
    pub const LIVE: Self = Self { prefix: "MM2:", limit: 400 };
    /// A scanner's challenge.
    pub const CHALLENGE: Self = Self { prefix: "MMC:", limit: 168 };
    /// A scanner's statement.
    pub const STATEMENT: Self = Self { prefix: "MMS:", limit: 288 };
    /// Attested visit.
    pub const ATTESTED: Self = Self { prefix: "MMA:", limit: 400 };
    /// Scan under the tag of a session.
    pub const SCAN: Self = Self { prefix: "MMR:", limit: 288 };
    /// Request for a credential.
    pub const REQUEST: Self = Self { prefix: "MMQ:", limit: 288 };
    /// Code of a letter.
    pub const LETTER: Self = Self { prefix: "MML:", limit: 256 };

    /// The formats that are bytes in base45 behind a prefix.
    pub const ALL: [Self; 8] = [
        Self::STORED,
        Self::LIVE,
        Self::CHALLENGE,
        Self::STATEMENT,
        Self::ATTESTED,
        Self::SCAN,
        Self::REQUEST,
        Self::LETTER,
    ];

    /// Characters at most.
    #[must_use]
    pub const fn characters(&self) -> usize {
        self.prefix.len() + base45::letters(self.limit)
    }

    /// Bytes as text.
    #[must_use]
    pub fn text(&self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(self.prefix.len() + base45::letters(bytes.len()));
        text.push_str(self.prefix);
        base45::encode_into(bytes, &mut text);
        text
    }

    /// The bytes of a text; within the limit, and nothing else is known of them.
    ///
    /// # Errors
    /// Another prefix, more than the limit, letters that are no base45.
    pub fn bytes(&self, text: &str) -> Result<Vec<u8>, WireError> {
        let letters = text.strip_prefix(self.prefix).ok_or(WireError::NotThis(self.prefix))?;
        if text.len() > self.characters() {
            return Err(WireError::TooLong(self.characters()));
        }
        base45::decode(letters)
    }

    /// Bytes within the limit that are one whole item.
    pub(crate) fn whole<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], WireError> {
        if bytes.len() > self.limit {
            return Err(WireError::TooLong(self.limit));
        }
        cbor::whole(bytes).map(|()| bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::WireError;

    #[test]
    fn every_prefix_is_its_own_and_of_one_length() {
        let mut prefixes: Vec<&str> = Form::ALL.iter().map(|form| form.prefix).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        assert_eq!(prefixes.len(), Form::ALL.len());
        assert!(prefixes.iter().all(|prefix| prefix.len() == 4));
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_is_decoded() {
        for form in Form::ALL {
            assert!(form.bytes(&form.text(&vec![7; form.limit])).is_ok());
            let long = form.prefix.to_owned() + &"!".repeat(1_000_000);
            assert_eq!(form.bytes(&long), Err(WireError::TooLong(form.characters())));
        }
    }
}
