//! Names that people copy: the paper name `MMP:` and the typed code, with check letters.

use std::fmt;

use mingma_seal::{Random, random_array};

use crate::WireError;

/// Letters that are hardly taken for each other (Crockford's).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How a paper name begins.
const PREFIX: &str = "MMP:";
/// Letters of a paper name that are random, and that check.
const PAPER: (usize, usize) = (16, 2);
/// Letters of a typed code that are random, and that check.
const TYPED: (usize, usize) = (9, 1);
/// A text that people type holds so many characters at most, with hyphens and spaces.
const MOST: usize = 64;

/// For how many seconds the register answers a typed code.
pub const TYPED_LIFETIME: i64 = 300;

/// A paper code: a name whose colour the scanner asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperName(pub [u8; 10]);

/// What is typed where a camera fails: 45 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypedCode(u64);

impl PaperName {
    /// A new name.
    #[must_use]
    pub fn new(random: &dyn Random) -> Self {
        Self(random_array(random))
    }

    /// The text of the QR: `MMP:` and 18 letters.
    #[must_use]
    pub fn text(&self) -> String {
        PREFIX.to_owned() + &self.letters()
    }

    /// In groups of six, for people.
    #[must_use]
    pub fn grouped(&self) -> String {
        groups(&self.letters(), 6)
    }

    fn letters(&self) -> String {
        let number = self.0.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        written(number, PAPER)
    }

    /// Reads a name, with its prefix or without, as people type.
    ///
    /// # Errors
    /// Another number of letters, a letter that is none, check letters that do not fit.
    pub fn parse(text: &str) -> Result<Self, WireError> {
        let number = read(text.strip_prefix(PREFIX).unwrap_or(text), PAPER, PREFIX)?;
        Ok(Self(number.to_be_bytes()[6..].try_into().expect("10 of 16 bytes")))
    }
}

impl TypedCode {
    /// A new code.
    #[must_use]
    pub fn new(random: &dyn Random) -> Self {
        Self(u64::from_be_bytes(random_array(random)) >> 19)
    }

    /// The code of a number, of which the lowest 45 bits count.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        Self(number & ((1 << 45) - 1))
    }

    /// Its number, below 2⁴⁵.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Reads a code as people type it.
    ///
    /// # Errors
    /// Another number of letters, a letter that is none, a check letter that does not fit.
    pub fn parse(text: &str) -> Result<Self, WireError> {
        let number = read(text, TYPED, "ABCDE-FGHJK")?;
        Ok(Self(u64::try_from(number).expect("45 bits")))
    }
}

impl fmt::Display for PaperName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for PaperName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaperName(…)")
    }
}

impl fmt::Display for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&groups(&written(u128::from(self.0), TYPED), 5))
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

/// A product in GF(32), whose polynomial is x⁵ + x² + 1.
fn times(one: u8, other: u8) -> u8 {
    let (mut product, mut shifted) = (0, one);
    for bit in 0..5 {
        if other >> bit & 1 == 1 {
            product ^= shifted;
        }
        shifted = (shifted << 1) ^ if shifted & 16 == 16 { 0b10_0101 } else { 0 };
    }
    product
}

/// α^power, with α = 2.
fn alpha(power: usize) -> u8 {
    (0..power).fold(1, |value, _| times(value, 2))
}

/// Σ cᵢ·α^(j·(n−1−i)) of all letters, for one j: 0 where they fit.
fn syndrome(letters: &[u8], j: usize) -> u8 {
    letters.iter().fold(0, |sum, letter| times(sum, alpha(j)) ^ letter)
}

/// The letters of a number, the check letters last.
fn written(number: u128, (random, check): (usize, usize)) -> String {
    let mut letters: Vec<u8> = (0..random).rev().map(|at| low(number >> (5 * at))).collect();
    letters.resize(random + check, 0);
    // Found by trying: 32 or 1,024 ways, and one fits.
    for tried in 0..1_u16 << (5 * check) {
        for at in 0..check {
            letters[random + at] = low(u128::from(tried) >> (5 * (check - 1 - at)));
        }
        if fits(&letters, check) {
            break;
        }
    }
    letters.iter().map(|letter| char::from(LETTERS[usize::from(*letter)])).collect()
}

/// The lowest five bits.
fn low(number: u128) -> u8 {
    u8::try_from(number & 31).expect("five bits")
}

fn fits(letters: &[u8], check: usize) -> bool {
    (1..=check).all(|j| syndrome(letters, j) == 0)
}

/// The number that letters say.
fn read(text: &str, (random, check): (usize, usize), what: &'static str) -> Result<u128, WireError> {
    if text.len() > MOST {
        return Err(WireError::TooLong(MOST));
    }
    let typed = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    let letters: Vec<u8> = typed.map(letter).collect::<Option<_>>().ok_or(WireError::NotLetters)?;
    if letters.len() != random + check {
        return Err(WireError::NotThis(what));
    }
    if !fits(&letters, check) {
        return Err(WireError::CheckLetter);
    }
    Ok(letters[..random].iter().fold(0, |number, letter| number << 5 | u128::from(*letter)))
}

/// What a letter counts, as people write it.
fn letter(typed: u8) -> Option<u8> {
    let meant = match typed.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    LETTERS.iter().position(|letter| *letter == meant).and_then(|at| u8::try_from(at).ok())
}

fn groups(letters: &str, size: usize) -> String {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, PaperName, TypedCode, alpha};
    use crate::WireError;
    use proptest::prelude::*;

    #[test]
    fn alpha_goes_through_all_that_is_not_zero() {
        let mut powers: Vec<u8> = (0..31).map(alpha).collect();
        powers.sort_unstable();
        assert_eq!(powers, (1..32).collect::<Vec<u8>>());
    }

    fn with(text: &str, at: usize, letter: u8) -> String {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = letter;
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn any_wrong_letter_of_a_typed_code_is_told_and_any_two_that_changed_places(number: u64) {
            let code = TypedCode::of(number);
            let text = code.to_string().replace('-', "");
            prop_assert_eq!(TypedCode::parse(&code.to_string().to_lowercase()).unwrap(), code);
            for (at, right) in text.bytes().enumerate() {
                for letter in LETTERS.iter().filter(|letter| **letter != right) {
                    prop_assert_eq!(TypedCode::parse(&with(&text, at, *letter)), Err(WireError::CheckLetter));
                }
                for other in 0..at {
                    let was = text.as_bytes()[other];
                    let swapped = with(&with(&text, at, was), other, right);
                    prop_assert!(was == right || TypedCode::parse(&swapped).is_err());
                }
            }
        }

        #[test]
        fn any_two_wrong_letters_of_a_paper_name_are_told(handle: [u8; 10], one in 0..18_usize, two in 0..18_usize, by in (1..32_usize, 1..32_usize)) {
            let name = PaperName(handle);
            prop_assert_eq!(PaperName::parse(&name.text()).unwrap(), name);
            prop_assert_eq!(PaperName::parse(&name.grouped()).unwrap(), name);
            let text = name.text()[4..].to_owned();
            let turn = |text: &str, at: usize, by: usize| {
                let was = LETTERS.iter().position(|letter| *letter == text.as_bytes()[at]).unwrap();
                with(text, at, LETTERS[(was + by) % 32])
            };
            let wrong = turn(&turn(&text, one, by.0), two, by.1);
            prop_assert!(wrong == text || PaperName::parse(&wrong) == Err(WireError::CheckLetter));
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "MMP:", "MMP:0000", "UUUUU-UUUUU", &"0".repeat(65), "明明明明明明"] {
            assert!(PaperName::parse(text).is_err() && TypedCode::parse(text).is_err(), "{text}");
        }
    }
}
