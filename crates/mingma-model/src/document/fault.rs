//! What is wrong with a document's number; never the number itself.

use std::fmt;

use crate::fault::Fault;
use crate::text::{Lang, Text};

macro_rules! faults {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $zh:literal $en:literal help $help_zh:literal $help_en:literal)*) => {
        /// Why a number is refused. It holds nothing of the number, so it may be shown and logged.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DocumentFault { $($(#[doc = $doc])* $variant),* }

        impl DocumentFault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What is wrong.
            #[must_use]
            pub const fn what(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }

            /// What to do.
            #[must_use]
            pub const fn help(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($help_zh, $help_en)),* }
            }
        }
    };
}

faults! {
    /// Nothing but spaces.
    Empty "MM-DOC-001" "没有填写" "nothing is filled in"
        help "填写证件上的号码或姓名" "write what the document says"
    /// A character that is not ASCII, full-width digits among them.
    NotAscii "MM-DOC-002" "号码里有全角字符或汉字" "the number holds full-width or Chinese characters"
        help "改用半角的数字和大写字母" "use plain digits and capital letters"
    /// A resident identity number of another length.
    ResidentIdLength "MM-DOC-003" "公民身份号码应为18位" "a resident identity number has 18 characters"
        help "对照身份证补全，17位数字加一位校验码" "copy it from the card: 17 digits and a check character"
    /// The old form of 15 digits.
    FifteenDigits "MM-DOC-004" "这是15位的旧号码，2013年起不再使用" "this is the old number of 15 digits, out of use since 2013"
        help "请用现行身份证上的18位号码；没有的，先到户籍地派出所换证" "use the 18 characters of the present card; without one, have it renewed at the police station of the household register"
    /// A character that is neither digit nor the final X.
    ResidentIdCharacters "MM-DOC-005" "公民身份号码前17位只能是数字，末位是数字或X" "the first 17 characters are digits, the last a digit or X"
        help "检查是否把字母O写成了0，或把I写成了1" "check for an O in place of 0 or an I in place of 1"
    /// First digits that are no province's.
    ResidentIdRegion "MM-DOC-006" "前两位不是任何省份的代码" "the first two digits are no province's"
        help "对照身份证；以9开头的是外国人永久居留身份证，请改选证件类型" "compare it with the card; a number that begins with 9 is a foreigner's permanent residence card: choose that kind"
    /// A day of birth that the calendar does not have.
    BirthDate "MM-DOC-007" "出生日期不存在" "there is no such day of birth"
        help "检查第7至14位（年、月、日）" "check the digits of year, month and day"
    /// The check character does not fit.
    CheckCharacter "MM-DOC-008" "校验码不符，至少有一位写错" "the check character does not fit: at least one character is wrong"
        help "逐位对照证件" "compare it with the document, character by character"
    /// No form of a passport number.
    Passport "MM-DOC-009" "护照号码应为6至9位字母和数字，至少三位数字" "a passport number has 6 to 9 letters and digits, at least three of them digits"
        help "照护照资料页右上角填写，不含空格" "copy it from the page with the photograph, without spaces"
    /// No form of a Hong Kong or Macao permit.
    HongKongMacaoPermit "MM-DOC-010" "港澳居民来往内地通行证应为H或M加8位数字（可再加2位换证次数），或H、M加一字母和7位数字" "this permit is H or M and 8 digits (2 more for renewals may follow), or H or M, a letter and 7 digits"
        help "照通行证正面填写" "copy it from the front of the permit"
    /// No form of a Taiwan permit.
    TaiwanPermit "MM-DOC-011" "台湾居民来往大陆通行证应为8位数字，旧证为10位数字（可带括号内一字母）" "this permit is 8 digits; an old booklet has 10, with a letter in brackets perhaps"
        help "照通行证正面填写" "copy it from the front of the permit"
    /// No form of a permanent residence card.
    PermanentResidence "MM-DOC-012" "外国人永久居留身份证应为3个字母加12位数字，或以9开头的18位" "a permanent residence card has 3 letters and 12 digits, or 18 characters that begin with 9"
        help "照证件正面填写" "copy it from the front of the card"
    /// No name.
    Name "MM-DOC-013" "姓名过长，或含有控制字符" "the name is too long or holds control characters"
        help "照证件填写，最多64个字" "copy it from the document, at most 64 characters"
}

impl DocumentFault {
    /// The same as a finding that a reader of files can place.
    #[must_use]
    pub fn fault(self) -> Fault {
        let both = |text: fn(Self, Lang) -> &'static str| Text::new(text(self, Lang::Zh), text(self, Lang::En));
        Fault::new(self.code(), both(Self::what), both(Self::help))
    }
}

impl fmt::Display for DocumentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} / {}", self.code(), self.what(Lang::Zh), self.what(Lang::En))
    }
}

impl std::error::Error for DocumentFault {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_its_own_code_and_both_languages() {
        let codes: BTreeSet<&str> = DocumentFault::ALL.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes.len(), DocumentFault::ALL.len());
        for fault in DocumentFault::ALL {
            let told = fault.fault();
            assert!(told.code.starts_with("MM-DOC-"));
            for text in [&told.what, &told.help] {
                assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{fault}");
            }
        }
    }
}
