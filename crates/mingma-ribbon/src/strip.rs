//! The strip itself: the code's colours, day by day.

use crate::axis::{colour_at, flatten};
use crate::canvas::{Anchor, Layer, Type, n};
use crate::glyph;
use crate::measure::width;
use crate::sheet::Sheet;
use crate::{Band, Colour};

/// Draws the code's bands at `y`; the past is solid, the forecast is a tint with an edge.
pub(crate) fn strip(sheet: &mut Sheet<'_>, bands: &[Band]) {
    let (y, high) = (sheet.y, sheet.sizes.strip);
    let (left, wide) = (sheet.axis.left, sheet.axis.width);
    sheet.canvas.rect(Layer::Back, [left, y, wide, high], r#"rx="3" class="mr-bed""#);
    let bands = flatten(bands, &sheet.axis);
    for band in &bands {
        let cut = sheet.now.clamp(band.from, band.to);
        piece(sheet, Band { to: cut, ..*band }, true, band.from < cut);
        piece(sheet, Band { from: cut, ..*band }, false, band.from == cut);
    }
    midnights(sheet);
    sheet.y += high;
    sheet.strips.push((y, sheet.y));
}

/// One stretch of one colour on one side of now. Its word stands where the colour begins.
fn piece(sheet: &mut Sheet<'_>, band: Band, past: bool, begins: bool) {
    let (x, to) = (sheet.axis.x(band.from), sheet.axis.x(band.to));
    let (y, high, wide) = (sheet.y, sheet.sizes.strip, to - x);
    if band.from >= band.to || wide <= 0.0 {
        return;
    }
    let colour = band.colour.word();
    let class = format!(r#"class="{} mr-{colour}""#, if past { "mr-past" } else { "mr-next" });
    let inset = if past { 0.0 } else { 0.75 };
    let frame = [x + inset, y + inset, (wide - 2.0 * inset).max(0.5), high - 2.0 * inset];
    sheet.canvas.rect(Layer::Back, frame, &class);
    let said = sign(sheet, band.colour, [x, wide], past, begins);
    if band.colour != Colour::Green {
        let fill = sheet.texture(if past { colour } else { texture_of_forecast(band.colour) });
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
fn sign(sheet: &mut Sheet<'_>, colour: Colour, [x, wide]: [f64; 2], past: bool, begins: bool) -> f64 {
    let size = sheet.sizes.body;
    let word = sheet.options.words.colour(colour).to_owned();
    let side = size * 0.8;
    if wide < side + 8.0 || !begins {
        return 0.0;
    }
    let middle = sheet.y + sheet.sizes.strip / 2.0;
    let (ink, on) = if past { (on(colour), on(colour)) } else { ("mr-axis mr-text", crate::sheet::solid(colour)) };
    let full = side + 5.0 + width(&word, size);
    let pad = if wide >= full + 18.0 { 9.0 } else { 4.0 };
    glyph::shape(&mut sheet.canvas, colour, [x + pad + side / 2.0, middle], side, on);
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
        sheet.canvas.raw(Layer::Back, &format!(r#"<path d="{path}" class="mr-midnight"/>"#));
    }
}

/// The colour now, for the column of names.
pub(crate) fn colour_now(sheet: &Sheet<'_>, bands: &[Band]) -> Option<Colour> {
    colour_at(&flatten(bands, &sheet.axis), sheet.now)
}
