//! Who asks, in which language, and how links carry it on.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use mingma_model::Lang;

/// What every page knows of the request: language, path, the other words of the address.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The language of the answer.
    pub lang: Lang,
    /// The path, without query.
    pub path: String,
    /// The words of the address but `lang`, in their order.
    pub words: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Query(mut words) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).unwrap_or_default();
        let asked = words.iter().find(|(word, _)| word == "lang").and_then(|(_, value)| Lang::from_word(value));
        words.retain(|(word, _)| word != "lang");
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let lang = asked.or_else(|| accepted.and_then(preferred)).unwrap_or_default();
        Ok(Self { lang, path: parts.uri.path().to_owned(), words })
    }
}

impl Visit {
    /// The same text in the language of the answer.
    pub fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// A word of the address.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(word, _)| word == name).map(|(_, value)| value.as_str())
    }

    /// An address of the house in this language; `path` may carry a query.
    pub fn link(&self, path: &str) -> String {
        in_language(path, self.lang)
    }

    /// This page in another language.
    pub fn in_lang(&self, lang: Lang) -> String {
        let words: Vec<(&str, &str)> = self.words.iter().map(|(word, value)| (word.as_str(), value.as_str())).collect();
        in_language(&address(&self.path, &words), lang)
    }
}

fn in_language(path: &str, lang: Lang) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    format!("{path}{join}lang={}", lang.word())
}

/// A path with its query, percent-encoded.
pub(crate) fn address(path: &str, words: &[(&str, &str)]) -> String {
    let query: Vec<String> =
        words.iter().map(|(word, value)| format!("{}={}", encoded(word), encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The first language of an `Accept-Language` that the house speaks, by weight.
fn preferred(header: &str) -> Option<Lang> {
    let mut best: Option<(u16, Lang)> = None;
    for part in header.split(',') {
        let (tag, weight) = part.split_once(';').map_or((part, 1000), |(tag, rest)| (tag, thousandths(rest)));
        let spoken = Lang::from_word(tag.trim().get(..2).unwrap_or_default().to_ascii_lowercase().as_str());
        if let Some(lang) = spoken.filter(|_| weight > 0)
            && best.is_none_or(|(most, _)| weight > most)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// `q=0.8` as 800; what is no weight counts as 0.
fn thousandths(text: &str) -> u16 {
    let number = text.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).filter(|q| (0.0..=1.0).contains(q));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    number.map_or(0, |q| (q * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_greatest_weight_is_taken() {
        assert_eq!(preferred("zh-CN,zh;q=0.9,en;q=0.8"), Some(Lang::Zh));
        assert_eq!(preferred("fr;q=0.9, en-GB;q=0.8, zh;q=0.2"), Some(Lang::En));
        assert_eq!(preferred("fr, de"), None);
        assert_eq!(preferred("en;q=0"), None);
        assert_eq!(preferred("en;q=x, \u{4e2d}"), None);
    }

    #[test]
    fn links_carry_the_language_and_keep_what_stands() {
        let visit = Visit { lang: Lang::En, path: "/try".into(), words: vec![("person".into(), "a b&c".into())] };
        assert_eq!(visit.link("/rules"), "/rules?lang=en");
        assert_eq!(visit.link("/try?b=x"), "/try?b=x&lang=en");
        assert_eq!(visit.in_lang(Lang::Zh), "/try?person=a%20b%26c&lang=zh");
    }
}
