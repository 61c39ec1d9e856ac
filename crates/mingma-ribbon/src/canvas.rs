//! The sheet that is drawn on: three layers of SVG text, every caller's word escaped here and nowhere else.

use crate::measure::clean;
use std::fmt::Write as _;

/// Lower layers are painted first.
#[derive(Clone, Copy)]
pub(crate) enum Layer {
    Back,
    Middle,
    Top,
}

/// Which point of a text `x` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text and the room it takes; what no two texts of a drawing may share.
#[cfg(test)]
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub size: f64,
    pub text: String,
}

/// A drawing that grows downwards.
pub(crate) struct Canvas {
    layers: [String; 3],
    pub width: f64,
    pub height: f64,
    #[cfg(test)]
    pub texts: Vec<Room>,
    pub id: String,
}

/// How a text looks: size in px and classes.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    pub size: f64,
    pub class: &'static str,
}

impl Canvas {
    pub fn new(width: f64, id: &str) -> Self {
        Self {
            layers: Default::default(),
            width,
            height: 0.0,
            #[cfg(test)]
            texts: Vec::new(),
            id: safe_id(id),
        }
    }

    pub fn raw(&mut self, layer: Layer, svg: &str) {
        let sheet = match layer {
            Layer::Back => &mut self.layers[0],
            Layer::Middle => &mut self.layers[1],
            Layer::Top => &mut self.layers[2],
        };
        sheet.push_str(svg);
        sheet.push('\n');
    }

    pub fn rect(&mut self, layer: Layer, [x, y, w, h]: [f64; 4], attributes: &str) {
        if w > 0.0 && h > 0.0 {
            let (x, y, w, h) = (n(x), n(y), n(w), n(h));
            let svg = format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" {attributes}/>"#);
            self.raw(layer, &svg);
        }
    }

    pub fn line(&mut self, layer: Layer, [x1, y1, x2, y2]: [f64; 4], class: &str) {
        let path = format!("M{} {}L{} {}", n(x1), n(y1), n(x2), n(y2));
        self.raw(layer, &format!(r#"<path d="{path}" class="{class}"/>"#));
    }

    /// Writes `text` with its baseline at `y`; empty text is not written.
    pub fn text(&mut self, [x, y]: [f64; 2], anchor: Anchor, kind: Type, text: &str) {
        let text = clean(text);
        if text.trim().is_empty() {
            return;
        }
        #[cfg(test)]
        self.remember([x, y], anchor, kind.size, &text);
        let at = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y, size, class) = (n(x), n(y), n(kind.size), kind.class);
        let svg = format!(r#"<text x="{x}" y="{y}" font-size="{size}" class="{class}"{at}>{}</text>"#, escape(&text));
        self.raw(Layer::Top, &svg);
    }

    #[cfg(test)]
    fn remember(&mut self, [x, y]: [f64; 2], anchor: Anchor, size: f64, text: &str) {
        let w = crate::measure::width(text, size);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - w / 2.0,
            Anchor::End => x - w,
        };
        self.texts.push(Room {
            left,
            top: y - 0.8 * size,
            right: left + w,
            bottom: y + 0.18 * size,
            size,
            text: text.to_owned(),
        });
    }

    /// The layers, one on the other.
    pub fn body(&self) -> String {
        self.layers.concat()
    }
}

/// A number with at most one decimal.
pub(crate) fn n(value: f64) -> String {
    let mut out = String::new();
    let rounded = (value * 10.0).round() / 10.0;
    // Adding zero turns -0 into 0.
    let _ = write!(out, "{}", if rounded.is_finite() { rounded + 0.0 } else { 0.0 });
    out
}

/// Caller's text as XML text or attribute value.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// An `id` that is a name in XML and in CSS.
pub(crate) fn safe_id(id: &str) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }
    };
    let kept: String = id.chars().take(64).map(keep).collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) { kept } else { format!("r{kept}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_name_whatever_is_given() {
        assert_eq!(safe_id(r#"9"><script>"#), "r9---script-");
        assert_eq!(safe_id(""), "r");
        assert_eq!(safe_id("a_b-1"), "a_b-1");
    }

    #[test]
    fn numbers_are_short_and_always_numbers() {
        assert_eq!([n(1.0), n(1.26), n(-0.01), n(f64::NAN)], ["1", "1.3", "0", "0"]);
    }
}
