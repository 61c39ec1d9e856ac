//! The days beneath a strip: numbers, days of the week, months, and what the forecast rests on.

use crate::axis::count;
use crate::canvas::{Anchor, Layer, Type};
use crate::measure::{fit, width};
use crate::place::Shelf;
use crate::sheet::Sheet;

/// Numbers of the days, the months beneath, and the days of the week where there is room.
pub(crate) fn days(sheet: &mut Sheet<'_>) {
    let size = sheet.sizes.small;
    let from = sheet.y;
    sheet.y += size * 1.35;
    numbers(sheet, size);
    if sheet.axis.column() >= 34.0 {
        sheet.y += size * 1.25;
        weekdays(sheet);
    }
    sheet.y += size * 1.3;
    months(sheet, from);
    sheet.y += size * 0.6;
}

/// Today's number always, and every first, second or seventh from it, as many as stand apart.
fn numbers(sheet: &mut Sheet<'_>, size: f64) {
    let today = sheet.axis.day_of(sheet.now);
    let step = step(sheet.axis.column(), size);
    let phase = today.unwrap_or(0) % step;
    let mut shelf = Shelf::new(sheet.axis.left - 20.0, sheet.axis.right() + 20.0, 1).tight();
    let order = today.into_iter().chain((phase..sheet.axis.days.len()).step_by(step));
    for i in order {
        let text = fit(&sheet.axis.days[i].number, size, 40.0);
        let x = sheet.axis.x_of_day(i) + sheet.axis.column() / 2.0;
        let wide = width(&text, size) + 2.0;
        let free = (x - wide / 2.0 > 0.0 && x + wide / 2.0 < sheet.canvas.width)
            .then(|| shelf.place(x, wide, &[Anchor::Middle]));
        if free.flatten().is_some() {
            let class = if Some(i) == today { "mr-text mr-bold" } else { "mr-quiet" };
            sheet.canvas.text([x, sheet.y], Anchor::Middle, Type { size, class }, &text);
        }
    }
}

fn step(column: f64, size: f64) -> usize {
    let need = size * 1.75;
    let mut steps = [1, 2, 7].into_iter().chain((1..).map(|n| n * 14));
    steps.find(|&s| column * count(s) >= need).unwrap_or(1)
}

fn weekdays(sheet: &mut Sheet<'_>) {
    let kind = sheet.small("mr-axis mr-quiet");
    for i in 0..sheet.axis.days.len() {
        let text = fit(&sheet.axis.days[i].weekday, kind.size, sheet.axis.column() - 4.0);
        let x = sheet.axis.x_of_day(i) + sheet.axis.column() / 2.0;
        sheet.canvas.text([x, sheet.y], Anchor::Middle, kind, &text);
    }
}

/// The name of a month where it begins, and what the forecast rests on at the right, where nothing stands in its way.
fn months(sheet: &mut Sheet<'_>, from: f64) {
    let kind = sheet.small("mr-axis mr-quiet");
    let mut shelf = Shelf::new(sheet.axis.left, sheet.axis.right(), 1);
    let mut before: Option<&str> = None;
    for i in 0..sheet.axis.days.len() {
        let month = sheet.axis.days[i].month.as_str();
        if before.replace(month) == Some(month) {
            continue;
        }
        let x = sheet.axis.x_of_day(i);
        let text = fit(month, kind.size, 120.0);
        if i > 0 {
            sheet.canvas.line(Layer::Back, [x, from + 3.0, x, sheet.y], "mr-month");
        }
        if let Some(spot) = shelf.place(x + 4.0, width(&text, kind.size), &[Anchor::Start]) {
            sheet.canvas.text([spot.left, sheet.y], Anchor::Start, kind, &text);
        }
    }
    forecast(sheet, &mut shelf);
}

fn forecast(sheet: &mut Sheet<'_>, shelf: &mut Shelf) {
    let kind = sheet.small("mr-axis mr-quiet");
    let text = sheet.options.words.forecast.clone();
    let ahead = sheet.axis.right() - sheet.axis.x(sheet.now);
    let wide = width(&text, kind.size);
    let left = sheet.axis.right() - wide - 2.0;
    if ahead < wide || sheet.edges.iter().any(|x| *x > left) {
        return;
    }
    if let Some(spot) = shelf.place(sheet.axis.right(), wide, &[Anchor::End]) {
        sheet.canvas.text([spot.left, sheet.y], Anchor::Start, kind, &text);
    }
}
