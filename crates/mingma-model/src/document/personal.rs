//! Personal data as a type: it cannot be printed, logged or serialised by accident.

use std::fmt;

/// Why somebody sees personal data. Every use names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The person's own page or letter.
    Holder,
    /// A counter that has document and face before it.
    Counter,
    /// Finding the same person's record again.
    Matching,
    /// Deriving the form in which a scanner may show it.
    Masking,
    /// An inquiry into what a register did.
    Inquiry,
}

/// Something personal. No `Display`, no `Serialize`; `Debug` is sealed; the value is seen
/// through [`Personal::reveal`] alone, which asks why.
///
/// ```compile_fail
/// # use mingma_model::document::Personal;
/// println!("{}", Personal::new("a name")); // has no Display
/// ```
/// ```compile_fail
/// # use mingma_model::document::Personal;
/// serde_json::to_string(&Personal::new("a name")); // has no Serialize
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Seals a value.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a stated purpose.
    #[must_use]
    pub const fn reveal(&self, _purpose: Purpose) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_sealed_and_reveal_asks_why() {
        let sealed = Personal::new("generated".to_owned());
        assert_eq!(format!("{sealed:?} {sealed:#?}"), "Personal(…) Personal(…)");
        assert_eq!(sealed.reveal(Purpose::Holder), "generated");
    }
}
