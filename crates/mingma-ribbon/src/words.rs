//! The few words that a ribbon says by itself, as data.

use crate::Colour;

/// Words and sentence patterns. `{name}` stands for what is filled in; a pattern may leave any of them out.
///
/// [`Words::zh`] and [`Words::en`] are complete; any other language is another value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// Words of green, yellow, red.
    pub colours: [String; 3],
    /// Said where no colour is given.
    pub nothing: String,
    /// Stands over the part that has not happened: `若无新情况`.
    pub forecast: String,
    /// Stands beside an item that holds the code now.
    pub holds: String,
    /// `{n}` items are not drawn.
    pub more: String,
    /// Between two phrases of one sentence.
    pub comma: String,
    /// A clock time that is exactly midnight: `0时`, `00:00`.
    pub midnight: String,
    /// A span of which both ends lie in the window: `{from}`, `{to}`.
    pub between: String,
    /// A span that goes on after the window: `{from}`.
    pub since: String,
    /// A span that began before the window: `{to}`.
    pub until: String,
    /// A span as long as the window or longer.
    pub throughout: String,
    /// A colour over a span: `{span}`, `{colour}`.
    pub held: String,
    /// The colour of now: `{span}`, `{colour}`.
    pub standing: String,
    /// A colour of the forecast: `{span}`, `{colour}`.
    pub coming: String,
    /// A coming change: `{label}`.
    pub change: String,
    /// An item of evidence: `{label}`.
    pub item: String,
    /// A mark: `{label}`, `{at}`.
    pub mark: String,
    /// A mark known later: `{label}`, `{at}`, `{known}`.
    pub mark_known: String,
    /// Put behind the label of a mark that does not count.
    pub idle: String,
    /// A window in which something frees: `{span}`, `{label}`.
    pub window: String,
    /// A stay: `{span}`, `{label}`, `{colour}` (the cap).
    pub stay: String,
    /// The end of an item whatever happens: `{label}`.
    pub lapse: String,
    /// Two ribbons differ: `{span}`, `{a}`, `{b}` (names), `{colour_a}`, `{colour_b}`.
    pub difference: String,
    /// Two ribbons do not differ: `{a}`, `{b}`.
    pub same: String,
}

impl Words {
    /// Chinese.
    #[must_use]
    pub fn zh() -> Self {
        Self {
            colours: ["绿码", "黄码", "红码"].map(str::to_owned),
            nothing: "无码色".into(),
            forecast: "若无新情况".into(),
            holds: "决定当前码色".into(),
            more: "另有 {n} 项".into(),
            comma: "，".into(),
            midnight: "0时".into(),
            between: "{from}至{to}".into(),
            since: "{from}起".into(),
            until: "至{to}".into(),
            throughout: "整个期间".into(),
            held: "{span}：{colour}。".into(),
            standing: "现在是{colour}（{span}）。".into(),
            coming: "若无新情况，{span}：{colour}。".into(),
            change: "接下来：{label}。".into(),
            item: "依据：{label}。".into(),
            mark: "{at}：{label}。".into(),
            mark_known: "{at}：{label}，{known}得知。".into(),
            idle: "（不计入）".into(),
            window: "{span}：{label}。".into(),
            stay: "{span}：{label}，最高为{colour}。".into(),
            lapse: "{label}。".into(),
            difference: "{span}不同：{a}为{colour_a}，{b}为{colour_b}。".into(),
            same: "{a}与{b}在此期间没有不同。".into(),
        }
    }

    /// English.
    #[must_use]
    pub fn en() -> Self {
        Self {
            colours: ["Green", "Yellow", "Red"].map(str::to_owned),
            nothing: "no colour".into(),
            forecast: "if nothing new is learnt".into(),
            holds: "holds the code now".into(),
            more: "and {n} more".into(),
            comma: ", ".into(),
            midnight: "00:00".into(),
            between: "{from} to {to}".into(),
            since: "from {from}".into(),
            until: "until {to}".into(),
            throughout: "the whole time".into(),
            held: "{colour}: {span}.".into(),
            standing: "Now {colour}: {span}.".into(),
            coming: "{colour} if nothing new is learnt: {span}.".into(),
            change: "Next: {label}.".into(),
            item: "Evidence: {label}.".into(),
            mark: "{at}: {label}.".into(),
            mark_known: "{at}: {label}, known {known}.".into(),
            idle: " (does not count)".into(),
            window: "{label}: {span}.".into(),
            stay: "{label}, {colour} at most: {span}.".into(),
            lapse: "{label}.".into(),
            difference: "They differ {span}: {a} {colour_a}, {b} {colour_b}.".into(),
            same: "{a} and {b} do not differ in this time.".into(),
        }
    }

    /// The word of a colour.
    #[must_use]
    pub fn colour(&self, colour: Colour) -> &str {
        &self.colours[colour.rank()]
    }

    pub(crate) fn colour_or_nothing(&self, colour: Option<Colour>) -> &str {
        colour.map_or(&self.nothing, |c| self.colour(c))
    }

    pub(crate) fn and_more(&self, n: usize) -> String {
        fill(&self.more, &[("n", &n.to_string())])
    }

    /// The phrases that are not empty, with commas between them.
    pub(crate) fn join(&self, phrases: &[&str]) -> String {
        let full: Vec<&str> = phrases.iter().copied().filter(|p| !p.is_empty()).collect();
        full.join(&self.comma)
    }
}

/// `pattern` with each `{key}` replaced. One pass: what is filled in is never read as a pattern.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let hit =
            values.iter().find(|(key, _)| rest[1..].strip_prefix(key).is_some_and(|after| after.starts_with('}')));
        let (text, read) = hit.map_or(("{", 1), |(key, value)| (*value, key.len() + 2));
        out.push_str(text);
        rest = &rest[read..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_value_is_never_read_as_a_pattern() {
        assert_eq!(fill("{a}-{b}-{c}", &[("a", "{b}"), ("b", "x")]), "{b}-x-{c}");
        assert_eq!(fill("{a", &[("a", "x")]), "{a");
    }

    #[test]
    fn empty_phrases_leave_no_comma_behind() {
        assert_eq!(Words::zh().join(&["甲", "", "乙"]), "甲，乙");
        assert_eq!(Words::en().join(&["a", ""]), "a");
    }
}
