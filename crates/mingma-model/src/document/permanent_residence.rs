//! The foreigner's permanent residence card in both its forms.
//!
//! **2023** (the five-star card, GA 2102-2023, in use since 1 December 2023): 18 characters: `9`,
//! two digits of the province where it was applied for, three digits of the nationality, eight of
//! the day of birth, three of the order, and the check character of ISO 7064 MOD 11-2, as for
//! residents.
//!
//! **Before**: three letters of the nationality, four digits of the place of issue, six of the day
//! of birth (year without century), one of order and a last digit. The readers published for this
//! form disagree on how the last digit is computed, and no official text was found; so it is read
//! as a digit and not checked. A wrong check would turn a lawful holder away, which is worse.

use super::resident_id::date_of_birth;
use super::{DocumentFault, Personal, Purpose, check_character, shaped, tidy};

/// Which form a card has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermanentResidenceForm {
    /// Three letters and twelve digits; the last digit is not checked.
    Letters,
    /// Eighteen characters that begin with 9; the last is checked.
    FiveStar,
}

/// A card's number of either form, with a real day of birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermanentResidenceCard {
    number: Personal<String>,
    form: PermanentResidenceForm,
}

impl PermanentResidenceCard {
    /// Reads a number; small letters are raised.
    ///
    /// # Errors
    /// When it has neither form, no real day of birth, or a wrong check character.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let number = tidy(text)?;
        let form = if number.len() == 18 && number.starts_with('9') {
            five_star(&number)?;
            PermanentResidenceForm::FiveStar
        } else {
            letters(&number)?;
            PermanentResidenceForm::Letters
        };
        Ok(Self { number: Personal::new(number), form })
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.number.reveal(purpose)
    }

    /// Which form it has.
    #[must_use]
    pub const fn form(&self) -> PermanentResidenceForm {
        self.form
    }
}

fn five_star(number: &str) -> Result<(), DocumentFault> {
    let check = check_character(&number[..17]).ok_or(DocumentFault::PermanentResidence)?;
    date_of_birth(&number[6..14]).ok_or(DocumentFault::BirthDate)?;
    if number.ends_with(check) { Ok(()) } else { Err(DocumentFault::CheckCharacter) }
}

fn letters(number: &str) -> Result<(), DocumentFault> {
    if !shaped(number, 3, 12) {
        return Err(DocumentFault::PermanentResidence);
    }
    // The century is not told: the day must be real in one of the two.
    let day = &number[7..13];
    ["19", "20"]
        .iter()
        .any(|century| date_of_birth(&format!("{century}{day}")).is_some())
        .then_some(())
        .ok_or(DocumentFault::BirthDate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(first: &str) -> String {
        format!("{first}{}", check_character(first).unwrap())
    }

    #[test]
    fn both_forms_are_read_and_told_apart() {
        let old = PermanentResidenceCard::parse("uto410000010110").unwrap();
        assert_eq!((old.form(), old.reveal(Purpose::Counter)), (PermanentResidenceForm::Letters, "UTO410000010110"));
        let new = PermanentResidenceCard::parse(&number("94199920000101001")).unwrap();
        assert_eq!(new.form(), PermanentResidenceForm::FiveStar);
    }

    #[test]
    fn each_fault_is_told_for_what_it_is() {
        let wrong_day = number("94199920001301001");
        for (text, fault) in [
            ("UT0410000010110", DocumentFault::PermanentResidence),
            ("UTO41000001011", DocumentFault::PermanentResidence),
            ("UTO410000130110", DocumentFault::BirthDate),
            ("9419992000010100AB", DocumentFault::PermanentResidence),
            ("9４1999200001010016", DocumentFault::NotAscii),
            ("41010520000101005X", DocumentFault::PermanentResidence),
            (wrong_day.as_str(), DocumentFault::BirthDate),
        ] {
            assert_eq!(PermanentResidenceCard::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    #[test]
    fn a_leap_day_counts_if_either_century_has_it() {
        assert!(PermanentResidenceCard::parse("UTO410000022910").is_ok(), "2000 had one");
        assert!(PermanentResidenceCard::parse("UTO410001022910").is_err(), "neither 1901 nor 2001 had");
    }

    proptest! {
        #[test]
        fn any_single_digit_of_the_new_form_changed_is_refused(rest in 0_u32..100_000, order in 0_u32..1000, at in 1_usize..18, by in 1_u8..10) {
            let card = number(&format!("9{rest:05}20000101{order:03}"));
            prop_assert!(PermanentResidenceCard::parse(&card).is_ok());
            let mut bytes = card.into_bytes();
            bytes[at] = if bytes[at] == b'X' { b'0' + by } else { b'0' + (bytes[at] - b'0' + by) % 10 };
            prop_assert!(PermanentResidenceCard::parse(&String::from_utf8(bytes).unwrap()).is_err());
        }
    }
}
