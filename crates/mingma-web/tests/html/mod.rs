//! A small reader of the house's own HTML: balance, languages, empty words. It knows what the pages write, no more.

const VOID: [&str; 6] = ["meta", "link", "br", "input", "img", "hr"];
const SILENT: [&str; 7] = ["script", "style", "code", "pre", "textarea", "kbd", "template"];
/// What must not be empty.
const WORDED: [&str; 14] =
    ["h1", "h2", "h3", "p", "a", "button", "label", "li", "td", "th", "dt", "dd", "summary", "title"];
const BONES: [&str; 12] =
    ["h1", "h2", "h3", "label", "button", "a", "input", "select", "textarea", "th", "dt", "summary"];
const READ_ALOUD: [&str; 4] = ["alt", "title", "aria-label", "placeholder"];

struct Open {
    tag: String,
    lang: String,
    silent: bool,
    worded: bool,
    /// An element that says something by itself: a name read aloud, a live region filled later.
    excused: bool,
}

/// A page as read.
#[derive(Default)]
pub struct Read {
    /// Headings, fields and links in their order.
    pub bones: Vec<String>,
    root: String,
    texts: Vec<(String, String)>,
    wrong: Vec<String>,
    ids: Vec<String>,
    labels: Vec<String>,
    headings: usize,
}

/// Reads a page.
pub fn read(page: &str) -> Read {
    let mut read = Read::default();
    let mut stack: Vec<Open> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap_or_else(|| {
        read.wrong.push("no doctype".to_owned());
        page
    });
    while let Some(at) = rest.find('<') {
        read.text(&rest[..at], &mut stack);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let inner = rest[at + 1..end].trim_end_matches('>');
        rest = &rest[end..];
        if let Some(tag) = inner.strip_prefix('/') {
            read.close(tag.trim(), &mut stack);
        } else {
            read.open(inner, &mut stack);
        }
    }
    if !stack.is_empty() {
        read.wrong
            .push(format!("left open: {}", stack.iter().map(|open| open.tag.as_str()).collect::<Vec<_>>().join(" ")));
    }
    read
}

/// `name="value"` pairs of a tag.
fn attributes(inner: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = inner.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_end_matches('/');
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return out;
        }
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..name_end].to_owned();
        rest = &rest[name_end..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let end = value.find('"').unwrap_or(value.len());
            out.push((name, value[..end].to_owned()));
            rest = value.get(end + 1..).unwrap_or_default();
        } else {
            out.push((name, String::new()));
        }
    }
}

impl Read {
    fn open(&mut self, inner: &str, stack: &mut Vec<Open>) {
        let tag = inner.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default().to_owned();
        let attributes = attributes(inner);
        let of = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let parent = stack.last();
        let lang = of("lang").unwrap_or_else(|| parent.map_or_else(String::new, |open| open.lang.clone()));
        let silent = parent.is_some_and(|open| open.silent) || SILENT.contains(&tag.as_str());
        if tag == "html" {
            self.root = lang.clone();
        }
        for (name, value) in &attributes {
            if READ_ALOUD.contains(&name.as_str()) {
                self.texts.push((lang.clone(), value.clone()));
            }
            if name == "style" || name.starts_with("on") {
                self.wrong.push(format!("inline {name} on {tag}"));
            }
        }
        self.ids.extend(of("id"));
        self.labels.extend(of("for"));
        self.headings += usize::from(tag == "h1");
        if BONES.contains(&tag.as_str()) && of("data-language-switch").is_none() {
            self.bones.push(tag.clone());
        }
        if !VOID.contains(&tag.as_str()) && !inner.ends_with('/') {
            let excused = of("aria-live").is_some() || of("aria-label").is_some() || of("hidden").is_some();
            stack.push(Open { tag, lang, silent, worded: false, excused });
        } else if let Some(open) = stack.last_mut() {
            open.worded |= matches!(tag.as_str(), "input" | "img");
        }
    }

    fn close(&mut self, tag: &str, stack: &mut Vec<Open>) {
        match stack.pop() {
            Some(open) if open.tag == tag => {
                if !open.worded && !open.excused && WORDED.contains(&tag) {
                    self.wrong.push(format!("empty {tag}"));
                }
                if let Some(parent) = stack.last_mut() {
                    parent.worded |= open.worded || tag == "svg" || tag == "select" || tag == "textarea";
                }
            }
            Some(open) => self.wrong.push(format!("</{tag}> closes <{}>", open.tag)),
            None => self.wrong.push(format!("</{tag}> closes nothing")),
        }
    }

    fn text(&mut self, text: &str, stack: &mut [Open]) {
        if text.trim().is_empty() {
            return;
        }
        let Some(open) = stack.last_mut() else { return };
        open.worded = true;
        if !open.silent {
            self.texts.push((open.lang.clone(), text.to_owned()));
        }
    }

    /// Everything that is wrong with the page, for its language.
    pub fn findings(&self, lang: &str) -> Vec<String> {
        let mut out = self.wrong.clone();
        if !self.root.starts_with(lang) {
            out.push(format!("the root says {}", self.root));
        }
        if self.headings != 1 {
            out.push(format!("{} headings of the first level", self.headings));
        }
        out.extend(
            self.labels
                .iter()
                .filter(|label| !self.ids.contains(label))
                .map(|label| format!("a label for no field: {label}")),
        );
        let mut ids = self.ids.clone();
        ids.sort_unstable();
        out.extend(ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("an id twice: {}", pair[0])));
        out.extend(
            self.texts
                .iter()
                .filter(|(own, text)| own.starts_with(lang) && foreign(lang, text))
                .map(|(_, text)| format!("not {lang}: {}", text.trim())),
        );
        out.extend(self.texts.iter().filter(|(_, text)| left_over(text)).map(|(_, text)| format!("left over: {text}")));
        out
    }
}

/// Chinese on an English page; five Latin words in a row on a Chinese one.
fn foreign(lang: &str, text: &str) -> bool {
    if lang == "en" {
        return text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    }
    let mut row = 0;
    text.split_whitespace().any(|word| {
        let latin = word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '-' | ',' | ';' | ':'))
            && word.starts_with(|c: char| c.is_ascii_alphabetic());
        row = if latin { row + 1 } else { 0 };
        row >= 5
    })
}

fn left_over(text: &str) -> bool {
    ["Some(", "None)", "{}", "undefined", "NaN"].iter().any(|mark| text.contains(mark))
}
