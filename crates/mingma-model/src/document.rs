//! Resident documents 证件: numbers that are parsed, never merely checked, and never printed.
//!
//! A value of a type of this module has the right form and, where a check character is
//! published, the right one. The number itself is [`Personal`]: it has no `Display` and no
//! `Serialize`, its `Debug` is sealed, and to see it one says why.
//!
//! ```
//! use mingma_model::document::{Document, DocumentKind, Purpose};
//! let id = Document::parse(DocumentKind::ResidentId, "41010520000101005x").unwrap();
//! assert_eq!(id.masked(), "…005X");
//! assert_eq!(format!("{id:?}"), "ResidentId(Personal(…))");
//! assert_eq!(id.reveal(Purpose::Counter), "41010520000101005X");
//! ```

mod fault;
mod name;
mod passport;
mod permanent_residence;
mod permit;
mod personal;
mod resident_id;

pub use fault::DocumentFault;
pub use name::PersonName;
pub use passport::{Passport, PassportForm};
pub use permanent_residence::{PermanentResidenceCard, PermanentResidenceForm};
pub use permit::{HongKongMacaoPermit, TaiwanPermit};
pub use personal::{Personal, Purpose};
pub use resident_id::{ResidentIdNumber, check_character};

use crate::text::Lang;

/// The kinds of documents that a register knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// Resident identity number, GB 11643.
    ResidentId,
    /// Passport, Chinese or of another country.
    Passport,
    /// Mainland travel permit for residents of Hong Kong and Macao.
    HongKongMacaoPermit,
    /// Mainland travel permit for residents of Taiwan.
    TaiwanPermit,
    /// Foreigner's permanent residence card, either form.
    PermanentResidenceCard,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::ResidentId, Self::Passport, Self::HongKongMacaoPermit, Self::TaiwanPermit, Self::PermanentResidenceCard];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::Passport => "passport",
            Self::HongKongMacaoPermit => "hk_macao_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::PermanentResidenceCard => "permanent_residence_card",
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::ResidentId => lang.pick("居民身份证", "resident identity card"),
            Self::Passport => lang.pick("护照", "passport"),
            Self::HongKongMacaoPermit => {
                lang.pick("港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents")
            }
            Self::TaiwanPermit => lang.pick("台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents"),
            Self::PermanentResidenceCard => lang.pick("外国人永久居留身份证", "foreigner's permanent residence card"),
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A document of one of the kinds, its number right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// Resident identity number.
    ResidentId(ResidentIdNumber),
    /// Passport.
    Passport(Passport),
    /// Permit of a resident of Hong Kong or Macao.
    HongKongMacaoPermit(HongKongMacaoPermit),
    /// Permit of a resident of Taiwan.
    TaiwanPermit(TaiwanPermit),
    /// Permanent residence card.
    PermanentResidenceCard(PermanentResidenceCard),
}

impl Document {
    /// Reads a number of the given kind; spaces around it and lower case are mended.
    ///
    /// # Errors
    /// What is wrong with the number, without the number.
    pub fn parse(kind: DocumentKind, number: &str) -> Result<Self, DocumentFault> {
        Ok(match kind {
            DocumentKind::ResidentId => Self::ResidentId(ResidentIdNumber::parse(number)?),
            DocumentKind::Passport => Self::Passport(Passport::parse(number)?),
            DocumentKind::HongKongMacaoPermit => Self::HongKongMacaoPermit(HongKongMacaoPermit::parse(number)?),
            DocumentKind::TaiwanPermit => Self::TaiwanPermit(TaiwanPermit::parse(number)?),
            DocumentKind::PermanentResidenceCard => {
                Self::PermanentResidenceCard(PermanentResidenceCard::parse(number)?)
            }
        })
    }

    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::ResidentId(_) => DocumentKind::ResidentId,
            Self::Passport(_) => DocumentKind::Passport,
            Self::HongKongMacaoPermit(_) => DocumentKind::HongKongMacaoPermit,
            Self::TaiwanPermit(_) => DocumentKind::TaiwanPermit,
            Self::PermanentResidenceCard(_) => DocumentKind::PermanentResidenceCard,
        }
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        match self {
            Self::ResidentId(number) => number.reveal(purpose),
            Self::Passport(number) => number.reveal(purpose),
            Self::HongKongMacaoPermit(number) => number.reveal(purpose),
            Self::TaiwanPermit(number) => number.reveal(purpose),
            Self::PermanentResidenceCard(number) => number.reveal(purpose),
        }
    }

    /// What a scanner shows to compare: the last four characters, `…005X`.
    #[must_use]
    pub fn masked(&self) -> String {
        masked(self.reveal(Purpose::Masking))
    }
}

/// The last four characters of a number; numbers here have at least six.
fn masked(number: &str) -> String {
    let hidden = number.len().saturating_sub(4);
    format!("…{}", number.get(hidden..).unwrap_or_default())
}

/// Spaces around a number taken off and letters raised; ASCII only.
fn tidy(text: &str) -> Result<String, DocumentFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DocumentFault::Empty);
    }
    if !text.is_ascii() {
        return Err(DocumentFault::NotAscii);
    }
    Ok(text.to_ascii_uppercase())
}

/// True if a text is `letters` capital letters and then `digits` digits and nothing more.
fn shaped(text: &str, letters: usize, digits: usize) -> bool {
    let (head, tail) = text.as_bytes().split_at(letters.min(text.len()));
    head.len() == letters
        && tail.len() == digits
        && head.iter().all(u8::is_ascii_uppercase)
        && tail.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One generated number a kind and form.
    const NUMBERS: [(DocumentKind, &str); 8] = [
        (DocumentKind::ResidentId, "41010520000101005X"),
        (DocumentKind::Passport, "E00000000"),
        (DocumentKind::Passport, "X1234567"),
        (DocumentKind::HongKongMacaoPermit, "H00000000"),
        (DocumentKind::HongKongMacaoPermit, "M0000000001"),
        (DocumentKind::TaiwanPermit, "00000000"),
        (DocumentKind::PermanentResidenceCard, "UTO000000010100"),
        (DocumentKind::PermanentResidenceCard, "941999200001010015"),
    ];

    #[test]
    fn every_kind_reads_its_numbers_and_tells_its_kind() {
        for (kind, number) in NUMBERS {
            let document = Document::parse(kind, number).unwrap_or_else(|fault| panic!("{number}: {fault}"));
            assert_eq!((document.kind(), document.reveal(Purpose::Counter)), (kind, number));
            assert_eq!(document.masked(), format!("…{}", &number[number.len() - 4..]));
        }
    }

    #[test]
    fn nothing_personal_is_in_debug_output() {
        for (kind, number) in NUMBERS {
            let document = Document::parse(kind, number).unwrap();
            let told = format!("{document:?} {document:#?}");
            assert!(!told.contains(&number[number.len() - 4..]), "{told}");
            assert!(!told.contains(&number[..4]), "{told}");
        }
    }

    #[test]
    fn words_of_kinds_are_read_back() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_word(kind.word()), Some(kind));
            assert_ne!(kind.name(Lang::Zh), kind.name(Lang::En));
        }
        assert_eq!(DocumentKind::from_word("driving_licence"), None);
    }

    #[test]
    fn lower_case_and_spaces_around_are_mended_and_full_width_is_refused() {
        let document = Document::parse(DocumentKind::ResidentId, " 41010520000101005x\t").unwrap();
        assert_eq!(document.reveal(Purpose::Counter), "41010520000101005X");
        assert_eq!(Document::parse(DocumentKind::Passport, "Ｅ00000000").unwrap_err(), DocumentFault::NotAscii);
        assert_eq!(Document::parse(DocumentKind::TaiwanPermit, "  ").unwrap_err(), DocumentFault::Empty);
    }

    proptest! {
        #[test]
        fn random_strings_never_panic_and_no_fault_repeats_them(text in "\\PC{0,40}") {
            for kind in DocumentKind::ALL {
                if let Err(fault) = Document::parse(kind, &text) {
                    let told = format!("{fault} {fault:?}");
                    prop_assert!(text.chars().count() < 6 || !told.contains(&text));
                }
            }
        }

        #[test]
        fn what_is_read_is_read_again_alike(text in "[A-Z]{0,3}[0-9]{6,18}X?") {
            for kind in DocumentKind::ALL {
                if let Ok(document) = Document::parse(kind, &text) {
                    prop_assert_eq!(Document::parse(kind, document.reveal(Purpose::Matching)), Ok(document.clone()));
                }
            }
        }
    }
}
