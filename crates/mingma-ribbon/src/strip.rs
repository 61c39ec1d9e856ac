//! The strip itself, what is called out above it, and the days beneath.

use crate::axis::{colour_at, flatten};
use crate::canvas::{Anchor, Layer, Type, n};
use crate::glyph;
use crate::measure::{fit, width};
use crate::place::Shelf;
use crate::sheet::{Sheet, signed_width};
use crate::{Band, Change, Colour};

/// Draws the code's bands at `y`; the past is solid, the forecast is a tint with an edge.
pub(crate) fn strip(sheet: &mut Sheet<'_>, bands: &[Band]) {
    let (y, high) = (sheet.y, sheet.sizes.strip);
    let (left, wide) = (sheet.axis.left, sheet.axis.width);
    sheet.canvas.rect(
        Layer::Back,
        [left, y, wide, high],
        r#"rx="3" class="mr-bed""#,
    );
    let bands = flatten(bands, &sheet.axis);
    for band in &bands {
        let cut = sheet.now.clamp(band.from, band.to);
        piece(sheet, Band { to: cut, ..*band }, true, band.from < cut);
        piece(sheet, Band { from: cut, ..*band }, false, band.from == cut);
    }
    midnights(sheet);
    sheet.y += high;
    sheet.zones.push((y, sheet.y));
}

/// One stretch of one colour on one side of now. Its word stands where the colour begins.
fn piece(sheet: &mut Sheet<'_>, band: Band, past: bool, begins: bool) {
    let (x, to) = (sheet.axis.x(band.from), sheet.axis.x(band.to));
    let (y, high, wide) = (sheet.y, sheet.sizes.strip, to - x);
    if band.from >= band.to || wide <= 0.0 {
        return;
    }
    let colour = band.colour.word();
    let class = format!(
        r#"class="{} mr-{colour}""#,
        if past { "mr-past" } else { "mr-next" }
    );
    let inset = if past { 0.0 } else { 0.75 };
    let frame = [
        x + inset,
        y + inset,
        (wide - 2.0 * inset).max(0.5),
        high - 2.0 * inset,
    ];
    sheet.canvas.rect(Layer::Back, frame, &class);
    let said = sign(sheet, band.colour, [x, wide], past, begins);
    if band.colour != Colour::Green {
        let fill = sheet.texture(if past {
            colour
        } else {
            texture_of_forecast(band.colour)
        });
        let rest = [frame[0] + said, frame[1], frame[2] - said, frame[3]];
        sheet.canvas.rect(Layer::Back, rest, &fill);
    }
}

fn texture_of_forecast(colour: Colour) -> &'static str {
    match colour {
        Colour::Red => "red-next",
        _ => "yellow-next",
    }
}

/// Shape and word of a stretch, as much as there is room for; answers the width they take.
fn sign(
    sheet: &mut Sheet<'_>,
    colour: Colour,
    [x, wide]: [f64; 2],
    past: bool,
    begins: bool,
) -> f64 {
    let size = sheet.sizes.body;
    let word = sheet.options.words.colour(colour).to_owned();
    let side = size * 0.8;
    if wide < side + 8.0 || !begins {
        return 0.0;
    }
    let middle = sheet.y + sheet.sizes.strip / 2.0;
    let (ink, on) = if past {
        (on(colour), on(colour))
    } else {
        ("mr-text", crate::sheet::solid(colour))
    };
    let full = side + 5.0 + width(&word, size);
    let pad = if wide >= full + 18.0 { 9.0 } else { 4.0 };
    glyph::shape(
        &mut sheet.canvas,
        colour,
        [x + pad + side / 2.0, middle],
        side,
        on,
    );
    if wide < full + 2.0 * pad {
        return (side + 2.0 * pad).min(wide);
    }
    let kind = Type { size, class: ink };
    let at = [x + pad + side + 5.0, middle + size * 0.35];
    sheet.canvas.text(at, Anchor::Start, kind, &word);
    (full + 2.0 * pad).min(wide)
}

/// Ink that can be read on a full colour.
fn on(colour: Colour) -> &'static str {
    match colour {
        Colour::Yellow => "mr-on-yellow",
        _ => "mr-on",
    }
}

/// A hairline at each midnight.
fn midnights(sheet: &mut Sheet<'_>) {
    let (top, low) = (sheet.y, sheet.y + sheet.sizes.strip);
    let mut path = String::new();
    for i in 1..sheet.axis.days.len() {
        path += &format!("M{} {}V{}", n(sheet.axis.x_of_day(i)), n(top), n(low));
    }
    if !path.is_empty() && sheet.axis.column() >= 4.0 {
        sheet.canvas.raw(
            Layer::Back,
            &format!(r#"<path d="{path}" class="mr-midnight"/>"#),
        );
    }
}

/// What is written above a strip (or below it), with a thread to its moment.
struct Callout {
    x: f64,
    text: String,
    colour: Option<Colour>,
    kind: Type,
    sides: [Anchor; 3],
}

impl Callout {
    fn wide(&self) -> f64 {
        match self.colour {
            Some(_) => signed_width(&self.text, self.kind.size),
            None => width(&self.text, self.kind.size),
        }
    }
}

/// Which side of the strip its callouts stand on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Below,
}

/// Writes now and the coming changes on one side of the strip that is, or will be, at `y`, and moves `y` past them.
pub(crate) fn callouts(sheet: &mut Sheet<'_>, now: &str, changes: &[Change], side: Side) {
    let mut shelf = Shelf::new(1.0, sheet.axis.right(), 4);
    let mut placed = Vec::new();
    for callout in gather(sheet, now, changes) {
        if let Some(spot) = shelf.place(callout.x, callout.wide(), &callout.sides) {
            placed.push((callout, spot));
        }
    }
    let row = sheet.sizes.strong * 1.5;
    let rows = crate::axis::count(shelf.used()) * row;
    let (from, edge) = match side {
        Side::Above => (sheet.y, sheet.y + rows + 5.0),
        Side::Below => (sheet.y, sheet.y),
    };
    for (callout, spot) in &placed {
        let down = match side {
            Side::Above => edge - 5.0 - row * crate::axis::count(spot.row) - row * 0.3,
            Side::Below => edge + 5.0 + row * crate::axis::count(spot.row) + row * 0.7,
        };
        write(sheet, callout, [spot.left, down], edge);
    }
    if shelf.used() > 0 {
        sheet.y = from + rows + 5.0;
    }
}

/// The next change first, so that it has the best place; then now; then later changes; then what a forecast rests on.
fn gather(sheet: &Sheet<'_>, now: &str, changes: &[Change]) -> Vec<Callout> {
    let room = sheet.axis.right() - 1.0;
    let change = |c: &Change, size: f64, class| Callout {
        x: sheet.axis.x(c.at),
        text: fit(&crate::measure::clean(&c.label), size, room - size - 5.0),
        colour: Some(c.to),
        kind: Type { size, class },
        sides: [Anchor::Start, Anchor::Middle, Anchor::End],
    };
    let mut seen: Vec<&Change> = changes
        .iter()
        .filter(|c| sheet.axis.contains(c.at))
        .collect();
    seen.truncate(12);
    let (strong, small) = (sheet.sizes.strong, sheet.sizes.small);
    let mut all: Vec<Callout> = Vec::new();
    all.extend(seen.first().map(|c| change(c, strong, "mr-text mr-bold")));
    if sheet.axis.contains(sheet.now) {
        all.push(Callout {
            x: sheet.axis.x(sheet.now),
            text: fit(&crate::measure::clean(now), small, room),
            colour: None,
            kind: Type {
                size: small,
                class: "mr-text",
            },
            sides: [Anchor::End, Anchor::Middle, Anchor::Start],
        });
    }
    all.extend(seen.iter().skip(1).map(|c| change(c, small, "mr-text")));
    all.retain(|c| !c.text.is_empty());
    all
}

fn write(sheet: &mut Sheet<'_>, callout: &Callout, [left, y]: [f64; 2], edge: f64) {
    let class = if callout.colour.is_some() {
        "mr-thread"
    } else {
        "mr-now"
    };
    let end = if edge > y {
        y + 4.0
    } else {
        y - callout.kind.size
    };
    sheet
        .canvas
        .line(Layer::Middle, [callout.x, end, callout.x, edge], class);
    match callout.colour {
        Some(colour) => {
            sheet.signed(colour, [left, y], callout.kind, &callout.text);
        }
        None => sheet
            .canvas
            .text([left, y], Anchor::Start, callout.kind, &callout.text),
    }
}

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
    let order = today
        .into_iter()
        .chain((phase..sheet.axis.days.len()).step_by(step));
    for i in order {
        let text = fit(&sheet.axis.days[i].number, size, 40.0);
        let x = sheet.axis.x_of_day(i) + sheet.axis.column() / 2.0;
        let wide = width(&text, size) + 2.0;
        let free = (x - wide / 2.0 > 0.0 && x + wide / 2.0 < sheet.canvas.width)
            .then(|| shelf.place(x, wide, &[Anchor::Middle]));
        if free.flatten().is_some() {
            let class = if Some(i) == today {
                "mr-text mr-bold"
            } else {
                "mr-quiet"
            };
            sheet
                .canvas
                .text([x, sheet.y], Anchor::Middle, Type { size, class }, &text);
        }
    }
}

fn step(column: f64, size: f64) -> usize {
    let need = size * 1.75;
    let mut steps = [1, 2, 7].into_iter().chain((1..).map(|n| n * 14));
    steps
        .find(|&s| column * crate::axis::count(s) >= need)
        .unwrap_or(1)
}

fn weekdays(sheet: &mut Sheet<'_>) {
    let kind = sheet.small("mr-faint");
    for i in 0..sheet.axis.days.len() {
        let text = fit(
            &sheet.axis.days[i].weekday,
            kind.size,
            sheet.axis.column() - 4.0,
        );
        let x = sheet.axis.x_of_day(i) + sheet.axis.column() / 2.0;
        sheet.canvas.text([x, sheet.y], Anchor::Middle, kind, &text);
    }
}

/// The name of a month where it begins, and what the forecast rests on at the right, where nothing stands in its way.
fn months(sheet: &mut Sheet<'_>, from: f64) {
    let kind = sheet.small("mr-quiet");
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
            sheet
                .canvas
                .line(Layer::Back, [x, from + 3.0, x, sheet.y], "mr-month");
        }
        if let Some(spot) = shelf.place(x + 4.0, width(&text, kind.size), &[Anchor::Start]) {
            sheet
                .canvas
                .text([spot.left, sheet.y], Anchor::Start, kind, &text);
        }
    }
    forecast(sheet, &mut shelf);
}

fn forecast(sheet: &mut Sheet<'_>, shelf: &mut Shelf) {
    let kind = sheet.small("mr-quiet");
    let text = sheet.options.words.forecast.clone();
    let ahead = sheet.axis.right() - sheet.axis.x(sheet.now);
    let wide = width(&text, kind.size);
    if ahead < wide {
        return;
    }
    if let Some(spot) = shelf.place(sheet.axis.right(), wide, &[Anchor::End]) {
        sheet
            .canvas
            .text([spot.left, sheet.y], Anchor::Start, kind, &text);
    }
}

/// The colour now, for the column of names.
pub(crate) fn colour_now(sheet: &Sheet<'_>, bands: &[Band]) -> Option<Colour> {
    colour_at(&flatten(bands, &sheet.axis), sheet.now)
}
