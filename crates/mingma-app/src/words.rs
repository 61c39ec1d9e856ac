//! Closed lists of words: each with its word in data and its names for people.

/// Enums of such words, any number of them.
macro_rules! words {
    ($($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal $zh:literal $en:literal)* })*) => { $(
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// All of them, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in data.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads a word of data; anything else is none.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }

            /// The name people read.
            #[must_use]
            pub const fn name(self, lang: mingma_model::Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }
        }
    )* };
}

pub(crate) use words;
