//! A person's name, sealed, and the form in which a scanner may show it.

use super::{DocumentFault, Personal, Purpose};

/// A name as its document writes it: 1 to 64 characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(Personal<String>);

impl PersonName {
    /// The most characters of a name.
    pub const LONGEST: usize = 64;

    /// Reads a name; spaces around it are taken off.
    ///
    /// # Errors
    /// When it is empty, too long, or holds control characters.
    pub fn parse(text: &str) -> Result<Self, DocumentFault> {
        let name = text.trim();
        let length = name.chars().count();
        if length == 0 {
            return Err(DocumentFault::Empty);
        }
        if length > Self::LONGEST || name.chars().any(char::is_control) {
            return Err(DocumentFault::Name);
        }
        Ok(Self(Personal::new(name.to_owned())))
    }

    /// The name, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.0.reveal(purpose)
    }

    /// What a scanner shows to compare: 张*三 for three characters and more, 张* for two;
    /// for names of several words the first letter of each (`M* G*`). One star stands for any
    /// number of characters.
    #[must_use]
    pub fn masked(&self) -> String {
        let name = self.reveal(Purpose::Masking);
        let words: Vec<&str> = name.split_whitespace().collect();
        if words.len() > 1 || name.is_ascii() {
            return words.into_iter().map(first_letter).collect::<Vec<_>>().join(" ");
        }
        let letters: Vec<char> = name.chars().collect();
        match letters.as_slice() {
            [_] => "*".to_owned(),
            [first, _] => format!("{first}*"),
            [first, .., last] => format!("{first}*{last}"),
            [] => String::new(),
        }
    }
}

fn first_letter(word: &str) -> String {
    word.chars().take(1).chain(['*']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_shown_by_their_ends() {
        for (name, masked) in [
            ("张某三", "张*三"),
            ("张三", "张*"),
            ("张", "*"),
            ("欧阳小某", "欧*某"),
            ("某某·某某木", "某*木"),
            ("ANNA MARIA", "A* M*"),
            ("Anna", "A*"),
            ("  张某三 ", "张*三"),
        ] {
            assert_eq!(PersonName::parse(name).unwrap().masked(), masked, "{name}");
        }
    }

    #[test]
    fn no_name_and_no_endless_name_is_one() {
        assert_eq!(PersonName::parse(" ").unwrap_err(), DocumentFault::Empty);
        assert_eq!(PersonName::parse("张\n三").unwrap_err(), DocumentFault::Name);
        assert_eq!(PersonName::parse(&"某".repeat(65)).unwrap_err(), DocumentFault::Name);
    }

    proptest! {
        #[test]
        fn a_masked_name_hides_its_middle(name in "[某木水火]{3,8}") {
            let masked = PersonName::parse(&name).unwrap().masked();
            prop_assert_eq!(masked.chars().count(), 3);
            prop_assert!(masked.contains('*'));
        }

        #[test]
        fn random_names_never_panic_and_stay_sealed(text in "\\PC{0,80}") {
            if let Ok(name) = PersonName::parse(&text) {
                let _ = name.masked();
                prop_assert_eq!(format!("{name:?}"), "PersonName(Personal(…))");
            }
        }
    }
}
