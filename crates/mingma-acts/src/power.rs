//! Powers: what a unit may do, in its region.

use mingma_model::Lang;

macro_rules! powers {
    ($($variant:ident $word:literal $zh:literal $en:literal)*) => {
        /// A power (职权).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Power { $(#[doc = concat!($en, " (", $zh, ").")] $variant),* }

        impl Power {
            /// Every power.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in data.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The name people read.
            #[must_use]
            pub const fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }
        }
    };
}

powers! {
    Register "register" "登记" "register units, officers, institutions"
    Enrol "enrol" "建档" "enrol residents"
    Assign "assign" "赋码" "file evidence that may stand against somebody"
    Convert "convert" "转码" "file what eases, and decide appeals"
    Publish "publish" "发布规则" "publish rules"
    Declare "declare" "划定风险区" "declare risk areas"
    Places "places" "管理场所" "manage places"
    Answer "answer" "咨询" "answer enquiries"
    Oversee "oversee" "监督" "oversee"
    Exchange "exchange" "对接" "exchange notices with other registers"
}

impl Power {
    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|power| power.word() == word)
    }
}
