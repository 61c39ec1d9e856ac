//! How wide text is, without a font: estimated on the wide side, so that what fits here fits on a page.

/// Width of `text` at `size` px.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// `text`, cut with an ellipsis so that it is no wider than `max`; empty where not even that fits.
pub(crate) fn fit(text: &str, size: f64, max: f64) -> String {
    if width(text, size) <= max {
        return text.to_owned();
    }
    let room = max - width("…", size);
    let mut used = 0.0;
    let kept: String = text
        .chars()
        .take_while(|&c| {
            used += em(c) * size;
            used <= room
        })
        .collect();
    if kept.is_empty() { kept } else { kept.trim_end().to_owned() + "…" }
}

/// `text` in at most `lines` lines no wider than `max`, broken at spaces where that is possible; the last is cut.
pub(crate) fn wrap(text: &str, size: f64, max: f64, lines: usize) -> Vec<String> {
    let (mut out, mut rest) = (Vec::new(), text.trim());
    while out.len() + 1 < lines && width(rest, size) > max {
        let end = break_at(rest, size, max);
        if end == 0 {
            break;
        }
        out.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    out.push(fit(rest, size, max));
    out
}

/// Where a line of `text` ends: behind the last space, or Han character, that fits; else behind the last character that does.
fn break_at(text: &str, size: f64, max: f64) -> usize {
    let (mut used, mut hard, mut soft) = (0.0, 0, 0);
    for (i, c) in text.char_indices() {
        used += em(c) * size;
        if used > max {
            break;
        }
        hard = i + c.len_utf8();
        if c == ' ' || is_wide(c) {
            soft = hard;
        }
    }
    if soft > 0 { soft } else { hard }
}

/// Columns of `text` in a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Width of a character in em, of the widest of the house's typefaces.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.32,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | 'I' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        '0'..='9' => 0.58,
        'A'..='Z' => 0.72,
        '…' | '—' | '·' => 1.0,
        c if u32::from(c) < 0x2000 && !is_wide(c) => 0.62,
        _ => 1.02,
    }
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1_f300..=0x1_faff | 0x2_0000..=0x3_fffd)
}

/// Text that can stand in a drawing or a terminal: no control character, nothing that turns the direction of writing, one line.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => None,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff9}'..='\u{fffb}' => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_is_never_wider_than_its_room() {
        for max in 0..120 {
            let max = f64::from(max);
            assert!(width(&fit("密切接触 close contact 2022", 12.0, max), 12.0) <= max);
        }
        assert_eq!(fit("密切接触", 10.0, 100.0), "密切接触");
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing_as_long_as_there_are_lines() {
        let text = "Overlap in time and place 时空重合 of a long name";
        let lines = wrap(text, 12.0, 90.0, 9);
        assert!(lines.iter().all(|l| width(l, 12.0) <= 90.0), "{lines:?}");
        let strip = |s: &str| s.replace(' ', "");
        assert_eq!(strip(&lines.concat()), strip(text));
        let two = wrap(text, 12.0, 90.0, 2);
        assert_eq!((two.len(), two[1].ends_with('…')), (2, true));
        assert_eq!(wrap("", 12.0, 90.0, 2), [""]);
        assert_eq!(wrap("甲", 12.0, 1.0, 2), [""]);
    }

    #[test]
    fn control_and_direction_characters_never_come_through() {
        assert_eq!(clean("a\u{202e}b\u{0}c\nd\u{7f}\u{ffff}"), "abc d");
    }

    #[test]
    fn a_han_character_takes_two_columns() {
        assert_eq!(columns("红码 a"), 6);
    }
}
