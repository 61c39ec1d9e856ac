//! The drawing as a whole: one ribbon in one `<svg>`.

use crate::callouts::{Side, callouts};
use crate::canvas::{Canvas, Layer, Type, escape, n};
use crate::days::days;
use crate::sheet::Sheet;
use crate::strip::{colour_now, strip};
use crate::{Options, Ribbon};

/// The style of every ribbon, for a page's own stylesheet: classes that begin with `mr`, no inline style, so that it stands under a strict content security policy.
///
/// Colours are the custom properties `--paper`, `--raised`, `--line`, `--ink`, `--quiet`, `--house`, `--green`, `--yellow`, `--red`, and, where a page has them, `--on-yellow` (ink on yellow) and `--yellow-edge` (an edge of yellow with 3:1 against the paper); each has the light value as its fallback. A page that turns dark sets them.
pub const STYLE: &str = include_str!("style.css");

/// The custom properties of a drawing that stands alone: light, and dark where that is preferred.
pub(crate) const TOKENS: &str = include_str!("tokens.css");

impl Ribbon {
    /// The ribbon as one `<svg>` element, laid out for `options.width_px`.
    ///
    /// Total: any ribbon is drawn. All text is escaped. The element scales with its box (`viewBox`), has `role="img"`, and is named by its `<title>` and `<desc>`.
    #[must_use]
    pub fn svg(&self, options: &Options) -> String {
        let canvas = self.draw(options);
        document(&canvas, options, "mr", &self.title, &self.description)
    }

    /// The ribbon at three widths (328, 704, 1120 px) in one `<div class="mr-set">`; [`STYLE`] shows the one that fits its box, without a script.
    #[must_use]
    pub fn responsive(&self, options: &Options) -> String {
        responsive(options, |o, class| document(&self.draw(o), o, class, &self.title, &self.description))
    }

    pub(crate) fn draw(&self, options: &Options) -> Canvas {
        let mut sheet = Sheet::new(&self.days, self.now, options);
        callouts(&mut sheet, self, Side::Above);
        let top = sheet.y;
        strip(&mut sheet, &self.code);
        beside_strip(&mut sheet, self, top);
        days(&mut sheet);
        crate::marks::marks(&mut sheet, &self.marks_label, &self.marks);
        crate::lanes::lanes(&mut sheet, &self.lanes);
        finish(sheet, self.changes.first().map(|c| c.at))
    }
}

/// The name and the colour of now, in the column beside the strip.
pub(crate) fn beside_strip(sheet: &mut Sheet<'_>, ribbon: &Ribbon, top: f64) {
    if !sheet.has_gutter() {
        return;
    }
    let size = sheet.sizes.strong;
    let middle = top + sheet.sizes.strip / 2.0;
    let name = crate::measure::clean(&ribbon.name);
    if let Some(colour) = colour_now(sheet, &ribbon.code) {
        let word = crate::measure::fit(sheet.options.words.colour(colour), size, 180.0);
        let y = if name.is_empty() { middle + size * 0.34 } else { middle + size * 1.05 };
        let kind = Type { size, class: "mr-text mr-bold" };
        sheet.signed(colour, [1.0, y], kind, &word);
        sheet.beside(&name, sheet.body("mr-quiet"), middle - size * 0.6);
    } else {
        sheet.beside(&name, sheet.body("mr-text"), middle);
    }
}

/// The lines of now and of the next change through all that is laid out in time; then the sheet is cut.
pub(crate) fn finish(mut sheet: Sheet<'_>, change: Option<i64>) -> Canvas {
    let now = sheet.now;
    let strips = std::mem::take(&mut sheet.strips);
    let mut zones = std::mem::take(&mut sheet.zones);
    if sheet.has_gutter() {
        let all = zones.first().zip(zones.last()).map(|(a, b)| (a.0, b.1));
        zones = all.into_iter().collect();
    }
    upright(&mut sheet, change, &zones, "mr-then");
    upright(&mut sheet, Some(now), &zones, "mr-now-on");
    upright(&mut sheet, Some(now), &strips, "mr-now");
    sheet.canvas.height = sheet.y + 4.0;
    sheet.canvas
}

/// An upright line at `at` through the zones.
fn upright(sheet: &mut Sheet<'_>, at: Option<i64>, zones: &[(f64, f64)], class: &str) {
    let Some(at) = at.filter(|t| sheet.axis.contains(*t) && !zones.is_empty()) else {
        return;
    };
    let x = sheet.axis.x(at);
    let piece = |(a, b): &(f64, f64)| format!("M{} {}V{}", n(x), n(*a), n(*b));
    let path: String = zones.iter().map(piece).collect();
    sheet.canvas.raw(Layer::Middle, &format!(r#"<path d="{path}" class="{class}"/>"#));
}

/// Paper around a drawing that stands alone, px.
const MARGIN: f64 = 12.0;

/// Each width once, with an id of its own.
pub(crate) fn responsive(options: &Options, draw: impl Fn(&Options, &str) -> String) -> String {
    let mut out = String::from("<div class=\"mr-set\">\n");
    for (px, class) in [(328, "narrow"), (704, "medium"), (1120, "wide")] {
        let one = Options { width_px: px, id: format!("{}-{class}", options.id), standalone: false, ..options.clone() };
        out += &draw(&one, &format!("mr mr-{class}"));
    }
    out + "</div>\n"
}

/// The element around a drawing: names, textures and, where it stands alone, style and paper.
pub(crate) fn document(canvas: &Canvas, options: &Options, class: &str, title: &str, description: &str) -> String {
    let margin = if options.standalone { MARGIN } else { 0.0 };
    let (id, corner) = (&canvas.id, n(-margin));
    let (w, h) = (n(canvas.width + 2.0 * margin), n(canvas.height + 2.0 * margin));
    let named = if description.is_empty() { format!("{id}-t") } else { format!("{id}-t {id}-d") };
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="{class}" id="{id}" role="img" aria-labelledby="{named}" viewBox="{corner} {corner} {w} {h}" width="{w}" height="{h}">"#
    );
    out += &format!("\n<title id=\"{id}-t\">{}</title>\n", escape(title));
    if !description.is_empty() {
        out += &format!("<desc id=\"{id}-d\">{}</desc>\n", escape(description));
    }
    if options.standalone {
        out += &format!("<style>\n{TOKENS}{STYLE}</style>\n");
        let at = format!("x=\"{corner}\" y=\"{corner}\" width=\"{w}\" height=\"{h}\"");
        out += &format!("<rect {at} class=\"mr-paper\"/>\n");
    }
    out + &textures(id) + &canvas.body() + "</svg>\n"
}

/// What tells colours apart without colour: diagonals for yellow, a cross hatch for red, a veil for a stay.
fn textures(id: &str) -> String {
    let tile = |name: &str, size: u8, class: &str, d: &str, turned: bool| {
        let turn = if turned { r#" patternTransform="rotate(45)""# } else { "" };
        format!(
            r#"<pattern id="{id}-{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turn}><path d="{d}" class="{class}"/></pattern>"#
        )
    };
    format!(
        "<defs>{}{}{}{}{}</defs>\n",
        tile("yellow", 6, "mr-diagonal", "M3 0V6", true),
        tile("yellow-next", 6, "mr-diagonal-next", "M3 0V6", true),
        tile("red", 6, "mr-cross", "M3 0V6M0 3H6", true),
        tile("red-next", 6, "mr-cross-next", "M3 0V6M0 3H6", true),
        tile("stay", 6, "mr-veil", "M3 0V6", false),
    )
}
