//! Laws of every drawing, tried on the samples and on thousands of ribbons made by chance.

use crate::canvas::{Canvas, Room};
use crate::*;
use chance::Chance;

mod chance;
#[path = "../../examples/samples/mod.rs"]
mod samples;

const WIDTHS: [u32; 7] = [0, 240, 328, 704, 1120, 1600, u32::MAX];

fn options(width_px: u32, id: &str) -> Options {
    Options { id: id.to_owned(), ..Options::default() }.width(width_px)
}

/// Drawings of samples in both languages, then of chance.
fn every_drawing(mut look: impl FnMut(&Canvas)) {
    for english in [false, true] {
        for width in WIDTHS {
            let o = Options { words: samples::words(english), ..options(width, "a") };
            look(&samples::contact(english).draw(&o));
            look(&samples::arrival(english).draw(&o));
            look(&samples::crowded(english).draw(&o));
            look(&samples::compare(english).draw(&o));
        }
    }
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for _ in 0..1_500 {
        let o = options(chance.pick(&WIDTHS), "a");
        let (a, b) = (chance.ribbon(), chance.ribbon());
        look(&a.draw(&o));
        look(&Compare { a, b, ..Compare::default() }.draw(&o));
    }
}

fn overlap(a: &Room, b: &Room) -> bool {
    const HAIR: f64 = 0.01;
    let across = a.left + HAIR < b.right && b.left + HAIR < a.right;
    across && a.top + HAIR < b.bottom && b.top + HAIR < a.bottom
}

#[test]
fn no_label_ever_lies_on_another() {
    every_drawing(|canvas| {
        for (i, a) in canvas.texts.iter().enumerate() {
            for b in &canvas.texts[..i] {
                assert!(!overlap(a, b), "at {} px {a:?} lies on {b:?}", canvas.width);
            }
        }
    });
}

#[test]
fn every_label_stands_on_the_sheet_and_is_at_least_11_px() {
    every_drawing(|canvas| {
        for t in &canvas.texts {
            let inside = t.left >= -0.01 && t.right <= canvas.width + 0.01;
            let high = t.top >= 0.0 && t.bottom <= canvas.height;
            assert!(inside && high && t.size >= 11.0, "{t:?} on {} × {}", canvas.width, canvas.height);
        }
    });
}

/// Fails unless `svg` is one element whose tags close in order, with every `&` an entity and every attribute quoted.
fn assert_well_formed(svg: &str) {
    let (mut open, mut rest) = (Vec::<&str>::new(), svg.trim());
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(open.len() + text.len() > 0 || std::ptr::eq(rest, svg.trim()), "text outside");
        assert_entities(text);
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert!(!tag.contains('<') && tag.matches('"').count().is_multiple_of(2), "{tag}");
        assert_entities(tag);
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split_whitespace().next().unwrap()),
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.is_empty(), "left open: {open:?} {rest}");
}

fn assert_entities(text: &str) {
    for piece in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(known.iter().any(|k| piece.starts_with(k)), "&{piece}");
    }
    let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{ffff}');
    assert!(!text.contains(bad), "{text:?}");
}

#[test]
fn whatever_is_given_is_drawn_told_and_printed_and_stays_well_formed() {
    let mut chance = Chance(42);
    for i in 0..1_500 {
        let o = Options { standalone: i % 2 == 0, max_lanes: i % 5, ..options(chance.pick(&WIDTHS), &chance.text()) };
        let (a, b) = (chance.ribbon(), chance.ribbon());
        let both = Compare { a: a.clone(), b, title: chance.text(), description: chance.text() };
        for svg in [a.svg(&o), both.svg(&o), a.responsive(&o), both.responsive(&o)] {
            assert_well_formed(&svg);
            assert!(!svg.contains("NaN") && !svg.contains("inf\"") && !svg.contains(" style="));
            assert!(!svg.contains("<script"));
        }
        let print = TerminalOptions { ansi: i % 2 == 0, max_lanes: i % 5, ..TerminalOptions::default() };
        let told = both.describe(&o.words, &|t| a.reading(&o.words, t)).join("");
        let plain = a.terminal(&print) + &both.terminal(&print) + &told;
        let odd = |c: char| c.is_control() && c != '\n' && !(print.ansi && c == '\u{1b}');
        assert!(!plain.contains(odd), "{plain:?}");
    }
}

#[test]
fn hostile_words_come_out_as_words() {
    let evil = "</title><script>alert('1')</script>\u{202e}&\"";
    let mut ribbon = samples::contact(false);
    ribbon.title = evil.to_owned();
    ribbon.description = evil.to_owned();
    ribbon.lanes[0].label = evil.to_owned();
    let svg = ribbon.svg(&options(1120, evil));
    assert_well_formed(&svg);
    assert!(!svg.contains("<script") && !svg.contains('\u{202e}'));
    let escaped = "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;";
    assert!(svg.contains(&format!("-t\">{escaped}</title>")));
}

#[test]
fn of_sixty_lanes_twelve_are_drawn_the_holding_one_among_them_and_the_rest_is_a_number() {
    let mut ribbon = samples::contact(true);
    let lane = |i: usize| Lane { label: format!("item-{i}"), holds: i == 57, ..Lane::default() };
    ribbon.lanes = (0..60).map(lane).collect();
    let o = Options { words: Words::en(), ..options(328, "a") };
    let texts: Vec<String> = ribbon.draw(&o).texts.into_iter().map(|t| t.text).collect();
    let items = texts.iter().filter(|t| t.starts_with("item-")).count();
    assert_eq!(items, 12);
    assert!(texts.iter().any(|t| t == "item-57") && !texts.iter().any(|t| t == "item-11"));
    assert!(texts.iter().any(|t| t == "and 48 more"));
    let print = TerminalOptions { words: Words::en(), ..TerminalOptions::default() };
    let plain = ribbon.terminal(&print);
    assert!(plain.contains("\nand 48 more\n") && plain.contains("▸ item-57"));
}

#[test]
fn the_next_change_and_now_are_always_labelled_at_every_width() {
    for english in [false, true] {
        for width in [328, 704, 1120] {
            let o = options(width, "a");
            let ribbon = samples::contact(english);
            let texts: Vec<String> = ribbon.draw(&o).texts.into_iter().map(|t| t.text).collect();
            assert!(texts.contains(&ribbon.changes[0].label), "{width}: {texts:?}");
            assert!(texts.contains(&ribbon.now_label), "{width}: {texts:?}");
            let window = &ribbon.lanes[0].windows[0].label;
            assert!(texts.contains(window), "{width}: {texts:?}");
        }
    }
}

#[test]
fn each_colour_can_be_told_without_colour() {
    let svg = samples::contact(false).svg(&options(1120, "a"));
    for texture in ["url(#a-red)", "url(#a-red-next)", "url(#a-yellow-next)"] {
        assert!(svg.contains(texture), "{texture}");
    }
    let plain = samples::contact(false).terminal(&TerminalOptions::default());
    let strip = plain.lines().find(|l| l.starts_with('●')).unwrap();
    let expected = "● ● ● ● ● ● ● ● ● ● ■ ■ ■ ■ ■ □ □ △ △ △ △ △ △ △ △ △ △ △ △";
    assert_eq!(strip, expected);
    let ansi = TerminalOptions { ansi: true, ..TerminalOptions::default() };
    let coloured = samples::contact(false).terminal(&ansi);
    let bare =
        ["32", "33", "31", "0"].iter().fold(coloured.clone(), |s, code| s.replace(&format!("\u{1b}[{code}m"), ""));
    assert!(coloured.contains("\u{1b}[31m■\u{1b}[0m") && bare == plain);
}

#[test]
fn the_words_tell_what_the_drawing_shows() {
    let ribbon = samples::contact(true);
    let words = Words::en();
    let told = ribbon.describe(&words, &|t| ribbon.reading(&words, t));
    for sentence in [
        "Now Red: 24 June 20:00 to 1 July 00:00.",
        "Next: Yellow from 1 July, 00:00.",
        "Green: until 24 June 20:00.",
        "Yellow if nothing new is learnt: from 1 July 00:00.",
        "27 June 09:00: negative (does not count), known 27 June 17:00.",
        "Evidence: Close contact, last contact 23 June, holds the code now.",
        "one negative test here frees: 3 July 00:00 to 12 July 00:00.",
    ] {
        assert!(told.iter().any(|t| t == sentence), "{sentence} not in {told:#?}");
    }
}

#[test]
fn the_difference_of_two_packs_is_found_drawn_and_told() {
    let both = samples::compare(true);
    let (from, to) = (samples::at(17, 0), samples::at(24, 0));
    let found = both.differences();
    let expected = Difference { from, to, a: Some(Colour::Yellow), b: Some(Colour::Red) };
    assert_eq!(found, [expected]);
    let words = Words::en();
    let told = both.describe(&words, &|t| both.a.reading(&words, t));
    let last =
        "They differ 1 July 00:00 to 8 July 00:00: Ninth edition, June 2022 Yellow, National, May 2021 (14+7) Red.";
    assert_eq!(told.last().map(String::as_str), Some(last));
    assert!(both.svg(&options(328, "a")).contains("mr-differs"));
    let print = TerminalOptions { words: Words::en(), ..TerminalOptions::default() };
    assert_eq!(both.terminal(&print).matches('≠').count(), 7);
    let same = Compare { b: both.a.clone(), ..both };
    assert!(same.differences().is_empty() && !same.svg(&options(328, "a")).contains("mr-differs"));
}

#[test]
fn one_page_may_hold_many_drawings_without_a_shared_id() {
    let html =
        samples::contact(false).responsive(&options(0, "a")) + &samples::arrival(false).responsive(&options(0, "b"));
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|s| &s[..s.find('"').unwrap()]).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((all, ids.len()), (48, 48));
    for reference in html.split("url(#").skip(1) {
        assert!(ids.binary_search(&&reference[..reference.find(')').unwrap()]).is_ok());
    }
}

#[test]
fn the_style_knows_every_class_that_is_drawn() {
    let html =
        samples::crowded(false).responsive(&options(0, "a")) + &samples::compare(true).responsive(&options(0, "b"));
    let mut classes: Vec<&str> = Vec::new();
    for attribute in html.split("class=\"").skip(1) {
        classes.extend(attribute[..attribute.find('"').unwrap()].split(' '));
    }
    for class in classes {
        let known = STYLE.contains(&format!(".{class}{{")) || STYLE.contains(&format!(".{class},"));
        let combined = [".", " ", ">"].iter().any(|end| STYLE.contains(&format!(".{class}{end}")));
        assert!(known || combined || class == "mr-mark" || class == "mr-solid", "{class}");
    }
}

#[test]
fn light_and_dark_set_the_same_properties() {
    let names =
        |css: &str| -> Vec<String> { css.split("--").skip(1).map(|s| s[..s.find(':').unwrap()].to_owned()).collect() };
    let (light, dark) = svg::TOKENS.split_once("@media").unwrap();
    assert_eq!(names(light), names(dark));
    for property in names(light) {
        assert!(STYLE.contains(&format!("var(--{property},")), "{property}");
    }
}
