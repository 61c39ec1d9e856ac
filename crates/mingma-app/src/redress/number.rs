//! The number of an appeal: `SS-4821-7730-9156-274X`. Fifteen digits drawn at random, so that
//! one tells nothing of the next, and a check character (ISO 7064 MOD 11-2, as on an identity
//! card) that finds every single wrong digit and every two that changed places. Digits alone
//! are heard alike in every dialect over a telephone.

use std::fmt;

use mingma_model::Lang;
use mingma_seal::Random;

/// Digits before the check character.
const DIGITS: usize = 15;

/// One more than the greatest number.
const BOUND: u64 = 1_000_000_000_000_000;

/// A number whose check character is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(u64);

impl Number {
    /// Draws one. A number that is taken already is drawn again by who files it.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        // What lies past the last whole multiple is drawn again, so that none is likelier.
        let whole = u64::MAX - u64::MAX % BOUND;
        loop {
            let mut bytes = [0; 8];
            random.fill(&mut bytes);
            let drawn = u64::from_be_bytes(bytes);
            if drawn < whole {
                return Self(drawn % BOUND);
            }
        }
    }

    /// Reads a number as people write or say it: with or without `SS`, in any grouping, in
    /// full-width digits too; none if a character is missing or the check does not fit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{3000}' | '－')).map(half).collect();
        let plain = plain.to_ascii_uppercase();
        let body = plain.strip_prefix("SS").unwrap_or(&plain);
        let (digits, check) = body.split_at_checked(DIGITS)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number = Self(digits.parse().ok()?);
        (check.chars().eq([number.check()])).then_some(number)
    }

    fn digits(self) -> String {
        format!("{:0width$}", self.0, width = DIGITS)
    }

    /// ISO 7064 MOD 11-2 over the digits.
    fn check(self) -> char {
        let sum = self.digits().bytes().fold(0_u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
        match (12 - sum) % 11 {
            10 => 'X',
            digit => char::from_digit(digit, 10).expect("less than ten"),
        }
    }

    /// As it is read aloud, digit by digit, in groups.
    #[must_use]
    pub fn spoken(self, lang: Lang) -> String {
        const ZH: [&str; 10] = ["零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"];
        let text = self.to_string();
        let say = |c: char| match (c.to_digit(10), lang) {
            (Some(digit), Lang::Zh) => ZH[digit as usize].to_owned(),
            _ => c.to_string(),
        };
        let group = |group: &str| match lang {
            Lang::Zh => group.chars().map(say).collect::<String>(),
            Lang::En => group.chars().map(say).collect::<Vec<_>>().join(" "),
        };
        text.split('-').skip(1).map(group).collect::<Vec<_>>().join(lang.pick("，", ", "))
    }
}

/// Full-width digits and letters as plain ones.
fn half(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        write!(f, "SS-{}-{}-{}-{}{}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..], self.check())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_seal::SystemRandom;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn it_is_read_as_it_is_written_and_as_it_is_heard() {
        let number = Number(482_177_309_156_274);
        let text = number.to_string();
        assert_eq!(text, "SS-4821-7730-9156-274X");
        for heard in
            ["SS-4821-7730-9156-274X", "4821 7730 9156 274x", "ss48217730 9156274x", "４８２１ 7730－9156　274Ｘ"]
        {
            assert_eq!(Number::parse(heard), Some(number), "{heard}");
        }
        assert_eq!(number.spoken(Lang::Zh), "四八二幺，七七三零，九幺五六，二七四X");
        assert_eq!(number.spoken(Lang::En), "4 8 2 1, 7 7 3 0, 9 1 5 6, 2 7 4 X");
        assert!(mingma_model::Id::parse(&text).is_some(), "it is an id");
    }

    #[test]
    fn the_check_character_may_be_an_x_and_only_the_last_one() {
        let with_x = (0..100).map(Number).find(|one| one.check() == 'X').unwrap();
        let text = with_x.to_string();
        assert!(text.ends_with('X') && Number::parse(&text.to_lowercase()) == Some(with_x));
        for wrong in
            ["", "SS-", "SS-4821-7730-9156-274", "SS-4821-7730-9156-274X6", "SS-X821-7730-9156-2746", "甲乙丙丁"]
        {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_number_tells_nothing_of_the_next() {
        let drawn: Vec<u64> = (0..2_000).map(|_| Number::draw(&SystemRandom).0).collect();
        let distinct: BTreeSet<u64> = drawn.iter().copied().collect();
        assert_eq!(distinct.len(), drawn.len());
        // Neither ascending nor near each other: each half of the range is met, whatever came before.
        let near = drawn.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < BOUND / 1_000).count();
        let up = drawn.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!(near < 40 && (800..1_200).contains(&up), "{near} near, {up} ascending");
    }

    proptest! {
        #[test]
        fn every_number_is_read_back(n in 0..BOUND) {
            prop_assert_eq!(Number::parse(&Number(n).to_string()), Some(Number(n)));
        }

        #[test]
        fn a_wrong_digit_is_found(n in 0..BOUND, at in 0_usize..15, other in 0_u32..10) {
            let plain = Number(n).to_string().replace('-', "");
            let mut chars: Vec<char> = plain.chars().skip(2).collect();
            let other = char::from_digit(other, 10).unwrap();
            prop_assume!(chars[at] != other);
            chars[at] = other;
            prop_assert_eq!(Number::parse(&chars.into_iter().collect::<String>()), None);
        }

        #[test]
        fn two_digits_that_changed_places_are_found(n in 0..BOUND, at in 0_usize..14) {
            let plain = Number(n).to_string().replace('-', "");
            let mut chars: Vec<char> = plain.chars().skip(2).collect();
            prop_assume!(chars[at] != chars[at + 1]);
            chars.swap(at, at + 1);
            prop_assert_eq!(Number::parse(&chars.into_iter().collect::<String>()), None);
        }

        #[test]
        fn random_text_never_panics(text in "\\PC{0,40}") {
            let _ = Number::parse(&text);
        }
    }
}
