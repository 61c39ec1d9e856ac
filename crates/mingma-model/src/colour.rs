//! The three colours of a code, and their order.

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// Green < Yellow < Red, so a code is the `max` of its timelines.
///
/// ```
/// use mingma_model::Colour;
/// assert_eq!(Colour::Green.max(Colour::Yellow), Colour::Yellow);
/// assert_eq!(Colour::from_word("red"), Some(Colour::Red));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// 绿码: nothing in force speaks against the holder.
    #[default]
    Green,
    /// 黄码.
    Yellow,
    /// 红码.
    Red,
}

impl Colour {
    /// All, from the mildest to the strictest.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The word in data: `green`, `yellow` or `red`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.word() == word)
    }

    /// The name people read: 绿码 / green code.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Green, Lang::Zh) => "绿码",
            (Self::Yellow, Lang::Zh) => "黄码",
            (Self::Red, Lang::Zh) => "红码",
            (Self::Green, Lang::En) => "green",
            (Self::Yellow, Lang::En) => "yellow",
            (Self::Red, Lang::En) => "red",
        }
    }

    /// The shape that stands with the colour wherever it is shown: ● ▲ ■.
    #[must_use]
    pub const fn shape(self) -> char {
        match self {
            Self::Green => '●',
            Self::Yellow => '▲',
            Self::Red => '■',
        }
    }
}
