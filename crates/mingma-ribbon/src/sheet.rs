//! A drawing under way: the canvas, the axis, sizes, and how far down it has come.

use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, Layer, Type, escape, n};
use crate::measure::{fit, width};
use crate::{Colour, Day, Options};

/// Sizes for a width: a phone, a tablet, a desk.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    /// Small and ordinary type, px: never under 11.
    pub small: f64,
    pub body: f64,
    /// Type of the coming change.
    pub strong: f64,
    /// Height of the strip.
    pub strip: f64,
    /// Height of a lane's line of time, with room for marks.
    pub lane: f64,
    /// Width of the names' column; 0: names stand above their lines.
    pub gutter: f64,
}

impl Sizes {
    pub fn of(width_px: u32) -> Self {
        match width_px {
            0..=559 => Self { small: 11.0, body: 12.0, strong: 13.0, strip: 34.0, lane: 18.0, gutter: 0.0 },
            560..=959 => Self { small: 12.0, body: 13.0, strong: 15.0, strip: 38.0, lane: 18.0, gutter: 0.0 },
            _ => Self { small: 12.0, body: 13.0, strong: 15.0, strip: 42.0, lane: 20.0, gutter: 264.0 },
        }
    }
}

/// Everything that the parts of a drawing share. `zones` and `strips` are the stretches on which time is laid out.
pub(crate) struct Sheet<'a> {
    pub canvas: Canvas,
    pub axis: Axis<'a>,
    pub sizes: Sizes,
    pub options: &'a Options,
    pub now: i64,
    pub y: f64,
    pub zones: Vec<(f64, f64)>,
    pub strips: Vec<(f64, f64)>,
    /// Upright edges between two strips, which no words may cross.
    pub edges: Vec<f64>,
}

impl<'a> Sheet<'a> {
    pub fn new(days: &'a [Day], now: i64, options: &'a Options) -> Self {
        let px = options.width_px.clamp(240, 4_000);
        let sizes = Sizes::of(px);
        let left = if sizes.gutter > 0.0 { sizes.gutter } else { 1.0 };
        let canvas = Canvas::new(f64::from(px), &options.id);
        let axis = Axis::new(days, left, f64::from(px) - left - 1.0);
        Self { canvas, axis, sizes, options, now, y: 2.0, zones: Vec::new(), strips: Vec::new(), edges: Vec::new() }
    }

    pub fn small(&self, class: &'static str) -> Type {
        Type { size: self.sizes.small, class }
    }

    pub fn body(&self, class: &'static str) -> Type {
        Type { size: self.sizes.body, class }
    }

    /// Whether names stand in a column of their own.
    pub fn has_gutter(&self) -> bool {
        self.sizes.gutter > 0.0
    }

    /// A reference to one of the drawing's textures.
    pub fn texture(&self, name: &str) -> String {
        format!(r#"fill="url(#{}-{name})""#, self.canvas.id)
    }

    /// A rectangle with a tooltip.
    pub fn told(&mut self, [x, y, w, h]: [f64; 4], class: &str, title: &str) {
        if w > 0.0 && h > 0.0 {
            let (x, y, w, h, title) = (n(x), n(y), n(w), n(h), escape(title));
            let svg = format!(
                r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" class="{class}"><title>{title}</title></rect>"#
            );
            self.canvas.raw(Layer::Middle, &svg);
        }
    }

    /// Shape and text together, from `x`; answers their width.
    pub fn signed(&mut self, colour: Colour, [x, y]: [f64; 2], kind: Type, text: &str) -> f64 {
        let side = kind.size * 0.78;
        let class = solid(colour);
        crate::glyph::shape(&mut self.canvas, colour, [x + side / 2.0, y - side / 2.0], side, class);
        self.canvas.text([x + side + 5.0, y], Anchor::Start, kind, text);
        signed_width(text, kind.size)
    }

    /// A name: in the column beside the line of time that begins at `top` and is `high`, or above it (which moves `y` down).
    pub fn heading(&mut self, text: &str, kind: Type) {
        if text.is_empty() || self.has_gutter() {
            return;
        }
        self.y += kind.size * 1.1;
        let cut = fit(text, kind.size, self.canvas.width - 2.0);
        self.canvas.text([1.0, self.y], Anchor::Start, kind, &cut);
        self.y += kind.size * 0.55;
    }

    /// The same name where there is a column.
    pub fn beside(&mut self, text: &str, kind: Type, middle: f64) {
        if self.has_gutter() {
            let cut = fit(text, kind.size, self.sizes.gutter - 20.0);
            self.canvas.text([1.0, middle + kind.size * 0.34], Anchor::Start, kind, &cut);
        }
    }
}

/// Width of shape and text together.
pub(crate) fn signed_width(text: &str, size: f64) -> f64 {
    size * 0.78 + 5.0 + width(text, size)
}

/// Class of a shape filled with its colour.
pub(crate) fn solid(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "mr-sign mr-green",
        Colour::Yellow => "mr-sign mr-yellow",
        Colour::Red => "mr-sign mr-red",
    }
}
