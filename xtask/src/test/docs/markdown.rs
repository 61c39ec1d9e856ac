//! A document as lines that know their heading.

/// A line of a document with what its surroundings say.
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub text: &'a str,
    /// The nearest heading above.
    pub heading: &'a str,
    /// Inside a fenced block.
    pub fenced: bool,
}

impl Line<'_> {
    /// Whether the heading says that all this does not stand yet.
    pub fn is_planned(&self) -> bool {
        let heading = self.heading.to_lowercase();
        heading.contains("not yet") || heading.contains("尚未")
    }
}

/// All lines but the fences themselves.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut heading, mut fenced) = ("", false);
    let mut all = Vec::new();
    for (index, text) in text.lines().enumerate() {
        let fence = text.trim_start().starts_with("```");
        if !fenced && text.starts_with('#') {
            heading = text;
        }
        if !fence {
            all.push(Line { number: index + 1, text, heading, fenced });
        }
        fenced ^= fence;
    }
    all
}

/// Words in backticks.
pub fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
