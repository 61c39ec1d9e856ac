//! The shapes: one for each colour, one for each kind of mark. Each is drawn in a square of 16 px around its middle.

use crate::canvas::{Canvas, Layer, escape, n};
use crate::{Colour, Mark, MarkKind};

/// Half of the room that a mark takes, px.
pub(crate) const RADIUS: f64 = 8.0;

/// The shape of a colour, `size` px wide, with its middle at `x`, `y`.
pub(crate) fn shape(canvas: &mut Canvas, colour: Colour, [x, y]: [f64; 2], size: f64, class: &str) {
    let r = size / 2.0;
    let svg = match colour {
        Colour::Green => {
            format!(r#"<circle cx="{}" cy="{}" r="{}" class="{class}"/>"#, n(x), n(y), n(r))
        }
        Colour::Yellow => {
            let (top, low) = (n(y - r), n(y + r * 0.85));
            let (a, b) = (n(x - r * 1.1), n(x + r * 1.1));
            format!(r#"<path d="M{} {top}L{b} {low}L{a} {low}Z" class="{class}"/>"#, n(x))
        }
        Colour::Red => {
            let r = r * 0.92;
            let (x, y, w) = (n(x - r), n(y - r), n(r * 2.0));
            format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{w}" class="{class}"/>"#)
        }
    };
    canvas.raw(Layer::Top, &svg);
}

/// A mark with its middle at `x`, `y`; its label is its tooltip.
pub(crate) fn mark(canvas: &mut Canvas, mark: &Mark, [x, y]: [f64; 2]) {
    let state = if mark.counts { "mr-solid" } else { "mr-open" };
    let (body, detail) = strokes(mark.kind);
    let title = escape(&mark.label);
    let svg = format!(
        r#"<g class="mr-mark {state}" transform="translate({} {})"><title>{title}</title><path class="mr-halo" d="{body}"/><path class="mr-body" d="{body}"/><path class="mr-detail" d="{detail}"/></g>"#,
        n(x),
        n(y)
    );
    canvas.raw(Layer::Top, &svg);
}

/// Outline (filled where the mark counts) and inner lines of a kind.
fn strokes(kind: MarkKind) -> (&'static str, &'static str) {
    match kind {
        MarkKind::Negative => ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z", "M-3 0H3"),
        MarkKind::Positive => ("M0 -7.5L7.5 0L0 7.5L-7.5 0Z", "M-3 0H3M0 -3V3"),
        MarkKind::Visit => ("M0 7.5C-2.5 3.8 -5 1.6 -5 -2A5 5 0 0 1 5 -2C5 1.6 2.5 3.8 0 7.5Z", "M-1.5 -2H1.5"),
        MarkKind::Arrival => ("M-7 -2H-1V-6L5 0L-1 6V2H-7ZM5.5 -6.5H7V6.5H5.5Z", ""),
        MarkKind::Entry => ("M-5 -2H-1V-6L5 0L-1 6V2H-5ZM5.5 -6.5H7V6.5H5.5ZM-7 -6.5H-5.5V6.5H-7Z", ""),
        MarkKind::Contact => (
            "M-7.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0ZM-1.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
            "M0 -3.4A5 5 0 0 1 0 3.4A5 5 0 0 1 0 -3.4Z",
        ),
        MarkKind::Case => {
            ("M0 -7.5L2 -3.4L6.5 -3.8L4 0L6.5 3.8L2 3.4L0 7.5L-2 3.4L-6.5 3.8L-4 0L-6.5 -3.8L-2 -3.4Z", "")
        }
        MarkKind::Area => ("M-6 6.5V-1L0 -7L6 -1V6.5Z", "M-2 6V1.5H2V6"),
        MarkKind::Notice => ("M-1.5 -7H1.5V-2H5L0 3L-5 -2H-1.5ZM-7 2H-5.5V5.5H5.5V2H7V7H-7Z", ""),
        MarkKind::Declaration => ("M-5 -7H2L5 -4V7H-5Z", "M-2.5 -1.5H2.5M-2.5 2H2.5"),
        MarkKind::Event => ("M-5 -7H6.5L3.5 -3.5L6.5 0H-3.5V7.5H-5Z", ""),
        MarkKind::Stay => ("M-5 -6.5H-1.5V6.5H-5ZM1.5 -6.5H5V6.5H1.5Z", ""),
        MarkKind::Letter => ("M-7 -5H7V5H-7Z", "M-6 -4L0 1L6 -4"),
        MarkKind::Correction => {
            ("M-6 -4.2L-4.2 -6L0 -1.8L4.2 -6L6 -4.2L1.8 0L6 4.2L4.2 6L0 1.8L-4.2 6L-6 4.2L-1.8 0Z", "")
        }
        MarkKind::Other => ("M0 -4.5L4.5 0L0 4.5L-4.5 0Z", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_shape() {
        let mut shapes: Vec<_> = MarkKind::ALL.map(|k| strokes(k).0).to_vec();
        shapes.sort_unstable();
        shapes.dedup();
        assert_eq!(shapes.len(), MarkKind::ALL.len());
    }
}
