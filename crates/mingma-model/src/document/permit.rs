//! Mainland travel permits of residents of Hong Kong and Macao (回乡证) and of Taiwan (台胞证).

use super::{DocumentFault, Personal, Purpose, shaped, tidy};

/// `H` (Hong Kong) or `M` (Macao) and 8 digits that stay for life, followed perhaps by two that
/// count the renewals; or, for those who are not Chinese nationals, H or M, a letter and 7 digits.
/// No check character is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HongKongMacaoPermit(Personal<String>);

impl HongKongMacaoPermit {
    /// Reads a number.
    ///
    /// # Errors
    /// When it is of another form.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let number = tidy(text)?;
        let series = number.starts_with(['H', 'M']);
        let form = shaped(&number, 1, 8) || shaped(&number, 1, 10) || shaped(&number, 2, 7);
        (series && form).then(|| Self(Personal::new(number))).ok_or(DocumentFault::HongKongMacaoPermit)
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.0.reveal(purpose)
    }

    /// The part that stays for life, without the count of renewals, for a stated purpose:
    /// two permits of one person agree in it.
    #[must_use]
    pub fn lifelong(&self, purpose: Purpose) -> &str {
        &self.reveal(purpose)[..9]
    }
}

/// 8 digits (the card); or 10 digits (the old booklet), with one more letter perhaps, which may
/// stand in brackets. No check character is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaiwanPermit(Personal<String>);

impl TaiwanPermit {
    /// Reads a number; brackets around the letter are taken off.
    ///
    /// # Errors
    /// When it is of another form.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let number = tidy(text)?;
        let number = match number.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
            Some((digits, letter)) if digits.len() == 10 => format!("{digits}{letter}"),
            _ => number,
        };
        let (digits, letter) = number.split_at(number.len().min(10));
        let booklet = shaped(digits, 0, 10) && (letter.is_empty() || shaped(letter, 1, 0));
        (shaped(&number, 0, 8) || booklet)
            .then(|| Self(Personal::new(number.clone())))
            .ok_or(DocumentFault::TaiwanPermit)
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.0.reveal(purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hong_kong_and_macao_permits_have_three_forms() {
        for number in ["H00000000", "M0000000002", "HA0000000", "m00000000"] {
            assert!(HongKongMacaoPermit::parse(number).is_ok(), "{number}");
        }
        for number in ["T00000000", "H0000000", "H000000000", "00000000", "HAA000000", "H0000000O"] {
            assert_eq!(HongKongMacaoPermit::parse(number).unwrap_err(), DocumentFault::HongKongMacaoPermit, "{number}");
        }
    }

    #[test]
    fn a_renewed_permit_agrees_in_its_lifelong_part() {
        let [first, second] = ["H0000000001", "H0000000002"].map(|number| HongKongMacaoPermit::parse(number).unwrap());
        assert_ne!(first, second);
        assert_eq!(first.lifelong(Purpose::Matching), second.lifelong(Purpose::Matching));
    }

    #[test]
    fn taiwan_permits_are_eight_digits_or_the_old_ten() {
        for (number, kept) in [
            ("00000000", "00000000"),
            ("0000000000", "0000000000"),
            ("0000000000B", "0000000000B"),
            ("0000000000(b)", "0000000000B"),
        ] {
            assert_eq!(TaiwanPermit::parse(number).unwrap().reveal(Purpose::Counter), kept);
        }
        for number in
            ["0000000", "000000000", "0000000A", "0000000000(1)", "0000000000(", "0000000000()B", "000000000000"]
        {
            assert_eq!(TaiwanPermit::parse(number).unwrap_err(), DocumentFault::TaiwanPermit, "{number}");
        }
    }
}
