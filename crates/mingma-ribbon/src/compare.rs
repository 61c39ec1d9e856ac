//! Two ribbons on one axis, and where they differ.

use crate::axis::{Axis, colour_at, flatten};
use crate::callouts::{Side, callouts};
use crate::canvas::{Canvas, Layer, Type, n};
use crate::days::days;
use crate::sheet::Sheet;
use crate::strip::strip;
use crate::svg::{beside_strip, document, finish, responsive};
use crate::{Colour, Options, Ribbon, Words};

/// The same person under two sets of rules: `a` above, `b` below, the differing days drawn between them.
///
/// Both are drawn on the days and with the now of `a`; each keeps its own name, changes and lanes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Compare {
    /// The upper one.
    pub a: Ribbon,
    /// The lower one.
    pub b: Ribbon,
    /// The drawing's name, for screen readers.
    pub title: String,
    /// The drawing in a sentence or two; empty: left out.
    pub description: String,
}

/// A span on which two ribbons show different colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Difference {
    /// First second.
    pub from: i64,
    /// First second after it.
    pub to: i64,
    /// What `a` shows; `None`: nothing.
    pub a: Option<Colour>,
    /// What `b` shows; `None`: nothing.
    pub b: Option<Colour>,
}

impl Compare {
    /// Where the two differ, in order, inside the days of `a`; longest possible spans.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let axis = Axis::new(&self.a.days, 0.0, 1.0);
        let (a, b) = (flatten(&self.a.code, &axis), flatten(&self.b.code, &axis));
        let mut edges: Vec<i64> = a.iter().chain(&b).flat_map(|x| [x.from, x.to]).collect();
        edges.extend([axis.start(), axis.end()]);
        edges.sort_unstable();
        edges.dedup();
        let span = |w: &[i64]| Difference { from: w[0], to: w[1], a: colour_at(&a, w[0]), b: colour_at(&b, w[0]) };
        edges.windows(2).map(span).filter(|d| d.a != d.b).collect()
    }

    /// Both as one `<svg>` element; as total and as escaped as [`Ribbon::svg`].
    #[must_use]
    pub fn svg(&self, options: &Options) -> String {
        document(&self.draw(options), options, "mr", &self.title, &self.description)
    }

    /// Both at three widths, as [`Ribbon::responsive`].
    #[must_use]
    pub fn responsive(&self, options: &Options) -> String {
        responsive(options, |o, class| document(&self.draw(o), o, class, &self.title, &self.description))
    }

    /// The two in sentences: each colour of each, then where they differ.
    #[must_use]
    pub fn describe(&self, words: &Words, when: &dyn Fn(i64) -> String) -> Vec<String> {
        let mut out = Vec::new();
        for ribbon in [&self.a, &self.b] {
            if !ribbon.name.is_empty() {
                out.push(crate::measure::clean(&ribbon.name));
            }
            out.extend(self.on_our_axis(ribbon).describe(words, when));
        }
        out.extend(crate::tell::differences(self, words, when));
        out
    }

    /// A ribbon with the days and the now that both are drawn on.
    pub(crate) fn on_our_axis(&self, ribbon: &Ribbon) -> Ribbon {
        Ribbon { days: self.a.days.clone(), now: self.a.now, ..ribbon.clone() }
    }

    pub(crate) fn draw(&self, options: &Options) -> Canvas {
        let mut sheet = Sheet::new(&self.a.days, self.a.now, options);
        callouts(&mut sheet, &self.a, Side::Above);
        let top = sheet.y;
        strip(&mut sheet, &self.a.code);
        beside_strip(&mut sheet, &self.a, top);
        let gap = sheet.y;
        let edges = self.differences().into_iter().flat_map(|d| [d.from, d.to]);
        sheet.edges = edges.map(|t| sheet.axis.x(t)).filter(|x| *x < sheet.axis.right()).collect();
        days(&mut sheet);
        self.between(&mut sheet, gap);
        let top = sheet.y;
        strip(&mut sheet, &self.b.code);
        beside_strip(&mut sheet, &self.b, top);
        callouts(&mut sheet, &self.b, Side::Below);
        self.evidence(&mut sheet);
        finish(sheet, None)
    }

    /// A tinted bridge from strip to strip over each span on which they differ.
    fn between(&self, sheet: &mut Sheet<'_>, top: f64) {
        let low = sheet.y;
        for d in self.differences() {
            let (x, to) = (sheet.axis.x(d.from), sheet.axis.x(d.to));
            sheet.canvas.rect(Layer::Back, [x, top, to - x, low - top], r#"class="mr-differs""#);
            let edges = format!("M{} {}V{}M{} {}V{}", n(x), n(top), n(low), n(to), n(top), n(low));
            sheet.canvas.raw(Layer::Back, &format!(r#"<path d="{edges}" class="mr-differs-edge"/>"#));
        }
    }

    fn evidence(&self, sheet: &mut Sheet<'_>) {
        for ribbon in [&self.a, &self.b] {
            if ribbon.lanes.is_empty() && ribbon.marks.is_empty() {
                continue;
            }
            sheet.y += 14.0;
            let kind = Type { size: sheet.sizes.body, class: "mr-text mr-bold" };
            let name = crate::measure::clean(&ribbon.name);
            sheet.heading(&name, kind);
            if sheet.has_gutter() && !name.is_empty() {
                sheet.y += kind.size;
                sheet.beside(&name, kind, sheet.y - kind.size * 0.34);
                sheet.y += kind.size * 0.5;
            }
            crate::marks::marks(sheet, &ribbon.marks_label, &ribbon.marks);
            crate::lanes::lanes(sheet, &ribbon.lanes);
        }
    }
}
