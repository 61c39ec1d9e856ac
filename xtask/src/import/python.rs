//! Just enough of Python's literals to read two tables written as modules.

use std::collections::BTreeMap;

/// An edition of GB/T 2260 in the package `GB2260`: year and month (12 where only a year is
/// told), then code → name.
pub type Edition = (u32, BTreeMap<u32, String>);

/// Reads `data = {2006: {610304: u'…', …}, …, None: {…}}`. The key `None` is the edition of
/// `latest`. Editions come back oldest first.
pub fn editions(text: &str, latest: u32) -> Option<Vec<Edition>> {
    let body = text.split_once("data = {")?.1;
    let mut editions = Vec::new();
    for part in body.split('}') {
        let Some((key, entries)) = part.split_once('{') else {
            continue;
        };
        let key = key.trim_matches(|c: char| c == ',' || c == ':' || c.is_whitespace());
        let edition = match key {
            "None" => latest * 100 + 12,
            year if year.len() == 4 => year.parse::<u32>().ok()? * 100 + 12,
            month => month.parse().ok()?,
        };
        let names = entries.split(", ").map(entry).collect::<Option<BTreeMap<_, _>>>()?;
        editions.push((edition, names));
    }
    editions.sort_by_key(|(edition, _)| *edition);
    (!editions.is_empty()).then_some(editions)
}

/// `610304: u'\u9648\u4ed3\u533a'`.
fn entry(text: &str) -> Option<(u32, String)> {
    let (code, name) = text.trim().split_once(": u'")?;
    Some((code.parse().ok()?, unescape(name.strip_suffix('\'')?)?))
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out += before;
        let (hex, tail) = after.split_at_checked(4)?;
        out.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
        rest = tail;
    }
    Some(out + rest)
}

/// The value behind `"key": "` on a line.
pub fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let behind = line.split_once(&format!("\"{key}\": \""))?.1;
    Some(behind.split_once('"')?.0)
}

/// The number behind `name=` in a call.
pub fn argument(call: &str, name: &str) -> Option<u32> {
    let behind = call.split_once(&format!("{name}="))?.1;
    let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    behind[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_come_oldest_first_and_none_is_the_latest() {
        let text = r"data = {2006: {110101: u'\u4e1c\u57ce\u533a'}, 200306: {110102: u'\u897f', 110103: u'x'}, None: {1: u''}}";
        let read = editions(text, 2014).unwrap();
        assert_eq!(read.iter().map(|(edition, _)| *edition).collect::<Vec<_>>(), [200_306, 200_612, 201_412]);
        assert_eq!(read[1].1[&110_101], "东城区");
        assert_eq!(read[0].1.len(), 2);
    }

    #[test]
    fn what_is_no_table_is_none() {
        assert!(editions("data = 5", 2014).is_none());
        assert!(editions("data = {2006: {1: 2}}", 2014).is_none());
    }

    #[test]
    fn arguments_and_quoted_values_are_found_by_name() {
        assert_eq!(argument("datetime.date(year=2026, month=1, day=3)", "day"), Some(3));
        assert_eq!(quoted(r#"{"code": "11", "name": "北京市"}"#, "name"), Some("北京市"));
    }
}
