//! What stopped a command, in Chinese and English, each with what to do next.

use std::fmt;

/// A failure told to a person. Both texts say what happened and the remedy.
#[derive(Debug)]
pub struct Trouble {
    zh: String,
    en: String,
}

impl Trouble {
    /// The same failure in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A program that could not be started or read; `what` names it.
    pub fn io(what: &str, error: &std::io::Error) -> Self {
        Self::new(
            format!("{what}：{error}。请检查该程序或文件是否存在、是否可读"),
            format!("{what}: {error}. Check that it exists and can be read"),
        )
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "✗ {}\n✗ {}", self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_is_told_in_both_languages() {
        let told = Trouble::new("缺少字体", "fonts are missing").to_string();
        assert_eq!(told, "✗ 缺少字体\n✗ fonts are missing");
    }
}
