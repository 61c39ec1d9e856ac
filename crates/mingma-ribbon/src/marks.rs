//! Marks: the row of those that belong to no single item, and the labels under any line.

use crate::Mark;
use crate::axis::count;
use crate::canvas::{Anchor, Layer, Type};
use crate::glyph;
use crate::measure::{clean, fit, width};
use crate::place::Shelf;
use crate::sheet::Sheet;

/// The row of marks that belong to no single item.
pub(crate) fn marks(sheet: &mut Sheet<'_>, label: &str, marks: &[Mark]) {
    let seen: Vec<&Mark> = visible(sheet, marks);
    if seen.is_empty() {
        return;
    }
    let label = clean(label);
    let kind = sheet.body("mr-text");
    sheet.y += 4.0;
    sheet.heading(&label, kind);
    let middle = sheet.y + sheet.sizes.lane / 2.0;
    sheet.beside(&label, kind, middle);
    line_of_marks(sheet, &seen);
    sheet.y += 4.0;
}

pub(crate) fn visible<'m>(sheet: &Sheet<'_>, marks: &'m [Mark]) -> Vec<&'m Mark> {
    let mut seen: Vec<&Mark> = marks.iter().filter(|m| sheet.axis.contains(m.at)).collect();
    seen.sort_by_key(|m| m.at);
    seen
}

/// Marks on rows of their own from `y` down, each with its thread to when it became known, then the labels that have room.
fn line_of_marks(sheet: &mut Sheet<'_>, seen: &[&Mark]) {
    let rows = spread(sheet, seen);
    let deep = rows.iter().max().map_or(0, |r| r + 1);
    let top = sheet.y;
    for (mark, row) in seen.iter().zip(&rows) {
        let y = top + sheet.sizes.lane * (0.5 + count(*row));
        one_mark(sheet, mark, y);
    }
    sheet.y = top + sheet.sizes.lane * count(deep);
    sheet.zones.push((top, sheet.y));
    labels_of_marks(sheet, seen);
}

/// The row of each mark, so that shapes do not lie on each other (at most three rows).
fn spread(sheet: &Sheet<'_>, seen: &[&Mark]) -> Vec<usize> {
    let (left, right) = (sheet.axis.left - 20.0, sheet.axis.right() + 20.0);
    let mut shelf = Shelf::new(left, right, 3).tight();
    let spot = |m: &&Mark| shelf.place(mark_x(sheet, m.at), 16.0, &[Anchor::Middle]);
    seen.iter().map(spot).map(|s| s.map_or(0, |s| s.row)).collect()
}

/// Where a mark's middle stands: its moment, as long as the shape stays on the sheet.
pub(crate) fn mark_x(sheet: &Sheet<'_>, at: i64) -> f64 {
    let right = sheet.canvas.width - glyph::RADIUS;
    sheet.axis.x(at).clamp(glyph::RADIUS.min(right), right)
}

pub(crate) fn one_mark(sheet: &mut Sheet<'_>, mark: &Mark, y: f64) {
    let x = mark_x(sheet, mark.at);
    if let Some(known) = mark.known.filter(|k| *k > mark.at) {
        let to = sheet.axis.x(known);
        sheet.canvas.line(Layer::Middle, [x, y, to, y], "mr-thread");
        sheet.canvas.line(Layer::Middle, [to, y - 4.0, to, y + 4.0], "mr-thread");
    }
    glyph::mark(&mut sheet.canvas, mark, [x, y]);
}

/// Labels under marks: the first of each kind before the rest, equal neighbours once.
fn labels_of_marks(sheet: &mut Sheet<'_>, seen: &[&Mark]) {
    let mut order: Vec<(bool, &&Mark)> = Vec::new();
    for (i, mark) in seen.iter().enumerate() {
        let known = seen[..i].iter().any(|m| m.kind == mark.kind && m.label == mark.label);
        let kind = seen[..i].iter().any(|m| m.kind == mark.kind);
        if !known {
            order.push((kind, mark));
        }
    }
    order.sort_by_key(|(later, _)| *later);
    let labels = order.iter().map(|(_, m)| (mark_x(sheet, m.at), m.label.as_str(), "mr-quiet"));
    let labels: Vec<_> = labels.collect();
    labels_under(sheet, &labels, 2);
}

/// Labels in rows under a line, as many as fit.
pub(crate) fn labels_under(sheet: &mut Sheet<'_>, labels: &[(f64, &str, &'static str)], most: usize) {
    let size = sheet.sizes.small;
    let mut shelf = Shelf::new(sheet.axis.left, sheet.axis.right(), most);
    for (x, label, class) in labels.iter().take(200) {
        let room = (sheet.axis.width * 0.9).min(size * 26.0);
        let text = fit(&clean(label), size, room);
        if text.is_empty() {
            continue;
        }
        let sides = [Anchor::Middle, Anchor::Start, Anchor::End];
        if let Some(spot) = shelf.place(*x, width(&text, size), &sides) {
            let y = sheet.y + size * (1.0 + 1.35 * count(spot.row));
            sheet.canvas.text([spot.left, y], Anchor::Start, Type { size, class }, &text);
        }
    }
    if shelf.used() > 0 {
        sheet.y += size * (0.2 + 1.35 * count(shelf.used()));
    }
}
