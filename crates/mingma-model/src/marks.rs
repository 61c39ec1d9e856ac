//! Characters that an eye does not see, or that move what it sees: what a person reads
//! must be what is there.

/// True of controls, ends of line and paragraph, marks of direction, and what has no width
/// and no spelling needs. A text that holds one says something else than it shows.
#[must_use]
pub fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// True of the two joiners (U+200C, U+200D): unseen as well, but spelling in Uyghur or in
/// a family of pictures. A name by which somebody is told from another holds none.
#[must_use]
pub const fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_or_hides_is_unseen_and_what_spells_is_not() {
        let hides = [
            "\0\t\n\u{7f}\u{80}\u{9b}",
            "\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}",
            "\u{2060}\u{2064}\u{2066}\u{2069}\u{206f}\u{feff}\u{e0001}\u{e007f}",
        ];
        assert!(hides.concat().chars().all(unseen));
        let spells = "郑州 Erqi 7·ئۇيغۇر\u{200c}چە👩\u{200d}⚕️ᠠ\u{180e}\u{a0}";
        assert!(!spells.chars().any(unseen));
        assert_eq!(spells.chars().filter(|c| joins(*c)).count(), 2);
    }
}
