//! Labels along a line: each finds a free place or is left to the words.

use crate::canvas::Anchor;

/// Room between two labels of a row, px.
const GAP: f64 = 8.0;

/// Rows of taken spans, the first nearest to what is labelled.
pub(crate) struct Shelf {
    rows: Vec<Vec<(f64, f64)>>,
    left: f64,
    right: f64,
    most: usize,
    gap: f64,
}

/// Where a label stands: its row, its left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub row: usize,
    pub left: f64,
}

impl Shelf {
    /// A shelf between `left` and `right` of at most `most` rows.
    pub fn new(left: f64, right: f64, most: usize) -> Self {
        Self { rows: Vec::new(), left, right, most, gap: GAP }
    }

    /// The same for things that may touch.
    pub fn tight(mut self) -> Self {
        self.gap = 1.0;
        self
    }

    /// Rows in use.
    pub fn used(&self) -> usize {
        self.rows.len()
    }

    /// The nearest free place for something `wide` at `x`, tried on the sides of `x` in the order given; `None` where all rows are full.
    pub fn place(&mut self, x: f64, wide: f64, sides: &[Anchor]) -> Option<Spot> {
        if wide > self.right - self.left {
            return None;
        }
        let lefts: Vec<f64> = sides.iter().map(|side| self.inside(x, wide, *side)).collect();
        for row in 0..self.most {
            for left in &lefts {
                if self.free(row, *left, left + wide) {
                    self.take(row, *left, left + wide);
                    return Some(Spot { row, left: *left });
                }
            }
        }
        None
    }

    fn inside(&self, x: f64, wide: f64, side: Anchor) -> f64 {
        let left = match side {
            Anchor::Start => x,
            Anchor::Middle => x - wide / 2.0,
            Anchor::End => x - wide,
        };
        left.min(self.right - wide).max(self.left)
    }

    fn free(&self, row: usize, from: f64, to: f64) -> bool {
        let apart = |&(l, r): &(f64, f64)| to + self.gap <= l || r + self.gap <= from;
        self.rows.get(row).is_none_or(|taken| taken.iter().all(apart))
    }

    fn take(&mut self, row: usize, from: f64, to: f64) {
        while self.rows.len() <= row {
            self.rows.push(Vec::new());
        }
        self.rows[row].push((from, to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_beside_goes_above_and_then_is_left_out() {
        let mut shelf = Shelf::new(0.0, 100.0, 2);
        let sides = [Anchor::Middle];
        assert_eq!(shelf.place(50.0, 60.0, &sides), Some(Spot { row: 0, left: 20.0 }));
        assert_eq!(shelf.place(55.0, 60.0, &sides), Some(Spot { row: 1, left: 25.0 }));
        assert_eq!(shelf.place(60.0, 60.0, &sides), None);
        assert_eq!(shelf.place(60.0, 101.0, &sides), None);
    }

    #[test]
    fn a_label_at_the_edge_is_pushed_inside() {
        let mut shelf = Shelf::new(0.0, 100.0, 1);
        assert_eq!(shelf.place(98.0, 30.0, &[Anchor::Start]).map(|s| s.left), Some(70.0));
    }
}
