//! Spans of time as published tables write them: whole hours or whole days.

use std::fmt;

/// `"72h"` or `"7d"`. The two readings of a span stand in [`crate::Zone`]:
/// `boundary` (through the Nth day) and `onday` (from the Nth day on).
///
/// ```
/// use mingma_model::Span;
/// assert_eq!(Span::parse("7d"), Some(Span::Days(7)));
/// assert_eq!(Span::parse("0h"), None); // nothing under an hour
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Whole hours, 1 to 87,600.
    Hours(u32),
    /// Whole local days, 1 to 3,650.
    Days(u32),
}

impl Span {
    /// The longest span a rule may name, in days (ten years).
    pub const MAX_DAYS: u32 = 3650;

    /// Reads `N` followed by `h` or `d`. None for zero, for more than ten
    /// years, and for anything that is not of this form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let n: u32 = digits.parse().ok().filter(|n| *n > 0)?;
        match unit {
            "h" if n <= Self::MAX_DAYS * 24 => Some(Self::Hours(n)),
            "d" if n <= Self::MAX_DAYS => Some(Self::Days(n)),
            _ => None,
        }
    }

    /// The least and the most hours that may pass between an instant and the
    /// boundary of this span: `"2d"` ends after more than 48 and at most 72
    /// hours (25-hour days, where a zone has them, are one more).
    #[must_use]
    pub const fn hours(self) -> (u32, u32) {
        match self {
            Self::Hours(n) => (n, n),
            Self::Days(n) => (n * 24, (n + 1) * 24),
        }
    }

    /// True when this span surely ends before `other` counted from the same
    /// instant, whatever the time of day.
    #[must_use]
    pub const fn ends_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Hours(a), Self::Hours(b)) | (Self::Days(a), Self::Days(b)) => a < b,
            (Self::Hours(a), Self::Days(b)) => a <= b * 24,
            (Self::Days(a), Self::Hours(b)) => (a + 1) * 24 < b,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(n) => write!(f, "{n}h"),
            Self::Days(n) => write!(f, "{n}d"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written_alike() {
        for text in ["1h", "72h", "1d", "180d", "3650d"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in ["", "h", "7", "0d", "-1d", "+1d", "7 d", "3651d", "999999h", "7天", "1.5d"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn mixed_units_end_before_only_when_every_time_of_day_agrees() {
        assert!(Span::Hours(48).ends_before(Span::Days(2)));
        assert!(!Span::Days(2).ends_before(Span::Hours(72)));
        assert!(Span::Days(2).ends_before(Span::Hours(73)));
    }
}
