//! The evidence: a thin line of time for each item.

use crate::axis::flatten;
use crate::canvas::{Anchor, Layer, Type, n};
use crate::glyph;
use crate::marks::{labels_under, mark_x, one_mark, visible};
use crate::measure::{clean, fit, width, wrap};
use crate::sheet::{Sheet, solid};
use crate::{Band, Colour, Lane, Window};

/// Thickness of a lane's bar; green binds nothing and is a thread.
fn thickness(colour: Colour) -> f64 {
    match colour {
        Colour::Green => 3.0,
        Colour::Yellow | Colour::Red => 10.0,
    }
}

/// The lanes that are drawn, in the caller's order: those that hold the code first of all, then the first others.
pub(crate) fn chosen(lanes: &[Lane], most: usize) -> Vec<&Lane> {
    let mut order: Vec<(bool, usize)> = lanes.iter().map(|l| !l.holds).zip(0..).collect();
    order.sort_unstable();
    order.truncate(most);
    order.sort_unstable_by_key(|(_, i)| *i);
    order.into_iter().map(|(_, i)| &lanes[i]).collect()
}

/// All lanes and, where some are left out, how many.
pub(crate) fn lanes(sheet: &mut Sheet<'_>, lanes: &[Lane]) {
    let shown = chosen(lanes, sheet.options.max_lanes);
    for lane in &shown {
        one_lane(sheet, lane);
    }
    let hidden = lanes.len() - shown.len();
    if hidden > 0 {
        let kind = sheet.small("mr-quiet");
        sheet.y += kind.size * 1.4;
        let text = fit(&sheet.options.words.and_more(hidden), kind.size, sheet.canvas.width - 2.0);
        sheet.canvas.text([1.0, sheet.y], Anchor::Start, kind, &text);
        sheet.y += kind.size * 0.5;
    }
}

fn one_lane(sheet: &mut Sheet<'_>, lane: &Lane) {
    sheet.y += 3.0;
    let top = sheet.y;
    if !sheet.has_gutter() {
        name(sheet, lane, sheet.canvas.width - 2.0);
    }
    let middle = sheet.y + sheet.sizes.lane / 2.0;
    line(sheet, lane, middle);
    sheet.zones.push((sheet.y, sheet.y + sheet.sizes.lane));
    sheet.y += sheet.sizes.lane;
    notes(sheet, lane);
    if sheet.has_gutter() {
        let low = sheet.y;
        sheet.y = top;
        name(sheet, lane, sheet.sizes.gutter - 20.0);
        sheet.y = sheet.y.max(low);
    }
    sheet.y += 4.0;
    let x = if sheet.has_gutter() { 0.0 } else { 1.0 };
    let w = sheet.canvas.width - x;
    sheet.canvas.rect(Layer::Back, [x, sheet.y, w, 0.75], r#"class="mr-rule""#);
}

/// The name in at most two lines, the quieter phrase beside or under it, and, if so, that it holds the code.
fn name(sheet: &mut Sheet<'_>, lane: &Lane, room: f64) {
    let (size, small) = (sheet.sizes.body, sheet.sizes.small);
    let indent = 1.0 + size * 0.78 + 5.0;
    let class = if lane.holds { "mr-text mr-bold" } else { "mr-text" };
    let mut right = indent;
    for (i, line) in wrap(&clean(&lane.label), size, room - indent, 2).iter().enumerate() {
        sheet.y += size * if i == 0 { 1.15 } else { 1.4 };
        if i == 0 {
            open_or_solid(sheet, lane, size);
        }
        sheet.canvas.text([indent, sheet.y], Anchor::Start, Type { size, class }, line);
        right = indent + width(line, size);
    }
    let holds = if lane.holds { sheet.options.words.holds.clone() } else { String::new() };
    for (phrase, class) in [(holds, "mr-house"), (clean(&lane.detail), "mr-quiet")] {
        right = phrase_after(sheet, &phrase, Type { size: small, class }, [right, room]);
    }
    sheet.y += size * 0.4;
}

/// Writes a phrase behind what stands in the line, or in the next line; answers where it ends.
fn phrase_after(sheet: &mut Sheet<'_>, phrase: &str, kind: Type, [right, room]: [f64; 2]) -> f64 {
    if phrase.is_empty() {
        return right;
    }
    let wide = width(phrase, kind.size);
    let indent = 1.0 + sheet.sizes.body * 0.78 + 5.0;
    let same_line = right + 8.0 + wide <= room;
    let x = if same_line { right + 8.0 } else { indent };
    if !same_line {
        sheet.y += kind.size * 1.4;
    }
    let text = fit(phrase, kind.size, room - x);
    sheet.canvas.text([x, sheet.y], Anchor::Start, kind, &text);
    x + width(&text, kind.size)
}

/// The shape of what the item asks for now: filled where it holds the code, an outline where it does not.
fn open_or_solid(sheet: &mut Sheet<'_>, lane: &Lane, size: f64) {
    let now = crate::axis::colour_at(&flatten(&lane.bands, &sheet.axis), sheet.now);
    let Some(colour) = now else { return };
    let side = size * 0.78;
    let class = if lane.holds { solid(colour) } else { "mr-hollow" };
    let middle = [1.0 + side / 2.0, sheet.y - side / 2.0];
    glyph::shape(&mut sheet.canvas, colour, middle, side - 1.0, class);
}

/// The line of time: what is yet to be known, the bars, stays, windows, the lapse, marks.
fn line(sheet: &mut Sheet<'_>, lane: &Lane, middle: f64) {
    let (bands, title) = (flatten(&lane.bands, &sheet.axis), sheet.options.words.join(&[&lane.label, &lane.detail]));
    threads(sheet, lane, &bands, middle);
    for band in &bands {
        let cut = sheet.now.clamp(band.from, band.to);
        bar(sheet, Band { to: cut, ..*band }, middle, true, &title);
        bar(sheet, Band { from: cut, ..*band }, middle, false, &title);
    }
    for stay in &lane.stays {
        if let Some((from, to)) = sheet.axis.cut(stay.from, stay.to) {
            let (x, w) = (sheet.axis.x(from), sheet.axis.x(to) - sheet.axis.x(from));
            let fill = sheet.texture("stay");
            sheet.canvas.rect(Layer::Middle, [x, middle - 6.0, w, 12.0], &fill);
            sheet.told([x, middle - 6.5, w, 13.0], "mr-stay", &stay.label);
        }
    }
    for window in &lane.windows {
        dashed(sheet, window, middle);
    }
    for mark in visible(sheet, &lane.marks) {
        one_mark(sheet, mark, middle);
    }
}

fn dashed(sheet: &mut Sheet<'_>, window: &Window, middle: f64) {
    if let Some((from, to)) = sheet.axis.cut(window.from, window.to) {
        let (x, w) = (sheet.axis.x(from), sheet.axis.x(to) - sheet.axis.x(from));
        sheet.told([x + 0.75, middle - 8.0, (w - 1.5).max(1.0), 16.0], "mr-window", &window.label);
    }
}

/// Dotted from the anchor to the first band, and from the last band to the lapse, with an end stop.
fn threads(sheet: &mut Sheet<'_>, lane: &Lane, bands: &[Band], middle: f64) {
    let begin = bands.first().map_or(sheet.now, |b| b.from);
    let end = bands.last().map_or(begin, |b| b.to);
    if let Some((from, to)) = lane.anchor.and_then(|a| sheet.axis.cut(a, begin)) {
        dotted(sheet, [from, to], middle);
    }
    let Some(lapse) = &lane.lapse else { return };
    if let Some((from, to)) = sheet.axis.cut(end, lapse.at) {
        dotted(sheet, [from, to], middle);
    }
    if sheet.axis.contains(lapse.at) {
        let x = sheet.axis.x(lapse.at);
        let d = format!("M{} {}V{}M{} {}H{}", n(x), n(middle - 7.0), n(middle + 7.0), n(x - 4.0), n(middle), n(x));
        sheet.canvas.raw(Layer::Middle, &format!(r#"<path d="{d}" class="mr-lapse"/>"#));
    }
}

fn dotted(sheet: &mut Sheet<'_>, [from, to]: [i64; 2], y: f64) {
    let points = [sheet.axis.x(from), y, sheet.axis.x(to), y];
    sheet.canvas.line(Layer::Middle, points, "mr-dots");
}

fn bar(sheet: &mut Sheet<'_>, band: Band, middle: f64, past: bool, title: &str) {
    if band.from >= band.to {
        return;
    }
    let (x, to) = (sheet.axis.x(band.from), sheet.axis.x(band.to));
    let high = thickness(band.colour);
    let inset = if past || band.colour == Colour::Green { 0.0 } else { 0.6 };
    let frame = [x + inset, middle - high / 2.0 + inset, to - x - 2.0 * inset, high - 2.0 * inset];
    let colour = band.colour.word();
    let state = if past { "mr-past" } else { "mr-next" };
    sheet.told(frame, &format!("{state} mr-{colour}"), title);
    if band.colour != Colour::Green {
        let next = if past { "" } else { "-next" };
        let fill = sheet.texture(&format!("{colour}{next}"));
        sheet.canvas.rect(Layer::Middle, frame, &format!(r#"{fill} class="mr-over""#));
    }
}

/// What is written under a lane's line: what frees, stays, marks, the lapse.
fn notes(sheet: &mut Sheet<'_>, lane: &Lane) {
    let mut labels: Vec<(f64, &str, &'static str)> = Vec::new();
    let middle = |from: i64, to: i64| (sheet.axis.x(from) + sheet.axis.x(to)) / 2.0;
    for w in &lane.windows {
        if let Some((from, to)) = sheet.axis.cut(w.from, w.to) {
            labels.push((middle(from, to), &w.label, "mr-house"));
        }
    }
    for s in &lane.stays {
        if let Some((from, to)) = sheet.axis.cut(s.from, s.to) {
            labels.push((middle(from, to), &s.label, "mr-text"));
        }
    }
    if let Some(lapse) = lane.lapse.as_ref().filter(|l| sheet.axis.contains(l.at)) {
        labels.push((sheet.axis.x(lapse.at), &lapse.label, "mr-quiet"));
    }
    for mark in visible(sheet, &lane.marks) {
        labels.push((mark_x(sheet, mark.at), &mark.label, "mr-quiet"));
    }
    labels_under(sheet, &labels, 3);
}
