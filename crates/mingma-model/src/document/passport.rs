//! Passport numbers: the forms China issues, and the general one of machine-readable passports.

use super::{DocumentFault, Personal, Purpose, shaped, tidy};

/// Which form a passport number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassportForm {
    /// A form that China issues: E, G, D, S, P, H, K or M series.
    Chinese,
    /// The general form of ICAO Doc 9303: up to nine letters and digits.
    General,
}

/// A passport number of 6 to 9 letters and digits. It has no check character of its own (the
/// machine-readable zone has one, which is not part of the number).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passport {
    number: Personal<String>,
    form: PassportForm,
}

impl Passport {
    /// Reads a number.
    ///
    /// # Errors
    /// When it has neither form.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let number = tidy(text)?;
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let plain = number.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(6..=9).contains(&number.len()) || digits < 3 {
            return Err(DocumentFault::Passport);
        }
        let form = if chinese(&number) { PassportForm::Chinese } else { PassportForm::General };
        Ok(Self { number: Personal::new(number), form })
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.number.reveal(purpose)
    }

    /// Which form it has.
    #[must_use]
    pub const fn form(&self) -> PassportForm {
        self.form
    }
}

/// Ordinary: E or G and 8 digits, or E, a letter other than I and O, and 7 digits.
/// Public affairs, service, diplomatic: P, S, D and 8 digits, or PE, SE, DE and 7.
/// Hong Kong: H or K and 8 digits, or HJ, HA, HB, KJ, KA and 7. Macao: MA or MB and 7.
fn chinese(number: &str) -> bool {
    let starts = |letters: &[&str]| letters.iter().any(|letter| number.starts_with(letter));
    let second = number.as_bytes().get(1);
    (shaped(number, 1, 8) && starts(&["E", "G", "P", "S", "D", "H", "K"]))
        || (shaped(number, 2, 7)
            && (starts(&["PE", "SE", "DE", "HJ", "HA", "HB", "KJ", "KA", "MA", "MB"])
                || (starts(&["E"]) && !matches!(second, Some(b'I' | b'O')))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_general_forms_are_told_apart() {
        for number in ["E00000000", "G00000000", "EA0000000", "PE0000000", "HJ0000000", "K00000000", "MB0000000"] {
            assert_eq!(Passport::parse(number).unwrap().form(), PassportForm::Chinese, "{number}");
        }
        for number in ["X1234567", "000000000", "EI0000000", "AB1234", "C01X00T47"] {
            assert_eq!(Passport::parse(number).unwrap().form(), PassportForm::General, "{number}");
        }
    }

    #[test]
    fn what_no_passport_carries_is_refused() {
        for number in ["12345", "1234567890", "ABCDEFGH", "AB-12345", "E0000 000"] {
            assert_eq!(Passport::parse(number).unwrap_err(), DocumentFault::Passport, "{number}");
        }
    }
}
