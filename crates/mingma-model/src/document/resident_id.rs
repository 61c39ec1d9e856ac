//! The resident identity number of GB 11643: region, day of birth, order, check character.

use jiff::civil::Date;

use super::{DocumentFault, Personal, Purpose, tidy};
use crate::region::Region;

/// The first two digits that numbers begin with: the provinces, and 81, 82, 83 of the
/// residence permits for people of Hong Kong, Macao and Taiwan.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

/// A number of 18 characters with a region's shape, a real day of birth and the right check
/// character (ISO 7064 MOD 11-2).
///
/// ```
/// use mingma_model::document::{DocumentFault, ResidentIdNumber};
/// assert!(ResidentIdNumber::parse("41010520000101005x").is_ok());
/// assert_eq!(ResidentIdNumber::parse("410105200001010050").unwrap_err(), DocumentFault::CheckCharacter);
/// assert_eq!(ResidentIdNumber::parse("410105000101001").unwrap_err(), DocumentFault::FifteenDigits);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentIdNumber(Personal<String>);

impl ResidentIdNumber {
    /// Reads a number; a small x is written large.
    ///
    /// # Errors
    /// The first thing that is wrong, from the left.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let number = tidy(text)?;
        match number.len() {
            18 => {}
            15 if number.bytes().all(|b| b.is_ascii_digit()) => {
                return Err(DocumentFault::FifteenDigits);
            }
            _ => return Err(DocumentFault::ResidentIdLength),
        }
        let check = check_character(&number[..17]).ok_or(DocumentFault::ResidentIdCharacters)?;
        if !matches!(number.as_bytes()[17], b'0'..=b'9' | b'X') {
            return Err(DocumentFault::ResidentIdCharacters);
        }
        if !PROVINCES.contains(&&number[..2]) {
            return Err(DocumentFault::ResidentIdRegion);
        }
        date_of_birth(&number[6..14]).ok_or(DocumentFault::BirthDate)?;
        if !number.ends_with(check) {
            return Err(DocumentFault::CheckCharacter);
        }
        Ok(Self(Personal::new(number)))
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.0.reveal(purpose)
    }

    /// The region where the number was first given, for a stated purpose. It says nothing of
    /// where its holder lives or was, and no derivation reads it.
    #[must_use]
    pub fn region(&self, purpose: Purpose) -> Region {
        Region::parse(&self.reveal(purpose)[..6]).expect("parse saw seventeen digits")
    }

    /// The day of birth, for a stated purpose.
    #[must_use]
    pub fn born(&self, purpose: Purpose) -> Date {
        date_of_birth(&self.reveal(purpose)[6..14]).expect("parse saw a real day")
    }
}

impl std::fmt::Debug for ResidentIdNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// `20000101` as a day; years 1800 to 2099.
pub(super) fn date_of_birth(digits: &str) -> Option<Date> {
    let number: i32 = digits.parse().ok()?;
    let part = |value: i32| i8::try_from(value).ok();
    let year = i16::try_from(number / 10_000).ok().filter(|year| (1800..2100).contains(year))?;
    Date::new(year, part(number / 100 % 100)?, part(number % 100)?).ok()
}

/// The check character of 17 digits after ISO 7064 MOD 11-2: `0` to `9` or `X`. None if they
/// are not 17 digits.
#[must_use]
pub fn check_character(digits: &str) -> Option<char> {
    if digits.len() != 17 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum = digits.bytes().fold(0, |sum, b| (sum + u32::from(b - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => Some('X'),
        check => char::from_digit(check, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(first: &str) -> String {
        format!("{first}{}", check_character(first).unwrap())
    }

    /// Generated numbers: any county of a province, any day of two centuries, any order.
    fn numbers() -> impl Strategy<Value = String> {
        (0..PROVINCES.len(), 0_u32..10_000, 1900_u32..2100, 1_u32..13, 1_u32..29, 0_u32..1000).prop_map(
            |(province, rest, year, month, day, order)| {
                number(&format!("{}{rest:04}{year:04}{month:02}{day:02}{order:03}", PROVINCES[province]))
            },
        )
    }

    /// The same check character by the table of weights that the standard prints.
    fn by_weights(digits: &str) -> char {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
        "10X98765432".chars().nth((sum % 11) as usize).unwrap()
    }

    #[test]
    fn each_fault_is_told_for_what_it_is() {
        for (text, fault) in [
            ("", DocumentFault::Empty),
            ("4101052000010100", DocumentFault::ResidentIdLength),
            ("410105000101001", DocumentFault::FifteenDigits),
            ("41010520000101OO1X", DocumentFault::ResidentIdCharacters),
            ("41010520000101001A", DocumentFault::ResidentIdCharacters),
            ("X1010520000101001X", DocumentFault::ResidentIdCharacters),
            ("991005200001010019", DocumentFault::ResidentIdRegion),
            ("41010520000101001５", DocumentFault::NotAscii),
            ("410105200001010050", DocumentFault::CheckCharacter),
        ] {
            assert_eq!(ResidentIdNumber::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    #[test]
    fn a_day_of_birth_must_be_on_the_calendar() {
        for (day, real) in [
            ("20000229", true),
            ("19000229", false),
            ("20010229", false),
            ("20001301", false),
            ("20000100", false),
            ("17991231", false),
            ("21000101", false),
        ] {
            let read = ResidentIdNumber::parse(&number(&format!("410105{day}001")));
            assert_eq!(read.is_ok(), real, "{day}");
            assert!(real || read == Err(DocumentFault::BirthDate));
        }
    }

    #[test]
    fn parts_are_seen_for_a_purpose() {
        let id = ResidentIdNumber::parse("41010520000101005X").unwrap();
        assert_eq!(id.region(Purpose::Counter).to_string(), "410105");
        assert_eq!(id.born(Purpose::Counter).to_string(), "2000-01-01");
        assert_eq!(format!("{id:?}"), "Personal(…)");
    }

    proptest! {
        #[test]
        fn generated_numbers_are_read(number in numbers()) {
            prop_assert!(ResidentIdNumber::parse(&number).is_ok());
        }

        #[test]
        fn any_single_digit_changed_is_refused(number in numbers(), at in 0_usize..18, by in 1_u8..10) {
            let mut bytes = number.into_bytes();
            bytes[at] = if bytes[at] == b'X' { b'0' + by } else { b'0' + (bytes[at] - b'0' + by) % 10 };
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert!(ResidentIdNumber::parse(&changed).is_err());
        }

        #[test]
        fn two_neighbours_exchanged_are_refused(number in numbers(), at in 0_usize..16) {
            let mut bytes = number.clone().into_bytes();
            bytes.swap(at, at + 1);
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert!(changed == number || ResidentIdNumber::parse(&changed).is_err());
        }

        #[test]
        fn the_check_character_is_that_of_the_printed_weights(digits in "[0-9]{17}") {
            prop_assert_eq!(check_character(&digits), Some(by_weights(&digits)));
        }
    }
}
